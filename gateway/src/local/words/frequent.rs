//! Words that say little about the subject of a question, or nothing.
//!
//! Owns two lists, of English words only. Refuses to drop what is less than certain: a common word
//! still counts, only less.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether `word` says nothing about the subject of a question.
pub(crate) fn is_filler(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| FILLERS.split(' ').collect());
    WORDS.contains(word.to_lowercase().as_str())
}

/// Whether the word behind `term` is about nearly everything: what is done, and to what kind of
/// thing, rather than which. In a small folder such a word may be as rare as a telling one.
pub(crate) fn is_common(term: &str) -> bool {
    static TERMS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let words = super::words(&mut super::for_question(), COMMON);
        words.into_iter().map(|word| word.term).collect()
    });
    TERMS.contains(term)
}

/// Words of questions, not of subjects.
const FILLERS: &str = "\
    a about actually again already also always am an and another any anyone anything are as at \
    be been both but by came can cannot come coming could d did do docs documentation does doing \
    don each either else ever every everything exactly for from get go got had has have hello \
    help here hey hi how however i if in instead into is it its just kind know let like ll lot m \
    many may maybe me mean might more most much must my need never no not now of off on one only \
    or other others our ourselves out please possible quite re really s say seem seems should \
    simply since so some someone something still such sure t tell than thank thanks that the \
    their them then there these they thing things this those though through to too try trying \
    until up upon us usually ve very want was way we well were what when where whether which \
    while who whole why will with would yes yet you your";

/// Words of every subject.
const COMMON: &str = "\
    able accept act add allow app appear apply ask available bad become begin best better big \
    bring build call cause certain change check choose click close common company complete \
    consider contain correct cost create current customer decide define describe detail develop \
    difference different do effect end ensure enter example exist expect extra fail fast feature \
    few fill find finish fix follow form full general good great guide handle happen hard hide \
    hold idea important improve include information inside keep kind large last late learn leave \
    left less live load long look lose machine main make manage match matter miss modify move \
    multiple new next offer old open option outside own part pass people person pick place point \
    possible prepare prevent problem process product program project provide purpose put \
    question read ready real reason receive reduce remove rename replace require resource rest \
    result return review right run safe save screen see send separate serve service set setting \
    setup share short show side similar simple single site slow small software solution solve \
    special specific specify start state stay step stop stuff suggest support switch system take \
    tool top total turn understand useful user wait watch web website whenever widget wish \
    wonder word work world write wrong";
