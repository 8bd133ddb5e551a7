//! What of a site may be asked: a limit that the owner sets, whatever a page asks for.
//!
//! Owns the decision, and the body that goes on: a question to the whole site becomes one to the
//! site spaces that may be asked, and in that body nothing but the scope is changed. Refuses a
//! question that names a site space outside of them.

use std::collections::HashMap;

use ask_docs_core::request::{Ask, Restriction, Scope};
use bytes::Bytes;
use serde_json::json;
use serde_json::value::RawValue;

use crate::refusal::Refusal;

/// Which site spaces may be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AllowedScope {
    /// All that the site has.
    #[default]
    All,
    /// These; at least one.
    SiteSpaces(Vec<String>),
}

impl AllowedScope {
    /// The question that goes on for `ask`, with its body: as they came if they stay inside, else
    /// narrowed.
    pub(crate) fn admit(&self, mut ask: Ask, body: Bytes) -> Result<(Ask, Bytes), Refusal> {
        let Self::SiteSpaces(allowed) = self else { return Ok((ask, body)) };
        let narrowed: Vec<String> = match &ask.scope {
            Scope::All | Scope::Default { .. } => allowed.clone(),
            Scope::Specific(ids) => {
                if ids.iter().any(|id| !allowed.contains(id)) {
                    return Err(outside("scope.siteSpaceIds"));
                }
                return Ok((ask, body));
            }
            Scope::Restricted { current, to: Restriction::Current } => {
                if !allowed.contains(current) {
                    return Err(outside("scope.currentSiteSpace"));
                }
                return Ok((ask, body));
            }
            Scope::Restricted { current, to: Restriction::Others } => {
                allowed.iter().filter(|id| *id != current).cloned().collect()
            }
        };
        if narrowed.is_empty() {
            return Err(outside("scope.restrictTo"));
        }
        let body = with_scope(&body, &narrowed)?;
        ask.scope = Scope::Specific(narrowed);
        Ok((ask, body))
    }

    /// The site space that starter questions are about, if they were asked about `site_space`.
    /// They are about one or about all, and all would be too many.
    pub(crate) fn admit_start(
        &self,
        site_space: Option<String>,
    ) -> Result<Option<String>, Refusal> {
        match (self, site_space) {
            (Self::All, site_space) => Ok(site_space),
            (Self::SiteSpaces(allowed), Some(id)) if allowed.contains(&id) => Ok(Some(id)),
            (Self::SiteSpaces(_), Some(_)) => Err(outside("siteSpaceId")),
            (Self::SiteSpaces(allowed), None) => Ok(allowed.first().cloned()),
        }
    }
}

fn outside(field: &str) -> Refusal {
    Refusal::BadRequest(format!("`{field}` leads to a part of the site that is not asked here"))
}

/// `body` with another scope in the place of its own.
fn with_scope(body: &Bytes, site_spaces: &[String]) -> Result<Bytes, Refusal> {
    // It has been read before as a whole; this finds where the scope stands.
    let unreadable = |()| Refusal::BadRequest("`scope` cannot be read".to_owned());
    let text = std::str::from_utf8(body).map_err(|_| unreadable(()))?;
    let fields: HashMap<String, &RawValue> =
        serde_json::from_str(text).map_err(|_| unreadable(()))?;
    let old = fields.get("scope").ok_or_else(|| unreadable(()))?.get();
    let start = old.as_ptr() as usize - text.as_ptr() as usize;
    let new = json!({"mode": "specific", "siteSpaceIds": site_spaces}).to_string();
    Ok(Bytes::from([&text[..start], &new, &text[start + old.len()..]].concat()))
}

#[cfg(test)]
mod tests {
    use ask_docs_core::wire::AskBody;

    use super::*;

    fn admit(scope: &str) -> Result<String, String> {
        let body = format!(
            r#"{{ "future": [1.50, "scope"], "scope" : {scope} ,"question":"é \"scope\""}}"#
        );
        let parsed: AskBody = serde_json::from_str(&body).expect("a body");
        let ask = Ask::from_body(parsed).expect("an ask");
        let allowed = AllowedScope::SiteSpaces(vec!["sp1".into(), "sp2".into()]);
        let (ask, admitted) =
            allowed.admit(ask, body.clone().into()).map_err(|refusal| refusal.to_string())?;
        let admitted = String::from_utf8(admitted.to_vec()).expect("text");
        let parsed: AskBody = serde_json::from_str(&admitted).expect("a body");
        assert_eq!(Ask::from_body(parsed).expect("an ask"), ask, "both say the same");
        let (before, after) = body.split_once(scope).expect("the scope");
        let rest = admitted.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        Ok(rest.expect("nothing else is changed").to_owned())
    }

    #[test]
    fn a_question_that_stays_inside_goes_on_as_it_came() {
        for scope in [
            r#"{"mode":"specific","siteSpaceIds":["sp2"]}"#,
            r#"{ "siteSpaceIds":["sp1","sp2"], "mode":"specific" }"#,
            r#"{"mode":"default","currentSiteSpace":"sp1","restrictTo":"currentSiteSpace"}"#,
        ] {
            assert_eq!(admit(scope).as_deref(), Ok(scope));
        }
    }

    #[test]
    fn a_question_to_the_whole_site_becomes_one_to_what_may_be_asked() {
        for scope in [
            r#"{"mode":"all"}"#,
            r#"{"mode":"default"}"#,
            r#"{"mode":"default","currentSiteSpace":"sp9"}"#,
            r#"{"mode":"default","currentSiteSpace":"sp9","restrictTo":"otherSiteSpaces"}"#,
        ] {
            let expected = r#"{"mode":"specific","siteSpaceIds":["sp1","sp2"]}"#;
            assert_eq!(admit(scope).as_deref(), Ok(expected), "{scope}");
        }
        let others =
            r#"{"mode":"default","currentSiteSpace":"sp1","restrictTo":"otherSiteSpaces"}"#;
        assert_eq!(admit(others).as_deref(), Ok(r#"{"mode":"specific","siteSpaceIds":["sp2"]}"#));
    }

    #[test]
    fn a_question_that_leads_outside_is_refused_by_the_name_of_its_field() {
        for (scope, field) in [
            (r#"{"mode":"specific","siteSpaceIds":["sp1","sp9"]}"#, "`scope.siteSpaceIds`"),
            (
                r#"{"mode":"default","currentSiteSpace":"sp9","restrictTo":"currentSiteSpace"}"#,
                "`scope.currentSiteSpace`",
            ),
        ] {
            assert!(admit(scope).expect_err(scope).starts_with(field), "{scope}");
        }
    }

    #[test]
    fn starter_questions_are_about_one_site_space_that_may_be_asked() {
        let allowed = AllowedScope::SiteSpaces(vec!["sp1".into(), "sp2".into()]);
        let start = |id: Option<&str>| allowed.admit_start(id.map(str::to_owned));
        assert_eq!(start(None), Ok(Some("sp1".to_owned())));
        assert_eq!(start(Some("sp2")), Ok(Some("sp2".to_owned())));
        assert!(start(Some("sp9")).is_err());
        assert_eq!(AllowedScope::All.admit_start(None), Ok(None));
    }
}
