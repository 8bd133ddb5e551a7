/*
 * Long code in slices, each coloured in a task of its own: none takes long, whatever it holds.
 */

/** The longest slice, in UTF-16 units. Time may grow with its square in hostile code. */
const LONGEST = 4096;

/** The end of the slice of `code` that begins at `start`: where a language most likely begins anew. */
export function sliceEnd(code, start) {
  if (code.length - start <= LONGEST) return code.length;
  const window = code.slice(start, start + LONGEST);
  // An empty line and then one that is not indented; else the latter; else the end of a line.
  for (const boundary of [/\n\s*\n(?=\S)/g, /\n(?=\S)/g, /\n/g]) {
    const ends = [...window.matchAll(boundary)].map((found) => found.index + found[0].length);
    const last = ends.at(-1) ?? 0;
    // Small slices would cost a layout each.
    if (last > LONGEST / 2) return start + last;
  }
  const end = code.indexOf("\n", start + LONGEST);
  return end === -1 ? code.length : end + 1;
}

/** Whether a slice is a line that is too long to be looked at. */
export function isTooLong(slice) {
  return slice.length > LONGEST;
}
