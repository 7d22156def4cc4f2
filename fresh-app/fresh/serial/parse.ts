import type { Node } from "./format.ts";

/** How to make what only the browser's side knows. */
export interface Revivers {
  signal(value: unknown): unknown;
  computed(value: unknown): unknown;
  slot(id: number, name: string): unknown;
}

/** Reads what `stringify` wrote. */
export function parse(text: string, revivers: Revivers): unknown {
  const nodes: readonly Node[] = JSON.parse(text);
  const made = new Map<number, unknown>();

  const read = (index: number): unknown => {
    if (made.has(index)) return made.get(index);
    const node = nodes[index];
    if (typeof node !== "object" || node === null) return node;
    const [tag, ...parts] = node;
    return revive(tag, parts, index);
  };
  const readAt = (index: unknown): unknown => read(Number(index));
  // Known before its parts are read: they may refer to it.
  const keep = <T>(index: number, value: T): T => {
    made.set(index, value);
    return value;
  };

  const revive = (tag: unknown, parts: unknown[], index: number): unknown => {
    switch (tag) {
      case "array": {
        const array = keep<unknown[]>(index, []);
        array.length = parts.length;
        parts.forEach((part, i) => part === -1 || (array[i] = readAt(part)));
        return array;
      }
      case "object": {
        const object = keep(index, {});
        for (let i = 0; i < parts.length; i += 2) {
          define(object, String(parts[i]), readAt(parts[i + 1]));
        }
        return object;
      }
      case "Map": {
        const map = keep(index, new Map<unknown, unknown>());
        for (let i = 0; i < parts.length; i += 2) map.set(readAt(parts[i]), readAt(parts[i + 1]));
        return map;
      }
      case "Set": {
        const set = keep(index, new Set<unknown>());
        for (const part of parts) set.add(readAt(part));
        return set;
      }
      case "Signal":
        return keep(index, revivers.signal(readAt(parts[0])));
      case "Computed":
        return keep(index, revivers.computed(readAt(parts[0])));
      case "Slot":
        return keep(index, revivers.slot(Number(parts[0]), String(parts[1])));
      default:
        return keep(index, simple(tag, parts.map(String)));
    }
  };
  return read(0);
}

function simple(tag: unknown, [first = "", second = ""]: string[]): unknown {
  switch (tag) {
    case "undefined":
      return undefined;
    case "number":
      return Number(first);
    case "bigint":
      return BigInt(first);
    case "Date":
      return new Date(first);
    case "URL":
      return new URL(first);
    case "RegExp":
      return new RegExp(first, second);
    case "Uint8Array":
      return Uint8Array.from(atob(first), (char) => char.charCodeAt(0));
    default:
      throw new TypeError(`The props of this page hold a ${String(tag)}, which is not known here.`);
  }
}

// Not by assignment, which would take a key called __proto__ for the prototype.
function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
