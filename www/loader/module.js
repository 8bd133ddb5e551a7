/* Modules that are fetched later, each only if it is the one that the build has seen. */

import { make } from "./elements.js";

/**
 * The module at `path` beside `base`. `import()` takes no hash, but what was preloaded with one is
 * what it gets; `root` is where the hint stands.
 */
export function load(path, integrity, base, root) {
  const href = new URL(path, base);
  root.append(make("link", { rel: "modulepreload", crossorigin: "", integrity, href }));
  return import(href);
}
