/* What the components for React, Vue and Svelte share, for TypeScript. */

import type { AskDocsElement, Details, Events } from "ask-docs";

/** The name of an event, without `ask-docs-`. */
export type Name = keyof Details extends `ask-docs-${infer Short}` ? Short : never;

/** `first-text` as `FirstText`. */
export type Pascal<Text extends string> = Text extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${Pascal<Rest>}`
  : Capitalize<Text>;

/** Listeners as `onFirstText`. */
export type Handlers = {
  [Short in Name as `on${Pascal<Short>}`]?: (event: Events[`ask-docs-${Short}`]) => void;
};

/** Listeners as `onfirsttext`. */
export type LowercaseHandlers = {
  [Short in Name as `on${Lowercase<Pascal<Short>>}`]?: (event: Events[`ask-docs-${Short}`]) => void;
};

/** What every wrapper takes besides the settings. */
export interface Own {
  /** The address of a copy of the package `ask-docs`, where no bundler is to find its files. */
  base?: string;
  id?: string;
}

export const EVENTS: readonly Name[];
export const METHODS: readonly string[];
export function pascal(name: string): string;
export function attributesOf(props: object): Record<string, string>;
export function valuesOf(props: object): Record<string, unknown>;
export function tie(
  element: AskDocsElement,
  base: string | undefined,
  hear: (name: Name, event: CustomEvent) => void,
): { update(values: object): void; release(): void };
