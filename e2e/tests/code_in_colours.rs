//! Code in colours: fetched when there is code, there when it can be, and in nobody's way.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::{
    Browser, Day, Engine, Gateway, SELECTED, Scripted, Shape, Step, env, snapshot, stream_head,
    until,
};
use serde_json::{Value, json};

const CODE: &str = "const answer = await ask(\"How?\", 42); // at once\n\
     interface Box { id: string }\n";

fn fenced(language: &str, code: &str) -> String {
    format!("Do it:\n\n```{language}\n{code}\n```\n\nThen go on.")
}

async fn answered(text: String) -> Result<Day> {
    let day = Day::start("", move |_| {
        let body = stream_head("200 OK", "") + &*snapshot(&text, json!([]));
        vec![Step::send(body + "event: done\ndata: done\n\n")]
    })
    .await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.find(".foot").await?;
    Ok(day)
}

/// What the script gives, in which `root` is the box's shadow root.
async fn run(day: &Day, script: &str) -> Result<Value> {
    let root = "const root = document.querySelector('ask-docs').shadowRoot;";
    day.browser.run(&format!("{root} {SELECTED} {script}")).await
}

/// How many files of the chunk the page has asked for.
async fn fetched(day: &Day) -> Result<Value> {
    let script = "return performance.getEntriesByType('resource')\
         .filter((entry) => entry.name.includes('/highlight')).length";
    day.browser.run(script).await
}

/// Waits until what has been asked of the chunk is done: its tasks come one after the other.
async fn is_idle(day: &Day) -> Result<()> {
    let idle = "return new Promise((done) => {
        let left = 50;
        const next = () => left-- > 0 ? setTimeout(next) : done(true);
        next();
    })";
    ensure!(day.browser.run(idle).await? == true);
    Ok(())
}

#[tokio::test]
async fn code_gets_colours_that_can_be_read_and_keeps_its_text() -> Result<()> {
    let day = answered(fenced("ts", CODE)).await?;
    day.ask_box.find(".code-comment").await?;
    ensure!(run(&day, "return root.querySelector('pre code').textContent").await? == CODE);
    ensure!(fetched(&day).await? == 1);
    // Contrast as WCAG counts it, against the ground that the code stands on.
    let contrasts = "
        const host = root.host;
        const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
        const light = (colour) => {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) =>
                part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const kinds = ['keyword', 'string', 'number', 'call', 'name', 'type', 'comment', 'added', 'removed'];
        const span = document.createElement('span');
        root.querySelector('pre code').append(span);
        const found = [];
        for (const theme of ['light', 'dark']) {
            host.setAttribute('theme', theme);
            const ground = light(getComputedStyle(root.querySelector('.code')).backgroundColor);
            const plain = getComputedStyle(root.querySelector('pre code')).color;
            for (const kind of kinds) {
                span.className = 'code-' + kind;
                const colour = getComputedStyle(span).color;
                const [low, high] = [light(colour), ground].sort((a, b) => a - b);
                found.push([theme, kind, (high + 0.05) / (low + 0.05), colour !== plain]);
            }
        }
        span.remove();
        return found;";
    let found: Vec<(String, String, f64, bool)> =
        serde_json::from_value(run(&day, contrasts).await?)?;
    ensure!(found.len() == 18);
    for (theme, kind, contrast, is_coloured) in found {
        ensure!(contrast >= 4.5 && is_coloured, "{kind} in {theme} has {contrast:.2}");
    }
    day.browser.quit().await
}

#[tokio::test]
async fn an_answer_without_code_in_a_known_language_fetches_nothing() -> Result<()> {
    let text = fenced("text", "const a = 1;") + "\n\n    const b = 2;\n\n`const c = 3;`";
    let day = answered(text).await?;
    is_idle(&day).await?;
    ensure!(fetched(&day).await? == 0);
    ensure!(day.ask_box.all("code [class^=code-]").await?.is_empty());
    day.browser.quit().await
}

#[tokio::test]
async fn a_page_with_trusted_types_that_allows_the_gateways_scripts_has_colours() -> Result<()> {
    let gateway = Gateway::over_docs(&[]).await?;
    let policy = format!(
        "default-src 'none'; script-src {0} 'wasm-unsafe-eval'; connect-src {0} 'self'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        gateway.address
    );
    let head = stream_head(
        "200 OK",
        &format!("Content-Type: text/html\r\nContent-Security-Policy: {policy}\r\n"),
    );
    let page = format!(
        "{head}<!doctype html><title>Host</title><script src=\"{}/ask-docs.js\"></script>\
         <ask-docs starters=\"false\"></ask-docs>",
        gateway.address
    );
    let answer = stream_head("200 OK", "") + &*snapshot(&fenced("ts", CODE), json!([]));
    // The page and what it asks are one server here.
    let host = Scripted::start(move |request| match request.line.starts_with("POST") {
        true => vec![Step::send(answer.clone() + "event: done\ndata: done\n\n")],
        false => vec![Step::send(page.clone())],
    })
    .await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    let endpoint =
        format!("document.querySelector('ask-docs').setAttribute('endpoint', '{}')", host.address);
    browser.run(&endpoint).await?;
    ask_box.ask("How?").await?;
    ask_box.find("pre code .code-keyword").await?;
    browser.quit().await
}

#[tokio::test]
async fn a_chunk_that_is_missing_costs_nothing_but_the_colours() -> Result<()> {
    let pages = tempfile::tempdir()?;
    for file in std::fs::read_dir(env("XTASK_WWW")?)? {
        let file = file?;
        let is_chunk = file.file_name().to_string_lossy().starts_with("highlight");
        if !is_chunk && file.file_type()?.is_file() {
            std::fs::copy(file.path(), pages.path().join(file.file_name()))?;
        }
    }
    let docs = env("XTASK_ROOT")?.join("docs");
    let path = |path: &Path| path.to_str().map(str::to_owned).context("a path in UTF-8");
    let (pages_path, docs_path) = (path(pages.path())?, path(&docs)?);
    let gateway = Gateway::serving(&["--www", &pages_path, "--docs", &docs_path]).await?;
    let text = fenced("ts", CODE) + "\n\n" + &*fenced("sh", "ls # all");
    let day = Day::on(gateway, "", move |_| {
        let body = stream_head("200 OK", "") + &*snapshot(&text, json!([]));
        vec![Step::send(body + "event: done\ndata: done\n\n")]
    })
    .await?;
    let listen = "window.errors = [];
        addEventListener('error', (event) => errors.push(String(event.message)));
        addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)));";
    day.browser.run(listen).await?;
    for question in ["How?", "How again?"] {
        day.ask_box.ask(question).await?;
        day.ask_box.find(".turn:first-child .foot").await?;
    }
    is_idle(&day).await?;
    ensure!(run(&day, "return root.querySelector('pre code').textContent").await? == CODE);
    ensure!(day.ask_box.all("code [class^=code-]").await?.is_empty());
    ensure!(day.browser.run("return window.errors").await? == json!([]));
    ensure!(fetched(&day).await?.as_u64() <= Some(1), "a missing chunk is asked for once");
    day.browser.quit().await
}

#[tokio::test]
async fn code_in_which_a_reader_has_selected_something_stays_as_it_is() -> Result<()> {
    let open = format!("Do it:\n\n```ts\n{CODE}");
    let whole = fenced("ts", CODE) + "\n\n```ts\nlet other = 1;\n```";
    let day = Day::start("", move |_| {
        let start = stream_head("200 OK", "") + &*snapshot(&open, json!([]));
        let end = snapshot(&whole, json!([])) + "event: done\ndata: done\n\n";
        vec![Step::send(start), Step::Hold, Step::send(end)]
    })
    .await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.find("pre code").await?;
    let select = "const text = root.querySelector('pre code .lines').firstChild;
        getSelection().setBaseAndExtent(text, 6, text, 12);";
    run(&day, select).await?;
    let selected = "return selected(root).toString()";
    ensure!(run(&day, selected).await? == "answer");
    day.api.go_on();
    // The other block of the answer has its colours, so this one could have.
    day.ask_box.find(".code:nth-of-type(2) .code-keyword").await?;
    is_idle(&day).await?;
    ensure!(run(&day, selected).await? == "answer");
    let coloured =
        "return root.querySelector('pre code').querySelectorAll('[class^=code-]').length";
    ensure!(run(&day, coloured).await? == 0);
    day.browser.quit().await
}

#[tokio::test]
async fn hostile_code_does_not_hold_up_the_page() -> Result<()> {
    // Shapes on which the grammars take their time, each as long as code may be to be coloured.
    let lines = |shape: &str, times: usize| {
        (shape.repeat(times) + "\n").repeat(19_000 / (shape.len() * times + 1))
    };
    let shapes = [
        ("cs", lines("async async fn ", 20)),
        ("cs", "A".repeat(19_000)),
        ("md", lines("[a](/*", 40)),
        ("java", "_a".repeat(9_500)),
        ("ts", "\n".repeat(19_000)),
        ("json", lines("{", 200)),
        ("html", lines("<a <!--", 30)),
        ("ruby", lines("://", 80)),
    ];
    let text: Vec<_> = shapes.iter().map(|(language, code)| fenced(language, code)).collect();
    let text = text.join("\n\n");
    let day = Day::start("", move |_| {
        let body = stream_head("200 OK", "") + &*snapshot(&text, json!([]));
        vec![Step::send(body + "event: done\ndata: done\n\n")]
    })
    .await?;
    let beat = "window.gap = 0; let last = performance.now();
        setInterval(() => {
            const now = performance.now();
            window.gap = Math.max(window.gap, now - last);
            last = now;
        }, 10);";
    day.browser.run(beat).await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.find(".foot").await?;
    until("the chunk is there", || async { Ok((fetched(&day).await? == 1).then_some(())) }).await?;
    let codes =
        "return [...root.querySelectorAll('pre code')].map((code) => code.textContent.length)";
    let expected: Vec<_> = shapes.iter().map(|(_, code)| code.len()).collect();
    // So much at once is painted piece by piece.
    until("all of the code is there", || async {
        Ok((run(&day, codes).await? == json!(expected)).then_some(()))
    })
    .await?;
    is_idle(&day).await?;
    let gap = day.browser.run("return window.gap").await?.as_f64().unwrap_or(f64::INFINITY);
    // Laying out a line of 19,000 letters takes WebKit five times as long as the others.
    let most = if day.browser.engine == Engine::WebKit { 5_000.0 } else { 2_000.0 };
    ensure!(gap < most, "the page stood still for {gap:.0} ms");
    day.browser.quit().await
}
