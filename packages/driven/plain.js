/* No framework: the package alone, twice, as an app with two bundles would have it. */

import { define } from "ask-docs";

export function start(place, hear) {
  define();
  define();
  let element;
  return {
    show(props) {
      if (!props) {
        element.destroy();
        element = null;
        return;
      }
      if (!element) {
        element = document.createElement("ask-docs");
        for (const event of ["question", "first-text", "answer"]) {
          element.addEventListener(`ask-docs-${event}`, ({ detail }) => hear(event, detail));
        }
        place.append(element);
      }
      // What is not said takes back what was.
      element.update({ actions: undefined, ...props });
    },
    call: (name, ...values) => element[name](...values),
  };
}
