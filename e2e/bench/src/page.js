/*
 * The page's side of `cargo xtask bench render`: does one task at a time, as the driver tells it.
 * Decides nothing about which, how often or in what order.
 */

import { answer, longBlock, plainAnswer } from "./answers.js";
import init from "./ask-docs-bench.js";
import { DECODERS, decode } from "./decode.js";
import { flood } from "./flood.js";
import { check, time, touched } from "./render.js";
import { VIEWS, peerStyles } from "./views.js";

const textOf = ({ block, size }) => (block ? longBlock(block) : answer(size * 1024));

const TASKS = {
  names: () => ({ views: Object.keys(VIEWS), decoders: Object.keys(DECODERS) }),
  check: ({ view }) => check(view, plainAnswer(2048)),
  time: ({ view, budget, ...what }) => time(view, textOf(what), budget),
  touched: ({ view, ...what }) => touched(view, textOf(what)),
  decode: ({ decoder, size }) => decode(decoder, answer(size * 1024)),
  flood: ({ characters, pieces, milliseconds }) => flood(characters, pieces, milliseconds),
};

let outcome = null;

/** Begins a task; `ended` tells how it went. */
globalThis.begin = (name, task) => {
  outcome = null;
  const work = async () => TASKS[name](task);
  work().then(
    (value) => { outcome = { value: value ?? null }; },
    (error) => { outcome = { error: String(error?.stack ?? error) }; },
  );
};

globalThis.ended = () => outcome;

async function start() {
  const [styles] = await Promise.all([fetch("peers.css").then((response) => response.text()), init()]);
  peerStyles.replaceSync(styles);
  if (!crossOriginIsolated) throw new Error("the page is not isolated, so its clock is coarse");
  if (!globalThis.gc) throw new Error("the page cannot collect garbage between runs");
}

start().then(
  () => { outcome = { value: "ready" }; },
  (error) => { outcome = { error: String(error?.stack ?? error) }; },
);
