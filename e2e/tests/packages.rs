//! The npm package and its wrappers, as the apps in `packages/driven` use them: where nothing but
//! node is, and in a browser.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{
    Browser, CONSOLE, Gateway, Received, Scripted, Shape, Step, env, snapshot, stream_head, until,
};
use serde_json::{Value, json};

const DONE: &str = "event: done\ndata: done\n\n";

/// Answers, but for a question that says "wait": that answer begins and never ends.
fn answer(request: &Received) -> Vec<Step> {
    let head = stream_head("200 OK", "");
    if request.line.starts_with("GET") {
        return vec![Step::send(head + DONE)];
    }
    let says = |text: &str| Step::send(head.clone() + &*snapshot(text, json!([])));
    match request.body.contains("wait") {
        true => vec![says("It **begins**."), Step::Silence],
        false => vec![says("From the **docs**."), Step::send(DONE)],
    }
}

/// An app around the box in a browser, and the server that it asks.
struct App {
    browser: Browser,
    api: Scripted,
    _gateway: Gateway,
}

impl App {
    async fn start(name: &str) -> Result<Self> {
        let apps = env("XTASK_APPS")?;
        let apps = apps.to_str().context("the apps' folder")?.to_owned();
        let docs = env("XTASK_ROOT")?.join("docs").display().to_string();
        let gateway = Gateway::serving(&["--docs", &docs, "--www", &apps]).await?;
        let api = Scripted::start(answer).await?;
        let browser = Browser::start(Shape::Desktop).await?;
        browser.driver.goto(&format!("{}/?of={name}", gateway.address)).await?;
        let app = Self { browser, api, _gateway: gateway };
        until("the app is there", || async {
            let is_there = app.browser.run("return Boolean(window.app)").await?;
            Ok((is_there == true).then_some(()))
        })
        .await?;
        app.browser.run(CONSOLE).await?;
        Ok(app)
    }

    /// Shows the box with `props`, which are JavaScript, besides those of every test.
    async fn show(&self, props: &str) -> Result<()> {
        let endpoint = &self.api.address;
        let script = format!("app.show({{ endpoint: '{endpoint}', starters: false, {props} }})");
        self.browser.run(&script).await.map(drop)
    }

    /// Waits until the app has heard `name`, and gives the event's detail; it is heard once only.
    async fn heard(&self, name: &str) -> Result<Value> {
        let heard = until(name, || async {
            let heard = self.browser.run("return heard.splice(0)").await?;
            let events = heard.as_array().cloned().unwrap_or_default();
            let of_name = events.into_iter().filter(|event| event["name"] == name);
            Ok(Some(of_name.collect::<Vec<_>>()).filter(|events| !events.is_empty()))
        });
        let mut events = heard.await?;
        ensure!(events.len() == 1, "`{name}` is heard {} times", events.len());
        Ok(events.remove(0)["detail"].take())
    }
}

/// What a page does with a box, from the first mount to the last.
async fn live_with(name: &str) -> Result<()> {
    let app = App::start(name).await?;
    let browser = &app.browser;
    let support = "actions: [{ id: 'support', label: 'Contact support', onSelect() {} }]";
    app.show(&format!("label: 'Help', placeholder: 'How?', {support}")).await?;
    let ask_box = browser.ask_box("ask-docs").await?;
    ask_box.text(".label", |text| text == "Help").await?;
    let loaded = "return performance.getEntriesByType('resource')\
                  .filter((one) => /guest|wasm/.test(one.name)).length";
    ensure!(browser.run(loaded).await? == 0, "the box is fetched before anybody wants to ask");

    browser.run("app.call('ask', 'How do I sign in?')").await?;
    ask_box.completed().await?;
    let detail = app.heard("answer").await?;
    ensure!(detail["found"] == true, "{detail}");
    ask_box.text(".turn", |text| text.contains("Contact support")).await?;

    app.show("label: 'More help'").await?;
    ask_box.text(".label", |text| text == "More help").await?;
    ask_box.text(".turn", |text| !text.contains("Contact support")).await?;
    ask_box.completed().await?;

    ask_box.ask("Please wait").await?;
    ask_box.text(".answer", |text| text.contains("It begins")).await?;
    let ended = app.api.ended();
    browser.run("app.show(null)").await?;
    until("the server sees that nobody listens any more", || async {
        Ok((app.api.ended() > ended).then_some(()))
    })
    .await?;
    ensure!(browser.run("return document.querySelectorAll('ask-docs').length").await? == 0);

    app.show("label: 'Help again'").await?;
    let ask_box = browser.ask_box("ask-docs").await?;
    ask_box.text(".label", |text| text == "Help again").await?;
    browser.run("heard.length = 0").await?;
    browser.run("app.call('ask', 'And now?')").await?;
    ask_box.completed().await?;
    app.heard("answer").await?;
    let told = app.browser.told().await?;
    ensure!(told.is_empty(), "{told:?}");
    app.browser.quit().await
}

#[tokio::test]
async fn a_react_app_in_strict_mode_lives_with_the_box() -> Result<()> {
    live_with("react").await
}

#[tokio::test]
async fn a_react_18_app_in_strict_mode_lives_with_the_box() -> Result<()> {
    live_with("react-18").await
}

#[tokio::test]
async fn a_vue_app_lives_with_the_box() -> Result<()> {
    live_with("vue").await
}

#[tokio::test]
async fn a_svelte_app_lives_with_the_box() -> Result<()> {
    live_with("svelte").await
}

#[tokio::test]
async fn an_app_that_defines_the_element_twice_lives_with_the_box() -> Result<()> {
    live_with("plain").await
}

fn node(script: &str) -> Result<String> {
    let folder = env("XTASK_APPS")?;
    let output = Command::new("node")
        .args(["--input-type=module", "--eval", script])
        .current_dir(folder)
        .output()
        .context("start node")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

#[test]
fn the_package_is_imported_and_called_without_a_browser() -> Result<()> {
    let script = "
        const before = Object.getOwnPropertyNames(globalThis).length;
        const { define } = await import('ask-docs');
        define();
        await import('ask-docs/wrapper');
        const { mount } = await import('ask-docs/box');
        const after = Object.getOwnPropertyNames(globalThis).length;
        console.log(typeof define, typeof mount, after - before);
    ";
    ensure!(node(script)?.trim() == "function function 0");
    Ok(())
}

#[test]
fn a_server_renders_the_element_with_its_settings_as_attributes() -> Result<()> {
    let rendered: Value = serde_json::from_str(&node("import './server.mjs'")?)?;
    for name in ["react", "vue", "svelte"] {
        let html = rendered[name].as_str().context("each renders a text")?;
        ensure!(html.contains("<ask-docs "), "{name}: {html}");
        for attribute in
            ["label=\"Help\"", "link-base=\"https://docs.example.com/\"", "push=\"true\""]
        {
            ensure!(html.contains(attribute), "{name} has no {attribute}: {html}");
        }
        ensure!(!html.to_lowercase().contains("token"), "{name}: {html}");
    }
    Ok(())
}
