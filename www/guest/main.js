/* The guest as a page's script fetches it: with the box from beside it. */

import { loadBox } from "./box.js";
import { take as takeWith } from "./guest.js";

/** See `guest.js`. */
export const take = (host, first) => takeWith(host, first, loadBox);
