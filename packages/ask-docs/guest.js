/* The guest as the package has it: with box and words from where a bundler has put them. */

import { take as takeWith } from "../../www/guest/guest.js";

let loading;

/** The box's module, ready to `mount`; fetched once, and again after a failure. */
const loadBox = () => (loading ??= start().catch((error) => {
  loading = null;
  throw error;
}));

async function start() {
  const module = await import("./ask_docs.js");
  await module.default();
  return module;
}

/** The words of each language but English. Spelled out, since bundlers look for names. */
const LANGUAGES = {
  ar: () => import("./languages/ar.js"),
  de: () => import("./languages/de.js"),
  es: () => import("./languages/es.js"),
  fr: () => import("./languages/fr.js"),
  he: () => import("./languages/he.js"),
  hi: () => import("./languages/hi.js"),
  it: () => import("./languages/it.js"),
  ja: () => import("./languages/ja.js"),
  ko: () => import("./languages/ko.js"),
  nl: () => import("./languages/nl.js"),
  pl: () => import("./languages/pl.js"),
  "pt-BR": () => import("./languages/pt-BR.js"),
  tr: () => import("./languages/tr.js"),
  uk: () => import("./languages/uk.js"),
  "zh-Hans": () => import("./languages/zh-Hans.js"),
  "zh-Hant": () => import("./languages/zh-Hant.js"),
};

const bring = async (language) => (await LANGUAGES[language]()).default;

/** See `guest/guest.js`. */
export const take = (host, first) => takeWith(host, first, loadBox, Object.keys(LANGUAGES), bring);
