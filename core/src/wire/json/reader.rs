//! JSON text, value by value.
//!
//! Owns the grammar of RFC 8259. A reader of what it expects asks for it: an object field by field,
//! a string, a value of any shape; what it does not want is skipped without being kept. Written for
//! the widget, where the generic reading of JSON was the largest dependency (docs/develop/size.md);
//! `core/tests/json_oracle.rs` holds it against serde_json. Everything is `None` for text that is
//! no JSON or another value than was asked for, and then the reader is of no more use.

use super::{Json, MAX_LEVELS};

/// A place in a JSON text.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// Reads a field of an object, whose name it gets.
type Field<'f, 'a> = &'f mut dyn FnMut(&mut Reader<'a>, &str) -> Option<()>;

/// What `read` makes of `text`, which must be one value and nothing more.
pub(crate) fn whole<'a, T>(text: &'a str, read: fn(&mut Reader<'a>) -> Option<T>) -> Option<T> {
    let mut reader = Reader { text, at: 0 };
    let value = read(&mut reader)?;
    reader.peek().is_none().then_some(value)
}

impl<'a> Reader<'a> {
    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(self.at) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    /// An object. `field` has to read each value or skip it.
    pub(crate) fn object(&mut self, field: Field<'_, 'a>) -> Option<()> {
        self.expect(b'{')?;
        if self.peek()? == b'}' {
            return self.expect(b'}');
        }
        loop {
            let name = self.string()?;
            self.expect(b':')?;
            field(self, &name)?;
            match self.next()? {
                b',' => {}
                b'}' => return Some(()),
                _ => return None,
            }
        }
    }

    /// A list. `item` has to read each value or skip it.
    pub(crate) fn list(&mut self, item: &mut dyn FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.expect(b'[')?;
        if self.peek()? == b']' {
            return self.expect(b']');
        }
        loop {
            item(self)?;
            match self.next()? {
                b',' => {}
                b']' => return Some(()),
                _ => return None,
            }
        }
    }

    /// A list of what `read` reads.
    pub(crate) fn all<T>(&mut self, read: fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        self.list(&mut |reader| {
            items.push(read(reader)?);
            Some(())
        })?;
        Some(items)
    }

    /// What `read` reads, or `null`.
    pub(crate) fn or_null<T>(&mut self, read: fn(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.peek()? {
            b'n' => self.word("null").map(|()| None),
            _ => read(self).map(Some),
        }
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self) -> Option<bool> {
        match self.peek()? {
            b't' => self.word("true").map(|()| true),
            _ => self.word("false").map(|()| false),
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let behind = self.text.get(self.at..)?;
        self.at += word.len();
        behind.starts_with(word).then_some(())
    }

    /// A string as what it says.
    pub(crate) fn string(&mut self) -> Option<String> {
        self.expect(b'"')?;
        let mut string = String::new();
        loop {
            string.push_str(self.plain()?);
            match self.escape_or_end()? {
                None => return Some(string),
                Some(b'u') => string.push(self.character()?),
                Some(letter) => string.push(char::from(match letter {
                    b'b' => 8,
                    b'f' => 12,
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    other => other,
                })),
            }
        }
    }

    /// The text up to the next quote, backslash or control character.
    fn plain(&mut self) -> Option<&'a str> {
        let behind = self.text.get(self.at..)?;
        let length = behind.bytes().position(|byte| matches!(byte, 0..0x20 | b'"' | b'\\'))?;
        self.at += length;
        behind.get(..length)
    }

    /// The letter of an escape, or nothing at the closing quote. All other bytes are refused.
    fn escape_or_end(&mut self) -> Option<Option<u8>> {
        let bytes = self.text.as_bytes();
        let escape = match bytes.get(self.at)? {
            b'"' => None,
            b'\\' => {
                self.at += 1;
                let letter = *bytes.get(self.at)?;
                Some(br#""\/bfnrtu"#.contains(&letter).then_some(letter)?)
            }
            _ => return None,
        };
        self.at += 1;
        Some(escape)
    }

    /// The character whose code stands behind `\u`, or the pair of codes. Half a pair is none.
    fn character(&mut self) -> Option<char> {
        let first = self.code()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        self.word("\\u")?;
        let second = self.code()?;
        let is_second = (0xdc00..0xe000).contains(&second);
        let code = 0x1_0000 + ((first - 0xd800) << 10) + second.wrapping_sub(0xdc00) % 0x400;
        is_second.then(|| char::from_u32(code)).flatten()
    }

    fn code(&mut self) -> Option<u32> {
        let mut code = 0;
        for byte in self.text.as_bytes().get(self.at..self.at + 4)? {
            code = code * 16 + char::from(*byte).to_digit(16)?;
        }
        self.at += 4;
        Some(code)
    }

    /// A number, as it is written.
    pub(crate) fn number(&mut self) -> Option<&'a str> {
        self.peek()?;
        let start = self.at;
        self.skip_one(b'-');
        let has_zero = self.text.as_bytes().get(self.at) == Some(&b'0');
        if self.digits()? > 1 && has_zero {
            return None;
        }
        if self.skip_one(b'.') {
            self.digits()?;
        }
        if self.skip_one(b'e') || self.skip_one(b'E') {
            let _has_sign = self.skip_one(b'+') || self.skip_one(b'-');
            self.digits()?;
        }
        self.text.get(start..self.at)
    }

    fn skip_one(&mut self, byte: u8) -> bool {
        let is_there = self.text.as_bytes().get(self.at) == Some(&byte);
        self.at += usize::from(is_there);
        is_there
    }

    /// How many digits stand here; at least one.
    fn digits(&mut self) -> Option<usize> {
        let behind = self.text.as_bytes().get(self.at..)?;
        let count = behind.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        (count > 0).then_some(count)
    }

    /// A value of any shape.
    pub(crate) fn value(&mut self) -> Option<Json> {
        self.value_at(0)
    }

    fn value_at(&mut self, level: u8) -> Option<Json> {
        if level == MAX_LEVELS {
            return self.skip().map(|()| Json::Null);
        }
        Some(match self.peek()? {
            b'n' => self.word("null").map(|()| Json::Null)?,
            b't' => self.word("true").map(|()| Json::Flag(true))?,
            b'f' => self.word("false").map(|()| Json::Flag(false))?,
            b'"' => Json::Text(self.string()?),
            b'[' => {
                let mut items = Vec::new();
                self.list(&mut |reader| {
                    items.push(reader.value_at(level + 1)?);
                    Some(())
                })?;
                Json::List(items)
            }
            b'{' => {
                let mut members = Vec::new();
                self.object(&mut |reader, name| {
                    members.push((name.to_owned(), reader.value_at(level + 1)?));
                    Some(())
                })?;
                Json::Map(members)
            }
            _ => Json::Number(self.number()?.to_owned()),
        })
    }

    /// Reads a value and forgets it. However deep it is, this takes no stack.
    pub(crate) fn skip(&mut self) -> Option<()> {
        // How each open list or object ends.
        let mut ends = Vec::new();
        loop {
            let open = self.peek()?;
            match open {
                b'[' | b'{' => {
                    self.at += 1;
                    let end = if open == b'[' { b']' } else { b'}' };
                    if self.peek()? != end {
                        ends.push(end);
                        self.skip_name(end)?;
                        continue;
                    }
                    self.at += 1;
                }
                b'"' => self.skip_string()?,
                b'n' => self.word("null")?,
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                _ => _ = self.number()?,
            }
            // What was read may have been the last value of what is around it.
            loop {
                let Some(end) = ends.last().copied() else { return Some(()) };
                match self.next()? {
                    b',' => {
                        self.skip_name(end)?;
                        break;
                    }
                    byte if byte == end => _ = ends.pop(),
                    _ => return None,
                }
            }
        }
    }

    fn skip_name(&mut self, end: u8) -> Option<()> {
        if end == b']' {
            return Some(());
        }
        self.peek()?;
        self.skip_string()?;
        self.expect(b':')
    }

    fn skip_string(&mut self) -> Option<()> {
        self.expect(b'"')?;
        loop {
            self.plain()?;
            match self.escape_or_end()? {
                None => return Some(()),
                Some(b'u') => _ = self.code()?,
                Some(_) => {}
            }
        }
    }
}
