/*
 * Ask the Docs, for apps with a bundler. Importing this does nothing, in a browser or elsewhere.
 *
 *   import { define } from "ask-docs";
 *   define();
 */

import { define as defineWith } from "../../www/loader/define.js";

/**
 * Defines <ask-docs>, once; where there is no browser, it does nothing. Without `base` the other
 * files are this package's, wherever a bundler has put them; with it they are those of a copy of
 * this package, whose address it is. `defaults` are settings of every element that does not say
 * otherwise.
 */
export function define(base, defaults) {
  const page = globalThis.document?.baseURI;
  // Spelled out, since bundlers look for names: this one they should follow, that one not.
  const importGuest = base
    ? () => import(/* webpackIgnore: true */ /* @vite-ignore */ new URL("guest.js", new URL(base, page)))
    : () => import("./guest.js");
  defineWith(base ? new URL(base, page).href : page, defaults, importGuest);
}
