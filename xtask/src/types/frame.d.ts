/*
 * Ask the Docs: the element, its settings and its events, for TypeScript.
 *
 * `cargo xtask types` writes this file: the settings come from the table in core/src/setting, all
 * else from xtask/src/types/frame.d.ts.
 */

/** Everything that can be set. What is left out, or wrong, has its default. */
export interface Settings {
  // SETTINGS
}

/** The settings as attributes of `<ask-docs>`; those with a function are for JavaScript only. */
export interface Attributes {
  // ATTRIBUTES
}

/** Words in the place of the box's own, by their keys, which docs/languages.md has in English. */
export type Strings = Partial<Record<Word, string> & Record<CountedWord, string | Plural>>;

/** The keys of words. */
export type Word =
  // WORDS
;

/** The keys of words with plurals. */
export type CountedWord =
  // COUNTED
;

/** A text for each plural category of the language that has one of its own. */
export interface Plural {
  zero?: string;
  one?: string;
  two?: string;
  few?: string;
  many?: string;
  other: string;
}

/** A button of your own below an answer. */
export interface Action {
  /** Comes back in the event `ask-docs-action`. */
  id: string;
  /** What stands on the button. */
  label: string;
  /** Strokes in a field of 16 × 16, as the `d` of an SVG path. */
  icon?: string;
  /** Called when the button is pressed. */
  onSelect(conversation: Turn[]): void;
}

/** A question and its answer, in a conversation that begins with the oldest. */
export interface Turn {
  question: string;
  /** Markdown, as far as it has arrived. */
  answer: string;
  sources: { title: string; url: string | null }[];
  state: "waiting" | "streaming" | "complete" | "stopped" | "incomplete" | "failed";
}

/** What each event has as its `detail`, by the event's name. */
export interface Details {
  /** The box can be used. */
  "ask-docs-ready": Record<string, never>;
  /** The box was opened. */
  "ask-docs-open": Record<string, never>;
  /** The box was closed. */
  "ask-docs-close": Record<string, never>;
  /** A question goes out. `question` is there with the setting `tellQuestions` only. */
  "ask-docs-question": { characters: number; question?: string };
  /** The first text of an answer is there. */
  "ask-docs-first-text": { milliseconds: number };
  /** An answer is whole; `found` tells whether there is one. */
  "ask-docs-answer": { found: boolean; sources: number; milliseconds: number };
  /** An answer was stopped. */
  "ask-docs-stop": Record<string, never>;
  /** There is no answer, or no whole one. `retryAfter` is in seconds. */
  "ask-docs-error": { code: string; retryable: boolean; retryAfter: number | null };
  /** The reader follows a source; `number` counts from 1. */
  "ask-docs-source-click": { url: string; number: number };
  /** The reader says whether an answer helped, and why not; `null` takes it back. */
  "ask-docs-feedback": {
    helpful: boolean | null;
    reason?: "wrong" | "incomplete" | "outdated" | "unrelated" | "sources";
    comment?: string;
    question?: string;
  };
  /** What the reader says did not reach the gateway. */
  "ask-docs-feedback-error": { code: string };
  /** The reader has pressed the button of an action. */
  "ask-docs-action": { id: string };
}

/** The events by name. They bubble and cross the shadow root. */
export type Events = { [Name in keyof Details]: CustomEvent<Details[Name]> };

/** The name of an event without `ask-docs-`. */
export type ShortName = keyof Details extends `ask-docs-${infer Short}` ? Short : never;

/** What can be called, on the element and through `AskDocs`. Calls made early are kept. */
export interface Methods {
  /** Opens the box; an inline one takes the focus. */
  open(): void;
  close(): void;
  toggle(): void;
  /** Asks `question`, as if the reader had typed it. */
  ask(question: string): void;
  /** Puts `text` into the field without asking it. */
  prefill(text: string): void;
  /** Stops the answer that is arriving; what has arrived stays. */
  stop(): void;
  /** Takes all questions and answers away. */
  clear(): void;
  /** Takes them away, and forgets all that is kept for this site in this tab. */
  forget(): void;
  /** Changes settings; what is drawn changes at once. */
  update(settings: Settings): void;
  /** Takes the box out of the page, with all that belongs to it. */
  destroy(): void;
}

/** The element `<ask-docs>`. */
export interface AskDocsElement extends HTMLElement, Methods {
  /** Settled when the box can be used, or has fallen back to a link. */
  readonly ready: Promise<AskDocsElement>;
  readonly isOpen: boolean;
}

/** The page's first box: `AskDocs("ask", "How do I sign in?")`. */
export interface AskDocsFunction {
  <Name extends keyof Methods>(method: Name, ...values: Parameters<Methods[Name]>): void;
  /** Listens to an event of any box, by its name without `ask-docs-`. */
  <Name extends ShortName>(
    method: "on",
    name: Name,
    listener: (event: Events[`ask-docs-${Name}`]) => void,
  ): void;
}

/**
 * Defines `<ask-docs>`, once; where there is no browser, it does nothing. Without `base` the other
 * files are this package's, with it those of a copy of the package at that address. `defaults` are
 * settings of every box that does not say otherwise.
 */
export function define(base?: string, defaults?: Settings): void;

declare global {
  var AskDocs: AskDocsFunction;

  interface HTMLElementTagNameMap {
    "ask-docs": AskDocsElement;
  }

  interface GlobalEventHandlersEventMap extends Events {}

  namespace JSX {
    interface IntrinsicElements {
      "ask-docs": Attributes & { [attribute: string]: unknown };
    }
  }
}
