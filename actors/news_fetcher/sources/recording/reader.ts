import { createHash } from "node:crypto";
import { extname, join } from "node:path";
import type { Millis } from "../../../../runtime/clock/clock.ts";
import { type SourceConfig, sourceConfigSchema } from "../catalogue.ts";
import type { HttpAnswer } from "../http/client.ts";
import type { SourceFailure } from "../source.ts";
import { bodyPath, EXCHANGES, lineSchema, type RecordingLine, sourceFolder } from "./layout.ts";

/** Something that a source returned, as it was recorded. Bodies are read when they are asked for. */
export type RecordedExchange =
  & {
    /** When it was there first; null of a plain file, which does not say. */
    readonly at: Millis | null;
    /** What the source was told to be at the time. */
    readonly config: SourceConfig;
  }
  & (
    | { readonly kind: "answer"; readonly load: () => HttpAnswer }
    | { readonly kind: "failure"; readonly failure: SourceFailure }
    | { readonly kind: "frame"; readonly load: () => string }
  );

/** One source's recording, in the order of arrival. */
export interface RecordedSource {
  readonly name: string;
  /** What the source was told to be last. */
  readonly config: SourceConfig;
  readonly exchanges: readonly RecordedExchange[];
}

/** A recording that cannot be read. The message is a sentence for the one who named it. */
export class UnusableFeeds extends Error {
  override readonly name = "UnusableFeeds";
  /** Reading it again does not help. */
  readonly restartable = false;
}

/**
 * Reads a folder of recorded sources, and of plain files as a server would send them (feeds, and
 * Reddit's listings as `.json`), each of which is a source of its own with one answer. In order of
 * name. Throws {@link UnusableFeeds}.
 */
export function readRecordedSources(folder: string): RecordedSource[] {
  const sources: RecordedSource[] = [];
  for (const { name, isDirectory } of listFolder(folder)) {
    if (name.startsWith(".")) continue;
    if (!isDirectory) sources.push(plainFile(folder, name));
    else if (exists(join(folder, name, EXCHANGES))) sources.push(recordedSource(folder, name));
  }
  if (sources.length === 0) {
    throw new UnusableFeeds(
      `${folder}: recorded feeds are files, or folders with ${EXCHANGES}; found neither. Name the folder that was given to --record, or one of feed files.`,
    );
  }
  const twice = sources.find(({ name }, i) =>
    i !== sources.findIndex((each) => each.name === name)
  );
  if (twice !== undefined) {
    throw new UnusableFeeds(
      `${folder}: two files would be the source "${twice.name}". Rename one of them.`,
    );
  }
  return sources.sort((a, b) => a.name < b.name ? -1 : 1);
}

function recordedSource(folder: string, name: string): RecordedSource {
  const place = sourceFolder(folder, name);
  const path = join(place, EXCHANGES);
  const exchanges: RecordedExchange[] = [];
  let config: SourceConfig | null = null;
  // What follows the last newline was cut off by a crash and never counted.
  const lines = new TextDecoder().decode(readFile(path)).split("\n").slice(0, -1);
  for (const [index, text] of lines.entries()) {
    const line = readLine(text, path, index + 1);
    if (line.kind === "source") config = line.config;
    else if (config === null) {
      throw new UnusableFeeds(
        `${path}:${
          index + 1
        }: the first line says what the source is; found kind "${line.kind}". Restore the line.`,
      );
    } else exchanges.push(exchangeOf(line, config, place));
  }
  if (config === null) {
    throw new UnusableFeeds(`${path}: a recording has at least one line; found none. Remove it.`);
  }
  return { name, config, exchanges };
}

function exchangeOf(
  line: Exclude<RecordingLine, { kind: "source" }>,
  config: SourceConfig,
  place: string,
): RecordedExchange {
  const { at } = line;
  if (line.kind === "failure") return { kind: "failure", at, config, failure: line.failure };
  const load = () => loadBody(place, line.body, line.bytes);
  if (line.kind === "frame") {
    return { kind: "frame", at, config, load: () => new TextDecoder().decode(load()) };
  }
  const { answeredBy: url, status, headers } = line;
  return { kind: "answer", at, config, load: () => ({ url, status, headers, body: load() }) };
}

function loadBody(place: string, sha256: string, size: number): Uint8Array {
  const path = bodyPath(place, sha256);
  const bytes = readFile(path);
  const found = createHash("sha256").update(bytes).digest("hex");
  if (bytes.length === size && found === sha256) return bytes;
  throw new UnusableFeeds(
    `${path}: a body's name is the SHA-256 of its bytes; found ${found} over ${bytes.length} bytes. Restore the file.`,
  );
}

function readLine(text: string, path: string, number: number): RecordingLine {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UnusableFeeds(
      `${path}:${number}: a line is one JSON object; found none. Restore it.`,
    );
  }
  const line = lineSchema.safeParse(json);
  if (line.success) return line.data;
  const [issue] = line.error.issues;
  throw new UnusableFeeds(
    `${path}:${number}: ${
      issue?.path.join(".") || "the line"
    }: ${issue?.message}. Restore the line.`,
  );
}

function plainFile(folder: string, file: string): RecordedSource {
  const isListing = extname(file) === ".json";
  const name = sourceNameOf(file);
  const url = `https://recorded.invalid/${encodeURIComponent(file)}`;
  const config = sourceConfigSchema.parse(
    isListing
      ? { kind: "reddit", name, subreddits: ["all"], scoreMin: Number.MIN_SAFE_INTEGER }
      : { kind: "rss", name, url },
  );
  const load = () => ({ url, status: 200, headers: {}, body: readFile(join(folder, file)) });
  return { name, config, exchanges: [{ kind: "answer", at: null, config, load }] };
}

/** A source's name made of a file's. */
function sourceNameOf(file: string): string {
  const name = file.toLowerCase().replace(/[^a-z0-9._-]+/g, "-").replace(/^[^a-z0-9]+/, "")
    .slice(0, 64).replace(/[^a-z0-9]+$/, "");
  return name.length >= 2 ? name : `file-${name}`;
}

function listFolder(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch (error) {
    throw unusable(folder, "folder", error);
  }
}

function readFile(path: string): Uint8Array {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    throw unusable(path, "file", error);
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function unusable(path: string, what: string, error: unknown): UnusableFeeds {
  const reason = error instanceof Deno.errors.NotFound
    ? `there is no such ${what}`
    : error instanceof Error
    ? error.message
    : String(error);
  return new UnusableFeeds(`${path} cannot be read: ${reason}. Name a ${what} that can.`, {
    cause: error,
  });
}
