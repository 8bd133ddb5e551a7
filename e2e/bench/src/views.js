/*
 * What is measured: our view and its peers, each behind `update(snapshot)`, `finish()`, `free()`.
 * A view gets a host of its own and draws into the shadow root of that host. Owns no figures.
 */

import { marked } from "marked";
import * as smd from "streaming-markdown";

import { AnswerView } from "./ask-docs-bench.js";
import { reactMarkdown, streamdown } from "./react-views.js";

/** Set by the page before the first view is made. */
export const peerStyles = new CSSStyleSheet();

const SCHEMES = new Set(["https:", "http:", "mailto:"]);

function shadowPlace(host) {
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [peerStyles];
  const place = document.createElement("div");
  place.className = "answer";
  root.append(place);
  return place;
}

/** Parses the whole text each time. Nothing is sanitized, which flatters it. */
class MarkedView {
  constructor(place) {
    this.place = place;
  }

  update(snapshot) {
    // What is measured: the way of many pages, which ours is held against.
    this.place.innerHTML = marked.parse(snapshot);
  }

  finish() {}
  free() {}
}

/** Takes what is new, by its length alone: it could not show a snapshot that rewrites. */
class StreamingMarkdownView {
  constructor(place, adapt = (renderer) => renderer) {
    this.parser = smd.parser(adapt(smd.default_renderer(place)));
    this.shown = 0;
  }

  update(snapshot) {
    smd.parser_write(this.parser, snapshot.slice(this.shown));
    this.shown = snapshot.length;
  }

  finish() {
    smd.parser_end(this.parser);
  }

  free() {}
}

/** The least that has to be done about links that a model writes. */
function withLinkChecks(renderer) {
  const set = renderer.set_attr;
  const isAddress = (type) => type === smd.HREF || type === smd.SRC;
  return {
    ...renderer,
    set_attr(data, type, value) {
      if (!isAddress(type)) return set(data, type, value);
      let url;
      try {
        url = new URL(value, document.baseURI);
      } catch {
        return;
      }
      if (SCHEMES.has(url.protocol) && !url.username && !url.password) set(data, type, url.href);
    },
  };
}

/** The floor: text as it is, in a new element after each empty line. Nothing is parsed. */
class PlainTextView {
  constructor(place) {
    this.place = place;
    this.shown = 0;
    this.open = null;
  }

  update(snapshot) {
    const blocks = snapshot.slice(this.shown).split("\n\n");
    this.shown = snapshot.length;
    blocks.forEach((text, index) => {
      if (index > 0 || this.open === null) {
        this.open = document.createTextNode("");
        this.place.appendChild(document.createElement("p")).append(this.open);
      }
      if (text !== "") this.open.appendData(text);
    });
  }

  finish() {}
  free() {}
}

const inShadow = (make) => (host) => make(shadowPlace(host));

/** By name, in the order of the table. */
export const VIEWS = {
  "ask-the-docs": (host) => new AnswerView(host),
  "plain-text floor": inShadow((place) => new PlainTextView(place)),
  "streaming-markdown": inShadow((place) => new StreamingMarkdownView(place)),
  "streaming-markdown, links checked": inShadow((place) => new StreamingMarkdownView(place, withLinkChecks)),
  streamdown: inShadow(streamdown),
  "react-markdown": inShadow(reactMarkdown),
  "marked → innerHTML": inShadow((place) => new MarkedView(place)),
};
