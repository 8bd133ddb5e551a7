/*
 * The element until a reader wants to ask: what it shows, what counts as wanting, and calls kept
 * for later. All else is the guest's (`guest/guest.js`), which is fetched then.
 */

import { make } from "./elements.js";
import { drawField, drawLauncher } from "./first.js";
import { isShortcut } from "./shortcut.js";

/* global ASK, LABEL, PLACEHOLDER, STYLES */

/** What pages can call, on the element and through `AskDocs`. */
const METHODS = "open close toggle ask prefill stop clear forget update destroy".split(" ");

let sheet;

/** Begins the life of `host`; the other values are those that `define` has been given. */
export function begin(host, base, defaults, importGuest) {
  const root = host.attachShadow({ mode: "open" });
  const place = make("div", { class: "place" });
  const calls = [];
  /** What `update` has set. */
  const given = { __proto__: null };
  let field, launcher, guest, coming, settle;

  host.ready = new Promise((resolve) => (settle = () => resolve(host)));
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
  }
  root.adoptedStyleSheets = [sheet];

  function settings() {
    const all = { __proto__: null, endpoint: new URL(base).origin, mode: "inline", ...defaults };
    for (const { name, value } of host.attributes) {
      all[name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())] = value;
    }
    // `undefined` takes a value back.
    for (const name in given) if (given[name] != null) all[name] = given[name];
    return all;
  }

  /** Is dark while the page's own switch says so, if the owner has told which that is. */
  function follow() {
    const { darkWhen } = settings();
    host.toggleAttribute("dark", !!darkWhen && [document.documentElement, document.body].some((one) => {
      watcher.observe(one, { attributes: true });
      return one.matches(darkWhen);
    }));
  }

  /** Calls the guest, now or when it is there. */
  function call(name, values = []) {
    if (name === "update") {
      Object.assign(given, ...values);
      return changed();
    }
    if (name === "destroy") {
      host.dispatchEvent(new CustomEvent("ask-docs-destroy"));
      return host.remove();
    }
    if (guest) return guest[name](...values);
    // Nothing is open yet, and nothing was asked.
    if (!coming && /close|stop|clear/.test(name)) return;
    calls.push([name, values]);
    bring();
  }

  /** Brings the guest, once. */
  function bring() {
    coming ??= importGuest(root).then(
      ({ take }) => {
        guest = take(host, { root, place, base, settings, settle, kept, field, launcher });
        if (host.isConnected) guest.connected();
        for (const one of calls.splice(0)) call(...one);
      },
      (error) => {
        console.warn(`Ask the Docs: ${error} (script-src?)`);
        const { fallback = "/ask", endpoint, label = LABEL } = settings();
        const link = make("a", { href: new URL(fallback, endpoint) }, label);
        // What was typed stays in view.
        place.replaceChildren(field?.field.value ?? "", " ", link);
        root.replaceChildren(place);
        settle();
      },
    );
  }

  function pressed(event) {
    const [target] = event.composedPath();
    // In a text, a key is the text's.
    if (
      event.defaultPrevented || target.isContentEditable || /input|textarea|select/.test(target.localName)
      || !isShortcut(event, settings().shortcut)
    ) return;
    event.preventDefault();
    call("toggle");
  }

  /**
   * The conversation from before a reload, if one is kept (`src/browser/storage.rs`). To look costs a
   * page some 2 ms, so nobody looks where none would be.
   */
  function kept() {
    try {
      return settings().history === "session" && sessionStorage["ask-docs-" + host.id];
    } catch {
      // In a sandbox there is no storage.
    }
  }

  function draw() {
    const all = { label: LABEL, placeholder: PLACEHOLDER, ask: ASK, ...settings() };
    if (all.mode === "inline") {
      field = drawField(place, all, () => call("open"));
      return root.replaceChildren(place);
    }
    launcher = drawLauncher(all, () => call("toggle"));
    root.replaceChildren(launcher);
  }

  // What is typed in here is no shortcut of the page.
  for (const type of ["keydown", "keypress", "keyup"]) {
    root.addEventListener(type, (event) => {
      guest?.keyed(event);
      event.stopPropagation();
    });
  }
  /** To select words is one where readers may ask about them. */
  const chosen = () => `${getSelection()}` && bring();
  /** To set something is no sign of intent. */
  const changed = () => {
    follow();
    guest ? guest.changed() : coming || draw();
  };
  const watcher = new MutationObserver(changed);
  for (const type of ["pointerenter", "focusin"]) host.addEventListener(type, bring);

  for (const name of METHODS) host[name] = (...values) => call(name, values);

  return {
    connected() {
      document.addEventListener("keydown", pressed);
      watcher.observe(host, { attributes: true });
      follow();
      if (guest) return guest.connected();
      draw();
      const { load, deepLink, selection } = settings();
      if (selection) document.addEventListener("selectionchange", chosen);
      if (load === "eager" || (deepLink && location.search.includes("ask=")) || kept()) bring();
      if (load === "idle") (globalThis.requestIdleCallback ?? setTimeout)(bring);
      if (load === "visible") new IntersectionObserver(([seen]) => seen.isIntersecting && bring()).observe(root.firstChild);
    },

    disconnected() {
      // An element that is only moved is back before this runs.
      queueMicrotask(() => {
        if (host.isConnected) return;
        document.removeEventListener("keydown", pressed);
        document.removeEventListener("selectionchange", chosen);
        watcher.disconnect();
        guest?.disconnected();
      });
    },
  };
}
