import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What browsers get, in the order of preference of the packages themselves. */
const CONDITIONS = ["browser", "module", "import", "default"];

/**
 * The file that `specifier` means in a bundle for browsers: by the import map, or, from inside a
 * package, by that package's own dependencies.
 *
 * @throws Error if it is nothing that can be bundled
 */
export function resolveForBrowser(specifier: string, importer: string): string {
  const found = isInPackage(importer)
    ? createRequire(importer).resolve(specifier)
    : import.meta.resolve(specifier);
  if (
    specifier.startsWith("node:") || found.startsWith("node:") || !/^(file:|\/|\w:)/.test(found)
  ) {
    throw new Error(
      `Islands run in the browser, and ${specifier} does not: ${importer} imports it. ` +
        "Move what needs it to a route or to a module that no island imports.",
    );
  }
  const path = found.startsWith("file:") ? fileURLToPath(found) : found;
  return isInPackage(path) ? browserFile(specifier, path) : path;
}

function isInPackage(path: string): boolean {
  return /[\\/]npm[\\/]registry\.npmjs\.org[\\/]|[\\/]node_modules[\\/]/.test(path);
}

// Deno resolves for servers: the package's own description says what browsers get.
function browserFile(specifier: string, resolved: string): string {
  const name = /^(@[^/]+\/)?[^/]+/.exec(specifier.replace(/^npm:\/?/, ""))![0].replace(
    /(.)@.*$/,
    "$1",
  );
  for (let folder = dirname(resolved); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = readManifest(folder);
    if (manifest === null || manifest.name !== name) continue;
    const subpath = "." +
      specifier.replace(/^npm:\/?/, "").slice(name.length).replace(/^@[^/]*/, "");
    const target = exported(manifest.exports, subpath) ??
      (subpath === "." && typeof manifest.module === "string" ? manifest.module : null);
    return target === null ? resolved : join(folder, target);
  }
  return resolved;
}

function readManifest(folder: string): Record<string, unknown> | null {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  } catch {
    return null;
  }
}

function exported(exports: unknown, subpath: string): string | null {
  if (!isRecord(exports)) return subpath === "." && typeof exports === "string" ? exports : null;
  const hasPaths = Object.keys(exports).some((key) => key.startsWith("."));
  if (!hasPaths) return subpath === "." ? chosen(exports) : null;
  return chosen(exports[subpath]);
}

function chosen(target: unknown): string | null {
  if (typeof target === "string") return target;
  if (!isRecord(target)) return null;
  for (const [condition, value] of Object.entries(target)) {
    const found = CONDITIONS.includes(condition) ? chosen(value) : null;
    if (found !== null) return found;
  }
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
