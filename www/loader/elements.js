/* Elements, made one by one: nothing here is parsed as HTML. */

/** An element with attributes and children. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  // What a page has put on `Object.prototype` is not meant.
  for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
  element.append(...children);
  return element;
}

/** A drawing of strokes, hidden from assistive technology. */
export function icon(strokes) {
  const svg = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
  const [drawing, path] = [svg("svg"), svg("path")];
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("aria-hidden", "true");
  path.setAttribute("d", strokes);
  drawing.append(path);
  return drawing;
}
