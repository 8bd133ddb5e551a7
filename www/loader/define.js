/*
 * Defines <ask-docs> and `AskDocs`. Importing this does nothing; it is safe where there is no
 * browser.
 */

import { begin } from "./element.js";

/**
 * Defines the element, once: with two script tags, or two versions, the first one serves all.
 * `base` is the address from which the box comes, `defaults` are settings of every element that
 * does not say otherwise, and `importGuest` gives the guest's module.
 */
export function define(base, defaults, importGuest) {
  if (!globalThis.customElements || customElements.get("ask-docs")) return;
  /** Calls that came before there was an element. */
  const waiting = globalThis.AskDocs?.q ?? [];
  const flush = () => {
    for (const call of waiting.splice(0)) AskDocs(...call);
  };

  class AskDocsElement extends HTMLElement {
    #life = begin(this, base, defaults, importGuest);

    connectedCallback() {
      this.#life.connected();
      flush();
    }

    disconnectedCallback() {
      this.#life.disconnected();
    }
  }

  /** `AskDocs("open")`, `AskDocs("ask", "How …?")`, `AskDocs("on", "answer", listener)`. */
  function AskDocs(method, ...values) {
    if (method === "on") return addEventListener(`ask-docs-${values[0]}`, values[1]);
    const element = document.querySelector("ask-docs");
    if (element) return element[method](...values);
    waiting.push([method, ...values]);
  }

  globalThis.AskDocs = AskDocs;
  customElements.define("ask-docs", AskDocsElement);
  flush();
}
