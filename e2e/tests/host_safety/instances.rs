//! Several boxes, several tags, several versions on one page: one definition, and each box with a
//! state of its own. Calls reach the first box, also those that were made before it was there.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Browser, Scripted, Shape, until};
use serde_json::json;

use crate::stage::{Console, file, page, plain, tag, widget};

#[tokio::test]
async fn two_boxes_of_a_page_know_nothing_of_each_other() -> Result<()> {
    let server = widget(|_| None).await?;
    let body = "<ask-docs id=one></ask-docs><ask-docs id=two label=Second></ask-docs>";
    let host = page(plain(&server.address, "", body), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&host.address).await?;
    let one = browser.ask_box("#one").await?;
    let two = browser.ask_box("#two").await?;
    two.enter().await?;
    two.find("textarea").await?.send_keys("A draft").await?;
    one.ask("How?").await?;
    one.completed().await?;
    ensure!(two.draft().await? == "A draft", "the draft of the other is lost");
    ensure!(two.all(".turn-body").await?.is_empty(), "the answer is in both");
    two.ask("").await?;
    two.completed().await?;
    browser.run("document.querySelector('#one').remove()").await?;
    two.ask("And then?").await?;
    until("the second goes on alone, with the third question", || async {
        let asked = server.received().iter().filter(|one| one.line.starts_with("POST")).count();
        Ok((asked == 3 && two.all(".turn-body").await?.len() == 2).then_some(()))
    })
    .await?;
    Console::of(&browser).await?.is_silent()?;
    browser.quit().await
}

#[tokio::test]
async fn a_second_tag_of_the_same_or_of_another_version_changes_nothing() -> Result<()> {
    let server = widget(|_| None).await?;
    let (first, second) = (tag(&server.address), tag(&format!("{}/v2", server.address)));
    let module = second.replace("async", "type=module");
    let html = format!(
        "<!doctype html><title>Host</title>{first}{first}{second}{module}<ask-docs></ask-docs>"
    );
    let host = page(html, "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    ask_box.ask("How?").await?;
    ask_box.completed().await?;
    ensure!(ask_box.all("form").await?.len() == 1, "there is more than one form");
    Console::of(&browser).await?.is_silent()?;
    browser.quit().await
}

#[tokio::test]
async fn a_module_script_makes_the_box_that_its_tag_asks_for() -> Result<()> {
    let server = widget(|_| None).await?;
    let html = format!(
        "<!doctype html><title>Host</title><script type=module data-mode=launcher \
         data-label=Help src=\"{}/ask-docs.js\"></script><p>Mine</p>",
        server.address
    );
    let host = page(html, "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&host.address).await?;
    let label = "return document.querySelector('ask-docs')?.shadowRoot\
                 .querySelector('.launcher').textContent ?? null";
    until("the launcher is there", || async {
        Ok((browser.run(label).await? == "Help").then_some(()))
    })
    .await?;
    browser.quit().await
}

#[tokio::test]
async fn calls_that_come_before_the_script_are_done_when_it_is_there() -> Result<()> {
    let server = widget(|_| None).await?;
    let early = "<script>
        window.AskDocs = window.AskDocs || function () { (AskDocs.q = AskDocs.q || []).push(arguments); };
        window.told = [];
        AskDocs('on', 'ready', () => told.push('ready'));
        AskDocs('prefill', 'Early');
        </script>";
    let host = page(plain(&server.address, early, "<ask-docs></ask-docs>"), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    until("the early text is in the field", || async {
        Ok((ask_box.draft().await? == "Early").then_some(()))
    })
    .await?;
    until("readiness is told", || async {
        Ok((browser.run("return told").await? == json!(["ready"])).then_some(()))
    })
    .await?;
    browser.quit().await
}

#[tokio::test]
async fn every_call_of_the_documentation_works_on_the_element_and_through_the_function()
-> Result<()> {
    let server = widget(|_| None).await?;
    let host = page(plain(&server.address, "", "<ask-docs mode=dialog></ask-docs>"), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&host.address).await?;
    until("the element is defined", || async {
        Ok((browser.run("return !!window.AskDocs").await? == true).then_some(()))
    })
    .await?;
    browser
        .run(
            "window.told = []; window.element = document.querySelector('ask-docs');
             for (const name of ['ready', 'open', 'close', 'question', 'answer'])
                AskDocs('on', name, () => told.push(name));
             element.ready.then((one) => told.push(one === element));
             AskDocs('open')",
        )
        .await?;
    until("it is open", || async {
        Ok((browser.run("return element.isOpen").await? == true).then_some(()))
    })
    .await?;
    browser.run("AskDocs('ask', 'How?')").await?;
    until("the answer is told", || async {
        Ok((browser.run("return told.includes('answer')").await? == true).then_some(()))
    })
    .await?;
    browser.run("element.clear(); element.prefill('Next'); element.toggle()").await?;
    let told = browser.run("return told").await?;
    for name in ["ready", "open", "close", "question"] {
        ensure!(told.to_string().contains(name), "{name} is not among {told}");
    }
    ensure!(told.to_string().contains("true"), "`ready` gives the element: {told}");
    ensure!(browser.run("return element.isOpen").await? == false, "it is still open");
    browser.run("element.update({ label: 'Other' }); element.destroy()").await?;
    ensure!(browser.run("return document.querySelector('ask-docs')").await?.is_null());
    Console::of(&browser).await?.is_silent()?;
    browser.quit().await
}

#[tokio::test]
async fn a_box_that_nobody_has_asked_is_closed_cleared_and_taken_away_without_a_request()
-> Result<()> {
    let server = widget(|_| None).await?;
    let host = page(plain(&server.address, "", "<ask-docs mode=dialog></ask-docs>"), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&host.address).await?;
    until("the loader has drawn a button", || async {
        let drawn =
            "return !!document.querySelector('ask-docs').shadowRoot?.querySelector('button')";
        Ok((browser.run(drawn).await? == true).then_some(()))
    })
    .await?;
    browser
        .run("const box = document.querySelector('ask-docs'); box.close(); box.stop(); box.clear(); box.destroy()")
        .await?;
    ensure!(browser.run("return document.querySelector('ask-docs')").await?.is_null());
    let received: Vec<_> = server.received().into_iter().map(|one| one.line).collect();
    ensure!(received.len() == 1, "more than the loader was fetched: {received:?}");
    browser.quit().await
}

#[tokio::test]
async fn a_deep_link_opens_the_box_with_its_question() -> Result<()> {
    let server = widget(|_| None).await?;
    let body = "<ask-docs mode=dialog deep-link=ask></ask-docs>";
    let host = page(plain(&server.address, "", body), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&format!("{}/?ask=How%20so%3F", host.address)).await?;
    ask_box.completed().await?;
    let sent = server.received().into_iter().find(|one| one.line.starts_with("POST"));
    ensure!(sent.is_some_and(|one| one.body.contains("How so?")), "another question was sent");
    browser.quit().await
}

#[tokio::test]
async fn on_a_page_in_an_old_encoding_the_loader_s_texts_are_as_they_were_written() -> Result<()> {
    let server = widget(|_| None).await?;
    let head = "<meta charset=windows-1251>";
    let html = plain(&server.address, head, "<ask-docs></ask-docs>");
    let host = file("text/html", html.into_bytes());
    let host = Scripted::start(move |_| host.clone()).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = browser.open(&host.address).await?;
    let placeholder = ask_box.find("textarea").await?.attr("placeholder").await?;
    ensure!(placeholder.as_deref() == Some("Ask a question…"), "{placeholder:?}");
    browser.quit().await
}
