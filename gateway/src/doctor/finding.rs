//! What the doctor looks at, and what it found.
//!
//! Owns the list of checks, their names, and findings as JSON. Refuses to look.

use serde_json::{Value, json};

/// Something that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    Page,
    Tag,
    Settings,
    Origin,
    Encryption,
    Policy,
    Cors,
    Site,
    Token,
    Stream,
    Compression,
    Files,
    Wasm,
}

impl Check {
    /// All of them, in the order in which they are told.
    pub(crate) const ALL: [Self; 13] = [
        Self::Page,
        Self::Tag,
        Self::Settings,
        Self::Origin,
        Self::Encryption,
        Self::Policy,
        Self::Cors,
        Self::Site,
        Self::Token,
        Self::Stream,
        Self::Compression,
        Self::Files,
        Self::Wasm,
    ];

    /// What scripts know it by.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Tag => "tag",
            Self::Settings => "settings",
            Self::Origin => "origin",
            Self::Encryption => "encryption",
            Self::Policy => "policy",
            Self::Cors => "cors",
            Self::Site => "site",
            Self::Token => "token",
            Self::Stream => "stream",
            Self::Compression => "compression",
            Self::Files => "files",
            Self::Wasm => "wasm",
        }
    }

    /// What people read.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Page => "The page",
            Self::Tag => "The tag",
            Self::Settings => "The tag’s settings",
            Self::Origin => "The page’s origin",
            Self::Encryption => "Encryption",
            Self::Policy => "Content Security Policy",
            Self::Cors => "Requests across origins",
            Self::Site => "The site",
            Self::Token => "The API token",
            Self::Stream => "Answers as they are written",
            Self::Compression => "Compressed answers",
            Self::Files => "The box’s files",
            Self::Wasm => "WebAssembly",
        }
    }
}

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// It could not be looked at.
    Skipped,
    /// As it should be.
    Fine,
    /// It works, and could be better.
    Advice,
    /// It keeps the box from working, or from doing what was meant.
    Wrong,
}

impl State {
    /// What scripts know it by.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Fine => "fine",
            Self::Advice => "advice",
            Self::Wrong => "wrong",
        }
    }
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Of what.
    pub check: Check,
    /// How it is.
    pub state: State,
    /// What it is, and what to do about it.
    pub sentence: String,
    /// What to paste, if that is it.
    pub pastes: Vec<Paste>,
}

/// A line to paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paste {
    /// Where it belongs.
    pub place: String,
    /// The line, or lines.
    pub text: String,
}

impl Finding {
    pub(crate) fn new(check: Check, state: State, sentence: impl Into<String>) -> Self {
        Self { check, state, sentence: sentence.into(), pastes: Vec::new() }
    }

    pub(crate) fn fine(check: Check, sentence: impl Into<String>) -> Self {
        Self::new(check, State::Fine, sentence)
    }

    pub(crate) fn wrong(check: Check, sentence: impl Into<String>) -> Self {
        Self::new(check, State::Wrong, sentence)
    }

    pub(crate) fn advice(check: Check, sentence: impl Into<String>) -> Self {
        Self::new(check, State::Advice, sentence)
    }

    pub(crate) fn skipped(check: Check, sentence: impl Into<String>) -> Self {
        Self::new(check, State::Skipped, sentence)
    }

    /// The same, with a line to paste.
    pub(crate) fn paste(mut self, place: impl Into<String>, text: impl Into<String>) -> Self {
        self.pastes.push(Paste { place: place.into(), text: text.into() });
        self
    }

    /// As scripts read it.
    pub(crate) fn json(&self) -> Value {
        let pastes =
            self.pastes.iter().map(|Paste { place, text }| json!({ "place": place, "text": text }));
        json!({
            "check": self.check.name(),
            "state": self.state.name(),
            "sentence": self.sentence,
            "pastes": pastes.collect::<Vec<_>>(),
        })
    }
}
