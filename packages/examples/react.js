/* An example page: settings of an account in React, with help that follows what is looked at. */

import { StrictMode, createElement as h, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { AskDocs } from "../react/index.js";
import { TOPICS } from "./topics.js";

function Topic({ topic, ask }) {
  return h("section", { className: "panel", "aria-labelledby": "topic" },
    h("h2", { id: "topic" }, topic.title),
    h("p", null, topic.text),
    h("ul", { className: "plain" }, topic.questions.map((question) =>
      h("li", { key: question }, h("button", { className: "link", onClick: () => ask(question) }, question)))));
}

function App() {
  const [topic, setTopic] = useState(TOPICS[0]);
  const [answers, setAnswers] = useState(0);
  const box = useRef(null);
  return h("div", { className: "grid" },
    h("div", { className: "stack" },
      h("div", { className: "tabs", role: "group", "aria-label": "Topic" }, TOPICS.map((one) =>
        h("button", { key: one.title, "aria-pressed": one === topic, onClick: () => setTopic(one) }, one.title))),
      h(Topic, { topic, ask: (question) => box.current.ask(question) })),
    h("div", { className: "stack" },
      h(AskDocs, {
        ref: box,
        label: `Help with ${topic.title.toLowerCase()}`,
        placeholder: topic.placeholder,
        goal: topic.goal,
        onAnswer: () => setAnswers((count) => count + 1),
      }),
      h("p", { className: "note", role: "status" },
        answers ? `${answers} answered on this visit` : "Nothing asked yet")));
}

createRoot(document.querySelector("#app")).render(h(StrictMode, null, h(App)));
