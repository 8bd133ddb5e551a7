//! The install doctor finds each broken installation and names the cause, on its page in a browser
//! and on the command line, and finds nothing where nothing is broken.

mod broken;
mod report;
mod stage;

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use ask_docs_e2e::{Browser, Gateway, Scripted, Shape, audit, env};
use thirtyfour::prelude::*;

use broken::{ALL, Around, Broken, HEALTHY, TAG};
use report::{Report, ended, on_command_line, on_page};
use stage::{Page, Proxy, api, files, gateway_with};

/// What stands as long as an installation does.
struct Standing {
    /// Where browsers reach the gateway.
    front: String,
    page: Page,
    _gateway: Gateway,
    _api: Option<Scripted>,
    _proxy: Option<Proxy>,
    _folder: Option<tempfile::TempDir>,
}

async fn stand(broken: &Broken) -> Result<Standing> {
    let page = Page::start().await?;
    let (mut upstream, mut proxy, mut folder) = (None, None, None);
    let origin = &page.server.address;
    let www = env("XTASK_WWW")?;
    let gateway = match broken.around {
        Around::Known | Around::Proxy(..) => gateway_with(&www, origin).await?,
        Around::Unknown => gateway_with(&www, "https://other.example").await?,
        Around::Files(spoil) => {
            let folder = folder.insert(files(spoil)?);
            gateway_with(folder.path(), origin).await?
        }
        Around::Api(status) => {
            let api = upstream.insert(api(status).await?);
            let folder = folder.insert(tempfile::tempdir()?);
            before(api, folder.path(), origin).await?
        }
    };
    let mut front = gateway.address.clone();
    if let Around::Proxy(more, beside) = broken.around {
        front = proxy.insert(Proxy::start(&gateway.address, more, beside).await?).address.clone();
    }
    let headers: Vec<_> =
        broken.headers.iter().map(|line| line.replace("GATEWAY", &front)).collect();
    let headers: Vec<_> = headers.iter().map(String::as_str).collect();
    page.is(&headers, &broken.html.replace("GATEWAY", &front));
    let (_gateway, _api, _proxy, _folder) = (gateway, upstream, proxy, folder);
    Ok(Standing { front, page, _gateway, _api, _proxy, _folder })
}

/// A gateway before `api`, whose token is in `folder`.
async fn before(api: &Scripted, folder: &Path, origin: &str) -> Result<Gateway> {
    let token = folder.join("token");
    std::fs::write(&token, "gb_api_canary")?;
    let token = token.to_str().context("a path")?;
    let site = ["--organization", "org1", "--site", "site1", "--token-file", token];
    let from = ["--upstream", &*api.address, "--allow-origin", origin];
    Gateway::start(&[&from[..], &site].concat()).await
}

/// That `report` names this and nothing else.
fn names(broken: &Broken, report: &Report, standing: &Standing) -> Result<()> {
    ensure!(report.wrong() == [broken.check], "{:?} in {report:#?}", report.wrong());
    let told = report.of(broken.check);
    for word in broken.words {
        let word = word.replace("GATEWAY", &standing.front);
        let word = word.replace("PAGE", &standing.page.server.address);
        // Sentences end on the page, and not on the command line.
        let word = word.trim_end_matches('.');
        ensure!(told.contains(word), "{word} is not in {told}");
    }
    ensure!(!format!("{report:?}").contains("canary"), "the token is told: {report:?}");
    Ok(())
}

#[tokio::test]
async fn each_broken_installation_is_found_and_its_cause_named() -> Result<()> {
    let browser = Browser::start(Shape::Desktop).await?;
    let mut failures = Vec::new();
    for broken in ALL {
        let standing = stand(broken).await?;
        let (front, page) = (&standing.front, &standing.page.server.address);
        let (seen, told) = tokio::join!(on_page(&browser, front, page), async {
            match broken.is_of_browser {
                true => None,
                false => Some(on_command_line(front, page).await),
            }
        });
        let seen = seen.and_then(|report| names(broken, &report, &standing));
        let told = told.map(|told| told.and_then(|report| names(broken, &report, &standing)));
        for (way, outcome) in [("page", Some(seen)), ("command line", told)] {
            if let Some(Err(failure)) = outcome {
                failures.push(format!("{}, on the {way}: {failure:#}", broken.name));
            }
        }
    }
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    browser.quit().await
}

#[tokio::test]
async fn where_nothing_is_broken_nothing_is_found() -> Result<()> {
    let browser = Browser::start(Shape::Desktop).await?;
    for healthy in &HEALTHY {
        let standing = stand(healthy).await?;
        let (front, page) = (&standing.front, &standing.page.server.address);
        for report in [on_page(&browser, front, page).await?, on_command_line(front, page).await?] {
            let odd = report.0.iter().filter(|found| found.state != "fine");
            let odd: Vec<_> = odd.collect();
            ensure!(odd.is_empty(), "{odd:#?}");
        }
        ensure!(ended(&browser).await? == "Nothing is broken.");
    }
    browser.quit().await
}

#[tokio::test]
async fn an_encrypted_page_with_an_open_gateway_is_found() -> Result<()> {
    const RULES: &str = "--host-resolver-rules=MAP ask.example.test 127.0.0.1";
    let browser = Browser::start_chromium(Shape::Desktop, &[RULES]).await?;
    let gateway = Gateway::over_docs(&["--allow-origin", "https://docs.example.test"]).await?;
    let front = gateway.address.replace("127.0.0.1", "ask.example.test");
    let page = "https://docs.example.test/";
    // The names are nobody's, so only the browser reaches the gateway.
    for report in [on_page(&browser, &front, page).await?, on_command_line(&front, page).await?] {
        let told = report.of("encryption");
        ensure!(told.contains("mixed content") && told.contains("TLS"), "{report:#?}");
    }
    browser.quit().await
}

#[tokio::test]
async fn a_browser_without_webassembly_is_found() -> Result<()> {
    let browser = Browser::start_chromium(Shape::Desktop, &[]).await?;
    let without = serde_json::json!({ "source": "delete globalThis.WebAssembly" });
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", without).await?;
    let standing = stand(&HEALTHY[0]).await?;
    let report = on_page(&browser, &standing.front, &standing.page.server.address).await?;
    ensure!(report.wrong() == ["wasm"], "{report:#?}");
    ensure!(report.of("wasm").contains("runs no WebAssembly"), "{report:#?}");
    browser.quit().await
}

#[tokio::test]
async fn the_page_is_for_everyone_by_keyboard_and_by_ear() -> Result<()> {
    for shape in [Shape::Desktop, Shape::Phone] {
        let browser = Browser::start_chromium(shape, &[]).await?;
        let page = Page::start().await?;
        let gateway = gateway_with(&env("XTASK_WWW")?, &page.server.address).await?;
        page.is(
            &["Content-Security-Policy: default-src 'self'"],
            &TAG.replace("GATEWAY", &gateway.address).replace("<ask-docs>", "<ask-docs mod=x>"),
        );
        browser.driver.goto(format!("{}/doctor", gateway.address)).await?;
        audited(&browser).await?;
        browser.press(Key::Tab).await?;
        browser.press(page.server.address.as_str()).await?;
        browser.press(Key::Enter).await?;
        ended(&browser).await?;
        audited(&browser).await?;
        // Past the button that examines, the first line to paste.
        browser.press(Key::Tab).await?;
        browser.press(Key::Tab).await?;
        let focused = audit::focused(&browser).await?;
        ensure!(focused == "button Copy: In the place of the tag", "{focused}");
        browser.press(Key::Enter).await?;
        let said = ask_docs_e2e::until("it is said", || async {
            let said = browser.driver.find(By::Id("said")).await?;
            let said = said.prop("textContent").await?.unwrap_or_default();
            Ok((!said.is_empty()).then_some(said))
        });
        ensure!(said.await? == "Copied");
        let line = "return document.querySelector('[data-check=settings] pre').textContent";
        let field = browser.driver.find(By::Id("page")).await?;
        field.clear().await?;
        field.send_keys(Key::Control + "v").await?;
        ensure!(field.prop("value").await? == browser.run(line).await?.as_str().map(str::to_owned));
        let wide = "return document.documentElement.scrollWidth - innerWidth";
        ensure!(browser.run(wide).await?.as_i64() <= Some(0), "it scrolls sideways");
        ensure!(browser.complaints().await.unwrap_or_default().is_empty());
        browser.quit().await?;
    }
    Ok(())
}

/// That axe-core finds nothing, by day and by night, from left to right and from right to left.
async fn audited(browser: &Browser) -> Result<()> {
    for scheme in ["light", "dark"] {
        let features = serde_json::json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        let media = serde_json::json!({ "features": features });
        browser.devtools("Emulation.setEmulatedMedia", media).await?;
        for direction in ["rtl", "ltr"] {
            browser.run(&format!("document.documentElement.dir = '{direction}'")).await?;
            let found = audit::findings(browser, "html").await?;
            ensure!(found.is_empty(), "{scheme} {direction}: {found:#?}");
        }
    }
    Ok(())
}
