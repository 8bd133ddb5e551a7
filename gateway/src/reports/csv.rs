//! Tables as CSV, by RFC 4180, that a spreadsheet opens without doing anything.
//!
//! Owns quoting, and the sign before what a spreadsheet would take for a formula. Refuses to leave
//! a cell of a reader's words unquoted.

use std::io::{self, Write};

/// Writes one record.
///
/// # Errors
/// Nothing more can be written.
pub(super) fn write_record<'a>(
    out: &mut impl Write,
    cells: impl IntoIterator<Item = &'a str>,
) -> io::Result<()> {
    let mut lead = "";
    for cell in cells {
        write!(out, "{lead}\"{}\"", harmless(cell).replace('"', "\"\""))?;
        lead = ",";
    }
    // "Each record is located on a separate line, delimited by a line break (CRLF)."
    out.write_all(b"\r\n")
}

/// `cell`, which no spreadsheet takes for a formula. They skip white space, and some take signs of
/// full width for the others.
fn harmless(cell: &str) -> String {
    let cell = cell.replace('\0', "\u{fffd}");
    let is_space = |sign: char| sign.is_whitespace() || sign.is_control() || sign == '\u{feff}';
    let first = cell.trim_start_matches(is_space).chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') => format!("'{cell}"),
        // Spreadsheets have begun formulas after these as well.
        _ if cell.starts_with(['\t', '\r', '\n']) => format!("'{cell}"),
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(cells: &[&str]) -> String {
        let mut out = Vec::new();
        write_record(&mut out, cells.iter().copied()).expect("memory");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_record_is_as_the_rfc_has_it() {
        assert_eq!(
            record(&["a", "b \"c\"", "d,e", "f\r\ng", ""]),
            "\"a\",\"b \"\"c\"\"\",\"d,e\",\"f\r\ng\",\"\"\r\n"
        );
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for formula in
            ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\nx", "\u{feff}=1", "＝1"]
        {
            let cell = record(&[formula]);
            assert!(cell.starts_with(&format!("\"'{formula}")), "{formula:?}: {cell}");
        }
        for plain in ["1", "a=b", "How - and why?", "'quoted'", "100 %"] {
            assert_eq!(record(&[plain]), format!("\"{plain}\"\r\n"));
        }
    }
}
