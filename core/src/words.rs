//! What a reader is told, as data: a key of the catalogue in `languages/`, and what stands in its
//! sentence.
//!
//! Owns English, which every box has in it, and the filling of places. Refuses to know another
//! language, or how one writes numbers and times: a browser does.

/// The English catalogue: JSON, a text for each key, or one for each plural category.
pub const ENGLISH: &str = include_str!("../../languages/en.json");

/// A sentence of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its key.
    pub key: &'static str,
    /// What stands in its places, by their names.
    pub values: Vec<(&'static str, Value)>,
}

/// What stands in a place of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text as it is. It may be untrusted.
    Text(String),
    /// A number.
    Number(u64),
    /// A number that decides which plural it is.
    Count(u64),
    /// So many seconds: “5 minutes”.
    Lasting(u64),
    /// After so many seconds: “in 5 minutes”.
    In(u64),
    /// So many seconds before: “5 minutes ago”.
    Ago(u64),
}

impl Message {
    /// A sentence without places.
    pub fn plain(key: &'static str) -> Self {
        Self { key, values: Vec::new() }
    }

    /// The same with `value` in the place called `name`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.values.push((name, value));
        self
    }
}

/// Seconds in the unit in which a reader counts them, and what `Intl` calls that.
pub fn unit(seconds: u64) -> (u64, &'static str) {
    match seconds {
        0..=90 => (seconds, "second"),
        91..=5_400 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3_600), "hour"),
    }
}

/// `sentence` with the `values` in its places, such as `{count}`. What is put in is not looked at
/// again, and a place that has no value stays as it is.
pub fn fill(sentence: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        match value {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once_and_what_is_put_in_is_not_looked_at_again() {
        let values = [("count", "{most}".to_owned()), ("most", "512".to_owned())];
        assert_eq!(fill("{count} of {most}", &values), "{most} of 512");
        assert_eq!(fill("{most}{most}", &values), "512512");
    }

    #[test]
    fn what_is_no_place_stays() {
        for text in ["", "{", "}", "{}", "{ {unknown} {open", "a } b { c"] {
            assert_eq!(fill(text, &[]), text);
        }
        assert_eq!(fill("{{count}}", &[("count", "7".to_owned())]), "{7}");
    }

    #[test]
    fn waits_are_said_in_the_unit_a_reader_counts_in() {
        assert_eq!(unit(1), (1, "second"));
        assert_eq!(unit(90), (90, "second"));
        assert_eq!(unit(91), (2, "minute"));
        assert_eq!(unit(7_200), (2, "hour"));
    }
}
