//! What owners can style: colours that can be read whatever they pick, a page's own switch between
//! light and dark, and parts under the names that the docs give them.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::states::{Mode, STATES, Stage, State, Surroundings, state};
use ask_docs_e2e::{Engine, Shape, env, is_skipped, until};
use serde_json::json;

/// Brand colours, pure ones, and the worst: in the middle, nearly white, nearly black.
const ACCENTS: [&str; 20] = [
    "#000000",
    "#ffffff",
    "#ff0000",
    "#00ff00",
    "#0000ff",
    "#ffff00",
    "#ff00ff",
    "#00ffff",
    "#777777",
    "#767676",
    "#7048e8",
    "#f59e0b",
    "#10b981",
    "#ef4444",
    "#635bff",
    "#fafafa",
    "#0a0a0a",
    "hsl(35 100% 50%)",
    "oklch(0.7 0.2 330)",
    "color(display-p3 0 1 0.2)",
];

/// The least contrast of the texts that `arguments[0]` names, each with what is behind it.
const LEAST: &str = "
    const root = document.querySelector('ask-docs').shadowRoot;
    const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const paint = (colours) => {
        pen.clearRect(0, 0, 1, 1);
        for (const colour of colours) {
            pen.fillStyle = colour;
            pen.fillRect(0, 0, 1, 1);
        }
        return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (colour) => {
        const [r, g, b] = colour.map((one) => (one /= 255) <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
        const grounds = [];
        for (let one = element; one; one = one.parentElement) grounds.unshift(getComputedStyle(one).backgroundColor);
        return grounds;
    };
    let least = [99];
    for (const element of root.querySelectorAll(arguments[0])) {
        const grounds = behind(element);
        const colours = [paint(grounds), paint([...grounds, getComputedStyle(element)[arguments[1]]])];
        const [dark, light] = colours.map(luminance).sort((one, other) => one - other);
        const contrast = (light + 0.05) / (dark + 0.05);
        if (contrast < least[0]) least = [contrast, `${element.localName}.${element.className} ${colours.join(' on ')}`];
    }
    return least";

/// Fails where one of the elements, of which there is one at least, has less contrast than `least`.
async fn check(stage: &Stage, selector: &str, property: &str, least: f64) -> Result<()> {
    let given = vec![json!(selector), json!(property)];
    let found = stage.browser.driver.execute(LEAST, given).await?;
    let contrast = found.json()[0].as_f64().context("a contrast")?;
    ensure!(contrast < 99.0, "no {selector}");
    ensure!(contrast >= least, "{selector}: {}", found.json());
    Ok(())
}

/// Calls `look` with each accent, by day and by night.
async fn with_each_accent(stage: &Stage, looks: &[(&str, &str, f64)]) -> Result<()> {
    for is_dark in [false, true] {
        stage.surround(Surroundings { is_dark, is_rtl: false }).await?;
        for accent in ACCENTS {
            let pick = format!(
                "const {{ style }} = document.querySelector('ask-docs');
                 style.setProperty('--ask-docs-time', '0ms');
                 style.setProperty('--ask-docs-accent', '{accent}');"
            );
            stage.browser.run(&pick).await?;
            for (selector, property, least) in looks {
                let checked = check(stage, selector, property, *least).await;
                checked.with_context(|| format!("{accent}, dark: {is_dark}"))?;
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn whatever_accent_an_owner_picks_it_can_be_read() -> Result<()> {
    let stage = Stage::start(Shape::Desktop).await?;
    let shown = stage.show(state("answered")?, Mode::Inline, Surroundings::default()).await?;
    let looks = [
        (".action", "color", 4.5),
        (".answer a, .sources a, .follow-up", "color", 4.5),
        (".row", "borderTopColor", 3.0),
    ];
    shown.ask_box.find("textarea").await?.focus().await?;
    with_each_accent(&stage, &looks).await?;
    let pointer = stage.browser.driver.action_chain();
    pointer.move_to_element_center(&shown.ask_box.find(".action").await?).perform().await?;
    with_each_accent(&stage, &[(".action:hover", "color", 4.5)]).await?;
    let _shown =
        stage.show(state("every-construct")?, Mode::Inline, Surroundings::default()).await?;
    with_each_accent(&stage, &[(".answer a", "color", 4.5)]).await?;
    stage.browser.quit().await
}

#[tokio::test]
async fn a_launcher_that_nobody_has_touched_can_be_read_too() -> Result<()> {
    let stage = Stage::start(Shape::Desktop).await?;
    let _api = stage.open(state("idle")?, Mode::Launcher, Surroundings::default()).await?;
    stage.browser.drawn(".launcher").await?;
    with_each_accent(&stage, &[(".launcher", "color", 4.5)]).await?;
    stage.browser.quit().await
}

#[tokio::test]
async fn the_docs_name_every_part_and_no_other() -> Result<()> {
    let stage = Stage::start(Shape::Desktop).await?;
    // Only in an answer that is too long to be shown whole, in one that is scrolled, and beside words
    // that are selected in the page (e2e/tests/selection.rs).
    let rare = ["note", "to-newest", "about"];
    let mut parts = BTreeSet::from(rare.map(str::to_owned));
    let windows = Mode::ALL.map(|mode| ("answered", mode));
    let states = STATES.iter().map(|state| (state.name, Mode::Inline));
    for (name, mode) in states.chain(windows) {
        let _shown = stage.show(state(name)?, mode, Surroundings::default()).await?;
        let script = "const { shadowRoot } = document.querySelector('ask-docs');
            return [...shadowRoot.querySelectorAll('[part]')].flatMap((one) => [...one.part])";
        let seen: Vec<String> = serde_json::from_value(stage.browser.run(script).await?)?;
        parts.extend(seen);
    }
    let page = fs::read_to_string(env("XTASK_ROOT")?.join("docs/theming.md"))?;
    let (_, table) = page.split_once("## Parts").context("the docs have parts")?;
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let named: BTreeSet<_> = rows.map(str::to_owned).collect();
    ensure!(
        named == parts,
        "only in the docs: {:?}; not in them: {:?}",
        named.difference(&parts).collect::<Vec<_>>(),
        parts.difference(&named).collect::<Vec<_>>()
    );
    stage.browser.quit().await
}

/// Whether the field is drawn for a dark page.
const IS_DARK: &str = "
    const place = document.querySelector('ask-docs').shadowRoot.querySelector('.place');
    return getComputedStyle(place.firstElementChild).colorScheme === 'dark'";

#[tokio::test]
async fn a_box_follows_the_switch_of_its_page_until_it_is_gone() -> Result<()> {
    let stage = Stage::start(Shape::Desktop).await?;
    let page = "
        const { prototype } = MutationObserver;
        const { observe, disconnect } = prototype;
        window.observers = new Set();
        prototype.observe = function (...given) { observers.add(this); return observe.apply(this, given) };
        prototype.disconnect = function () { observers.delete(this); return disconnect.call(this) };";
    let switched = State {
        page,
        settings: &[("dark-when", "html.dark, [data-theme=dark]")],
        ..*state("idle")?
    };
    let _api = stage.open(&switched, Mode::Inline, Surroundings::default()).await?;
    let is_dark = async |wanted: bool| {
        until("the box has followed", || async {
            Ok((stage.browser.run(IS_DARK).await? == wanted).then_some(()))
        })
        .await
    };
    // Before anybody has shown that they want to ask, and after it.
    for _ in 0..2 {
        is_dark(false).await?;
        for (dark, light) in [
            (
                "document.documentElement.classList.add('dark')",
                "document.documentElement.className = ''",
            ),
            ("document.body.dataset.theme = 'dark'", "document.body.dataset.theme = 'light'"),
        ] {
            stage.browser.run(dark).await?;
            is_dark(true).await?;
            stage.browser.run(light).await?;
            is_dark(false).await?;
        }
        stage.browser.ask_box("ask-docs").await?.enter().await?;
    }
    // As told for all other times, which is what it was before by chance.
    stage.browser.run("document.documentElement.style.colorScheme = 'dark'").await?;
    is_dark(true).await?;
    stage.browser.run("document.querySelector('ask-docs').setAttribute('theme', 'light')").await?;
    is_dark(false).await?;
    stage.browser.run("document.documentElement.classList.add('dark')").await?;
    is_dark(true).await?;
    ensure!(stage.browser.run("return observers.size > 0").await? == true);
    stage.browser.run("document.querySelector('ask-docs').remove()").await?;
    until("nothing is watched any more", || async {
        Ok((stage.browser.run("return observers.size").await? == 0).then_some(()))
    })
    .await?;
    stage.browser.quit().await
}

#[tokio::test]
async fn readers_who_ask_for_more_contrast_get_it() -> Result<()> {
    if is_skipped(&[Engine::Chromium], "no other driver says that a reader wants more contrast")? {
        return Ok(());
    }
    let stage = Stage::start(Shape::Desktop).await?;
    let more = json!({"features": [{"name": "prefers-contrast", "value": "more"}]});
    stage.browser.devtools("Emulation.setEmulatedMedia", more).await?;
    for is_dark in [false, true] {
        let around = Surroundings { is_dark, is_rtl: false };
        let _shown = stage.show(state("answered")?, Mode::Inline, around).await?;
        // Quieter texts are as clear as all others, and lines can be seen.
        check(&stage, ".disclaimer, .source-place, .sources h4", "color", 7.0).await?;
        check(&stage, ".box, .turn, .row", "borderTopColor", 4.5).await?;
    }
    stage.browser.quit().await
}
