//! The SQLite file: its tables, what is written into them, and what is deleted.
//!
//! Owns the schema and the size. Refuses a file that is something else, words with a secret in
//! them, and to leave behind what it deletes: SQLite overwrites it.

use std::fmt;
use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use ask_docs_core::feedback::Reason;
use ask_docs_core::secrets::masked;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};

use super::row::{Answer, Row, Verdict};
use crate::same_question::normalised;

/// The file, open for writing.
pub(super) struct Store {
    connection: Connection,
    most_bytes: u64,
}

/// Why a file cannot be used.
#[derive(Debug)]
pub enum StoreError {
    /// The system or SQLite says no.
    Unusable(String),
    /// It is something else than a report.
    Foreign,
}

const SCHEMA: &str = include_str!("schema.sql");

/// By this a report is told from every other SQLite file: `askd`.
const APPLICATION: i32 = 0x6173_6b64;
/// The version of [`SCHEMA`].
const VERSION: i32 = 1;

/// How long another process may keep the file to itself, as a backup does.
const BUSY: Duration = Duration::from_secs(5);

/// What holds for every connection. What is deleted is overwritten; a crash costs the last second
/// at the most, and never the file.
const MANNERS: &str = "PRAGMA synchronous = NORMAL;
    PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA journal_size_limit = 4194304;";

/// A tenth of all rows goes when the file is too large.
const PART: &str = "DELETE FROM answers WHERE id <=
      (SELECT id FROM answers ORDER BY id LIMIT 1 OFFSET (SELECT count(*) / 10 FROM answers));
    DELETE FROM feedback WHERE at <=
      (SELECT at FROM feedback ORDER BY at LIMIT 1 OFFSET (SELECT count(*) / 10 FROM feedback));";

impl Store {
    /// Opens the file at `path`, or makes it; it may get about `most_bytes` large.
    ///
    /// # Errors
    /// It cannot be made or opened, or is something else.
    pub(super) fn open(path: &Path, most_bytes: u64) -> Result<Self, StoreError> {
        create(path).map_err(|cause| StoreError::Unusable(cause.to_string()))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        if is_empty(&connection)? {
            connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")?;
            connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
            let transaction = connection.transaction()?;
            transaction.execute_batch(SCHEMA)?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
            transaction.commit()?;
        }
        check(&connection)?;
        connection.execute_batch(MANNERS)?;
        Ok(Self { connection, most_bytes })
    }

    /// Writes `rows`, all or none.
    pub(super) fn write<'a>(
        &mut self,
        rows: impl IntoIterator<Item = &'a Row>,
    ) -> rusqlite::Result<()> {
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for row in rows {
            match row {
                Row::Answer(answer) => write_answer(&begun, answer)?,
                Row::Verdict(verdict) => write_verdict(&begun, verdict)?,
            }
        }
        begun.commit()?;
        while self.used()? > self.most_bytes {
            let before = self.connection.total_changes();
            self.delete(PART)?;
            if self.connection.total_changes() == before {
                break;
            }
        }
        Ok(())
    }

    /// Deletes what was written before `time`.
    pub(super) fn forget_before(&mut self, time: i64) -> rusqlite::Result<()> {
        self.delete(&format!(
            "DELETE FROM answers WHERE at < {time}; DELETE FROM feedback WHERE at < {time};"
        ))?;
        // The log of changes still holds what was overwritten in the file. A reader may keep that
        // from happening now; then it happens with the next.
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
    }

    fn delete(&mut self, statements: &str) -> rusqlite::Result<()> {
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        begun.execute_batch(statements)?;
        begun.commit()?;
        // Each step gives one page back.
        let mut vacuum = self.connection.prepare("PRAGMA incremental_vacuum")?;
        let mut steps = vacuum.query([])?;
        while steps.next()?.is_some() {}
        Ok(())
    }

    /// Bytes that hold something.
    fn used(&self) -> rusqlite::Result<u64> {
        let number =
            |name| self.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let pages = number("page_count")? - number("freelist_count")?;
        Ok((pages * number("page_size")?).unsigned_abs())
    }
}

/// The file at `path`, to be read while a gateway may write it.
///
/// # Errors
/// It cannot be opened, or is something else.
pub(super) fn read(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.execute_batch("PRAGMA trusted_schema = OFF")?;
    check(&connection)?;
    Ok(connection)
}

/// Makes the file, for its owner alone; SQLite gives its companions the same rights.
fn create(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

fn check(connection: &Connection) -> Result<(), StoreError> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    match (number("application_id")?, number("user_version")?) {
        (APPLICATION, VERSION) => Ok(()),
        _ => Err(StoreError::Foreign),
    }
}

fn write_answer(to: &Transaction<'_>, answer: &Answer) -> rusqlite::Result<()> {
    let question = answer.question.as_deref().map(masked);
    let same = question.as_deref().map(normalised);
    to.prepare(
        "INSERT INTO answers (at, site, name, outcome, question, same) VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        answer.at,
        answer.site,
        answer.name,
        answer.outcome.word(),
        question,
        same
    ])?;
    let id = to.last_insert_rowid();
    let mut insert = to.prepare("INSERT INTO cited VALUES (?, ?, ?, ?, ?, ?)")?;
    for cited in &answer.cited {
        insert.execute(params![
            id,
            cited.page,
            cited.id,
            cited.title,
            cited.address,
            cited.is_gone
        ])?;
    }
    Ok(())
}

fn write_verdict(to: &Transaction<'_>, said: &Verdict) -> rusqlite::Result<()> {
    let comment = said.comment.as_deref().map(str::trim).filter(|words| !words.is_empty());
    if said.helpful.is_none() && comment.is_none() {
        // It is taken back.
        to.prepare("DELETE FROM feedback WHERE site = ? AND answer = ?")?
            .execute(params![said.site, said.answer])?;
        return Ok(());
    }
    to.prepare("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?)")?.execute(
        params![
            said.at,
            said.site,
            said.answer,
            said.helpful,
            said.reason.map(Reason::word),
            comment.map(masked),
            said.question.as_deref().map(masked),
        ],
    )?;
    Ok(())
}

impl From<rusqlite::Error> for StoreError {
    fn from(cause: rusqlite::Error) -> Self {
        match cause.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => Self::Foreign,
            _ => Self::Unusable(cause.to_string()),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unusable(cause) => write!(out, "cannot be used: {cause}"),
            Self::Foreign => out.write_str("is no report of this version of the gateway"),
        }
    }
}
