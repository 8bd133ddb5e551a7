//! The demo page with its box pointed straight at a scripted API, for good and bad days.

use anyhow::Result;

use crate::{AskBox, Browser, Gateway, Received, Scripted, Shape, Step, stream_head};

/// A page, its box, and the API that the box asks.
#[must_use]
#[derive(Debug)]
pub struct Day {
    _gateway: Gateway,
    /// What the box asks.
    pub api: Scripted,
    /// Where the page is open.
    pub browser: Browser,
    /// The box on it.
    pub ask_box: AskBox,
}

impl Day {
    /// Opens a page whose box is set up by `settings`, a script about `box`; each question is
    /// answered by the steps that `answer` gives. There are no starter questions.
    ///
    /// # Errors
    /// When something does not start.
    pub async fn start(
        settings: &str,
        answer: impl Fn(&Received) -> Vec<Step> + Send + Sync + 'static,
    ) -> Result<Self> {
        Self::on(Gateway::over_docs(&[]).await?, settings, answer).await
    }

    /// As [`start`](Self::start), on a page of `gateway`.
    ///
    /// # Errors
    /// When something does not start.
    pub async fn on(
        gateway: Gateway,
        settings: &str,
        answer: impl Fn(&Received) -> Vec<Step> + Send + Sync + 'static,
    ) -> Result<Self> {
        let api = Scripted::start(move |request| match request.line.contains("/questions") {
            true => vec![Step::send(stream_head("200 OK", "") + "event: done\ndata: done\n\n")],
            false => answer(request),
        })
        .await?;
        let browser = Browser::start(Shape::Desktop).await?;
        browser.open(&gateway.address).await?;
        let page = format!(
            "document.querySelector('ask-docs').remove();
             const box = document.createElement('ask-docs');
             box.setAttribute('endpoint', '{}');
             {settings}
             document.querySelector('main').append(box);",
            api.address
        );
        browser.run(&page).await?;
        let ask_box = browser.ask_box("ask-docs").await?;
        Ok(Self { _gateway: gateway, api, browser, ask_box })
    }

    /// Asks, and gives the sentence that is shown then.
    ///
    /// # Errors
    /// When there is none.
    pub async fn sentence(&self, question: &str) -> Result<String> {
        self.ask_box.ask(question).await?;
        self.ask_box.text(".notice p", |text| !text.is_empty()).await
    }
}
