import type { SystemClock } from "../clock/clock.ts";
import type { Consumer, Delivery, Mailbox, StreamEntry } from "./mailbox.ts";

/** What to measure. */
export interface MailboxBench {
  readonly clock: SystemClock;
  /** Messages per publish, receive and acknowledgement: 1 is one by one. */
  readonly batch: number;
  /** Messages published in all. */
  readonly messages: number;
  /** Size of a message's body. */
  readonly bytes: number;
  /** A stream that has never been used. Default `bench:<batch>`. */
  readonly stream?: string;
}

/** What was measured. */
export interface MailboxBenchResult {
  readonly batch: number;
  readonly messages: number;
  readonly bytes: number;
  /** Messages per second through publish, receive and acknowledge, producer and consumer going at once. */
  readonly perSecond: number;
  /** Milliseconds from the call of publish to the end of acknowledge, of a batch that finds its consumer waiting. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Round trips that the latency is taken from, at most. */
const ROUND_TRIPS_MAX = 1_000;

/**
 * Measures a mailbox: throughput with a producer and a consumer going at once, each on a mailbox of
 * its own as two actors would be, then latency batch by batch. `open` gives mailboxes on one backing.
 */
export async function benchMailbox(
  open: () => Mailbox | Promise<Mailbox>,
  { clock, batch, messages, bytes, stream = `bench:${batch}` }: MailboxBench,
): Promise<MailboxBenchResult> {
  const [producer, reader] = [await open(), await open()];
  try {
    const consumer = await reader.consume({
      streams: [stream],
      group: "bench",
      consumer: "bench@1",
      exclusive: true,
    });
    const body = new Uint8Array(bytes).fill(120);
    const publish = async (after: number, count: number) => {
      const entries: StreamEntry[] = [];
      for (let seq = after + 1; seq <= after + count; seq++) entries.push({ seq, key: "K", body });
      const answer = await producer.publish(stream, after, entries);
      if (answer.kind !== "stored") throw new Error(`${stream} has been used: ${answer.kind}`);
    };

    const began = clock.monotonic();
    const publishing = async () => {
      for (let sent = 0; sent < messages; sent += batch) {
        await publish(sent, Math.min(batch, messages - sent));
      }
    };
    await Promise.all([publishing(), consume(consumer, messages, batch)]);
    const seconds = (clock.monotonic() - began) / 1_000;

    const trips: number[] = [];
    const count = Math.min(ROUND_TRIPS_MAX, Math.ceil(messages / batch));
    for (let trip = 0; trip < count; trip++) {
      const consuming = consume(consumer, batch, batch);
      const start = clock.monotonic();
      await Promise.all([publish(messages + trip * batch, batch), consuming]);
      trips.push(clock.monotonic() - start);
    }
    trips.sort((a, b) => a - b);
    return {
      batch,
      messages,
      bytes,
      perSecond: messages / seconds,
      p50Ms: quantile(trips, 0.5),
      p99Ms: quantile(trips, 0.99),
    };
  } finally {
    await Promise.all([producer.close(), reader.close()]);
  }
}

async function consume(consumer: Consumer, count: number, max: number): Promise<void> {
  for (let done = 0; done < count;) {
    const batch: Delivery[] = await consumer.receive({ max, waitMs: 1_000 });
    done += await consumer.ack(batch);
  }
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}
