import type { Change, Json } from "./window.ts";

/** What server and client say to each other over `/api/ws`, one JSON document a message. */

/** A place in what was told of a topic. Numbers are of one server's life: its `epoch`. */
export interface Place {
  readonly epoch: string;
  readonly seq: number;
}

/** Why a whole window is told. */
export type SnapshotReason =
  /** It was not asked to go on from anywhere. */
  | "first"
  /** The place to go on from is of another life of the server. */
  | "restarted"
  /** The place to go on from is further back than what is kept. */
  | "gap"
  /** The client was slow: what lay between was left out. */
  | "behind";

/** A message of the client. */
export type ClientMessage =
  | {
    readonly type: "subscribe";
    readonly topics: readonly { readonly topic: string; readonly from?: Place | undefined }[];
  }
  | { readonly type: "unsubscribe"; readonly topics: readonly string[] }
  /** Is answered with a beat. */
  | { readonly type: "ping" };

/** A message of the server. */
export type ServerMessage =
  /** The first. After `silentMs` without any message the connection is dead. */
  | {
    readonly type: "hello";
    readonly protocol: 1;
    readonly epoch: string;
    readonly silentMs: number;
    readonly limits: { readonly topics: number; readonly messageBytes: number };
  }
  /** The whole window, replacing whatever the client had. `key` names the id of an item. */
  | {
    readonly type: "snapshot";
    readonly topic: string;
    readonly seq: number;
    readonly reason: SnapshotReason;
    readonly key: string;
    readonly fields: Json;
    readonly items: readonly Json[];
  }
  /** The client has everything up to the place it named; deltas follow from there. */
  | { readonly type: "resumed"; readonly topic: string; readonly seq: number }
  /** What changed since `seq - 1`. */
  | ({ readonly type: "delta"; readonly topic: string; readonly seq: number } & Change)
  /** Why the topic cannot be read now; null: it can be read again. */
  | { readonly type: "trouble"; readonly topic: string; readonly why: string | null }
  /** A message of the client was not obeyed. */
  | { readonly type: "refused"; readonly why: string }
  /** The server lives. `at` is its system time, ISO 8601. */
  | { readonly type: "beat"; readonly at: string };

/** Codes with which the server closes, beside 1001: it stops or restarts, come again soon. */
export const CLOSE = {
  /** The access that the connection was opened with has ended. */
  expired: 4401,
  /** Too many messages. */
  tooMany: 4429,
  /** It took nothing for too long: come again and go on from the last place. */
  tooSlow: 4408,
  /** A message of more bytes than may be, or one that is no text. */
  tooLarge: 1009,
  /** As many clients as may be are here: come again later. */
  full: 1013,
} as const;
