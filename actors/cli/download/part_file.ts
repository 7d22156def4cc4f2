import { basename, join } from "node:path";
import { z } from "zod";
import { fileFault } from "../failures.ts";

const stateSchema = z.strictObject({
  /** What the file is made from: another request starts anew. */
  request: z.string(),
  /** Bytes that are written for good. */
  bytes: z.int().nonnegative(),
  /** Entries among them. */
  count: z.int().nonnegative(),
  /** Where to go on. */
  at: z.int(),
  /** Whether the file has its name. */
  whole: z.boolean(),
});

/** How far an unfinished file is. */
export type PartState = z.output<typeof stateSchema>;

/**
 * A file that grows as `NAME.part` and takes its name only when it is whole. What is appended is on
 * disk before it is counted (in `NAME.json` of the folder of states), so a run that was killed goes on
 * from its last page, and a later run of the same request adds what has come since.
 */
export class PartFile implements Disposable {
  #state: PartState;
  readonly #file: Deno.FsFile;
  readonly #statePath: string;
  /** Whether an earlier run's work was found. */
  readonly resumed: boolean;

  /** Opens what an earlier run of the same request left, or begins. */
  constructor(
    private readonly path: string,
    states: string,
    what: { readonly request: string; readonly header: string; readonly startsAt: number },
  ) {
    this.#statePath = join(states, `${basename(path)}.json`);
    const found = readState(this.#statePath);
    const known = found?.request === what.request ? found : null;
    try {
      Deno.mkdirSync(states, { recursive: true });
      if (known?.whole && sizeOf(path) === known.bytes) Deno.copyFileSync(path, `${path}.part`);
      this.#file = Deno.openSync(`${path}.part`, { create: true, read: true, write: true });
    } catch (error) {
      throw fileFault(error, "write the download", `${path}.part`);
    }
    const size = this.#file.statSync().size;
    const isUsable = known !== null && (known.whole ? size === known.bytes : size >= known.bytes);
    this.resumed = isUsable;
    this.#state = isUsable
      ? { ...known, whole: false }
      : { request: what.request, bytes: 0, count: 0, at: what.startsAt, whole: false };
    this.#file.truncateSync(this.#state.bytes);
    this.#file.seekSync(0, Deno.SeekMode.End);
    if (!isUsable && what.header !== "") this.append(what.header, 0, what.startsAt);
  }

  /** How far it is. */
  get state(): PartState {
    return this.#state;
  }

  /** Everything that is written for good. */
  read(): string {
    return Deno.readTextFileSync(`${this.path}.part`);
  }

  /** Adds whole lines; `at` is where a later run goes on behind them. */
  append(lines: string, count: number, at: number): void {
    const bytes = new TextEncoder().encode(lines);
    for (let sent = 0; sent < bytes.length;) sent += this.#file.writeSync(bytes.subarray(sent));
    this.#file.syncDataSync();
    const { request, bytes: before, count: counted } = this.#state;
    this.#note({ request, bytes: before + bytes.length, count: counted + count, at, whole: false });
  }

  /** It is whole: it takes its name, in place of a file that had it. */
  finish(): void {
    this.#file.syncSync();
    Deno.renameSync(`${this.path}.part`, this.path);
    this.#note({ ...this.#state, whole: true });
  }

  /** It comes to nothing: no trace is left. */
  discard(): void {
    Deno.removeSync(`${this.path}.part`);
    Deno.removeSync(this.#statePath);
  }

  #note(state: PartState): void {
    this.#state = state;
    writeWhole(this.#statePath, JSON.stringify(state));
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** Writes a file so that a reader sees all of it or what was there before. */
export function writeWhole(path: string, text: string): void {
  try {
    const temporary = `${path}.tmp`;
    using file = Deno.openSync(temporary, { create: true, write: true, truncate: true });
    const bytes = new TextEncoder().encode(text);
    for (let sent = 0; sent < bytes.length;) sent += file.writeSync(bytes.subarray(sent));
    file.syncSync();
    Deno.renameSync(temporary, path);
  } catch (error) {
    throw fileFault(error, "write the download", path);
  }
}

function sizeOf(path: string): number | null {
  try {
    return Deno.statSync(path).size;
  } catch {
    return null;
  }
}

function readState(path: string): PartState | null {
  try {
    return stateSchema.safeParse(JSON.parse(Deno.readTextFileSync(path))).data ?? null;
  } catch {
    // Not there, or cut short: the download begins anew.
    return null;
  }
}
