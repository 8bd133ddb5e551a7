//! Pictures of what a browser shows, each of the same scene the same: nothing moves in them, nothing
//! has focus, and the letters are those of a font that the machine is known to have.

use std::cell::RefCell;

use anyhow::{Context, Result};
use serde_json::json;

use super::picture::Picture;
use crate::states::Stage;
use crate::until;

/// What a picture shows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Look {
    /// The box with a little of the page around it, however long.
    Box,
    /// The reader's window.
    Window,
}

/// A camera at a stage.
#[derive(Debug)]
pub(super) struct Camera<'a> {
    pub(super) stage: &'a Stage,
}

/// Pixels of a picture for one of the page.
const SHARPNESS: f64 = 1.5;

/// Makes the page ready, and gives what of it belongs to the box: left, top, width and height.
const READY: &str = "
    const host = document.querySelector('ask-docs');
    host.shadowRoot.activeElement?.blur();
    document.documentElement.style.setProperty('--ask-docs-time', '0ms');
    document.documentElement.style.setProperty('--ask-docs-font', 'Inter, system-ui');
    document.body.style.fontFamily = 'Inter, system-ui';
    // What is out of sight is in the picture.
    const whole = new CSSStyleSheet();
    whole.replaceSync('.run { content-visibility: visible !important; }');
    host.shadowRoot.adoptedStyleSheets.push(whole);
    const { left, top, right, bottom } = host.getBoundingClientRect();
    const around = Math.min(24, left);
    return [left - around, top + scrollY - around, right - left + 2 * around, bottom - top + 2 * around]";

impl<'a> Camera<'a> {
    /// A camera at `stage`, whose pages it keeps still.
    ///
    /// # Errors
    /// When the browser is no Chromium.
    pub(super) async fn new(stage: &'a Stage) -> Result<Self> {
        let still = json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
        stage.browser.devtools("Emulation.setEmulatedMedia", still).await?;
        Ok(Self { stage })
    }

    /// What is there now.
    ///
    /// # Errors
    /// When the page is gone.
    pub(super) async fn take(&self, look: Look) -> Result<Picture> {
        let browser = &self.stage.browser;
        let [left, top, width, height]: [f64; 4] =
            serde_json::from_value(browser.run(READY).await?)?;
        let size = browser.run("return [innerWidth, innerHeight, devicePixelRatio]").await?;
        let [window_width, window_height, ratio]: [f64; 3] = serde_json::from_value(size)?;
        let (x, y, width, height) = match look {
            Look::Box => (left.floor(), top.floor(), width.ceil(), height.ceil()),
            Look::Window => (0.0, 0.0, window_width, window_height),
        };
        let clip = json!({
            "x": x, "y": y, "width": width, "height": height, "scale": SHARPNESS / ratio
        });
        let wanted = json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
        // Far below the window, what scrolls by itself may not be painted at first.
        let last = RefCell::new(String::new());
        let painted = until("two pictures in a row are the same", || async {
            let taken = browser.devtools("Page.captureScreenshot", wanted.clone()).await?;
            let data = taken["data"].as_str().context("a picture")?;
            let before = last.replace(data.to_owned());
            Ok((data == before).then_some(before))
        });
        Picture::decode(&painted.await?)
    }
}
