//! Where the answer is written: a terminal, a pipe, or nowhere until it is whole.
//!
//! Owns what goes out when. On a terminal, all that has come; into a pipe, a block once it stays as
//! it is, since what is sent cannot be taken back.

use std::io::{self, IsTerminal as _, Write as _};

use ask_docs_core::answer::Answer;
use ask_docs_core::markdown::absolute::Absolute;
use ask_docs_core::markdown::{Document, Update};

use crate::arguments::{Asking, Form};
use crate::blocks::{Paper, blocks};
use crate::outcome::Outcome;
use crate::screen::{ANEW, Screen, size};
use crate::style::{Line, Look};
use crate::words::word;
use crate::{ending, json};

/// The most columns of a line: longer ones are hard to read.
const MOST_ROOM: usize = 88;

/// Where the answer is written.
pub(crate) struct Page {
    form: Form,
    document: Document,
    /// How much of the answer stays as it is.
    fixed: Fixed,
    /// A terminal, if there is one.
    screen: Option<Screen>,
}

/// So many nodes, which are so many lines of a screen.
#[derive(Clone, Copy, Debug, Default)]
struct Fixed {
    nodes: usize,
    lines: usize,
}

impl Page {
    /// Standard output, for an answer in `form`.
    pub(crate) fn new(form: Form) -> Self {
        let is_screen = form == Form::Text && io::stdout().is_terminal();
        // https://no-color.org: "when present and not an empty string (regardless of its value)".
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let is_styled =
            set("NO_COLOR").is_none() && set("TERM").is_none_or(|terminal| terminal != "dumb");
        let screen = is_screen.then(|| Screen::new(is_styled));
        Self { form, document: Document::new(), fixed: Fixed::default(), screen }
    }

    /// Says that the answer is waited for, until there is something of it.
    ///
    /// # Errors
    /// When standard output is gone.
    pub(crate) fn wait(&mut self) -> io::Result<()> {
        let Some(screen) = &mut self.screen else { return Ok(()) };
        let line = Line::of(word("searching"), Look::FAINT);
        screen.draw(0, vec![line], size(), &mut io::stdout()).map(|_| ())
    }

    /// Shows what `answer` is now.
    ///
    /// # Errors
    /// When standard output is gone.
    pub(crate) fn show(&mut self, answer: &Answer) -> io::Result<()> {
        if self.form != Form::Text || !answer.has_arrived() {
            return Ok(());
        }
        let is_over = !answer.phase.is_running();
        let update = self.document.update(&answer.text, is_over, &Absolute);
        match self.screen.is_some() {
            true => self.draw(&update, is_over),
            false => self.send(&update, is_over),
        }
    }

    /// Writes what stands below the answer, or all of it at once.
    ///
    /// # Errors
    /// When standard output is gone.
    pub(crate) fn end(&mut self, asking: &Asking, outcome: &Outcome) -> io::Result<()> {
        let answer = &outcome.answer;
        match self.form {
            Form::Json => println(&json::object(asking, outcome)),
            Form::Markdown if answer.has_arrived() => {
                io::stdout().write_all(ending::markdown(&answer.text, answer).as_bytes())
            }
            Form::Markdown => Ok(()),
            Form::Text => {
                self.show(answer)?;
                let paper = self.paper();
                if !answer.has_arrived() {
                    // Nobody waits any more.
                    let Some(screen) = &mut self.screen else { return Ok(()) };
                    return screen.draw(0, Vec::new(), size(), &mut io::stdout()).map(|_| ());
                }
                let mut lines = vec![Line::default()];
                lines.extend(ending::below(answer, self.document.is_shortened(), paper));
                let lines: Vec<_> = lines.iter().map(|l| l.written(paper.is_styled)).collect();
                // A screen's cursor is still in the answer's last line.
                let begin = if self.screen.is_some() { "\n" } else { "" };
                println(&format!("{begin}{}", lines.join("\n")))
            }
        }
    }

    fn paper(&self) -> Paper {
        match &self.screen {
            Some(screen) => Paper {
                // In the last column of a terminal it is not clear in which row the cursor is.
                room: Some(size().columns.saturating_sub(1).min(MOST_ROOM)),
                is_styled: screen.is_styled,
            },
            None => Paper { room: None, is_styled: false },
        }
    }

    fn draw(&mut self, update: &Update, is_over: bool) -> io::Result<()> {
        if update.kept < self.fixed.nodes {
            self.fixed = Fixed::default();
        }
        let paper = self.paper();
        let nodes = self.document.nodes();
        let Some(screen) = &mut self.screen else { return Ok(()) };
        let tail = |fixed: Fixed, end: usize| {
            let mut lines = blocks(&nodes[fixed.nodes..end], paper);
            if fixed.lines > 0 && !lines.is_empty() {
                lines.insert(0, Line::default());
            }
            lines
        };
        let mut out = io::stdout().lock();
        let lines = tail(self.fixed, nodes.len());
        let is_drawn = screen.draw(self.fixed.lines, lines, size(), &mut out)?;
        if !is_drawn {
            // What is out of reach may yet become what it was.
            if is_over {
                screen.write_anew(tail(Fixed::default(), nodes.len()), &mut out)?;
            }
            return Ok(());
        }
        let settled = settled(&self.document);
        if settled > self.fixed.nodes {
            let lines = self.fixed.lines + tail(self.fixed, settled).len();
            self.fixed = Fixed { nodes: settled, lines: lines.min(screen.len()) };
        }
        Ok(())
    }

    fn send(&mut self, update: &Update, is_over: bool) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if update.kept < self.fixed.nodes {
            self.fixed.nodes = 0;
            writeln!(out, "\n{ANEW}")?;
        }
        let nodes = self.document.nodes();
        let end = if is_over { nodes.len() } else { settled(&self.document) };
        let lines = blocks(
            &nodes[self.fixed.nodes..end.max(self.fixed.nodes)],
            Paper { room: None, is_styled: false },
        );
        if lines.is_empty() {
            return Ok(());
        }
        if self.fixed.lines > 0 {
            writeln!(out)?;
        }
        for line in &lines {
            writeln!(out, "{}", line.written(false))?;
        }
        self.fixed = Fixed { nodes: end, lines: self.fixed.lines + lines.len() };
        out.flush()
    }
}

/// How many nodes stay as they are while the text grows: all before the last block at the root.
fn settled(document: &Document) -> usize {
    let nodes = document.nodes();
    let most = document.settled().min(nodes.len().saturating_sub(1));
    (0..=most).rev().find(|at| nodes.get(*at).is_some_and(|node| node.depth == 0)).unwrap_or(0)
}

fn println(text: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}
