import assert from "node:assert/strict";
import { z } from "zod";
import { isLeftOut } from "../../runtime/testing/skip.ts";
import { DevProcess, withDev } from "./testing/dev_process.ts";
import { inHome } from "./testing/home.ts";
import { runTask } from "./testing/task_process.ts";

const READY_MS_MAX = 180_000;
const name = "deno task halt stops a running demo for sure, across a kill, until somebody resumes";

const outcomeSchema = z.object({
  through: z.string(),
  confirmed: z.boolean(),
  sentence: z.string(),
});

async function countOf(dev: DevProcess, list: "positions" | "orders"): Promise<number> {
  const query = list === "orders" ? "?limit=200" : "";
  const { items } = await (await fetch(`${dev.url}/api/${list}${query}`)).json();
  return items.length;
}

async function stateOf(dev: DevProcess): Promise<string> {
  return (await (await fetch(`${dev.url}/api/controls`)).json()).state;
}

if (!isLeftOut(name)) {
  Deno.test(name, async () => {
    await inHome(async (home) => {
      await withDev(new DevProcess(home), async (dev) => {
        await dev.ready(READY_MS_MAX);
        await dev.until("holding", READY_MS_MAX, async () => await countOf(dev, "positions") > 0);
        // Killed with the command in its mailbox: it is the first thing that is done afterwards.
        await dev.kill();
      });
      const idle = await runTask(["halt", "--json"], { TRADING_HOME: home });
      assert.equal(idle.code, 2, idle.stdout);
      assert.match(outcomeSchema.parse(JSON.parse(idle.stdout)).sentence, /The halt is kept/);
      await withDev(new DevProcess(home), async (dev) => {
        await dev.ready(READY_MS_MAX);
        await dev.until("halted", READY_MS_MAX, async () => await stateOf(dev) === "halted");
        const halted = await runTask(["halt", "--json"], { TRADING_HOME: home });
        assert.equal(halted.code, 0, halted.stdout);
        const { through, confirmed, sentence } = outcomeSchema.parse(JSON.parse(halted.stdout));
        assert.deepEqual([through, confirmed], ["the running system", true]);
        assert.match(sentence, /^0 open orders, 0 positions, confirmed at /);
        assert.equal(await countOf(dev, "positions"), 0);
        const before = await countOf(dev, "orders");
        await dev.until("going on", READY_MS_MAX, async () => {
          const { items } = await (await fetch(`${dev.url}/api/rejections?limit=1`)).json();
          return items[0]?.rule === "halt";
        });
        assert.equal(await countOf(dev, "orders"), before, "it orders after the halt");
        assert.equal((await dev.stop("SIGTERM")).code, 0);
      });
    });
  });
}
