import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SystemClock } from "../../../../runtime/clock/clock.ts";
import type { FinbertConfig } from "../../config.ts";
import { download, type DownloadContext } from "./download.ts";
import { exists, MODEL_FILES, type ModelFiles, WEIGHTS } from "./files.ts";

/** What fetching a model needs around it. */
export interface HubContext {
  readonly clock: SystemClock;
  readonly signal: AbortSignal;
  /** Called once, before the first byte is asked for. */
  onFetch(): void;
  onProgress(file: string, share: number): void;
}

const JSON_BYTES_MAX = 64 * 1024 ** 2;
const WEIGHTS_BYTES_MAX = 2 * 1024 ** 3;
/** Age at which what an earlier process left of a download is thrown away, in milliseconds. */
const STALE_MS = 86_400_000;

/**
 * The files of a hub model: from the cache, else fetched into it once. What the hub or the
 * configuration states as checksum must hold. Throws a sentence where they cannot be had.
 */
export async function hubModelFiles(
  config: FinbertConfig,
  { clock, signal, onFetch, onProgress }: HubContext,
): Promise<ModelFiles> {
  const base = urlOf(config);
  const folder = join(config.cache, ...config.model.split("/"), config.revision);
  let told = false;
  const get = async (name: string, expected: string | null, bytesMax: number) => {
    if (!told) await sweep(folder, clock.now());
    if (!told) onFetch();
    told = true;
    const target = join(folder, name);
    await mkdir(dirname(target), { recursive: true });
    const context: DownloadContext = { clock, signal, onProgress: (s) => onProgress(name, s) };
    return await download(new URL(name, base), target, { expected, bytesMax }, context);
  };
  for (const name of MODEL_FILES) {
    if (await exists(join(folder, name))) continue;
    if (await get(name, null, JSON_BYTES_MAX) === null) {
      throw new Error(`${base}${name} is not there; check the model's name and revision`);
    }
  }
  for (const weights of WEIGHTS) {
    if (!(await exists(join(folder, weights)))) continue;
    return { folder, weights, sha256: config.sha256 ?? await recorded(join(folder, weights)) };
  }
  for (const weights of WEIGHTS) {
    const sha256 = await get(weights, config.sha256, WEIGHTS_BYTES_MAX);
    if (sha256 === null) continue;
    await writeFile(recordOf(join(folder, weights)), `${sha256}\n`);
    return { folder, weights, sha256 };
  }
  throw new Error(`${base} holds none of ${WEIGHTS.join(", ")}; choose a model with ONNX weights`);
}

/** Removes weights that are not what they were, so that they are fetched again. */
export async function forgetWeights({ folder, weights }: ModelFiles): Promise<void> {
  await rm(join(folder, weights), { force: true });
  await rm(recordOf(join(folder, weights)), { force: true });
}

function urlOf({ hub, model, revision }: FinbertConfig): URL {
  const parts = [...model.split("/"), revision];
  if (!parts.every((part) => /^(?!\.+$)[\w.-]+$/.test(part)) || parts.length > 3) {
    throw new Error(
      `a model must be owner/name of the hub or the absolute path of a folder, but is ${model}` +
        (revision === "main" ? "" : ` at ${revision}`),
    );
  }
  return new URL(`${model}/resolve/${revision}/`, hub.endsWith("/") ? hub : `${hub}/`);
}

function recordOf(path: string): string {
  return `${path}.sha256`;
}

/** The checksum that weights had when they came; null where nobody wrote it down. */
async function recorded(path: string): Promise<string | null> {
  const record = recordOf(path);
  return await exists(record) ? (await readFile(record, "utf8")).trim() : null;
}

async function sweep(folder: string, now: number): Promise<void> {
  if (!(await exists(folder))) return;
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    if (name.endsWith(".part") && (await stat(path)).mtimeMs < now - STALE_MS) await rm(path);
  }
}
