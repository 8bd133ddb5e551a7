/* Modules that are fetched later, each only if it is the one that the build has seen. */

import { make } from "./elements.js";

/**
 * The module at `path` beside `base`. `import()` takes no hash, but what was preloaded with one is
 * what it gets; `root` is where the hint stands.
 */
export function load(path, integrity, base, root) {
  const href = new URL(path, base);
  // A page that allows scripts by nonce allows the hint by it too, and that any of them tells.
  const nonce = document.querySelector("[nonce]")?.nonce ?? "";
  root.append(make("link", { rel: "modulepreload", crossorigin: "", nonce, integrity, href }));
  return import(href);
}
