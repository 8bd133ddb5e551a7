/*
 * Draws texts with the real view and tells whatever it has put into the page that is not on these
 * lists, even for a moment: a MutationObserver sees each node and attribute that was ever there.
 */

/** Every element that an answer may hold, with its attributes and what they may say. */
const anything = () => true;
const words = (...allowed) => (value) => allowed.includes(value);
const like = (pattern) => (value) => pattern.test(value);

const DIRECTION = { dir: words("auto", "ltr", "rtl") };
const REGION = { tabindex: words("0"), role: words("group"), "aria-label": anything };
const FRAME = {
  ...DIRECTION,
  class: words(
    "place", "box", "answer", "run", "table", "card", "card one", "tools", "tabs", "tablist", "panel",
    "hint info", "hint success", "hint warning", "hint danger",
  ),
  role: words("note", "group", "tablist", "tabpanel"),
  id: like(/^panel-\d+$/),
  "aria-labelledby": like(/^tab-\d+$/),
  "aria-label": words("Table"),
  tabindex: words("0"),
  hidden: words(""),
};
const BUTTON = {
  ...DIRECTION,
  type: words("button"),
  class: words("wrap", "copy"),
  "aria-pressed": words("false"),
  role: words("tab"),
  id: like(/^tab-\d+$/),
  "aria-controls": like(/^panel-\d+$/),
  "aria-selected": words("true", "false"),
  tabindex: words("0", "-1"),
};
const CELL = { ...DIRECTION, scope: words("col"), class: words("center", "end"), width: like(/^\d+\.\d{3}%$/) };
const LIST = { ...DIRECTION, class: words("loose", "stepper"), role: words("list") };

const SPANS = ["tick", "tick done", "host", "told", "gutter", "lines", "picture"];

const ELEMENTS = {
  p: { ...DIRECTION, class: words("hint-label") },
  h4: DIRECTION, h5: DIRECTION, h6: DIRECTION,
  ul: LIST, ol: { ...LIST, start: like(/^\d{1,9}$/) },
  li: { ...DIRECTION, class: words("task", "step") },
  blockquote: DIRECTION, summary: DIRECTION,
  details: { ...DIRECTION, open: words("") },
  hr: {}, br: {}, em: {}, strong: {}, del: {},
  pre: { ...DIRECTION, ...REGION },
  code: { dir: words("ltr") },
  figure: { ...DIRECTION, class: words("code", "code wrapped", "figure") },
  figcaption: { ...DIRECTION, class: words("title") },
  div: FRAME,
  table: { class: words("long"), width: like(/^\d+$/) }, thead: {}, tbody: {}, tr: {}, th: CELL, td: CELL,
  span: {
    ...DIRECTION,
    class: (value) => SPANS.includes(value) || /^code-[a-z]+$/.test(value),
    role: words("img"),
    "aria-live": words("polite"),
    "aria-label": words("done", "not done"),
    "aria-hidden": words("true"),
  },
  button: BUTTON,
  a: {
    ...DIRECTION,
    href: isAllowedAddress,
    target: words("_blank"),
    rel: words("noopener noreferrer nofollow"),
    class: words("card-link", "picture"),
  },
};

function isAllowedAddress(href) {
  const url = URL.parse(href);
  return url?.href === href && href.length <= 2048 && url.username + url.password === ""
    && ["https:", "http:", "mailto:"].includes(url.protocol);
}

/** What of an element is on no list. */
function complaint(node) {
  if (node instanceof Text) return null;
  if (!(node instanceof HTMLElement)) return `${node.nodeName} is neither HTML nor text`;
  const allowed = Object.hasOwn(ELEMENTS, node.localName) && ELEMENTS[node.localName];
  if (!allowed) return `<${node.localName}>`;
  for (const { name, value } of node.attributes) {
    if (!(Object.hasOwn(allowed, name) && allowed[name](value))) {
      return `<${node.localName} ${name}="${value}">`;
    }
  }
  if (node.localName === "a" && (node.rel === "" || node.target === "")) return "<a> without rel";
  return null;
}

function* withDescendants(node) {
  yield node;
  for (const child of node.childNodes) yield* withDescendants(child);
}

/** Script that ran because of a text would call one of these, or throw. */
const harm = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = () => harm.push(name);
}
addEventListener("error", (event) => harm.push(String(event.message)));
addEventListener("unhandledrejection", (event) => harm.push(String(event.reason)));

const host = document.querySelector("#host");
let observer = null;
const NOTHING = { texts: 0, updates: 0, nodes: 0, links: 0, coloured: 0, complaints: [] };
const seen = structuredClone(NOTHING);

function complain(node, text) {
  const what = complaint(node);
  seen.nodes += 1;
  seen.links += node.localName === "a";
  if (what && seen.complaints.length < 20) seen.complaints.push(`${what} of ${JSON.stringify(text.slice(-200))}`);
}

function lookAtChanges(text) {
  for (const { type, target, addedNodes } of observer.takeRecords()) {
    if (type === "attributes") complain(target, text);
    for (const added of addedNodes) {
      for (const node of withDescendants(added)) complain(node, text);
    }
  }
}

/** Starts with an empty shadow root in `host`. */
export function start() {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  observer = new MutationObserver(() => {});
  observer.observe(root, { subtree: true, childList: true, attributes: true });
}

/** Draws each of `texts` with an `AnswerView`, at `prefixes` prefixes and whole. */
export function draw(AnswerView, texts, prefixes) {
  for (const text of texts) {
    const view = new AnswerView(host);
    for (let part = 1; part <= prefixes; part += 1) {
      const end = Math.round((text.length * part) / prefixes);
      if (end === Math.round((text.length * (part - 1)) / prefixes)) continue;
      view.update(text.slice(0, end));
      seen.updates += 1;
      lookAtChanges(text.slice(0, end));
    }
    view.finish();
    lookAtChanges(text);
    for (const node of host.shadowRoot.childNodes) {
      for (const one of withDescendants(node)) complain(one, text);
    }
    view.free();
    seen.texts += 1;
  }
}

/** Colours each of `texts` as code of each of `languages`, and waits until that is done. */
export async function colour(highlight, texts, languages) {
  const all = languages.flatMap((language) => texts.map((text) => [text, language]));
  // The chunk colours in order, so the last one, which is surely coloured, ends the wait.
  all.push(["const last = 'one';", "javascript"]);
  const codes = all.map(([text, language]) => {
    // As the view draws code: groups of lines that hold nothing but text.
    const code = document.createElement("code");
    const lines = document.createElement("span");
    lines.className = "lines";
    lines.textContent = text;
    code.append(lines);
    host.shadowRoot.append(code);
    highlight(code, language);
    return code;
  });
  const isColoured = (code) => code.querySelector(".lines > span") !== null;
  const begun = performance.now();
  while (!isColoured(codes.at(-1))) {
    await new Promise((done) => setTimeout(done, 10));
    if (performance.now() - begun > 90_000) {
      throw new Error(`only ${codes.filter(isColoured).length} of ${codes.length} codes have colours after 90 s`);
    }
  }
  lookAtChanges("code");
  for (const code of codes) {
    seen.texts += 1;
    seen.coloured += isColoured(code);
    code.remove();
  }
  lookAtChanges("code");
  codes.forEach((code, index) => {
    if (code.textContent !== all[index][0]) complain(document.createElement("changed"), all[index][0]);
  });
}

/** Puts something forbidden where answers are drawn: whoever watches has to notice. */
export function misbehave(address) {
  const image = document.createElement("img");
  image.src = address;
  image.setAttribute("onerror", "alert()");
  host.shadowRoot.append(image);
  lookAtChanges("a control");
}

/** What was found since the last call. */
export function found() {
  const copy = { ...seen, harm: [...harm] };
  Object.assign(seen, structuredClone(NOTHING));
  harm.length = 0;
  return copy;
}
