import type { ContainerNode } from "preact";

/** What is between two comments that the server wrote. */
export interface Marked {
  /** What the first comment says after its kind. */
  readonly text: string;
  readonly start: Comment;
  readonly end: Comment;
}

/**
 * The outermost ranges of one kind below `root`, in document order; what is inside one is its own
 * affair.
 */
export function* findMarked(root: Node, kind: "island" | "slot"): Generator<Marked> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  let start: Comment | null = null;
  let depth = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const comment = node as Comment;
    const [opens, closes] = [
      comment.data.startsWith(`frsh:${kind}:`),
      comment.data === `/frsh:${kind}`,
    ];
    if (opens && depth++ === 0) start = comment;
    if (!closes || depth === 0 || --depth > 0 || start === null) continue;
    yield { text: start.data.slice(`frsh:${kind}:`.length), start, end: comment };
  }
}

/** The nodes between the comments of a range. */
export function nodesOf({ start, end }: Marked): Node[] {
  const nodes: Node[] = [];
  for (let node = start.nextSibling; node !== null && node !== end; node = node.nextSibling) {
    nodes.push(node);
  }
  return nodes;
}

/** A container for Preact whose children are the nodes of a range. */
export function rangeRoot(marked: Marked): ContainerNode {
  const { end } = marked;
  const parent = end.parentNode!;
  const root = {
    nodeType: 1,
    parentNode: parent,
    ownerDocument: document,
    namespaceURI: parent instanceof Element ? parent.namespaceURI : null,
    get firstChild() {
      return nodesOf(marked)[0] ?? null;
    },
    get childNodes() {
      return nodesOf(marked);
    },
    contains: (node: Node | null) => parent.contains(node),
    insertBefore: (node: Node, before: Node | null) => parent.insertBefore(node, before ?? end),
    appendChild: (node: Node) => parent.insertBefore(node, end),
    removeChild: (node: Node) => parent.removeChild(node),
  };
  return root as unknown as ContainerNode;
}
