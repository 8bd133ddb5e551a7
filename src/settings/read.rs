//! A JavaScript object to settings: whatever it holds, there are settings afterwards.
//!
//! Owns what a JavaScript value is in the words of the table. Refuses to throw: what is wrong is
//! one sentence each for the console, and the default is used.

use ask_docs_core::setting::{Given, Kind, Setting, nearest};
use js_sys::{Array, Function, JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::Settings;
use super::hooks::{Action, Hooks};

/// The longest list that is read: a list may be anything that says that it is one.
const MAX_ITEMS: u32 = 1000;

/// What an object says, and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) settings: Settings,
    pub(crate) hooks: Hooks,
    /// The catalogue of the box's language, as `www/guest/language.js` has brought it; English
    /// without one.
    pub(crate) language: JsValue,
    /// A sentence for each value that is not used.
    pub(crate) problems: Vec<String>,
}

/// Reads `object`, an object with settings by name; `undefined` and `null` are none at all.
pub(crate) fn read(object: &JsValue) -> Read {
    let mut read = Read::default();
    if object.is_undefined() || object.is_null() {
        return read;
    }
    let keys = match Reflect::own_keys(object) {
        Ok(keys) if !Array::is_array(object) => keys,
        _ => {
            read.problems.push("Ask the Docs: the settings must be an object".to_owned());
            return read;
        }
    };
    for key in keys.iter() {
        // A symbol names nothing of ours.
        let Some(name) = key.as_string() else { continue };
        match Reflect::get(object, &key) {
            // Templates and components pass what they do not know as `undefined`.
            Ok(value) if value.is_undefined() || value.is_null() => {}
            Ok(value) => read.take(&name, &value),
            Err(_) => read
                .problems
                .push(format!("Ask the Docs: the setting `{name}` throws when it is read")),
        }
    }
    read.check_scope();
    read
}

impl Read {
    fn take(&mut self, name: &str, value: &JsValue) {
        let Some(setting) = Setting::named(name) else {
            // The attributes of an element are among the names: `class`, `id`, anything.
            if !value.is_string() {
                self.problems.push(nearest(name));
            }
            return;
        };
        let is_taken = match setting.kind {
            Kind::Function => self.hooks.set(setting.name, value),
            Kind::Actions => match actions(value) {
                Some(actions) => {
                    self.hooks.actions = actions;
                    true
                }
                None => false,
            },
            Kind::Words if value.is_object() => {
                self.hooks.strings = value.clone();
                true
            }
            _ => false,
        };
        if !is_taken {
            match setting.read(&given(value)) {
                Ok(value) => self.settings.set(setting.name, value),
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    fn check_scope(&mut self) {
        let settings = &mut self.settings;
        let needs_space = matches!(settings.scope.as_str(), "current" | "others");
        if needs_space && settings.site_space.is_none() {
            self.problems.push(format!(
                "Ask the Docs: the setting `scope` is \"{}\", which needs `site-space`; \
                 its default is used",
                settings.scope
            ));
            settings.scope = Settings::default().scope;
        }
    }
}

fn given(value: &JsValue) -> Given {
    if let Some(text) = value.as_string() {
        return Given::Text(text);
    }
    if let Some(flag) = value.as_bool() {
        return Given::Flag(flag);
    }
    if value.as_f64().is_some() {
        // The browser writes numbers; Rust's own way to would have to be downloaded.
        return Given::Number(JsString::from(String::new()).concat(value).into());
    }
    if let Some(items) = list(value) {
        let texts: Option<Vec<_>> = items.iter().map(JsValue::as_string).collect();
        return texts.map_or(Given::Other("a list of something else than texts"), Given::List);
    }
    Given::Other(if value.is_function() { "a function" } else { "an object" })
}

/// The items of a list; `None` for what is no list, or throws.
fn list(value: &JsValue) -> Option<Vec<JsValue>> {
    if !Array::is_array(value) {
        return None;
    }
    let length = Reflect::get(value, &JsValue::from_str("length")).ok()?.as_f64()? as u32;
    if length > MAX_ITEMS {
        return None;
    }
    (0..length).map(|index| Reflect::get_u32(value, index).ok()).collect()
}

fn actions(value: &JsValue) -> Option<Vec<Action>> {
    list(value)?.iter().map(action).collect()
}

fn action(value: &JsValue) -> Option<Action> {
    if !value.is_object() {
        return None;
    }
    let property = |name| Reflect::get(value, &JsValue::from_str(name)).ok();
    let text = |name| property(name).and_then(|value| value.as_string());
    Some(Action {
        id: text("id")?,
        label: text("label").filter(|label| !label.trim().is_empty())?,
        icon: text("icon"),
        on_select: property("onSelect")?.dyn_into::<Function>().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::FeedbackTo;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// What the object that `code` makes is read as.
    fn read_from(code: &str) -> Read {
        let made = Function::new_no_args(&format!("return {code}")).call0(&JsValue::NULL);
        read(&made.expect("an object"))
    }

    /// What is wrong with it, without what every sentence begins with.
    fn problems(code: &str) -> Vec<String> {
        let problems = read_from(code).problems;
        let told = |problem: String| {
            problem.strip_prefix("Ask the Docs: ").expect("says who speaks").to_owned()
        };
        problems.into_iter().map(told).collect()
    }

    #[wasm_bindgen_test]
    fn attributes_and_native_types_are_read_alike() {
        let from_attributes = read_from(
            "({endpoint: 'https://ask.example', siteSpace: 'here', starters: 'false', \
               patience: '60', images: 'https://a.example,https://b.example', disclaimer: '', \
               feedback: '', mode: 'dialog', class: 'mine', ariaLabel: 'Help'})",
        );
        let from_script = read_from(
            "({endpoint: 'https://ask.example', siteSpace: 'here', starters: false, \
               patience: 60, images: ['https://a.example', 'https://b.example'], \
               disclaimer: '', feedback: true, mode: 'dialog', goal: undefined, token: null})",
        );
        assert_eq!(from_attributes.problems, Vec::<String>::new());
        assert_eq!(from_script.problems, Vec::<String>::new());
        assert_eq!(from_attributes.settings, from_script.settings);
        let settings = from_script.settings;
        assert_eq!(settings.site_space.as_deref(), Some("here"));
        assert_eq!((settings.patience, settings.starters, settings.bare), (60, false, true));
        assert_eq!(
            (settings.disclaimer.as_deref(), settings.feedback),
            (Some(""), FeedbackTo::Page)
        );
    }

    #[wasm_bindgen_test]
    fn nothing_is_no_setting_and_anything_but_an_object_is_one_problem() {
        for none in ["undefined", "null", "({})"] {
            assert_eq!(problems(none), Vec::<String>::new(), "{none}");
        }
        for wrong in ["'text'", "7", "[1, 2]", "Symbol('x')", "true"] {
            assert_eq!(problems(wrong), ["the settings must be an object"], "{wrong}");
        }
    }

    #[wasm_bindgen_test]
    fn each_wrong_value_is_one_sentence_and_the_rest_counts() {
        let read = read_from("({patience: 0.5, site: {}, label: 'Help', getToken: 'hunter2'})");
        assert_eq!(read.settings.label.as_deref(), Some("Help"));
        assert_eq!((read.settings.patience, read.settings.site.as_str()), (35, "docs"));
        assert_eq!(read.problems.len(), 3);
        let all = read.problems.join("\n");
        assert!(all.contains("`patience` is 0.5, and must be a whole number from 1 to 600"));
        assert!(all.contains("`site` is an object, and must be"), "{all}");
        assert!(all.contains("`getToken` is text, and must be a function"), "{all}");
        assert!(!all.contains("hunter2"), "{all}");
    }

    #[wasm_bindgen_test]
    fn an_unknown_name_is_an_error_only_where_it_cannot_be_an_attribute() {
        assert_eq!(problems("({class: 'a', ariaLabel: 'b', starter: 'c'})"), Vec::<String>::new());
        assert_eq!(
            problems("({starter: false})"),
            ["there is no setting `starter`; the nearest is `starters`"]
        );
        assert_eq!(problems("({starter: undefined, [Symbol('x')]: 1})"), Vec::<String>::new());
    }

    #[wasm_bindgen_test]
    fn a_hostile_object_is_read_without_a_throw() {
        let thrown = problems("({get label() { throw 1 }, get site() { throw null }})");
        assert_eq!(thrown.len(), 2, "{thrown:?}");
        assert!(thrown[0].contains("`label` throws"), "{thrown:?}");
        let proxies = [
            "new Proxy({}, {ownKeys() { throw 1 }})",
            "({images: new Proxy([], {get() { throw 1 }})})",
            "({actions: [new Proxy({}, {get() { throw 1 }})]})",
            "({actions: new Proxy([], {get: () => 4e9})})",
            "({patience: {toString() { throw 1 }}, label: Object.create(null)})",
        ];
        for proxy in proxies {
            assert!(!problems(proxy).is_empty(), "{proxy}");
        }
    }

    #[wasm_bindgen_test]
    fn a_scope_that_needs_a_site_space_says_so_and_everything_is_searched() {
        let read = read_from("({scope: 'current'})");
        assert_eq!(read.settings.scope, "all");
        assert!(read.problems[0].contains("`scope` is \"current\", which needs `site-space`"));
        assert_eq!(problems("({scope: 'current', siteSpace: 'a'})"), Vec::<String>::new());
    }

    #[wasm_bindgen_test]
    fn functions_and_actions_are_kept_and_half_an_action_is_refused() {
        let read = read_from(
            "({getToken() {}, headers: async () => ({}), \
               actions: [{id: 'support', label: 'Contact support', onSelect() {}}]})",
        );
        assert_eq!(read.problems, Vec::<String>::new());
        assert!(read.hooks.get_token.is_some() && read.hooks.headers.is_some());
        assert_eq!(read.hooks.actions[0].label, "Contact support");
        for wrong in ["'support'", "[{id: 'a', label: 'A'}]", "[{id: 'a', onSelect() {}}]", "[7]"] {
            let wrong = problems(&format!("({{actions: {wrong}}})"));
            assert!(wrong[0].contains("`actions`") && wrong[0].contains("`onSelect`"), "{wrong:?}");
        }
    }
}
