//! The words of a box: those of its language, with the owner's own in their place.
//!
//! Owns the way from a key of the catalogue to a sentence; numbers, plurals and times are written by
//! the browser (`browser/intl`). English is inside, and stands wherever another language has
//! nothing. Refuses to choose or fetch a language: `www/guest/language.js` does.

use std::rc::Rc;

use ask_docs_core::setting::nearest_of;
use ask_docs_core::wire::json::Json;
use ask_docs_core::words::{ENGLISH, Message, Value, fill, unit};
use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::browser::intl;

/// Each word under its key: a text, or a map of one for each plural category.
type Catalogue = Vec<(String, Json)>;

thread_local! {
    // Read by ourselves: a page may have changed `JSON`.
    static IN_ENGLISH: Catalogue = match Json::parse(ENGLISH) {
        Some(Json::Map(words)) => words,
        _ => Vec::new(),
    };
}

/// All words of a box.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Words(Rc<Catalogue>);

impl Words {
    /// The catalogue `language`, which is that object of JSON, with the owner's `own` words in
    /// their place; either may be anything. Gives a sentence for each of `own` that is not used.
    pub(crate) fn new(language: &JsValue, own: &JsValue) -> (Self, Vec<String>) {
        let mut all = IN_ENGLISH.with(Catalogue::clone);
        put(&mut all, language);
        let problems = put(&mut all, own);
        (Self(Rc::new(all)), problems)
    }

    /// The word or sentence under `key`.
    pub(crate) fn text(&self, key: &'static str) -> String {
        self.say(&Message::plain(key))
    }

    /// The sentence of `message`.
    pub(crate) fn say(&self, message: &Message) -> String {
        let language = self.get("language").text().unwrap_or_default();
        let count = message.values.iter().find_map(|(_, value)| match value {
            Value::Count(count) => Some(*count),
            _ => None,
        });
        let found = self.get(message.key);
        let sentence = found.text().or_else(|| {
            let category = intl::plural(language, count.unwrap_or_default());
            found.get(&category).text().or_else(|| found.get("other").text())
        });
        let written = |(name, value): &(_, Value)| (*name, self.written(language, value));
        let values: Vec<_> = message.values.iter().map(written).collect();
        fill(sentence.unwrap_or_default(), &values)
    }

    /// `texts` as one, such as “a, b and c”.
    pub(crate) fn list(&self, texts: &[String]) -> String {
        intl::list(self.get("language").text().unwrap_or_default(), texts)
    }

    fn written(&self, language: &str, value: &Value) -> String {
        match value {
            // Whatever it begins with, what stands around it runs as before.
            Value::Text(text) if self.get("direction").text() == Some("rtl") => {
                format!("\u{2068}{text}\u{2069}")
            }
            Value::Text(text) => text.clone(),
            Value::Number(number) | Value::Count(number) => intl::number(language, *number),
            Value::Lasting(seconds) => intl::lasting(language, unit(*seconds)),
            Value::In(seconds) => intl::relative(language, unit(*seconds), 1.0),
            Value::Ago(seconds) => intl::relative(language, unit(*seconds), -1.0),
        }
    }

    fn get(&self, key: &str) -> &Json {
        self.0.iter().find(|(known, _)| known == key).map_or(&Json::Null, |(_, word)| word)
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::new(&JsValue::UNDEFINED, &JsValue::UNDEFINED).0
    }
}

/// Puts what `given` has under known keys into `all`. Gives a sentence for each thing that is not
/// taken.
fn put(all: &mut Catalogue, given: &JsValue) -> Vec<String> {
    let keys = Reflect::own_keys(given).unwrap_or_default();
    let mut problems = Vec::new();
    for key in keys.iter() {
        let Some(name) = key.as_string() else { continue };
        let Some(known) = all.iter_mut().find(|(known, _)| *known == name) else {
            let nearest = nearest_of(&name, all.iter().map(|(known, _)| known.as_str()));
            problems.push(format!(
                "Ask the Docs: there is no word `{name}` in `strings`; the nearest is `{nearest}`, \
                 and docs/languages.md has all of them"
            ));
            continue;
        };
        let value = Reflect::get(given, &key).unwrap_or_default();
        let has_plurals = matches!(known.1, Json::Map(_));
        match as_word(&value, has_plurals) {
            Some(word) => known.1 = word,
            None => problems.push(format!(
                "Ask the Docs: `{name}` in `strings` must be text{}; the box's own words are used",
                if has_plurals { ", or an object with a text for `other`" } else { "" }
            )),
        }
    }
    problems
}

/// `value`, if it is a text, or one for each plural category where there are plurals.
fn as_word(value: &JsValue, has_plurals: bool) -> Option<Json> {
    if let Some(text) = value.as_string() {
        return Some(Json::Text(text));
    }
    if !has_plurals || !value.is_object() {
        return None;
    }
    let form = |key: JsValue| {
        let text = Reflect::get(value, &key).ok()?.as_string()?;
        Some((key.as_string()?, Json::Text(text)))
    };
    let forms = Reflect::own_keys(value).ok()?.iter().map(form).collect::<Option<Vec<_>>>()?;
    let forms = Json::Map(forms);
    forms.get("other").text().is_some().then_some(forms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use js_sys::{Function, JSON};
    use wasm_bindgen_test::wasm_bindgen_test;

    /// The catalogue of `language`, and what `own` makes of it.
    fn words(language: &str, own: &str) -> (Words, Vec<String>) {
        let own = Function::new_no_args(&format!("return {own}")).call0(&JsValue::NULL);
        Words::new(&JSON::parse(language).unwrap_or_default(), &own.expect("an object"))
    }

    fn questions(words: &Words, count: u64) -> String {
        let message = Message::plain("questionsLeft").with("count", Value::Count(count));
        words.say(&message.with("time", Value::In(5400)))
    }

    #[wasm_bindgen_test]
    fn english_is_inside() {
        let words = Words::default();
        assert_eq!(words.text("ask"), "Ask");
        assert_eq!(questions(&words, 1), "1 question left, resets in 90 minutes");
        assert_eq!(questions(&words, 17), "17 questions left, resets in 90 minutes");
        let wait = Message::plain("silence").with("time", Value::Lasting(35));
        assert_eq!(words.say(&wait), "Nothing has come for 35 seconds. Try again.");
        let cached = Message::plain("cached").with("time", Value::Ago(7_200));
        assert_eq!(words.say(&cached), "Answered 2 hours ago for another reader.");
    }

    #[wasm_bindgen_test]
    fn plurals_are_those_of_the_language() {
        let sources = |language: &str, count| {
            let message = Message::plain("completeWithSources").with("count", Value::Count(count));
            words(language, "undefined").0.say(&message)
        };
        let polish = include_str!("../languages/pl.json");
        for (count, end) in [
            (1, "1 źródło"),
            (2, "2 źródła"),
            (5, "5 źródeł"),
            (12, "12 źródeł"),
            (22, "22 źródła"),
        ] {
            assert_eq!(sources(polish, count), format!("Odpowiedź kompletna, {end}"));
        }
        let ukrainian = include_str!("../languages/uk.json");
        for (count, end) in [
            (1, "1 джерело"),
            (3, "3 джерела"),
            (5, "5 джерел"),
            (11, "11 джерел"),
            (21, "21 джерело"),
        ] {
            assert_eq!(sources(ukrainian, count), format!("Відповідь повна, {end}"));
        }
        let arabic = include_str!("../languages/ar.json");
        for (count, end) in
            [(1, "مصدر واحد"), (2, "مصدران"), (3, "مصادر"), (11, "مصدرًا"), (100, "مصدر")]
        {
            let said = sources(arabic, count);
            assert!(said.starts_with("اكتملت الإجابة، ") && said.ends_with(end), "{count}: {said}");
        }
    }

    #[wasm_bindgen_test]
    fn times_and_numbers_are_written_as_the_language_writes_them() {
        let german = words(include_str!("../languages/de.json"), "undefined").0;
        let time = |key, value| german.say(&Message::plain(key).with("time", value));
        assert_eq!(time("askAgainIn", Value::In(12)), "Sie können in 12 Sekunden wieder fragen.");
        assert_eq!(
            time("cached", Value::Ago(7_200)),
            "Für andere Leser vor 2 Stunden beantwortet."
        );
        assert!(time("silence", Value::Lasting(60)).starts_with("Seit 60 Sekunden "));
        let much = Message::plain("typed").with("count", Value::Number(1_234));
        assert_eq!(german.say(&much.with("most", Value::Number(512))), "1.234 / 512");
    }

    #[wasm_bindgen_test]
    fn what_a_server_says_keeps_its_direction_among_words_that_run_the_other_way() {
        let hebrew = words(include_str!("../languages/he.json"), "undefined").0;
        let message = Message::plain("serverSays").with("message", Value::Text("No.".to_owned()));
        assert!(hebrew.say(&message).contains("\u{2068}No.\u{2069}"));
    }

    #[wasm_bindgen_test]
    fn a_servers_words_are_not_filled_in() {
        let message = Message::plain("serverSays");
        let message = message.with("message", Value::Text("{message} {time}".to_owned()));
        let said = Words::default().say(&message);
        assert_eq!(said, "The answer service has a problem: “{message} {time}” Try again.");
    }

    #[wasm_bindgen_test]
    fn the_owners_words_come_first_and_english_where_there_are_none() {
        let (words, problems) = words(r#"{"ask": "Fragen", "nothing": 1}"#, "({stop: 'Halt'})");
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(
            (words.text("ask"), words.text("stop")),
            ("Fragen".to_owned(), "Halt".to_owned())
        );
        assert_eq!(words.text("copied"), "Copied");
    }

    #[wasm_bindgen_test]
    fn a_wrong_word_of_the_owners_is_one_sentence_and_the_rest_counts() {
        let (words, problems) = words(
            "{}",
            "({askagain: 'x', ask: 7, stop: {other: 'x'}, questionsLeft: {one: 'x'}, \
               constructor: 'x', copy: 'Take', [Symbol('x')]: 1})",
        );
        assert_eq!(problems.len(), 5, "{problems:?}");
        assert!(problems[0].contains("no word `askagain`"), "{problems:?}");
        assert!(problems[0].contains("the nearest is `askAgain`"), "{problems:?}");
        assert!(problems[1].contains("`ask` in `strings` must be text; "), "{problems:?}");
        assert!(problems[3].contains("a text for `other`"), "{problems:?}");
        assert_eq!((words.text("copy"), words.text("ask")), ("Take".to_owned(), "Ask".to_owned()));
    }

    #[wasm_bindgen_test]
    fn a_hostile_catalogue_gives_english() {
        for hostile in [
            "new Proxy({}, {ownKeys() { throw 1 }})",
            "({get ask() { throw 1 }})",
            "({questionsLeft: new Proxy({}, {ownKeys() { throw 1 }})})",
            "({questionsLeft: {get other() { throw 1 }}})",
            "['x']",
            "'text'",
            "7",
        ] {
            let (words, _) = words("{}", hostile);
            assert_eq!(words.text("ask"), "Ask", "{hostile}");
            assert!(questions(&words, 2).starts_with("2 questions left"), "{hostile}");
        }
    }

    #[wasm_bindgen_test]
    fn several_things_are_named_as_the_language_does_it() {
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(Words::default().list(&names), "a, b, and c");
        assert_eq!(Words::default().list(&names[..1]), "a");
        let german = words(include_str!("../languages/de.json"), "undefined").0;
        assert_eq!(german.list(&names), "a, b und c");
        assert_eq!(words("{}", "({language: 'not a language'})").0.list(&names), "a, b, c");
    }

    #[wasm_bindgen_test]
    fn a_language_that_no_browser_knows_is_written_without_one() {
        let (words, _) = words("{}", "({language: 'not a language'})");
        assert!(questions(&words, 2).starts_with("2 questions left, resets "));
    }
}
