/*
 * The box itself: its glue and its WebAssembly, fetched once for all boxes of a page, and again
 * after a failure. Knows their names and hashes from the build.
 */

/* global GLUE, GLUE_INTEGRITY, WASM, WASM_INTEGRITY */

let loading;

/** The module, ready to `mount`. `root` is where a hint for the browser may stand. */
export const load = (base, root) => (loading ??= fetchBox(base, root).catch((error) => {
  loading = null;
  throw error;
}));

async function fetchBox(base, root) {
  const url = new URL(GLUE, base).href;
  // `import()` takes no hash, but what was preloaded with one is what it then gets.
  const hint = document.createElement("link");
  hint.rel = "modulepreload";
  hint.crossOrigin = "";
  hint.integrity = GLUE_INTEGRITY;
  hint.href = url;
  root.append(hint);
  try {
    const [module, bytes] = await Promise.all([import(url), fetchBytes(new URL(WASM, base))]);
    await module.default({ module_or_path: bytes });
    return module;
  } finally {
    hint.remove();
  }
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
