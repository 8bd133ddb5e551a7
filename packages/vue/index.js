/*
 * The box as a Vue 3 component. Draws the element with its settings as attributes, on a server too;
 * defines it once it is in the page. Owns no state: the element does, and notices itself when it
 * leaves the page.
 */

import { defineComponent, h, onBeforeUnmount, onMounted, onUpdated, shallowRef } from "vue";
import { EVENTS, METHODS, attributesOf, tie, valuesOf } from "ask-docs/wrapper";

/** Whether an attribute is Vue's matter: it knows how to merge these. */
const isOfVue = (name) => name === "class" || name === "style" || /^on[A-Z]/.test(name);

const pick = (attrs, isWanted) =>
  Object.fromEntries(Object.entries(attrs).filter(([name]) => isWanted(name)));

/** `<AskDocs label="Ask our docs" @answer="…" ref="box" />`; the ref has the element's methods. */
export const AskDocs = defineComponent({
  name: "AskDocs",
  // The settings are not listed here again: what is no setting is an attribute of the element.
  inheritAttrs: false,
  props: { base: String },
  emits: EVENTS,

  setup(props, { attrs, emit, expose }) {
    const element = shallowRef(null);
    const settings = () => pick(attrs, (name) => !isOfVue(name));
    let bond;

    onMounted(() => {
      bond = tie(element.value, props.base, emit);
      bond.update(valuesOf(settings()));
    });
    onUpdated(() => bond.update(valuesOf(settings())));
    onBeforeUnmount(() => bond.release());

    const call = (name) => [name, (...values) => element.value?.[name](...values)];
    expose({ element, ...Object.fromEntries(METHODS.map(call)) });

    return () =>
      h("ask-docs", { ...attributesOf(settings()), ...pick(attrs, isOfVue), ref: element });
  },
});
