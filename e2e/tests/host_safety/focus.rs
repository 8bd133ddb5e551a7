//! Focus and keys where the page is more than one document: shadow roots within shadow roots, other
//! keyboards, input methods, the clipboard.

use anyhow::{Result, ensure};
use ask_docs_e2e::{Browser, Shape, audit, until};
use serde_json::json;
use thirtyfour::prelude::*;

use crate::keys::{focus_is, open_launcher, opened};
use crate::stage::{beginning, page, plain, press_launcher, widget, widget_held};

/// For scripts: presses a key as `fields` say, where focus is.
const PRESS: &str = "
    const press = (fields) => {
        let focused = document.activeElement;
        while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
        return focused.dispatchEvent(new KeyboardEvent('keydown',
            { bubbles: true, composed: true, cancelable: true, ...fields }));
    };";

/// How engines mark a key that belongs to an input method.
const MARKS: [&str; 2] = ["isComposing: true", "keyCode: 229"];

#[tokio::test]
async fn while_a_word_is_composed_no_key_sends_closes_recalls_or_opens() -> Result<()> {
    // Held, so that the first keys meet the loader's field alone.
    let server = widget_held().await?;
    let body = "<ask-docs mode=launcher shortcut=mod+k></ask-docs>";
    let host = page(plain(&server.address, "", body), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&host.address).await?;
    press_launcher(&browser).await?;
    focus_is(&browser, "textarea").await?;
    let ask_box = browser.ask_box("ask-docs").await?;
    let compose = async || -> Result<()> {
        for mark in MARKS {
            for keys in
                ["key: 'Enter'", "key: 'Escape'", "key: 'ArrowUp'", "key: 'k', ctrlKey: true"]
            {
                browser.run(&format!("{PRESS} press({{ {keys}, {mark} }})")).await?;
            }
        }
        Ok(())
    };
    browser.press("How").await?;
    compose().await?;
    server.go_on();
    ask_box.find("[part=status]").await?;
    ensure!(ask_box.draft().await? == "How" && ask_box.all(".turn").await?.is_empty());
    opened(&browser, true).await?;
    compose().await?;
    ensure!(ask_box.draft().await? == "How" && ask_box.all(".turn").await?.is_empty());
    opened(&browser, true).await?;
    browser.press(Key::Enter + "").await?;
    ask_box.completed().await?;
    compose().await?;
    ensure!(ask_box.draft().await?.is_empty(), "a question was recalled");
    browser.press(Key::Escape + "").await?;
    opened(&browser, false).await?;
    // Composing for the page, as in a field that no event tells of.
    browser.run("document.querySelector('ask-docs').shadowRoot.activeElement.blur()").await?;
    for mark in MARKS {
        browser.run(&format!("{PRESS} press({{ key: 'k', ctrlKey: true, {mark} }})")).await?;
    }
    opened(&browser, false).await?;
    browser.quit().await
}

#[tokio::test]
async fn a_shortcut_goes_by_the_letter_that_a_key_produces_not_by_where_it_lies() -> Result<()> {
    let server = widget(|_| None).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    for (shortcut, keys, is_it) in [
        // Dvorak has its K where others have V.
        ("mod+k", "key: 'k', code: 'KeyV', ctrlKey: true", true),
        ("mod+k", "key: 't', code: 'KeyK', ctrlKey: true", false),
        ("mod+k", "key: 'k', code: 'KeyK', metaKey: true", true),
        ("mod+k", "key: 'K', code: 'KeyK', ctrlKey: true, shiftKey: true", false),
        ("mod+k", "key: 'k', code: 'KeyK', ctrlKey: true, altKey: true", false),
        ("mod+k", "key: 'k', code: 'KeyK'", false),
        // German keyboards make it with Shift.
        ("/", "key: '/', code: 'Digit7', shiftKey: true", true),
        ("?", "key: '?', code: 'Slash', shiftKey: true", true),
        ("", "key: '', code: ''", false),
        ("", "key: 'k', code: 'KeyK', ctrlKey: true", false),
    ] {
        let body = format!("<ask-docs mode=dialog shortcut=\"{shortcut}\"></ask-docs>");
        let host = page(plain(&server.address, "", &body), "").await?;
        browser.driver.goto(&host.address).await?;
        until("the element is defined", || async {
            Ok((browser.run("return !!window.AskDocs").await? == true).then_some(()))
        })
        .await?;
        // What is not prevented is no shortcut.
        let is_left = browser.run(&format!("{PRESS} return press({{ {keys} }})")).await?;
        ensure!(is_left != is_it, "{shortcut:?} and {keys}");
        opened(&browser, is_it).await?;
    }
    browser.quit().await
}

#[tokio::test]
async fn a_shortcut_is_text_in_fields_within_other_shadow_roots_and_in_what_is_editable()
-> Result<()> {
    let server = widget(|_| None).await?;
    let body = "<div id=outer></div><div id=editable contenteditable><b>Mine</b></div>\
        <ask-docs mode=dialog shortcut=\"/\"></ask-docs>
        <script>
            const inner = document.createElement('div');
            outer.attachShadow({ mode: 'open' }).append(inner);
            inner.attachShadow({ mode: 'open' }).append(document.createElement('input'));
        </script>";
    let host = page(plain(&server.address, "", body), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&host.address).await?;
    until("the element is defined", || async {
        Ok((browser.run("return !!window.AskDocs").await? == true).then_some(()))
    })
    .await?;
    for field in
        ["outer.shadowRoot.firstChild.shadowRoot.firstChild", "document.querySelector('#editable')"]
    {
        browser.run(&format!("{field}.focus()")).await?;
        browser.press("/").await?;
        let text = browser.run(&format!("return {field}.value ?? {field}.textContent")).await?;
        ensure!(text.as_str().is_some_and(|text| text.contains('/')), "{field} holds {text}");
        opened(&browser, false).await?;
    }
    browser.run("document.activeElement.blur()").await?;
    browser.press("/").await?;
    opened(&browser, true).await?;
    browser.quit().await
}

/// A page in which the box, and the button that opens it, stand two shadow roots deep.
const NESTED: &str = "<a id=first href=#>First</a><div id=outer></div><a id=last href=#>Last</a>
    <script>
        const inner = document.createElement('div');
        outer.attachShadow({ mode: 'open' }).append(inner);
        const root = inner.attachShadow({ mode: 'open' });
        const opener = Object.assign(document.createElement('button'), { id: 'opener', textContent: 'Help' });
        const box = Object.assign(document.createElement('ask-docs'));
        box.setAttribute('mode', 'dialog');
        box.setAttribute('button', 'none');
        opener.onclick = () => box.open();
        root.append(opener, box);
    </script>";

#[tokio::test]
async fn a_dialog_within_nested_shadow_roots_keeps_focus_and_gives_it_back() -> Result<()> {
    let server = widget(|_| None).await?;
    let host = page(plain(&server.address, "", NESTED), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&host.address).await?;
    until("the element is defined", || async {
        Ok((browser.run("return !!window.AskDocs").await? == true).then_some(()))
    })
    .await?;
    browser.run("outer.shadowRoot.firstChild.shadowRoot.querySelector('#opener').focus()").await?;
    browser.press(Key::Enter + "").await?;
    let is_focused = async |name: &str| {
        until(&format!("focus is on {name}"), || async {
            Ok((audit::focused(&browser).await? == name).then_some(()))
        })
        .await
    };
    is_focused("textbox Ask the docs").await?;
    let box_of = "outer.shadowRoot.firstChild.shadowRoot.querySelector('ask-docs')";
    let is_there = format!("return !!{box_of}.shadowRoot.querySelector('[part=status]')");
    until("the box is there", || async {
        Ok((browser.run(&is_there).await? == true).then_some(()))
    })
    .await?;
    // Round and round, one way and the other.
    let forth = once_around(&browser, false).await?;
    let mut back = once_around(&browser, true).await?;
    for name in ["button Ask", "button Close"] {
        ensure!(forth.iter().any(|one| one == name), "{name} is not in {forth:?}");
    }
    for outside in ["", "link First", "link Last", "button Help"] {
        ensure!(!forth.iter().any(|one| one == outside), "{outside:?} is in {forth:?}");
    }
    // Both end where they began.
    back.rotate_right(1);
    back.reverse();
    ensure!(forth == back, "forth {forth:?}, back {back:?}");
    // Keys are heard also after a press on what cannot have focus.
    browser.run(&format!("{box_of}.shadowRoot.querySelector('textarea').focus()")).await?;
    browser.press("How?".to_owned() + Key::Enter).await?;
    let answer =
        format!("return {box_of}.shadowRoot.querySelector('.answer')?.textContent || null");
    until("it is answered", || async {
        Ok(Some(browser.run(&answer).await?).filter(|text| !text.is_null()))
    })
    .await?;
    let point = format!(
        "const {{ x, y }} = {box_of}.shadowRoot.querySelector('.answer p').getBoundingClientRect(); return [x, y]"
    );
    let point: (f64, f64) = serde_json::from_value(browser.run(&point).await?)?;
    let chain = browser.driver.action_chain().move_to(point.0 as i64 + 4, point.1 as i64 + 4);
    chain.click().perform().await?;
    browser.press(Key::Escape + "").await?;
    let is_open = format!("return {box_of}.isOpen");
    until("it is closed", || async { Ok((browser.run(&is_open).await? == false).then_some(())) })
        .await?;
    is_focused("button Help").await?;
    browser.quit().await
}

/// Presses Tab from the field until that has focus again, and gives all that had it.
async fn once_around(browser: &Browser, is_back: bool) -> Result<Vec<String>> {
    let mut seen: Vec<String> = Vec::new();
    while seen.last().is_none_or(|one| one != "textbox Ask the docs") {
        ensure!(seen.len() < 20, "the field never has focus again: {seen:?}");
        let chain = browser.driver.action_chain();
        match is_back {
            true => chain.key_down(Key::Shift).send_keys(Key::Tab).key_up(Key::Shift),
            false => chain.send_keys(Key::Tab),
        }
        .perform()
        .await?;
        seen.push(audit::focused(browser).await?);
    }
    Ok(seen)
}

#[tokio::test]
async fn escape_stops_an_answer_first_wherever_focus_is_in_the_window() -> Result<()> {
    let server = widget(|_| None).await?;
    let api = beginning().await?;
    let body = format!("<ask-docs mode=launcher endpoint=\"{}\"></ask-docs>", api.address);
    let host = page(plain(&server.address, "", &body), "").await?;
    let browser = Browser::start(Shape::Desktop).await?;
    let ask_box = open_launcher(&browser, &host).await?;
    ask_box.ask("How?").await?;
    ask_box.text(".turn-body", |text| text.contains("It begins")).await?;
    browser
        .run("document.querySelector('ask-docs').shadowRoot.querySelector('.close').focus()")
        .await?;
    browser.press(Key::Escape + "").await?;
    ask_box.text(".notice", |text| text.starts_with("Stopped")).await?;
    opened(&browser, true).await?;
    browser.press(Key::Escape + "").await?;
    opened(&browser, false).await?;
    focus_is(&browser, "launcher").await?;
    browser.quit().await
}

#[tokio::test]
async fn what_is_pasted_lands_in_the_field_of_the_box() -> Result<()> {
    let server = widget(|_| None).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    for mode in ["inline", "dialog", "launcher", "panel"] {
        let body =
            format!("<input id=mine value='From the page'><ask-docs mode={mode}></ask-docs>");
        let host = page(plain(&server.address, "", &body), "").await?;
        browser.driver.goto(&host.address).await?;
        browser.run("document.querySelector('#mine').select()").await?;
        let control = |letter: &'static str| {
            browser
                .driver
                .action_chain()
                .key_down(Key::Control)
                .send_keys(letter)
                .key_up(Key::Control)
        };
        control("c").perform().await?;
        until("the element is defined", || async {
            Ok((browser.run("return !!window.AskDocs").await? == true).then_some(()))
        })
        .await?;
        browser.run("document.querySelector('ask-docs').open()").await?;
        let ask_box = browser.ask_box("ask-docs").await?;
        focus_is(&browser, "textarea").await?;
        control("v").perform().await?;
        until("it is pasted", || async {
            Ok((ask_box.draft().await? == "From the page").then_some(()))
        })
        .await?;
        // And in the box's own field, wherever the caret is.
        ask_box.find("[part=status]").await?;
        browser.press(Key::Home + "").await?;
        control("v").perform().await?;
        until("it is pasted again", || async {
            Ok((ask_box.draft().await? == "From the pageFrom the page").then_some(()))
        })
        .await?;
        let mine = browser.run("return document.querySelector('#mine').value").await?;
        ensure!(mine == "From the page", "the page's field holds {mine}");
    }
    browser.quit().await
}

#[tokio::test]
async fn opening_and_closing_scroll_the_page_nowhere_and_nothing_takes_focus_by_itself()
-> Result<()> {
    let server = widget(|_| None).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    for mode in ["launcher", "dialog", "panel"] {
        // The element stands at the end of a long page, its reader in the middle.
        let body = format!(
            "<div style='height:3000px'></div><button id=mine>Mine</button><div style='height:3000px'></div>\
             <ask-docs mode={mode} load=eager></ask-docs>"
        );
        let host = page(plain(&server.address, "", &body), "").await?;
        browser.driver.goto(&host.address).await?;
        until("the box is there", || async {
            let ready = "return document.querySelector('ask-docs').ready?.then(() => true)";
            Ok((browser.run(ready).await? == true).then_some(()))
        })
        .await?;
        ensure!(
            browser.run("return [scrollY, document.activeElement.localName]").await?
                == json!([0, "body"])
        );
        browser
            .run("scrollTo(0, 2500); document.querySelector('#mine').focus({preventScroll: true})")
            .await?;
        let top = browser.run("return scrollY").await?;
        browser.run("document.querySelector('ask-docs').open()").await?;
        opened(&browser, true).await?;
        focus_is(&browser, "textarea").await?;
        ensure!(browser.run("return scrollY").await? == top, "opening a {mode} scrolls");
        browser.press(Key::Escape + "").await?;
        opened(&browser, false).await?;
        focus_is(&browser, "mine").await?;
        ensure!(browser.run("return scrollY").await? == top, "closing a {mode} scrolls");
    }
    browser.quit().await
}
