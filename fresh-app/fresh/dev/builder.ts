import { fileURLToPath, pathToFileURL } from "node:url";
import { App, type AppHandler, type ListenOptions, setBuildCache } from "../app.ts";
import { BUILD_ID } from "../build_id.ts";
import { parseDirPath } from "../config.ts";
import { ALIVE_URL, TEST_FILE_PATTERN } from "../constants.ts";
import type { FreshFsMod } from "../fs_routes.ts";
import { serve } from "../listen.ts";
import { type IslandModule, nameIslands, scriptPath, toRegistry } from "../server/registry.ts";
import { unsupported } from "../unsupported.ts";
import { upgradeRequest, wire } from "../websocket.ts";
import { bundle } from "./bundle.ts";
import { crawl, type ProjectFiles } from "./crawl.ts";
import { writeBuild } from "./disk_build.ts";
import { MemoryBuildCache } from "./memory_build.ts";

/** Where a project's files are; paths are absolute, file URLs, or relative to `root`. */
export interface BuildOptions {
  /** Browsers to write for, in esbuild's words. */
  target?: string | string[];
  /** The project's folder; the working directory by default. */
  root?: string;
  /** Where a production build is written; `_fresh` by default. */
  outDir?: string;
  /** Files to serve as they are; `static` by default. */
  staticDir?: string | string[];
  /** `islands` by default. */
  islandDir?: string;
  /** `routes` by default. */
  routeDir?: string;
  /** The module that exports `app`; `main.ts` by default. */
  serverEntry?: string;
  /** Files that are neither routes nor islands; tests by default. */
  ignore?: RegExp[];
}

/** {@link BuildOptions} with every default filled in. */
export interface ResolvedBuildConfig extends Required<BuildOptions> {
  staticDir: string[];
  mode: "development" | "production";
  buildId: string;
}

/** Bundles islands, and serves the app in development or writes it for production. */
export class Builder<State = unknown> {
  config: ResolvedBuildConfig;
  readonly #registered: string[] = [];

  constructor(options: BuildOptions = {}) {
    const root = parseDirPath(options.root ?? ".", Deno.cwd());
    const inRoot = (path: string) => parseDirPath(path, root);
    this.config = {
      root,
      target: options.target ?? ["chrome99", "firefox99", "safari15"],
      serverEntry: inRoot(options.serverEntry ?? "main.ts"),
      outDir: inRoot(options.outDir ?? "_fresh"),
      staticDir: [options.staticDir ?? "static"].flat().map(inRoot),
      islandDir: inRoot(options.islandDir ?? "islands"),
      routeDir: inRoot(options.routeDir ?? "routes"),
      ignore: options.ignore ?? [TEST_FILE_PATTERN],
      mode: "production",
      buildId: BUILD_ID,
    };
  }

  /** Adds a module of islands from outside of `islands/`: a path or file URL. */
  registerIsland(specifier: string): void {
    if (/^(jsr|npm|https?):/.test(specifier)) {
      throw unsupported(`An island from ${specifier}`, "export it from a file in islands/");
    }
    this.#registered.push(parseDirPath(specifier, this.config.root));
  }

  /** Not in the subset. @throws always */
  onTransformStaticFile(..._args: unknown[]): never {
    throw unsupported("onTransformStaticFile()", "keep finished files in static/");
  }

  /**
   * Serves the app in development. Run with `deno run --watch`: after each restart, open pages
   * load again.
   */
  async listen(
    importApp: () => Promise<{ app: App<State> } | App<State>>,
    options: ListenOptions = {},
  ): Promise<void> {
    this.config.mode = "development";
    const imported = await importApp();
    const app = imported instanceof App ? imported : imported.app;
    const apply = await this.build({ mode: "development", snapshot: "memory" });
    app.config.mode = "development";
    apply(app);
    serve(withAlive(app.handler()), app.config.basePath, options);
  }

  /** Builds, to disk for production, and returns how to give the build to an app: in tests. */
  async build(
    options: { mode?: "development" | "production"; snapshot?: "disk" | "memory" } = {},
  ): Promise<(app: App<State>) => void> {
    this.config.mode = options.mode ?? "production";
    const { routeDir, islandDir, ignore } = this.config;
    const files = await crawl(routeDir, islandDir, ignore);
    const islands = nameIslands([...new Set([...files.islands, ...this.#registered])]);
    const scripts = await this.#scripts(islands);
    if (options.snapshot !== "memory") {
      const { outDir, serverEntry, buildId, staticDir } = this.config;
      const clientEntry = scriptPath(buildId, RUNTIME);
      const { routes } = files;
      const parts = { routes, islands, scripts, staticDirs: staticDir };
      await writeBuild({ outDir, serverEntry, buildId, clientEntry, ...parts });
      return () => {
        throw unsupported(
          "Applying a build that was written to disk",
          'import its server.js, or build with { snapshot: "memory" }',
        );
      };
    }
    const cache = await this.#memoryBuild(files, islands, scripts);
    return (app) => setBuildCache(app, cache, app.config.mode);
  }

  async #scripts(islands: readonly IslandModule[]): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
    const { root, target, buildId, mode } = this.config;
    const dev = mode === "development";
    const entryPoints: Record<string, string> = { [RUNTIME]: clientModule("mod.ts") };
    if (dev) entryPoints[RELOAD] = clientModule("dev.ts");
    for (const { name, path } of islands) entryPoints[name] = path;
    const chunks = await bundle({ root, entryPoints, target, buildId, dev });
    const styles = chunks.find(({ path }) => path.endsWith(".css"));
    if (styles !== undefined) {
      throw unsupported(`CSS imported by an island (${styles.path})`, "put it into static/");
    }
    return new Map(
      chunks.map(({ path, content }) => [`/_fresh/js/${buildId}/${path}`, content]),
    );
  }

  async #memoryBuild(
    { routes }: ProjectFiles,
    islands: readonly IslandModule[],
    scripts: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  ): Promise<MemoryBuildCache<State>> {
    const { root, buildId, mode, staticDir } = this.config;
    const modules = await Promise.all(
      islands.map(async (module) => ({ module, exports: await load(module.path) })),
    );
    const fsRoutes = await Promise.all(
      routes.map(async (file) => ({
        ...file,
        mod: await load(file.filePath) as FreshFsMod<State>,
      })),
    );
    return new MemoryBuildCache<State>({
      root,
      clientEntry: scriptPath(buildId, RUNTIME),
      hmrClientEntry: mode === "development" ? scriptPath(buildId, RELOAD) : undefined,
      fsRoutes,
      islands: toRegistry(modules, buildId),
      scripts,
      staticDirs: staticDir,
    });
  }
}

const RUNTIME = "fresh-runtime";
const RELOAD = "fresh-hmr";

function clientModule(name: string): string {
  return fileURLToPath(new URL(`../runtime/client/${name}`, import.meta.url));
}

async function load(path: string): Promise<object> {
  return await import(pathToFileURL(path).href);
}

/** Tells pages which build answers them, for as long as it does. */
function withAlive(handler: AppHandler): AppHandler {
  return async (request, info) => {
    if (new URL(request.url).pathname !== ALIVE_URL) return await handler(request, info);
    const { socket, response } = upgradeRequest(request);
    wire(socket, { open: () => socket.send(BUILD_ID) });
    return response;
  };
}
