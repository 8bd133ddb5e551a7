//! The figures as tables of Markdown, with the goals beside them.

use super::Figures;
use super::figures::Through;
use super::proxy::Kind;

/// `figures` as Markdown.
pub fn table(figures: &Figures) -> String {
    let Some(plan) = figures.plan else { return String::new() };
    let mut rows = Vec::new();
    let mut row = |what: String, goal: &str, value: &dyn Fn(&Through) -> String| {
        let cells: Vec<_> = figures.proxies.iter().map(value).collect();
        rows.push(format!("| {what} | {} | {goal} |", cells.join(" | ")));
    };
    let direct = figures.proxies.iter().find(|one| one.kind == Kind::Direct);
    let added =
        |through: u64, plain: Option<u64>| milliseconds(through.saturating_sub(plain.unwrap_or(0)));
    let ticking = format!("{} streams, an event a second, {} s", plan.streams, plan.seconds);
    row(format!("{ticking}: errors"), "0", &|one| one.ticking.errors.to_string());
    row("their events".to_owned(), "", &|one| one.ticking.events.to_string());
    row("added latency, median".to_owned(), "", &|one| {
        added(one.ticking.latency.at(50.0), direct.map(|direct| direct.ticking.latency.at(50.0)))
    });
    row("added latency, p99".to_owned(), "5 ms", &|one| {
        added(one.ticking.latency.at(99.0), direct.map(|direct| direct.ticking.latency.at(99.0)))
    });
    row("memory for each stream".to_owned(), "45 KiB", &|one| {
        per_stream(one.ticking.resident, one.idle, plan.streams)
    });
    row(format!("{} streams held: errors", plan.held), "0", &|one| one.held.errors.to_string());
    row("memory".to_owned(), "250 MiB", &|one| format!("{} MiB", one.held.resident / 1024));
    let rate = format!("{} asks a second of 20 events, {} s", plan.rate, plan.rate_seconds);
    row(format!("{rate}: errors"), "0", &|one| one.rate.errors.to_string());
    row("added time to the first event, median".to_owned(), "", &|one| {
        added(one.rate.first.at(50.0), direct.map(|direct| direct.rate.first.at(50.0)))
    });
    row("added time to the first event, p99".to_owned(), "10 ms", &|one| {
        added(one.rate.first.at(99.0), direct.map(|direct| direct.rate.first.at(99.0)))
    });
    row("1,000 clients leave: the upstream has seen the last after".to_owned(), "100 ms", &|one| {
        format!("{:.0} ms", one.leaving)
    });
    row("2,000 half-open connections: gone after".to_owned(), "6 s", &|one| {
        one.half_open.gone.map_or("not in 20 s".to_owned(), |seconds| format!("{seconds:.1} s"))
    });
    row("asks that failed meanwhile, of 500".to_owned(), "0", &|one| {
        one.half_open.errors.to_string()
    });
    row("an answer of 32 KB in 1,639 events".to_owned(), "60 KB", &|one| kilobytes(one.long.body));
    row("with its head and chunked coding".to_owned(), "", &|one| kilobytes(one.long.all));
    let names: Vec<_> = figures.proxies.iter().map(|one| one.kind.name()).collect();
    let rules = "--:|".repeat(names.len());
    format!("| Load | {} | Goal |\n|---|{rules}--:|\n{}", names.join(" | "), rows.join("\n"))
}

fn milliseconds(microseconds: u64) -> String {
    format!("{:.1} ms", microseconds as f64 / 1000.0)
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.1} KB", bytes as f64 / 1000.0)
}

fn per_stream(with: u64, without: u64, streams: usize) -> String {
    let each = with.saturating_sub(without) as f64 / streams.max(1) as f64;
    format!("{each:.1} KiB")
}
