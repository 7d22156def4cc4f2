import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../clock/system.ts";
import { seededRandomness } from "../../clock/seeded.ts";
import { QUICK } from "../contract/kit.ts";
import { openSqliteMailbox } from "../sqlite_streams.ts";

const CHILD = join(import.meta.dirname!, "crash_child.ts");
const KILLS = QUICK ? 3 : 8;
const ENTRIES = 60_000;

/** The complete lines of a file that is being written. */
async function lines(file: string): Promise<string[]> {
  const text = await Deno.readTextFile(file).catch(() => "");
  return text.split("\n").slice(0, -1);
}

Deno.test(`kill -9 at ${KILLS} moments loses nothing, and nothing changes its order`, async () => {
  const folder = await Deno.makeTempDir({ prefix: "mailbox-" });
  const effects = join(folder, "effects.txt");
  const random = seededRandomness(9);
  const start = (incarnation: number, target: number) =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", CHILD, folder, effects, `${incarnation}`, `${target}`],
      stdout: "null",
      stderr: "inherit",
    }).spawn();
  try {
    let incarnation = 0;
    for (; incarnation < KILLS; incarnation++) {
      const before = (await lines(effects)).length;
      const child = start(incarnation, ENTRIES);
      const wanted = before + 1 + Math.floor(random.next() * 400);
      for (let i = 0; (await lines(effects)).length < wanted; i++) {
        assert.ok(i < 2_000, "the process works");
        await systemClock.sleep(5);
      }
      child.kill("SIGKILL");
      await child.status;
    }

    const mailbox = openSqliteMailbox({ folder, clock: systemClock });
    const target = await mailbox.lastSeq("work");
    assert.ok(target > 0 && target < ENTRIES, "it was killed at work");
    await mailbox.close();
    const { success } = await start(incarnation, target).status;
    assert.ok(success, "the last one came to its end");

    let reached = 0;
    for (const line of await lines(effects)) {
      const [seq, kind] = line.split(" ");
      if (Number(seq) > reached) assert.equal(Number(seq), ++reached, "in order, none left out");
      else assert.equal(kind, "again", "what comes twice says so");
    }
    assert.equal(reached, target);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
