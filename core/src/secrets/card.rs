//! Numbers of payment cards: by their first digits, their length and their check digit.

use super::{Kind, Secret, runs};

/// Appends the card numbers in `text` to `found`.
pub(super) fn find(text: &str, found: &mut Vec<Secret>) {
    for run in runs(text, |byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'-')) {
        let digits_of = |byte: &u8| byte.is_ascii_digit();
        let bytes = &text.as_bytes()[run.clone()];
        let (Some(first), Some(last)) =
            (bytes.iter().position(digits_of), bytes.iter().rposition(digits_of))
        else {
            continue;
        };
        let range = run.start + first..run.start + last + 1;
        let around = |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).copied();
        // A part of a name, of an amount or of a version.
        let is_part = |byte: Option<u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"._+#".contains(&byte))
        };
        let (before, behind) = (around(range.start.checked_sub(1)), around(Some(range.end)));
        // A full stop ends a sentence, and is a part of what goes on.
        let is_end = behind == Some(b'.') && !is_part(around(Some(range.end + 1)));
        let is_whole = !is_part(before) && (is_end || !is_part(behind));
        if is_whole && is_card(&text[range.clone()]) {
            found.push(Secret { kind: Kind::Card, range });
        }
    }
}

fn is_card(written: &str) -> bool {
    let mut groups = written.split([' ', '-']);
    // As cards have it: four digits, and then groups of four to six.
    let is_grouped = groups.next().is_some_and(|first| first.len() == 4)
        && groups.all(|group| (1..=6).contains(&group.len()));
    let digits: Vec<u32> = written.chars().filter_map(|digit| digit.to_digit(10)).collect();
    if !is_grouped && digits.len() != written.len() {
        return false;
    }
    let first = digits.iter().take(4).fold(0, |number, digit| number * 10 + digit);
    let is_issued = match digits.len() {
        13 | 19 => first / 1000 == 4,
        14 => matches!(first, 3000..3060 | 3600..3700 | 3800..3900),
        15 => matches!(first / 100, 34 | 37),
        16 => {
            matches!(first, 4000..5000 | 5100..5600 | 2221..2721 | 6011 | 6440..6600 | 3528..3590)
        }
        _ => false,
    };
    is_issued && has_check_digit(&digits)
}

/// Luhn's check.
fn has_check_digit(digits: &[u32]) -> bool {
    let doubled = |(index, digit): (usize, &u32)| match index % 2 {
        0 => *digit,
        _ => digit * 2 / 10 + digit * 2 % 10,
    };
    digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}
