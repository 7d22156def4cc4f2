import * as esbuild from "esbuild";
import { fileURLToPath } from "node:url";
import { resolveForBrowser } from "./npm.ts";

/** What to bundle for the browser. */
export interface BundleOptions {
  readonly root: string;
  /** Files by the names that their chunks get. */
  readonly entryPoints: Readonly<Record<string, string>>;
  readonly target: string | string[];
  readonly buildId: string;
  readonly dev: boolean;
}

/** A file for the browser. */
export interface Chunk {
  /** Relative to the folder of the scripts. */
  readonly path: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** What came of {@link bundle}: an entry's chunk is named after it. */
export type Chunks = readonly Chunk[];

/** Bundles for the browser; what several entries need is in chunks of its own. */
export async function bundle(options: BundleOptions): Promise<Chunks> {
  const outdir = "/";
  try {
    const { outputFiles } = await esbuild.build({
      entryPoints: { ...options.entryPoints },
      absWorkingDir: options.root,
      outdir,
      target: options.target,
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "browser",
      write: false,
      logLevel: "silent",
      minify: !options.dev,
      sourcemap: options.dev ? "linked" : false,
      chunkNames: "chunk-[hash]",
      // The precompile transform turns event handlers into attributes.
      jsx: "automatic",
      jsxImportSource: "preact",
      jsxDev: false,
      define: {
        "process.env.NODE_ENV": JSON.stringify(options.dev ? "development" : "production"),
      },
      plugins: [projectImports(options.buildId)],
    });
    return outputFiles.map(({ path, contents }) => ({
      path: path.replaceAll("\\", "/").slice(outdir.length),
      content: new Uint8Array(contents),
    }));
  } finally {
    // Its service would keep the process, and a test's sanitizer, waiting.
    await esbuild.stop();
  }
}

function projectImports(buildId: string): esbuild.Plugin {
  return {
    name: "project-imports",
    setup(build) {
      const buildIdModule = fileURLToPath(new URL("../build_id.ts", import.meta.url));
      build.onLoad(
        { filter: /build_id\.ts$/ },
        ({ path }) =>
          path === buildIdModule
            ? { contents: `export const BUILD_ID = ${JSON.stringify(buildId)};`, loader: "ts" }
            : undefined,
      );
      build.onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
        if (kind === "entry-point") return undefined;
        try {
          return { path: resolveForBrowser(path, importer) };
        } catch (error) {
          return { errors: [{ text: error instanceof Error ? error.message : String(error) }] };
        }
      });
    },
  };
}
