/*
 * What is there before the box: a launcher, or the question field. The field looks as the box's own
 * (src/view/form.rs), so that nothing moves when that takes its place.
 */

import { icon, make } from "./elements.js";
import { isComposing } from "./shortcut.js";

const SEND = "M8 13V3M3.5 7.5 8 3l4.5 4.5";
const ASK = "M3 3.5h10v7H7.5L4.5 13v-2.5H3zM6 7h4";

/** The button that opens a box, or an empty text where the page has its own. */
export function drawLauncher({ mode, label, button = "auto", position = "bottom-end" }, toggle) {
  if (button === "none") return "";
  const isFloating = button === "auto" ? mode !== "dialog" : button === "floating";
  const launcher = make("button", {
    class: `launcher ${isFloating ? `floating ${position.replace("-", " ")}` : "row"}`, part: "launcher", "aria-haspopup": "dialog",
  }, icon(ASK), make("span", {}, label));
  launcher.onclick = () => toggle();
  return launcher;
}

/** Draws the field into `place`. `submit` is called when the reader sends what is in it. */
export function drawField(place, { label, placeholder, ask }, submit) {
  const field = make("textarea", {
    id: "question", part: "field", class: "field", rows: 1, placeholder,
  });
  const form = make("form", {},
    make("label", { class: "label", for: "question" }, label),
    make("div", { class: "row", part: "row" }, make("div", { class: "grow" }, field),
      make("button", { class: "action", part: "ask", title: ask }, icon(SEND))));
  const first = { field };
  form.onsubmit = (event) => {
    event.preventDefault();
    first.isSubmitted = !!field.value.trim();
    if (first.isSubmitted) submit();
  };
  field.onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !isComposing(event)) form.onsubmit(event);
  };
  // To replace the field would cut off a word that is being composed.
  field.oncompositionstart = () => {
    first.composed = new Promise((resolve) => (field.oncompositionend = resolve));
  };
  place.replaceChildren(make("section", { class: "box", part: "box" }, form));
  return first;
}
