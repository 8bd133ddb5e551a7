/*
 * Ask the Docs: the chunk that colours code, fetched when an answer holds some.
 *
 * Colours are `<span>`s. The CSS Custom Highlight API would leave the code one text, and works in
 * a shadow root; but a browser looks at every highlighted range again whenever anything of the
 * page changes, which at 4,800 ranges cost 12 ms in each frame of a growing answer (Chromium 156).
 */
import { runs } from "./runs.js";
import { isTooLong, sliceEnd } from "./slices.js";

/** Longer code stays as it is, in UTF-16 units: each slice has all of it laid out again. */
const MOST = 20_000;
/** A slice that takes longer has taken too long, in milliseconds: most take 5. */
const LONG = 250;

/** Code that waits for its colours: `{ code, language, text, all, start }`. */
const waiting = [];
/** How often a slice may take too long before no code of this page is coloured any more. */
let chances = 2;

/**
 * Colours the code in the element `code`, whose only child is a text, in later tasks. Code that
 * changes in the meantime, or in which the reader has selected something, stays as it is.
 */
export function highlight(code, language) {
  const text = code.firstChild;
  if (!(text instanceof Text) || text.nextSibling || text.length > MOST) return;
  waiting.push({ code, language, text, all: text.data, start: 0 });
  if (waiting.length === 1) setTimeout(work);
}

function work() {
  const job = waiting[0];
  if (chances === 0 || !colourNext(job)) waiting.shift();
  if (waiting.length > 0) setTimeout(work);
}

/** Colours the next slice, and tells whether there is another one. */
function colourNext(job) {
  const { code, text, all, start } = job;
  // Compared by length: code only grows, or is drawn anew.
  if (text.parentNode !== code || text.length !== all.length - start || isSelected(code)) return false;
  const end = sliceEnd(all, start);
  const slice = all.slice(start, end);
  const found = isTooLong(slice) ? null : inTime(() => runs(slice, job.language));
  const coloured = document.createDocumentFragment();
  let at = 0;
  for (const [length, kind] of found ?? [[slice.length, null]]) {
    const words = slice.slice(at, (at += length));
    coloured.append(kind === null ? words : span(kind, words));
  }
  if (end === all.length) {
    text.replaceWith(coloured);
    return false;
  }
  code.insertBefore(coloured, text);
  text.deleteData(0, slice.length);
  job.start = end;
  return true;
}

function span(kind, words) {
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
