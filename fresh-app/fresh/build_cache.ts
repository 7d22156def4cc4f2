import type { ComponentType } from "preact";
import { join } from "node:path";
import { setBuildId } from "./build_id.ts";
import type { Command } from "./commands.ts";
import { fsItemsToCommands, type FsRouteFile } from "./fs_routes.ts";

/** A component that is hydrated in the browser. */
export interface Island {
  /** Path of its chunk in the browser. */
  file: string;
  /** Unique within the app, and an identifier in JavaScript. */
  name: string;
  exportName: string;
  fn: ComponentType;
  css: string[];
}

/** Every island by its component. */
export type ServerIslandRegistry = Map<ComponentType, Island>;

/** A file that is served as it is; `close` releases one that is not read. */
export interface StaticFile {
  /** Of the content, for its ETag; null if it is not known. */
  hash: string | null;
  /** In bytes. */
  size: number;
  contentType: string;
  readable: ReadableStream<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>;
  close(): void;
  immutable?: boolean;
}

/** What a build knows: routes, islands and static files. */
export interface BuildCache<State> {
  root: string;
  islandRegistry: ServerIslandRegistry;
  /** Path of the chunk that hydrates islands. */
  clientEntry: string;
  /** Path of the chunk that reloads the page; in development only. */
  hmrClientEntry?: string;
  features: { errorOverlay: boolean };
  getFsRoutes(): Command<State>[];
  readFile(pathname: string): Promise<StaticFile | null>;
  getEntryAssets(): string[];
}

/** A static file of a production build. */
export interface FileSnapshot {
  /** Relative to the folder of the build. */
  filePath: string;
  hash: string;
  contentType: string;
}

/** What the Builder writes for production. */
export interface BuildSnapshot<State> {
  /** The build id. */
  version: string;
  clientEntry: string;
  fsRoutes: FsRouteFile<State>[];
  islands: ServerIslandRegistry;
  staticFiles: Map<string, FileSnapshot>;
}

/** A production build on disk, or embedded in a compiled binary. */
export class ProdBuildCache<State> implements BuildCache<State> {
  readonly islandRegistry: ServerIslandRegistry;
  readonly clientEntry: string;
  readonly features = { errorOverlay: false };
  readonly #snapshot: BuildSnapshot<State>;

  /** @param root the folder that the build was written to */
  constructor(public root: string, snapshot: BuildSnapshot<State>) {
    setBuildId(snapshot.version);
    this.#snapshot = snapshot;
    this.islandRegistry = snapshot.islands;
    this.clientEntry = snapshot.clientEntry;
  }

  getEntryAssets(): string[] {
    return [];
  }

  getFsRoutes(): Command<State>[] {
    return fsItemsToCommands(this.#snapshot.fsRoutes);
  }

  async readFile(pathname: string): Promise<StaticFile | null> {
    const info = this.#snapshot.staticFiles.get(pathname);
    if (info === undefined) return null;
    const path = join(this.root, info.filePath);
    const [{ size }, file] = await Promise.all([Deno.stat(path), Deno.open(path)]);
    const { hash, contentType } = info;
    return { hash, contentType, size, readable: file.readable, close: () => file.close() };
  }
}

/** For an app without a build: no file routes, islands or static files. */
export class EmptyBuildCache<State> implements BuildCache<State> {
  root = "";
  clientEntry = "";
  islandRegistry: ServerIslandRegistry = new Map();
  features = { errorOverlay: false };
  getEntryAssets = (): string[] => [];
  getFsRoutes = (): Command<State>[] => [];
  readFile = (): Promise<StaticFile | null> => Promise.resolve(null);
}
