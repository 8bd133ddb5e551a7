//! Findings for a terminal, or as JSON.
//!
//! Owns the layout. Refuses colours: the marks and words say it.

use serde_json::json;

use super::finding::{Check, Finding, State};

/// For people: every check with its state in a word, and below it what to do.
pub(super) fn text(findings: &[Finding]) -> String {
    let mut out = String::new();
    for check in Check::ALL {
        let mut found: Vec<_> = findings.iter().filter(|found| found.check == check).collect();
        // The worst first.
        found.sort_by_key(|found| std::cmp::Reverse(found.state));
        for (index, finding) in found.iter().enumerate() {
            let word = match finding.state {
                State::Fine if index > 0 => continue,
                State::Fine => "fine     ",
                State::Advice => "advice   ",
                State::Wrong => "TO MEND  ",
                State::Skipped if index > 0 => continue,
                State::Skipped => "not seen ",
            };
            out.push_str(&format!("{word} {}: {}\n", check.title(), finding.sentence));
            for paste in &finding.pastes {
                out.push_str(&format!("           {}:\n", paste.place));
                for line in paste.text.lines() {
                    out.push_str(&format!("             {line}\n"));
                }
            }
        }
    }
    out + &summary(findings) + "\n"
}

/// For programs.
pub(super) fn json(findings: &[Finding]) -> String {
    let list: Vec<_> = findings.iter().map(Finding::json).collect();
    let report = json!({ "broken": is_broken(findings), "findings": list });
    format!("{report:#}\n")
}

/// Whether anything keeps the box from working.
pub(super) fn is_broken(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.state == State::Wrong)
}

fn summary(findings: &[Finding]) -> String {
    let of = |check: Check| findings.iter().filter(move |finding| finding.check == check);
    let is_broken = |check: &Check| of(*check).any(|finding| finding.state == State::Wrong);
    let is_unseen = |check: &Check| {
        let mut states = of(*check).map(|finding| finding.state).peekable();
        states.peek().is_some() && states.all(|state| state == State::Skipped)
    };
    match Check::ALL.iter().filter(|check| is_broken(check)).count() {
        0 if Check::ALL.iter().any(is_unseen) => "Nothing is broken in what was seen".to_owned(),
        0 => "Nothing is broken".to_owned(),
        1 => "One thing is to be mended".to_owned(),
        many => format!("{many} things are to be mended"),
    }
}
