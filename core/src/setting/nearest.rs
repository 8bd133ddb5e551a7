//! The name that somebody meant who wrote one that is none.

use super::value::shortened;
use super::{SETTINGS, Setting};

/// A sentence for the console about `key`, which names no setting, and the one that is nearest.
pub fn nearest(key: &str) -> String {
    let closest = Setting::named(nearest_of(key, SETTINGS.iter().map(|setting| setting.name)));
    let (key, closest) = (shortened(key), closest.map(Setting::camel_case).unwrap_or_default());
    format!("Ask the Docs: there is no setting `{key}`; the nearest is `{closest}`")
}

/// Which of `names` somebody meant who wrote `key`; empty if there are none.
pub fn nearest_of<'a>(key: &str, names: impl Iterator<Item = &'a str>) -> &'a str {
    let wanted = letters(&shortened(key));
    names.min_by_key(|name| distance(&wanted, &letters(name))).unwrap_or_default()
}

/// Which of `names` `key` is a slip of the finger away from; none if it is another word.
pub fn misspelt<'a>(key: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = nearest_of(key, names);
    let (given, meant) = (letters(&shortened(key)), letters(name));
    let is_near = distance(&given, &meant) * 3 <= meant.len() + 1;
    (is_near && !given.is_empty()).then_some(name)
}

/// The letters alone, so that `sitespace`, `site_space` and `siteSpace` are the same.
fn letters(name: &str) -> Vec<char> {
    name.chars()
        .filter(|letter| letter.is_ascii_alphanumeric())
        .map(|l| l.to_ascii_lowercase())
        .collect()
}

/// How many letters have to be put in, taken out or exchanged to make one of the other.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, letter) in from.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (place, other) in to.iter().enumerate() {
            let exchanged = diagonal + usize::from(letter != other);
            diagonal = row[place + 1];
            row[place + 1] = exchanged.min(row[place] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_leads_to_what_was_meant() {
        for (key, meant) in [
            ("starter", "starters"),
            ("sitespace", "siteSpace"),
            ("site_space", "siteSpace"),
            ("organisation", "organization"),
            ("getTokens", "getToken"),
            ("linkbase", "linkBase"),
            ("tellQuestion", "tellQuestions"),
            ("disclamer", "disclaimer"),
        ] {
            let problem = nearest(key);
            assert!(problem.ends_with(&format!("the nearest is `{meant}`")), "{problem}");
            assert!(problem.contains(&format!("no setting `{key}`")), "{problem}");
        }
    }

    #[test]
    fn any_name_at_all_has_a_nearest_and_is_shortened() {
        assert!(nearest("").contains("the nearest is"));
        assert!(!nearest(&"x".repeat(900)).contains(&"x".repeat(81)));
    }

    #[test]
    fn another_word_is_no_misspelt_name() {
        let meant = |key| misspelt(key, SETTINGS.iter().map(|setting| setting.name));
        for (key, name) in [
            ("organisation", "organization"),
            ("linkbase", "link-base"),
            ("lable", "label"),
            ("placeholdr", "placeholder"),
        ] {
            assert_eq!(meant(key), Some(name), "{key}");
        }
        for key in ["", "-", "id", "class", "style", "slot", "hidden", "title", "v-if", "x-data"] {
            assert_eq!(meant(key), None, "{key}");
        }
    }

    #[test]
    fn the_distance_is_that_of_the_textbook() {
        let between = |a: &str, b: &str| {
            distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>())
        };
        assert_eq!(between("kitten", "sitting"), 3);
        assert_eq!(between("", "abc"), 3);
        assert_eq!(between("abc", ""), 3);
        assert_eq!(between("flaw", "lawn"), 2);
    }
}
