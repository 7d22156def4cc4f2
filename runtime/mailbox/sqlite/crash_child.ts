/**
 * What the crash tests kill: a process that fills a stream, consumes it, and writes a line to a file
 * for every entry before it acknowledges. Arguments: folder, effects file, incarnation, entries.
 */
import { systemClock } from "../../clock/system.ts";
import { entries } from "../contract/kit.ts";
import { openSqliteMailbox } from "../sqlite_streams.ts";

const [folder, effects, incarnation, target] = Deno.args as [string, string, string, string];
const mailbox = openSqliteMailbox({ folder, clock: systemClock });
const consumer = await mailbox.consume({
  streams: ["work"],
  group: "crash",
  consumer: incarnation,
  exclusive: true,
  attemptsMax: 1_000,
});
const file = await Deno.open(effects, { append: true, create: true });
const encoder = new TextEncoder();

let last = await mailbox.lastSeq("work");
for (;;) {
  const to = Math.min(Number(target), last + 7);
  if (to > last) await mailbox.publish("work", last, entries(last + 1, to));
  last = to;
  const batch = await consumer.receive({ max: 5, waitMs: 0 });
  if (batch.length === 0 && last === Number(target)) break;
  for (const delivery of batch) {
    if (delivery.redelivered) await consumer.begin(delivery);
    await file.write(encoder.encode(`${delivery.seq} ${delivery.redelivered ? "again" : "new"}\n`));
  }
  await consumer.ack(batch);
  if (last % 3 === 0) await mailbox.trim("work", { keep: 20 });
}
file.close();
await mailbox.close();
