/*
 * What a box that is no part of the page's text stands in: a popover, a dialog or a panel. Owns
 * opening, closing and where focus goes. Touches the page outside its element in two cases only,
 * both documented and both taken back: what covers the whole page, a dialog or a sheet, keeps it from
 * scrolling, and a panel with `push` makes room for itself.
 */

import { icon, make } from "../loader/elements.js";
import { onPaper } from "./paper.js";
import { fit, isSheet } from "./sheet.js";

const CLOSE = "m4 4 8 8M12 4l-8 8";

/** Below this width of the window a panel covers the page even with `push`, in CSS pixels. */
const ROOM = 900;

/** What has focus, however deep in shadow roots it lies. */
function focused(host) {
  let element = host.getRootNode().activeElement ?? document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

export class Shell {
  isOpen = false;

  /** Draws a shell around `place`, closed; `launcher` may be an empty text. */
  constructor(root, place, launcher, settings, told) {
    const { mode, position = "bottom-end" } = settings;
    Object.assign(this, { root, launcher, settings, told, isModal: mode === "dialog" });
    const close = make("button", { class: "close", part: "close", type: "button" }, icon(CLOSE));
    const bar = make("div", { class: "bar", part: "bar" },
      make("h2", { id: "title", class: "title", part: "title" }), close);
    const element = make(this.isModal ? "dialog" : "div", {
      class: `shell ${mode === "launcher" ? `popover ${position.replace("-", " ")}` : mode}`, part: "shell", role: "dialog", "aria-labelledby": "title",
    }, bar, place);
    if (!this.isModal) element.setAttribute("popover", "manual");
    this.element = element;
    close.onclick = () => this.close();
    // The browser closes a dialog for gestures of its own, such as a phone's way back; Escape
    // comes as a key, which knows whether a word is being composed.
    element.oncancel = (event) => event.preventDefault();
    element.onclose = () => element.open || this.close();
    element.onpointerdown = (event) => {
      if (this.isModal && event.target === element) this.close();
    };
    launcher?.setAttribute?.("aria-expanded", "false");
    // A launcher stays where it is: a press on it may be what brings this, and in WebKit the press
    // of a button that moves is no click.
    for (const other of [...root.childNodes]) if (other !== launcher) other.remove();
    if (launcher.parentNode !== root) root.append(launcher);
    root.append(element);
  }

  /** Gives what is drawn here its words: `label`, and what `say` knows. */
  name(label, say) {
    const [bar] = this.element.childNodes;
    const [title, close] = bar.childNodes;
    title.textContent = label;
    close.setAttribute("aria-label", say("close"));
    // The page's own button has words of its own.
    const worded = this.launcher ? [bar, this.launcher.lastChild] : [bar];
    for (const element of worded) {
      element.lang = say("language");
      element.dir = say("direction");
    }
    // Its text is changed and not replaced, for the same press.
    if (this.launcher) this.launcher.lastChild.firstChild.data = label;
  }

  open() {
    if (this.isOpen) return;
    this.isOpen = true;
    const { root, element, launcher, settings } = this;
    this.opener = root.activeElement ?? focused(root.host);
    const side = this.side();
    element.classList.remove("left", "right");
    element.classList.add("open", side);
    this.show();
    this.leave = [fit(root), onPaper(element, () => this.show())];
    if (this.isModal || isSheet()) this.change("overflow", "hidden");
    else if (settings.mode === "panel" && settings.push && innerWidth > ROOM) {
      this.change(`margin-${side}`, `${element.offsetWidth}px`);
    }
    launcher?.setAttribute?.("aria-expanded", "true");
    this.focus();
    this.told.opened();
  }

  /** Puts what is open above the page, also after it was moved with its element. */
  show() {
    if (this.isModal) {
      this.element.removeAttribute("open");
      this.element.showModal();
    } else {
      this.element.showPopover?.();
    }
  }

  close() {
    if (!this.isOpen) return;
    this.isOpen = false;
    const { root, element, launcher, opener } = this;
    const hadFocus = root.activeElement || document.activeElement === document.body;
    element.classList.remove("open");
    if (this.isModal) element.close();
    else if (element.isConnected) element.hidePopover?.();
    this.restore?.();
    for (const leave of this.leave) leave();
    launcher?.setAttribute?.("aria-expanded", "false");
    // Focus that the reader has put elsewhere meanwhile stays there. A button that was pressed in
    // Safari had none.
    const back = opener?.isConnected && opener !== document.body ? opener : launcher;
    if (hadFocus) back?.focus?.({ preventScroll: true });
    this.told.closed();
  }

  /** Puts focus where the reader can type, or go on. */
  focus() {
    this.element.querySelector("textarea, .place a")?.focus({ preventScroll: true });
  }

  /**
   * Keeps Tab within what covers the page: a sheet, where the browser would go on to what nobody
   * sees, and a dialog. There the browser does so itself, but in Firefox not within a shadow root:
   * it goes to and fro between the last button and nowhere.
   */
  cycle(event) {
    if (!this.isOpen || !(this.isModal || isSheet())) return;
    const names = "a, button, input, select, textarea, summary, iframe, [tabindex]";
    const reachable = [...this.element.querySelectorAll(names)]
      .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility());
    const [last, next] = event.shiftKey ? [0, -1] : [-1, 0];
    if (this.root.activeElement !== reachable.at(last)) return;
    event.preventDefault();
    reachable.at(next).focus();
  }

  /** The side of a panel, on this page. */
  side() {
    const { side = "end" } = this.settings;
    if (side === "left" || side === "right") return side;
    const isMirrored = getComputedStyle(this.root.host).direction === "rtl";
    return (side === "start") === isMirrored ? "right" : "left";
  }

  /** Sets a style of the page, to be taken back when the shell closes. */
  change(property, value) {
    const { style } = document.documentElement;
    const before = style.getPropertyValue(property);
    style.setProperty(property, value);
    this.restore = () => {
      style.setProperty(property, before);
      this.restore = null;
    };
  }
}
