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
  const cause = String(error.message ?? error).replace(/\.$/, "");
  console.warn(`Ask the Docs: the box cannot run here: ${cause}${remedy}`);
}

/** What of the settings the page is told, in its address. Never a question, and no secret. */
const TOLD = ["organization", "site", "scope", "siteSpace", "label", "placeholder", "language", "theme", "linkBase"];

/**
 * Draws the fallback into `place`. The loader's field stays, if that is what stands there, until the
 * frame has its text: a reader may be typing. The field of a box that has failed is replaced by it.
 */
export function drawFallback(place, settings, first) {
  const { fallback = "/ask", endpoint, label } = settings;
  const url = new URL(fallback, endpoint);
  for (const name of TOLD) {
    const value = settings[name];
    if (typeof value === "string") {
      url.searchParams.set(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), value);
    }
  }
  const { origin } = url;
  const draft = place.querySelector("textarea")?.value ?? "";
  const field = first && place.contains(first) ? first : null;
  const link = make("a", { href: url, target: "_blank", rel: "noopener" }, label);
  const sentence = make("p", { class: "elsewhere", part: "fallback" }, link);
  const frame = make("iframe", { class: "frame", title: label, src: url, hidden: "" });
  const heard = ({ source, origin: from, data }) => {
    if (!frame.isConnected) return removeEventListener("message", heard);
    if (source !== frame.contentWindow || from !== origin || data !== "ask-docs-ready") return;
    removeEventListener("message", heard);
    const text = field?.value ?? draft;
    const hadFocus = place.getRootNode().activeElement === field;
    // The frame itself stays where it is: one that moves begins anew.
    while (frame.previousSibling) frame.previousSibling.remove();
    frame.hidden = false;
    if (hadFocus) frame.focus();
    if (text) frame.contentWindow.postMessage({ "ask-docs-prefill": text }, origin);
  };
  addEventListener("message", heard);
  if (!field) place.replaceChildren(make("p", { class: "draft" }, draft));
  place.append(sentence, frame);
  return () => removeEventListener("message", heard);
}
