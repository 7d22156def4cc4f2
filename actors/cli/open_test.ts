import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../runtime/clock/system.ts";
import { openDatabase, openMailbox, statePlace } from "./open.ts";
import { readSettings, type Settings } from "./settings.ts";

Deno.test("nothing of one mode is ever seen by another", () => {
  for (const REDIS_URL of ["", "redis://127.0.0.1"]) {
    const demo = statePlace(readSettings({ REDIS_URL, TRADING_MODE: "demo" }));
    const replay = statePlace(readSettings({ REDIS_URL, TRADING_MODE: "replay" }));
    assert.notDeepEqual(demo.mailbox, replay.mailbox);
    assert.notEqual(demo.schema, replay.schema);
    assert.notEqual(demo.databaseFolder, replay.databaseFolder);
  }
});

Deno.test("looking for mailboxes that never were leaves nothing behind", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const home = join(folder, "home");
    await assert.rejects(
      openMailbox(statePlace(readSettings({ TRADING_HOME: home })), systemClock),
      {
        name: "UserError",
        message: `Cannot open the mailboxes: ${join(home, "demo", "mailbox")} does not exist; ` +
          "check the path.",
      },
    );
    assert.deepEqual([...Deno.readDirSync(folder)], []);
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
  for (const open of openers(settings)) {
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
    for (const open of openers(readSettings({ TRADING_HOME: file }))) {
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

function openers(settings: Settings): (() => Promise<unknown>)[] {
  return [() => openMailbox(statePlace(settings), systemClock), () => openDatabase(settings)];
}

/** A port on which nobody listens, because it was closed a moment ago. */
function closedPort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
