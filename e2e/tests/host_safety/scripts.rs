//! Pages whose scripts have changed the language: the box works, or says once that it does not,
//! and the page never notices.

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{Browser, Shape, until};
use serde_json::json;

use crate::stage::{Console, page, plain, widget};

/// What runs before the loader, by what it stands for.
const PAGES: &[(&str, &str)] = &[
    (
        "a changed Object.prototype",
        // Texts alone: the driver's own scripts would go round in circles in an object.
        "Object.assign(Object.prototype, { method: 'PUT', headers: 'polluted', credentials: 'include',
            mode: 'no-cors', cache: 'polluted', integrity: 'sha256-polluted', label: 'Polluted' });",
    ),
    ("a wrapped fetch", "const plain = fetch; window.fetch = (...values) => plain(...values);"),
    (
        "a changed JSON",
        // The driver needs it too, so the page asks, and then changes it back.
        "const { parse, stringify } = JSON;
         JSON.stringify = () => '{}';
         JSON.parse = () => ({});
         window.AskDocs = function () { (AskDocs.q = AskDocs.q || []).push(arguments); };
         AskDocs('ask', 'How?');
         addEventListener('ask-docs-answer', () => Object.assign(JSON, { parse, stringify }));",
    ),
    ("old libraries on Array.prototype", "Array.prototype.contains = function () { return true };
        Array.prototype.toJSON = function () { return 'array' };"),
    ("a Promise of the page's own", "const Native = Promise;
        window.Promise = class Promise extends Native {
            then(...values) { window.thens = (window.thens ?? 0) + 1; return super.then(...values) }
        };"),
    ("frozen prototypes", "for (const one of [Object, Array, Function, Promise, String, Map, Error])
        { Object.freeze(one.prototype); Object.freeze(one) }"),
    ("a language that is locked down", "for (const name of Object.getOwnPropertyNames(window)) {
            const one = window[name];
            if (typeof one === 'function' && /\\[native code\\]/.test(String(one)) && /^[A-Z]/.test(name)
                && !/^(HTML|SVG|Window|Document|Element|Node|EventTarget)/.test(name)) {
                Object.freeze(one); if (one.prototype) Object.freeze(one.prototype);
            }
        }
        Object.freeze(JSON); Object.freeze(Math); Object.freeze(Reflect);"),
    ("patched timers and listeners", "for (const name of ['setTimeout', 'queueMicrotask', 'requestAnimationFrame']) {
            const plain = window[name];
            window[name] = (work, ...values) => plain(() => work.apply(this, []), ...values);
        }
        const add = EventTarget.prototype.addEventListener;
        EventTarget.prototype.addEventListener = function (type, listener, options) {
            const run = typeof listener === 'function'
                ? function (event) { return listener.call(this, event) } : listener;
            return add.call(this, type, run, options);
        };"),
    ("names in the document", "document.documentElement.append(...['currentScript', 'forms', 'links'].map((name) => {
            const image = new Image(); image.name = name; return image;
        }));"),
    // What a reader has written into a page must not say where the box comes from.
    ("an image that says it is the loader", "const image = new Image();
        image.name = 'currentScript';
        image.src = \"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>#/ask-docs.js\";
        document.documentElement.append(image);"),
    ("a frame of another origin by the loader's name", "const frame = document.createElement('iframe');
        [frame.name, frame.sandbox] = ['currentScript', ''];
        document.documentElement.append(frame);"),
];

const WITNESS: &str = "<script>window.errors = [];
    addEventListener('error', (event) => errors.push(event.message));
    addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)));</script>";

#[tokio::test]
async fn on_pages_that_have_changed_the_language_the_box_answers() -> Result<()> {
    let server = widget(|_| None).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let mut failures = Vec::new();
    for (what, script) in PAGES {
        let head = format!("{WITNESS}<script>{{ {script} }}</script>");
        let host = page(plain(&server.address, &head, "<ask-docs></ask-docs>"), "").await?;
        let played = async {
            let ask_box = browser.open(&host.address).await?;
            ask_box.ask("How?").await?;
            ask_box.completed().await?;
            // As a text, since a list may be something else as JSON here.
            let errors = browser.run("return window.errors.join()").await?;
            ensure!(errors == "", "the page saw {errors}");
            Console::of(&browser).await?.is_silent()
        };
        if let Err(failure) = played.await {
            failures.push(format!("{what}: {failure:#}; {:?}", Console::of(&browser).await?));
        }
    }
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    for request in server.received() {
        let is_ours = request.line.contains("/v1/") || request.line.contains("wasm");
        let method = request.line.split(' ').next().unwrap_or_default();
        ensure!(!is_ours || ["GET", "POST"].contains(&method), "{}", request.line);
    }
    browser.quit().await
}

#[tokio::test]
async fn where_fetch_is_gone_there_is_one_sentence_and_a_way_out() -> Result<()> {
    let server = widget(|_| None).await?;
    let head =
        format!("{WITNESS}<script>window.fetch = () => {{ throw Error('no fetch') }}</script>");
    let host = page(plain(&server.address, &head, "<ask-docs></ask-docs>"), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    ask_box.click_field().await?;
    ask_box.find("[part=fallback] a").await.context("there is no way out")?;
    until("the owner is told", || async {
        Ok((Console::of(&browser).await?.ours.len() == 1).then_some(()))
    })
    .await?;
    let errors = browser.run("return window.errors").await?;
    ensure!(errors == json!([]), "the page saw {errors}");
    browser.quit().await
}
