//! How much a release may weigh: the only place with these numbers.
//! Raised only on purpose, and lowered with every step towards the goal (docs/develop/size.md).

use anyhow::{Result, bail};

/// The most bytes that a page view may load, with brotli. The goal is 3,000. The names of files hold
/// hashes, which are packed into some ten bytes more or less from build to build.
pub const BEFORE_INTENT: u64 = 3_400;

/// The most bytes that a first answer may need in all, with brotli.
pub const FIRST_ANSWER: u64 = 169_500;

/// What a first answer is to need: less than the smallest box of others that renders Markdown.
pub const GOAL: u64 = 79_000;

/// How the release stands: an error where it is over a budget.
pub fn check(before_intent: u64, first_answer: u64) -> Result<String> {
    for (what, weight, most) in [
        ("a page view loads", before_intent, BEFORE_INTENT),
        ("a first answer needs", first_answer, FIRST_ANSWER),
    ] {
        if weight > most {
            bail!("keep the budget: {what} {weight} bytes with brotli, and may have {most}");
        }
    }
    Ok(format!(
        "Within budget: {before_intent} of {BEFORE_INTENT} before intent, {first_answer} of \
         {FIRST_ANSWER} for a first answer (goal {GOAL})"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_too_many_is_told_with_its_budget() {
        assert!(check(BEFORE_INTENT, FIRST_ANSWER).is_ok());
        let error = check(BEFORE_INTENT, FIRST_ANSWER + 1).expect_err("over").to_string();
        assert!(error.contains("first answer") && error.contains("169501"), "{error}");
        let error = check(BEFORE_INTENT + 1, 0).expect_err("over").to_string();
        assert!(error.contains("page view") && error.contains("3401"), "{error}");
    }
}
