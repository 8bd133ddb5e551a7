/*
 * A window on paper: what lies above the page is printed over the page's own text, so while the page
 * is printed, an open window is part of it.
 */

/**
 * Lays the open `element`, a dialog or a popover, into the page while that is printed; `show` puts it
 * above the page again. Ends with a call of the function that this gives.
 */
export function onPaper(element, show) {
  let focused;
  const lay = () => {
    focused = element.getRootNode().activeElement;
    if (element.localName === "dialog") {
      element.close();
      // Open, and not above the page.
      element.setAttribute("open", "");
    } else {
      element.hidePopover?.();
    }
  };
  const lift = () => {
    show();
    focused?.focus({ preventScroll: true });
  };
  addEventListener("beforeprint", lay);
  addEventListener("afterprint", lift);
  return () => {
    removeEventListener("beforeprint", lay);
    removeEventListener("afterprint", lift);
  };
}
