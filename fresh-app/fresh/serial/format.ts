/**
 * How the props of islands are written: a JSON array of nodes, the first of which is the root.
 * A node is a string, number, boolean or null as it is, or `[tag, ...]`, where every value inside
 * is the index of its node. So shared and cyclic references stay what they are.
 */
export type Node = string | number | boolean | null | readonly [Tag, ...(string | number)[]];

/** What a node that is not plain JSON stands for. */
export type Tag =
  | "array"
  | "object"
  | "undefined"
  | "number"
  | "bigint"
  | "Date"
  | "URL"
  | "RegExp"
  | "Map"
  | "Set"
  | "Uint8Array"
  | "Signal"
  | "Computed"
  | "Slot";
