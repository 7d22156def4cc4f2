import { Signal } from "@preact/signals";
import type { Node } from "./format.ts";
import { SlotReference } from "./slot.ts";

/**
 * Writes values that JSON cannot, with shared references and cycles, for `parse` to read.
 *
 * @throws TypeError for functions, symbols, promises and JSX in the middle of data, with the path
 */
export function stringify(root: unknown): string {
  const nodes: Node[] = [];
  const seen = new Map<unknown, number>();

  const write = (value: unknown, path: string): number => {
    const known = seen.get(value);
    // -0 and 0 are one key of a map, and two values.
    if (known !== undefined && !Object.is(value, -0)) return known;
    const index = nodes.push(null) - 1;
    if (!Object.is(value, -0)) seen.set(value, index);
    nodes[index] = nodeOf(value, path, write);
    return index;
  };

  write(root, "");
  return JSON.stringify(nodes);
}

type Write = (value: unknown, path: string) => number;

function nodeOf(value: unknown, path: string, write: Write): Node {
  if (value === undefined) return ["undefined"];
  if (typeof value === "bigint") return ["bigint", String(value)];
  if (typeof value === "number") return numberNode(value);
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "object") return objectNode(value, path, write);
  throw refusal(typeof value, path);
}

function numberNode(value: number): Node {
  if (Object.is(value, -0)) return ["number", "-0"];
  return Number.isFinite(value) ? value : ["number", String(value)];
}

function objectNode(value: object, path: string, write: Write): Node {
  if (value instanceof Signal) {
    const tag = isComputed(value) ? "Computed" : "Signal";
    return [tag, write(value.peek(), `${path}.value`)];
  }
  if (value instanceof SlotReference) return ["Slot", value.id, value.name];
  if (value instanceof Date) {
    return ["Date", Number.isNaN(value.getTime()) ? "" : value.toISOString()];
  }
  if (value instanceof URL) return ["URL", value.href];
  if (value instanceof RegExp) return ["RegExp", value.source, value.flags];
  if (value instanceof Uint8Array) return ["Uint8Array", value.toBase64()];
  if (value instanceof Map) {
    return ["Map", ...[...value].flatMap((pair) => pair.map((each) => write(each, `${path}[]`)))];
  }
  if (value instanceof Set) return ["Set", ...[...value].map((each) => write(each, `${path}[]`))];
  if (Array.isArray(value)) return arrayNode(value, path, write);
  if (value instanceof Promise) throw refusal("promise", path);
  if (Object.hasOwn(value, "__v") && Object.hasOwn(value, "props")) {
    throw refusal("JSX element", path);
  }
  const pairs = Object.entries(value).flatMap((
    [name, each],
  ) => [name, write(each, `${path}.${name}`)]);
  return ["object", ...pairs];
}

function arrayNode(value: unknown[], path: string, write: Write): Node {
  // Not map(), which skips holes.
  const items = Array.from(
    { length: value.length },
    (_, i) => i in value ? write(value[i], `${path}[${i}]`) : -1,
  );
  return ["array", ...items];
}

/** A computed signal has no setter that works, and is told by the function it holds. */
function isComputed(value: Signal): boolean {
  return typeof Reflect.get(value, "x") === "function" ||
    typeof Reflect.get(value, "_fn") === "function";
}

function refusal(kind: string, path: string): TypeError {
  return new TypeError(
    `Props of islands travel to the browser, and a ${kind} cannot: found at props${path}. ` +
      "Pass data, signals or JSX children, and make the rest in the island.",
  );
}
