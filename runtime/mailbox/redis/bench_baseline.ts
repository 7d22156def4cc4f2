import { Redis } from "ioredis";
import { Buffer } from "node:buffer";
import type { MailboxBench, MailboxBenchResult } from "../bench.ts";
import { integer, list, text } from "./replies.ts";

const GROUP = "bench";

/**
 * The yardstick of the Redis mailbox: plain ioredis with the same payload, batch and rounds as
 * {@link import("../bench.ts").benchMailbox}, without any of the mailbox's guarantees. A producer
 * pipelines XADD on one connection; a consumer calls XREADGROUP and XACK on another.
 */
export async function benchRawRedis(
  url: string,
  { clock, batch, messages, bytes, stream = `bench:${batch}` }: MailboxBench,
): Promise<MailboxBenchResult> {
  const [producer, consumer] = [new Redis(url), new Redis(url)];
  const key = `{baseline:${stream}}:entries`;
  const body = Buffer.alloc(bytes, 120);

  const publish = async (after: number, count: number) => {
    const pipeline = producer.pipeline();
    for (let seq = after + 1; seq <= after + count; seq++) {
      pipeline.xadd(key, `${seq}-0`, "k", "K", "b", body);
    }
    await pipeline.exec();
  };
  const consume = async (count: number) => {
    for (let done = 0; done < count;) {
      const received = await consumer.callBuffer("XREADGROUP", [
        ...["GROUP", GROUP, "one", "COUNT", batch, "BLOCK", 1_000, "STREAMS", key, ">"],
      ]);
      if (received === null) continue;
      // Under RESP3 the reply is the flat map of one stream.
      const ids = list(list(received)[1]).map((entry) => text(list(entry)[0]));
      done += integer(await consumer.xack(key, GROUP, ...ids));
    }
  };

  try {
    await producer.del(key);
    await producer.xgroup("CREATE", key, GROUP, "0", "MKSTREAM");
    const began = clock.monotonic();
    const publishing = async () => {
      for (let sent = 0; sent < messages; sent += batch) {
        await publish(sent, Math.min(batch, messages - sent));
      }
    };
    await Promise.all([publishing(), consume(messages)]);
    const perSecond = messages / ((clock.monotonic() - began) / 1_000);

    const trips: number[] = [];
    for (let trip = 0; trip < Math.min(1_000, Math.ceil(messages / batch)); trip++) {
      const consuming = consume(batch);
      const start = clock.monotonic();
      await Promise.all([publish(messages + trip * batch, batch), consuming]);
      trips.push(clock.monotonic() - start);
    }
    trips.sort((a, b) => a - b);
    const quantile = (q: number) => trips[Math.floor((trips.length - 1) * q)] ?? 0;
    return { batch, messages, bytes, perSecond, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
  } finally {
    await producer.del(key);
    producer.disconnect();
    consumer.disconnect();
  }
}
