//! The box's own English, for a terminal.

use ask_docs_core::wire::json::Json;
use ask_docs_core::words::{ENGLISH, Message, Value, fill, unit};

/// The word or sentence under `key`.
pub(crate) fn word(key: &'static str) -> String {
    say(&Message::plain(key))
}

/// The sentence of `message`.
pub(crate) fn say(message: &Message) -> String {
    let words = Json::parse(ENGLISH).unwrap_or(Json::Null);
    let found = words.get(message.key);
    let is_one = message.values.iter().any(|(_, value)| *value == Value::Count(1));
    let category = if is_one { "one" } else { "other" };
    let sentence = found.text().or_else(|| found.get(category).text()).unwrap_or_default();
    let values: Vec<_> =
        message.values.iter().map(|(name, value)| (*name, written(value))).collect();
    fill(sentence, &values)
}

fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) | Value::Count(number) => number.to_string(),
        Value::Lasting(seconds) => lasting(*seconds),
        Value::In(seconds) => format!("in {}", lasting(*seconds)),
        Value::Ago(seconds) => format!("{} ago", lasting(*seconds)),
    }
}

/// So many seconds, in the unit in which they are counted.
pub(crate) fn lasting(seconds: u64) -> String {
    let (count, unit) = unit(seconds);
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_those_of_the_box() {
        assert_eq!(word("searching"), "Searching the documentation…");
        let left = |count| {
            let message = Message::plain("questionsLeft").with("count", Value::Count(count));
            say(&message.with("time", Value::In(5400)))
        };
        assert_eq!(left(1), "1 question left, resets in 90 minutes");
        assert_eq!(left(17), "17 questions left, resets in 90 minutes");
        let cached = Message::plain("cached").with("time", Value::Ago(1));
        assert_eq!(say(&cached), "Answered 1 second ago for another reader.");
    }
}
