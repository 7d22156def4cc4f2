/** What pages and islands import as `fresh/runtime`: the same on the server and in the browser. */
import type { ComponentChildren, VNode } from "preact";
import { unsupported } from "../unsupported.ts";

export { HttpError } from "../error.ts";
export { asset, assetSrcSet } from "./assets.ts";
export { Head, type HeadProps } from "./head.ts";

/** Whether this code runs in a browser. */
export const IS_BROWSER: boolean = typeof document !== "undefined";

/** Props of {@link Partial}. */
export interface PartialProps {
  children?: ComponentChildren;
  /** Unique on the page. */
  name: string;
  /** What is done with new content; it replaces the old unless said otherwise. */
  mode?: "replace" | "prepend" | "append";
}

/** A part of the page that Fresh can swap on its own. @throws always: not in the subset */
export function Partial(_props: PartialProps): VNode {
  throw unsupported("<Partial>", "use an island, or a link to a whole page");
}
