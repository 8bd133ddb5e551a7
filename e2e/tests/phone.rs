//! A phone: windows are sheets of what is seen, the field stays above the keyboard, nothing zooms by
//! itself, and scrolling in a sheet is not scrolling the page.

use anyhow::{Result, ensure};
use ask_docs_e2e::states::{Mode, Stage, State, Surroundings, state};
use ask_docs_e2e::{Engine, Shape, is_skipped, until};
use serde_json::json;
use thirtyfour::Key;

const WINDOWS: [Mode; 3] = [Mode::Launcher, Mode::Dialog, Mode::Panel];

/// A view of the page that a test can change as a keyboard does, and that counts who listens.
const VIEW: &str = "
    window.view = new EventTarget();
    const { innerWidth: width, innerHeight: height } = window;
    Object.assign(view, { width, height, scale: 1, offsetLeft: 0, offsetTop: 0, pageLeft: 0, pageTop: 0, listening: 0 });
    const { addEventListener, removeEventListener } = view;
    view.addEventListener = (...given) => { view.listening++; addEventListener.apply(view, given) };
    view.removeEventListener = (...given) => { view.listening--; removeEventListener.apply(view, given) };
    Object.defineProperty(window, 'visualViewport', { value: view });";

/// Top and bottom of the sheet and of the field in it, once nothing moves.
const PLACES: &str = "
    const shell = document.querySelector('ask-docs').shadowRoot.querySelector('.shell');
    if (shell.getAnimations().length) return null;
    return [shell, shell.querySelector('textarea')].flatMap((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return [Math.round(top), Math.round(bottom)];
    })";

#[tokio::test]
async fn the_field_stays_above_the_keyboard_and_the_sheet_within_what_is_seen() -> Result<()> {
    let stage = Stage::start(Shape::Phone).await?;
    let with_view = State { page: VIEW, ..*state("idle")? };
    for mode in WINDOWS {
        let shown = stage.show(&with_view, mode, Surroundings::default()).await?;
        let places = |wanted: [i64; 2]| {
            let browser = &stage.browser;
            until("the sheet is as high as what is seen", move || async move {
                let now: Option<[i64; 4]> = serde_json::from_value(browser.run(PLACES).await?)?;
                let fits = |now: &[i64; 4]| {
                    now[..2] == wanted && wanted[0] <= now[2] && now[3] <= wanted[1]
                };
                Ok(now.filter(fits))
            })
        };
        // Not every driver's window is as small as it is asked to be.
        let height = stage.browser.run("return innerHeight").await?.as_i64().unwrap_or_default();
        places([0, height]).await?;
        // A keyboard comes, and the phone moves the page so that the field can be seen.
        let change = "Object.assign(view, { offsetTop: 90, height: 400 });
            view.dispatchEvent(new Event('resize'));";
        stage.browser.run(change).await?;
        places([90, 490]).await?;
        shown.ask_box.ask("How do I roll back a deployment?").await?;
        shown.ask_box.find(".foot").await?;
        places([90, 490]).await?;
        // Zoomed in, the sheet is what it is without a keyboard.
        let change = "Object.assign(view, { scale: 2, offsetTop: 0, height: 300 });
            view.dispatchEvent(new Event('scroll'));";
        stage.browser.run(change).await?;
        places([0, height]).await?;
        stage.browser.run("document.querySelector('ask-docs').close()").await?;
        ensure!(stage.browser.run("return view.listening").await? == 0, "{mode:?}: still heard");
    }
    stage.browser.quit().await
}

const LETTERS: &str = "
    const field = document.querySelector('ask-docs').shadowRoot.querySelector('textarea');
    return getComputedStyle(field).fontSize";

#[tokio::test]
async fn no_field_has_letters_so_small_that_a_phone_would_zoom() -> Result<()> {
    let small = State {
        page: "document.documentElement.style.setProperty('--ask-docs-size', '13px');",
        ..*state("idle")?
    };
    let stage = Stage::start(Shape::Phone).await?;
    let _api = stage.open(&small, Mode::Inline, Surroundings::default()).await?;
    stage.browser.drawn("textarea").await?;
    ensure!(stage.browser.run(LETTERS).await? == "16px", "the loader's field");
    for mode in Mode::ALL {
        let _shown = stage.show(&small, mode, Surroundings::default()).await?;
        let now = stage.browser.run(LETTERS).await?;
        ensure!(now == "16px", "{mode:?}: {now}");
    }
    stage.browser.quit().await
}

/// Draws a finger over the page, in steps as a screen tells them, and waits until that is drawn.
async fn drag(stage: &Stage, from: i64, to: i64) -> Result<()> {
    let touch = |kind: &'static str, y: Option<i64>| {
        let points: Vec<_> = y.map(|y| json!({"x": 195, "y": y})).into_iter().collect();
        let touch = json!({"type": kind, "touchPoints": points});
        stage.browser.devtools("Input.dispatchTouchEvent", touch)
    };
    touch("touchStart", Some(from)).await?;
    for step in 1..=10 {
        touch("touchMove", Some(from + (to - from) * step / 10)).await?;
    }
    touch("touchEnd", None).await?;
    let drawn = "const [done] = arguments;
        requestAnimationFrame(() => requestAnimationFrame(() => done()))";
    stage.browser.driver.execute_async(drawn, Vec::new()).await?;
    Ok(())
}

#[tokio::test]
async fn scrolling_in_a_sheet_stays_in_it_at_both_ends() -> Result<()> {
    if is_skipped(&[Engine::Chromium], "no other driver has a finger")? {
        return Ok(());
    }
    let stage = Stage::start(Shape::Phone).await?;
    let scrolled = "return [
        Math.round(scrollY),
        Math.round([...document.querySelector('ask-docs').shadowRoot.querySelectorAll('.place, .turns')]
            .reduce((sum, one) => sum + one.scrollTop, 0))]";
    for mode in WINDOWS {
        // Long, and too short to scroll at all.
        for (name, state) in [("long", state("every-construct")?), ("short", state("idle")?)] {
            let _shown = stage.show(state, mode, Surroundings::default()).await?;
            let page = "document.documentElement.style.scrollBehavior = 'auto';
                document.body.style.minHeight = '3000px';";
            let before = stage.browser.run("return Math.round(scrollY)").await?;
            stage.browser.run(page).await?;
            // Down, further than there is anything, and up again.
            for (from, to) in [(700, 150), (700, 150), (150, 700), (150, 700), (150, 700)] {
                drag(&stage, from, to).await?;
                let now: [i64; 2] = serde_json::from_value(stage.browser.run(scrolled).await?)?;
                ensure!(before == now[0], "{mode:?}, {name}: the page stands at {}", now[0]);
                let moves = name == "long" && from > to;
                ensure!(!moves || now[1] > 0, "{mode:?}, {name}: the sheet does not scroll");
            }
        }
    }
    stage.browser.quit().await
}

#[tokio::test]
async fn focus_never_goes_to_the_page_that_a_sheet_covers() -> Result<()> {
    let stage = Stage::start(Shape::Phone).await?;
    for mode in WINDOWS {
        let _shown = stage.show(state("answered")?, mode, Surroundings::default()).await?;
        let reachable = "return document.querySelector('ask-docs').shadowRoot
            .querySelectorAll('.shell :is(a, button, textarea)').length";
        let count = stage.browser.run(reachable).await?.as_u64().unwrap_or_default();
        ensure!(count > 5, "{mode:?}: {count} in the sheet");
        for is_back in [false, true] {
            for step in 0..=count {
                let keys = stage.browser.driver.action_chain();
                let keys = match is_back {
                    true => keys.key_down(Key::Shift).send_keys(Key::Tab).key_up(Key::Shift),
                    false => keys.send_keys(Key::Tab),
                };
                keys.perform().await?;
                let is_inside = "return document.querySelector('ask-docs').shadowRoot
                    .activeElement?.closest('.shell') != null";
                ensure!(stage.browser.run(is_inside).await? == true, "{mode:?}: step {step}");
            }
        }
    }
    stage.browser.quit().await
}
