/* A keyboard shortcut such as `mod+k` or `/`: when it is meant, and when it is only typing. */

/**
 * Whether `event` is the pressing of `shortcut`. Modifiers stand in the order ctrl, meta, alt,
 * shift; `mod` is the one that this system uses.
 */
export function isShortcut(event, shortcut = "") {
  // What the key produces counts, not where it lies; Shift is only how a `?` is made.
  const key = event.key.toLowerCase();
  const isHeld = (name) => event[`${name}Key`] && (name !== "shift" || /^[a-z]$/.test(key));
  const held = ["ctrl", "meta", "alt", "shift"].filter(isHeld);
  const mod = /Mac|iP/.test(navigator.platform) ? "meta" : "ctrl";
  return shortcut.toLowerCase().replace("mod", mod) === [...held, key].join("+");
}
