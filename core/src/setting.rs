//! The settings of the box: one table of names, kinds, defaults and readers, and how a value is read.
//!
//! Owns what a setting is called, what it may be, and the sentence about a value that it may not
//! be. What a setting is for stands in [`reference`](mod@reference), which no widget calls, so that
//! those sentences are in no download. Refuses to know where a value comes from: an attribute, a
//! JavaScript object and a test look the same from here.

mod nearest;
mod origin;
pub mod reference;
mod table;
mod value;

pub use nearest::{misspelt, nearest, nearest_of};
pub use origin::is_origin;
pub use table::SETTINGS;
pub use value::{Given, Value};

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The name in kebab case, as an attribute has it.
    pub name: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// What it is when it is not set, as an attribute would say it; empty for nothing.
    pub default: &'static str,
    /// Who goes by it.
    pub reader: Reader,
}

/// What a setting may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text. Templates write an empty one for none, which is the default.
    Text,
    /// Text of at most so many characters; an empty one is the default.
    UpTo(usize),
    /// Text that may be empty, and means it.
    Line,
    /// Text that is never repeated in a message; an empty one is the default.
    Secret,
    /// An id that can stand in a path of the API.
    Id,
    /// An address that begins with `https://` or `http://`.
    Address,
    /// Yes or no. An attribute without a value is a yes.
    Flag,
    /// A whole number.
    Whole {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of these words, of which the first is a no and the second a yes.
    Degree(&'static [&'static str]),
    /// Words or ids with commas between them, or a list.
    List,
    /// Origins with commas between them, or a list.
    Origins,
    /// A function; only from JavaScript.
    Function,
    /// A list of the owner's own actions; only from JavaScript.
    Actions,
    /// Words of the owner's own, by their keys; only from JavaScript.
    Words,
}

/// Who goes by a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The box, in WebAssembly.
    Box,
    /// The loader, in JavaScript; the box only tells of a wrong value.
    Loader,
}

impl Setting {
    /// The setting that `key` names, in kebab case or in camel case.
    pub fn named(key: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.name == key || setting.is_in_camel_case(key))
    }

    /// The name in camel case, as JavaScript has it.
    pub fn camel_case(&self) -> String {
        let mut name = String::new();
        let mut is_first_of_word = false;
        for letter in self.name.chars() {
            match letter {
                '-' => is_first_of_word = true,
                letter if is_first_of_word => {
                    name.push(letter.to_ascii_uppercase());
                    is_first_of_word = false;
                }
                letter => name.push(letter),
            }
        }
        name
    }

    /// Whether it can only be set in JavaScript.
    pub fn is_for_scripts(&self) -> bool {
        matches!(self.kind, Kind::Function | Kind::Actions | Kind::Words)
    }

    fn is_in_camel_case(&self, key: &str) -> bool {
        self.name.contains('-') && self.camel_case() == key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_found_under_both_of_its_names() {
        let named = |key| Setting::named(key).map(|setting| setting.name);
        assert_eq!(named("site-space"), Some("site-space"));
        assert_eq!(named("siteSpace"), Some("site-space"));
        assert_eq!(named("site"), Some("site"));
        assert_eq!(named("sitespace"), None);
        assert_eq!(named("site-Space"), None);
        assert_eq!(named(""), None);
    }

    #[test]
    fn every_name_is_kebab_case_and_stands_once() {
        for (index, setting) in SETTINGS.iter().enumerate() {
            let letters = setting.name.bytes();
            assert!(letters.clone().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
            assert!(!SETTINGS[..index].iter().any(|earlier| earlier.name == setting.name));
        }
    }

    #[test]
    fn every_default_is_a_value_that_may_be_set() {
        for setting in SETTINGS.iter().filter(|setting| !setting.is_for_scripts()) {
            let given = Given::Text(setting.default.to_owned());
            assert_eq!(setting.read(&given), Ok(setting.default_value()), "{}", setting.name);
        }
    }
}
