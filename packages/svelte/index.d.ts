/* The box as a Svelte component, for TypeScript. */

import type { Methods, Settings } from "ask-docs";
import type { LowercaseHandlers, Own } from "ask-docs/wrapper";
import type { Component } from "svelte";

export interface AskDocsProps extends Settings, Own, LowercaseHandlers {
  class?: string;
  style?: string;
}

/** `bind:this` gives the element's methods. */
export const AskDocs: Component<AskDocsProps, Omit<Methods, "update" | "destroy">>;
