//! The gateway in front of an API that answers as GitBook does, and what a reader sees of it: titled
//! links, a countdown, a budget, an answer that goes on after a reload, search results in its place.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, ensure};
use ask_docs_e2e::{AskBox, Browser, Gateway, Received, Scripted, Shape, Step, stream_head, until};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The demo page of a gateway that asks a scripted API.
struct Stage {
    api: Scripted,
    browser: Browser,
    ask_box: AskBox,
    _gateway: Gateway,
    _folder: TempDir,
}

impl Stage {
    /// `site` are more lines for the site's settings, `answer` what the API does with a question.
    async fn set(
        site: &str,
        answer: impl Fn(&Received) -> Vec<Step> + Send + Sync + 'static,
    ) -> Result<Self> {
        let api = Scripted::start(move |request| gitbook(request, &answer)).await?;
        let folder = tempfile::tempdir()?;
        let token = folder.path().join("token");
        std::fs::write(&token, "gb_api_canary")?;
        let config = folder.path().join("gateway.toml");
        let text = format!(
            "[[site]]\norganization = \"org1\"\nsite = \"site1\"\nupstream = \"{}\"\n\
             token_file = \"{}\"\n{site}\n",
            api.address,
            token.display()
        );
        std::fs::write(&config, text)?;
        let config = config.to_str().context("a path")?;
        let gateway = Gateway::start(&["--config", config]).await?;
        let browser = Browser::start(Shape::Desktop).await?;
        browser.open(&gateway.address).await?;
        let ask_box = place(&browser).await?;
        Ok(Self { api, browser, ask_box, _gateway: gateway, _folder: folder })
    }

    fn asked(&self) -> usize {
        let all = self.api.received();
        all.iter().filter(|one| one.line.starts_with("POST") && is_ask(one)).count()
    }
}

/// Puts the site's box on the page.
async fn place(browser: &Browser) -> Result<AskBox> {
    let script = "document.querySelector('ask-docs')?.remove();
         const box = document.createElement('ask-docs');
         box.id = 'box';
         const settings = { organization: 'org1', site: 'site1', history: 'session' };
         for (const name in settings) box.setAttribute(name, settings[name]);
         document.querySelector('main').append(box);";
    browser.run(script).await?;
    browser.ask_box("ask-docs").await
}

fn is_ask(request: &Received) -> bool {
    request.line.contains("/ask?") || request.line.contains("/ask ")
}

/// The API: questions as `answer` has them, everything else as it is.
fn gitbook(request: &Received, answer: &impl Fn(&Received) -> Vec<Step>) -> Vec<Step> {
    let line = request.line.as_str();
    match () {
        () if is_ask(request) => answer(request),
        () if line.contains("/ask/questions") => {
            vec![Step::send(stream_head("200 OK", "") + "event: done\ndata: done\n\n")]
        }
        () if line.contains("/structure") => reply(&json!({
            "type": "siteSpaces",
            "structure": [{
                "object": "site-space", "id": "sitesp_1", "title": "Docs", "default": true,
                "space": {"object": "space", "id": "space1", "title": "Docs"},
                "urls": {"app": "https://app.gitbook.com/x", "published": "https://docs.example.com/"}
            }]
        })),
        () if line.contains("/page/gone") => refuse("404 Not Found", "", "No such page"),
        () if line.contains("/page/") => reply(&json!({
            "id": "page1", "type": "document", "title": "Retry a delivery", "path": "guides/retries",
            "slug": "retries", "pages": [], "urls": {"app": "https://app.gitbook.com/p"}
        })),
        () if line.contains("/search") => reply(&json!({"items": [{
            "type": "space", "id": "space1", "title": "Docs", "score": 1, "pages": [{
                "id": "page1", "title": "Retry a delivery", "path": "guides/retries",
                "description": "Deliveries are retried with growing pauses.",
                "score": 0.9, "rank": 1, "ancestors": [],
                "urls": {"app": "https://app.gitbook.com/p"}
            }]
        }]})),
        () => refuse("404 Not Found", "", "Nothing here"),
    }
}

fn reply(value: &Value) -> Vec<Step> {
    vec![Step::send(
        stream_head("200 OK", "Content-Type: application/json\r\n") + &*value.to_string(),
    )]
}

fn refuse(status: &str, headers: &str, message: &str) -> Vec<Step> {
    let headers = format!("Content-Type: application/json\r\n{headers}");
    let body = json!({"error": {"message": message}}).to_string();
    vec![Step::send(stream_head(status, &headers) + &*body)]
}

/// An event whose sources are ids, as GitBook's are.
fn event(markdown: &str, pages: &[&str]) -> String {
    let source = |page: &&str| {
        json!({"type": "page", "page": page, "revision": "rev1", "space": "space1",
               "sections": [], "reason": "It says how"})
    };
    let sources: Vec<_> = pages.iter().map(source).collect();
    let data = json!({"type": "answer", "answer": {
        "answer": {"markdown": markdown}, "followupQuestions": [], "sources": sources
    }});
    format!("data: {data}\n\n")
}

const DONE: &str = "event: done\ndata: done\n\n";

fn whole(markdown: &str, pages: &[&str]) -> Vec<Step> {
    vec![Step::send(stream_head("200 OK", "") + &*event(markdown, pages) + DONE)]
}

#[tokio::test]
async fn pages_that_the_api_names_by_ids_are_titled_links_and_those_that_are_gone_are_marked()
-> Result<()> {
    let stage = Stage::set("", |_| whole("They are retried.", &["page1", "gone"])).await?;
    stage.ask_box.ask("How?").await?;
    stage.ask_box.completed().await?;
    let link = stage.ask_box.find(".sources a").await?;
    ensure!(link.text().await? == "Retry a delivery", "{}", link.text().await?);
    let href = link.attr("href").await?.unwrap_or_default();
    ensure!(href == "https://docs.example.com/guides/retries", "{href}");
    let gone = stage.ask_box.text(".sources li:nth-child(2)", |_| true).await?;
    ensure!(gone.contains("no longer available"), "{gone}");
    ensure!(stage.ask_box.all(".sources li:nth-child(2) a").await?.is_empty());
    stage.browser.quit().await
}

#[tokio::test]
async fn a_rate_limit_without_a_wait_is_a_countdown_to_its_reset() -> Result<()> {
    let stage = Stage::set("fallback.search = false", |_| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let headers = format!("X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: {}\r\n", now + 40);
        refuse("429 Too Many Requests", &headers, "Slow down")
    })
    .await?;
    stage.ask_box.ask("How?").await?;
    stage.ask_box.text("[role=timer]", |text| text == "Ask again in 38 seconds.").await?;
    stage.ask_box.text("[role=timer]", |text| text == "Ask again in 36 seconds.").await?;
    ensure!(stage.ask_box.draft().await? == "How?");
    stage.browser.quit().await
}

#[tokio::test]
async fn what_is_left_of_the_days_budget_stands_below_the_field() -> Result<()> {
    let stage = Stage::set("questions_per_day = 2", |_| whole("Yes.", &[])).await?;
    stage.ask_box.ask("One?").await?;
    stage.ask_box.text(".budget", |text| text.starts_with("1 question left, resets in ")).await?;
    stage.ask_box.ask("Two?").await?;
    stage.ask_box.text(".budget", |text| text.starts_with("No questions left, resets in ")).await?;
    // Over it, pages that fit are shown in place of an answer.
    stage.ask_box.ask("Three?").await?;
    stage
        .ask_box
        .text(".turn:first-child .answer", |text| text.contains("Retry a delivery"))
        .await?;
    ensure!(stage.asked() == 2, "{} questions went up", stage.asked());
    stage.browser.quit().await
}

#[tokio::test]
async fn an_answer_goes_on_after_a_reload_without_a_second_question_upstream() -> Result<()> {
    let stage = Stage::set("", |_| {
        vec![
            Step::send(stream_head("200 OK", "") + &*event("The first half", &[])),
            Step::Hold,
            Step::send(event("The first half and the second", &["page1"]) + DONE),
        ]
    })
    .await?;
    stage.ask_box.ask("How?").await?;
    stage.ask_box.text(".answer", |text| text == "The first half").await?;
    stage.browser.reload().await?;
    let ask_box = place(&stage.browser).await?;
    ask_box.text(".answer", |text| text == "The first half").await?;
    stage.api.go_on();
    ask_box.text(".answer", |text| text == "The first half and the second").await?;
    ask_box.completed().await?;
    ensure!(ask_box.find(".sources a").await?.text().await? == "Retry a delivery");
    ensure!(stage.asked() == 1, "{} questions went up", stage.asked());
    stage.browser.quit().await
}

#[tokio::test]
async fn stopping_ends_the_work_upstream_though_the_answer_could_be_continued() -> Result<()> {
    let stage = Stage::set("", |_| {
        vec![Step::send(stream_head("200 OK", "") + &*event("So far", &[])), Step::Silence]
    })
    .await?;
    stage.ask_box.ask("How?").await?;
    stage.ask_box.text(".answer", |text| text == "So far").await?;
    let ended = stage.api.ended();
    stage.ask_box.find("button[part=stop]").await?.click().await?;
    until("the API sees the gateway leave", || async {
        Ok((stage.api.ended() > ended).then_some(()))
    })
    .await?;
    stage.browser.quit().await
}

#[tokio::test]
async fn search_results_stand_in_for_an_answer_that_nobody_can_write_and_say_so() -> Result<()> {
    let stage = Stage::set("", |_| refuse("401 Unauthorized", "", "Bad token")).await?;
    stage.ask_box.ask("How?").await?;
    stage.ask_box.completed().await?;
    stage.ask_box.text(".notice", |text| text.contains("search")).await?;
    let link = stage.ask_box.find(".answer a").await?;
    let href = link.attr("href").await?.unwrap_or_default();
    ensure!(href.starts_with("https://docs.example.com/guides/retries"), "{href}");
    stage.browser.quit().await
}

#[tokio::test]
async fn each_event_arrives_on_its_own_though_the_stream_is_compressed() -> Result<()> {
    let stage = Stage::set("", |_| {
        let mut steps = vec![Step::send(stream_head("200 OK", ""))];
        for count in 1..=5 {
            let words = (1..=count).map(|n| format!("word{n} ")).collect::<String>();
            steps.extend([Step::send(event(words.trim(), &[])), Step::Hold]);
        }
        steps.push(Step::send(DONE));
        steps
    })
    .await?;
    stage.ask_box.ask("How?").await?;
    for count in 1..=5 {
        let last = format!("word{count}");
        // The API waits until this one is on screen.
        stage.ask_box.text(".answer", |text| text.ends_with(&last)).await?;
        stage.api.go_on();
    }
    stage.ask_box.completed().await?;
    let encoding = "return fetch('/v1/orgs/org1/sites/site1/ask', {
            method: 'POST', headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ question: 'How?', scope: { mode: 'all' } }) })
        .then(async (response) => {
            const found = response.headers.get('content-encoding');
            await response.body.cancel();
            return found;
        })";
    let encoding = stage.browser.run(encoding).await?;
    ensure!(matches!(encoding.as_str(), Some("br" | "gzip")), "{encoding}");
    stage.browser.quit().await
}
