/*
 * The box itself: its glue and its WebAssembly, fetched once for all boxes of a page, and again
 * after a failure. Knows their names and hashes from the build.
 */

import { load } from "../loader/module.js";

/* global GLUE, GLUE_INTEGRITY, WASM, WASM_INTEGRITY */

let loading;

/** The module, ready to `mount`. `root` is where a hint for the browser may stand. */
export const loadBox = (base, root) => (loading ??= fetchBox(base, root).catch((error) => {
  loading = null;
  throw error;
}));

async function fetchBox(base, root) {
  const [module, response] = await Promise.all([
    load(GLUE, GLUE_INTEGRITY, base, root),
    fetchChecked(new URL(WASM, base), WASM_INTEGRITY),
  ]);
  await module.default({ module_or_path: await response.arrayBuffer() });
  return module;
}

/** The response from `url`, if it is the one that the build has seen. */
export async function fetchChecked(url, integrity, signal) {
  // Without a prototype, so that nothing which a page has put on `Object.prototype` counts.
  const response = await fetch(url, {
    __proto__: null,
    method: "GET",
    mode: "cors",
    credentials: "omit",
    redirect: "error",
    integrity,
    signal,
  });
  if (!response.ok) throw Error(`${url} answered ${response.status}`);
  return response;
}
