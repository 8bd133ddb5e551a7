//! JSON of which nothing is expected.
//!
//! Owns the reading of values that other people's programs grow: whatever a field holds, it can
//! be asked for what it should hold, and the answer may be that it does not. Refuses to be deep:
//! values nested further than any document are left out, so that no input overflows the stack.

pub(crate) mod reader;
pub(crate) mod writer;

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// How deep values may be nested. A document needs two levels for each of its own, and four for
/// a list in a list; serde_json would give the whole event up at 128.
const MAX_LEVELS: u8 = 100;

/// A value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Json {
    /// Nothing, also in place of what is not there or nested too deep.
    #[default]
    Null,
    /// Yes or no.
    Flag(bool),
    /// A number, as it is written. No field means more than a whole one, and reading any other
    /// exactly takes more code than all the rest of JSON.
    Number(String),
    /// A string.
    Text(String),
    /// Values in order.
    List(Vec<Json>),
    /// Values by name, in the order they came.
    Map(Vec<(String, Json)>),
}

impl Json {
    /// The value that `text` is, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        reader::whole(text, reader::Reader::value)
    }

    /// The value under `name`; the last one, as in JavaScript, where there are several.
    pub fn get(&self, name: &str) -> &Self {
        let members = self.members().iter().rev();
        members.clone().find(|(key, _)| key == name).map_or(&Self::Null, |(_, value)| value)
    }

    /// What it says, if it is a string that says something.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// Whether it is a yes.
    pub fn is_true(&self) -> bool {
        *self == Self::Flag(true)
    }

    /// A whole number that is not negative; the largest there is for one that is larger.
    pub fn whole(&self) -> Option<u64> {
        match self {
            Self::Number(number) => whole(number),
            _ => None,
        }
    }

    /// The values of a list.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The values of a map with their names.
    pub fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Map(members) => members,
            _ => &[],
        }
    }
}

/// The whole number that `number` is, however it is written: `3`, `3.0`, `0.3e1`.
fn whole(number: &str) -> Option<u64> {
    let (digits, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (before, behind) = digits.split_once('.').unwrap_or((digits, ""));
    // An exponent of more digits than that makes of anything but nothing too much, or a fraction.
    let exponent = exponent.parse().unwrap_or(if exponent.starts_with('-') { -9999 } else { 9999 });
    let point = i32::try_from(before.len()).ok()?.saturating_add(exponent);
    let (mut whole, mut place) = (0_u64, 0);
    for digit in before.chars().chain(behind.chars()) {
        // The minus of a number that is negative is no digit.
        let digit = digit.to_digit(10)?;
        match place < point {
            true => whole = whole.saturating_mul(10).saturating_add(digit.into()),
            false if digit > 0 => return None,
            false => {}
        }
        place += 1;
    }
    while place < point && whole > 0 && whole < u64::MAX {
        whole = whole.saturating_mul(10);
        place += 1;
    }
    Some(whole)
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Level(0).deserialize(deserializer)
    }
}

/// Reads one value of this level.
struct Level(u8);

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        match self.0 < MAX_LEVELS {
            true => deserializer.deserialize_any(self),
            // Skipped without recursion.
            false => IgnoredAny::deserialize(deserializer).map(|_| Json::Null),
        }
    }
}

impl<'de> serde::de::Visitor<'de> for Level {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Number(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = values.next_element_seed(Self(self.0 + 1))? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut values: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = values.next_key()? {
            members.push((name, values.next_value_seed(Self(self.0 + 1))?));
        }
        Ok(Json::Map(members))
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => match number.parse::<i64>() {
                Ok(whole) => serializer.serialize_i64(whole),
                Err(_) => serializer.serialize_f64(number.parse().unwrap_or_default()),
            },
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => items.serialize(serializer),
            Self::Map(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Json {
        serde_json::from_str(text).expect("JSON")
    }

    #[test]
    fn a_field_is_what_it_should_be_or_nothing() {
        let json = read(r#"{"a":"x","b":"","c":3,"d":[true,null],"e":-1,"f":2.5,"a2":{"a":1}}"#);
        assert_eq!((json.get("a").text(), json.get("b").text()), (Some("x"), None));
        assert_eq!((json.get("c").whole(), json.get("e").whole()), (Some(3), None));
        assert_eq!((json.get("f").whole(), json.get("a").whole()), (None, None));
        assert!(json.get("d").items()[0].is_true() && json.get("a").items().is_empty());
        assert_eq!(json.get("none").get("of").get("this"), &Json::Null);
        assert_eq!(read(r#"{"a":1,"a":2}"#).get("a").whole(), Some(2));
    }

    #[test]
    fn a_whole_number_may_be_written_in_many_ways() {
        let whole = |text: &str| Json::parse(text).and_then(|json| json.whole());
        for three in ["3", "3.0", "3.00", "0.3e1", "0.03E+2", "300e-2", "30.0e-1"] {
            assert_eq!(whole(three), Some(3), "{three}");
        }
        for none in ["-3", "3.5", "0.3", "3e-1", "31e-1", "1e-99999999999", "\"3\""] {
            assert_eq!(whole(none), None, "{none}");
        }
        for most in ["18446744073709551615", "99999999999999999999", "1e300", "1e99999999999"] {
            assert_eq!(whole(most), Some(u64::MAX), "{most}");
        }
        assert_eq!((whole("0e99999"), whole("1e3"), whole("0")), (Some(0), Some(1000), Some(0)));
    }

    #[test]
    fn what_is_nested_too_deep_is_left_out_and_the_rest_is_read() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let json = read(&format!("{{\"deep\":{deep},\"text\":\"here\"}}"));
        assert_eq!(json.get("text").text(), Some("here"));
        let mut level = json.get("deep");
        let mut levels = 1;
        while let Some(inner) = level.items().first() {
            level = inner;
            levels += 1;
        }
        assert_eq!(levels, usize::from(MAX_LEVELS));
    }

    #[test]
    fn what_is_written_is_what_was_read() {
        let text = r#"{"a":["x",true,null,{"b":{}}],"c":[]}"#;
        assert_eq!(serde_json::to_string(&read(text)).expect("JSON"), text);
    }
}
