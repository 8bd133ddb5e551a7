//! Every state that a reader can find the box in: one list, for the gallery and for every test that
//! has to hold in all of them.
//!
//! Owns how a real box on a real page is brought into a state: by an API that plays its part and by
//! what a reader does. Each way ends with something that is seen, so nothing waits for luck, and
//! looks for no word of the box, so it is the same in all languages. Refuses to judge what is seen.

mod api;
mod list;

use anyhow::{Context, Result};
use serde_json::json;

use crate::{AskBox, Browser, Gateway, Received, Scripted, Shape, Step};

pub use list::{ELSEWHERE, STATES};

/// A state, and the way into it.
#[derive(Clone, Copy, Debug)]
pub struct State {
    /// As in the name of a file.
    pub name: &'static str,
    /// What the reader sees, in one sentence.
    pub about: &'static str,
    /// Attributes of the element.
    pub settings: &'static [(&'static str, &'static str)],
    /// A script of the page before the element is made.
    pub page: &'static str,
    /// What the API answers.
    pub api: fn(&Received) -> Vec<Step>,
    /// What the reader does then, in an open box; in one that nobody has opened if that is nothing,
    /// or begins in the page.
    pub acts: &'static [Act],
}

/// Something that a reader does, or sees.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Goes into the field and has the whole box then.
    Enter,
    /// Types a question and sends it with Enter.
    Ask(&'static str),
    /// Presses what this selector names.
    Press(&'static str),
    /// Sees what this selector names.
    See(&'static str),
    /// Selects the words of what this selector names in the page.
    Select(&'static str),
    /// Scrolls back to the oldest question, and in its answer to the first code.
    GoBack,
    /// Sees these words, which are the API's, in what this selector names.
    Read(&'static str, &'static str),
}

/// The state called `name`.
///
/// # Errors
/// When there is none.
pub fn state(name: &str) -> Result<&'static State> {
    STATES.iter().find(|state| state.name == name).with_context(|| format!("no state `{name}`"))
}

/// Where a box stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// In the page.
    Inline,
    /// In a window at a floating button.
    Launcher,
    /// In a window over the page, which waits meanwhile.
    Dialog,
    /// At a side of the page.
    Panel,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Inline, Self::Launcher, Self::Dialog, Self::Panel];

    /// The value of the setting `mode`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::Launcher => "launcher",
            Self::Dialog => "dialog",
            Self::Panel => "panel",
        }
    }
}

/// What the page around the box is like. It can change while the box is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Whether the page is dark.
    pub is_dark: bool,
    /// Whether the page is Arabic, and runs from right to left.
    pub is_rtl: bool,
}

impl Surroundings {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self { is_dark: false, is_rtl: false },
        Self { is_dark: true, is_rtl: false },
        Self { is_dark: false, is_rtl: true },
        Self { is_dark: true, is_rtl: true },
    ];
}

/// A browser and the pages to open in it, one after the other.
#[must_use]
#[derive(Debug)]
pub struct Stage {
    gateway: Gateway,
    /// Where the pages are opened.
    pub browser: Browser,
}

/// A box in a state.
#[must_use]
#[derive(Debug)]
pub struct Shown {
    /// What the box asks.
    pub api: Scripted,
    /// The box.
    pub ask_box: AskBox,
}

impl Stage {
    /// Starts a browser with a screen of this `shape`.
    ///
    /// # Errors
    /// When something does not start.
    pub async fn start(shape: Shape) -> Result<Self> {
        let gateway = Gateway::over_docs(&[]).await?;
        Ok(Self { gateway, browser: Browser::start(shape).await? })
    }

    /// Opens a page anew, whose box stands as `mode` says, and brings the box into `state`.
    ///
    /// # Errors
    /// When it does not get there; says which state and which step.
    pub async fn show(&self, state: &State, mode: Mode, around: Surroundings) -> Result<Shown> {
        let shown = self.reach(state, mode, around).await;
        shown.with_context(|| format!("reach the state `{}` in mode {}", state.name, mode.name()))
    }

    /// Opens a page anew, whose box nobody has touched yet; it is what `state` begins with.
    ///
    /// # Errors
    /// When something does not start.
    pub async fn open(&self, state: &State, mode: Mode, around: Surroundings) -> Result<Scripted> {
        let answer = state.api;
        let api = Scripted::start(move |request| match request.line.contains("/questions") {
            true => api::starters(),
            false => answer(request),
        })
        .await?;
        let page = if mode == Mode::Inline { "" } else { "dashboard.html" };
        self.browser.driver.goto(&format!("{}/{page}", self.gateway.address)).await?;
        self.surround(around).await?;
        let settings = [&[("endpoint", &*api.address), ("mode", mode.name())], state.settings];
        let settings = settings.concat();
        let place = match mode {
            Mode::Inline => "document.querySelector('main h2')?.before(box)",
            _ => "document.body.append(box)",
        };
        let page = format!(
            "sessionStorage.clear();
             for (const box of document.querySelectorAll('ask-docs')) box.remove();
             {}
             const box = document.createElement('ask-docs');
             for (const [name, value] of {}) box.setAttribute(name, value);
             {place};",
            state.page,
            json!(settings)
        );
        self.browser.run(&page).await?;
        Ok(api)
    }

    async fn reach(&self, state: &State, mode: Mode, around: Surroundings) -> Result<Shown> {
        let api = self.open(state, mode, around).await?;
        // Words can be selected in a page that no dialog lies over.
        let is_closed = state.acts.first().is_none_or(|act| matches!(act, Act::Select(_)));
        let ask_box = match mode {
            Mode::Inline => self.browser.ask_box("ask-docs").await?,
            _ if is_closed => self.browser.closed_box("ask-docs").await?,
            _ => {
                self.browser.drawn(".launcher").await?.click().await?;
                self.browser.ask_box("ask-docs").await?
            }
        };
        for act in state.acts {
            act.play(&self.browser, &ask_box).await.with_context(|| format!("{act:?}"))?;
        }
        Ok(Shown { api, ask_box })
    }

    /// Changes the page that is open.
    ///
    /// # Errors
    /// When none is.
    pub async fn surround(&self, around: Surroundings) -> Result<()> {
        let scheme = if around.is_dark { "dark" } else { "light" };
        let (direction, language) = if around.is_rtl { ("rtl", "ar") } else { ("ltr", "en") };
        let page = format!(
            "const page = document.documentElement;
             page.dir = '{direction}';
             page.lang = '{language}';
             page.style.colorScheme = '{scheme}';"
        );
        self.browser.run(&page).await?;
        Ok(())
    }
}

impl Act {
    async fn play(self, browser: &Browser, ask_box: &AskBox) -> Result<()> {
        match self {
            Self::Enter => ask_box.enter().await,
            Self::Ask(question) => ask_box.ask(question).await,
            Self::Press("textarea") => ask_box.click_field().await,
            Self::Press(selector) => ask_box.click(selector).await,
            Self::See(selector) => ask_box.find(selector).await.map(drop),
            Self::Select(selector) => {
                let words = format!("document.querySelector({})", json!(selector));
                browser.run(&format!("getSelection().selectAllChildren({words})")).await.map(drop)
            }
            Self::GoBack => {
                let oldest = "document.querySelector('ask-docs').shadowRoot
                         .querySelector('.turn:last-child .answer pre')
                         .scrollIntoView({ behavior: 'instant' })";
                browser.run(oldest).await.map(drop)
            }
            Self::Read(selector, words) => {
                ask_box.text(selector, |text| text.contains(words)).await.map(drop)
            }
        }
    }
}
