//! The page of the documentation that shows the sizes: what stands between its two marks is written here.
//! It leaves alone what people wrote around them.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result};

use super::peers::Weighed;
use super::{Ours, Weight};
use crate::{process, project};

const PAGE: &str = "docs/develop/size.md";
const BEGIN: &str = "<!-- sizes: begin -->";
const END: &str = "<!-- sizes: end -->";

/// Puts both tables into the documentation, with versions and today's date.
pub(super) fn write(ours: &Ours, peers: &[Weighed]) -> Result<()> {
    let file = project::root().join(PAGE);
    let page = fs::read_to_string(&file).with_context(|| format!("read {PAGE}"))?;
    let date = process::read(std::process::Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
    let page = between(&page, &tables(ours, peers, &date))
        .with_context(|| format!("find {BEGIN} and {END} in {PAGE}"))?;
    fs::write(&file, page).with_context(|| format!("write {PAGE}"))
}

fn between(page: &str, text: &str) -> Option<String> {
    let (above, rest) = page.split_once(BEGIN)?;
    let (_, below) = rest.split_once(END)?;
    Some(format!("{above}{BEGIN}\n\n{}\n\n{END}{below}", text.trim()))
}

fn tables(ours: &Ours, peers: &[Weighed], date: &str) -> String {
    let mut text = format!("Measured on {date}, in bytes.\n\n");
    text += "| File | Raw | gzip | brotli |\n|---|--:|--:|--:|\n";
    for row in ours.rows() {
        let name = match row.name.strip_prefix("= ") {
            Some(sum) => format!("**{sum}**"),
            None => format!("`{}`", row.name),
        };
        line(&mut text, &[&name], row.weight);
    }
    text += "\n| Box | Version | Page view: raw | gzip | brotli | First answer: raw | gzip | brotli | × ours, brotli |\n";
    text += "|---|---|--:|--:|--:|--:|--:|--:|--:|\n";
    let (before, answer) = (ours.before_intent(), ours.first_answer());
    both(&mut text, "**Ask the Docs**", env!("CARGO_PKG_VERSION"), before, answer, 1.0);
    for peer in peers {
        let times = peer.weight.brotli as f64 / answer.brotli as f64;
        let name =
            if peer.splits { format!("{} (at least)", peer.name) } else { peer.name.clone() };
        both(&mut text, &name, &peer.version, peer.weight, peer.weight, times);
    }
    text
}

fn line(text: &mut String, names: &[&str], Weight { raw, gzip, brotli }: Weight) {
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "| {} | {} | {} | {} |",
        names.join(" | "),
        grouped(raw),
        grouped(gzip),
        grouped(brotli)
    );
}

fn both(text: &mut String, name: &str, version: &str, before: Weight, all: Weight, times: f64) {
    let mut row = String::new();
    line(&mut row, &[name, version], before);
    let row = row.trim_end();
    let _ = writeln!(
        text,
        "{row} {} | {} | {} | {times:.2} |",
        grouped(all.raw),
        grouped(all.gzip),
        grouped(all.brotli)
    );
}

/// A number with commas between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::ours::tests::sample;
    use super::*;

    #[test]
    fn numbers_have_commas_between_thousands() {
        assert_eq!([0, 999, 1000, 1234567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn tables_replace_those_before_and_nothing_around_them() {
        let page = format!("# S\n\n{BEGIN}\nOld.\n{END}\n\nBelow.\n");
        let new = between(&page, "New.\n").expect("both marks");
        assert_eq!(new, format!("# S\n\n{BEGIN}\n\nNew.\n\n{END}\n\nBelow.\n"));
        assert_eq!(between(&new, "New."), Some(new));
        assert_eq!(between("# S\n", "New."), None);
    }

    #[test]
    fn a_box_of_others_stands_beside_ours_with_its_ratio() {
        let weight = Weight { raw: 3000, gzip: 2000, brotli: 222 };
        let peer =
            Weighed { name: "Other".to_owned(), version: "1.2".to_owned(), weight, splits: false };
        let text = tables(&sample(), &[peer], "2026-01-02");
        assert!(text.starts_with("Measured on 2026-01-02"), "{text}");
        assert!(
            text.contains("| Other | 1.2 | 3,000 | 2,000 | 222 | 3,000 | 2,000 | 222 | 2.00 |")
        );
        assert!(text.contains("| 4 | 2 | 1 | 444 | 222 | 111 | 1.00 |"), "{text}");
    }
}
