//! Takes the pictures of the documentation: the box idle, streaming, answered and failed, by day,
//! by night, on a phone and right to left. Run by `cargo xtask screenshots`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use ask_docs_e2e::{AskBox, Browser, Gateway, Scripted, Shape, Step, env, snapshot, stream_head};
use serde_json::json;

/// An answer with all that an answer can hold.
const EVERY_CONSTRUCT: &str = include_str!("../../pictures/every-construct.md");

const QUESTION: &str = "How do I run the gateway with a GitBook token?";

struct Studio {
    browser: Browser,
    shape: Shape,
    folder: PathBuf,
}

impl Studio {
    async fn open(shape: Shape, gateway: &Gateway, page: &str) -> Result<(Self, AskBox)> {
        let browser = Browser::start(shape).await?;
        let ask_box = browser.open(&format!("{}/{page}", gateway.address)).await?;
        // Only who wants to ask gets the box; the pictures show it before it is used.
        ask_box.click_field().await?;
        ask_box.find(".starter").await?;
        browser.run("document.activeElement.shadowRoot?.activeElement?.blur()").await?;
        Ok((Self { browser, shape, folder: env("XTASK_ROOT")?.join("docs/pictures") }, ask_box))
    }

    /// Takes an answer with every construct in a box of so many pixels, by day and by night.
    async fn take_answer(gateway: &Gateway, width: u32, name: &str) -> Result<()> {
        let api = Scripted::start(|_| {
            let answer = snapshot(EVERY_CONSTRUCT, json!([]));
            vec![Step::send(format!(
                "{}{answer}event: done\ndata: done\n\n",
                stream_head("200 OK", "")
            ))]
        })
        .await?;
        let (studio, ask_box) = Self::open(Shape::Desktop, gateway, "").await?;
        let page = format!(
            "const box = document.querySelector('ask-docs');
             box.setAttribute('endpoint', '{}');
             box.style.width = '{width}px';",
            api.address
        );
        studio.browser.run(&page).await?;
        ask_box.ask("What does the client retry?").await?;
        ask_box.completed().await?;
        studio.take(name).await?;
        studio.dark().await?;
        studio.take(&format!("{name}-dark")).await?;
        studio.browser.quit().await
    }

    /// Takes a shell over the dashboard, with an answer in it, as the reader's window shows it.
    async fn take_mode(gateway: &Gateway, mode: &str, shape: Shape, name: &str) -> Result<()> {
        let (studio, _) = Self::open(shape, gateway, "dashboard.html").await?;
        let page = format!(
            "const box = document.createElement('ask-docs');
             box.setAttribute('mode', '{mode}');
             box.style.setProperty('--ask-docs-time', '0ms');
             document.querySelector('ask-docs').remove();
             document.body.append(box);
             if ('{name}'.includes('rtl')) document.documentElement.dir = 'rtl';
             if ('{name}'.includes('dark')) document.documentElement.style.colorScheme = 'dark';
             box.open()"
        );
        studio.browser.run(&page).await?;
        let ask_box = studio.browser.ask_box("ask-docs").await?;
        ask_box.find(".starter").await?;
        ask_box.ask("How does dark mode work?").await?;
        ask_box.completed().await?;
        let path = studio.folder.join(format!("{name}.png"));
        studio.browser.driver.screenshot(&path).await.with_context(|| format!("take {name}"))?;
        println!("docs/pictures/{name}.png");
        studio.browser.quit().await
    }

    async fn dark(&self) -> Result<()> {
        self.browser.run("document.documentElement.style.colorScheme = 'dark'").await?;
        Ok(())
    }

    /// Takes the whole page, however long, once nothing moves on it.
    async fn take(&self, name: &str) -> Result<()> {
        let script = "document.documentElement.style.setProperty('--ask-docs-time', '0ms');
            return [document.documentElement.scrollHeight, outerHeight - innerHeight, outerWidth]";
        let [page, frame, width] = serde_json::from_value(self.browser.run(script).await?)?;
        if self.shape == Shape::Desktop {
            let height: u32 = page + frame;
            self.browser.driver.set_window_rect(0, 0, width, height.max(700)).await?;
        }
        let path = self.folder.join(format!("{name}.png"));
        self.browser.driver.screenshot(&path).await.with_context(|| format!("take {name}"))?;
        println!("docs/pictures/{name}.png");
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let quick = Gateway::over_docs(&["--pace", "0"]).await?;
    let slow = Gateway::over_docs(&["--pace", "400ms"]).await?;

    let (studio, ask_box) = Studio::open(Shape::Desktop, &quick, "").await?;
    studio.take("idle").await?;
    ask_box.ask(QUESTION).await?;
    ask_box.completed().await?;
    studio.take("answered").await?;
    studio.dark().await?;
    studio.take("answered-dark").await?;
    studio.browser.quit().await?;

    let (studio, ask_box) = Studio::open(Shape::Desktop, &slow, "").await?;
    ask_box.ask(QUESTION).await?;
    ask_box.text(".answer", |text| text.len() > 120).await?;
    studio.take("streaming").await?;
    ask_box.find("button[part=stop]").await?.click().await?;
    ask_box.find(".notice").await?;
    studio.take("stopped").await?;
    studio.browser.quit().await?;

    let (studio, ask_box) = Studio::open(Shape::Desktop, &quick, "").await?;
    ask_box.ask("Who won the football world cup in Uruguay?").await?;
    ask_box.find(".notice").await?;
    studio.take("nothing-found").await?;
    let nowhere =
        "document.querySelector('ask-docs').setAttribute('endpoint', 'http://127.0.0.1:9')";
    studio.browser.run(nowhere).await?;
    ask_box.ask(QUESTION).await?;
    ask_box.find(".notice.failure").await?;
    studio.take("failed").await?;
    studio.dark().await?;
    studio.take("failed-dark").await?;
    studio.browser.quit().await?;

    let (studio, ask_box) = Studio::open(Shape::Desktop, &quick, "dashboard.html").await?;
    ask_box.ask("How does dark mode work?").await?;
    ask_box.completed().await?;
    studio.take("dashboard").await?;
    studio.browser.quit().await?;

    for mode in ["launcher", "dialog", "panel"] {
        for view in ["", "-dark", "-rtl", "-phone"] {
            let shape = if view == "-phone" { Shape::Phone } else { Shape::Desktop };
            Studio::take_mode(&quick, mode, shape, &format!("{mode}{view}")).await?;
        }
    }

    Studio::take_answer(&quick, 720, "every-construct").await?;
    Studio::take_answer(&quick, 344, "every-construct-narrow").await?;

    let (studio, ask_box) = Studio::open(Shape::Phone, &quick, "").await?;
    ask_box.ask("Which events does the box send?").await?;
    ask_box.completed().await?;
    studio.take("phone").await?;
    studio.browser.run("document.documentElement.dir = 'rtl'").await?;
    studio.take("phone-rtl").await?;
    studio.browser.quit().await
}
