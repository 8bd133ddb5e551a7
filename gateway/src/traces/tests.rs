//! What happens when nobody listens.

use super::*;

#[tokio::test]
async fn a_collector_that_is_not_there_costs_spans_and_nobodys_time() {
    // Of a port that was free a moment ago, nobody answers.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a socket");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let settings = TraceSettings {
        endpoint: address.parse().expect("an address"),
        headers: HeaderMap::new(),
        service: "test".to_owned(),
    };
    let traces = Traces(Some(Exporter::start_with(&settings, 4).expect("a client")));
    let dropped = || {
        let text = crate::metrics::text();
        let line = text.lines().find(|line| line.contains("spans_total{result=\"dropped\"}"));
        line.and_then(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).unwrap_or_default()
    };
    let before = dropped();
    // This test has one thread: until it waits, nobody takes from the queue.
    for _ in 0..100 {
        let outcome = Outcome::Done;
        let ended =
            Ended { method: "POST", route: "/", site: None, status: None, outcome, first: None };
        traces.begin(None).end(&ended);
    }
    assert_eq!(dropped() - before, 96);
    let start = Instant::now();
    traces.flush(Duration::from_millis(300)).await;
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[test]
fn without_a_collector_nothing_is_made() {
    let asking = Traces::open(None).expect("nothing to do").begin(None);
    assert!(asking.0.is_none() && asking.call("a.example").0.is_none());
}
