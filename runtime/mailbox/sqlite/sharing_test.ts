import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../clock/system.ts";
import { entry, exclusive, seqs } from "../contract/kit.ts";
import { openSqliteMailbox } from "../sqlite_streams.ts";

/** Longer than any test waits: whoever is woken in time was not woken by looking again. */
const NEVER_MS = 60_000;

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mailbox-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a publish in another Worker, which may do nothing else, wakes a receive at once", async () => {
  await inFolder(async (folder) => {
    const mailbox = openSqliteMailbox({
      folder,
      clock: systemClock,
      pollMs: NEVER_MS,
      pollMsMax: NEVER_MS,
    });
    const consumer = await mailbox.consume({ ...exclusive("a"), streams: ["s"] });
    const receiving = consumer.receive({ max: 10, waitMs: NEVER_MS });
    const worker = new Worker(new URL("./wake_worker.ts", import.meta.url), {
      type: "module",
      deno: { permissions: { read: [folder], write: [folder] } },
    });
    const published = new Promise((resolve) => worker.onmessage = resolve);
    worker.postMessage({ folder, stream: "s" });
    assert.deepEqual(seqs(await receiving), [1]);
    await published;
    worker.terminate();
    await mailbox.close();
  });
});

Deno.test("processes that append to one stream wait for each other and number without gaps", async () => {
  await inFolder(async (folder) => {
    const child = join(import.meta.dirname!, "append_child.ts");
    const mailbox = openSqliteMailbox({ folder, clock: systemClock });
    const consumer = await mailbox.consume({
      ...exclusive("a"),
      streams: ["controls:commands"],
    });
    const children = ["one", "two", "three"].map((name) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", child, folder, name, "50"],
        stderr: "inherit",
      }).spawn()
    );
    const received = [];
    while (received.length < 300) {
      const batch = await consumer.receive({ max: 50, waitMs: 20_000 });
      assert.notEqual(batch.length, 0, "what other processes append is found by looking");
      received.push(...batch);
      await consumer.ack(batch);
    }
    for (const each of children) assert.ok((await each.status).success);
    assert.deepEqual(seqs(received), Array.from({ length: 300 }, (_, i) => i + 1));
    for (let i = 0; i < 300; i += 2) assert.equal(received[i]!.key, received[i + 1]!.key);
    await mailbox.close();
  });
});

Deno.test("mailboxes of one thread wake each other without waiting", async () => {
  await inFolder(async (folder) => {
    const options = { folder, clock: systemClock, pollMs: NEVER_MS, pollMsMax: NEVER_MS };
    const [reader, writer] = [openSqliteMailbox(options), openSqliteMailbox(options)];
    const changed = reader.changed(["s"], NEVER_MS);
    await writer.publish("s", 0, [entry(1)]);
    assert.equal(await changed, true);
    await Promise.all([reader.close(), writer.close()]);
  });
});
