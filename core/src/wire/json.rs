//! JSON of which nothing is expected.
//!
//! Owns the reading of values that other people's programs grow: whatever a field holds, it can
//! be asked for what it should hold, and the answer may be that it does not. Refuses to be deep:
//! values nested further than any document are left out, so that no input overflows the stack.

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
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// Values in order.
    List(Vec<Json>),
    /// Values by name, in the order they came.
    Map(Vec<(String, Json)>),
}

impl Json {
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

    /// A whole number that is not negative.
    pub fn whole(&self) -> Option<u64> {
        match self {
            // Casts of floats saturate.
            Self::Number(number) if number.fract() == 0.0 && *number >= 0.0 => Some(*number as u64),
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
        Ok(Json::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Number(number))
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
            Self::Number(number) => serializer.serialize_f64(*number),
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
