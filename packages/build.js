/*
 * Bundles the apps around the box: `node build.js MODULES EXAMPLES DRIVEN`. MODULES is a folder as
 * node_modules, with the package `ask-docs`; EXAMPLES gets the apps of the example pages, DRIVEN
 * those that tests drive. Publishes nothing: wrappers are published as they are.
 */

import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { compile } from "svelte/compiler";

const [modules, examples, driven] = process.argv.slice(2);

/** Files of Svelte as modules, for a `client` or a `server`. */
const svelte = (generate) => ({
  name: "svelte",
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const { js } = compile(await readFile(path, "utf8"), { filename: path, generate });
      return { contents: js.code };
    });
  },
});

async function bundle(folder, names, mode, more = {}) {
  await build({
    entryPoints: names.map((name) => join(import.meta.dirname, name)),
    outdir: folder,
    entryNames: "[name]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: mode === "production",
    nodePaths: [modules],
    plugins: [svelte("client")],
    define: {
      "process.env.NODE_ENV": JSON.stringify(mode),
      __VUE_OPTIONS_API__: "false",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
    logLevel: "warning",
    ...more,
  });
  // esbuild leaves `new URL(…, import.meta.url)` as it is.
  const wasm = "ask_docs_bg.wasm";
  await copyFile(join(modules, "ask-docs", wasm), join(folder, wasm));
}

const names = ["react", "vue", "svelte", "plain"].map((name) => `driven/${name}.js`);
// React mounts twice only while it is developed with.
await bundle(driven, names, "development");
await bundle(driven, ["driven/react.js"], "development", {
  entryNames: "[name]-18",
  alias: { react: "react-18", "react-dom": "react-dom-18" },
});
await bundle(driven, ["driven/server.js"], "production", {
  splitting: false,
  platform: "node",
  minify: false,
  plugins: [svelte("server")],
  outExtension: { ".js": ".mjs" },
  // React's server is no module yet.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
});
await copyFile(join(import.meta.dirname, "driven/index.html"), join(driven, "index.html"));
await bundle(examples, ["examples/react.js", "examples/vue.js", "examples/routes.js"], "production");
