/*
 * "Ask about this": a small button beside words that a reader has selected, in the part of the page
 * that its owner has named. Owns the button, its place and its going. Changes nothing of the page,
 * not even the selection.
 */

import { icon, make } from "../loader/elements.js";

const ASK = "M3 3.5h10v7H7.5L4.5 13v-2.5H3zM6 7h4";

/** How long a selection has to rest, in milliseconds: handles are dragged, and words are added. */
const REST = 250;

/** How far the button keeps from the words and from the edges of the window, in CSS pixels. */
const GAP = 8;

/** The words that are selected where `selector` allows it, and where they are; or nothing. */
export function selected(selector) {
  const selection = getSelection();
  const text = selector && selection.rangeCount && String(selection).trim();
  if (!text) return;
  const range = selection.getRangeAt(0);
  const { commonAncestorContainer: node } = range;
  try {
    const element = node.closest ? node : node.parentElement;
    return element?.closest(selector) && { text, range };
  } catch {
    console.error("Ask the Docs: the setting `selection` must be a CSS selector");
  }
}

/**
 * Shows the button in `root`, in the words of `say`, while there is something to ask about; `ask` gets
 * what is selected, and `near` is called when a reader is about to. Gives the function that ends it.
 */
export function watchSelection(root, settings, say, ask, near) {
  let button, timer, done;
  let isDown = false;
  const place = new CSSStyleSheet();

  function hide() {
    clearTimeout(timer);
    button?.remove();
    button = null;
  }

  function show() {
    const found = selected(settings().selection);
    if (!found || found.text === done) return hide();
    if (!button) {
      button = make("button", { class: "about", part: "about", type: "button", popover: "manual" },
        icon(ASK), make("span", {}, say("askAboutThis")));
      // A press would take the selection away.
      button.onpointerdown = (event) => event.preventDefault();
      button.onpointerenter = near;
      root.append(button);
      if (!root.adoptedStyleSheets.includes(place)) root.adoptedStyleSheets.push(place);
      button.showPopover?.();
    }
    button.onclick = () => {
      done = found.text;
      hide();
      ask(found.text);
    };
    const { left, right, bottom, top } = [...found.range.getClientRects()].pop() ?? found.range.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = button;
    const x = Math.max(GAP, Math.min((left + right - width) / 2, innerWidth - width - GAP));
    const y = bottom + GAP + height < innerHeight ? bottom + GAP : Math.max(GAP, top - GAP - height);
    place.replaceSync(`.about{left:${x}px;top:${y}px}`);
  }

  function settle() {
    clearTimeout(timer);
    if (!String(getSelection())) {
      done = null;
      return hide();
    }
    timer = setTimeout(() => isDown || show(), REST);
  }

  const heard = {
    __proto__: null,
    selectionchange: settle,
    scroll: hide,
    pointerdown: () => (isDown = true),
    pointerup() {
      isDown = false;
      settle();
    },
    pointercancel: () => (isDown = false),
    keydown: ({ key }) => key === "Escape" && hide(),
  };
  for (const name in heard) document.addEventListener(name, heard[name], { capture: true, passive: true });
  settle();
  return () => {
    hide();
    for (const name in heard) document.removeEventListener(name, heard[name], { capture: true });
  };
}
