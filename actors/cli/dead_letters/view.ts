import { decodeEnvelope, type Envelope } from "../../../runtime/envelope.ts";
import type { DeadLetter } from "../../../runtime/mailbox/mailbox.ts";

/** A dead letter as `deno task dlq --json` prints it. */
export interface DeadLetterView {
  readonly stream: string;
  readonly id: string;
  readonly group: string;
  readonly seq: number;
  readonly key: string;
  readonly reason: string;
  readonly attempts: number;
  /** System time of giving up, ISO 8601. */
  readonly deadAt: string;
  /** The message, where the bytes are one. */
  readonly message: Envelope | null;
  /** The bytes where they are no message: as text if they are UTF-8, otherwise in base64. */
  readonly body: { readonly text: string } | { readonly base64: string } | null;
}

/** Describes a dead letter; unreadable bytes are kept as they came. */
export function viewOf(letter: DeadLetter): DeadLetterView {
  const { stream, id, group, seq, key, reason, attempts, deadAt, body } = letter;
  const message = readEnvelope(body);
  return {
    stream,
    id,
    group,
    seq,
    key,
    reason,
    attempts,
    deadAt: new Date(deadAt).toISOString(),
    message,
    body: message === null ? printable(body) : null,
  };
}

/** A list for people, one line per dead letter. */
export function listText(views: readonly DeadLetterView[]): string {
  const rows = views.map((view) => [
    view.stream,
    view.id,
    view.deadAt,
    view.group,
    view.message?.type ?? "(unreadable)",
    view.key,
    `${view.attempts}x`,
    view.reason.split("\n")[0]!,
  ]);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths![i]!)).join("  ").trimEnd())
    .join("\n");
}

/** Everything about one dead letter, for people. */
export function detailText(view: DeadLetterView): string {
  const { message, body, ...facts } = view;
  const lines = Object.entries(facts).map(([name, value]) => `${name.padEnd(10)}${value}`);
  const content = message ?? body;
  return [...lines, "", JSON.stringify(content, null, 2)].join("\n");
}

function readEnvelope(bytes: Uint8Array): Envelope | null {
  try {
    return decodeEnvelope(bytes);
  } catch {
    return null;
  }
}

function printable(bytes: Uint8Array): { text: string } | { base64: string } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { base64: bytes.toBase64() };
  }
}
