//! The rows of the file, for other programs: CSV table by table, JSON with all of them.
//!
//! Owns the columns. Refuses to hold more than a row at a time.

use std::io::{self, Write};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, named_params};
use serde_json::{Map, Value};

use super::csv::write_record;
use super::figures::{Span, WITHIN};

/// A table that is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Questions, and what came of them.
    Answers,
    /// What readers said.
    Feedback,
    /// The pages that answers cite.
    Pages,
}

/// Why an export ended early.
#[derive(Debug)]
pub(super) enum ExportError {
    File(rusqlite::Error),
    Out(io::Error),
}

const TIME: &str = "strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch')";

impl Table {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Answers, Self::Feedback, Self::Pages];

    /// Its name, in paths and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Feedback => "feedback",
            Self::Pages => "pages",
        }
    }

    fn sql(self) -> String {
        match self {
            Self::Answers => format!(
                "SELECT {TIME} AS at, site, outcome, name AS answer, question,
                 (SELECT count(*) FROM cited WHERE answer = answers.id AND NOT is_gone) AS pages
                 FROM answers WHERE {WITHIN} ORDER BY id"
            ),
            Self::Feedback => format!(
                "SELECT {TIME} AS at, site, answer,
                 CASE helpful WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END AS helpful, reason, comment,
                 coalesce((SELECT question FROM answers a
                   WHERE a.name = feedback.answer AND a.site = feedback.site), question) AS question
                 FROM feedback WHERE {WITHIN} ORDER BY feedback.at, rowid"
            ),
            Self::Pages => "SELECT a.site, c.title, coalesce(c.address, c.page) AS page,
                 count(*) AS answers, CASE c.is_gone WHEN 1 THEN 'yes' ELSE 'no' END AS gone,
                 coalesce(sum(f.helpful = 1), 0) AS helpful,
                 coalesce(sum(f.helpful = 0), 0) AS not_helpful
                 FROM cited c JOIN answers a ON a.id = c.answer
                 LEFT JOIN feedback f ON f.site = a.site AND f.answer = a.name
                 WHERE a.at >= :since AND (:site IS NULL OR a.site = :site)
                 GROUP BY a.site, c.page, c.is_gone ORDER BY count(*) DESC"
                .to_owned(),
        }
    }
}

/// Writes `table` of `file` as CSV, as far as it is in `span`.
///
/// # Errors
/// The file cannot be read, or nothing more can be written.
pub(super) fn csv(
    file: &Connection,
    table: Table,
    span: &Span,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    let mut cells = Vec::new();
    rows(file, table, span, |begin, names, values| {
        if begin {
            write_record(out, names.iter().map(String::as_str))?;
        }
        if let Some(values) = values {
            cells.clear();
            cells.extend(values.iter().map(text));
            write_record(out, cells.iter().map(String::as_str))?;
        }
        Ok(())
    })
}

/// Writes everything of `file` that is in `span` as one JSON object with a list for each table.
///
/// # Errors
/// The file cannot be read, or nothing more can be written.
pub(super) fn json(
    file: &Connection,
    span: &Span,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    for (number, table) in Table::ALL.into_iter().enumerate() {
        let lead = if number == 0 { "{" } else { "],\n" };
        write!(out, "{lead}\"{}\":[", table.name())?;
        let mut lead = "\n";
        rows(file, table, span, |_, names, values| {
            let Some(values) = values else { return Ok(()) };
            let row: Map<_, _> = names.iter().cloned().zip(values.iter().cloned()).collect();
            write!(out, "{lead}{}", Value::Object(row))?;
            lead = ",\n";
            Ok(())
        })?;
    }
    out.write_all(b"]}\n")?;
    Ok(())
}

/// Tells `write` the names of the columns, and then each row with them.
fn rows(
    file: &Connection,
    table: Table,
    span: &Span,
    mut write: impl FnMut(bool, &[String], Option<&[Value]>) -> io::Result<()>,
) -> Result<(), ExportError> {
    let mut statement = file.prepare(&table.sql())?;
    let names: Vec<_> = statement.column_names().map(str::to_owned).collect();
    write(true, &names, None)?;
    let mut rows =
        statement.query(named_params! {":since": span.since(), ":site": span.site.as_deref()})?;
    let mut values = Vec::new();
    while let Some(row) = rows.next()? {
        values.clear();
        for column in 0..names.len() {
            values.push(match row.get_ref(column)? {
                ValueRef::Integer(number) => number.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
                ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Value::Null,
            });
        }
        write(false, &names, Some(&values))?;
    }
    Ok(())
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

impl From<rusqlite::Error> for ExportError {
    fn from(cause: rusqlite::Error) -> Self {
        Self::File(cause)
    }
}

impl From<io::Error> for ExportError {
    fn from(cause: io::Error) -> Self {
        Self::Out(cause)
    }
}

impl std::fmt::Display for ExportError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(cause) => write!(out, "the report cannot be read: {cause}"),
            Self::Out(cause) => write!(out, "the export cannot be written: {cause}"),
        }
    }
}
