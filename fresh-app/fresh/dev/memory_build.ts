import type { BuildCache, ServerIslandRegistry, StaticFile } from "../build_cache.ts";
import type { Command } from "../commands.ts";
import { fsItemsToCommands, type FsRouteFile } from "../fs_routes.ts";
import { contentTypeOf } from "./content_type.ts";
import { filesBelow, hashOf, urlPathOf } from "./files.ts";

/** What a build in memory is made of. */
export interface MemoryBuildParts<State> {
  readonly root: string;
  readonly clientEntry: string;
  /** Set in development. */
  readonly hmrClientEntry: string | undefined;
  readonly fsRoutes: FsRouteFile<State>[];
  readonly islands: ServerIslandRegistry;
  /** Scripts by their paths in the browser. */
  readonly scripts: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** The first folder that has a file serves it. */
  readonly staticDirs: readonly string[];
}

/** A build in memory, for development and tests; static files are read as they are now. */
export class MemoryBuildCache<State> implements BuildCache<State> {
  root: string;
  clientEntry: string;
  hmrClientEntry?: string;
  islandRegistry: ServerIslandRegistry;
  features: { errorOverlay: boolean } = { errorOverlay: false };
  readonly #parts: MemoryBuildParts<State>;

  constructor(parts: MemoryBuildParts<State>) {
    this.#parts = parts;
    this.root = parts.root;
    this.clientEntry = parts.clientEntry;
    if (parts.hmrClientEntry !== undefined) this.hmrClientEntry = parts.hmrClientEntry;
    this.islandRegistry = parts.islands;
  }

  getEntryAssets(): string[] {
    return [];
  }

  getFsRoutes(): Command<State>[] {
    return fsItemsToCommands(this.#parts.fsRoutes);
  }

  async readFile(pathname: string): Promise<StaticFile | null> {
    const script = this.#parts.scripts.get(pathname);
    if (script !== undefined) return await fileOf(pathname, script);
    for (const folder of this.#parts.staticDirs) {
      // Looked up among the files there are, so that no path leads out of the folder.
      const path = (await filesBelow(folder)).find((each) => urlPathOf(folder, each) === pathname);
      if (path !== undefined) return await fileOf(path, await Deno.readFile(path));
    }
    return null;
  }
}

async function fileOf(path: string, content: Uint8Array<ArrayBuffer>): Promise<StaticFile> {
  return {
    hash: await hashOf(content),
    size: content.length,
    contentType: contentTypeOf(path),
    readable: content,
    close: () => {},
  };
}
