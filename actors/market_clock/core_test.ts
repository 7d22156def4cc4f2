import assert from "node:assert/strict";
import { sessionOf } from "../domain/calendar.ts";
import {
  demoTimeline,
  recordedTimeline,
  systemTimeline,
  type Timeline,
  type TimelineTick,
} from "./core.ts";

const MINUTE = 60_000;

function walk(timeline: Timeline, step: number, most: number): TimelineTick[] {
  const ticks: TimelineTick[] = [];
  while (ticks.length < most) {
    const next = timeline.next(ticks.at(-1)?.at ?? null, Math.min(step, most - ticks.length));
    if (next.length === 0) break;
    ticks.push(...next);
  }
  return ticks;
}

Deno.test("a recording's moments come once, in order, and then the end", () => {
  const timeline = recordedTimeline(Float64Array.of(10, 20, 30));
  const expected = [
    { at: 10, phase: "trading" },
    { at: 20, phase: "trading" },
    { at: 30, phase: "trading" },
    { at: 31, phase: "end" },
  ];
  for (const step of [1, 2, 3, 4, 10]) assert.deepEqual(walk(timeline, step, 99), expected);
  assert.deepEqual(timeline.next(31, 10), []);
  assert.deepEqual(recordedTimeline(new Float64Array()).next(null, 10), []);
});

Deno.test("a recording goes on after any stored market time", () => {
  const timeline = recordedTimeline(Float64Array.of(10, 20, 30));
  assert.deepEqual(timeline.next(20, 1), [{ at: 30, phase: "trading" }]);
  assert.deepEqual(timeline.next(25, 1), [{ at: 30, phase: "trading" }]);
  assert.deepEqual(timeline.next(30, 1), [{ at: 31, phase: "end" }]);
});

Deno.test("a recording's time passes every close between its moments, bars or none", () => {
  const [friday, monday] = [sessionOf("2026-06-26")!, sessionOf("2026-06-29")!];
  const wednesday = sessionOf("2026-07-01")!;
  const moments = Float64Array.of(
    friday.close - MINUTE, // its last minute was not traded
    monday.open + MINUTE,
    monday.close,
    monday.close + 1, // told a millisecond after the close
    wednesday.open + MINUTE, // nothing is known of Tuesday
    wednesday.close,
  );
  const ticks = walk(recordedTimeline(moments), 3, 99).map(({ at }) => at);
  assert.deepEqual(ticks, [
    friday.close - MINUTE,
    friday.close + 1,
    monday.open + MINUTE,
    monday.close,
    monday.close + 1,
    sessionOf("2026-06-30")!.close + 1,
    wednesday.open + MINUTE,
    wednesday.close,
    wednesday.close + 1,
  ]);
});

const thursday = sessionOf("2026-07-02")!; // Friday is a holiday, then a weekend
const monday = sessionOf("2026-07-06")!;
const demo = demoTimeline({ from: monday.open, seedSessions: 2, stepMs: MINUTE });

Deno.test("a demo seeds two sessions of history and then trades from an open", () => {
  const ticks = walk(demo, 64, 800);
  assert.equal(ticks[0]!.at, sessionOf("2026-07-01")!.open + MINUTE);
  const trading = ticks.findIndex(({ phase }) => phase === "trading");
  assert.equal(trading, 2 * 391);
  assert.deepEqual(ticks[trading - 2], { at: thursday.close, phase: "warmup" });
  assert.deepEqual(ticks[trading - 1], { at: thursday.close + 1, phase: "warmup" });
  assert.deepEqual(ticks[trading], { at: monday.open + MINUTE, phase: "trading" });
});

Deno.test("a demo skips closed hours and never ends", () => {
  const after = demo.next(monday.close, 2);
  assert.deepEqual(after, [
    { at: monday.close + 1, phase: "trading" },
    { at: sessionOf("2026-07-07")!.open + MINUTE, phase: "trading" },
  ]);
  assert.equal(demo.next(sessionOf("2050-03-01")!.close, 391).length, 391);
});

Deno.test("a demo resumes at any stored market time as if it had not stopped", () => {
  const whole = walk(demo, 1000, 1600);
  for (const index of [0, 1, 389, 390, 391, 780, 781, 782, 1171, 1172, 1173]) {
    assert.deepEqual(demo.next(whole[index]!.at, 5), whole.slice(index + 1, index + 6));
  }
});

Deno.test("a demo that begins in closed hours begins with the next session", () => {
  const weekend = demoTimeline({ from: thursday.close, seedSessions: 0, stepMs: MINUTE });
  assert.equal(weekend.next(null, 1)[0]!.at, monday.open + MINUTE);
});

Deno.test("a timeline of system time tells each step once, and missed steps not at all", () => {
  let now = 10_000;
  const timeline = systemTimeline(() => now, { stepMs: 1_000, lagMs: 2_000 });
  assert.deepEqual(timeline.next(null, 64), [{ at: 8_000, phase: "trading" }]);
  assert.deepEqual(timeline.next(8_000, 64), []);
  now = 10_999;
  assert.deepEqual(timeline.next(8_000, 64), []);
  now = 60_500;
  assert.deepEqual(timeline.next(8_000, 64), [{ at: 58_000, phase: "trading" }]);
  now = 9_000;
  assert.deepEqual(timeline.next(58_000, 64), [], "a clock that was set back is waited for");
});
