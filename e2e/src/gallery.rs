//! The pictures of the documentation, and the page that shows them: every state of the box by day
//! and by night, wide and on a phone, on one sheet for each.

mod camera;
mod page;
mod picture;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use self::camera::{Camera, Look};
use self::picture::Picture;
use crate::states::{Mode, STATES, Stage, Surroundings, state};
use crate::{Shape, env};

/// Where the pictures are, from the project's root.
const FOLDER: &str = "docs/pictures";
/// The page that shows them.
const PAGE: &str = "docs/gallery.md";

/// A sheet besides those of the states: the state in a mode, for readers of both directions.
#[derive(Clone, Copy, Debug)]
struct Window {
    name: &'static str,
    about: &'static str,
    state: &'static str,
    mode: Mode,
    is_rtl: bool,
}

const fn window(name: &'static str, about: &'static str, mode: Mode) -> Window {
    Window { name, about, state: "answered", mode, is_rtl: false }
}

const WINDOWS: &[Window] = &[
    Window {
        state: "untouched",
        ..window(
            "closed-launcher",
            "A floating button, before anybody has pressed it",
            Mode::Launcher,
        )
    },
    window("launcher", "A window at a floating button", Mode::Launcher),
    window("dialog", "A dialog over the page, which waits meanwhile", Mode::Dialog),
    window("panel", "A panel at a side of the page", Mode::Panel),
    Window {
        is_rtl: true,
        ..window("right-to-left", "In a page that runs from right to left", Mode::Inline)
    },
    Window { is_rtl: true, ..window("panel-right-to-left", "A panel in such a page", Mode::Panel) },
];

/// Takes all pictures anew and writes the page.
///
/// # Errors
/// When a state is not reached, or a file cannot be written.
pub async fn make() -> Result<()> {
    let root = env("XTASK_ROOT")?;
    let folder = root.join(FOLDER);
    let (wide, phone) = (Stage::start(Shape::Desktop).await?, Stage::start(Shape::Phone).await?);
    let cameras = [Camera::new(&wide).await?, Camera::new(&phone).await?];
    for state in STATES {
        let sheet = sheet(&cameras, state.name, Mode::Inline, false).await?;
        write(&folder, &format!("state-{}", state.name), &sheet)?;
    }
    for window in WINDOWS {
        let sheet = sheet(&cameras, window.state, window.mode, window.is_rtl).await?;
        write(&folder, window.name, &sheet)?;
    }
    // The one at the head of the README.
    let around = Surroundings::default();
    let _shown = wide.show(state("answered")?, Mode::Inline, around).await?;
    write(&folder, "answered", &cameras[0].take(Look::Box).await?)?;
    fs::write(root.join(PAGE), page::text()).context(PAGE)?;
    wide.browser.quit().await?;
    phone.browser.quit().await
}

/// A state wide and on a phone, by day above and by night below.
async fn sheet(cameras: &[Camera<'_>; 2], name: &str, mode: Mode, is_rtl: bool) -> Result<Picture> {
    let look = if mode == Mode::Inline { Look::Box } else { Look::Window };
    let mut rows = [Vec::new(), Vec::new()];
    for camera in cameras {
        let around = Surroundings { is_dark: false, is_rtl };
        let _shown = camera.stage.show(state(name)?, mode, around).await?;
        for (row, is_dark) in rows.iter_mut().zip([false, true]) {
            camera.stage.surround(Surroundings { is_dark, is_rtl }).await?;
            row.push(camera.take(look).await?);
        }
    }
    Ok(Picture::column(rows.iter().map(|row| Picture::row(row)).collect()))
}

fn write(folder: &Path, name: &str, picture: &Picture) -> Result<()> {
    let file = format!("{name}.png");
    let bytes = picture.encode().with_context(|| file.clone())?;
    println!("{FOLDER}/{file}: {} KB", bytes.len() / 1000);
    fs::write(folder.join(&file), bytes).context(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_every_state_and_each_of_its_pictures_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let page = fs::read_to_string(root.join(PAGE)).expect("the page");
        assert_eq!(page, page::text(), "`cargo xtask gallery` writes it anew");
        let pictures: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("![")).collect();
        assert_eq!(pictures.len(), STATES.len() + WINDOWS.len());
        for picture in pictures {
            let (_, file) = picture.split_once("](").expect("an address");
            let file = root.join("docs").join(file.trim_end_matches(')'));
            assert!(file.is_file(), "{} is missing", file.display());
        }
    }
}
