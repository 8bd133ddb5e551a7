//! A printed page: the conversation is on it, all of it, whatever the box stands in.

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::states::{Mode, Stage, Surroundings, state};
use ask_docs_e2e::{Engine, Shape, is_skipped};
use serde_json::json;

/// What is seen while the page is printed; the page's listener comes after the box's own.
const WITNESS: &str = "
    addEventListener('beforeprint', () => {
        const host = document.querySelector('ask-docs');
        const shell = host.shadowRoot.querySelector('.shell');
        window.laid = shell && !shell.matches(':popover-open, :modal');
    });";

/// On paper: the questions whose answers are seen, what can be pressed, where the conversation
/// begins below the page's own text, and the colour of its letters.
const PAPER: &str = "
    const root = document.querySelector('ask-docs').shadowRoot;
    const isSeen = (one) => one.checkVisibility() && one.getClientRects().length > 0;
    const texts = [...root.querySelectorAll('.answer')].filter(isSeen).map((one) => one.textContent);
    const pressed = [...root.querySelectorAll('textarea, button:not(.question)')];
    const turns = root.querySelector('.turns');
    const main = document.querySelector('main').getBoundingClientRect();
    const below = root.querySelector('.shell') ? turns.getBoundingClientRect().top - main.bottom : 1;
    return {
        texts: texts.length, pressed: pressed.filter(isSeen).length, below,
        colour: getComputedStyle(root.querySelector('.answer')).color,
        clipped: [...root.querySelectorAll('.shell, .place, .bare, .turns')].some((one) =>
            getComputedStyle(one).overflowY !== 'visible' && one.scrollHeight > one.clientHeight + 1),
    }";

#[tokio::test]
async fn a_printed_page_holds_the_whole_conversation_also_out_of_a_window() -> Result<()> {
    if is_skipped(&[Engine::Chromium], "no other driver shows a page as paper does")? {
        return Ok(());
    }
    let stage = Stage::start(Shape::Desktop).await?;
    for mode in Mode::ALL {
        let around = Surroundings { is_dark: true, is_rtl: false };
        let shown = stage.show(state("history")?, mode, around).await?;
        stage.browser.run(WITNESS).await?;
        stage.browser.devtools("Page.printToPDF", json!({})).await?;
        if mode != Mode::Inline {
            let laid = stage.browser.run("return window.laid").await?;
            ensure!(laid == true, "{mode:?}: above the page while that is printed");
            shown.ask_box.find(".shell:is(:popover-open, :modal)").await?;
        }
        let focused =
            "return document.querySelector('ask-docs').shadowRoot.activeElement?.localName";
        let focused = stage.browser.run(focused).await?;
        ensure!(focused == "textarea", "{mode:?}: focus has gone to {focused}");
        stage.browser.run("dispatchEvent(new Event('beforeprint'))").await?;
        stage.browser.devtools("Emulation.setEmulatedMedia", json!({"media": "print"})).await?;
        let paper = stage.browser.run(PAPER).await?;
        stage.browser.devtools("Emulation.setEmulatedMedia", json!({"media": ""})).await?;
        stage.browser.run("dispatchEvent(new Event('afterprint'))").await?;
        ensure!(paper["texts"] == 3 && paper["pressed"] == 0, "{mode:?}: {paper}");
        ensure!(paper["clipped"] == false, "{mode:?}: {paper}");
        let below = paper["below"].as_f64().context("a distance")?;
        ensure!(below > 0.0, "{mode:?}: it lies over the page: {paper}");
        ensure!(paper["colour"] == "rgb(27, 31, 39)", "{mode:?}: {paper}");
    }
    stage.browser.quit().await
}
