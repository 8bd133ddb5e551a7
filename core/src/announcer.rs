//! What of an answer is read out to a reader who does not see it, while it arrives.
//!
//! Owns the pace and the pieces: whole sentences, about as many as can be spoken until the next
//! ones come, and none twice, also where a snapshot rewrites what was said. What arrives faster
//! than anybody speaks is not queued up: only the beginning of a long answer is read out, the rest
//! is on the page. Refuses to know a language or a clock: it is asked once a tick.

use crate::answer::{Answer, Phase};
use crate::markdown::links::Resolver;
use crate::markdown::tree::{Kind, Node};
use crate::markdown::{Document, MAX_BYTES};

/// How often [`Announcer::tick`] is to be called, in milliseconds.
pub const TICK_MILLISECONDS: u32 = 400;

/// How many letters are spoken in a tick: some 200 words a minute, which is slow for a screen
/// reader.
const LETTERS_A_TICK: usize = 7;

/// The most letters that are handed over at once, unless a single sentence is longer.
const MOST_AT_ONCE: usize = 240;

/// The longest piece of a sentence that does not end.
const LONGEST: usize = 300;

/// The most letters of an answer that are read out while it arrives: more than a minute.
const MOST_OF_AN_ANSWER: usize = 1_200;

/// The most letters that are still read out when the answer is complete.
const MOST_AT_THE_END: usize = 600;

/// As much of a text as holds all that is read out of it, in bytes.
const BEGINNING: usize = 8 * 1024;
const _: () = assert!(BEGINNING <= MAX_BYTES);

/// A piece of an answer to read out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A sentence, or a line without an end mark.
    Sentence(String),
    /// That there is code, with its title or language, if it has one.
    Code(String),
    /// That there is a table.
    Table,
}

/// Reads one answer out.
#[derive(Debug, Default)]
pub struct Announcer {
    said: Vec<Piece>,
    /// How many letters were said.
    letters: usize,
    /// How many ticks it takes until what was said last is spoken.
    busy: usize,
    /// Whether the answer had ended at the last tick.
    is_over: bool,
}

impl Announcer {
    /// For an answer of which the reader knows what there is already.
    pub fn behind(answer: &Answer, resolver: &dyn Resolver) -> Self {
        let is_over = !answer.phase.is_running();
        Self { said: pieces(answer, resolver).0, is_over, ..Self::default() }
    }

    /// Whether what was said last is still being spoken.
    pub fn is_busy(&self) -> bool {
        self.busy > 0
    }

    /// What to say now. At the end of a complete answer, which waits for no pace, that is the rest
    /// if it is short, and something in any case.
    pub fn tick(&mut self, answer: &Answer, resolver: &dyn Resolver) -> Vec<Piece> {
        self.busy = self.busy.saturating_sub(1);
        let was_over = std::mem::replace(&mut self.is_over, !answer.phase.is_running());
        match answer.phase {
            Phase::Streaming if !self.is_busy() && self.letters < MOST_OF_AN_ANSWER => {
                let (mut pieces, _) = pieces(answer, resolver);
                // The last one may go on.
                pieces.pop();
                self.say(beginning(self.unsaid(pieces)))
            }
            Phase::Complete if !was_over => self.end(answer, resolver),
            _ => Vec::new(),
        }
    }

    fn end(&mut self, answer: &Answer, resolver: &dyn Resolver) -> Vec<Piece> {
        let (pieces, is_all) = pieces(answer, resolver);
        let rest = self.unsaid(pieces);
        let is_short = is_all && rest.iter().map(Piece::letters).sum::<usize>() <= MOST_AT_THE_END;
        match (is_short, self.said.is_empty()) {
            (true, _) => self.say(rest),
            (false, true) => self.say(beginning(rest)),
            (false, false) => Vec::new(),
        }
    }

    /// Those of `pieces` that have not been said, each as often as it stands there.
    fn unsaid(&self, mut pieces: Vec<Piece>) -> Vec<Piece> {
        let mut said: Vec<&Piece> = self.said.iter().collect();
        pieces.retain(|piece| match said.iter().position(|one| *one == piece) {
            Some(index) => {
                said.remove(index);
                false
            }
            None => true,
        });
        pieces
    }

    fn say(&mut self, pieces: Vec<Piece>) -> Vec<Piece> {
        let letters: usize = pieces.iter().map(Piece::letters).sum();
        self.letters += letters;
        self.busy += letters.div_ceil(LETTERS_A_TICK);
        self.said.extend_from_slice(&pieces);
        pieces
    }
}

impl Piece {
    /// How long it takes to speak. A sign of Chinese, Japanese or Korean is a syllable or a word.
    fn letters(&self) -> usize {
        match self {
            Self::Sentence(words) => {
                words.chars().map(|letter| if letter >= '\u{2e80}' { 3 } else { 1 }).sum()
            }
            Self::Code(_) | Self::Table => 10,
        }
    }
}

/// As many of `pieces` as are said at once, but one at least.
fn beginning(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let mut letters = 0;
    let fits = |piece: &&Piece| {
        letters += piece.letters();
        letters <= MOST_AT_ONCE
    };
    let count = pieces.iter().take_while(fits).count();
    pieces.truncate(count.max(1));
    pieces
}

/// The pieces at the beginning of `answer`, and whether that is all of it.
fn pieces(answer: &Answer, resolver: &dyn Resolver) -> (Vec<Piece>, bool) {
    let beginning = &answer.text[..answer.text.floor_char_boundary(BEGINNING)];
    let is_all = beginning.len() == answer.text.len();
    let mut document = Document::new();
    document.update(beginning, is_all && !answer.phase.is_running(), resolver);
    (pieces_of(document.nodes()), is_all)
}

fn pieces_of(nodes: &[Node]) -> Vec<Piece> {
    let (mut pieces, mut line) = (Vec::new(), String::new());
    // What stands in code and in tables is no speech.
    let mut silent = u8::MAX;
    for Node { depth, kind } in nodes {
        if *depth > silent {
            continue;
        }
        silent = u8::MAX;
        match kind {
            Kind::Text(words) => line.push_str(words),
            Kind::Break => line.push(' '),
            Kind::CodeSpan
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Link(_)
            | Kind::Image(_)
            | Kind::Loose => {}
            block => {
                end_line(&mut line, &mut pieces);
                match block {
                    Kind::Code(code) => {
                        let name = code.title.as_ref().or(code.language.as_ref());
                        pieces.push(Piece::Code(name.cloned().unwrap_or_default()));
                        silent = *depth;
                    }
                    Kind::Table(_) => {
                        pieces.push(Piece::Table);
                        silent = *depth;
                    }
                    Kind::Tab(title) => {
                        line.push_str(title);
                        end_line(&mut line, &mut pieces);
                    }
                    _ => {}
                }
            }
        }
    }
    end_line(&mut line, &mut pieces);
    pieces
}

/// Puts the sentences of `line` behind `pieces`, and empties it.
fn end_line(line: &mut String, pieces: &mut Vec<Piece>) {
    let mut rest = line.trim();
    while !rest.is_empty() {
        let (sentence, behind) = rest.split_at(end_of_sentence(rest));
        pieces.push(Piece::Sentence(sentence.trim_end().replace('\n', " ")));
        rest = behind;
    }
    line.clear();
}

/// Where the sentence after the first one begins. A sentence ends with its mark, unless a small
/// letter follows as after "e.g."; one that goes on for too long ends between two words.
fn end_of_sentence(text: &str) -> usize {
    // Where the last word began, if it is not the first.
    let mut word = None;
    let mut end = None;
    for (count, (index, letter)) in text.char_indices().enumerate() {
        if count >= LONGEST {
            return word.unwrap_or(index);
        }
        if letter.is_whitespace() {
            word = Some(index + letter.len_utf8());
            continue;
        }
        let is_apart = word == Some(index);
        let is_closing = !is_apart && "\"')]»”’」』）".contains(letter);
        match end {
            // No space follows these.
            Some('。' | '！' | '？') if !is_closing => return index,
            Some(_) if is_apart && !letter.is_lowercase() => return index,
            _ if is_closing => {}
            _ => end = Some(letter).filter(|&letter| ".!?…؟۔।。！？".contains(letter)),
        }
    }
    text.len()
}

#[cfg(test)]
mod tests;
