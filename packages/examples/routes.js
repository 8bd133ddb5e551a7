/*
 * An example page: an app of one page, with the history API and no framework. The panel stays while
 * the views come and go; the box in a view comes and goes with it.
 */

import { define } from "ask-docs";
import { TOPICS } from "./topics.js";

define();

/** An element with properties and children. */
function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function view(topic) {
  const own = make("ask-docs");
  own.update({ label: `Help with ${topic.title.toLowerCase()}`, placeholder: topic.placeholder, goal: topic.goal });
  return [
    make("section", { className: "panel" }, make("h2", {}, topic.title), make("p", {}, topic.text)),
    own,
  ];
}

const place = document.querySelector("#view");
const links = document.querySelector("#views");

function show() {
  const wanted = new URLSearchParams(location.search).get("view");
  const topic = TOPICS.find(({ title }) => title.toLowerCase() === wanted) ?? TOPICS[0];
  place.replaceChildren(...view(topic));
  links.replaceChildren(...TOPICS.map(({ title }) => {
    const link = make("a", { href: `?view=${title.toLowerCase()}` }, title);
    if (title === topic.title) link.ariaCurrent = "page";
    return link;
  }));
}

links.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  show();
});
addEventListener("popstate", show);
show();
