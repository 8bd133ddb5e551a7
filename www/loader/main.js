/*
 * Ask the Docs: the drop-in loader.
 *
 *   <script async src="https://HOST/ask-docs.js"></script>
 *   <ask-docs></ask-docs>
 *
 * or, with no element in the page, one that the script makes:
 *
 *   <script async src="https://HOST/ask-docs.js" data-mode="launcher"></script>
 *
 * Defines <ask-docs>, once, and `AskDocs(method, …)` for calls. Draws a launcher or a field, and
 * fetches nothing until a reader shows that they want to ask.
 */

import { define } from "./define.js";
import { load } from "./module.js";

/* global GUEST, GUEST_INTEGRITY, LANGUAGE */

// A page may hold <img name="currentScript" src="https://EVIL/ask-docs.js">: then
// `document.currentScript` is that image, from which nothing may come.
const isSelf = (script) =>
  script instanceof HTMLScriptElement && /\/ask-docs\.\S*js\b/.test(script.src);

// A module script is not told which it is, and finds itself by its name.
const script = [
  document.currentScript,
  ...Document.prototype.querySelectorAll.call(document, "script"),
].find(isSelf);
const base = script?.src ?? location.href;
const { mode, ...defaults } = { __proto__: null, ...script?.dataset };
// That of a loader with other words in it, such as `ask-docs.de.js`.
if (LANGUAGE) defaults.language ??= LANGUAGE;

define(base, defaults, (root) => load(GUEST, GUEST_INTEGRITY, base, root));

/** Makes the element that the tag asks for. It survives a page that replaces its body. */
function makeOwn() {
  const own = document.createElement("ask-docs");
  // Pages that keep copies of their body must not keep one of it.
  own.setAttribute("data-turbo-temporary", "");
  own.setAttribute("endpoint", new URL(base).origin);
  for (const { name, value } of script.attributes) {
    if (name.startsWith("data-")) own.setAttribute(name.slice(5), value);
  }
  if (mode === "inline" && document.body.contains(script)) return script.after(own);
  const stay = () => {
    const { body } = document;
    if (!body) return;
    if (!own.isConnected) body.append(own);
    watcher.observe(body, { childList: true });
  };
  const watcher = new MutationObserver(stay);
  watcher.observe(document.documentElement, { childList: true });
  stay();
  own.addEventListener("ask-docs-destroy", () => watcher.disconnect());
}

if (mode) {
  if (document.body) makeOwn();
  else addEventListener("DOMContentLoaded", makeOwn);
}
