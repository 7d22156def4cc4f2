import type { ComponentType } from "preact";
import { basename } from "node:path";
import type { ServerIslandRegistry } from "../build_cache.ts";

/** A module of islands: where it is, and its name in scripts and markup. */
export interface IslandModule {
  readonly path: string;
  /** An identifier in JavaScript, unique within the build. */
  readonly name: string;
}

/** Names the modules after their files, as identifiers that differ from each other. */
export function nameIslands(paths: readonly string[]): IslandModule[] {
  const taken = new Set<string>();
  return paths.map((path) => ({ path, name: unique(identifier(path), taken) }));
}

// `boot` is what the page's script calls.
const RESERVED = new Set(
  ("boot arguments await break case catch class const continue debugger default delete do else " +
    "enum eval export extends false finally for function if implements import in interface let " +
    "new null package private protected public return static super switch this throw true try " +
    "typeof var void while with yield").split(" "),
);

function identifier(path: string): string {
  const stem = basename(path).replace(/\.[^.]*$/, "").replace(/[^\w$]+/g, "_");
  return /^\d/.test(stem) || RESERVED.has(stem) ? `_${stem}` : stem;
}

function unique(name: string, taken: Set<string>): string {
  let found = name;
  for (let n = 1; taken.has(found); n++) found = `${name}_${n}`;
  taken.add(found);
  return found;
}

/** Path of an entry's script in the browser. */
export function scriptPath(buildId: string, name: string): string {
  return `/_fresh/js/${buildId}/${name}.js`;
}

/** Every component that the modules export, as an island. */
export function toRegistry(
  modules: readonly { readonly module: IslandModule; readonly exports: object }[],
  buildId: string,
): ServerIslandRegistry {
  const registry: ServerIslandRegistry = new Map();
  const taken = new Set<string>();
  for (const { module, exports } of modules) {
    for (const [exportName, value] of Object.entries(exports)) {
      if (typeof value !== "function") continue;
      const fn = value as ComponentType;
      const name = unique(exportName === "default" ? module.name : identifier(exportName), taken);
      registry.set(fn, { file: scriptPath(buildId, module.name), name, exportName, fn, css: [] });
    }
  }
  return registry;
}
