import { createHash } from "node:crypto";
import { join } from "node:path";
import type { SystemClock } from "../../../../runtime/clock/clock.ts";
import type { SourceConfig } from "../catalogue.ts";
import type { HttpClient } from "../http/client.ts";
import { bodyPath, EXCHANGES, type RecordingLine, sourceFolder } from "./layout.ts";

/** What came could not be kept: going on would make a recording with holes. */
export class RecordingFailed extends Error {
  override readonly name = "RecordingFailed";
}

/** Headers that are secrets of ours. */
const UNRECORDED_HEADERS = ["set-cookie", "set-cookie2", "authorization", "proxy-authorization"];

/**
 * Keeps what one live source returns, in the layout of `layout.ts`. Everything is on disk when a call
 * returns; one recorder a source and folder at a time.
 */
export class SourceRecorder {
  readonly #folder: string;
  readonly #clock: SystemClock;

  private constructor(folder: string, clock: SystemClock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Opens, or goes on with, a source's recording. Throws {@link RecordingFailed}. */
  static open(folder: string, config: SourceConfig, clock: SystemClock): SourceRecorder {
    const recorder = new SourceRecorder(sourceFolder(folder, config.name), clock);
    recorder.#attempt("begin", () => {
      Deno.mkdirSync(join(recorder.#folder, "bodies"), { recursive: true });
      dropTornLine(join(recorder.#folder, EXCHANGES));
    });
    recorder.#append({ kind: "source", at: clock.now(), config });
    return recorder;
  }

  /** The same client, with all it returns kept. */
  http(client: HttpClient): HttpClient {
    return {
      send: async (request, signal) => {
        const result = await client.send(request, signal);
        const { method, url } = request;
        const at = this.#clock.now();
        if (request.secretAnswer) return result;
        if (!result.ok) {
          this.#append({ kind: "failure", at, method, url, failure: result.failure });
          return result;
        }
        const { answer } = result;
        const headers = Object.fromEntries(
          Object.entries(answer.headers).filter(([name]) => !UNRECORDED_HEADERS.includes(name)),
        );
        this.#append({
          kind: "answer",
          at,
          method,
          url,
          answeredBy: answer.url,
          status: answer.status,
          headers,
          ...this.#keepBody(answer.body),
        });
        return result;
      },
    };
  }

  /** Keeps a frame that was pushed. */
  frame(text: string): void {
    const at = this.#clock.now();
    this.#append({ kind: "frame", at, ...this.#keepBody(new TextEncoder().encode(text)) });
  }

  /** Written aside and moved into place, so that a body is there whole or not at all. */
  #keepBody(bytes: Uint8Array): { body: string; bytes: number } {
    const body = createHash("sha256").update(bytes).digest("hex");
    const path = bodyPath(this.#folder, body);
    this.#attempt("keep an answer", () => {
      if (fileSize(path) === bytes.length) return;
      const aside = `${path}.part`;
      const file = Deno.openSync(aside, { write: true, create: true, truncate: true });
      try {
        writeAll(file, bytes);
        file.syncDataSync();
      } finally {
        file.close();
      }
      Deno.renameSync(aside, path);
    });
    return { body, bytes: bytes.length };
  }

  #append(line: RecordingLine): void {
    this.#attempt("note an answer", () => {
      const path = join(this.#folder, EXCHANGES);
      const file = Deno.openSync(path, { append: true, create: true });
      try {
        writeAll(file, new TextEncoder().encode(`${JSON.stringify(line)}\n`));
        file.syncDataSync();
      } finally {
        file.close();
      }
    });
  }

  #attempt(what: string, fn: () => void): void {
    try {
      fn();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new RecordingFailed(
        `Recording to ${this.#folder} could not ${what}: ${reason}. Give --record a folder that can be written and has room.`,
        { cause },
      );
    }
  }
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += file.writeSync(bytes.subarray(written));
  }
}

function fileSize(path: string): number | null {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Cuts off what a crash left behind the last newline. */
function dropTornLine(path: string): void {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) Deno.truncateSync(path, end);
}
