/*
 * Asks the gateway as a page of another origin does: this frame has an origin that is nobody's. It
 * is refused, and may read that; where a proxy spoils the headers, it may not.
 */

/** What the gateway says, or nothing if the browser lets nobody read it. */
async function status(path, options) {
  try {
    return (await fetch(path, { credentials: "omit", cache: "no-store", ...options })).status;
  } catch {
    return null;
  }
}

addEventListener("message", async ({ source, data }) => {
  if (source !== parent) return;
  const [organization, site] = [data.organization, data.site].map(encodeURIComponent);
  const ask = `/v1/orgs/${organization}/sites/${site}/ask`;
  // Without a body that is a question, and from an origin that may not ask.
  const json = { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" };
  const simple = await status(`${ask}/questions`);
  const asked = await status(ask, json);
  parent.postMessage({ simple, asked }, "*");
});
parent.postMessage("ready", "*");
