//! Where a span belongs: the ids of its trace, as W3C's Trace Context has them.
//!
//! Owns reading `traceparent`. Refuses to believe one that breaks its rules; the trace is then a new
//! one.

use axum::http::HeaderMap;

/// Of a trace: never all zero.
pub(super) type TraceId = [u8; 16];
/// Of a span: never all zero.
pub(super) type SpanId = [u8; 8];

/// The ids of an ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Context {
    pub trace: TraceId,
    pub span: SpanId,
    /// Whose part it is.
    pub parent: Option<SpanId>,
}

impl Context {
    /// A part of what `headers` name, or a trace of its own. None if whoever began the trace does
    /// not record it, or the system gives no random bytes.
    pub(super) fn of(headers: Option<&HeaderMap>) -> Option<Self> {
        let named = headers.and_then(|headers| headers.get("traceparent"));
        let named = named.and_then(|value| parent(value.to_str().ok()?));
        let span = span()?;
        match named {
            Some((_, _, false)) => None,
            Some((trace, parent, true)) => Some(Self { trace, span, parent: Some(parent) }),
            None => Some(Self { trace: random()?, span, parent: None }),
        }
    }
}

/// A new id.
pub(super) fn span() -> Option<SpanId> {
    random()
}

fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

/// Trace, span, and whether it is recorded: `00-<32 digits>-<16 digits>-<flags>`.
fn parent(text: &str) -> Option<(TraceId, SpanId, bool)> {
    let mut parts = text.trim().split('-');
    let (version, trace) = (hex::<1>(parts.next()?)?, hex(parts.next()?)?);
    let (span, flags) = (hex(parts.next()?)?, hex::<1>(parts.next()?)?);
    // "Version ff is invalid"; a later one may have more behind the flags.
    let is_sane = match version[0] {
        0 => parts.next().is_none(),
        version => version != 0xff,
    };
    (is_sane && trace != [0; 16] && span != [0; 8]).then_some((trace, span, flags[0] & 1 == 1))
}

/// The bytes of `text`, in lower-case digits as the rules have it.
fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if digits.len() != 2 * N || !digits.iter().all(is_digit) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    fn of(header: &str) -> Option<Context> {
        let value = header.parse().expect("a value");
        Context::of(Some(&HeaderMap::from_iter([("traceparent".parse().expect("a name"), value)])))
    }

    #[test]
    fn a_trace_goes_on_where_one_is_named() {
        for header in [
            format!("00-{TRACE}-00f067aa0ba902b7-01"),
            format!("00-{TRACE}-00f067aa0ba902b7-03"),
            format!("cc-{TRACE}-00f067aa0ba902b7-01-more"),
        ] {
            let context = of(&header).expect("a context");
            assert_eq!(context.trace[..3], [0x4b, 0xf9, 0x2f], "{header}");
            assert_eq!(context.parent, Some([0, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7]));
            assert_ne!(Some(context.span), context.parent);
        }
        assert_eq!(of(&format!("00-{TRACE}-00f067aa0ba902b7-00")), None);
    }

    #[test]
    fn what_breaks_the_rules_is_a_new_trace() {
        let zeros = "0".repeat(32);
        for header in [
            String::new(),
            "x".to_owned(),
            format!("00-{TRACE}-00f067aa0ba902b7"),
            format!("00-{TRACE}-00f067aa0ba902b7-01-more"),
            format!("ff-{TRACE}-00f067aa0ba902b7-01"),
            format!("00-{}-00f067aa0ba902b7-01", TRACE.to_uppercase()),
            format!("00-{zeros}-00f067aa0ba902b7-01"),
            format!("00-{TRACE}-0000000000000000-01"),
        ] {
            let context = of(&header).expect("a context");
            assert_eq!(context.parent, None, "{header}");
            assert_ne!(context.trace[..3], [0x4b, 0xf9, 0x2f], "{header}");
        }
    }
}
