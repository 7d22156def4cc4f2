import assert from "node:assert/strict";
import { nextSession } from "../../domain/calendar.ts";
import { characterOf } from "../../simulation/character.ts";
import { surprisesOf } from "../../simulation/surprises.ts";
import { simulatedNews } from "./simulated.ts";

const good = /beats|raises|higher|wins|lifts|approve|surprise .* profit/;
const bad = /misses|cuts|lower|loses|probe|reject|surprise .* loss/;

Deno.test("every surprise is told before it moves the price, mostly with the right sign", () => {
  const feed = simulatedNews(1, ["AAPL"], { scoringLatencyMs: 2_000 });
  let [right, wrong] = [0, 0];
  let session = nextSession(Date.UTC(2026, 0, 5));
  for (let i = 0; i < 200; i++, session = nextSession(session.open)) {
    const told = feed.read(session.open, session.close);
    for (
      const { at, size } of surprisesOf(1, "AAPL", session, characterOf("AAPL").dailyVolatility)
    ) {
      const before = told.filter((item) =>
        item.at <= at - 60_000 && item.at >= at - 180_000 &&
        (good.test(item.item.title) || bad.test(item.item.title))
      );
      assert.ok(before.length > 0, "nobody told of it");
      if (good.test(before[0]!.item.title) === size > 0) right++;
      else wrong++;
    }
  }
  assert.ok(
    right > 100 && wrong > 5 && right / (right + wrong) > 0.8,
    `${right} right, ${wrong} wrong`,
  );
});

Deno.test("reading in any pieces, or again, tells the same", () => {
  const make = () => simulatedNews(9, ["KO", "AAPL"], { scoringLatencyMs: 2_000 });
  const session = nextSession(Date.UTC(2026, 4, 4));
  const next = nextSession(session.open);
  const whole = make().read(session.open, next.close);
  const feed = make();
  const pieces = [];
  for (let at = session.open; at < next.close; at += 7 * 60_000) {
    pieces.push(...feed.read(at, Math.min(next.close, at + 7 * 60_000)));
  }
  assert.deepEqual(pieces, whole);
});
