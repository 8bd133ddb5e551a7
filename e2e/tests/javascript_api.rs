//! What a page's own script can set, call and hear.

use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result, anyhow, ensure};
use ask_docs_e2e::{
    Browser, CONSOLE, Day, Gateway, Received, Scripted, Shape, Step, snapshot, stream_head, until,
};
use serde_json::{Value, json};

const BOX: &str = "const box = document.querySelector('ask-docs');";

/// Keeps what the page hears of the box.
const LISTEN: &str = "window.heard = [];
    for (const name of ['question', 'first-text', 'answer', 'stop', 'error', 'source-click',
        'feedback', 'action']) {
      document.addEventListener(`ask-docs-${name}`, ({detail}) => heard.push({name, ...detail}));
    }";

fn answer(request: &Received) -> Vec<Step> {
    let sources = json!([
        {"type": "record", "title": "Log in", "url": "https://docs.example/login"},
        {"type": "record", "title": "Groups", "url": "/groups"},
    ]);
    let text = "Press **Log in**, then see [groups](/groups).";
    let body = match request.line.starts_with("GET") {
        true => String::new(),
        false => snapshot(text, sources),
    };
    vec![Step::send(stream_head("200 OK", "") + &*body + "event: done\ndata: done\n\n")]
}

/// A box on which `settings` has worked, once it is fetched and drawn.
async fn ready(settings: &str) -> Result<Day> {
    let page = format!("{CONSOLE} {LISTEN} {settings} box.setAttribute('load', 'eager');");
    let day = Day::start(&page, answer).await?;
    // The loader's field has no status.
    day.ask_box.find("[part=status]").await?;
    Ok(day)
}

/// The same, that has answered "How?".
async fn answered(settings: &str) -> Result<Day> {
    let day = ready(settings).await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.completed().await?;
    Ok(day)
}

async fn run(day: &Day, script: &str) -> Result<Value> {
    day.browser.run(&format!("{BOX} {script}")).await
}

/// What was heard under `name`, once there are `count` of it.
async fn heard(day: &Day, name: &str, count: usize) -> Result<Vec<Value>> {
    until(name, || async {
        let all = day.browser.run("return heard").await?;
        let all = all.as_array().context("a list")?;
        let named: Vec<_> = all.iter().filter(|one| one["name"] == name).cloned().collect();
        Ok(Some(named).filter(|named| named.len() >= count))
    })
    .await
}

/// What the console says since the last call, of ours alone.
async fn console(browser: &Browser) -> Result<Vec<String>> {
    let mut told = browser.told().await?;
    told.retain(|one| one.contains("Ask the Docs:"));
    Ok(told)
}

#[tokio::test]
async fn a_wrong_setting_is_told_once_and_the_box_works_with_its_default() -> Result<()> {
    let settings = "box.setAttribute('patience', 'soon'); box.setAttribute('images', '*');
        box.setAttribute('get-token', 'hunter2'); box.setAttribute('class', 'mine');";
    let day = answered(settings).await?;
    let told = console(&day.browser).await?;
    ensure!(told.len() == 3, "{told:#?}");
    let all = told.join("\n");
    for part in
        ["`patience` is \"soon\"", "from 1 to 600", "`images` is \"*\"", "`getToken` is text"]
    {
        ensure!(all.contains(part), "{part} is not in {all}");
    }
    ensure!(!all.contains("hunter2"), "{all}");
    run(&day, "box.update({label: 'Help'})").await?;
    day.ask_box.find(".box[aria-label=Help]").await?;
    ensure!(console(&day.browser).await?.is_empty(), "the same is told again");
    run(&day, "box.update({patience: 7000, starter: false})").await?;
    let told = until("what is wrong now", || async {
        let told = console(&day.browser).await?;
        Ok(Some(told).filter(|told| !told.is_empty()))
    });
    let told = told.await?.join("\n");
    ensure!(told.contains("`patience` is 7000"), "{told}");
    ensure!(told.contains("no setting `starter`; the nearest is `starters`"), "{told}");
    day.browser.quit().await
}

#[tokio::test]
async fn settings_change_what_is_drawn_at_once() -> Result<()> {
    let day = answered("").await?;
    ensure!(day.ask_box.all(".answer a, .sources li:last-child a").await?.is_empty());
    let settings = "box.update({label: 'Help', placeholder: 'Ask away', disclaimer: 'Mind this.',
        linkBase: 'https://docs.example/', feedback: true});";
    run(&day, settings).await?;
    // Found by what is wanted of it: the answer is painted anew, and one that was found before is gone.
    day.ask_box.find(".answer a[href='https://docs.example/groups']").await?;
    day.ask_box.find(".sources li:last-child a[href='https://docs.example/groups']").await?;
    day.ask_box.text(".label", |text| text == "Help").await?;
    day.ask_box.text(".disclaimer", |text| text == "Mind this.").await?;
    day.ask_box.find("textarea[placeholder='Ask away']").await?;
    day.ask_box.find(".feedback").await?;
    let text = day.ask_box.text(".answer", |text| !text.is_empty()).await?;
    ensure!(text == "Press Log in, then see groups.", "the answer is not whole: {text}");
    day.browser.quit().await
}

#[tokio::test]
async fn events_tell_how_an_answer_comes_and_no_words_unless_they_are_wanted() -> Result<()> {
    let day = answered("").await?;
    let asked = heard(&day, "question", 1).await?;
    ensure!(asked == [json!({"name": "question", "characters": 4})], "{asked:?}");
    let first = heard(&day, "first-text", 1).await?;
    let whole = heard(&day, "answer", 1).await?;
    let milliseconds = |event: &Value| event["milliseconds"].as_f64().context("a time");
    ensure!(milliseconds(&first[0])? <= milliseconds(&whole[0])? && first.len() == 1, "{first:?}");
    ensure!(whole[0]["found"] == true && whole[0]["sources"] == 2, "{whole:?}");
    run(&day, "box.addEventListener('click', (event) => event.preventDefault())").await?;
    day.ask_box.find(".sources li:first-child a").await?.click().await?;
    let followed = heard(&day, "source-click", 1).await?;
    let url = "https://docs.example/login";
    ensure!(followed == [json!({"name": "source-click", "url": url, "number": 1})], "{followed:?}");
    run(&day, "box.update({tellQuestions: true}); box.ask('And then?')").await?;
    let asked = heard(&day, "question", 2).await?;
    ensure!(asked[1]["question"] == "And then?", "{asked:?}");
    day.browser.quit().await
}

#[tokio::test]
async fn a_reader_says_whether_an_answer_helped_and_can_think_again() -> Result<()> {
    let day = answered("box.setAttribute('feedback', '');").await?;
    let pressed = "[...box.shadowRoot.querySelectorAll('.judge')]
        .map((one) => [one.ariaLabel, one.ariaPressed])";
    let is_pressed = |helpful: &str, not: &str| {
        json!([["This answer helped", helpful], ["This answer did not help", not]])
    };
    ensure!(run(&day, &format!("return {pressed}")).await? == is_pressed("false", "false"));
    for (part, helpful, now) in [
        ("helpful", json!(true), is_pressed("true", "false")),
        ("not-helpful", json!(false), is_pressed("false", "true")),
        ("not-helpful", Value::Null, is_pressed("false", "false")),
    ] {
        let before = heard(&day, "feedback", 0).await?.len();
        day.ask_box.find(&format!("[part={part}]")).await?.click().await?;
        let said = heard(&day, "feedback", before + 1).await?;
        ensure!(said[before] == json!({"name": "feedback", "helpful": helpful}), "{said:?}");
        until("the button shows it", || async {
            Ok((run(&day, &format!("return {pressed}")).await? == now).then_some(()))
        })
        .await?;
    }
    day.browser.quit().await
}

#[tokio::test]
async fn an_owners_action_gets_the_conversation_and_may_throw() -> Result<()> {
    let day = answered("").await?;
    let settings = "box.update({actions: [
        {id: 'support', label: 'Contact support', icon: 'M2 2h12v12H2z',
         onSelect: (conversation) => { window.told = conversation; }},
        {id: 'broken', label: 'Broken', onSelect: () => { throw new Error('not today'); }},
    ]});";
    run(&day, settings).await?;
    run(&day, "box.ask('And then?')").await?;
    until("both are answered", || async {
        Ok((heard(&day, "answer", 2).await?.len() == 2).then_some(()))
    })
    .await?;
    day.ask_box.find(".turn:first-child [part=own-action] path[d='M2 2h12v12H2z']").await?;
    let buttons = day.ask_box.all(".turn:first-child [part=own-action]").await?;
    ensure!(buttons.len() == 2);
    buttons[0].click().await?;
    let told = until("the callback is called", || async {
        let told = day.browser.run("return window.told ?? null").await?;
        Ok(Some(told).filter(|told| !told.is_null()))
    })
    .await?;
    ensure!(told[0]["question"] == "How?" && told[1]["question"] == "And then?", "{told}");
    let first = &told[0];
    ensure!(first["answer"] == "Press **Log in**, then see [groups](/groups).", "{first}");
    ensure!(first["state"] == "complete", "{first}");
    let sources = json!([
        {"title": "Log in", "url": "https://docs.example/login"},
        {"title": "Groups", "url": null},
    ]);
    ensure!(first["sources"] == sources, "{first}");
    buttons[1].click().await?;
    let pressed = heard(&day, "action", 2).await?;
    let ids =
        [json!({"name": "action", "id": "support"}), json!({"name": "action", "id": "broken"})];
    ensure!(pressed == ids, "{pressed:?}");
    let told = console(&day.browser).await?.join("\n");
    ensure!(told.contains("`broken` has failed: not today"), "{told}");
    day.ask_box.ask("Still there?").await?;
    heard(&day, "answer", 3).await?;
    day.browser.quit().await
}

#[tokio::test]
async fn the_visitors_token_and_own_headers_go_with_each_request_and_into_no_address() -> Result<()>
{
    let settings = "let count = 0; box.update({
        getToken: async () => `token-${++count}`, headers: () => ({'X-Tenant': 'acme'})});";
    let day = ready(settings).await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.completed().await?;
    let received = day.api.received();
    ensure!(received.len() == 2, "starter questions and one ask, not {}", received.len());
    for (index, request) in received.iter().enumerate() {
        let header = |wanted: &str| {
            request.headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
        };
        let token = format!("Bearer token-{}", index + 1);
        ensure!(header("authorization").as_deref() == Some(token.as_str()), "{request:?}");
        ensure!(header("x-tenant").as_deref() == Some("acme"), "{request:?}");
        ensure!(!request.line.contains("token") && !request.body.contains("token"), "{request:?}");
    }
    ensure!(console(&day.browser).await?.is_empty(), "the console tells something");
    day.browser.quit().await
}

#[tokio::test]
async fn a_public_page_of_another_origin_may_send_them_to_the_gateway() -> Result<()> {
    // Each has to know the other's address.
    let gateway_address = Arc::new(OnceLock::new());
    let known = Arc::clone(&gateway_address);
    // Neither the name nor the address that a page of one's own machine has.
    let host = Scripted::start_at("127.0.0.2", move |_| {
        let address: &String = known.get_or_init(String::new);
        let html = format!(
            "<!doctype html><title>Host</title><script async src=\"{address}/ask-docs.js\"></script>
             <body><ask-docs load=\"eager\"></ask-docs><script>
             customElements.whenDefined('ask-docs').then(() =>
               document.querySelector('ask-docs').update({{
                 getToken: () => 'visitor', headers: async () => ({{'X-Tenant': 'acme'}})}}));
             </script></body>"
        );
        vec![Step::send(stream_head("200 OK", "Content-Type: text/html\r\n") + &*html)]
    })
    .await?;
    let gateway = Gateway::over_docs(&["--allow-origin", &host.address, "--pace", "0"]).await?;
    gateway_address.set(gateway.address.clone()).map_err(|set| anyhow!("set before: {set}"))?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    ask_box.find("[part=status]").await?;
    ask_box.ask("How do I run the gateway with a GitBook token?").await?;
    ask_box.completed().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_hook_that_fails_is_told_to_the_owner_and_the_reader_can_try_again() -> Result<()> {
    let settings = "box.setAttribute('starters', 'false');
        box.update({getToken: () => Promise.reject(new Error('signed out'))});";
    let day = ready(settings).await?;
    let sentence = day.sentence("How?").await?;
    ensure!(sentence == "The answer service has a problem. Try again.", "{sentence}");
    let told = console(&day.browser).await?;
    ensure!(told.len() == 1 && told[0].contains("getToken() has failed: signed out"), "{told:?}");
    ensure!(day.api.received().is_empty(), "it was asked without the token");
    let failed = heard(&day, "error", 1).await?;
    ensure!(failed[0]["code"] == "server" && failed[0]["retryable"] == true, "{failed:?}");
    run(
        &day,
        "box.update({getToken: () => 'token', headers: () => ({'X-Tenant': 'a\\r\\nx-b: c'})})",
    )
    .await?;
    day.ask_box.find("[part=retry]").await?.click().await?;
    heard(&day, "error", 2).await?;
    let told = console(&day.browser).await?.join("\n");
    ensure!(told.contains("headers() gives a `x-tenant`") && !told.contains("x-b"), "{told}");
    run(&day, "box.update({headers: () => null})").await?;
    day.ask_box.find("[part=retry]").await?.click().await?;
    day.ask_box.completed().await?;
    day.browser.quit().await
}

#[tokio::test]
async fn the_module_draws_a_box_that_can_be_driven_without_the_loader() -> Result<()> {
    let day = answered("").await?;
    // A script of the page itself, since what Firefox's driver runs ends with its command.
    let script = format!(
        "const endpoint = '{}';
         const glue = performance.getEntriesByType('resource').map(({{name}}) => name)
           .find((name) => /ask_docs[^/]*\\.js$/.test(name));
         import(glue).then(async (module) => {{
           await module.default();
           const host = document.body.appendChild(document.createElement('section'));
           window.mounted = module.mount(host, {{endpoint, starters: false, mode: 'dialog'}});
           mounted.prefill('Draft');
           mounted.focus();
           const focused = host.shadowRoot.activeElement?.id;
           const bare = host.shadowRoot.querySelector('.place > .box').className;
           mounted.ask(' ');
           const draft = mounted.draft();
           mounted.ask('How?');
           window.found = [draft, focused, bare, mounted.isRunning()];
         }}).catch((error) => {{ window.found = String(error); }});",
        day.api.address
    );
    let add = "const script = document.createElement('script');
        script.textContent = arguments[0];
        document.head.append(script);";
    day.browser.driver.execute(add, vec![json!(script)]).await?;
    let found = until("it is mounted", || async {
        let found = day.browser.run("return window.found ?? null").await?;
        Ok(Some(found).filter(|found| !found.is_null()))
    });
    let found = found.await?;
    ensure!(found == json!(["Draft", "question", "box bare", true]), "{found}");
    let section = day.browser.ask_box("section").await?;
    section.completed().await?;
    ensure!(day.browser.run("return mounted.isRunning()").await? == false);
    let told = console(&day.browser).await?.join("\n");
    ensure!(told.contains("the question is not asked"), "{told}");
    day.browser.run("mounted.clear(); mounted.ask('Once more?')").await?;
    section.text(".turn h3", |text| text == "Once more?").await?;
    ensure!(section.all(".turn").await?.len() == 1);
    let left = "mounted.free(); return document.querySelector('section').shadowRoot
        .querySelector('.place').childNodes.length";
    ensure!(day.browser.run(left).await? == 0);
    day.browser.quit().await
}
