import {
  type ComponentChildren,
  type ComponentType,
  createContext,
  Fragment,
  type FunctionComponent,
  h,
  isValidElement,
  type JSX,
  type VNode,
} from "preact";
import { useContext } from "preact/hooks";
import type { ServerIslandRegistry } from "../build_cache.ts";
import { SlotReference } from "../serial/slot.ts";
import { plainElement, type Props } from "./elements.ts";
import { currentRender, type RenderState } from "./state.ts";

// Islands within an island are part of it, and hydrated with it.
const InsideIsland = createContext(false);

// What stands in for each island's component in server markup.
const boundaries = new WeakMap<object, FunctionComponent<Props>>();

// The key of an element does not reach its component.
const keys = new WeakMap<object, string>();

// Elements made before the app had its build: an island written at the top level of a module.
let early: Set<JSX.Element> | null = new Set();

/** Makes every component of the registry an island wherever it is rendered from now on. */
export function registerIslands(registry: ServerIslandRegistry): void {
  for (const component of registry.keys()) {
    if (!boundaries.has(component)) boundaries.set(component, boundaryOf(component));
  }
  for (const vnode of early ?? []) bound(vnode);
}

/** Has the element rendered as an island, if its component is one. */
export function bound(vnode: JSX.Element): void {
  if (typeof vnode.type !== "function") return;
  const boundary = boundaries.get(vnode.type);
  if (boundary === undefined) {
    if (currentRender() === null) {
      early?.add(vnode);
    } else {
      early = null;
      keepKey(vnode);
    }
    return;
  }
  if (hasKey(vnode)) keys.set(vnode.props, keyText(vnode.key));
  vnode.type = boundary;
}

function hasKey(vnode: JSX.Element): boolean {
  return vnode.key !== undefined && vnode.key !== null;
}

// The parts of a comment are told apart by colons; a key may be anything, and must not end it.
function keyText(key: unknown): string {
  return String(key).replace(/[:<>]/g, "_");
}

// Outside of islands the keys of components are kept in comments, as Fresh does.
function keepKey(vnode: JSX.Element): void {
  const { type } = vnode;
  if (!hasKey(vnode) || type === Fragment) return;
  const key = keyText(vnode.key);
  vnode.type = function Keyed(props: Props) {
    const content = plainElement(type, props);
    return useContext(InsideIsland) ? content : marked("key", key, content);
  };
}

function boundaryOf(component: ComponentType): FunctionComponent<Props> {
  return function Island(props) {
    const inside = useContext(InsideIsland);
    const state = currentRender();
    const island = state?.build.islandRegistry.get(component);
    if (inside || state === null || island === undefined) return plainElement(component, props);

    state.islands.add(island);
    const { rendered, sent } = withSlots(state, props);
    const index = state.islandProps.push(sent) - 1;
    const key = keys.get(props) ?? "";
    return marked(
      "island",
      `${island.name}:${index}:${key}`,
      h(InsideIsland.Provider, { value: true, children: plainElement(component, rendered) }),
    );
  };
}

// JSX is not sent to the browser: it is rendered here, and found there by its comments.
function withSlots(state: RenderState, props: Props): { rendered: Props; sent: Props } {
  const rendered: Props = {};
  const sent: Props = {};
  for (const [name, value] of Object.entries(props)) {
    rendered[name] = sent[name] = value;
    if (!holdsElement(value)) continue;
    const slot = { id: state.slots.length, name, content: value };
    state.slots.push(slot);
    rendered[name] = h(SlotContent, slot);
    sent[name] = new SlotReference(slot.id, name);
  }
  return { rendered, sent };
}

function holdsElement(value: unknown): boolean {
  return Array.isArray(value) ? value.some(holdsElement) : isElement(value);
}

// Preact marks elements, and signals pass for them where they are rendered as text.
function isElement(value: unknown): value is VNode {
  return isValidElement(value) && !(typeof Reflect.get(value, "peek") === "function");
}

interface SlotProps {
  id: number;
  name: string;
  content: unknown;
}

function SlotContent({ id, name, content }: SlotProps): VNode {
  const state = currentRender();
  if (state !== null) state.slots[id] = null;
  return marked("slot", `${id}:${name}`, outsideIsland(content));
}

/** What is in a slot is server markup again, and may hold islands of its own. */
export function outsideIsland(content: unknown): JSX.Element {
  return h(InsideIsland.Provider, { value: false, children: content as ComponentChildren });
}

const Comment = Fragment as FunctionComponent<{ UNSTABLE_comment: string }>;

/** `content` between two comments by which the browser finds it. */
function marked(kind: string, text: string, content: ComponentChildren): VNode {
  return h(
    Fragment,
    null,
    h(Comment, { UNSTABLE_comment: `frsh:${kind}:${text}` }),
    content,
    h(Comment, { UNSTABLE_comment: `/frsh:${kind}` }),
  );
}
