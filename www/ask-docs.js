/*
 * Ask the Docs: the drop-in loader.
 *
 *   <script async src="https://HOST/ask-docs.js"></script>
 *   <ask-docs></ask-docs>
 *
 * Defines the element <ask-docs>, once, and fetches the box for it. A custom element must extend
 * HTMLElement, which WebAssembly cannot do: that is why this file is JavaScript, and all it does.
 *
 * Attributes (each is a setting; see the README): endpoint, organization, site, token,
 *   site-space, scope, goal, visitor, session, label, placeholder, starters, disclaimer, link-base,
 *   images, patience, theme. The endpoint's default is the host that served this script.
 * Methods: ask(question), prefill(text), stop(), all kept until the box is there.
 * Events: ask-docs-ready, -question, -answer, -stop, -error.
 */
(() => {
  "use strict";

  // A page may hold <img name="currentScript">: then `document.currentScript` is that image.
  const script = document.currentScript;
  const base = script instanceof HTMLScriptElement ? script.src : document.baseURI;

  /** The box's module: fetched once for all boxes of a page, and again after a failure. */
  let loading = null;

  function load() {
    loading ??= import(new URL("./ask_docs.js", base).href)
      .then(async (module) => {
        await module.default({ module_or_path: new URL("./ask_docs_bg.wasm", base) });
        return module;
      })
      .catch((error) => {
        loading = null;
        throw error;
      });
    return loading;
  }

  const ATTRIBUTES = [
    "endpoint", "organization", "site", "token", "site-space", "scope", "goal", "visitor",
    "session", "label", "placeholder", "link-base", "images", "disclaimer", "starters", "patience",
    "feedback", "tell-questions",
  ];
  const camelCase = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

  class AskDocsElement extends HTMLElement {
    static observedAttributes = ATTRIBUTES;

    #box = null;
    #waiting = [];
    #failed = false;

    connectedCallback() {
      this.#start();
    }

    disconnectedCallback() {
      // An element that is only moved is back before this runs.
      queueMicrotask(() => {
        if (this.isConnected) return;
        this.#box?.free();
        this.#box = null;
      });
    }

    attributeChangedCallback() {
      if (this.#box) this.#box.update(this.#settings());
      else if (this.isConnected) this.#start();
    }

    /** Asks `question`, as if the reader had typed it. */
    ask(question) {
      this.#call((box) => box.ask(String(question)));
    }

    /** Puts `text` into the field. */
    prefill(text) {
      this.#call((box) => box.prefill(String(text)));
    }

    /** Stops the answer that is arriving; what has arrived stays. */
    stop() {
      this.#call((box) => box.stop());
    }

    #call(work) {
      if (this.#box) return work(this.#box);
      this.#waiting.push(work);
    }

    async #start() {
      if (this.#box) return;
      try {
        const module = await load();
        // Gone, or come twice, in the meantime.
        if (!this.isConnected || this.#box) return;
        this.#box = module.mount(this, this.#settings());
      } catch (error) {
        this.#fail(error);
        return;
      }
      for (const work of this.#waiting.splice(0)) work(this.#box);
      this.dispatchEvent(new CustomEvent("ask-docs-ready", { bubbles: true, composed: true, detail: {} }));
    }

    #settings() {
      const settings = { endpoint: new URL(base).origin };
      for (const name of ATTRIBUTES) {
        const value = this.getAttribute(name);
        if (value !== null && (value || name !== "endpoint")) settings[camelCase(name)] = value;
      }
      return settings;
    }

    #fail(error) {
      console.warn(`Ask the Docs: the box could not be loaded: ${error}`);
      if (this.#failed) return;
      this.#failed = true;
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      const sentence = document.createElement("p");
      sentence.textContent = "The Ask box could not be loaded. Reload the page to try again.";
      root.replaceChildren(sentence);
    }
  }

  // Two script tags, or two versions: the first one serves all.
  if (!customElements.get("ask-docs")) customElements.define("ask-docs", AskDocsElement);
})();
