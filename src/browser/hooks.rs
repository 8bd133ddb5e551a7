//! The owner's functions that are called for each request: the visitor's token, and own headers.
//!
//! Owns the calls and what may come of them. Refuses to put a value on the console: what is wrong
//! is told with the function's name alone, and with what it has thrown.

use ask_docs_core::failure::{Cause, Failure};
use ask_docs_core::own_headers::{BadHeader, OwnHeaders};
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{error, page};
use crate::settings::hooks::Hooks;

/// What the owner's functions want to be sent.
///
/// # Errors
/// One that the reader can only try again after; the console has the reason.
pub(crate) async fn headers(hooks: &Hooks) -> Result<OwnHeaders, Failure> {
    let mut headers = OwnHeaders::default();
    if let Some(function) = &hooks.get_token
        && let Some(given) = call("getToken", function).await?
    {
        let Some(token) = given.as_string() else {
            return Err(failed("getToken", "must give text or nothing, or a promise of it"));
        };
        if !token.trim().is_empty() {
            headers.authorize(&token).map_err(|bad| refused("getToken", &bad))?;
        }
    }
    if let Some(function) = &hooks.headers
        && let Some(given) = call("headers", function).await?
    {
        let Some(pairs) = texts_of(&given) else {
            return Err(failed(
                "headers",
                "must give a plain object of texts or nothing, or a promise of it",
            ));
        };
        for (name, value) in pairs {
            headers.add(&name, &value).map_err(|bad| refused("headers", &bad))?;
        }
    }
    Ok(headers)
}

/// What `function` gives; `None` for nothing.
async fn call(name: &str, function: &Function) -> Result<Option<JsValue>, Failure> {
    let called = function.call0(&JsValue::UNDEFINED).map(|given| Promise::resolve(&given));
    let given = match called {
        Ok(promise) => JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    };
    match given {
        Ok(given) => Ok(Some(given).filter(|given| !given.is_undefined() && !given.is_null())),
        Err(thrown) => Err(failed(name, &format!("has failed: {}", error::message(&thrown)))),
    }
}

/// The names and texts of a plain object. A list, a map and the browser's own `Headers` hold
/// theirs elsewhere, and would look empty.
fn texts_of(object: &JsValue) -> Option<Vec<(String, String)>> {
    let is_plain = object.is_object()
        && Reflect::has(object, &js_sys::Symbol::iterator()).is_ok_and(|iterates| !iterates);
    let keys: Array = is_plain.then(|| Reflect::own_keys(object).ok()).flatten()?;
    let names = keys.iter().filter_map(|key| key.as_string());
    names
        .map(|name| {
            let value = Reflect::get(object, &JsValue::from_str(&name)).ok()?;
            Some((name, value.as_string()?))
        })
        .collect()
}

fn refused(name: &str, bad: &BadHeader) -> Failure {
    failed(name, &bad.to_string())
}

fn failed(name: &str, problem: &str) -> Failure {
    page::error(&format!("Ask the Docs: {name}() {problem}"));
    Failure::Retry(Cause::Server { status: None, message: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// What the functions that `get_token` and `headers` are the code of want to be sent.
    async fn sent(get_token: &str, headers_code: &str) -> Result<Vec<(String, String)>, Failure> {
        let function = |code: &str| {
            let made = Function::new_no_args(&format!("return {code}")).call0(&JsValue::NULL);
            Some(Function::from(made.expect("a function"))).filter(|_| code != "null")
        };
        let hooks = Hooks {
            get_token: function(get_token),
            headers: function(headers_code),
            ..Hooks::default()
        };
        let headers = headers(&hooks).await?;
        Ok(headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    #[wasm_bindgen_test]
    async fn values_and_promises_of_them_are_sent() {
        let token = ("authorization".to_owned(), "Bearer abc".to_owned());
        let tenant = ("x-tenant".to_owned(), "a".to_owned());
        for (get_token, headers, all) in [
            ("() => 'abc'", "null", vec![token.clone()]),
            ("async () => 'abc'", "async () => ({'X-Tenant': 'a'})", vec![token, tenant.clone()]),
            ("() => ''", "() => ({'X-Tenant': 'a'})", vec![tenant]),
            ("() => {}", "() => null", vec![]),
            ("null", "null", vec![]),
        ] {
            assert_eq!(sent(get_token, headers).await, Ok(all), "{get_token} {headers}");
        }
    }

    #[wasm_bindgen_test]
    async fn whatever_else_they_do_is_a_failure_to_try_again_after() {
        for (get_token, headers) in [
            ("() => { throw new Error('no') }", "null"),
            ("() => Promise.reject(null)", "null"),
            ("() => ({then(_, no) { no('a string') }})", "null"),
            ("() => 7", "null"),
            ("() => 'a\\r\\nx-b: c'", "null"),
            ("null", "() => 'x-a: b'"),
            ("null", "() => [['x-a', 'b']]"),
            ("null", "() => new Headers({'x-a': 'b'})"),
            ("null", "() => ({'x-a': 1})"),
            ("null", "() => ({'Content-Type': 'text/html'})"),
            ("null", "() => ({'x a': 'b'})"),
            ("null", "() => ({'x-a': 'b'.repeat(9000)})"),
            ("null", "() => new Proxy({}, {ownKeys() { throw 1 }})"),
            ("() => 'abc'", "() => ({authorization: 'Basic abc'})"),
        ] {
            let failure = sent(get_token, headers).await.expect_err(headers);
            assert_eq!(failure.code(), "server", "{get_token} {headers}");
        }
    }
}
