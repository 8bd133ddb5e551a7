/* The box as a React component, for TypeScript. */

import type { AskDocsElement, Settings } from "ask-docs";
import type { Handlers, Own } from "ask-docs/wrapper";
import type { CSSProperties, ForwardRefExoticComponent, RefAttributes } from "react";

export interface AskDocsProps extends Settings, Own, Handlers {
  className?: string;
  style?: CSSProperties;
}

/** The ref is the element, with all its methods. */
export const AskDocs: ForwardRefExoticComponent<AskDocsProps & RefAttributes<AskDocsElement>>;
