//! `cargo xtask size`: what the last release weighs, and beside it, when asked, what the boxes of others weigh.
//! It builds nothing: `cargo xtask dist` does, and writes the manifest that is read here.

mod docs;
mod ours;
pub mod peers;

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result};
use lexopt::{Arg, Parser};

use crate::budget;
use crate::setup::{self, FOR_PEERS};

pub use ours::Ours;

/// What to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether to weigh the boxes of others, too.
    pub peers: bool,
    /// Whether to put the tables into the documentation.
    pub docs: bool,
}

/// Bytes as they are, with gzip at level 9, and with brotli at level 11.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// As they are.
    pub raw: u64,
    /// With gzip.
    pub gzip: u64,
    /// With brotli.
    pub brotli: u64,
}

/// One line of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What weighs so much.
    pub name: String,
    /// How much.
    pub weight: Weight,
}

impl std::ops::Add for Weight {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

impl std::iter::Sum for Weight {
    fn sum<I: Iterator<Item = Self>>(weights: I) -> Self {
        weights.fold(Self::default(), std::ops::Add::add)
    }
}

impl Options {
    /// Reads the options; `--docs` takes the peers in, since its tables show them.
    pub fn parse(parser: &mut Parser) -> Result<Self> {
        let mut options = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("peers") => options.peers = true,
                Arg::Long("docs") => options = Self { peers: true, docs: true },
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }
}

/// Prints what `options` ask for.
pub fn run(options: Options) -> Result<()> {
    let ours = Ours::of_last_release()?;
    print!("{}", lines("file", &ours.rows()));
    println!("{}", budget::check(ours.before_intent().brotli, ours.first_answer().brotli)?);
    if !options.peers {
        return Ok(());
    }
    setup::make_sure_of(FOR_PEERS)?;
    let weighed = peers::weigh()?;
    let rows: Vec<Row> = weighed
        .iter()
        .map(|box_| Row { name: format!("{} {}", box_.name, box_.version), weight: box_.weight })
        .collect();
    println!("\n{}", lines("box of others", &rows));
    if options.docs {
        docs::write(&ours, &weighed)?;
    }
    Ok(())
}

/// The rows as lines of text.
fn lines(title: &str, rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0).max(5);
    let mut text = format!("{title:<width$} {:>9} {:>9} {:>9}\n", "bytes", "gzip", "brotli");
    for Row { name, weight } in rows {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{name:<width$} {:>9} {:>9} {:>9}",
            weight.raw, weight.gzip, weight.brotli
        );
    }
    text
}

fn read(file: &std::path::Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Options> {
        Options::parse(&mut Parser::from_args(arguments))
    }

    #[test]
    fn the_others_are_weighed_only_when_that_is_asked_for() {
        assert_eq!(parsed(&[]).expect("known"), Options::default());
        assert_eq!(parsed(&["--peers"]).expect("known"), Options { peers: true, docs: false });
        assert_eq!(parsed(&["--docs"]).expect("known"), Options { peers: true, docs: true });
        assert!(parsed(&["--all"]).is_err());
    }

    #[test]
    fn each_row_is_a_line_with_its_three_numbers() {
        let weight = Weight { raw: 3000, gzip: 200, brotli: 10 };
        let rows = [Row { name: "a.js".to_owned(), weight }];
        assert_eq!(
            lines("file", &rows),
            "file      bytes      gzip    brotli\na.js       3000       200        10\n"
        );
    }

    #[test]
    fn weights_add_up_in_each_encoding() {
        let weight = Weight { raw: 3, gzip: 2, brotli: 1 };
        let sum: Weight = [weight, weight].into_iter().sum();
        assert_eq!(sum, Weight { raw: 6, gzip: 4, brotli: 2 });
    }
}
