/*
 * The element once a reader wants to ask: brings the box, stands it in its shell, and does what
 * pages call for. The conversation is the box's matter (src/).
 */

import { drawField, drawLauncher } from "../loader/first.js";
import { isComposing, isShortcut } from "../loader/shortcut.js";
import { drawFallback, warn, watchPolicy } from "./fallback.js";
import { selected, watchSelection } from "./selection.js";
import { Shell } from "./shell.js";
import { wordsOf } from "./words.js";

/* global STYLES */

/** What decides how the shell is drawn. */
const OF_SHELL = ["mode", "button", "position", "side", "push"];

/** How long the box may take before a reader is offered something else, in milliseconds. */
const PATIENCE = 8000;

const isOn = (value) => value !== undefined && value !== false && value !== "false";

let sheet;

/**
 * Takes `host` over from the loader, which gives what it has drawn there as `first`. `loadBox` gives
 * the box's module, of which there is one for all boxes; `bring` gives the words of one of `languages`.
 */
export function take(host, first, loadBox, languages, bring) {
  const { root, place, base } = first;
  let waiting = [];
  let { field, launcher } = first;
  let shell, drawn, box, mounting, hasFailed, leaveFallback, unwatch;

  const words = wordsOf(host, first.settings, languages, (language) => bring(language, base), reworded);

  /** The settings, with words where the owner has set none. */
  function worded() {
    const { label = words.say("label"), placeholder = words.say("placeholder"), ...all } = first.settings();
    return { ...all, label, placeholder, ask: words.say("ask") };
  }

  /** There are other words. */
  function reworded() {
    if (!host.isConnected) return;
    draw();
    if (box) return update();
    // The field that stands there until the box comes.
    const { label, placeholder, ask } = worded();
    if (!field?.field.isConnected) return;
    field.field.placeholder = placeholder;
    place.querySelector(".label").textContent = label;
    place.querySelector(".action").title = ask;
  }

  const update = () => call("update", first.settings(), words.catalogue);

  const tell = (name) =>
    host.dispatchEvent(new CustomEvent(`ask-docs-${name}`, { bubbles: true, composed: true, detail: {} }));

  function draw() {
    const all = worded();
    const now = JSON.stringify(OF_SHELL.map((name) => all[name]));
    if (now === drawn) return shell?.name(all.label, words.say);
    const isFirst = !drawn;
    drawn = now;
    shell?.close();
    shell = null;
    if (!isFirst) launcher = null;
    if (!box && !leaveFallback && (!isFirst || !field)) field = drawField(place, all, summon);
    if (all.mode === "inline") {
      // To put it where it is already would take focus from the field.
      if (place.parentNode !== root) root.replaceChildren(place);
      return;
    }
    if (!box) place.firstChild.classList.add("bare");
    launcher ??= drawLauncher(all, () => api.toggle());
    shell = new Shell(root, place, launcher, { __proto__: null, ...all, push: isOn(all.push) }, {
      opened() {
        host.isOpen = true;
        summon();
        tell("open");
      },
      closed() {
        host.isOpen = false;
        box?.stop();
        tell("close");
      },
    });
    shell.name(all.label, words.say);
  }

  function changed() {
    if (!host.isConnected) return;
    words.speak();
    draw();
    if (box) update();
  }

  /** Brings the box, once. */
  function summon() {
    // Whoever sends a question from beside the fallback wants another attempt.
    if (hasFailed && field?.isSubmitted) mounting = hasFailed = null;
    mounting ??= mount().catch((error) => {
      hasFailed = true;
      if (host.isConnected) fail(error);
    });
  }

  async function mount() {
    const late = setTimeout(() => fail(Error(`it has not come within ${PATIENCE / 1000} seconds`)), PATIENCE);
    let module;
    try {
      module = await watchPolicy(() => loadBox(base, root));
      await words.coming;
    } finally {
      clearTimeout(late);
    }
    await field.composed;
    if (!host.isConnected) return void (mounting = null);
    leaveFallback?.();
    leaveFallback = null;
    const { field: { value, selectionStart, selectionEnd }, isSubmitted } = field;
    const hadFocus = root.activeElement === field.field;
    box = module.mount(host, first.settings(), words.catalogue);
    const typed = value.trim();
    if (typed) call("prefill", value);
    // As the box's own Enter: what looks like a secret is pointed out first.
    if (isSubmitted) call("send");
    const now = place.querySelector("textarea");
    if (hadFocus && now) {
      now.focus({ preventScroll: true });
      if (!isSubmitted) now.setSelectionRange(selectionStart, selectionEnd);
    }
    for (const work of waiting.splice(0)) work();
    first.settle();
    tell("ready");
  }

  const fetchBox = () => void loadBox(base, root).catch(() => {});

  /** Asks about `text`, words of the page. */
  function about(text) {
    api.open();
    call("quote", text);
  }

  /** The box cannot run, or runs no more. */
  function fail(error) {
    if (leaveFallback) return;
    warn(error);
    leaveFallback = drawFallback(place, worded(), field?.field);
    waiting = [];
    first.settle();
  }

  /** Calls the box, now or when it is there. */
  function call(name, ...values) {
    if (leaveFallback) return;
    if (!box) {
      waiting.push(() => call(name, ...values));
      return summon();
    }
    try {
      return box[name](...values);
    } catch (error) {
      trapped({ error });
      if (box) throw error;
    }
  }

  /** A key within the element. */
  function keyed(event) {
    const { key, code, type, ctrlKey, metaKey, altKey } = event;
    if (type !== "keydown" || isComposing(event) || event.defaultPrevented) return;
    // Wherever focus is: the box itself hears only what happens in it.
    if (key === "Escape" && box?.isRunning()) return box.stop();
    // By its place: with Shift it has no name in WebKitGTK.
    if (key === "Tab" || code === "Tab") return shell?.cycle(event);
    const closes = key === "Escape" && shell?.isOpen;
    // In our own text, a shortcut has to be more than a letter.
    if (!closes && !((ctrlKey || metaKey || altKey) && isShortcut(event, first.settings().shortcut))) return;
    event.preventDefault();
    api.toggle();
  }

  /** A trap within WebAssembly leaves the module in no state that could be trusted. */
  function trapped({ error }) {
    if (!box || !(error instanceof WebAssembly.RuntimeError) || !error.stack?.includes("ask_docs")) return;
    box = null;
    fail(error);
  }

  // A press on a text takes focus out of the field: keys are to be heard all the same.
  place.tabIndex = -1;
  for (const type of ["focusin", "pointerdown"]) root.addEventListener(type, () => shell || summon());
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
  }
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];

  /** An app may change its language without another page. */
  const page = new MutationObserver(changed);

  const api = {
    changed,
    keyed,

    open() {
      if (shell) return shell.open();
      summon();
      if (!root.activeElement) place.querySelector("textarea")?.focus();
    },
    close: () => shell?.close(),
    toggle() {
      if (shell?.isOpen) return shell.close();
      const found = selected(first.settings().selection);
      if (found) return about(found.text);
      api.open();
    },
    ask(question) {
      shell?.open();
      return call("ask", String(question));
    },
    prefill: (text) => call("prefill", String(text)),
    stop: () => box?.stop(),
    clear: () => box?.clear(),
    forget: () => call("forget"),

    connected() {
      addEventListener("error", trapped);
      page.observe(document.documentElement, { attributeFilter: ["lang"] });
      words.speak();
      draw();
      if (shell?.isOpen) shell.show();
      if (waiting[0]) summon();
      const { load: when, deepLink = "off", selection } = first.settings();
      if (selection) unwatch = watchSelection(root, first.settings, words.say, about, fetchBox);
      // On its way already: all that is left is to be opened, or to have the field used. Who selects
      // words does not yet want to ask.
      if (!selected(selection)) fetchBox();
      if (root.activeElement === field.field || ["eager", "idle", "visible"].includes(when) || first.kept()) summon();
      const question = deepLink !== "off" && new URLSearchParams(location.search).get("ask");
      if (question) {
        api.open();
        api[deepLink === "ask" ? "ask" : "prefill"](question);
      }
    },

    disconnected() {
      removeEventListener("error", trapped);
      page.disconnect();
      unwatch?.();
      shell?.close();
      leaveFallback?.();
      box?.free();
      box = mounting = hasFailed = leaveFallback = drawn = field = null;
      waiting = [];
    },
  };
  return api;
}
