import assert from "node:assert/strict";
import { decodeEnvelope } from "../runtime/envelope.ts";
import type { ChildStatus } from "../runtime/supervisor/status.ts";
import { CriticalWatch } from "./critical.ts";
import { controls } from "./domain/streams.ts";

const child = (name: string, phase: ChildStatus["phase"], since = 1_000) =>
  ({ name, phase, since, lastFailure: null }) as unknown as ChildStatus;

/** A watch and the commands that it left. */
function watching() {
  const reasons: string[] = [];
  let isAway = false;
  const watch = new CriticalWatch({
    append(_stream, entries) {
      if (isAway) return Promise.reject(new Error("the mailbox is away"));
      for (const { body } of entries) {
        const { command, by, reason } = controls.types.command.parse(decodeEnvelope(body).payload);
        assert.deepEqual([command, by], [{ kind: "pause" }, "supervisor"]);
        reasons.push(reason);
      }
      return Promise.resolve(entries.map((_, i) => i + 1));
    },
  }, "run-1");
  return { watch, reasons, away: (now: boolean) => isAway = now };
}

Deno.test("entries are paused once when a critical actor is given up, and for no other", async () => {
  const { watch, reasons } = watching();
  const all = [
    child("market_data", "ready"),
    child("news_fetcher", "failed"),
    child("signal_generator", "waiting"),
  ];
  await watch.look(all, 1);
  assert.deepEqual(reasons, []);
  const failed = [...all, child("market_clock", "failed")];
  await watch.look(failed, 2);
  await watch.look(failed, 3);
  assert.deepEqual(reasons, ["market_clock has failed and is not restarted"]);
  await watch.look([child("market_clock", "ready")], 4);
  await watch.look([child("market_clock", "failed", 2_000)], 5);
  assert.equal(reasons.length, 2);
});

Deno.test("a command that cannot be left is tried again", async () => {
  const { watch, reasons, away } = watching();
  away(true);
  await assert.rejects(watch.look([child("trade_executor", "failed")], 1));
  away(false);
  await watch.look([child("trade_executor", "failed")], 2);
  assert.equal(reasons.length, 1);
});
