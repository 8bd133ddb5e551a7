/*
 * Code to runs of one kind each: what is a keyword, a string, a comment.
 *
 * The library's own output is HTML; with an emitter of ours it never makes any.
 */
import hljs from "highlight.js/lib/core";

import { prepare } from "./languages.js";

/** The library's scopes, by their beginnings; the longest one counts. All others are plain. */
const KINDS = {
  "addition": "added",
  "attr": "name",
  "attribute": "name",
  "built_in": "call",
  "bullet": "keyword",
  "char": "string",
  "code": "string",
  "comment": "comment",
  "deletion": "removed",
  "doctag": "keyword",
  "keyword": "keyword",
  "link": "string",
  "literal": "number",
  "meta": "comment",
  "name": "keyword",
  "number": "number",
  "property": "name",
  "quote": "comment",
  "regexp": "string",
  "section": "call",
  "selector-attr": "name",
  "selector-class": "name",
  "selector-id": "name",
  "selector-pseudo": "name",
  "selector-tag": "keyword",
  "string": "string",
  "symbol": "name",
  "template-variable": "name",
  "title": "call",
  "title.class": "type",
  "type": "type",
  "variable": "name",
  "variable.language": "keyword",
};

/** Words that are longer are no words of a language, and some grammars take their time on them. */
const LONG_WORD = /\w{65,}/g;
/** A character that no grammar knows. */
const NOTHING = "\uE000";

/** `code` as `[length, kind]`, of which the kind may be null; null if it cannot be told. */
export function runs(code, language) {
  if (!prepare(language)) return null;
  const known = code.replace(LONG_WORD, (word) => NOTHING.repeat(word.length));
  const { _emitter } = hljs.highlight(known, { language, ignoreIllegals: true });
  const length = _emitter.runs.reduce((sum, run) => sum + run[0], 0);
  return length === code.length ? _emitter.runs : null;
}

/** What the library tells its findings to. */
class Runs {
  runs = [];
  #kinds = [];

  addText(text) {
    this.#add(text.length, this.#kinds.at(-1) ?? null);
  }

  openNode(scope) {
    const [first, second] = scope.split(".");
    this.#kinds.push(KINDS[`${first}.${second}`] ?? KINDS[first] ?? null);
  }

  closeNode() {
    this.#kinds.pop();
  }

  startScope(scope) {
    this.openNode(scope);
  }

  endScope() {
    this.closeNode();
  }

  __addSublanguage(emitter) {
    for (const [length, kind] of emitter.runs) this.#add(length, kind ?? this.#kinds.at(-1) ?? null);
  }

  finalize() {}

  toHTML() {
    return "";
  }

  #add(length, kind) {
    if (length === 0) return;
    const last = this.runs.at(-1);
    if (last?.[1] === kind) last[0] += length;
    else this.runs.push([length, kind]);
  }
}

hljs.configure({ __emitter: Runs });
