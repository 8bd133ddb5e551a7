/* A Svelte app around the box, for tests. */

import { mount } from "svelte";
import { writable } from "svelte/store";
import Page from "./Page.svelte";

export function start(target, hear) {
  const shown = writable(null);
  const page = mount(Page, { target, props: { shown, hear } });
  return { show: (props) => shown.set(props), call: (...values) => page.call(...values) };
}
