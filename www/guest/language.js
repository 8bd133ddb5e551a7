/*
 * Which language a box speaks, of those that there are words in (`languages/`). Knows no words and
 * fetches nothing.
 */

/**
 * The first that is known of: what its owner has set, the language of the page around `host`, and
 * what the reader's browser asks for; else English. By the lookup of BCP 47: a region that is not
 * known is the language, and Chinese goes by its script.
 */
export function choose(host, setting, known) {
  for (const ask of [() => setting, () => around(host), ...navigator.languages.map((tag) => () => tag)]) {
    try {
      const { language, script } = new Intl.Locale(ask().replaceAll("_", "-")).maximize();
      const found = [language, `${language}-${script}`, `${language}-BR`].find((tag) => known.includes(tag));
      if (found) return found;
    } catch {
      // Nothing, or no language.
    }
  }
  return "en";
}

/** What the nearest element says that says anything, also beyond shadow roots. */
function around(host) {
  for (let place = host; place; place = place.getRootNode().host) {
    const found = place.closest("[lang]");
    if (found) return found.getAttribute("lang");
  }
}
