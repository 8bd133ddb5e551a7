/*
 * A page's own program in TypeScript: what owners write compiles, and what is wrong does not. Each
 * `@ts-expect-error` fails the check when there is no error below it.
 */

import { define, type Action, type Settings } from "../../www/ask-docs.js";

const support: Action = {
  id: "support",
  label: "Contact support",
  onSelect(conversation) {
    const last = conversation.at(-1);
    if (last?.state === "complete") console.log(last.question.length, last.sources[0]?.url ?? "");
  },
};

const settings: Settings = {
  endpoint: "https://ask.example.com",
  mode: "launcher",
  images: ["https://docs.example.com"],
  patience: 60,
  tellQuestions: true,
  getToken: async () => null,
  headers: () => ({ "x-tenant": "a" }),
  actions: [support],
};

define("https://ask.example.com/", settings);

const element = document.createElement("ask-docs");
element.setAttribute("site-space", "here");
element.update({ placeholder: "Ask away" });
element.ready.then((ready) => ready.isOpen || ready.open());
element.addEventListener("ask-docs-error", ({ detail }) => {
  const wait: number | null = detail.retryable ? detail.retryAfter : 0;
  console.log(detail.code, wait);
});
document.addEventListener("ask-docs-feedback", (event) => console.log(event.detail.helpful));
document.querySelector("ask-docs")?.ask("How?");

AskDocs("prefill", "How?");
AskDocs("on", "first-text", ({ detail }) => console.log(detail.milliseconds));
const attributes: JSX.IntrinsicElements["ask-docs"] = { "deep-link": "ask", starters: "", class: "a" };
console.log(attributes);

// @ts-expect-error: no such mode.
element.update({ mode: "sidebar" });
// @ts-expect-error: no such setting.
element.update({ starter: false });
// @ts-expect-error: a question is a text.
element.ask(7);
// @ts-expect-error: no such method.
AskDocs("asks", "How?");
// @ts-expect-error: no such event.
AskDocs("on", "questions", () => {});
// @ts-expect-error: no such detail.
element.addEventListener("ask-docs-answer", (event) => console.log(event.detail.text));
// @ts-expect-error: an action needs its function.
element.update({ actions: [{ id: "a", label: "A" }] });
