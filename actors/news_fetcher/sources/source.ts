import { z } from "zod";
import type { Millis } from "../../../runtime/clock/clock.ts";
import { millisSchema, tickerSchema } from "../../domain/market.ts";

/** One entry as a source told it: text without markup, before it has an identity of ours. */
export const sourceItemSchema = z.strictObject({
  /** The source's own id of it; null where it gives none. */
  guid: z.string().min(1).max(2_048).nullable(),
  url: z.url().max(2_048).nullable(),
  title: z.string().min(1).max(1_000),
  /** Lead or body; empty where there is none. */
  summary: z.string().max(10_000),
  /** Only where the source states date, time and zone; never guessed. */
  publishedAt: millisSchema.nullable(),
  /** Tickers that the source itself attached. */
  symbols: z.array(tickerSchema).max(64),
});
export type SourceItem = z.output<typeof sourceItemSchema>;

/** What a source must remember between two polls (validators, cursors): plain JSON, small. */
export const sourceMemorySchema = z.record(z.string(), z.json());
export type SourceMemory = z.output<typeof sourceMemorySchema>;

/** An entry that was left out, and why, as a sentence. */
export interface SkippedEntry {
  readonly what: string;
  readonly why: string;
}

/** Why a poll brought nothing: a code to count by and a sentence for people. */
export interface SourceFailure {
  readonly code:
    | "unreachable"
    | "timeout"
    | "too_large"
    | "too_many_redirects"
    | "address_refused"
    | "http_status"
    | "rate_limited"
    | "not_a_feed"
    | "unreadable"
    | "unauthorised";
  readonly message: string;
}

/** What came of a poll. `waitMs`: how long the source itself asks to be left alone; null: no wish. */
export type PollOutcome =
  | {
    readonly kind: "items";
    /** In the order of the source. */
    readonly items: readonly SourceItem[];
    readonly skipped: readonly SkippedEntry[];
    readonly memory: SourceMemory;
    readonly waitMs: number | null;
  }
  | { readonly kind: "unchanged"; readonly memory: SourceMemory; readonly waitMs: number | null }
  | {
    readonly kind: "failed";
    readonly failure: SourceFailure;
    readonly memory: SourceMemory;
    readonly waitMs: number | null;
  };

/** Where news comes from. Whatever the other side does is an outcome; only defects are thrown. */
export interface Source {
  /** Unique among sources; part of every article's identity. */
  readonly name: string;
  /**
   * Asks once. `memory` is what the last poll returned; `{}` in the beginning, and what cannot be
   * read is taken for that. Rejects with the signal's reason when it aborts.
   */
  poll(memory: SourceMemory, signal: AbortSignal): Promise<PollOutcome>;
  /**
   * Hears what the source pushes, beside the polls that fill the gaps, until the signal aborts; it
   * resolves then. Reconnects by itself, and says through `trouble` why it had to.
   */
  listen?(
    heard: (items: readonly SourceItem[], at: Millis) => void,
    signal: AbortSignal,
    trouble?: (failure: SourceFailure, at: Millis) => void,
  ): Promise<void>;
}
