import { type ComponentChild, Fragment, h } from "preact";
import { SlotReference } from "../../serial/slot.ts";
import type { Islands } from "./mod.ts";
import { type Marked, nodesOf } from "./range.ts";

type Props = Record<string, unknown>;

/** The props of an island, with what the server rendered in place of references to slots. */
export function reviveSlots(props: Props, within: Marked, islands: Islands, all: Props[]): Props {
  const entries = Object.entries(props).map(([name, value]) => [
    name,
    value instanceof SlotReference ? reviveSlot(value, within, islands, all) : value,
  ]);
  return Object.fromEntries(entries);
}

function reviveSlot(
  { id, name }: SlotReference,
  within: Marked,
  islands: Islands,
  all: Props[],
): ComponentChild {
  const slot = findSlot(id, within);
  if (slot !== null) return h(Fragment, null, ...toChildren(nodesOf(slot), islands, all));
  // An island that did not render its slot finds it in a template.
  const template = document.getElementById(`frsh-${id}-${name}`);
  if (!(template instanceof HTMLTemplateElement)) return null;
  return h(Fragment, null, ...toChildren([...template.content.childNodes], islands, all));
}

// Slots may be anywhere in the island, inside other slots too.
function findSlot(id: number, within: Marked): Marked | null {
  const walker = document.createTreeWalker(within.start.parentNode!, NodeFilter.SHOW_COMMENT);
  walker.currentNode = within.start;
  for (
    let node = walker.nextNode();
    node !== null && node !== within.end;
    node = walker.nextNode()
  ) {
    const text = (node as Comment).data;
    if (!text.startsWith(`frsh:slot:${id}:`)) continue;
    const end = endOf(node as Comment, "slot");
    return end === null ? null : { text, start: node as Comment, end };
  }
  return null;
}

/** The comment that closes the range, which is a sibling of the one that opens it. */
function endOf(start: Comment, kind: string): Comment | null {
  let depth = 0;
  for (let node: Node | null = start; node !== null; node = node.nextSibling) {
    if (!(node instanceof Comment)) continue;
    if (node.data.startsWith(`frsh:${kind}:`)) depth++;
    else if (node.data === `/frsh:${kind}` && --depth === 0) return node;
  }
  return null;
}

/** Server markup as elements, with the islands in it as their components. */
function toChildren(nodes: readonly Node[], islands: Islands, all: Props[]): ComponentChild[] {
  const children: ComponentChild[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    if (node instanceof Text) children.push(node.data);
    else if (node instanceof Element) children.push(toElement(node, islands, all));
    else if (node instanceof Comment && node.data.startsWith("frsh:island:")) {
      const end = endOf(node, "island");
      if (end === null) continue;
      const text = node.data.slice("frsh:island:".length);
      children.push(toIsland({ text, start: node, end }, islands, all));
      i = nodes.indexOf(end);
    }
  }
  return children;
}

function toIsland(marked: Marked, islands: Islands, all: Props[]): ComponentChild {
  const [name = "", index = "", key = ""] = marked.text.split(":");
  const component = islands[name];
  if (component === undefined) return null;
  const props = reviveSlots(all[Number(index)] ?? {}, marked, islands, all);
  return h(component, key === "" ? props : { ...props, key });
}

function toElement(element: Element, islands: Islands, all: Props[]): ComponentChild {
  const props: Props = {};
  for (const { name, value } of Array.from(element.attributes)) {
    // Handlers written in HTML stay on the element that has them.
    if (name.startsWith("on")) continue;
    props[name] = value === "" && typeof Reflect.get(element, name) === "boolean" ? true : value;
  }
  const nodes = element instanceof HTMLTemplateElement ? element.content : element;
  return h(element.localName, props, ...toChildren([...nodes.childNodes], islands, all));
}
