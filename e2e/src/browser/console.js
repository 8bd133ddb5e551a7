/*
 * Keeps what a site's owner would worry about in the console, for engines whose drivers do not tell
 * it. It stands before every other script of a page, and changes nothing of what the page does.
 */
window.complaints = [];
for (const level of ["error", "warn"]) {
  const original = console[level];
  console[level] = (...given) => {
    complaints.push(`${level}: ${given.map(String).join(" ")}`);
    original.apply(console, given);
  };
}
// While they are captured, since what a script or an image fails with does not bubble.
addEventListener("error", (event) => {
  const of = event.target === window ? event.message : `${event.target.localName} did not load`;
  complaints.push(`error: ${of}`);
}, true);
addEventListener("unhandledrejection", (event) => complaints.push(`rejection: ${event.reason}`));
document.addEventListener("securitypolicyviolation", (event) => {
  const { effectiveDirective, blockedURI, sample } = event;
  complaints.push(`violation: ${effectiveDirective} ${blockedURI} ${sample}`);
});
