import { join } from "node:path";
import { z } from "zod";
import { millisSchema } from "../../../domain/market.ts";
import { sourceConfigSchema } from "../catalogue.ts";

/**
 * What a recording of live sources looks like:
 *
 *     DIR/<source>/exchanges.jsonl   one JSON object a line, in the order of arrival
 *     DIR/<source>/bodies/<sha256>   each body once, byte for byte as it was sent (still compressed)
 *
 * A body is in place before its line is written, and a line counts once its newline is there. So a
 * crash at any moment loses at most the exchange under way, and the next recorder goes on behind it.
 * Requests are kept by method and URL; credentials, tokens and cookies are in no line.
 */
export const EXCHANGES = "exchanges.jsonl";

/** Folder of a source's recording. */
export function sourceFolder(folder: string, source: string): string {
  return join(folder, source);
}

/** Path of a body within a source's folder. */
export function bodyPath(sourceFolder: string, sha256: string): string {
  return join(sourceFolder, "bodies", sha256);
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One line of `exchanges.jsonl`. `at`: when it was whole, in milliseconds since the epoch. */
export const lineSchema = z.discriminatedUnion("kind", [
  /** What the source was told to be: it holds for the lines that follow. */
  z.strictObject({ kind: z.literal("source"), at: millisSchema, config: sourceConfigSchema }),
  z.strictObject({
    kind: z.literal("answer"),
    at: millisSchema,
    method: z.enum(["GET", "POST"]),
    url: z.string(),
    /** The URL that answered in the end. */
    answeredBy: z.string(),
    status: z.int().min(0).max(999),
    headers: z.record(z.string(), z.string()),
    body: sha256,
    bytes: z.int().nonnegative(),
  }),
  z.strictObject({
    kind: z.literal("failure"),
    at: millisSchema,
    method: z.enum(["GET", "POST"]),
    url: z.string(),
    failure: z.strictObject({
      code: z.enum([
        "unreachable",
        "timeout",
        "too_large",
        "too_many_redirects",
        "address_refused",
        "http_status",
        "rate_limited",
        "not_a_feed",
        "unreadable",
        "unauthorised",
      ]),
      message: z.string(),
    }),
  }),
  /** A frame that was pushed: its text in UTF-8. */
  z.strictObject({
    kind: z.literal("frame"),
    at: millisSchema,
    body: sha256,
    bytes: z.int().nonnegative(),
  }),
]);
export type RecordingLine = z.output<typeof lineSchema>;
