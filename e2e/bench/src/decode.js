/*
 * Bytes of an event stream to the text of the answer: ours against the usual three steps.
 * Every event repeats the whole answer so far, as GitBook's API does. Owns both measurements.
 */

import { createParser } from "eventsource-parser";

import { cuts } from "./answers.js";
import { Decoder } from "./ask-docs-bench.js";

const HEAD = 'data: {"type":"answer","answer":{"answer":{"markdown":"';
const TAIL = '"},"followupQuestions":[],"sources":[]}}\n\n';
/** The most that a browser hands out of a body at once. */
const READ_BYTES = 65536;

/** The reads of a body with the answer `text`: for each of its chunks the bytes of one event. */
function* bodyOf(text) {
  const encoder = new TextEncoder();
  const quoted = (part) => encoder.encode(JSON.stringify(part).slice(1, -1));
  const [head, tail] = [encoder.encode(HEAD), encoder.encode(TAIL)];
  const whole = quoted(text);
  let [from, length] = [0, 0];
  for (const end of cuts(text)) {
    length += quoted(text.slice(from, end)).length;
    from = end;
    const event = new Uint8Array(head.length + length + tail.length);
    event.set(head);
    event.set(whole.subarray(0, length), head.length);
    event.set(tail, head.length + length);
    for (let at = 0; at < event.length; at += READ_BYTES) yield event.slice(at, at + READ_BYTES);
  }
}

function ours() {
  const decoder = new Decoder();
  return {
    feed: (bytes) => decoder.feed(bytes),
    text: () => decoder.text,
    free: () => decoder.free(),
  };
}

function usual() {
  const decoder = new TextDecoder();
  let text = "";
  const parser = createParser({
    onEvent(event) {
      text = JSON.parse(event.data).answer.answer.markdown;
    },
  });
  return {
    feed: (bytes) => parser.feed(decoder.decode(bytes, { stream: true })),
    text: () => text,
    free() {},
  };
}

export const DECODERS = { "ask-the-docs": ours, "TextDecoder + eventsource-parser + JSON.parse": usual };

/** Decodes the stream of `text` and gives the milliseconds of that alone. */
export function decode(name, text) {
  globalThis.gc?.();
  const decoder = DECODERS[name]();
  let [total, bytes, events] = [0, 0, cuts(text).length];
  for (const read of bodyOf(text)) {
    const start = performance.now();
    decoder.feed(read);
    total += performance.now() - start;
    bytes += read.length;
  }
  if (decoder.text() !== text) throw new Error(`${name} decodes another text than was sent`);
  decoder.free();
  return { total, bytes, events };
}
