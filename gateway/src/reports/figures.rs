//! What the file says of a span of days: the figures of the report.
//!
//! Owns the questions that are put to the file, in SQL, with the calendar of UTC. Refuses to
//! write, and to answer with more rows than a page can show.

use rusqlite::{Connection, Row, named_params};

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The last so many days, this one included.
    pub days: u32,
    /// Only this site.
    pub site: Option<String>,
    /// Now, in seconds since 1970.
    pub now: i64,
}

/// The figures of a span.
#[derive(Debug)]
pub(super) struct Figures {
    /// The first and the last day.
    pub days: (String, String),
    /// Every site with a row in the file.
    pub sites: Vec<String>,
    pub total: Count,
    pub helpful: i64,
    pub unhelpful: i64,
    /// Whether there are words of questions.
    pub has_words: bool,
    pub by_day: Vec<(String, Count)>,
    /// 24 of them.
    pub by_hour: Vec<(String, Count)>,
    pub by_site: Vec<(String, Count)>,
    pub asked: Vec<Question>,
    pub nothing: Vec<Question>,
    pub pages: Vec<Page>,
    pub gone: Vec<Page>,
    /// Why answers did not help, and how many.
    pub reasons: Vec<(String, i64)>,
    pub said: Vec<Said>,
}

/// How many questions ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub all: i64,
    pub answered: i64,
    pub nothing: i64,
    pub search: i64,
    pub failed: i64,
    pub left: i64,
}

/// A question, in the words in which it was asked last.
#[derive(Debug)]
pub(super) struct Question {
    pub words: String,
    pub times: i64,
    pub nothing: i64,
    pub last: String,
}

/// A page that answers cite, or did.
#[derive(Debug)]
pub(super) struct Page {
    pub name: String,
    pub title: Option<String>,
    pub address: Option<String>,
    /// How many answers cite it.
    pub times: i64,
    pub helpful: i64,
    pub unhelpful: i64,
    pub last: String,
}

/// What a reader said.
#[derive(Debug)]
pub(super) struct Said {
    pub at: String,
    pub site: String,
    pub helpful: Option<bool>,
    pub reason: Option<String>,
    pub comment: Option<String>,
    pub question: Option<String>,
}

/// The most rows of each list.
const MOST: usize = 50;

const DAY: i64 = 24 * 60 * 60;

const COUNT: &str = "count(a.id), sum(a.outcome = 'answered'), sum(a.outcome = 'nothing'),
    sum(a.outcome = 'search'), sum(a.outcome = 'failed'), sum(a.outcome = 'left')";

/// Which answers and which feedback belong to a span.
pub(super) const WITHIN: &str = "at >= :since AND (:site IS NULL OR site = :site)";

impl Span {
    /// When it begins: with a day of UTC, in seconds since 1970.
    pub(super) fn since(&self) -> i64 {
        (self.now.div_euclid(DAY) + 1 - i64::from(self.days)) * DAY
    }
}

impl Figures {
    /// Those of `span`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(super) fn of(span: &Span, file: &Connection) -> rusqlite::Result<Self> {
        let ask = Asking { file, since: span.since(), site: span.site.as_deref() };
        let day =
            |at: i64| ask.file.query_row("SELECT date(?, 'unixepoch')", [at], |row| row.get(0));
        let (helpful, unhelpful) = ask.one(
            &format!(
                "SELECT coalesce(sum(helpful = 1), 0), coalesce(sum(helpful = 0), 0)
                FROM feedback WHERE {WITHIN}"
            ),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(Self {
            days: (day(ask.since)?, day(span.now)?),
            sites: ask.sites()?,
            total: ask
                .one(&format!("SELECT '', {COUNT} FROM answers a WHERE {WITHIN}"), |row| {
                    Ok(counted(row)?.1)
                })?,
            helpful,
            unhelpful,
            has_words: ask.one(
                &format!(
                    "SELECT count(*) > 0 FROM answers WHERE question IS NOT NULL AND {WITHIN}"
                ),
                |row| row.get(0),
            )?,
            by_day: ask.by_day(span.days)?,
            by_hour: ask.by_hour()?,
            by_site: ask.all(
                &format!(
                    "SELECT site, {COUNT} FROM answers a WHERE {WITHIN}
                    GROUP BY site ORDER BY 2 DESC LIMIT {MOST}"
                ),
                counted,
            )?,
            asked: ask.questions("times DESC")?,
            nothing: ask
                .questions("empty DESC, times DESC")?
                .into_iter()
                .filter(|question| question.nothing > 0)
                .collect(),
            pages: ask.pages("c.is_gone = 0", "times DESC")?,
            gone: ask.gone()?,
            reasons: ask.all(
                &format!(
                    "SELECT reason, count(*) FROM feedback
                    WHERE reason IS NOT NULL AND {WITHIN} GROUP BY reason ORDER BY 2 DESC"
                ),
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?,
            said: ask.said()?,
        })
    }
}

/// One span of one file.
struct Asking<'a> {
    file: &'a Connection,
    since: i64,
    site: Option<&'a str>,
}

impl Asking<'_> {
    fn all<T>(
        &self,
        sql: &str,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        let mut statement = self.file.prepare(sql)?;
        let rows =
            statement.query_map(named_params! {":since": self.since, ":site": self.site}, read)?;
        rows.collect()
    }

    fn one<T>(
        &self,
        sql: &str,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.all(sql, read)?.pop().ok_or(rusqlite::Error::QueryReturnedNoRows)
    }

    /// Also those without a row in the span: a reader may choose them next.
    fn sites(&self) -> rusqlite::Result<Vec<String>> {
        let sql = "SELECT site FROM answers UNION SELECT site FROM feedback ORDER BY 1";
        self.file.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
    }

    fn by_day(&self, days: u32) -> rusqlite::Result<Vec<(String, Count)>> {
        self.all(
            &format!(
                "WITH RECURSIVE days (number) AS
                (SELECT 0 UNION ALL SELECT number + 1 FROM days WHERE number + 1 < {days})
                SELECT date(:since + number * {DAY}, 'unixepoch'), {COUNT} FROM days
                LEFT JOIN answers a ON a.at >= :since + number * {DAY}
                  AND a.at < :since + (number + 1) * {DAY} AND (:site IS NULL OR a.site = :site)
                GROUP BY number ORDER BY number"
            ),
            counted,
        )
    }

    fn by_hour(&self) -> rusqlite::Result<Vec<(String, Count)>> {
        self.all(
            &format!(
                "WITH RECURSIVE hours (number) AS
                (SELECT 0 UNION ALL SELECT number + 1 FROM hours WHERE number < 23)
                SELECT printf('%02d:00', number), {COUNT} FROM hours
                LEFT JOIN (SELECT *, at / 3600 % 24 AS hour FROM answers WHERE {WITHIN}) a
                  ON a.hour = number GROUP BY number ORDER BY number"
            ),
            counted,
        )
    }

    fn questions(&self, order: &str) -> rusqlite::Result<Vec<Question>> {
        // Of the columns beside max(), SQLite takes those of its row.
        self.all(
            &format!(
                "SELECT question, count(*) AS times, sum(outcome = 'nothing') AS empty,
                strftime('%Y-%m-%d %H:%M', max(at), 'unixepoch') AS last
                FROM answers WHERE same IS NOT NULL AND {WITHIN}
                GROUP BY same ORDER BY {order}, last DESC LIMIT {MOST}"
            ),
            |row| {
                Ok(Question {
                    words: row.get(0)?,
                    times: row.get(1)?,
                    nothing: row.get(2)?,
                    last: row.get(3)?,
                })
            },
        )
    }

    fn pages(&self, which: &str, order: &str) -> rusqlite::Result<Vec<Page>> {
        self.all(
            &format!(
                "SELECT c.page, c.title, c.address, count(*) AS times,
                coalesce(sum(f.helpful = 1), 0), coalesce(sum(f.helpful = 0), 0),
                strftime('%Y-%m-%d %H:%M', max(a.at), 'unixepoch') AS last, c.id
                FROM cited c JOIN answers a ON a.id = c.answer
                LEFT JOIN feedback f ON f.site = a.site AND f.answer = a.name
                WHERE {which} AND a.at >= :since AND (:site IS NULL OR a.site = :site)
                GROUP BY c.page ORDER BY {order}, last DESC LIMIT {MOST}"
            ),
            |row| {
                Ok(Page {
                    name: row.get(0)?,
                    title: row.get(1)?,
                    address: row.get(2)?,
                    times: row.get(3)?,
                    helpful: row.get(4)?,
                    unhelpful: row.get(5)?,
                    last: row.get(6)?,
                })
            },
        )
    }

    /// The pages that were found gone, with what they were called while they were there.
    fn gone(&self) -> rusqlite::Result<Vec<Page>> {
        let mut pages = self.pages("c.is_gone = 1", "times DESC")?;
        let known: Vec<(String, Option<String>, Option<String>)> = self.all(
            "SELECT id, title, address, max(answer) FROM cited
             WHERE address IS NOT NULL AND id IN (SELECT id FROM cited WHERE is_gone = 1)
               AND :since IS NOT NULL AND (:site IS NULL OR :site IS NOT NULL) GROUP BY id",
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        for page in &mut pages {
            if let Some((_, title, address)) = known.iter().find(|(id, ..)| *id == page.name) {
                page.title = page.title.take().or_else(|| title.clone());
                page.address = page.address.take().or_else(|| address.clone());
            }
        }
        Ok(pages)
    }

    fn said(&self) -> rusqlite::Result<Vec<Said>> {
        self.all(
            &format!(
                "SELECT strftime('%Y-%m-%d %H:%M', f.at, 'unixepoch'), f.site, f.helpful,
                f.reason, f.comment, coalesce(a.question, f.question) FROM feedback f
                LEFT JOIN answers a ON a.name = f.answer AND a.site = f.site
                WHERE f.at >= :since AND (:site IS NULL OR f.site = :site)
                ORDER BY f.at DESC, f.rowid DESC LIMIT {MOST}"
            ),
            |row| {
                Ok(Said {
                    at: row.get(0)?,
                    site: row.get(1)?,
                    helpful: row.get(2)?,
                    reason: row.get(3)?,
                    comment: row.get(4)?,
                    question: row.get(5)?,
                })
            },
        )
    }
}

/// A name, and what is counted of it.
fn counted(row: &Row<'_>) -> rusqlite::Result<(String, Count)> {
    // Of no rows there is no sum.
    let number = |column: usize| row.get(column).map(|sum: Option<i64>| sum.unwrap_or_default());
    Ok((
        row.get(0)?,
        Count {
            all: number(1)?,
            answered: number(2)?,
            nothing: number(3)?,
            search: number(4)?,
            failed: number(5)?,
            left: number(6)?,
        },
    ))
}
