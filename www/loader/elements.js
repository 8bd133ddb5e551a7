/* Elements, made one by one: nothing here is parsed as HTML. */

/** An element with attributes and children. */
export function make(name, attributes = {}, ...children) {
  const kind = /svg|path/.test(name) ? "2000/svg" : "1999/xhtml";
  const element = document.createElementNS("http://www.w3.org/" + kind, name);
  // What a page has put on `Object.prototype` is not meant.
  for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
  element.append(...children);
  return element;
}

/** A drawing of strokes, hidden from assistive technology. */
export const icon = (strokes) =>
  make("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, make("path", { d: strokes }));
