/* The guest as a page's script fetches it: with box and words from beside it. */

import { fetchChecked, loadBox } from "./box.js";
import { take as takeWith } from "./guest.js";

/* global LANGUAGES */

/** The catalogue of `language`: of each the build has left the hash in its name, and the other one. */
const bring = async (language, base) => {
  const [hash, integrity] = LANGUAGES[language];
  const url = new URL(`words-${language}-${hash}.json`, base);
  return (await fetchChecked(url, integrity, AbortSignal.timeout(4000))).json();
};

/** See `guest.js`. */
export const take = (host, first) => takeWith(host, first, loadBox, Object.keys(LANGUAGES), bring);
