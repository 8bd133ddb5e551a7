//! What kind of character stands beside a mark.
//!
//! Owns CommonMark's two classes, white space and punctuation. Beyond ASCII, punctuation is a short
//! list of ranges that hold the signs of living scripts: the full tables of Unicode would weigh
//! more than the rest of the parser.

/// "A Unicode whitespace character"; the edge of a text counts as one.
pub fn is_space(side: Option<char>) -> bool {
    side.is_none_or(char::is_whitespace)
}

/// "A Unicode punctuation character is a character in the Unicode P (punctuation) or S (symbol)
/// general categories."
pub fn is_punctuation(side: Option<char>) -> bool {
    side.is_some_and(|character| {
        character.is_ascii_punctuation()
            || !character.is_ascii()
                && RANGES
                    .iter()
                    .any(|(first, last)| (*first..=*last).contains(&u32::from(character)))
    })
}

const RANGES: &[(u32, u32)] = &[
    (0xa1, 0xa9),
    (0xab, 0xac),
    (0xae, 0xb1),
    (0xb4, 0xb4),
    (0xb6, 0xb8),
    (0xbb, 0xbb),
    (0xbf, 0xbf),
    (0xd7, 0xd7),
    (0xf7, 0xf7),
    (0x37e, 0x37e),
    (0x55a, 0x55f),
    (0x589, 0x58a),
    (0x5be, 0x5be),
    (0x5f3, 0x5f4),
    (0x606, 0x60f),
    (0x61b, 0x61f),
    (0x66a, 0x66d),
    (0x6d4, 0x6d4),
    (0x964, 0x965),
    (0xe3f, 0xe3f),
    (0x2010, 0x2027),
    (0x2030, 0x205e),
    (0x207a, 0x207e),
    (0x208a, 0x208e),
    (0x20a0, 0x20c0),
    (0x2100, 0x2101),
    (0x2103, 0x2106),
    (0x2116, 0x2117),
    (0x2120, 0x2123),
    (0x2190, 0x2426),
    (0x249c, 0x24e9),
    (0x2500, 0x2775),
    (0x2794, 0x2bff),
    (0x2e00, 0x2e5d),
    (0x2e80, 0x2fff),
    (0x3001, 0x3004),
    (0x3008, 0x3020),
    (0x3030, 0x3030),
    (0x303d, 0x303f),
    (0x30a0, 0x30a0),
    (0x30fb, 0x30fb),
    (0xfe10, 0xfe6b),
    (0xff01, 0xff0f),
    (0xff1a, 0xff20),
    (0xff3b, 0xff40),
    (0xff5b, 0xff65),
    (0xffe0, 0xffee),
    (0x1f000, 0x1faff),
];
