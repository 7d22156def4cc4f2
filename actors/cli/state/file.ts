import { createHash } from "node:crypto";
import { z } from "zod";
import { UserError } from "../failures.ts";

/** What a file of state begins with. */
export const headerSchema = z.object({
  format: z.literal("pitboss-state"),
  version: z.literal(1),
  /** `export`: the database alone, for any other place. `backup`: the mailboxes, too, byte for byte. */
  kind: z.enum(["export", "backup"]),
  at: z.string(),
  mode: z.string(),
  account: z.string(),
  migrations: z.array(z.string()),
  /** Where the mailboxes of a backup are kept. */
  mailbox: z.enum(["redis", "sqlite"]).nullable(),
});
/** See {@link headerSchema}. */
export type StateFileHeader = z.output<typeof headerSchema>;

const pageSchema = z.object({ table: z.string(), count: z.int(), json: z.string() });
const partSchema = z.object({ part: z.string(), bytes: z.string() });
const endSchema = z.object({
  end: z.literal(true),
  sha256: z.string(),
  rows: z.int(),
  parts: z.int(),
});
const lineSchema = z.union([pageSchema, partSchema, endSchema]);

/** A line between the header and the end. */
export type StateLine = z.output<typeof pageSchema> | z.output<typeof partSchema>;

/** How much there is in a file. */
export interface StateSums {
  readonly rows: number;
  /** Parts of mailboxes. */
  readonly parts: number;
}

const encoder = new TextEncoder();

/**
 * Writes a file of state: lines of JSON, compressed, the last with a digest of all before it. It
 * appears under its name only when it is whole.
 */
export class StateWriter {
  #file: Deno.FsFile | null = null;
  #stream: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | null = null;
  #done: Promise<void> = Promise.resolve();
  #hash = createHash("sha256");
  #sums = { rows: 0, parts: 0 };

  constructor(private readonly path: string) {}

  get #partial(): string {
    return `${this.path}.partial`;
  }

  /** Begins (anew). */
  async begin(header: StateFileHeader): Promise<void> {
    await this.#drop();
    this.#hash = createHash("sha256");
    this.#sums = { rows: 0, parts: 0 };
    const options = { create: true, write: true, truncate: true, mode: 0o600 };
    this.#file = await Deno.open(this.#partial, options);
    const gzip = new CompressionStream("gzip");
    this.#done = gzip.readable.pipeTo(this.#file.writable);
    this.#stream = gzip.writable.getWriter();
    await this.#write(JSON.stringify(header));
  }

  async line(line: StateLine): Promise<void> {
    if ("table" in line) this.#sums.rows += line.count;
    else this.#sums.parts++;
    await this.#write(JSON.stringify(line));
  }

  /** Ends it, and gives it its name. */
  async end(): Promise<StateSums> {
    const sha256 = this.#hash.digest("hex");
    const text = JSON.stringify({ end: true, sha256, ...this.#sums });
    await this.#stream!.write(encoder.encode(`${text}\n`));
    await this.#stream!.close();
    await this.#done;
    this.#stream = this.#file = null;
    await Deno.rename(this.#partial, this.path);
    return this.#sums;
  }

  /** Leaves nothing behind of what was not ended. */
  async abandon(): Promise<void> {
    await this.#drop();
    await Deno.remove(this.#partial).catch(() => {});
  }

  async #write(text: string): Promise<void> {
    const bytes = encoder.encode(`${text}\n`);
    this.#hash.update(bytes);
    await this.#stream!.write(bytes);
  }

  async #drop(): Promise<void> {
    if (this.#stream === null) return;
    await this.#stream.abort().catch(() => {});
    await this.#done.catch(() => {});
    this.#stream = this.#file = null;
  }
}

/** Reads the header of a file. Throws a {@link UserError} for what is no file of state. */
export async function readHeader(path: string): Promise<StateFileHeader> {
  for await (const line of textLines(path)) {
    const parsed = headerSchema.safeParse(parse(line));
    if (parsed.success) return parsed.data;
    break;
  }
  throw new UserError(`${path} is no file that deno task state made.`);
}

/** Every line after the header, without the end. Use {@link verify} first. */
export async function* readLines(path: string): AsyncGenerator<StateLine> {
  let isFirst = true;
  for await (const line of textLines(path)) {
    if (isFirst) {
      isFirst = false;
      continue;
    }
    const parsed = lineSchema.parse(parse(line));
    if ("end" in parsed) return;
    yield parsed;
  }
}

/**
 * Reads the whole file and checks that it is as it was written: its digest and its counts. Throws a
 * {@link UserError} where it is not.
 */
export async function verify(path: string): Promise<StateSums> {
  const hash = createHash("sha256");
  let rows = 0;
  let parts = 0;
  await readHeader(path);
  let isFirst = true;
  let end: z.output<typeof endSchema> | null = null;
  for await (const text of textLines(path)) {
    if (end !== null) throw damaged(path, "something follows its end");
    const parsed = isFirst ? null : lineSchema.safeParse(parse(text));
    if (parsed !== null && !parsed.success) throw damaged(path, "a line of it cannot be read");
    isFirst = false;
    if (parsed !== null && "end" in parsed.data) end = parsed.data;
    else hash.update(`${text}\n`);
    if (parsed !== null && "table" in parsed.data) rows += parsed.data.count;
    if (parsed !== null && "part" in parsed.data) parts++;
  }
  if (end === null) throw damaged(path, "its end is missing");
  if (end.sha256 !== hash.digest("hex")) throw damaged(path, "its digest is another");
  if (end.rows !== rows || end.parts !== parts) throw damaged(path, "its counts are others");
  return { rows, parts };
}

function damaged(path: string, why: string): UserError {
  return new UserError(`${path} is damaged: ${why}. Use another backup.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* textLines(path: string): AsyncGenerator<string> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UserError(`${path} does not exist; check the path.`, { cause: error });
  }
  const text = file.readable.pipeThrough(new DecompressionStream("gzip"))
    .pipeThrough(new TextDecoderStream());
  let rest = "";
  try {
    for await (const piece of text) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (error) {
    // A stream that ends early or is no gzip at all.
    throw new UserError(`${path} is damaged, or no file of state: it cannot be unpacked.`, {
      cause: error,
    });
  }
  if (rest !== "") yield rest;
}
