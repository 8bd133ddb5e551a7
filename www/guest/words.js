/*
 * The words of one box: English until those of its language are there, and where they cannot be had.
 * The box itself gets the catalogue, and goes on from there (`src/words.rs`).
 */

import { choose } from "./language.js";

/* global WORDS */

/**
 * The words for `host`. `settings` gives its settings, `languages` are those that `bring` gives
 * the catalogue of, as a promise; `told` is called when there are other words.
 */
export function wordsOf(host, settings, languages, bring, told) {
  let speaks = "en";
  const words = {
    /** The catalogue; none for English. */
    catalogue: undefined,
    /** Settled when the words are there, or are known not to come. */
    coming: Promise.resolve(),

    /** The word under `key`, one of those that are spelled out as `say("…")`. */
    say: (key) =>
      [settings().strings, words.catalogue, WORDS].map((one) => one?.[key]).find((word) => typeof word === "string"),

    /** Sees to it that the words are those of the language that is asked for now. */
    speak() {
      const language = choose(host, settings().language, ["en", ...languages]);
      if (language === speaks) return;
      speaks = language;
      const fetched = language === "en" ? Promise.resolve() : bring(language);
      words.coming = fetched.catch((error) => {
        console.warn(`Ask the Docs: the words in "${language}" could not be loaded, so they are English: ${error}`);
      }).then((catalogue) => {
        // Another language may have been asked for meanwhile.
        if (language !== speaks) return words.coming;
        words.catalogue = catalogue;
        told();
      });
    },
  };
  return words;
}
