/*
 * The install doctor's page: what this browser sees of the gateway, beside what the gateway says of
 * the page. Nothing is asked of the documentation, and nothing is kept.
 */

import { fetchFiles, tryWasm } from "./doctor/files.js";
import { askFromElsewhere, tryStreams } from "./doctor/network.js";

const WORDS = { busy: "checking…", fine: "fine", wrong: "to mend", advice: "could be better", skipped: "not checked" };
/** The worse one counts. */
const RANK = ["skipped", "fine", "advice", "wrong"];
/** What is said only of a page that has come. */
const OF_PAGE = ["page", "tag", "settings", "origin", "encryption", "policy"];

const list = document.getElementById("checks");
const summary = document.getElementById("summary");
const said = document.getElementById("said");
const [form] = document.forms;
const button = form.querySelector("button");
let isBusy = false;

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** A sentence, with what stands between backticks as code. */
const written = (sentence) =>
  sentence.split("`").map((part, index) => (index % 2 ? make("code", { dir: "ltr" }, part) : part));

async function copy(text, pre) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Only pages with TLS have a clipboard; this way is old and works everywhere.
    getSelection().selectAllChildren(pre);
    document.execCommand("copy");
    getSelection().removeAllRanges();
  }
}

function line({ place, text }) {
  const pre = make("pre", { dir: "ltr", tabIndex: 0 }, text);
  pre.setAttribute("aria-label", place);
  const label = make("span", {}, ...written(place));
  const press = make("button", { type: "button" }, "Copy");
  press.setAttribute("aria-label", `Copy: ${place.replaceAll("`", "")}`);
  press.addEventListener("click", async () => {
    await copy(text, pre);
    press.textContent = "Copied";
    said.textContent = "Copied";
    setTimeout(() => {
      press.textContent = "Copy";
      said.textContent = "";
    }, 2000);
  });
  return make("figure", {}, make("figcaption", {}, label, press), pre);
}

/** Shows what was found of one check. */
function show(check, state, findings = []) {
  const item = list.querySelector(`[data-check=${check}]`);
  item.hidden = false;
  item.dataset.state = state;
  const [heading] = item.getElementsByTagName("h2");
  heading.querySelector(".word")?.remove();
  heading.append(make("span", { className: "word" }, `: ${WORDS[state]}`));
  const parts = findings.flatMap(({ sentence, pastes = [] }) => [
    make("p", { className: "state" }, ...written(sentence)),
    ...pastes.map(line),
  ]);
  item.lastElementChild.replaceChildren(heading, ...parts);
}

/** The end of one check: the worst of what was found, and all that is as bad or asks for something. */
function settle(check, found) {
  const findings = found.filter((finding) => finding.check === check);
  if (!findings.length) findings.push({ check, state: "skipped", sentence: "There was nothing to look at." });
  const rank = ({ state }) => RANK.indexOf(state);
  findings.sort((a, b) => rank(b) - rank(a));
  const [{ state }] = findings;
  const told = findings.filter((one, index) => index === 0 || rank(one) > RANK.indexOf("fine"));
  show(check, state, told.map((one) => ({ ...one, sentence: one.sentence.replace(/([^.!?])$/, "$1.") })));
  return state;
}

/** What the gateway says; a sentence about why it does not is a finding as well. */
async function ask(path, body, checks) {
  let sentence = "The gateway does not answer here.";
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      cache: "no-store",
    });
    const answer = await response.json();
    if (response.ok) return answer;
    sentence = response.status === 429 ? "The doctor was asked too often; try again in a minute." : answer.error.message;
  } catch {
    // The sentence stands.
  }
  return { findings: checks.map((check) => ({ check, state: "skipped", sentence })) };
}

async function examine(page) {
  const checks = [...list.children].map((item) => item.dataset.check);
  for (const check of checks) show(check, "busy");
  list.hidden = false;
  const states = [];
  const end = (names, found) => states.push(...names.map((check) => settle(check, found)));
  const streams = tryStreams().then((found) => end(["stream", "compression"], found));
  const { findings, organization, site, script } = await ask("doctor/page", { page, gateway: location.origin }, OF_PAGE);
  end(OF_PAGE, findings);
  const ids = organization === null || organization === undefined ? {} : { organization, site };
  const [ofSite, ofFiles, elsewhere, wasm] = await Promise.all([
    ask("doctor/site", ids, ["site", "token"]),
    fetchFiles(script),
    askFromElsewhere({ organization: "local", site: "docs", ...ids }),
    tryWasm(),
    streams,
  ]);
  end(["cors"], elsewhere);
  end(["site", "token"], ofSite.findings);
  end(["files", "wasm"], [...findings, ...ofSite.findings, ...ofFiles, ...wasm]);
  const broken = states.filter((state) => state === "wrong").length;
  const fine = states.includes("skipped") ? "Nothing is broken in what was checked." : "Nothing is broken.";
  summary.textContent = broken > 1 ? `${broken} things are to be mended.` : broken ? "One thing is to be mended." : fine;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isBusy) return;
  isBusy = true;
  // Not `disabled`: focus would be lost.
  button.setAttribute("aria-disabled", "true");
  summary.textContent = "Checking…";
  await examine(form.page.value.trim());
  button.removeAttribute("aria-disabled");
  isBusy = false;
});

// A link may name the page; to look at it is a step of the reader's own.
form.page.value = new URLSearchParams(location.search).get("page") ?? "";
