/* Keys: a shortcut such as `mod+k` or `/`, and what belongs to an input method. */

/** Whether `event` is a key with which a word is composed; 229 is how WebKit marks the last one. */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

/**
 * Whether `event` is the pressing of `shortcut`. Modifiers stand in the order ctrl, meta, alt,
 * shift; `mod` is either of the first two.
 */
export function isShortcut(event, shortcut) {
  // What the key produces counts, not where it lies; Shift is only how a `?` is made.
  const key = event.key.toLowerCase();
  const isHeld = (name) => event[`${name}Key`] && (name !== "shift" || key !== event.key);
  const pressed = [...["ctrl", "meta", "alt", "shift"].filter(isHeld), key].join("+");
  return shortcut && !isComposing(event)
    && [pressed, pressed.replace(/ctrl|meta/, "mod")].includes(shortcut.toLowerCase());
}
