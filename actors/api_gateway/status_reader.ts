import { decodeEnvelope, WATERMARK } from "../../runtime/envelope.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { Mailbox } from "../../runtime/mailbox/mailbox.ts";
import type { Logger } from "../../runtime/telemetry/log.ts";
import { MOMENT_MAX } from "../../fresh-app/api/moment.ts";
import type { SystemStatus } from "../../fresh-app/api/ports.ts";
import { clock as clockStream } from "../domain/streams.ts";
import { mergeSnapshots, outdated } from "./status_merge.ts";
import {
  LIFECYCLE_STREAM,
  STATUS_KEY,
  type SystemSnapshot,
  systemSnapshotSchema,
} from "../domain/system_status.ts";

/** How many of the newest lifecycle entries are searched for a snapshot: other events lie between. */
const SEARCHED = 256;

/** How many of the newest entries of the clock are searched for a tick. */
const TICKS = 16;

type Reader = Pick<Mailbox, "lastSeq" | "read">;

/** Reads how the system is from its streams, without a group: it never holds a trim. */
export class StatusReader implements SystemStatus {
  #seen = 0;
  /** The newest snapshot of every supervisor, by its key. */
  #newest = new Map<string, SystemSnapshot>();

  constructor(private readonly mailbox: Reader, private readonly log: Logger) {}

  async snapshot(): Promise<SystemSnapshot | null> {
    const last = await this.mailbox.lastSeq(LIFECYCLE_STREAM);
    // A mailbox that lost its entries numbers them from the beginning again.
    if (last < this.#seen) {
      this.#seen = 0;
      this.#newest = new Map();
    }
    const after = Math.max(this.#seen, last - SEARCHED);
    if (after < last) {
      const entries = await this.mailbox.read(LIFECYCLE_STREAM, after, last - after);
      // Read by another call meanwhile: what it found is as new.
      if (after >= this.#seen) this.#take(entries);
      this.#seen = Math.max(this.#seen, last);
    }
    return mergeSnapshots([...this.#newest.values()]);
  }

  async marketTime(): Promise<Millis | null> {
    const last = await this.mailbox.lastSeq(clockStream.name);
    const entries = await this.mailbox.read(clockStream.name, Math.max(0, last - TICKS), TICKS);
    // A watermark is a promise about the future, not a time that was reached.
    const tick = entries.map(({ body }) => decodeEnvelope(body)).findLast(({ type }) =>
      type !== WATERMARK
    );
    if (tick !== undefined) return tick.at;
    // The ticks are trimmed once everyone has had them; the actors remember how far they came.
    const actors = (await this.snapshot())?.actors ?? [];
    const reached = actors.map(({ progress }) => progress.marketTime ?? Infinity);
    const known = reached.filter((at) => at <= MOMENT_MAX);
    return known.length === 0 ? null : Math.max(...known);
  }

  #take(entries: readonly { readonly key: string; readonly body: Uint8Array }[]): void {
    const found = new Set<string>();
    for (const { key, body } of entries.toReversed()) {
      if (key.split(":")[0] !== STATUS_KEY || found.has(key)) continue;
      const snapshot = this.#read(body);
      if (snapshot === null) continue;
      found.add(key);
      this.#newest.set(key, snapshot);
    }
    for (const key of outdated(this.#newest)) this.#newest.delete(key);
  }

  #read(body: Uint8Array): SystemSnapshot | null {
    try {
      return systemSnapshotSchema.parse(JSON.parse(new TextDecoder().decode(body)));
    } catch (error) {
      this.log.warn(`an entry of ${LIFECYCLE_STREAM} is no status snapshot and is ignored`, {
        cause: error instanceof Error ? error.message.slice(0, 200) : String(error),
      });
      return null;
    }
  }
}
