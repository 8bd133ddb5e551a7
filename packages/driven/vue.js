/* A Vue app around the box, for tests. */

import { createApp, h, ref, shallowRef } from "vue";
import { AskDocs } from "../vue/index.js";

export function start(place, hear) {
  const props = shallowRef(null);
  const box = ref(null);
  const listeners = {
    onQuestion: () => hear("question"),
    onFirstText: () => hear("first-text"),
    onAnswer: (event) => hear("answer", event.detail),
  };
  const render = () => props.value && h(AskDocs, { ...props.value, ...listeners, ref: box });
  createApp({ setup: () => render }).mount(place);
  return {
    show: (next) => void (props.value = next),
    call: (name, ...values) => box.value[name](...values),
  };
}
