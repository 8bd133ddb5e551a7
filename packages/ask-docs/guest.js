/* The guest as the package has it: with the box from where a bundler has put it. */

import { take as takeWith } from "../../www/guest/guest.js";

let loading;

/** The box's module, ready to `mount`; fetched once, and again after a failure. */
const loadBox = () => (loading ??= start().catch((error) => {
  loading = null;
  throw error;
}));

async function start() {
  const module = await import("./ask_docs.js");
  await module.default();
  return module;
}

/** See `guest/guest.js`. */
export const take = (host, first) => takeWith(host, first, loadBox);
