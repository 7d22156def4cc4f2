import { type ComponentChildren, createContext, h, type JSX } from "preact";
import { ClientHead } from "./client/head.ts";

/** Whether an element is inside `<Head>`. */
export const HeadContext = createContext(false);

/** Props of {@link Head}. */
export interface HeadProps {
  children?: ComponentChildren;
}

/** Puts its children into the document's head, wherever on the page it is. */
export function Head({ children }: HeadProps): JSX.Element {
  if (typeof document !== "undefined") return h(ClientHead, null, children);
  return h(HeadContext.Provider, { value: true }, children);
}
