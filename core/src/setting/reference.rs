//! What each setting is for: the sentences of the reference table and of the types.
//!
//! Only the generators call this. A widget that did would carry every sentence.

use super::Setting;
use crate::words::ENGLISH;

/// What `setting` is for, without a full stop.
///
/// # Panics
/// When the table has a setting that nobody has described; a test looks for one.
pub fn purpose(setting: &Setting) -> &'static str {
    match setting.name {
        "endpoint" => "Address of the gateway, or of the API itself",
        "organization" => "GitBook's organization id; `local` is the gateway's folder of Markdown",
        "site" => "GitBook's site id",
        "token" => {
            "An API token, for private tools on localhost only: on a public page it is ignored"
        }
        "site-space" => "The site space that the reader is in",
        "scope" => {
            "Where to look: `all`, `default`, `current`, `others`, or ids of site spaces with commas between them"
        }
        "goal" => "What the reader is trying to get done, at most 1,024 characters",
        "visitor" => {
            "GitBook's id of the visitor, for the site's insights; used only together with `session`"
        }
        "session" => "GitBook's id of the visit; used only together with `visitor`",
        "label" => "The name of the box, above the field and for screen readers",
        "placeholder" => "What stands in the empty field; empty for nothing",
        "language" => {
            "The language of the box's own words, such as `de` or `pt-BR`; without it that of the page, else one of the reader's"
        }
        "starters" => "Whether starter questions are fetched and shown",
        "disclaimer" => "The line below an answer; empty for none",
        "link-base" => {
            "Where relative links in answers start from; without it they are shown as text"
        }
        "images" => {
            "Origins whose images are shown in answers, such as `https://docs.example.com`, with commas between them; other images are links"
        }
        "patience" => "Seconds of silence after which an answer is given up, 1 to 600",
        "feedback" => {
            "Whether two buttons below an answer ask if it helped: with `event` your page hears it, with `send` the gateway too; a plain yes is `event`"
        }
        "tell-questions" => {
            "Whether events carry the words of a question, and feedback that is sent those of the answer too"
        }
        "history" => {
            "Whether the conversation is kept: with `session` it survives a reload in the tab's `sessionStorage`, and an answer that was arriving goes on"
        }
        "consent" => {
            "A sentence that a reader has to accept once before the first question goes out; empty for none"
        }
        "consent-link" => "Address of a page with more about it, such as your privacy policy",
        "selection" => {
            "A CSS selector, such as `main`, for the part of your page in which readers can select words and ask about them; empty for none"
        }
        "mode" => {
            "Where the box stands: in the page, in a window that a button opens, or at a side"
        }
        "button" => {
            "The button that opens the box: `floating` over the page, `inline` where the element stands, or `none`; `auto` floats for a launcher and a panel"
        }
        "position" => "The corner of the floating button and its window",
        "side" => "The side at which a panel stands",
        "push" => "Whether a panel makes room beside the page instead of covering it",
        "load" => {
            "When the box is fetched: on the first sign of `intent`, when it is `visible`, when the page is `idle`, or at once (`eager`)"
        }
        "shortcut" => "Keys that open the box, such as `mod+k` or `/`; empty for none",
        "deep-link" => {
            "What `?ask=` in the page's address does: nothing, put its text into the field, or ask it"
        }
        "fallback" => "Address of the page that is offered where WebAssembly cannot run",
        "theme" => "Light or dark, or as the reader's system has it",
        "dark-when" => {
            "A CSS selector for the page's `html` or `body`: while it matches, the box is dark; such as `html.dark` or `[data-theme=dark]`"
        }
        "get-token" => {
            "Gives the visitor's own token, which is sent as `Authorization: Bearer …`, or nothing; it may return a promise, and is called for each request"
        }
        "headers" => {
            "Gives headers of your own as an object, or nothing; it may return a promise, and is called for each request"
        }
        "strings" => "Words of your own in the place of the box's, by their keys",
        "actions" => "Buttons of your own below an answer, such as “Contact support”",
        unknown => panic!("nobody has described the setting `{unknown}`"),
    }
}

/// The default of `setting` in Markdown.
pub fn default(setting: &Setting) -> String {
    match (setting.name, setting.default) {
        ("endpoint", _) => "the host that served the script".to_owned(),
        ("fallback", _) => "`/ask` of the endpoint".to_owned(),
        ("theme", _) => "follows the page".to_owned(),
        ("label" | "placeholder" | "disclaimer", _) => {
            format!("`{}`, in the reader's language", word(setting.name))
        }
        ("language", _) => "that of the page".to_owned(),
        (_, "") => "none".to_owned(),
        (_, default) => format!("`{default}`"),
    }
}

/// The English word under `key`.
fn word(key: &str) -> String {
    let catalogue: serde_json::Value = serde_json::from_str(ENGLISH).unwrap_or_default();
    catalogue[key].as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::SETTINGS;
    use super::*;

    #[test]
    fn every_setting_is_described_in_one_sentence_without_a_full_stop() {
        for setting in SETTINGS {
            let purpose = purpose(setting);
            assert!(purpose.starts_with(char::is_uppercase), "{}", setting.name);
            assert!(!purpose.ends_with('.') && !purpose.contains('|'), "{}", setting.name);
        }
    }
}
