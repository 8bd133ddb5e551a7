/*
 * Ask the Docs: the element, its settings and its events, for TypeScript.
 *
 * `cargo xtask types` writes this file: the settings come from the table in core/src/setting, all
 * else from xtask/src/types/frame.d.ts.
 */

/** Everything that can be set. What is left out, or wrong, has its default. */
export interface Settings {
  /** Address of the gateway, or of the API itself. Default: the host that served the script. */
  endpoint?: string;
  /** GitBook's organization id; `local` is the gateway's folder of Markdown. Default: `local`. */
  organization?: string;
  /** GitBook's site id. Default: `docs`. */
  site?: string;
  /** An API token, for private tools on localhost only: on a public page it is ignored. Default: none. */
  token?: string;
  /** The site space that the reader is in. Default: none. */
  siteSpace?: string;
  /** Where to look: `all`, `default`, `current`, `others`, or ids of site spaces with commas between them. Default: `all`. */
  scope?: string | readonly string[];
  /** What the reader is trying to get done, at most 1,024 characters. Default: none. */
  goal?: string;
  /** GitBook's id of the visitor, for the site's insights; used only together with `session`. Default: none. */
  visitor?: string;
  /** GitBook's id of the visit; used only together with `visitor`. Default: none. */
  session?: string;
  /** The name of the box, above the field and for screen readers. Default: `Ask the docs`, in the reader's language. */
  label?: string;
  /** What stands in the empty field; empty for nothing. Default: `Ask a question…`, in the reader's language. */
  placeholder?: string;
  /** The language of the box's own words, such as `de` or `pt-BR`; without it that of the page, else one of the reader's. Default: that of the page. */
  language?: string;
  /** Whether starter questions are fetched and shown. Default: `true`. */
  starters?: boolean;
  /** The line below an answer; empty for none. Default: `Answers can be wrong. Check the sources.`, in the reader's language. */
  disclaimer?: string;
  /** Where relative links in answers start from; without it they are shown as text. Default: none. */
  linkBase?: string;
  /** Origins whose images are shown in answers, such as `https://docs.example.com`, with commas between them; other images are links. Default: none. */
  images?: string | readonly string[];
  /** Seconds of silence after which an answer is given up, 1 to 600. Default: `35`. */
  patience?: number;
  /** Whether two buttons below an answer ask if it helped: with `event` your page hears it, with `send` the gateway too; a plain yes is `event`. Default: `off`. */
  feedback?: boolean | "off" | "event" | "send";
  /** Whether events carry the words of a question, and feedback that is sent those of the answer too. Default: `false`. */
  tellQuestions?: boolean;
  /** Whether the conversation is kept: with `session` it survives a reload in the tab's `sessionStorage`, and an answer that was arriving goes on. Default: `off`. */
  history?: "off" | "session";
  /** A sentence that a reader has to accept once before the first question goes out; empty for none. Default: none. */
  consent?: string;
  /** Address of a page with more about it, such as your privacy policy. Default: none. */
  consentLink?: string;
  /** Where the box stands: in the page, in a window that a button opens, or at a side. Default: `inline`. */
  mode?: "inline" | "launcher" | "dialog" | "panel";
  /** The button that opens the box: `floating` over the page, `inline` where the element stands, or `none`; `auto` floats for a launcher and a panel. Default: `auto`. */
  button?: "auto" | "floating" | "inline" | "none";
  /** The corner of the floating button and its window. Default: `bottom-end`. */
  position?: "bottom-end" | "bottom-start" | "top-end" | "top-start";
  /** The side at which a panel stands. Default: `end`. */
  side?: "end" | "start" | "left" | "right";
  /** Whether a panel makes room beside the page instead of covering it. Default: `false`. */
  push?: boolean;
  /** When the box is fetched: on the first sign of `intent`, when it is `visible`, when the page is `idle`, or at once (`eager`). Default: `intent`. */
  load?: "intent" | "visible" | "idle" | "eager";
  /** Keys that open the box, such as `mod+k` or `/`; empty for none. Default: none. */
  shortcut?: string;
  /** A CSS selector, such as `main`, for the part of your page in which readers can select words and ask about them; empty for none. Default: none. */
  selection?: string;
  /** What `?ask=` in the page's address does: nothing, put its text into the field, or ask it. Default: `off`. */
  deepLink?: "off" | "prefill" | "ask";
  /** Address of the page that is offered where WebAssembly cannot run. Default: `/ask` of the endpoint. */
  fallback?: string;
  /** Light or dark, or as the reader's system has it. Default: follows the page. */
  theme?: "light" | "dark" | "system";
  /** A CSS selector for the page's `html` or `body`: while it matches, the box is dark; such as `html.dark` or `[data-theme=dark]`. Default: none. */
  darkWhen?: string;
  /** Gives the visitor's own token, which is sent as `Authorization: Bearer …`, or nothing; it may return a promise, and is called for each request. Default: none. */
  getToken?: () => string | null | undefined | Promise<string | null | undefined>;
  /** Gives headers of your own as an object, or nothing; it may return a promise, and is called for each request. Default: none. */
  headers?: () => Record<string, string> | null | undefined | Promise<Record<string, string> | null | undefined>;
  /** Buttons of your own below an answer, such as “Contact support”. Default: none. */
  actions?: readonly Action[];
  /** Words of your own in the place of the box's, by their keys. Default: none. */
  strings?: Strings;
}

/** The settings as attributes of `<ask-docs>`; those with a function are for JavaScript only. */
export interface Attributes {
  /** Address of the gateway, or of the API itself. Default: the host that served the script. */
  endpoint?: string;
  /** GitBook's organization id; `local` is the gateway's folder of Markdown. Default: `local`. */
  organization?: string;
  /** GitBook's site id. Default: `docs`. */
  site?: string;
  /** An API token, for private tools on localhost only: on a public page it is ignored. Default: none. */
  token?: string;
  /** The site space that the reader is in. Default: none. */
  "site-space"?: string;
  /** Where to look: `all`, `default`, `current`, `others`, or ids of site spaces with commas between them. Default: `all`. */
  scope?: string;
  /** What the reader is trying to get done, at most 1,024 characters. Default: none. */
  goal?: string;
  /** GitBook's id of the visitor, for the site's insights; used only together with `session`. Default: none. */
  visitor?: string;
  /** GitBook's id of the visit; used only together with `visitor`. Default: none. */
  session?: string;
  /** The name of the box, above the field and for screen readers. Default: `Ask the docs`, in the reader's language. */
  label?: string;
  /** What stands in the empty field; empty for nothing. Default: `Ask a question…`, in the reader's language. */
  placeholder?: string;
  /** The language of the box's own words, such as `de` or `pt-BR`; without it that of the page, else one of the reader's. Default: that of the page. */
  language?: string;
  /** Whether starter questions are fetched and shown. Default: `true`. */
  starters?: boolean | "" | "true" | "false";
  /** The line below an answer; empty for none. Default: `Answers can be wrong. Check the sources.`, in the reader's language. */
  disclaimer?: string;
  /** Where relative links in answers start from; without it they are shown as text. Default: none. */
  "link-base"?: string;
  /** Origins whose images are shown in answers, such as `https://docs.example.com`, with commas between them; other images are links. Default: none. */
  images?: string;
  /** Seconds of silence after which an answer is given up, 1 to 600. Default: `35`. */
  patience?: number | `${number}`;
  /** Whether two buttons below an answer ask if it helped: with `event` your page hears it, with `send` the gateway too; a plain yes is `event`. Default: `off`. */
  feedback?: boolean | "" | "true" | "false" | "off" | "event" | "send";
  /** Whether events carry the words of a question, and feedback that is sent those of the answer too. Default: `false`. */
  "tell-questions"?: boolean | "" | "true" | "false";
  /** Whether the conversation is kept: with `session` it survives a reload in the tab's `sessionStorage`, and an answer that was arriving goes on. Default: `off`. */
  history?: "off" | "session";
  /** A sentence that a reader has to accept once before the first question goes out; empty for none. Default: none. */
  consent?: string;
  /** Address of a page with more about it, such as your privacy policy. Default: none. */
  "consent-link"?: string;
  /** Where the box stands: in the page, in a window that a button opens, or at a side. Default: `inline`. */
  mode?: "inline" | "launcher" | "dialog" | "panel";
  /** The button that opens the box: `floating` over the page, `inline` where the element stands, or `none`; `auto` floats for a launcher and a panel. Default: `auto`. */
  button?: "auto" | "floating" | "inline" | "none";
  /** The corner of the floating button and its window. Default: `bottom-end`. */
  position?: "bottom-end" | "bottom-start" | "top-end" | "top-start";
  /** The side at which a panel stands. Default: `end`. */
  side?: "end" | "start" | "left" | "right";
  /** Whether a panel makes room beside the page instead of covering it. Default: `false`. */
  push?: boolean | "" | "true" | "false";
  /** When the box is fetched: on the first sign of `intent`, when it is `visible`, when the page is `idle`, or at once (`eager`). Default: `intent`. */
  load?: "intent" | "visible" | "idle" | "eager";
  /** Keys that open the box, such as `mod+k` or `/`; empty for none. Default: none. */
  shortcut?: string;
  /** A CSS selector, such as `main`, for the part of your page in which readers can select words and ask about them; empty for none. Default: none. */
  selection?: string;
  /** What `?ask=` in the page's address does: nothing, put its text into the field, or ask it. Default: `off`. */
  "deep-link"?: "off" | "prefill" | "ask";
  /** Address of the page that is offered where WebAssembly cannot run. Default: `/ask` of the endpoint. */
  fallback?: string;
  /** Light or dark, or as the reader's system has it. Default: follows the page. */
  theme?: "light" | "dark" | "system";
  /** A CSS selector for the page's `html` or `body`: while it matches, the box is dark; such as `html.dark` or `[data-theme=dark]`. Default: none. */
  "dark-when"?: string;
}

/** Words in the place of the box's own, by their keys, which docs/languages.md has in English. */
export type Strings = Partial<Record<Word, string> & Record<CountedWord, string | Plural>>;

/** The keys of words. */
export type Word =
  | "aCardNumber" | "aPassword" | "aPrivateKey" | "aSecret" | "aToken" | "accept"
  | "acceptAndAsk" | "anApiKey" | "anEmailAddress" | "answerCopied" | "answerNotCopied" | "answering"
  | "ask" | "askAboutThis" | "askAfresh" | "askAgain" | "askAgainIn" | "askAgainNow"
  | "askNext" | "askedRecently" | "askingAbout" | "browserAdds" | "cached" | "cachedNow"
  | "clear" | "close" | "code" | "codeUnnamed" | "complete" | "copied"
  | "copy" | "copyAnswer" | "danger" | "didItHelp" | "direction" | "disclaimer"
  | "done" | "editQuestion" | "empty" | "enterMasks" | "forget" | "goesOut"
  | "gone" | "helpful" | "incomplete" | "jumpToNewest" | "label" | "language"
  | "looksLikeSecret" | "maskAndSend" | "noQuestionsLeft" | "noSite" | "noneFound" | "notAccepted"
  | "notAcceptedSays" | "notAllowed" | "notCopied" | "notDone" | "notHelpful" | "notReached"
  | "notSetUp" | "note" | "offline" | "placeholder" | "questionTooLong" | "questionsAgain"
  | "quoteTooLong" | "readMore" | "reasonIncomplete" | "reasonOutdated" | "reasonSources" | "reasonUnrelated"
  | "reasonWrong" | "removeQuote" | "sayMore" | "searchResults" | "searching" | "searchingLong"
  | "selectInstead" | "send" | "sendAsIs" | "serverProblem" | "serverSays" | "shortened"
  | "silence" | "sources" | "starters" | "stop" | "stopped" | "stoppedBefore"
  | "stoppedHere" | "table" | "thanks" | "tip" | "tooLarge" | "tooManyQuestions"
  | "tryAgain" | "tryOtherWords" | "typed" | "unreadable" | "untitled" | "waitALittle"
  | "waitingForRest" | "warning" | "whatIsSent" | "whatWasWrong" | "wrap" | "wrongService"
;

/** The keys of words with plurals. */
export type CountedWord =
  | "charactersLeft" | "completeWithSources" | "questionsLeft" | "tooLong"
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
