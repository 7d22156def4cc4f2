import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../runtime/clock/system.ts";
import { openDatabase, openMailbox, statePlace } from "./open.ts";
import { readSettings } from "./settings.ts";

Deno.test("nothing of one mode is ever seen by another", () => {
  for (const REDIS_URL of ["", "redis://127.0.0.1"]) {
    const demo = statePlace(readSettings({ REDIS_URL, TRADING_MODE: "demo" }));
    const replay = statePlace(readSettings({ REDIS_URL, TRADING_MODE: "replay" }));
    assert.notDeepEqual(demo.mailbox, replay.mailbox);
    assert.notEqual(demo.schema, replay.schema);
    assert.notEqual(demo.databaseFolder, replay.databaseFolder);
  }
});

Deno.test("without servers everything is in the folder of TRADING_HOME", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const home = join(folder, "home");
    const mailbox = await openMailbox(readSettings({ TRADING_HOME: home }), systemClock);
    assert.equal(await mailbox.lastSeq("market:bars"), 0);
    await mailbox.close();
    assert.deepEqual(Array.from(Deno.readDirSync(home), ({ name }) => name), ["demo"]);
    if (Deno.build.os !== "windows") {
      assert.equal((await Deno.stat(join(home, "demo", "mailbox"))).mode! & 0o777, 0o700);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a server that does not answer is the reader's to mend, without its password", async () => {
  const port = closedPort();
  const settings = readSettings({
    REDIS_URL: `redis://:hush@127.0.0.1:${port}`,
    DATABASE_URL: `postgres://me:hush@127.0.0.1:${port}/test`,
  });
  for (const open of [() => openMailbox(settings, systemClock), () => openDatabase(settings)]) {
    await assert.rejects(open, (error: Error) => {
      assert.equal(error.name, "UserError");
      assert(error.message.includes(`127.0.0.1:${port}`) && !error.message.includes("hush"));
      return true;
    });
  }
});

Deno.test("a home that is a file is refused with its path", async () => {
  const file = await Deno.makeTempFile();
  try {
    const settings = readSettings({ TRADING_HOME: file });
    for (const open of [() => openMailbox(settings, systemClock), () => openDatabase(settings)]) {
      await assert.rejects(open, (error: Error) => {
        assert.equal(error.name, "UserError", String(error));
        assert(error.message.includes(file), error.message);
        return true;
      });
    }
  } finally {
    await Deno.remove(file);
  }
});

/** A port on which nobody listens, because it was closed a moment ago. */
function closedPort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
