/*
 * Keeps what a screen reader would say of the live regions of the first box, in order: what comes
 * into a log, the whole text of any other region that changes, and alerts that appear.
 */
const root = document.querySelector("ask-docs").shadowRoot;
const REGIONS = "[role=status], [role=log], [role=alert], [aria-live=polite], [aria-live=assertive]";
const isRude = (region) => region.matches("[role=alert], [aria-live=assertive]");
window.heard = [];
new MutationObserver((records) => {
  const said = new Set();
  const say = (region, of) => said.add((isRude(region) ? "! " : "") + of.textContent.trim());
  for (const { target, addedNodes } of records) {
    const region = (target.closest ? target : target.parentElement)?.closest(REGIONS);
    if (region?.matches("[role=log]")) {
      for (const added of addedNodes) say(region, added);
    } else if (region) {
      say(region, region);
    }
    for (const added of addedNodes) {
      const alerts = added.querySelectorAll ? [added, ...added.querySelectorAll("*")] : [];
      for (const one of alerts) if (one.matches(REGIONS) && isRude(one)) say(one, one);
    }
  }
  heard.push(...[...said].filter((text) => /\w/u.test(text)));
}).observe(root, { subtree: true, childList: true, characterData: true });
