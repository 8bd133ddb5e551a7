/*
 * The ask page: hands settings from its address to the box, tells the page that frames it when the
 * box runs, and takes over what the reader had typed there. Reads no secret from an address.
 */

const SETTINGS = [
  "organization", "site", "scope", "site-space", "label", "placeholder", "language", "theme",
  "link-base",
];

const box = document.querySelector("ask-docs");
for (const [name, value] of new URLSearchParams(location.search)) {
  if (SETTINGS.includes(name)) box.setAttribute(name, value);
}
// The page itself is in no language: it has no words.
if (!box.hasAttribute("language")) box.setAttribute("language", navigator.language);
const label = box.getAttribute("label");
if (label) document.title = label;
const theme = box.getAttribute("theme");
if (theme === "light" || theme === "dark") document.documentElement.style.colorScheme = theme;

if (parent !== window) {
  document.documentElement.classList.add("framed");
  // Who may frame this page is decided by its policy; what is told here is no secret to anyone.
  box.addEventListener("ask-docs-ready", () => parent.postMessage("ask-docs-ready", "*"));
  addEventListener("message", ({ source, data }) => {
    const text = source === parent && data?.["ask-docs-prefill"];
    if (typeof text === "string") box.prefill(text);
  });
}
