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
  const [module, bytes] = await Promise.all([
    load(GLUE, GLUE_INTEGRITY, base, root),
    fetchBytes(new URL(WASM, base)),
  ]);
  await module.default({ module_or_path: bytes });
  return module;
}

async function fetchBytes(url) {
  // Without a prototype, so that nothing which a page has put on `Object.prototype` counts.
  const response = await fetch(url, {
    __proto__: null,
    method: "GET",
    mode: "cors",
    credentials: "omit",
    redirect: "error",
    integrity: WASM_INTEGRITY,
  });
  if (!response.ok) throw Error(`${url} answered ${response.status}`);
  return response.arrayBuffer();
}
