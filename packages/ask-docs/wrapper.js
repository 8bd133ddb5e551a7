/*
 * What the components for React, Vue and Svelte share: which settings are attributes, which are
 * given to the element, and its events. Importing this does nothing; nothing here draws.
 */

import { define } from "./ask-docs.js";

/** The element's events, without their `ask-docs-`. */
export const EVENTS = [
  "ready", "open", "close", "question", "first-text", "answer", "stop", "error", "source-click",
  "feedback", "action",
];

/** What can be called on the element. */
export const METHODS = [
  "open", "close", "toggle", "ask", "prefill", "stop", "clear", "forget", "update", "destroy",
];

const isText = (value) => ["string", "number", "boolean"].includes(typeof value);

/** `firstText` and `FirstText` as `first-text`. */
const kebab = (name) =>
  name.replace(/[A-Z]/g, (letter, at) => (at ? "-" : "") + letter.toLowerCase());

/** `first-text` as `FirstText`. */
export const pascal = (name) => name.replace(/(^|-)([a-z])/g, (_, dash, letter) => letter.toUpperCase());

/** What of `props` can be written as markup, for a server too: attributes by their names. */
export function attributesOf(props) {
  const texts = Object.entries(props).filter(([, value]) => isText(value));
  return Object.fromEntries(texts.map(([name, value]) => [kebab(name), String(value)]));
}

/** What of `props` cannot: functions and lists, by their names in JavaScript. */
export function valuesOf(props) {
  const values = Object.entries(props).filter(([, value]) => value != null && !isText(value));
  const camel = (name) => name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
  return Object.fromEntries(values.map(([name, value]) => [camel(name), value]));
}

/**
 * Ties a component to its element in the page: defines it, and tells `hear` each event with its
 * name. Gives what passes values on, and what ends the tie. The element itself notices when it
 * leaves the page.
 */
export function tie(element, base, hear) {
  define(base);
  // One that is not in the page yet would otherwise have no methods.
  customElements.upgrade(element);
  let before = {};
  const listener = (event) => {
    // Boxes may stand in what a page puts into a box.
    if (event.target === element) hear(event.type.slice("ask-docs-".length), event);
  };
  for (const name of EVENTS) element.addEventListener(`ask-docs-${name}`, listener);
  return {
    update(values) {
      const names = Object.keys({ ...before, ...values });
      const changed = names.filter((name) => values[name] !== before[name]);
      before = values;
      if (changed.length) {
        element.update(Object.fromEntries(changed.map((name) => [name, values[name]])));
      }
    },
    release() {
      for (const name of EVENTS) element.removeEventListener(`ask-docs-${name}`, listener);
    },
  };
}
