/* The box as a Svelte component: `import { AskDocs } from "ask-docs-svelte"`. */

export { default as AskDocs } from "./AskDocs.svelte";
