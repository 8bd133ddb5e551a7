/*
 * Ask the Docs: the chunk that colours code, fetched when an answer holds some.
 *
 * Colours are `<span>`s. The CSS Custom Highlight API would leave the code's texts whole, and works
 * in a shadow root; but a browser looks at every highlighted range again whenever anything of the
 * page changes, which at 4,800 ranges cost 12 ms in each frame of a growing answer (Chromium 156).
 */
import { runs } from "./runs.js";
import { isTooLong, sliceEnd } from "./slices.js";

/** Longer code stays as it is, in UTF-16 units: the page keeps each of its colours. */
const MOST = 20_000;
/** A slice that takes longer has taken too long, in milliseconds: most take 5. */
const LONG = 250;

/** Code that waits for its colours: `{ code, language, all, groups, start, found }`. */
const waiting = [];
/** How often a slice may take too long before no code of this page is coloured any more. */
let chances = 2;

/**
 * Colours the code in the element `code`, whose children are groups of lines that hold nothing but
 * text, in later tasks. Code that changes in the meantime, or in which the reader has selected
 * something, stays as it is.
 */
export function highlight(code, language) {
  const all = code.textContent;
  if (all.length > MOST) return;
  const groups = Array.from(code.children, (element) => ({ element, length: element.textContent.length }));
  waiting.push({ code, language, all, groups, start: 0, found: [] });
  if (waiting.length === 1) setTimeout(work);
}

function work() {
  const job = waiting[0];
  if (chances === 0 || !colourNext(job)) waiting.shift();
  if (waiting.length > 0) setTimeout(work);
}

/** Colours the next slice, and tells whether there is another one. */
function colourNext(job) {
  const { code, all, start, found } = job;
  if (job.groups.length === 0 || !isAsItWas(job) || isSelected(code)) return false;
  const end = sliceEnd(all, start);
  const slice = all.slice(start, end);
  const told = isTooLong(slice) ? null : inTime(() => runs(slice, job.language));
  let at = start;
  for (const [length, kind] of told ?? [[slice.length, null]]) {
    found.push({ words: all.slice(at, (at += length)), kind });
  }
  job.start = end;
  colourGroups(job);
  return end < all.length;
}

/** Compared by length: code only grows, or is drawn anew. */
function isAsItWas({ code, groups }) {
  return groups.every(({ element, length }) => element.parentNode === code && element.textContent.length === length);
}

/** Gives the groups their colours that end before the next slice. */
function colourGroups({ groups, found }) {
  let ready = found.reduce((sum, { words }) => sum + words.length, 0);
  while (groups.length > 0 && groups[0].length <= ready) {
    const { element, length } = groups.shift();
    ready -= length;
    element.replaceChildren(...take(found, length).map(coloured));
  }
}

/** Takes the first `length` units out of what was found. */
function take(found, length) {
  const taken = [];
  for (let left = length; left > 0; ) {
    const { words, kind } = found[0];
    taken.push({ words: words.slice(0, left), kind });
    if (words.length > left) found[0] = { words: words.slice(left), kind };
    else found.shift();
    left -= Math.min(left, words.length);
  }
  return taken;
}

function coloured({ words, kind }) {
  if (kind === null) return words;
  const span = document.createElement("span");
  span.className = `code-${kind}`;
  span.textContent = words;
  return span;
}

function inTime(task) {
  const begun = performance.now();
  const result = task();
  if (performance.now() - begun > LONG) chances -= 1;
  return result;
}

/** Whether a reader's selection would be lost. */
function isSelected(code) {
  const root = code.getRootNode();
  const shadowRoots = root instanceof ShadowRoot ? [root] : [];
  const selected = document.getSelection()?.getComposedRanges?.({ shadowRoots })[0];
  if (!selected || selected.collapsed) return false;
  const range = document.createRange();
  range.setStart(selected.startContainer, selected.startOffset);
  range.setEnd(selected.endContainer, selected.endOffset);
  return range.intersectsNode(code);
}
