//! Strings as JSON: all that has to be written where a question is asked.

/// Appends `text` to `json` as a string.
pub(crate) fn string(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            '\u{8}' => json.push_str("\\b"),
            '\t' => json.push_str("\\t"),
            '\n' => json.push_str("\\n"),
            '\u{c}' => json.push_str("\\f"),
            '\r' => json.push_str("\\r"),
            '\0'..'\u{20}' => {
                let digit = |value| char::from_digit(value, 16).unwrap_or('0');
                let code = u32::from(character);
                json.push_str("\\u00");
                json.extend([digit(code / 16), digit(code % 16)]);
            }
            other => json.push(other),
        }
    }
    json.push('"');
}

/// An object that is being written.
pub(crate) struct Object {
    json: String,
}

impl Object {
    pub(crate) fn new() -> Self {
        Self { json: "{".to_owned() }
    }

    /// A field with a string; nothing for `None`.
    pub(crate) fn text(mut self, name: &str, text: Option<&str>) -> Self {
        if let Some(text) = text {
            string(self.named(name), text);
        }
        self
    }

    /// A field with `true` or `false`; nothing for `None`.
    pub(crate) fn flag(mut self, name: &str, flag: Option<bool>) -> Self {
        if let Some(flag) = flag {
            self.named(name).push_str(if flag { "true" } else { "false" });
        }
        self
    }

    /// A field with a list of strings; nothing for `None`.
    pub(crate) fn texts(mut self, name: &str, texts: Option<&[String]>) -> Self {
        if let Some(texts) = texts {
            let json = self.named(name);
            json.push('[');
            for (index, text) in texts.iter().enumerate() {
                json.push_str(if index == 0 { "" } else { "," });
                string(json, text);
            }
            json.push(']');
        }
        self
    }

    /// A field with a list of objects.
    pub(crate) fn objects(mut self, name: &str, objects: Vec<Self>) -> Self {
        let json = self.named(name);
        json.push('[');
        for (index, object) in objects.into_iter().enumerate() {
            json.push_str(if index == 0 { "" } else { "," });
            json.push_str(&object.finish());
        }
        json.push(']');
        self
    }

    /// How many bytes it has so far.
    pub(crate) fn len(&self) -> usize {
        self.json.len()
    }

    /// A field with an object; nothing for `None`.
    pub(crate) fn object(mut self, name: &str, object: Option<Self>) -> Self {
        if let Some(object) = object {
            self.named(name).push_str(&object.finish());
        }
        self
    }

    fn named(&mut self, name: &str) -> &mut String {
        self.json.push_str(if self.json.len() == 1 { "" } else { "," });
        string(&mut self.json, name);
        self.json.push(':');
        &mut self.json
    }

    pub(crate) fn finish(mut self) -> String {
        self.json.push('}');
        self.json
    }
}
