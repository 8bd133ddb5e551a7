/* The box as a Vue component, for TypeScript. */

import type { AskDocsElement, Methods, Settings } from "ask-docs";
import type { Handlers, Own } from "ask-docs/wrapper";
import type { DefineComponent } from "vue";

export interface AskDocsProps extends Settings, Own, Handlers {}

/** What a ref to the component gives. */
export interface AskDocsExposed extends Methods {
  readonly element: AskDocsElement | null;
}

export const AskDocs: DefineComponent<AskDocsProps, AskDocsExposed>;
