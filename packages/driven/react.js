/* A React app around the box, for tests: in strict mode, which mounts everything twice. */

import { StrictMode, createElement, createRef } from "react";
import { createRoot } from "react-dom/client";
import { AskDocs } from "../react/index.js";

export function start(place, hear) {
  const ref = createRef();
  const root = createRoot(place);
  const listeners = {
    onQuestion: () => hear("question"),
    onFirstText: () => hear("first-text"),
    onAnswer: (event) => hear("answer", event.detail),
  };
  return {
    show(props) {
      const box = props && createElement(AskDocs, { ...props, ...listeners, ref });
      root.render(createElement(StrictMode, null, box));
    },
    call: (name, ...values) => ref.current[name](...values),
  };
}
