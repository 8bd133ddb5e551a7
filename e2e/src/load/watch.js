/*
 * Watches a page with a box: when it stands still, and how long the way from intent to a field is.
 * It draws nothing and changes nothing, and knows no box: selectors are given to it.
 */
globalThis.watch = (() => {
  const FIELDS = `textarea, input:not([type]), input[type="text"], input[type="search"],
    [contenteditable]:not([contenteditable="false"])`;
  /** How long a page has to be as it is, to be done. */
  const STILL = 1000;
  /** How long a field that is shown may take to get focus. */
  const PATIENCE = 3000;

  let intent = null;
  let shown = null;
  let focused = null;

  const isDrawn = (element) => {
    const { width, height, right, bottom, left, top } = element.getBoundingClientRect();
    const inside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    return width > 1 && height > 1 && inside && getComputedStyle(element).visibility === "visible";
  };

  /** The first drawn element that one of `selectors` names; ` >>> ` leads into a shadow root. */
  function find(selectors) {
    for (const selector of selectors) {
      let roots = [document];
      const parts = selector.split(" >>> ");
      for (const [index, part] of parts.entries()) {
        const found = roots.flatMap((root) => [...root.querySelectorAll(part)]);
        const last = index + 1 === parts.length;
        roots = last ? found : found.flatMap(({ shadowRoot }) => shadowRoot ?? []);
      }
      const drawn = roots.find(isDrawn);
      if (drawn) return drawn;
    }
    return null;
  }

  function anyField(root) {
    for (const element of root.querySelectorAll("*")) {
      if (element.matches(FIELDS) && !element.disabled && isDrawn(element)) return true;
      if (element.shadowRoot && anyField(element.shadowRoot)) return true;
    }
    return false;
  }

  function focusedField() {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.matches(FIELDS) ? element : null;
  }

  function look() {
    if (intent === null) return;
    const now = performance.now();
    if (focused === null && focusedField()) focused = now - intent;
    if (shown === null && (focused !== null || anyField(document))) shown = now - intent;
  }

  function frame() {
    look();
    if (focused === null) requestAnimationFrame(frame);
  }

  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  /** What was loaded so far. What came from the cache was not transferred. */
  function network() {
    const all = performance.getEntriesByType("resource");
    const asked = all.filter((entry) => entry.transferSize > 0 || entry.encodedBodySize === 0);
    const refused = asked.filter((entry) => new URL(entry.name).origin !== location.origin);
    return {
      requests: asked.length,
      refused: refused.length,
      bytes: asked.reduce((sum, entry) => sum + entry.transferSize, 0),
    };
  }

  return {
    find,
    network,

    /** Settles when the launcher is drawn and the page has been left alone for a while. */
    async settled(selectors) {
      while (selectors.length && !find(selectors)) await wait(20);
      await wait(STILL);
      return network();
    },

    /** From now on, a press of the pointer counts as intent. */
    arm() {
      // A field takes focus when the pointer goes down, a button acts on the click.
      for (const type of ["pointerdown", "click"]) {
        const begin = (event) => {
          if (focused === null) intent = event.timeStamp;
        };
        addEventListener(type, begin, { capture: true, passive: true });
      }
      addEventListener("focusin", look, { capture: true });
      requestAnimationFrame(frame);
    },

    /** Settles when a field has focus, or has been there for long without, and nothing more is loaded. */
    async asked() {
      const begun = performance.now();
      while (focused === null && performance.now() - begun < PATIENCE) await wait(20);
      let before = -1;
      while (before !== performance.getEntriesByType("resource").length) {
        before = performance.getEntriesByType("resource").length;
        await wait(STILL);
      }
      // Some give the field focus and take it away again: then the reader has to press once more.
      return { shown, focused: focusedField() ? focused : null, ...network() };
    },
  };
})();
