import type { Millis } from "../../runtime/clock/clock.ts";
import { decodeEnvelope } from "../../runtime/envelope.ts";
import type { ApiPorts } from "./ports.ts";

/** How far behind one actor is on one stream that it consumes. */
export interface ActorDepth {
  readonly stream: string;
  /** The consuming actor: its group bears its name. */
  readonly group: string;
  /** Messages not yet acknowledged, pending and parked ones included. */
  readonly depth: number;
  readonly pending: number;
  readonly parked: number;
  /** Market time of the oldest message that waits in the stream; null where none does. */
  readonly oldestAt: Millis | null;
}

/** The depth of every group on every stream. */
export async function mailboxDepths(
  { mailbox, streams }: Pick<ApiPorts, "mailbox" | "streams">,
): Promise<ActorDepth[]> {
  const perStream = await Promise.all(streams.map(async (stream) => {
    const { last, groups } = await mailbox.depth(stream);
    return await Promise.all(groups.map(async ({ group, depth, pending, parked }) => {
      const waiting = depth - parked;
      const oldestAt = waiting > 0 ? await momentAfter(mailbox, stream, last - waiting) : null;
      return { stream, group, depth, pending, parked, oldestAt };
    }));
  }));
  return perStream.flat();
}

async function momentAfter(
  mailbox: ApiPorts["mailbox"],
  stream: string,
  seq: number,
): Promise<Millis | null> {
  const [entry] = await mailbox.read(stream, seq, 1);
  if (entry === undefined) return null;
  try {
    return decodeEnvelope(entry.body).at;
  } catch {
    return null; // an unreadable entry has no moment; its consumer will dead-letter it
  }
}
