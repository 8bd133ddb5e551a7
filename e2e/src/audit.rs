//! What axe-core, which others wrote, says of a page: what is wrong with it for whom, and what an
//! element is called.

use anyhow::{Context, Result};

use crate::{Browser, env};

/// What is wrong with the elements that `CONTEXT` names, by WCAG 2.2 AA and by good practice.
const FIND: &str = "
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return axe.run(CONTEXT, {
        runOnly: tags, resultTypes: ['violations'], elementRef: true,
        rules: {
            'target-size': { enabled: true },
            // Where a launcher stands is the page's matter.
            region: { enabled: false },
        },
    }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.filter(({ element }) => {
        // A question that stays in view lies over the end of its answer once both are scrolled away.
        const { top, bottom } = element.getBoundingClientRect();
        return id !== 'target-size' || (bottom > 0 && top < innerHeight);
    }).map((node) =>
        `${id}: ${node.target.flat().join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')}`)))";

/// What has focus, however deep in shadow roots.
const FOCUSED: &str = "
    let focused = document.activeElement;
    while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    axe.setup(document);
    const role = axe.commons.aria.getRole(focused);
    const name = axe.commons.text.accessibleText(focused).trim();
    axe.teardown();
    return focused === document.body ? '' : `${role} ${name}`";

/// What axe-core finds within the elements that `selector` names, one line for each finding.
///
/// # Errors
/// When it is not there, or the page refuses it.
pub async fn findings(browser: &Browser, selector: &str) -> Result<Vec<String>> {
    install(browser).await?;
    let script = FIND.replace("CONTEXT", &format!("{selector:?}"));
    let found = browser.run(&script).await.context("ask axe-core")?;
    Ok(serde_json::from_value(found)?)
}

/// The role and the name of what has focus, as in `button Ask`; nothing where nothing has.
///
/// # Errors
/// When axe-core is not there, or the page refuses it.
pub async fn focused(browser: &Browser) -> Result<String> {
    install(browser).await?;
    Ok(serde_json::from_value(browser.run(FOCUSED).await?)?)
}

async fn install(browser: &Browser) -> Result<()> {
    if browser.run("return !window.axe").await? == true {
        let file = env("XTASK_ROOT")?.join("e2e/client/node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(&file);
        browser.run(&source.with_context(|| format!("read {}", file.display()))?).await?;
    }
    Ok(())
}
