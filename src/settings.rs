//! What a site's owner can set: one typed set for attributes, JavaScript objects and Rust.
//!
//! Owns the step from settings to a place to ask; their names, kinds and defaults are the table of
//! `ask_docs_core::setting`. Refuses to read attributes (the loader does) or to fetch anything.

pub(crate) mod hooks;
pub(crate) mod read;

use ask_docs_core::failure::Fault;
use ask_docs_core::question::Question;
use ask_docs_core::request::{Ask, Endpoint, Goal, Restriction, Scope, Visit};
use ask_docs_core::setting::{Kind, SETTINGS, Value, is_origin};

/// The settings of one box.
///
/// In JavaScript and as attributes of `<ask-docs>` the names are the same in camel case or
/// kebab case: `siteSpace`, `site-space`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The gateway's address, or `https://api.gitbook.com`. Default: the host that served the
    /// script; for a component, the page's own.
    pub endpoint: String,
    /// GitBook's organization id. Default: `local`, the gateway's folder of Markdown.
    pub organization: String,
    /// GitBook's site id. Default: `docs`.
    pub site: String,
    /// An API token, for private tools on localhost only: everywhere else it is refused, since
    /// it acts with all the rights of its account and every visitor could read it.
    pub token: Option<String>,
    /// The site space that the reader is in.
    pub site_space: Option<String>,
    /// Where to look: `all` (default), `default`, `current`, `others` (both need `siteSpace`), or
    /// ids of site spaces with commas between them.
    pub scope: String,
    /// What the reader is trying to get done; at most 1,024 characters.
    pub goal: Option<String>,
    /// GitBook's visitor id, for the site's insights; used only together with `session`.
    pub visitor: Option<String>,
    /// GitBook's session id; used only together with `visitor`.
    pub session: Option<String>,
    /// What the box is called, for screen readers and above the field. Default: `Ask the docs`, in
    /// the reader's language.
    pub label: Option<String>,
    /// What stands in the empty field; empty for nothing. Default: `Ask a question…`, in the
    /// reader's language.
    pub placeholder: Option<String>,
    /// The language of the box's own words, such as `de` or `pt-BR`. Default: that of the page,
    /// else one of the reader's.
    pub language: Option<String>,
    /// Whether starter questions are fetched and shown. Default: yes.
    pub starters: bool,
    /// The line below an answer; empty for none. Default: `Answers can be wrong. Check the
    /// sources.`, in the reader's language.
    pub disclaimer: Option<String>,
    /// The address that relative links in answers start from. Default: none, and relative links
    /// are shown as text.
    pub link_base: Option<String>,
    /// The origins whose images are shown in answers, as in `https://docs.example.com`, with
    /// commas between them. Default: none, and images are links.
    pub images: String,
    /// Seconds without a byte after which an answer is given up, 1 to 600. Default: 35.
    pub patience: u32,
    /// Whether two buttons below an answer ask if it helped, and who is told. Default: no.
    pub feedback: FeedbackTo,
    /// Whether events carry the words of a question, and feedback that is sent those of the answer
    /// too. Default: no.
    pub tell_questions: bool,
    /// Whether the conversation is kept in the tab's `sessionStorage`, so that it survives a reload,
    /// and an answer that was arriving goes on. Default: no.
    pub history: bool,
    /// A sentence that a reader has to accept once before the first question goes out. Default: none.
    pub consent: Option<String>,
    /// The address of a page with more about it. Default: none.
    pub consent_link: Option<String>,
    /// Whether the box draws no frame of its own, and its name is for screen readers alone: for a
    /// window that has both. In JavaScript it follows from `mode`. Default: no.
    pub bare: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let mut settings = Self {
            endpoint: String::new(),
            organization: String::new(),
            site: String::new(),
            token: None,
            site_space: None,
            scope: String::new(),
            goal: None,
            visitor: None,
            session: None,
            label: None,
            placeholder: None,
            language: None,
            starters: false,
            disclaimer: None,
            link_base: None,
            images: String::new(),
            patience: 0,
            feedback: FeedbackTo::Nobody,
            tell_questions: false,
            history: false,
            consent: None,
            consent_link: None,
            bare: false,
        };
        // The default of a line is no empty one, but the catalogue's.
        for setting in SETTINGS.iter().filter(|setting| setting.kind != Kind::Line) {
            settings.set(setting.name, setting.default_value());
        }
        settings
    }
}

/// Whether readers are asked if an answer helped, and who is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FeedbackTo {
    /// Nobody is asked.
    #[default]
    Nobody,
    /// The page, by an event.
    Page,
    /// The page, and the gateway.
    Gateway,
}

/// Whether the page that the box is on may hold a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// Served from this machine: a private tool.
    Local,
    /// Anything else.
    Public,
}

/// What a token on a public page is answered with.
pub(crate) const TOKEN_WARNING: &str = "Ask the Docs: the setting `token` is ignored, because this \
     page is not on localhost. A GitBook token acts with all the rights of its account, and every \
     visitor of the page could read it. Run the gateway, which keeps it, and set `endpoint` to \
     its address.";

impl FeedbackTo {
    fn word(self) -> &'static str {
        match self {
            Self::Nobody => "off",
            Self::Page => "event",
            Self::Gateway => "send",
        }
    }
}

impl Settings {
    /// Sets what the table calls `name`. What only the loader goes by leaves no trace.
    fn set(&mut self, name: &str, value: Value) {
        match value {
            Value::Text(text) => self.set_text(name, text),
            Value::Flag(flag) => match name {
                "starters" => self.starters = flag,
                "tell-questions" => self.tell_questions = flag,
                _ => {}
            },
            Value::Whole(number) => self.patience = number,
        }
    }

    fn set_text(&mut self, name: &str, text: String) {
        let required = match name {
            "endpoint" => &mut self.endpoint,
            "organization" => &mut self.organization,
            "site" => &mut self.site,
            "scope" => &mut self.scope,
            "images" => &mut self.images,
            "placeholder" => return self.placeholder = Some(text),
            "disclaimer" => return self.disclaimer = Some(text),
            "mode" => return self.bare = text != "inline",
            "history" => return self.history = text == "session",
            "feedback" => {
                let all = [FeedbackTo::Nobody, FeedbackTo::Page, FeedbackTo::Gateway];
                self.feedback = all.into_iter().find(|one| one.word() == text).unwrap_or_default();
                return;
            }
            _ => {
                let optional = match name {
                    "token" => &mut self.token,
                    "site-space" => &mut self.site_space,
                    "goal" => &mut self.goal,
                    "visitor" => &mut self.visitor,
                    "session" => &mut self.session,
                    "label" => &mut self.label,
                    "language" => &mut self.language,
                    "link-base" => &mut self.link_base,
                    "consent" => &mut self.consent,
                    "consent-link" => &mut self.consent_link,
                    _ => return,
                };
                *optional = Some(text).filter(|text| !text.is_empty());
                return;
            }
        };
        *required = text;
    }

    /// Where questions go.
    pub(crate) fn endpoint(&self, page: Page) -> Result<Endpoint, Fault> {
        let token = filled(&self.token).filter(|_| page == Page::Local);
        Endpoint::new(&self.endpoint, &self.organization, &self.site, token).map_err(|fields| {
            let problems: Vec<String> = fields.iter().map(ToString::to_string).collect();
            Fault::Setting(problems.join("; "))
        })
    }

    /// Whether a token is set that `page` must not hold.
    pub(crate) fn has_forbidden_token(&self, page: Page) -> bool {
        page == Page::Public && filled(&self.token).is_some()
    }

    /// Everything that is asked with `question`.
    pub(crate) fn ask(&self, question: Question) -> Result<Ask, Fault> {
        let visit = match (filled(&self.visitor), filled(&self.session)) {
            (Some(visitor), Some(session)) => Some(Visit { visitor, session }),
            _ => None,
        };
        let goal = filled(&self.goal).as_deref().map(Goal::new).transpose();
        self.images()?;
        Ok(Ask {
            question,
            scope: self.scope()?,
            site_space: filled(&self.site_space),
            goal: goal.map_err(|error| Fault::Setting(format!("`goal` {}", error.problem)))?,
            visit,
        })
    }

    /// The origins whose images are shown.
    pub(crate) fn images(&self) -> Result<Vec<String>, Fault> {
        let named = self.images.split(',').map(str::trim).filter(|named| !named.is_empty());
        let origin = |named: &str| match is_origin(named) {
            true => Ok(named.to_owned()),
            false => Err(Fault::Setting(format!(
                "`images` holds `{named}`, which is no origin such as `https://docs.example.com`"
            ))),
        };
        named.map(origin).collect()
    }

    fn scope(&self) -> Result<Scope, Fault> {
        let current = filled(&self.site_space);
        let restricted = |to| match current.clone() {
            Some(current) => Ok(Scope::Restricted { current, to }),
            None => {
                let problem = format!("`scope` is `{}`, which needs `siteSpace`", self.scope);
                Err(Fault::Setting(problem))
            }
        };
        match self.scope.trim() {
            "" | "all" => Ok(Scope::All),
            "default" => Ok(Scope::Default { current: current.clone() }),
            "current" => restricted(Restriction::Current),
            "others" => restricted(Restriction::Others),
            ids => {
                let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty());
                match ids.map(str::to_owned).collect::<Vec<_>>() {
                    ids if ids.is_empty() => Ok(Scope::All),
                    ids => Ok(Scope::Specific(ids)),
                }
            }
        }
    }
}

/// A setting that says something: templates write `goal=""` for none.
fn filled(setting: &Option<String>) -> Option<String> {
    let text = setting.as_deref()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ask_docs_core::setting::Reader;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn body(settings: &Settings) -> Result<String, Fault> {
        let question = Question::new("How?").expect("a question");
        settings.ask(question).map(|ask| ask.to_json())
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn all_four_forms_of_scope_can_be_set() {
        let scoped = |scope: &str| {
            let settings = Settings {
                scope: scope.to_owned(),
                site_space: Some("here".to_owned()),
                ..Settings::default()
            };
            body(&settings).expect("a body")
        };
        assert!(scoped("all").contains(r#""scope":{"mode":"all"}"#));
        assert!(scoped("default").contains(r#"{"mode":"default","currentSiteSpace":"here"}"#));
        assert!(scoped("current").contains(r#""restrictTo":"currentSiteSpace""#));
        assert!(scoped("others").contains(r#""restrictTo":"otherSiteSpaces""#));
        assert!(scoped("a, b").contains(r#"{"mode":"specific","siteSpaceIds":["a","b"]}"#));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_scope_that_needs_a_site_space_says_so() {
        let settings = Settings { scope: "current".to_owned(), ..Settings::default() };
        let problem = "`scope` is `current`, which needs `siteSpace`".to_owned();
        assert_eq!(body(&settings), Err(Fault::Setting(problem)));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_token_goes_nowhere_from_a_public_page() {
        let settings = Settings {
            endpoint: "http://localhost".to_owned(),
            token: Some("secret".to_owned()),
            ..Settings::default()
        };
        let question = Question::new("How?").expect("a question");
        let sent = |page| {
            let endpoint = settings.endpoint(page).expect("an endpoint");
            format!("{:?}", endpoint.ask(&Ask::new(question.clone())).headers)
        };
        assert!(!sent(Page::Public).contains("secret"));
        assert!(settings.has_forbidden_token(Page::Public));
        assert!(sent(Page::Local).contains("Bearer secret"));
        assert!(!settings.has_forbidden_token(Page::Local));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn an_empty_setting_is_none() {
        let empty = || Some(" ".to_owned());
        let settings = Settings {
            goal: empty(),
            site_space: empty(),
            visitor: empty(),
            session: empty(),
            token: empty(),
            scope: "a,,b,".to_owned(),
            ..Settings::default()
        };
        let sent = body(&settings).expect("a body");
        let scope = r#"{"mode":"specific","siteSpaceIds":["a","b"]}"#;
        assert_eq!(sent, format!(r#"{{"question":"How?","scope":{scope}}}"#));
        assert!(!settings.has_forbidden_token(Page::Public));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn images_are_shown_from_exact_origins_alone() {
        let images = |images: &str| Settings { images: images.to_owned(), ..Settings::default() };
        let allowed = images("https://a.example, http://localhost:8080 ,,http://[::1]:1,").images();
        let origins = ["https://a.example", "http://localhost:8080", "http://[::1]:1"];
        assert_eq!(allowed, Ok(origins.map(str::to_owned).to_vec()));
        assert_eq!(images(" ").images(), Ok(Vec::new()));
        for wrong in ["a.example", "*", "https://a.example/"] {
            let Err(Fault::Setting(problem)) = body(&images(wrong)) else {
                panic!("{wrong} was taken for an origin");
            };
            assert!(problem.contains(wrong) && problem.contains("`images`"), "{problem}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn every_wrong_id_is_named_at_once() {
        let settings =
            Settings { organization: "a/b".to_owned(), site: String::new(), ..Settings::default() };
        let Err(Fault::Setting(problem)) = settings.endpoint(Page::Public) else {
            panic!("a wrong id was taken");
        };
        for name in ["`endpoint`", "`organization`", "`site`"] {
            assert!(problem.contains(name), "{problem}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn every_setting_that_the_box_reads_changes_something() {
        for setting in SETTINGS {
            let value = match setting.default_value() {
                Value::Text(_) if setting.is_for_scripts() => continue,
                Value::Text(_) if setting.name == "history" => Value::Text("session".to_owned()),
                Value::Text(_) if setting.name == "feedback" => Value::Text("send".to_owned()),
                Value::Text(_) => Value::Text("another".to_owned()),
                Value::Flag(flag) => Value::Flag(!flag),
                Value::Whole(number) => Value::Whole(number + 1),
            };
            let mut settings = Settings::default();
            settings.set(setting.name, value);
            let is_changed = settings != Settings::default();
            assert_eq!(is_changed, setting.reader == Reader::Box, "{}", setting.name);
        }
    }
}
