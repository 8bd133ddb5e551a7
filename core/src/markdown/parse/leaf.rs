//! Which text or code stands last: where a growing text goes on.
//!
//! Owns the way from events to that place. Refuses to close anything there: that is
//! [`heal`](crate::markdown::heal).

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

/// The text or code that stands last, as the place where a growing text goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::markdown) struct Leaf {
    /// What it is.
    pub(in crate::markdown) kind: LeafKind,
    /// Where its content stands.
    pub(in crate::markdown) range: Range<usize>,
}

/// What the last piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::markdown) enum LeafKind {
    /// Running text that the next line may continue.
    Text,
    /// Running text that ends with its line: of a heading, of a table's cell.
    Line,
    /// Code between fences; the range is the whole block.
    Fence,
    /// Indented code and raw HTML: nothing in them is closed.
    Raw,
}

/// Takes note of an event; `raw` says that it stands in code or raw HTML.
pub(super) fn note(last: &mut Option<Leaf>, event: &Event<'_>, range: &Range<usize>, raw: bool) {
    let kind = match event {
        // A cell that was not written fills up a short row.
        Event::Start(Tag::TableCell) if range.is_empty() => return,
        Event::Start(Tag::Heading { .. } | Tag::TableCell) => LeafKind::Line,
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => LeafKind::Fence,
        Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => LeafKind::Raw,
        Event::Start(Tag::Paragraph | Tag::Item) => LeafKind::Text,
        Event::Rule => return *last = None,
        event if is_inline(event) && !raw => {
            match last {
                Some(Leaf { kind: LeafKind::Text | LeafKind::Line, range: known }) => {
                    known.start = known.start.min(range.start);
                    known.end = known.end.max(range.end);
                }
                // Text of a tight item behind another block.
                leaf => *leaf = Some(Leaf { kind: LeafKind::Text, range: range.clone() }),
            }
            return;
        }
        _ => return,
    };
    let range = match kind {
        // Running text begins with its first words.
        LeafKind::Text | LeafKind::Line => usize::MAX..range.start,
        LeafKind::Fence | LeafKind::Raw => range.clone(),
    };
    *last = Some(Leaf { kind, range });
}

/// Whether the end of an event is the end of words.
pub(super) fn is_words(event: &Event<'_>) -> bool {
    !matches!(event, Event::Start(_))
        && !matches!(
            event,
            Event::End(
                TagEnd::Paragraph
                    | TagEnd::Item
                    | TagEnd::List(_)
                    | TagEnd::BlockQuote(_)
                    | TagEnd::Heading(_)
                    | TagEnd::Table
                    | TagEnd::TableHead
                    | TagEnd::TableRow
                    | TagEnd::TableCell
            )
        )
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) => true,
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        _ => false,
    }
}
