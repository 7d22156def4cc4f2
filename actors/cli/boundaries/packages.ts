import { z } from "zod";

/** Packages for building and testing: a server must never load them. */
const TOOLS_ONLY = [
  ...["esbuild", "playwright-core", "axe-core", "fast-check", "@sinonjs/fake-timers"],
  ...["trading-signals", "indicatorts"],
];

/** The part of `deno info --json` that is read here. */
export const moduleGraphSchema = z.object({
  modules: z.array(z.object({
    specifier: z.string(),
    dependencies: z.array(z.object({
      code: z.object({ specifier: z.string().optional() }).optional(),
    })).default([]),
  })),
  npmPackages: z.record(
    z.string(),
    z.object({ name: z.string(), dependencies: z.array(z.string()) }),
  ),
});

/** See {@link moduleGraphSchema}. */
export type ModuleGraph = z.output<typeof moduleGraphSchema>;

/** A build or test tool that a server would load, with the file that brings it in. */
export interface ReachedTool {
  readonly tool: string;
  readonly importedBy: string;
}

/** Build and test tools in the graph of a server's entry file, through packages too. */
export function reachedTools(graph: ModuleGraph): ReachedTool[] {
  const found = new Map<string, ReachedTool>();
  for (const { specifier, dependencies } of graph.modules) {
    for (const { code } of dependencies) {
      if (!code?.specifier?.startsWith("npm:")) continue;
      for (const tool of withDependencies(packageName(code.specifier), graph)) {
        if (!TOOLS_ONLY.includes(tool) || found.has(tool)) continue;
        found.set(tool, { tool, importedBy: specifier });
      }
    }
  }
  return [...found.values()];
}

/** What is wrong with the import map: other registries than npm, and versions that are not exact. */
export function importMapFaults(imports: Readonly<Record<string, string>>): string[] {
  return Object.entries(imports).flatMap(([name, target]) => {
    if (/^\.{0,2}\//.test(target)) return [];
    if (!target.startsWith("npm:")) return [`${name} comes from ${target}, which is not npm`];
    const version = /@([^@/]+)(\/.*)?$/.exec(target.slice("npm:".length + 1))?.[1] ?? "";
    const exact = /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version);
    return exact ? [] : [`${name} is ${target}, which is not pinned to one version`];
  });
}

/** `npm:/@scope/name@1.2.3/sub` to `@scope/name`. */
function packageName(specifier: string): string {
  return /^npm:\/?((@[^/]+\/)?[^@/]+)/.exec(specifier)?.[1] ?? specifier;
}

function withDependencies(name: string, graph: ModuleGraph): Set<string> {
  const names = new Set<string>();
  const queue = [name];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (names.has(next)) continue;
    names.add(next);
    for (const each of Object.values(graph.npmPackages)) {
      if (each.name === next) {
        queue.push(...each.dependencies.map((id) => packageName(`npm:${id}`)));
      }
    }
  }
  return names;
}
