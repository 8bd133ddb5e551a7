/*
 * One answer through one view: how long each chunk takes, and what it touches.
 * Owns the clock and the host; the order of runs, and what their figures mean, is the caller's.
 */

import { cuts } from "./answers.js";
import { VIEWS } from "./views.js";

/** A real frame after so many chunks, so that the browser does what it does between them. */
const CHUNKS_PER_FRAME = 16;
/** From here on it is a long task to the browser. */
const LONG_MS = 50;
/** Less than a chunk has. */
const HELD_BACK = 8;

const tasks = new MessageChannel();

/** The next frame, painted: the message comes after it. */
function frame() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      tasks.port1.onmessage = resolve;
      tasks.port2.postMessage(null);
    });
  });
}

/** An element for one view, alone on the page. */
export function freshHost() {
  const host = document.createElement("div");
  document.getElementById("stage").replaceChildren(host);
  return host;
}

/** The end of the answer is where the reader is, so that nothing gains by being out of sight. */
function followEnd() {
  scrollTo(0, document.documentElement.scrollHeight);
}

/**
 * Streams `text` through the view called `name`; past `budget` milliseconds it gives up.
 * Times are in milliseconds; `script` and `layout` have one figure for each half of the chunks.
 */
export async function time(name, text, budget) {
  globalThis.gc?.();
  const host = freshHost();
  const view = VIEWS[name](host);
  const ends = cuts(text);
  const result = {
    chunks: ends.length, script: [0, 0], layout: [0, 0], worst: 0, long: 0, finish: 0, gaveUp: false,
  };
  await frame();
  const begin = performance.now();
  for (let at = 0; at < ends.length; at += 1) {
    const snapshot = text.slice(0, ends[at]);
    const start = performance.now();
    const updating = view.update(snapshot);
    if (updating) await updating;
    const scripted = performance.now();
    host.getBoundingClientRect();
    const done = performance.now();
    const half = at * 2 < ends.length ? 0 : 1;
    result.script[half] += scripted - start;
    result.layout[half] += done - scripted;
    result.worst = Math.max(result.worst, done - start);
    if (done - start > LONG_MS) result.long += 1;
    if (at % CHUNKS_PER_FRAME === CHUNKS_PER_FRAME - 1) {
      followEnd();
      await frame();
      if (performance.now() - begin > budget) {
        result.gaveUp = true;
        break;
      }
    }
  }
  const start = performance.now();
  await view.finish();
  host.getBoundingClientRect();
  result.finish = performance.now() - start;
  await frame();
  result.elapsed = performance.now() - begin;
  release(view);
  return result;
}

/** How many nodes each chunk adds, removes or changes: the median and the most. */
export async function touched(name, text) {
  const host = freshHost();
  const view = VIEWS[name](host);
  let nodes = new Set();
  const withAllInside = (node) => {
    nodes.add(node);
    node.childNodes.forEach(withAllInside);
  };
  const note = (records) => {
    for (const { target, type, addedNodes, removedNodes } of records) {
      if (type !== "childList") nodes.add(target);
      addedNodes.forEach(withAllInside);
      removedNodes.forEach(withAllInside);
    }
  };
  const observer = new MutationObserver(note);
  const kinds = { subtree: true, childList: true, characterData: true, attributes: true };
  observer.observe(host.shadowRoot, kinds);
  const counts = [];
  for (const end of cuts(text)) {
    await view.update(text.slice(0, end));
    note(observer.takeRecords());
    counts.push(nodes.size);
    nodes = new Set();
  }
  observer.disconnect();
  release(view);
  counts.sort((one, other) => one - other);
  return { median: counts[counts.length >> 1], most: counts.at(-1) };
}

/**
 * Throws unless the view called `name` has a plain text in the DOM after each chunk, but for a few
 * characters that it may hold back since they might begin something.
 */
export async function check(name, text) {
  const host = freshHost();
  const view = VIEWS[name](host);
  const bare = (value) => value.replace(/\s+/g, "");
  for (const end of cuts(text)) {
    const snapshot = text.slice(0, end);
    await view.update(snapshot);
    const [shown, wanted] = [bare(host.shadowRoot.textContent), bare(snapshot)];
    if (!wanted.startsWith(shown) || wanted.length - shown.length > HELD_BACK) {
      throw new Error(`${name} shows "…${shown.slice(-40)}" for "…${snapshot.slice(-40)}"`);
    }
  }
  await view.finish();
  release(view);
}

function release(view) {
  view.free();
  document.getElementById("stage").replaceChildren();
}
