//! L-8: a bad network on either side of the gateway.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::gateway::{ASK, gateway, gateway_with, impatient, listening, raw_request};
use crate::scripted::{CHUNKED, DONE, EVENT, LAST_CHUNK, Scripted, Step, chunk, until, write};
use crate::shim::{Shim, Toxic};
use crate::support::{body, post, send};

const MOMENT: Duration = Duration::from_millis(100);

/// All eight. A limit falls into the second event.
const TOXICS: [Toxic; 8] = [
    Toxic::Latency(MOMENT),
    Toxic::Down,
    Toxic::Bandwidth(10_000),
    Toxic::SlowClose(MOMENT),
    Toxic::Timeout(Duration::from_secs(20)),
    Toxic::ResetPeer(MOMENT),
    Toxic::Slicer(7, Duration::from_millis(1)),
    Toxic::LimitData(CHUNKED.len() + EVENT.len() + 20),
];

/// An answer of three events, with a pause into which a reset falls.
fn answer() -> Vec<Step> {
    let steps = [EVENT, EVENT, "pause", EVENT, DONE];
    let steps = steps.map(|text| match text {
        "pause" => Step::Pause(MOMENT * 2),
        text => chunk(text),
    });
    [vec![write(CHUNKED)], steps.to_vec(), vec![write(LAST_CHUNK)]].concat()
}

fn whole() -> String {
    format!("{EVENT}{EVENT}{EVENT}{DONE}")
}

#[tokio::test]
async fn a_bad_network_to_the_upstream_has_its_ending() {
    for toxic in TOXICS {
        let server = Scripted::start(answer()).await;
        let shim = Shim::start(server.address, toxic).await;
        let app = gateway_with(&shim.url(), impatient);
        let response = send(&app, post(ASK, body("a"))).await;
        let text = response.text();
        let error = "\n\nevent: error\ndata: {\"error\":{\"code\":502,";
        match toxic {
            Toxic::Down => assert_eq!(response.refusal().0, 502),
            Toxic::Timeout(_) => assert_eq!(response.refusal().0, 504),
            Toxic::ResetPeer(_) => {
                assert!(text.starts_with(&format!("{EVENT}{EVENT}{error}")), "{text}");
            }
            Toxic::LimitData(_) => {
                let (passed, _) = text.split_once(error).expect(&text);
                assert!(whole().starts_with(passed) && passed.starts_with(EVENT), "{text}");
            }
            _ => assert_eq!(text, whole(), "{toxic:?}"),
        }
        // With the gateway go its idle connections.
        drop(app);
        until("the upstream to be let go", || server.open() + shim.open() == 0).await;
    }
}

#[tokio::test]
async fn a_bad_network_to_the_client_ends_what_goes_on_upstream() {
    for toxic in TOXICS {
        let server = Scripted::start(answer()).await;
        let app = gateway(&server.url());
        let shim = Shim::start(listening(app).await, toxic).await;
        let mut all = Vec::new();
        let asked = async {
            let mut client = TcpStream::connect(shim.address).await?;
            client.write_all(raw_request().as_bytes()).await?;
            match toxic {
                // The client gives up first.
                Toxic::Timeout(_) => server.asked(1).await,
                _ => drop(client.read_to_end(&mut all).await?),
            }
            Ok::<_, std::io::Error>(())
        };
        let asked = asked.await;
        let text = String::from_utf8_lossy(&all);
        match toxic {
            Toxic::Down => assert!(asked.is_err() && server.requests().is_empty()),
            Toxic::Timeout(_) => {}
            Toxic::ResetPeer(_) | Toxic::LimitData(_) => {
                assert!(!text.contains(DONE.trim()), "{toxic:?}: {text}");
            }
            _ => assert!(text.contains(DONE.trim()) && text.ends_with("0\r\n\r\n"), "{toxic:?}"),
        }
        until("the client's side to end", || shim.open() == 0).await;
    }
}

#[tokio::test]
async fn a_client_cut_off_by_its_network_lets_the_upstream_go() {
    for toxic in [Toxic::Timeout(MOMENT), Toxic::ResetPeer(MOMENT), Toxic::LimitData(150)] {
        let mut server =
            Scripted::start(vec![write(CHUNKED), chunk(EVENT), chunk(EVENT), Step::Hold]).await;
        let shim = Shim::start(listening(gateway(&server.url())).await, toxic).await;
        let mut client = TcpStream::connect(shim.address).await.expect("a connection");
        client.write_all(raw_request().as_bytes()).await.expect("sent");
        server.let_go().await;
        drop(client);
    }
}
