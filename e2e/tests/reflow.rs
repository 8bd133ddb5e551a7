//! Narrow windows: a reader who zooms to 400 % on a screen of 1,280 pixels has 320 of them (WCAG
//! 2.2, 1.4.10), and nothing of the box may make them scroll sideways to read a line.

use anyhow::{Result, ensure};
use ask_docs_e2e::states::{Mode, STATES, Stage, Surroundings};
use ask_docs_e2e::{Engine, Shape, is_skipped};
use serde_json::json;

/// What stands out of the window, or is cut off. Code and tables scroll by themselves: the
/// criterion leaves out what needs two dimensions.
const WIDE: &str = "
    const root = document.querySelector('ask-docs').shadowRoot;
    const wide = [];
    if (document.documentElement.scrollWidth > innerWidth) wide.push('the page scrolls');
    for (const element of root.querySelectorAll('*')) {
        const scroller = element.closest('pre, .table, .tablist, .visually-hidden');
        if (scroller && scroller !== element) continue;
        const { left, right, width } = element.getBoundingClientRect();
        const name = `${element.localName}.${element.getAttribute('class')}`;
        if (width > 1 && (left < -0.5 || right > innerWidth + 0.5)) wide.push(`${name} stands out`);
        if (!scroller && /auto|scroll/.test(getComputedStyle(element).overflowX)
            && element.scrollWidth > element.clientWidth) wide.push(`${name} scrolls`);
    }
    return wide";

#[tokio::test]
async fn no_state_of_any_mode_scrolls_sideways_at_320_and_at_360_pixels() -> Result<()> {
    if is_skipped(&[Engine::Chromium], "no other driver makes a window that narrow")? {
        return Ok(());
    }
    let stage = Stage::start(Shape::Desktop).await?;
    let mut found = Vec::new();
    for (state, mode) in STATES.iter().flat_map(|state| Mode::ALL.map(|mode| (state, mode))) {
        let _shown = stage.show(state, mode, Surroundings::default()).await?;
        for (width, height) in [(320, 256), (360, 740)] {
            let size = json!({
                "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false
            });
            stage.browser.devtools("Emulation.setDeviceMetricsOverride", size).await?;
            for is_rtl in [false, true] {
                stage.surround(Surroundings { is_rtl, is_dark: false }).await?;
                let wide: Vec<String> = serde_json::from_value(stage.browser.run(WIDE).await?)?;
                let name = (state.name, mode.name(), width, is_rtl);
                found.extend(wide.into_iter().map(|wide| format!("{name:?}: {wide}")));
            }
        }
        stage.browser.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await?;
    }
    ensure!(found.is_empty(), "{found:#?}");
    stage.browser.quit().await
}
