/*
 * The words for a box that no guest has brought: the Leptos component imports this file, which
 * stands beside its catalogues.
 */

import { choose } from "./language.js";

/* global TAGS */

/** The catalogue for `host` by its owner's `setting`; none for English. */
export async function bring(host, setting) {
  const language = choose(host, setting, TAGS);
  if (language === "en") return;
  const catalogue = await import(/* webpackIgnore: true */ /* @vite-ignore */ new URL(`./${language}.js`, import.meta.url));
  return catalogue.default;
}
