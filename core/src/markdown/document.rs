//! A text that grows, as nodes of which all but the last few are settled.
//!
//! Owns which lines have been read for good, and what has changed since the last snapshot. Whole
//! lines are read once; the last, unfinished one is read for the moment and taken back with the
//! next snapshot. So the work of a snapshot is its new lines and the block that is open, however
//! long the text is. Refuses to read lines: that is [`block`](super::block).
//!
//! Reference definitions (`[label]: address`) are the exception of CommonMark: one that comes late
//! changes what stood before it. Here nodes stay as they were drawn while the text grows; when it
//! is complete, a text that holds definitions is read once more from its start, so that in the end
//! every text shows what it would have shown at once.

use super::block::{Pass, Saved, State};
use super::definitions::Definitions;
use super::difference::{Update, difference, difference_behind};
use super::links::Resolver;
use super::tree::{CodeBlock, Kind, Node};
use super::{MAX_BYTES, MAX_NODES};
use crate::compare::common_prefix;

/// The nodes of a text that arrives in growing snapshots.
#[derive(Debug, Default)]
pub struct Document {
    /// The text of the last update, as much of it as is shown.
    text: String,
    is_complete: bool,
    is_shortened: bool,
    state: State,
    /// The state after the whole lines, with no trace of the unfinished one.
    saved: Saved,
    /// Where the whole lines end.
    read: usize,
    marks: Vec<Mark>,
    /// Where the text began that did not fit: it is shown as it was written.
    overflow: Option<usize>,
    read_bytes: u64,
}

/// A place where a block at the root begins, and nothing else is open.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    start: usize,
    /// The bytes up to here prove that it begins there.
    proof: usize,
    /// The nodes before it.
    nodes: usize,
    /// The definitions before it.
    definitions: usize,
}

/// Parses a whole text.
pub fn parse(text: &str, resolver: &dyn Resolver) -> Vec<Node> {
    let mut document = Document::new();
    document.update(text, true, resolver);
    document.state.nodes
}

impl Document {
    /// A document without text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a snapshot: the whole text so far, usually the last one and some more.
    ///
    /// `complete` says that no more will come. Until then the end of the text is drawn as what
    /// it is about to become, not as the half-written thing it is. A snapshot that rewrites what
    /// stood before takes back what the change touches.
    pub fn update(&mut self, text: &str, complete: bool, resolver: &dyn Resolver) -> Update {
        // A byte-order mark is no text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let shown = &text[..text.floor_char_boundary(MAX_BYTES)];
        self.is_shortened = shown.len() < text.len();
        // What is cut off can no longer change what is shown.
        let complete = complete || self.is_shortened;
        let common = common_length(&self.text, shown);
        if common == shown.len().max(self.text.len()) && complete == self.is_complete {
            return Update { kept: self.state.nodes.len(), text: None };
        }
        self.text.truncate(common);
        self.text.push_str(&shown[common..]);
        if self.is_complete || (complete && self.needs_second_reading()) {
            return self.read_again(complete, resolver);
        }
        let (mut gone, mut cut) = self.state.restore(&self.saved);
        if common < self.read {
            (gone, cut) = (self.take_back(common, gone, &cut), String::new());
        }
        let kept = self.state.nodes.len();
        let length = self.state.last_text().map_or(0, str::len);
        self.read_on(complete, resolver);
        if complete && self.needs_second_reading() {
            // Only now it is known that definitions come late, or that the text does not fit.
            let mut old = std::mem::take(&mut self.state.nodes);
            old.truncate(kept);
            if let Some(Node { kind: Kind::Text(text), .. }) = old.last_mut() {
                text.truncate(length);
                text.push_str(&cut);
            }
            old.extend(gone);
            return self.read_again_over(old, complete, resolver);
        }
        difference_behind(&self.state.nodes, kept, length, &cut, &gone)
    }

    /// The nodes, in order.
    pub fn nodes(&self) -> &[Node] {
        &self.state.nodes
    }

    /// How many nodes, from the first on, stay as they are while the text only grows.
    pub fn settled(&self) -> usize {
        match self.is_complete {
            true => self.state.nodes.len(),
            false => self.marks.last().map_or(0, |mark| mark.nodes),
        }
    }

    /// Whether the text is longer than [`MAX_BYTES`], so that its end is not among the nodes.
    pub fn is_shortened(&self) -> bool {
        self.is_shortened
    }

    /// How many bytes have been read so far: the measure of the work.
    pub fn read_bytes(&self) -> u64 {
        self.read_bytes
    }

    fn needs_second_reading(&self) -> bool {
        self.overflow.is_some() || self.state.definitions.len() > 0
    }

    /// Reads all of the text, with all definitions known from the start.
    fn read_again(&mut self, complete: bool, resolver: &dyn Resolver) -> Update {
        let old = std::mem::take(&mut self.state.nodes);
        self.read_again_over(old, complete, resolver)
    }

    fn read_again_over(
        &mut self,
        old: Vec<Node>,
        complete: bool,
        resolver: &dyn Resolver,
    ) -> Update {
        self.forget(Definitions::default());
        self.read_on(complete, resolver);
        if complete && self.state.definitions.len() > 0 {
            let definitions = std::mem::take(&mut self.state.definitions);
            self.forget(definitions);
            self.read_on(complete, resolver);
        }
        difference(&old, &self.state.nodes)
    }

    /// Begins anew, with definitions that are known.
    fn forget(&mut self, definitions: Definitions) {
        self.state = State::new(Vec::new(), definitions);
        self.saved = self.state.save();
        self.read = 0;
        self.marks.clear();
        self.overflow = None;
        self.is_complete = false;
    }

    /// Goes back to the last block at the root that the first `common` bytes prove; gives all nodes
    /// that are gone, where `gone` and `cut` are gone already.
    fn take_back(&mut self, common: usize, gone: Vec<Node>, cut: &str) -> Vec<Node> {
        while self.marks.pop_if(|mark| mark.proof > common).is_some() {}
        let mark = self.marks.last().copied().unwrap_or_default();
        let mut old = self.state.nodes.split_off(mark.nodes);
        if let Some(Node { kind: Kind::Text(text), .. }) = old.last_mut() {
            text.push_str(cut);
        }
        old.extend(gone);
        let nodes = std::mem::take(&mut self.state.nodes);
        let mut definitions = std::mem::take(&mut self.state.definitions);
        definitions.truncate(mark.definitions);
        self.state = State::new(nodes, definitions);
        self.read = mark.start;
        self.overflow = self.overflow.filter(|start| *start < mark.start);
        old
    }

    /// Reads what has not been read: whole lines for good, the last one for the moment.
    fn read_on(&mut self, complete: bool, resolver: &dyn Resolver) {
        while self.overflow.is_none()
            && let Some((line, end)) = next_line(&self.text, self.read, complete)
        {
            let mut pass = Pass::new(&mut self.state, resolver);
            pass.line(&self.text[self.read..line]);
            if let Some((nodes, definitions)) = pass.root {
                self.marks.push(Mark { start: self.read, proof: end, nodes, definitions });
            }
            self.state.tidy();
            self.read_bytes += (end - self.read) as u64;
            self.read = end;
            self.check_size();
        }
        self.is_complete = complete;
        if complete && self.overflow.is_none() {
            Pass::new(&mut self.state, resolver).end();
            self.check_size();
        }
        self.saved = self.state.save();
        if !complete && self.overflow.is_none() {
            let rest = &self.text[self.read..];
            Pass::new(&mut self.state, resolver).open_line(rest.trim_end_matches('\r'));
            self.read_bytes += rest.len() as u64;
            if self.state.nodes.len() >= MAX_NODES {
                self.check_size();
                self.saved = self.state.save();
            }
        }
        if let Some(start) = self.overflow {
            self.show_rest(start);
        }
    }

    /// Gives up on the block that is open if there are more nodes than there may be.
    fn check_size(&mut self) {
        // Two nodes are left for what does not fit.
        if self.state.nodes.len() + 2 <= MAX_NODES || self.overflow.is_some() {
            return;
        }
        while self.marks.last().is_some_and(|mark| mark.nodes + 2 > MAX_NODES) {
            self.marks.pop();
        }
        let mark = self.marks.last().copied().unwrap_or_default();
        let mut nodes = std::mem::take(&mut self.state.nodes);
        nodes.truncate(mark.nodes);
        let definitions = std::mem::take(&mut self.state.definitions);
        self.state = State::new(nodes, definitions);
        self.overflow = Some(mark.start);
    }

    /// Shows the text from `start` on as it was written.
    fn show_rest(&mut self, start: usize) {
        let text = self.text[start..].trim_end_matches(['\n', '\r']).replace('\0', "\u{fffd}");
        self.state.nodes.push(Node { depth: 0, kind: Kind::Code(Box::<CodeBlock>::default()) });
        self.state.nodes.push(Node { depth: 1, kind: Kind::Text(text) });
    }
}

/// Where the line that begins at `from` ends, without and with its end; `None` if more of it may
/// come.
fn next_line(text: &str, from: usize, complete: bool) -> Option<(usize, usize)> {
    let rest = &text[from..];
    let Some(at) = rest.find(['\n', '\r']) else {
        return (complete && !rest.is_empty()).then_some((text.len(), text.len()));
    };
    let length = match &rest.as_bytes()[at..] {
        [b'\r', b'\n', ..] => 2,
        // A line feed may follow.
        [b'\r'] if !complete => return None,
        _ => 1,
    };
    Some((from + at, from + at + length))
}

/// How many bytes two texts have in common at their begin, up to a character's edge; a line feed
/// that comes behind a carriage return makes one line end of both.
fn common_length(one: &str, other: &str) -> usize {
    let common = other.floor_char_boundary(common_prefix(one.as_bytes(), other.as_bytes()));
    let splits_line_end = one[..common].ends_with('\r')
        && (one[common..].starts_with('\n') || other[common..].starts_with('\n'));
    common - usize::from(splits_line_end)
}
