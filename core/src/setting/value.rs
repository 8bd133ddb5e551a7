//! A value as it was given to a value as it is meant, or to one sentence about why not.

use super::{Kind, Setting, is_origin};
use crate::request::is_id;

/// The most of a wrong value that a message repeats, in characters.
const MAX_SHOWN_CHARACTERS: usize = 80;

/// A value as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// Text, as every attribute is.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A number, as JavaScript writes it.
    Number(String),
    /// A list of texts.
    List(Vec<String>),
    /// Anything else, in words such as `an object`. What is in it is never repeated.
    Other(&'static str),
}

/// A value as it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text; of a list, its items with commas between them.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(u32),
}

impl Setting {
    /// What `given` means.
    ///
    /// # Errors
    /// A sentence for the console that names the setting, the value and what is allowed.
    pub fn read(&self, given: &Given) -> Result<Value, String> {
        self.parse(given).ok_or_else(|| {
            let name = if self.is_for_scripts() { self.camel_case() } else { self.name.to_owned() };
            let (shown, allowed) = (self.shown(given), self.allowed());
            format!(
                "Ask the Docs: the setting `{name}` is {shown}, and must be {allowed}; \
                 its default is used"
            )
        })
    }

    /// What it is when it is not set.
    pub fn default_value(&self) -> Value {
        match self.kind {
            Kind::Flag => Value::Flag(self.default == "true"),
            Kind::Whole { least, .. } => Value::Whole(self.default.parse().unwrap_or(least)),
            _ => Value::Text(self.default.to_owned()),
        }
    }

    fn parse(&self, given: &Given) -> Option<Value> {
        match (self.kind, given) {
            (Kind::Function | Kind::Actions | Kind::Words, _) => None,
            (Kind::Flag, Given::Flag(flag)) => Some(Value::Flag(*flag)),
            (Kind::Degree(words), Given::Flag(flag)) => {
                words.get(usize::from(*flag)).map(|word| Value::Text((*word).to_owned()))
            }
            (Kind::Degree(words), Given::Text(text)) => {
                let text = text.trim();
                let word = match text {
                    "false" => words.first(),
                    "" | "true" => words.get(1),
                    _ if text == self.name => words.get(1),
                    _ => words.iter().find(|word| **word == text),
                };
                word.map(|word| Value::Text((*word).to_owned()))
            }
            // `starters="starters"` is how HTML before 5 wrote a yes.
            (Kind::Flag, Given::Text(text)) => match text.trim() {
                "" | "true" => Some(Value::Flag(true)),
                text if text == self.name => Some(Value::Flag(true)),
                "false" => Some(Value::Flag(false)),
                _ => None,
            },
            (Kind::Flag, _) => None,
            (Kind::Whole { least, most }, Given::Text(text) | Given::Number(text)) => {
                let text = text.trim();
                if text.is_empty() {
                    return Some(self.default_value());
                }
                let number = text.parse().ok().filter(|number| (least..=most).contains(number));
                number.map(Value::Whole)
            }
            (Kind::Whole { .. }, _) => None,
            (Kind::Line, Given::Text(text)) => Some(Value::Text(text.clone())),
            (_, Given::Text(text)) => self.text(text.trim()),
            (Kind::List | Kind::Origins, Given::List(items)) => {
                // An item with a comma would be read as two.
                let is_usable = items.iter().all(|item| !item.contains(','));
                is_usable.then(|| items.join(",")).and_then(|text| self.text(&text))
            }
            (_, Given::Flag(_) | Given::Number(_) | Given::List(_) | Given::Other(_)) => None,
        }
    }

    fn text(&self, text: &str) -> Option<Value> {
        if text.is_empty() {
            return Some(self.default_value());
        }
        let is_allowed = match self.kind {
            Kind::UpTo(most) => text.chars().count() <= most,
            Kind::Id => is_id(text),
            Kind::Address => text.starts_with("https://") || text.starts_with("http://"),
            Kind::Choice(words) => words.contains(&text),
            Kind::Origins => {
                let mut named = text.split(',').map(str::trim).filter(|named| !named.is_empty());
                named.all(is_origin)
            }
            _ => true,
        };
        is_allowed.then(|| Value::Text(text.to_owned()))
    }

    /// `given` in a message.
    fn shown(&self, given: &Given) -> String {
        // What stands in the place of a function may be what the function should have given.
        let is_secret = self.kind == Kind::Secret || self.is_for_scripts();
        match given {
            Given::Text(_) if is_secret => "text".to_owned(),
            Given::Text(text) => format!("\"{}\"", shortened(text)),
            Given::Number(_) if is_secret => "a number".to_owned(),
            Given::Number(text) => shortened(text),
            Given::Flag(flag) => if *flag { "true" } else { "false" }.to_owned(),
            Given::List(_) if is_secret => "a list".to_owned(),
            Given::List(items) => format!("the list \"{}\"", shortened(&items.join(", "))),
            Given::Other(words) => (*words).to_owned(),
        }
    }

    /// What it may be, in a message.
    fn allowed(&self) -> String {
        match self.kind {
            Kind::Text | Kind::Line | Kind::Secret => "text".to_owned(),
            Kind::UpTo(most) => format!("text of at most {most} characters"),
            Kind::Id => "1 to 64 letters, digits, `-` or `_`".to_owned(),
            Kind::Address => "an address that begins with `https://` or `http://`".to_owned(),
            Kind::Flag => "`true` or `false`".to_owned(),
            Kind::Whole { least, most } => format!("a whole number from {least} to {most}"),
            Kind::Choice(words) | Kind::Degree(words) => {
                format!("one of `{}`", words.join("`, `"))
            }
            Kind::List => "words with commas between them, or a list of texts".to_owned(),
            Kind::Origins => {
                "origins such as `https://docs.example.com`, with commas between them or as a list"
                    .to_owned()
            }
            Kind::Function => "a function".to_owned(),
            Kind::Actions => {
                "a list of objects, each with the texts `id` and `label` and the function \
                 `onSelect`"
                    .to_owned()
            }
            Kind::Words => "an object of texts".to_owned(),
        }
    }
}

/// `text`, cut to what a message repeats of it.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, given: Given) -> Result<Value, String> {
        Setting::named(name).expect("a setting").read(&given)
    }

    fn text(name: &str, given: &str) -> Result<Value, String> {
        read(name, Given::Text(given.to_owned()))
    }

    fn meant(text: &str) -> Result<Value, String> {
        Ok(Value::Text(text.to_owned()))
    }

    #[test]
    fn a_flag_is_read_as_html_and_as_javascript_write_it() {
        for yes in ["", "true", " true ", "starters"] {
            assert_eq!(text("starters", yes), Ok(Value::Flag(true)), "{yes}");
        }
        assert_eq!(text("starters", "false"), Ok(Value::Flag(false)));
        assert_eq!(read("starters", Given::Flag(false)), Ok(Value::Flag(false)));
        assert_eq!(
            text("starters", "no"),
            Err("Ask the Docs: the setting `starters` is \"no\", and must be `true` or `false`; \
                 its default is used"
                .to_owned())
        );
        assert!(read("starters", Given::Number("1".to_owned())).is_err());
    }

    #[test]
    fn a_whole_number_is_read_from_both_and_kept_within_its_range() {
        assert_eq!(text("patience", " 60 "), Ok(Value::Whole(60)));
        assert_eq!(read("patience", Given::Number("600".to_owned())), Ok(Value::Whole(600)));
        assert_eq!(text("patience", ""), Ok(Value::Whole(35)));
        for wrong in ["0", "601", "-1", "3.5", "NaN", "1e3", "soon", "99999999999"] {
            let problem = read("patience", Given::Number(wrong.to_owned())).expect_err(wrong);
            assert!(
                problem.contains(&format!("is {wrong}, and must be a whole number from 1 to 600"))
            );
            assert!(text("patience", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_empty_text_is_the_default_except_where_empty_means_none() {
        assert_eq!(text("organization", " "), meant("local"));
        assert_eq!(text("label", ""), meant(""));
        assert_eq!(text("mode", ""), meant("inline"));
        assert_eq!(text("disclaimer", ""), meant(""));
        assert_eq!(text("placeholder", ""), meant(""));
    }

    #[test]
    fn a_choice_is_one_of_its_words_and_the_message_lists_them() {
        assert_eq!(text("mode", "panel"), meant("panel"));
        let problem = text("mode", "sidebar").expect_err("no mode");
        assert!(problem.contains("`mode` is \"sidebar\""), "{problem}");
        assert!(problem.contains("`inline`, `launcher`, `dialog`, `panel`"), "{problem}");
    }

    #[test]
    fn a_degree_is_one_of_its_words_or_a_yes_or_a_no() {
        for yes in ["", "true", "feedback", " event "] {
            assert_eq!(text("feedback", yes), meant("event"), "{yes}");
        }
        for no in ["false", "off"] {
            assert_eq!(text("feedback", no), meant("off"), "{no}");
        }
        assert_eq!(text("feedback", "send"), meant("send"));
        assert_eq!(read("feedback", Given::Flag(true)), meant("event"));
        assert_eq!(read("feedback", Given::Flag(false)), meant("off"));
        let problem = text("feedback", "maybe").expect_err("no degree");
        assert!(problem.contains("`off`, `event`, `send`"), "{problem}");
    }

    #[test]
    fn ids_addresses_goals_and_origins_are_checked() {
        assert!(text("site", "a/b").is_err());
        assert_eq!(text("site", "site_1"), meant("site_1"));
        assert!(text("endpoint", "/ask").is_err());
        assert!(text("endpoint", "https://ask.example.com").is_ok());
        assert!(text("goal", &"é".repeat(1024)).is_ok());
        assert!(text("goal", &"é".repeat(1025)).is_err());
        assert!(text("images", "https://a.example, http://localhost:1,").is_ok());
        assert!(text("images", "https://a.example, *").is_err());
    }

    #[test]
    fn a_list_can_be_a_list() {
        let list =
            |items: &[&str]| Given::List(items.iter().map(|&item| item.to_owned()).collect());
        assert_eq!(read("scope", list(&["a", "b"])), meant("a,b"));
        assert_eq!(read("images", list(&["https://a.example"])), meant("https://a.example"));
        assert_eq!(read("scope", list(&[])), meant("all"));
        assert!(read("images", list(&["https://a.example,https://b.example"])).is_err());
        assert!(read("label", list(&["a"])).is_err());
    }

    #[test]
    fn a_wrong_value_is_shortened_and_a_secret_is_never_repeated() {
        let problem = text("mode", &"é".repeat(900)).expect_err("no mode");
        assert!(problem.contains(&format!("\"{}…\"", "é".repeat(80))), "{problem}");
        assert!(!problem.contains(&"é".repeat(81)));
        for name in ["token", "getToken", "headers"] {
            for given in [
                Given::List(vec!["hunter2".to_owned()]),
                Given::Number("42".to_owned()),
                Given::Other("an object"),
            ] {
                let problem = read(name, given).expect_err("no text and no function");
                assert!(!problem.contains("hunter2") && !problem.contains("42"), "{problem}");
                assert!(problem.contains(name), "{problem}");
            }
        }
        let problem = text("get-token", "hunter2").expect_err("no function");
        assert!(problem.contains("`getToken` is text, and must be a function"), "{problem}");
    }
}
