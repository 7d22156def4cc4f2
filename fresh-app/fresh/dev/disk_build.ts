import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { IslandModule } from "../server/registry.ts";
import { contentTypeOf } from "./content_type.ts";
import type { RouteFile } from "./crawl.ts";
import { filesBelow, hashOf, urlPathOf } from "./files.ts";

/** What a build on disk is made of. */
export interface DiskBuildParts {
  readonly outDir: string;
  readonly serverEntry: string;
  readonly buildId: string;
  readonly clientEntry: string;
  readonly routes: readonly RouteFile[];
  readonly islands: readonly IslandModule[];
  /** Scripts by their paths in the browser. */
  readonly scripts: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly staticDirs: readonly string[];
}

/** Writes `server.js`, which exports `{ fetch }`, and beside it every file that it serves. */
export async function writeBuild(parts: DiskBuildParts): Promise<void> {
  const { outDir } = parts;
  await Deno.remove(outDir, { recursive: true }).catch((error: unknown) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const folder of parts.staticDirs.toReversed()) {
    for (const path of await filesBelow(folder)) {
      files.set(urlPathOf(folder, path), await Deno.readFile(path));
    }
  }
  for (const [path, content] of parts.scripts) files.set(path, content);

  const staticFiles: [string, object][] = [];
  for (const [urlPath, content] of files) {
    const filePath = `static${decodeURIComponent(urlPath)}`;
    await Deno.mkdir(dirname(join(outDir, filePath)), { recursive: true });
    await Deno.writeFile(join(outDir, filePath), content);
    const contentType = contentTypeOf(filePath);
    staticFiles.push([urlPath, { filePath, hash: await hashOf(content), contentType }]);
  }
  await Deno.writeTextFile(join(outDir, "server.js"), serverCode(parts, staticFiles));
}

// Every import is literal: `deno compile` embeds what it can see.
function serverCode(parts: DiskBuildParts, staticFiles: [string, object][]): string {
  const { outDir, routes, islands, buildId, clientEntry } = parts;
  const specifier = (path: string) => {
    const to = relative(outDir, path).replaceAll("\\", "/");
    return JSON.stringify(to.startsWith(".") ? to : `./${to}`);
  };
  const internals = fileURLToPath(new URL("../internals.ts", import.meta.url));
  const fsRoutes = routes.map(({ id, filePath, type, pattern, routePattern }, i) => {
    const file = { id, filePath: relative(outDir, filePath), type, pattern, routePattern };
    return `{ ...${JSON.stringify(file)}, overrideConfig: undefined, mod: route${i} }`;
  });
  const modules = islands.map(({ name }, i) =>
    `{ module: ${JSON.stringify({ name })}, exports: island${i} }`
  );
  return `// Written by the build: the next one replaces it.
import { ProdBuildCache, setBuildCache, toRegistry } from ${specifier(internals)};
import { app } from ${specifier(parts.serverEntry)};
${islands.map(({ path }, i) => `import * as island${i} from ${specifier(path)};`).join("\n")}
${routes.map(({ filePath }, i) => `import * as route${i} from ${specifier(filePath)};`).join("\n")}

const version = ${JSON.stringify(buildId)};
setBuildCache(
  app,
  new ProdBuildCache(import.meta.dirname, {
    version,
    clientEntry: ${JSON.stringify(clientEntry)},
    islands: toRegistry([${modules.join(", ")}], version),
    fsRoutes: [${fsRoutes.join(",\n      ")}],
    staticFiles: new Map(${JSON.stringify(staticFiles)}),
  }),
  "production",
);

export default { fetch: app.handler() };
`;
}
