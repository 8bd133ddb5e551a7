/*
 * What a reader gets where the box cannot run: the gateway's own page in a frame if that works,
 * and at once a link to it. The page's owner gets one sentence on the console.
 */

import { make } from "../loader/elements.js";

/** Notices what the page's policy blocks while `work` runs. */
export async function watchPolicy(work) {
  const blocked = [];
  const notice = (event) => blocked.push(event);
  document.addEventListener("securitypolicyviolation", notice);
  try {
    return await work();
  } catch (error) {
    // The event may come after the error that it explains.
    await new Promise((resolve) => setTimeout(resolve, 50));
    error = Object(error);
    error.blocked = blocked[0];
    throw error;
  } finally {
    document.removeEventListener("securitypolicyviolation", notice);
  }
}

/** Tells the owner why there is no box, and what to change. */
export function warn(error) {
  const { blocked } = error;
  let remedy = "";
  if (blocked) {
    const directive = blocked.effectiveDirective.replace("-elem", "");
    const source = /^https?:/.test(blocked.blockedURI) ? new URL(blocked.blockedURI).origin : "'wasm-unsafe-eval'";
    remedy = `. The page's Content-Security-Policy has to have ${source} in ${directive}`;
  } else if (/unsafe-eval|Content Security/.test(error.message)) {
    remedy = ". The page's Content-Security-Policy has to have 'wasm-unsafe-eval' in script-src";
  }
  console.warn(`Ask the Docs: the box cannot run here: ${error.message ?? error}${remedy}`);
}

/** What of the settings the page is told, in its address. Never a question, and no secret. */
const TOLD = ["organization", "site", "scope", "siteSpace", "label", "placeholder", "theme", "linkBase"];

/** Draws the fallback into `place`; `draft` is what the reader has typed. */
export function drawFallback(place, settings, draft) {
  const { fallback = "/ask", endpoint, label } = settings;
  const url = new URL(fallback, endpoint);
  for (const name of TOLD) {
    const value = settings[name];
    if (typeof value === "string") {
      url.searchParams.set(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), value);
    }
  }
  const { origin } = url;
  const link = make("a", { href: url, target: "_blank", rel: "noopener" }, label);
  const sentence = make("p", { class: "elsewhere", part: "fallback" }, link);
  const frame = make("iframe", { class: "frame", title: label, src: url, hidden: "" });
  const heard = ({ source, origin: from, data }) => {
    if (!frame.isConnected) return removeEventListener("message", heard);
    if (source !== frame.contentWindow || from !== origin || data !== "ask-docs-ready") return;
    removeEventListener("message", heard);
    sentence.remove();
    frame.hidden = false;
    if (draft) frame.contentWindow.postMessage({ "ask-docs-prefill": draft }, origin);
  };
  addEventListener("message", heard);
  // The text that was typed stays in view: the link cannot take it along.
  const kept = draft ? [make("p", { class: "draft" }, draft)] : [];
  place.replaceChildren(...kept, sentence, frame);
  return () => removeEventListener("message", heard);
}
