import type { Batch, InputPosition } from "../runtime/delivery/store.ts";
import { groupWrites } from "./row_writes.ts";

/** RS, ASCII's record separator: control characters are escaped in JSON, so no JSON text has it. */
const RS = "\x1e";

/** The arguments of `commit_batch` (db/migrations), null where a part of the batch is empty. */
export interface CommitArguments {
  readonly consumed: number | null;
  readonly inbox: string | null;
  readonly inputs: string | null;
  readonly outputs: string | null;
  readonly outbox: string | null;
  readonly bodies: string | null;
  readonly keys: string | null;
  readonly values: string | null;
  readonly inserts: string | null;
  readonly rows: string | null;
}

/** Encodes a batch. Throws a RangeError when its ordinals have gaps. */
export function commitArguments(batch: Batch): CommitArguments {
  const state = [...batch.state];
  const writes = groupWrites(batch.rows);
  return {
    consumed: checkOrdinals(batch),
    inbox: json(batch.inbox.map(({ messageId, ...row }) => ({ message_id: messageId, ...row }))),
    inputs: json(positions(batch.inputs)),
    outputs: json(positions(batch.outputs)),
    outbox: json(
      batch.outbox.map(({ messageId, body: _, ...row }) => ({ message_id: messageId, ...row })),
    ),
    bodies: texts(batch.outbox.map((row) => row.body)),
    keys: json(state.map(([key]) => key)),
    values: texts(state.map(([, value]) => value === null ? "" : JSON.stringify(value))),
    inserts: texts(writes.map((write) => write.insert)),
    rows: texts(writes.map((write) => JSON.stringify(write.rows))),
  };
}

function checkOrdinals({ inbox }: Batch): number | null {
  const first = inbox[0];
  if (first === undefined) return null;
  const stray = inbox.find((row, i) => row.ordinal !== first.ordinal + i);
  if (stray === undefined) return first.ordinal - 1;
  throw new RangeError(
    `message ${stray.messageId} has ordinal ${stray.ordinal}, which does not follow the one before`,
  );
}

function positions(
  streams: ReadonlyMap<string, InputPosition & { readonly before?: number }>,
): object[] {
  return [...streams].map(([stream, position]) => ({ stream, ...position }));
}

function json(list: readonly unknown[]): string | null {
  return list.length === 0 ? null : JSON.stringify(list);
}

function texts(list: readonly string[]): string | null {
  return list.length === 0 ? null : list.join(RS);
}
