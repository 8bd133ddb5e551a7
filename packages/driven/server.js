/* What each wrapper renders where there is no browser, as JSON on standard output. */

import { createElement } from "react";
import { renderToString as renderReact } from "react-dom/server";
import { render as renderSvelte } from "svelte/server";
import { createSSRApp, h } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import { define } from "ask-docs";
import { AskDocs as ReactBox } from "../react/index.js";
import { AskDocs as SvelteBox } from "../svelte/index.js";
import { AskDocs as VueBox } from "../vue/index.js";

const props = { label: "Help", linkBase: "https://docs.example.com/", push: true, getToken: () => "" };

define();
console.log(JSON.stringify({
  react: renderReact(createElement(ReactBox, props)),
  vue: await renderVue(createSSRApp({ render: () => h(VueBox, props) })),
  svelte: renderSvelte(SvelteBox, { props }).body,
}));
