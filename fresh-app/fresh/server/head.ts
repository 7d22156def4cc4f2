import { createContext, Fragment, type FunctionComponent, h, type JSX, type VNode } from "preact";
import { useContext } from "preact/hooks";
import { HeadContext } from "../runtime/head.ts";
import { plainElement, type Props } from "./elements.ts";
import { currentRender } from "./state.ts";

/** Elements that `<Head>` moves to the document's head. */
const HEAD_TAGS = [
  ...["title", "meta", "link", "script", "style", "base", "noscript", "template"],
];

// Only in the document's head is an element replaced: an SVG has a <title> too.
const InDocumentHead = createContext(false);

/** What stands in for each of these elements. */
export const headElements: ReadonlyMap<string, FunctionComponent<Props>> = new Map(
  HEAD_TAGS.map((tag) => [tag, headElement(tag)]),
);

function headElement(tag: string): FunctionComponent<Props> {
  return function HeadElement(props) {
    const inHead = useContext(HeadContext);
    const inDocumentHead = useContext(InDocumentHead);
    const state = currentRender();
    if (state === null) return plainElement(tag, props);
    const inline = tag === "script" || tag === "style";
    const vnode = plainElement(
      tag,
      inline && !props.nonce ? { ...props, nonce: state.nonce } : props,
    );
    const replaces = identity(tag, props);
    if (inHead) {
      state.headEntries.set(replaces, vnode);
      return null;
    }
    const entry = inDocumentHead ? state.headEntries.get(replaces) : undefined;
    if (entry === undefined) return vnode;
    state.headEntries.delete(replaces);
    return entry;
  };
}

/** Elements with the same identity replace each other. */
function identity(tag: string, props: Props): string {
  if (props["data-key"] !== undefined) return String(props["data-key"]);
  if (tag === "title") return tag;
  const ignored = ["children", "nonce", "ref", ...(tag === "meta" ? ["content"] : [])];
  if (tag === "link") ignored.push("href");
  const given = Object.entries(props).filter(([name]) => !ignored.includes(name)).sort();
  return JSON.stringify([tag, ...given]);
}

/** The document's head with, at its end, what `<Head>` was given and nothing in it replaced. */
export function documentHead(children: unknown): JSX.Element {
  return h(
    InDocumentHead.Provider,
    { value: true },
    children as VNode,
    h(RemainingHead, null),
  );
}

function RemainingHead(): VNode | null {
  const state = currentRender();
  if (state === null) return null;
  state.rendered.head = true;
  const entries = [...state.headEntries.values()];
  state.headEntries.clear();
  const css = new Set([...state.islands].flatMap((island) => island.css));
  const links = [...css].map((href) => plainElement("link", { rel: "stylesheet", href }));
  return h(Fragment, null, ...entries, ...links);
}
