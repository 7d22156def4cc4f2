import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import {
  afterChange,
  afterHeard,
  afterPoll,
  afterTrouble,
  newSourceHealth,
  sourceHealthSchema,
  waitMs,
} from "./schedule.ts";
import type { PollOutcome } from "./source.ts";

const middle = { next: () => 0.5 };
const DAY_MS = 86_400_000;

const failed: PollOutcome = {
  kind: "failed",
  failure: { code: "http_status", message: "news.example answered 500" },
  memory: {},
  waitMs: null,
};
const unchanged: PollOutcome = { kind: "unchanged", memory: {}, waitMs: null };

Deno.test("a source that answers is asked at its interval, give or take a tenth", () => {
  const random = seededRandomness(7);
  const waits = Array.from({ length: 200 }, () => waitMs(300_000, 0, null, random));
  assert.ok(waits.every((wait) => wait >= 270_000 && wait <= 330_000));
  assert.ok(Math.max(...waits) - Math.min(...waits) > 40_000, "they spread");
});

Deno.test("each failure in a row doubles the wait, up to an hour or the interval", () => {
  const waits = [1, 2, 3, 4, 5, 6, 50, 5_000].map((n) => waitMs(300_000, n, null, middle));
  assert.deepEqual(waits.map((ms) => ms / 60_000), [5, 10, 20, 40, 60, 60, 60, 60]);
  assert.equal(waitMs(2 * 3_600_000, 9, null, middle), 2 * 3_600_000);
});

Deno.test("a source's own wish is never cut short, and bounded to a day", () => {
  fc.assert(fc.property(
    fc.integer({ min: 10_000, max: DAY_MS }),
    fc.integer({ min: 0, max: 100 }),
    fc.option(fc.integer({ min: -1_000, max: 10 * DAY_MS })),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    (everyMs, failures, wish, spread) => {
      const wait = waitMs(everyMs, failures, wish, { next: () => spread });
      assert.ok(Number.isSafeInteger(wait));
      assert.ok(wait >= Math.min(wish ?? 0, DAY_MS));
      assert.ok(wait >= everyMs * 0.9 - 1);
      assert.ok(wait <= DAY_MS * 1.1 + 1);
    },
  ));
});

Deno.test("the record tells what happened, poll by poll", () => {
  const items: PollOutcome = {
    kind: "items",
    items: [
      { guid: "1", url: null, title: "A", summary: "", publishedAt: null, symbols: [] },
      { guid: "2", url: null, title: "B", summary: "", publishedAt: null, symbols: [] },
    ],
    skipped: [{ what: "3", why: "it has no title" }],
    memory: {},
    waitMs: null,
  };
  const everyMs = 60_000;
  let health = newSourceHealth(1_000, middle);
  assert.equal(health.nextPollAt, 6_000);
  health = afterPoll(health, { outcome: items, at: 6_000, newItems: 2, everyMs }, middle);
  health = afterPoll(health, { outcome: failed, at: 70_000, newItems: 0, everyMs }, middle);
  health = afterPoll(health, { outcome: failed, at: 130_000, newItems: 0, everyMs }, middle);
  assert.deepEqual(sourceHealthSchema.parse(health), {
    polls: 3,
    items: 2,
    newItems: 2,
    skipped: 1,
    errors: 2,
    failuresInARow: 2,
    lastPollAt: 130_000,
    lastSuccessAt: 6_000,
    lastNewAt: 6_000,
    lastFailure: { at: 130_000, code: "http_status", message: "news.example answered 500" },
    nextPollAt: 250_000,
    restUntil: null,
  });
  health = afterPoll(health, { outcome: unchanged, at: 250_000, newItems: 0, everyMs }, middle);
  assert.equal(health.failuresInARow, 0);
  assert.equal(health.nextPollAt, 310_000);
  assert.equal(health.lastSuccessAt, 250_000);
  assert.equal(health.lastNewAt, 6_000, "it answers and has told nothing new since");
});

Deno.test("what is heard beside the polls counts, and a broken connection does not delay them", () => {
  const start = newSourceHealth(0, middle);
  const heard = afterHeard(start, { items: 3, newItems: 1, at: 500 });
  assert.deepEqual([heard.items, heard.newItems, heard.lastNewAt], [3, 1, 500]);
  const broken = afterTrouble(heard, { code: "timeout", message: "mute" }, 900);
  assert.equal(broken.errors, 1);
  assert.equal(broken.nextPollAt, start.nextPollAt);
  assert.equal(broken.failuresInARow, 0);
});

Deno.test("another interval counts at once, but not before the source's own wish has passed", () => {
  const everyMs = 3_600_000;
  const unchanged = { kind: "unchanged", memory: {}, waitMs: null } as const;
  const polled = (waitMs: number | null) =>
    afterPoll(
      newSourceHealth(0, middle),
      { outcome: { ...unchanged, waitMs }, at: 10_000, newItems: 0, everyMs },
      middle,
    );
  assert.equal(afterChange(polled(null), 60_000, 20_000).nextPollAt, 80_000);
  assert.equal(afterChange(polled(600_000), 60_000, 20_000).nextPollAt, 610_000);
  assert.equal(afterChange(polled(null), 7_200_000, 20_000).nextPollAt, 3_610_000, "never later");
  const failing = { ...polled(null), failuresInARow: 2 };
  assert.equal(afterChange(failing, 60_000, 20_000).nextPollAt, failing.nextPollAt);
});
