/*
 * The two React views. React finishes work later, when it sees fit; here `scheduler` is React's own
 * mock of it (see the bundling in xtask), so that an update has reached the DOM when it is timed.
 */

import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { unstable_flushAllWithoutAsserting as flushScheduled } from "scheduler";
import { Streamdown } from "streamdown";

const PLUGINS = [remarkGfm];

class ReactView {
  constructor(place, element) {
    this.root = createRoot(place);
    this.element = element;
  }

  async update(snapshot) {
    flushSync(() => this.root.render(this.element(snapshot)));
    // Effects of that may have begun transitions, which React schedules in a microtask.
    do await null;
    while (flushScheduled());
  }

  async finish() {}

  free() {
    this.root.unmount();
  }
}

export const reactMarkdown = (place) =>
  new ReactView(place, (text) => createElement(ReactMarkdown, { remarkPlugins: PLUGINS }, text));

export const streamdown = (place) =>
  new ReactView(place, (text) => createElement(Streamdown, null, text));
