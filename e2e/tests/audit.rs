//! Every state of the box, in every mode, by day and by night, from left to right and from right to
//! left: axe-core finds nothing, whatever can be pressed is large enough, and focus is seen.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use ask_docs_e2e::states::{Act, ELSEWHERE, Mode, STATES, Stage, State, Surroundings, state};
use ask_docs_e2e::{Browser, Engine, Shape, audit, is_skipped};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// What is smaller than WCAG 2.5.8 wants it: at least 24 by 24 CSS pixels. Links within a text are
/// as high as the text.
const SMALL: &str = "
    const root = document.querySelector('ask-docs').shadowRoot;
    const small = ({ width, height }) => width && height && (width < 24 || height < 24);
    return [...root.querySelectorAll('button, summary, textarea, [role=tab], .source-title')]
        .filter((one) => !one.matches('a') && small(one.getBoundingClientRect()))
        .map((one) => one.outerHTML)";

/// What opens within an answered box, or before the first question goes out; and the way back.
fn opened() -> Result<[State; 4]> {
    const ASK: Act = Act::Ask("How?");
    const ANSWERED: Act = Act::See(".turn:first-child .foot");
    const FEEDBACK: &[Act] =
        &[ASK, ANSWERED, Act::Press("[part=not-helpful]"), Act::See(".reasons")];
    const SENT: &[Act] = &[ASK, ANSWERED, Act::Press("[part=what-is-sent]"), Act::See(".sent")];
    let consent = &[("consent", "Questions are answered by a service.")];
    let whole = *state("answered")?;
    Ok([
        ELSEWHERE,
        State { name: "feedback", acts: FEEDBACK, ..whole },
        State { name: "what-is-sent", acts: SENT, ..whole },
        State {
            name: "consent",
            settings: consent,
            acts: &[ASK, Act::See("[part=consent]")],
            ..whole
        },
    ])
}

async fn audit_in(mode: Mode) -> Result<()> {
    if is_skipped(&[Engine::Chromium], "what axe-core looks at is the same in every engine")? {
        return Ok(());
    }
    let stage = Stage::start(Shape::Desktop).await?;
    // Each finding, and where it is.
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for state in STATES.iter().chain(&opened()?) {
        let _shown = stage.show(state, mode, Surroundings::default()).await?;
        // Colours on their way to others are not what a reader sees.
        let still =
            "document.querySelector('ask-docs').style.setProperty('--ask-docs-time', '0ms')";
        stage.browser.run(still).await?;
        let small: Vec<String> = serde_json::from_value(stage.browser.run(SMALL).await?)?;
        for one in small {
            wrong.entry(format!("too small: {one}")).or_default().push(state.name.to_owned());
        }
        for around in Surroundings::ALL {
            stage.surround(around).await?;
            for one in audit::findings(&stage.browser, "ask-docs").await? {
                wrong.entry(one).or_default().push(format!("{} {around:?}", state.name));
            }
        }
    }
    ensure!(wrong.is_empty(), "in mode {}: {wrong:#?}", mode.name());
    stage.browser.quit().await
}

#[tokio::test]
async fn nothing_is_wrong_in_any_state_in_the_page() -> Result<()> {
    audit_in(Mode::Inline).await
}

#[tokio::test]
async fn nothing_is_wrong_in_any_state_at_a_launcher() -> Result<()> {
    audit_in(Mode::Launcher).await
}

#[tokio::test]
async fn nothing_is_wrong_in_any_state_in_a_dialog() -> Result<()> {
    audit_in(Mode::Dialog).await
}

#[tokio::test]
async fn nothing_is_wrong_in_any_state_in_a_panel() -> Result<()> {
    audit_in(Mode::Panel).await
}

#[tokio::test]
async fn axe_core_finds_what_is_wrong() -> Result<()> {
    let stage = Stage::start(Shape::Desktop).await?;
    let _shown = stage.show(state("idle")?, Mode::Inline, Surroundings::default()).await?;
    let harm = "
        const root = document.querySelector('ask-docs').shadowRoot;
        const action = root.querySelector('.action');
        action.replaceChildren();
        for (const name of ['aria-label', 'title']) action.removeAttribute(name);
        root.querySelector('.starter').style.color = '#ccc';";
    stage.browser.run(harm).await?;
    let found = audit::findings(&stage.browser, "ask-docs").await?.join("\n");
    ensure!(found.contains("button-name") && found.contains("color-contrast"), "{found}");
    stage.browser.quit().await
}

/// Whether what has focus shows it, by an outline of its own or of the row around the field, and
/// whether its words or its drawing have another colour than what they stand on.
const SEEN: &str = "
    const focused = document.querySelector('ask-docs').shadowRoot.activeElement;
    if (!focused) return null;
    const shows = focused.localName === 'textarea' ? focused.closest('.row') : focused;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(shows);
    const icon = focused.querySelector('.icon');
    const ink = icon ? getComputedStyle(icon).stroke : getComputedStyle(focused).color;
    const isClear = (colour) => /^rgba.*, 0\\)$|[/] 0\\)$/.test(colour);
    let under = focused;
    while (isClear(getComputedStyle(under).backgroundColor)) {
        under = under.parentNode.host ?? under.parentNode;
    }
    return {
        name: focused.className || focused.localName, ink,
        ring: outlineStyle === 'solid' && parseFloat(outlineWidth) >= 1 && !isClear(outlineColor),
        isSeen: ink !== getComputedStyle(under).backgroundColor && !isClear(ink),
    }";

async fn focus_is_seen(browser: &Browser, what: &str) -> Result<()> {
    let in_box = "document.querySelector('ask-docs').shadowRoot.querySelector('textarea').focus()";
    browser.run(in_box).await?;
    for count in 0.. {
        let seen = browser.run(SEEN).await?;
        if seen.is_null() {
            ensure!(count > 2, "{what}: nothing has focus");
            return Ok(());
        }
        ensure!(seen["ring"] == true && seen["isSeen"] == true, "{what}: {seen}");
        browser.press(Key::Tab + "").await?;
    }
    Ok(())
}

async fn emulate(browser: &Browser, features: Value) -> Result<()> {
    let media = json!({ "features": features });
    browser.driver.cdp().send_raw("Emulation.setEmulatedMedia", media).await?;
    Ok(())
}

#[tokio::test]
async fn focus_is_seen_wherever_it_is_also_with_forced_colours() -> Result<()> {
    if is_skipped(&[Engine::Chromium], "forced colours are emulated by Chromium's driver")? {
        return Ok(());
    }
    let stage = Stage::start(Shape::Desktop).await?;
    for name in ["idle", "answered", "every-construct", "history", "rate-limited"] {
        let _shown = stage.show(state(name)?, Mode::Inline, Surroundings::default()).await?;
        for forced in ["none", "active"] {
            emulate(&stage.browser, json!([{"name": "forced-colors", "value": forced}])).await?;
            focus_is_seen(&stage.browser, &format!("{name}, forced colours: {forced}")).await?;
        }
    }
    stage.browser.quit().await
}
