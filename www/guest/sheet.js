/*
 * A window on a phone: a sheet as high as what the reader sees of the page. What a phone's keyboard
 * leaves free is told by `visualViewport` alone; style/shell.css makes a sheet of it.
 */

/** Where a window covers the whole page; the same as in style/shell.css. */
const IS_SHEET = "(max-width: 600px), (max-height: 480px)";

/** Whether windows are sheets now. */
export const isSheet = () => matchMedia(IS_SHEET).matches;

/** Keeps the window in `root` within what is seen, until the function that this gives is called. */
export function fit(root) {
  const seen = globalThis.visualViewport;
  if (!seen) return () => {};
  const sheet = new CSSStyleSheet();
  const measure = () => {
    const { scale, offsetTop, height } = seen;
    // Who has zoomed in wants to see it larger, not less of it.
    sheet.replaceSync(scale > 1.01 ? "" : `.shell{--_seen-top:${offsetTop}px;--_seen-height:${height}px}`);
  };
  measure();
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  for (const type of ["resize", "scroll"]) seen.addEventListener(type, measure);
  return () => {
    for (const type of ["resize", "scroll"]) seen.removeEventListener(type, measure);
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}
