/* An example page: an order in Vue, with a panel beside it and an action of its own. */

import { createApp, h, ref } from "vue";
import { AskDocs } from "../vue/index.js";
import { TOPICS } from "./topics.js";

const App = {
  setup() {
    const box = ref(null);
    const isRight = ref(true);
    const note = ref("");
    const actions = [{
      id: "support",
      label: "Contact support",
      onSelect: (turns) => (note.value = `Support would get ${turns.length} of your questions.`),
    }];
    const row = (topic) =>
      h("tr", { key: topic.title }, [
        h("td", topic.title),
        h("td", topic.text),
        h("td", h("button", { class: "link", onClick: () => box.value.ask(topic.questions[0]) }, "Ask")),
      ]);
    return () =>
      h("div", { class: "stack" }, [
        h("section", { class: "panel" }, [
          h("h2", "What is left to do"),
          h("table", h("tbody", TOPICS.map(row))),
        ]),
        h("p", { class: "buttons" }, [
          h("button", { class: "button", onClick: () => box.value.open() }, "Open help"),
          h("button", { class: "button quiet", onClick: () => (isRight.value = !isRight.value) },
            `Panel on the ${isRight.value ? "left" : "right"} instead`),
        ]),
        h("p", { class: "note", role: "status" }, note.value),
        h(AskDocs, {
          ref: box, mode: "panel", push: true, shortcut: "mod+k", side: isRight.value ? "right" : "left",
          label: "Help", actions, onError: (event) => (note.value = `No answer: ${event.detail.code}`),
        }),
      ]);
  },
};

createApp(App).mount("#app");
