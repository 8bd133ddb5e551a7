//! One spelling of each word: American for British, the base form for irregular verbs.
//!
//! Owns what the stemmer does not know. Applied to text and questions alike, so a rule that goes
//! too far does no harm as long as it goes equally far in both.

use tantivy::tokenizer::{Token, TokenFilter, TokenStream, Tokenizer};

/// Changes the spelling of words in lower case.
#[derive(Clone)]
pub(super) struct Spelling;

impl TokenFilter for Spelling {
    type Tokenizer<T: Tokenizer> = SpellingTokenizer<T>;

    fn transform<T: Tokenizer>(self, tokenizer: T) -> SpellingTokenizer<T> {
        SpellingTokenizer(tokenizer)
    }
}

/// A tokenizer whose words are spelt in one way.
#[derive(Clone)]
pub(super) struct SpellingTokenizer<T>(T);

impl<T: Tokenizer> Tokenizer for SpellingTokenizer<T> {
    type TokenStream<'a> = SpellingStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        SpellingStream(self.0.token_stream(text))
    }
}

/// Words spelt in one way.
pub(super) struct SpellingStream<S>(S);

impl<S: TokenStream> TokenStream for SpellingStream<S> {
    fn advance(&mut self) -> bool {
        let any = self.0.advance();
        if any && let Some(spelt) = spelt(&self.0.token().text) {
            self.0.token_mut().text = spelt;
        }
        any
    }

    fn token(&self) -> &Token {
        self.0.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.0.token_mut()
    }
}

/// The spelling that `word` is known by, if it is another.
fn spelt(word: &str) -> Option<String> {
    if let Some((_, base)) = IRREGULAR.iter().find(|(form, _)| *form == word) {
        return Some((*base).to_owned());
    }
    if let Some((british, american)) =
        BEGINNINGS.iter().find(|(british, _)| word.starts_with(british))
    {
        return Some(format!("{american}{}", &word[british.len()..]));
    }
    // `customise`, `customising`, `customisation`: what stands before has four letters at least.
    let ending = ["isation", "isations", "ise", "ised", "iser", "ises", "ising"];
    let ending = ending.iter().find(|ending| word.ends_with(**ending))?;
    let start = word.len() - ending.len();
    (start >= 4).then(|| format!("{}iz{}", &word[..start], &ending[2..]))
}

/// Beginnings of words with two spellings.
const BEGINNINGS: &[(&str, &str)] = &[
    ("analys", "analyz"),
    ("behaviour", "behavior"),
    ("cancell", "cancel"),
    ("catalogue", "catalog"),
    ("centre", "center"),
    ("colour", "color"),
    ("dialogue", "dialog"),
    ("favour", "favor"),
    ("flavour", "flavor"),
    ("grey", "gray"),
    ("honour", "honor"),
    ("labell", "label"),
    ("licence", "license"),
    ("modell", "model"),
    ("neighbour", "neighbor"),
    ("signall", "signal"),
];

/// Forms of verbs that instructions are full of.
const IRREGULAR: &[(&str, &str)] = &[
    ("began", "begin"),
    ("begun", "begin"),
    ("bought", "buy"),
    ("broke", "break"),
    ("broken", "break"),
    ("brought", "bring"),
    ("built", "build"),
    ("caught", "catch"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("did", "do"),
    ("done", "do"),
    ("drawn", "draw"),
    ("drew", "draw"),
    ("fed", "feed"),
    ("forgot", "forget"),
    ("forgotten", "forget"),
    ("found", "find"),
    ("froze", "freeze"),
    ("frozen", "freeze"),
    ("gave", "give"),
    ("given", "give"),
    ("gone", "go"),
    ("grew", "grow"),
    ("grown", "grow"),
    ("held", "hold"),
    ("hid", "hide"),
    ("hidden", "hide"),
    ("kept", "keep"),
    ("knew", "know"),
    ("known", "know"),
    ("led", "lead"),
    ("lost", "lose"),
    ("made", "make"),
    ("meant", "mean"),
    ("met", "meet"),
    ("paid", "pay"),
    ("ran", "run"),
    ("said", "say"),
    ("seen", "see"),
    ("sent", "send"),
    ("shown", "show"),
    ("sold", "sell"),
    ("spent", "spend"),
    ("stole", "steal"),
    ("stolen", "steal"),
    ("taken", "take"),
    ("taught", "teach"),
    ("thrown", "throw"),
    ("told", "tell"),
    ("took", "take"),
    ("went", "go"),
    ("withdrawn", "withdraw"),
    ("written", "write"),
    ("wrote", "write"),
];

#[cfg(test)]
mod tests {
    use super::spelt;

    #[test]
    fn words_have_one_spelling() {
        for (word, known_as) in [
            ("colours", "colors"),
            ("behavioural", "behavioral"),
            ("customise", "customize"),
            ("customisation", "customization"),
            ("organising", "organizing"),
            ("cancelled", "canceled"),
            ("kept", "keep"),
        ] {
            assert_eq!(spelt(word).as_deref(), Some(known_as));
        }
        for word in ["color", "noise", "rise", "wiser", "customize", "keep", "isation"] {
            assert_eq!(spelt(word), None, "{word}");
        }
    }
}
