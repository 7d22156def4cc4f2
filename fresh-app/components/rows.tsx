import type { VNode } from "preact";
import { useMemo } from "preact/hooks";

/**
 * Draws the items of a list. What was drawn of an item is kept until the item or one of the inputs is
 * another: of a long list in which one item is new, one row is drawn.
 */
export function useRows<Item extends object>(
  ...inputs: readonly unknown[]
): (items: readonly Item[], row: (item: Item) => VNode) => VNode[] {
  const drawn = useMemo(() => new WeakMap<Item, VNode>(), [...inputs]);
  return (items, row) =>
    items.map((item) => {
      const known = drawn.get(item) ?? row(item);
      drawn.set(item, known);
      return known;
    });
}
