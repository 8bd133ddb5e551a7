/*
 * A flood: a long answer in far more pieces than a screen can show, into the view that repaints
 * when it sees fit. Owns the pace and the watch over the page's responsiveness.
 */

import { answer } from "./answers.js";
import { LiveAnswer } from "./ask-docs-bench.js";
import { freshHost } from "./render.js";

const nextTask = () => new Promise((resolve) => setTimeout(resolve));

/**
 * Sends `characters` in `pieces` over `milliseconds`. Gives the longest task that the browser
 * reports (0 if none is long to it), and the longest that the page was busy at a time.
 */
export async function flood(characters, pieces, milliseconds) {
  const text = answer(characters);
  const host = freshHost();
  const live = new LiveAnswer(host);
  const tasks = [];
  const note = (list) => tasks.push(...list.getEntries().map((entry) => entry.duration));
  const observer = new PerformanceObserver(note);
  observer.observe({ type: "longtask" });
  await nextTask();

  const size = Math.ceil(text.length / pieces);
  const begin = performance.now();
  let [sent, busiest, last] = [0, 0, begin];
  while (sent < pieces) {
    const now = performance.now();
    busiest = Math.max(busiest, now - last);
    last = now;
    const due = Math.min(pieces, Math.ceil(((now - begin) / milliseconds) * pieces));
    for (; sent < due; sent += 1) live.append(text.slice(sent * size, (sent + 1) * size));
    await nextTask();
  }
  const took = performance.now() - begin;
  live.finish();
  // What is left is painted within the next two frames; the browser tells long tasks after them.
  for (let frames = 0; frames < 4; frames += 1) {
    await new Promise(requestAnimationFrame);
    busiest = Math.max(busiest, performance.now() - last);
    last = performance.now();
  }
  await nextTask();
  note({ getEntries: () => observer.takeRecords() });
  observer.disconnect();
  const shown = host.shadowRoot.textContent.length;
  live.free();
  host.remove();
  if (shown < 1000) throw new Error(`the flooded view shows only ${shown} characters`);
  return { pieces, took, busiest, longest: Math.max(0, ...tasks), shown };
}
