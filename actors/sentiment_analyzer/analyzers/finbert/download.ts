import { createHash } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import type { SystemClock } from "../../../../runtime/clock/clock.ts";
import { randomId } from "../../../../runtime/clock/system.ts";

/** What is asked of a downloaded file. */
export interface DownloadRule {
  /** Its SHA-256; null: whatever the hub states. */
  readonly expected: string | null;
  readonly bytesMax: number;
}

/** What a download needs around it. */
export interface DownloadContext {
  readonly clock: SystemClock;
  readonly signal: AbortSignal;
  /** From 0 to 1; not called where the size is unknown. */
  onProgress(share: number): void;
}

/** Longest silence of a server, in milliseconds. */
export const SILENCE_MS = 30_000;
const REDIRECTS_MAX = 5;

/**
 * Fetches a file whole or not at all: it gets its name when every byte is there and the checksum
 * holds. A download that broke off starts anew, because half a file proves nothing.
 *
 * @returns the SHA-256 of what came; null where the server has no such file
 * @throws a sentence that names the address and what went wrong
 */
export async function download(
  url: URL,
  target: string,
  rule: DownloadRule,
  { clock, signal, onProgress }: DownloadContext,
): Promise<string | null> {
  const silence = new AbortController();
  const silent = new Error(`${url} said nothing for ${SILENCE_MS / 1_000} s`);
  const listen = () => clock.after(SILENCE_MS, () => silence.abort(silent));
  let cancel = listen();
  const part = `${target}.${randomId()}.part`;
  try {
    const { response, checksum } = await ask(url, AbortSignal.any([signal, silence.signal]));
    if (response === null) return null;
    const size = Number(response.headers.get("content-length") ?? 0);
    const hash = createHash("sha256");
    const file = await open(part, "wx");
    try {
      let bytes = 0;
      for await (const chunk of response.body ?? []) {
        cancel();
        cancel = listen();
        bytes += chunk.length;
        if (bytes > rule.bytesMax) {
          throw new Error(`${url} must be at most ${rule.bytesMax} bytes, but is longer`);
        }
        hash.update(chunk);
        await file.writeFile(chunk);
        if (size > 0) onProgress(Math.min(1, bytes / size));
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const sha256 = hash.digest("hex");
    const stated = rule.expected ?? checksum;
    const found = stated?.length === 40 ? await gitBlobHash(part) : sha256;
    if (stated !== null && found !== stated) {
      throw new Error(`${url} must have the checksum ${stated}, but has ${found}`);
    }
    await rename(part, target);
    return sha256;
  } catch (error) {
    signal.throwIfAborted();
    if (silence.signal.aborted) throw silent;
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes(url.href)) throw error;
    throw new Error(`${url} cannot be fetched: ${message}`, { cause: error });
  } finally {
    cancel();
    await rm(part, { force: true });
  }
}

/** Follows redirects by hand: the hub states the checksum in the first answer, not in the last. */
async function ask(
  url: URL,
  signal: AbortSignal,
): Promise<{ response: Response | null; checksum: string | null }> {
  let checksum: string | null = null;
  let at = url;
  for (let hops = 0; hops <= REDIRECTS_MAX; hops++) {
    const response = await fetch(at, { redirect: "manual", signal });
    const { headers, status } = response;
    if (at.origin === url.origin) {
      checksum ??= checksumIn(headers.get("x-linked-etag")) ??
        (status === 200 ? checksumIn(headers.get("etag")) : null);
    }
    const location = headers.get("location");
    if (status === 200) return { response, checksum };
    await response.body?.cancel();
    if (status === 404) return { response: null, checksum };
    if (status < 300 || status > 399 || location === null) {
      throw new Error(`${url} was answered with status ${status}`);
    }
    at = new URL(location, at);
    if (at.protocol !== "https:" && at.origin !== url.origin) {
      throw new Error(`${url} leads to ${at.origin}, which is not encrypted`);
    }
  }
  throw new Error(`${url} leads on more than ${REDIRECTS_MAX} times`);
}

/** The hub's entity tags are SHA-256 for large files and Git's blob hash (SHA-1) for small ones. */
function checksumIn(tag: string | null): string | null {
  return /^(?:W\/)?"?([0-9a-f]{64}|[0-9a-f]{40})"?$/.exec(tag ?? "")?.[1] ?? null;
}

async function gitBlobHash(path: string): Promise<string> {
  const bytes = await readFile(path);
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
