//! The words of the box: in the language of the setting, the page or the browser, fetched alone,
//! mirrored where it runs from right to left, and never wider than a phone.

use anyhow::{Context, Result, ensure};
use ask_docs_e2e::states::{Mode, Stage, Surroundings, state};
use ask_docs_e2e::{
    Browser, Day, Engine, Gateway, Shape, Step, is_skipped, snapshot, stream_head, until,
};
use serde_json::{Value, json};

const LANGUAGES: [&str; 17] = [
    "ar", "de", "en", "es", "fr", "he", "hi", "it", "ja", "ko", "nl", "pl", "pt-BR", "tr", "uk",
    "zh-Hans", "zh-Hant",
];

/// States that show, among them, nearly all words.
const WORDY: [&str; 10] = [
    "idle",
    "too-long",
    "thinking",
    "answered",
    "nothing-found",
    "stopped",
    "incomplete",
    "from-cache",
    "rate-limited",
    "not-configured",
];

/// The language that the box speaks now.
const SPOKEN: &str =
    "return document.querySelector('ask-docs').shadowRoot.querySelector('.box')?.lang ?? ''";

/// What of the box stands out of its place, and which of its words are cut off. Code and tables
/// scroll by themselves, and an address is cut on purpose.
const TOO_WIDE: &str = "
    const root = document.querySelector('ask-docs').shadowRoot;
    const found = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls');
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const parent = text.parentElement;
        if (!text.data.trim() || parent.closest('pre, .table, .visually-hidden, .source-place, figcaption')) continue;
        const range = new Range();
        range.selectNodeContents(text);
        const { left, right, width } = range.getBoundingClientRect();
        if (!width || getComputedStyle(parent).fontSize === '0px') continue;
        for (let place = parent; place; place = place.parentElement) {
            const box = place.getBoundingClientRect();
            const isBound = place === parent || place.matches('button, .box, .shell, .row');
            const isCut = getComputedStyle(place).overflowX !== 'visible';
            if ((isBound || isCut) && getComputedStyle(place).display !== 'inline'
                && (left < box.left - 1 || right > box.right + 1)) {
                found.push(`“${text.data}” stands out of ${place.localName}.${place.className}`);
                break;
            }
        }
    }
    return found";

/// Has the box speak `language`, and waits until it does.
async fn speak(browser: &Browser, language: &str) -> Result<()> {
    let set = format!("document.querySelector('ask-docs').setAttribute('language', '{language}')");
    browser.run(&set).await?;
    spoken(browser, language).await
}

async fn spoken(browser: &Browser, language: &str) -> Result<()> {
    until(language, || async { Ok((browser.run(SPOKEN).await? == language).then_some(())) }).await
}

#[tokio::test]
async fn every_language_fits_a_window_of_360_pixels() -> Result<()> {
    if is_skipped(&[Engine::Chromium], "no other driver makes a window that narrow")? {
        return Ok(());
    }
    let stage = Stage::start(Shape::Desktop).await?;
    let phone = json!({"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": false});
    let mut found = Vec::new();
    for mode in [Mode::Inline, Mode::Launcher] {
        for name in WORDY {
            let _shown = stage.show(state(name)?, mode, Surroundings::default()).await?;
            stage.browser.devtools("Emulation.setDeviceMetricsOverride", phone.clone()).await?;
            for language in LANGUAGES {
                speak(&stage.browser, language).await?;
                let wide: Vec<String> = serde_json::from_value(stage.browser.run(TOO_WIDE).await?)?;
                let place = (name, mode.name(), language);
                found.extend(wide.into_iter().map(|wide| format!("{place:?}: {wide}")));
            }
            stage.browser.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await?;
        }
    }
    ensure!(found.is_empty(), "{found:#?}");
    stage.browser.quit().await
}

/// Where the middle of what these selectors name is, from left to right.
async fn middles(browser: &Browser, selectors: [&str; 2]) -> Result<[f64; 2]> {
    let script = format!(
        "const root = document.querySelector('ask-docs').shadowRoot;
         return {}.map((selector) => {{
             const {{ left, right }} = root.querySelector(selector).getBoundingClientRect();
             return (left + right) / 2;
         }})",
        json!(selectors)
    );
    let middles: Vec<f64> = serde_json::from_value(browser.run(&script).await?)?;
    middles.try_into().ok().context("as many as selectors")
}

#[tokio::test]
async fn arabic_and_hebrew_are_mirrored_and_an_english_answer_in_them_is_not() -> Result<()> {
    let stage = Stage::start(Shape::Desktop).await?;
    let _shown = stage.show(state("answered")?, Mode::Inline, Surroundings::default()).await?;
    // What stands at the start of a line comes first.
    let pairs = [
        ["textarea", "button[part=ask]"],
        [".question span", ".question .icon"],
        ["[part=copy] .icon", "[part=copy] span"],
        ["[part=copy]", "[part=not-helpful]"],
        [".follow-up .icon", ".follow-up span"],
    ];
    for (language, is_mirrored) in [("en", false), ("ar", true), ("de", false), ("he", true)] {
        speak(&stage.browser, language).await?;
        for pair in pairs {
            let [first, second] = middles(&stage.browser, pair).await?;
            ensure!((first > second) == is_mirrored, "{language}, {pair:?}: {first} {second}");
        }
        let script = "
            const root = document.querySelector('ask-docs').shadowRoot;
            const of = (selector) => getComputedStyle(root.querySelector(selector));
            return [of('.answer p').direction, of('.sources h4').direction, of('.follow-up .icon').scale]";
        let found = stage.browser.run(script).await?;
        let direction = if is_mirrored { "rtl" } else { "ltr" };
        let scale = if is_mirrored { "-1 1" } else { "none" };
        ensure!(found == json!(["ltr", direction, scale]), "{language}: {found}");
    }
    stage.browser.quit().await
}

#[tokio::test]
async fn an_arabic_answer_in_an_english_box_runs_from_right_to_left() -> Result<()> {
    let day = Day::start("", |_| {
        let answer = snapshot("افتح الإعدادات.\n\n- أولاً\n\nThen `save`.", json!([]));
        vec![Step::send(stream_head("200 OK", "") + &*answer + "event: done\ndata: done\n\n")]
    })
    .await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.completed().await?;
    let script = "
        const root = document.querySelector('ask-docs').shadowRoot;
        return [root.querySelector('.box'), ...root.querySelectorAll('.run > p, li')]
            .map((element) => getComputedStyle(element).direction)";
    let directions = day.browser.run(script).await?;
    ensure!(directions == json!(["ltr", "rtl", "rtl", "ltr"]), "{directions}");
    day.browser.quit().await
}

/// The files with words that were fetched.
async fn fetched(browser: &Browser) -> Result<Vec<String>> {
    let script = "return performance.getEntriesByType('resource')
        .map((one) => one.name.split('/').pop()).filter((name) => name.startsWith('words-'))
        .map((name) => name.replace(/-[0-9a-f]{12}\\.json$/, ''))";
    Ok(serde_json::from_value(browser.run(script).await?)?)
}

#[tokio::test]
async fn only_the_language_in_use_is_fetched_and_another_one_when_it_is_set() -> Result<()> {
    let day = Day::start("document.documentElement.lang = 'de-AT';", |_| Vec::new()).await?;
    ensure!(fetched(&day.browser).await?.is_empty(), "before anybody wants to ask");
    day.ask_box.enter().await?;
    spoken(&day.browser, "de").await?;
    ensure!(fetched(&day.browser).await? == ["words-de"]);
    let label =
        "return document.querySelector('ask-docs').shadowRoot.querySelector('.label').textContent";
    ensure!(day.browser.run(label).await? == "Dokumentation fragen");
    speak(&day.browser, "fr").await?;
    ensure!(day.browser.run(label).await? == "Interroger la documentation");
    ensure!(fetched(&day.browser).await? == ["words-de", "words-fr"]);
    // English is inside.
    speak(&day.browser, "en").await?;
    ensure!(day.browser.run(label).await? == "Ask the docs");
    ensure!(fetched(&day.browser).await?.len() == 2);
    day.browser.quit().await
}

#[tokio::test]
async fn the_setting_is_heard_first_then_the_page_then_the_browser() -> Result<()> {
    let browsers = "Object.defineProperty(navigator, 'languages', {value: ['tlh', 'uk-UA', 'fr']});
         const around = document.createElement('div');
         document.querySelector('main').append(around);
         Object.defineProperty(document.querySelector('main'), 'append', {value: (one) => around.append(one)});";
    let day = Day::start(browsers, |_| Vec::new()).await?;
    day.ask_box.enter().await?;
    // The page's own `lang` is English.
    spoken(&day.browser, "en").await?;
    for (around, own, setting, expected) in [
        ("pt-PT", "", "", "pt-BR"),
        ("pt-PT", "zh-TW", "", "zh-Hant"),
        ("", "zh-HK", "", "zh-Hant"),
        ("", "zh", "", "zh-Hans"),
        ("", "zh-Hans-HK", "", "zh-Hans"),
        ("", "iw", "", "he"),
        ("", "de_CH", "", "de"),
        ("", "en-GB", "", "en"),
        // Nobody speaks it here, and the browser asks for Ukrainian.
        ("", "sv", "", "uk"),
        ("", "not a language", "", "uk"),
        ("de", "it", "ja-JP", "ja"),
        ("de", "it", "xx", "it"),
        ("de", "", "", "de"),
    ] {
        let set = |of: &str, name: &str, value: &str| match value {
            "" => format!("{of}.removeAttribute('{name}');"),
            value => format!("{of}.setAttribute('{name}', '{value}');"),
        };
        let host = "document.querySelector('ask-docs')";
        let page = [
            set(&format!("{host}.parentElement"), "lang", around),
            set(host, "lang", own),
            set(host, "language", setting),
            // What stands around it is not watched, but for the page itself.
            format!("{host}.toggleAttribute('data-again');"),
        ];
        day.browser.run(&page.concat()).await?;
        let found = spoken(&day.browser, expected).await;
        found.with_context(|| format!("{around:?} {own:?} {setting:?}"))?;
    }
    let page = "document.querySelector('ask-docs').parentElement.removeAttribute('lang');
         document.documentElement.lang = 'ko'";
    day.browser.run(page).await?;
    spoken(&day.browser, "ko").await?;
    day.browser.quit().await
}

#[tokio::test]
async fn words_that_do_not_come_are_english_and_the_console_says_why_once() -> Result<()> {
    let page = "const own = fetch;
         window.fetch = (url, options) => String(url).includes('words-de')
             ? Promise.resolve(new Response('gone', {status: 404})) : own(url, options);
         box.setAttribute('language', 'de');";
    let day = Day::start(page, |_| Vec::new()).await?;
    if day.browser.engine != Engine::Chromium {
        // Only its log is there without a script of the page.
        return day.browser.quit().await;
    }
    day.ask_box.enter().await?;
    spoken(&day.browser, "en").await?;
    let told = day.browser.told().await?;
    let told: Vec<_> = told.iter().filter(|one| one.contains("Ask the Docs")).collect();
    ensure!(
        told.len() == 1 && told[0].contains(r#"the words in "de" could not be loaded"#),
        "{told:?}"
    );
    day.browser.quit().await
}

#[tokio::test]
async fn words_of_a_wrong_kind_are_english_and_the_others_count() -> Result<()> {
    let wrong = json!({"ask": 7, "label": {"other": "x"}, "placeholder": "<b>Frage</b>", "x": "y"});
    let page = format!(
        "const own = fetch;
         window.fetch = (url, options) => String(url).includes('words-de')
             ? Promise.resolve(new Response(JSON.stringify({wrong}))) : own(url, options);
         box.setAttribute('language', 'de');"
    );
    let day = Day::start(&page, |_| Vec::new()).await?;
    day.ask_box.enter().await?;
    day.ask_box.find("textarea[placeholder='<b>Frage</b>']").await?;
    let words = "const root = document.querySelector('ask-docs').shadowRoot;
         return [root.querySelector('.label').textContent, root.querySelector('.action').title]";
    ensure!(day.browser.run(words).await? == json!(["Ask the docs", "Ask"]));
    day.browser.quit().await
}

#[tokio::test]
async fn owners_put_words_of_their_own_in_the_place_of_any() -> Result<()> {
    let day = Day::start("", |_| {
        let answer = snapshot("Yes.", json!([{"type": "record", "title": "A", "url": "/a"}]));
        vec![Step::send(stream_head("200 OK", "") + &*answer + "event: done\ndata: done\n\n")]
    })
    .await?;
    let strings = "document.querySelector('ask-docs').update({strings: {ask: 'Los', askagain: 'x',
         completeWithSources: {one: 'Da, {count} Seite', other: 'Da, {count} Seiten'}}})";
    day.browser.run(strings).await?;
    day.ask_box.ask("How?").await?;
    day.ask_box.text_content("[part=status]", |status| status == "Da, 1 Seite").await?;
    day.ask_box.find("button[part=ask][title=Los]").await?;
    if day.browser.engine == Engine::Chromium {
        let told = day.browser.told().await?.join("\n");
        ensure!(told.matches("Ask the Docs").count() == 1, "{told}");
        ensure!(
            told.contains("no word `askagain` in `strings`; the nearest is `askAgain`"),
            "{told}"
        );
    }
    // They stay with another language, which has the rest.
    speak(&day.browser, "pl").await?;
    day.ask_box.find("button[part=ask][title=Los]").await?;
    day.ask_box.text(".sources h4", |words| words == "Źródła").await?;
    day.browser.run("document.querySelector('ask-docs').update({strings: undefined})").await?;
    day.ask_box.find("button[part=ask][title=Zapytaj]").await?;
    day.browser.quit().await
}

#[tokio::test]
async fn a_loader_of_another_language_has_its_first_words_and_fetches_the_rest_when_asked()
-> Result<()> {
    let gateway = Gateway::over_docs(&[]).await?;
    let browser = Browser::start(Shape::Desktop).await?;
    browser.driver.goto(&format!("{}/dashboard.html", gateway.address)).await?;
    // A page has one loader, and this one has its own: a frame is another page.
    let page = "return (async () => {
        const frame = document.createElement('iframe');
        frame.id = 'page';
        frame.srcdoc = `<!doctype html><html lang=en><body><script src='${location.origin}/ask-docs.de.js' data-mode=launcher></` + `script>`;
        const loaded = new Promise((done) => frame.onload = done);
        document.body.replaceChildren(frame);
        await loaded;
    })()";
    browser.run(page).await?;
    let launcher = "const root = document.querySelector('#page').contentDocument.querySelector('ask-docs')?.shadowRoot;
         return root?.querySelector('.launcher')?.textContent ?? ''";
    until("the launcher", || async {
        Ok((browser.run(launcher).await? == "Dokumentation fragen").then_some(()))
    })
    .await?;
    let names = "return document.querySelector('#page').contentWindow.performance
         .getEntriesByType('resource').filter((one) => one.name.includes('words-')).length";
    ensure!(browser.run(names).await? == 0);
    browser
        .run("document.querySelector('#page').contentDocument.querySelector('ask-docs').open()")
        .await?;
    let close = "const root = document.querySelector('#page').contentDocument.querySelector('ask-docs').shadowRoot;
         return root.querySelector('[part=close]')?.getAttribute('aria-label') ?? ''";
    until("the window's words", || async {
        Ok((browser.run(close).await? == "Schließen").then_some(()))
    })
    .await?;
    ensure!(browser.run(names).await? == Value::from(1));
    browser.quit().await
}
