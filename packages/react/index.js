/*
 * The box as a React component, for React 18 and 19. Draws the element with its settings as
 * attributes, on a server too; defines it once it is in the page. Owns no state: the element does,
 * and notices itself when it leaves the page.
 */
"use client";

import { createElement, forwardRef, useEffect, useImperativeHandle, useRef } from "react";
import { EVENTS, attributesOf, pascal, tie, valuesOf } from "ask-docs/wrapper";

/** `onFirstText` is told of `first-text`. */
const HEARD = new Map(EVENTS.map((name) => [`on${pascal(name)}`, name]));

/** What of the props is a setting, what listens to the box, and what is React's matter. */
function sort(props) {
  const sorted = { settings: {}, listeners: {}, others: {} };
  for (const [name, value] of Object.entries(props)) {
    if (HEARD.has(name)) sorted.listeners[HEARD.get(name)] = value;
    else if (name === "style" || /^on[A-Z]/.test(name)) sorted.others[name] = value;
    // React 18 would write `classname`.
    else sorted.settings[name === "className" ? "class" : name] = value;
  }
  return sorted;
}

/** `<AskDocs label="Ask our docs" onAnswer={…} ref={…} />`; the ref is the element. */
export const AskDocs = forwardRef(function AskDocs({ base, ...props }, ref) {
  const { settings, listeners, others } = sort(props);
  const element = useRef(null);
  const bond = useRef(null);
  const latest = useRef(listeners);

  useImperativeHandle(ref, () => element.current, []);
  useEffect(() => {
    latest.current = listeners;
  });
  useEffect(() => {
    bond.current = tie(element.current, base, (name, event) => latest.current[name]?.(event));
    return () => bond.current.release();
  }, [base]);
  useEffect(() => bond.current.update(valuesOf(settings)));

  return createElement("ask-docs", { ...attributesOf(settings), ...others, ref: element });
});
