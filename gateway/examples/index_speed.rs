//! How fast a folder is read, indexed and asked: writes one of the given number of pages, reads it
//! as the gateway does at its start, asks, and prints the figures.
//!
//! `cargo run --release -p ask-docs-gateway --example index_speed -- 10000`

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use ask_docs_gateway::local::Local;

fn main() {
    let pages = std::env::args().nth(1).and_then(|number| number.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let start = Instant::now();
    let bytes = write_pages(folder.path(), pages);
    let megabytes = bytes as f64 / 1e6;
    println!("Wrote {pages} pages, {megabytes:.0} MB, in {:.1} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let measure = Local::measure(folder.path(), &QUESTIONS).expect("a library");
    let seconds = measure.report.took.as_secs_f64();
    println!("Indexed {}", measure.report);
    println!("{:.0} pages/s, {:.1} MB/s", pages as f64 / seconds, megabytes / seconds);
    for (question, took) in QUESTIONS.iter().zip(measure.answers) {
        println!("{:>6.1} ms  {question}", took.as_secs_f64() * 1e3);
    }
    println!("All in {:.1} s", start.elapsed().as_secs_f64());
}

/// A rare word, common words, a slip of the keyboard, and a word of no page.
const QUESTIONS: [&str; 4] = [
    "How do I calibrate the flux turbine 4711?",
    "How do I configure the settings of the service?",
    "How do I calibrte the turbine?",
    "Where is the zeppelin?",
];

/// Pages such as people write: a title, sections with prose, a list, code, a table and a hint.
fn write_pages(folder: &Path, pages: usize) -> usize {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut summary = String::from("# Table of contents\n\n");
    let mut bytes = 0;
    for number in 0..pages {
        let file = format!("part-{}/page-{number}.md", number / 100);
        let path = folder.join(&file);
        if number % 100 == 0 {
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        }
        let text = page(number, &mut random);
        bytes += text.len();
        fs::write(path, text).expect("a file");
        let _ = writeln!(summary, "* [Page {number}]({file})");
    }
    fs::write(folder.join("SUMMARY.md"), summary).expect("a file");
    bytes
}

fn page(number: usize, random: &mut Random) -> String {
    let mut out =
        format!("---\ndescription: {}\n---\n\n# {} {number}\n\n", random.words(8), random.words(3));
    for section in 0..5 {
        let _ = writeln!(out, "## {}\n\n{}.\n", random.words(4), random.words(60));
        let _ = match section % 5 {
            0 => writeln!(
                out,
                "* {}\n* {}\n* {}\n",
                random.words(8),
                random.words(8),
                random.words(8)
            ),
            1 => writeln!(out, "```sh\ncurl https://api.example.com/{}\n```\n", random.words(1)),
            2 => writeln!(
                out,
                "{{% hint style=\"info\" %}}\n{}.\n{{% endhint %}}\n",
                random.words(20)
            ),
            3 => writeln!(
                out,
                "| A | B |\n| - | - |\n| {} | {} |\n",
                random.words(3),
                random.words(3)
            ),
            _ => writeln!(out, "See [another page](page-{}.md).\n", (number / 100) * 100),
        };
    }
    if number == 4711 {
        out.push_str(
            "## Calibrate the flux turbine 4711\n\nTurn the dial, then configure the service.\n",
        );
    }
    out
}

/// Seeded, so that two runs write the same pages.
struct Random(u64);

impl Random {
    fn next(&mut self) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize
    }

    /// Words of a vocabulary of about 20,000, common ones often.
    fn words(&mut self, count: usize) -> String {
        const COMMON: [&str; 16] = [
            "the",
            "service",
            "configure",
            "settings",
            "of",
            "a",
            "request",
            "token",
            "and",
            "to",
            "deploy",
            "server",
            "with",
            "file",
            "is",
            "user",
        ];
        const SYLLABLES: [&str; 24] = [
            "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro",
            "su", "ta", "ve", "wi", "xo", "yu", "za", "ble", "tion", "ment",
        ];
        let mut out = String::new();
        for at in 0..count {
            if at > 0 {
                out.push(' ');
            }
            let pick = self.next();
            if pick.is_multiple_of(2) {
                out.push_str(COMMON[(pick >> 8) % COMMON.len()]);
            } else {
                for shift in [8, 20, 32] {
                    out.push_str(SYLLABLES[(pick >> shift) % SYLLABLES.len()]);
                }
            }
        }
        out
    }
}
