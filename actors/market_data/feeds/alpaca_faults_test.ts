import assert from "node:assert/strict";
import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { rounds } from "../../../runtime/testing/skip.ts";
import { LiveDesk, MINUTE, OPEN, simBar } from "./testing/live_desk.ts";

/** What may happen to the connection and to REST between two minutes. */
const MISHAPS: Readonly<Record<string, (desk: LiveDesk) => void>> = {
  cut: ({ alpaca }) => alpaca.wire.cut(),
  drop: ({ alpaca }) => alpaca.stream.drop(),
  held: ({ alpaca }) => alpaca.wire.held = true,
  deaf: ({ alpaca }) => alpaca.stream.mute = "data",
  mute: ({ alpaca }) => alpaca.stream.mute = "all",
  ghost: ({ alpaca }) => {
    alpaca.stream.ghost = true;
    alpaca.wire.cut();
  },
  slow: ({ alpaca }) => alpaca.stream.error(407, "slow client", true),
  internal: ({ alpaca }) => alpaca.stream.error(500, "internal error"),
  garbage: ({ alpaca }) => alpaca.stream.sendRaw("<html>"),
  unwelcome: ({ alpaca }) => {
    alpaca.stream.welcomes = false;
    alpaca.wire.cut();
  },
  refused: ({ alpaca }) => {
    alpaca.stream.upgradeFaults.push(429, 502);
    alpaca.wire.cut();
  },
  restTrouble: ({ alpaca }) => alpaca.faults.next("429_bare", "500", "truncated", "no_answer"),
  restOutage: ({ alpaca }) => alpaca.faults.next(...Array<"504">(9).fill("504")),
};

function mend({ alpaca }: LiveDesk): void {
  if (alpaca.wire.held || !alpaca.stream.welcomes) alpaca.wire.cut();
  alpaca.wire.held = false;
  alpaca.stream.welcomes = true;
  alpaca.stream.mute = "none";
  alpaca.stream.ghost = false;
}

const SEEDS = rounds(12, 4);

for (let seed = 1; seed <= SEEDS; seed++) {
  Deno.test(`through an hour of mishaps no bar is lost, doubled or wrong in the end (seed ${seed})`, async () => {
    await using desk = new LiveDesk();
    const random = seededRandomness(seed);
    const dice = (sides: number) => Math.floor(random.next() * sides);
    const truth = new Map<string, number>();
    const log: string[] = [];
    desk.start();
    await desk.listening();
    for (let minute = 0; minute < 60; minute++) {
      const names = Object.keys(MISHAPS);
      if (dice(4) === 0) {
        const name = names[dice(names.length)]!;
        log.push(`${minute} ${name}`);
        MISHAPS[name]!(desk);
      }
      if (dice(3) === 0) mend(desk);
      await desk.passMinute(minute);
      for (const ticker of ["AAPL", "MSFT"]) {
        if (dice(5) === 0) continue;
        truth.set(`${ticker} ${minute}`, 100 + minute);
        desk.trade(ticker, minute, 100 + minute);
      }
      const revised = minute - 1 - dice(5);
      if (dice(6) === 0 && truth.has(`AAPL ${revised}`)) {
        truth.set(`AAPL ${revised}`, 100 + minute + 0.5);
        desk.alpaca.update("AAPL", simBar(revised, 100 + minute + 0.5));
      }
    }
    mend(desk);
    await desk.pass(20 * MINUTE);

    const story = `${log.join(", ")}\n${desk.troubles.map(({ message }) => message).join("\n")}`;
    const final = new Map<string, number>();
    const newest = new Map<string, number>();
    for (const item of desk.items) {
      if (item.type === "status" || item.type === "split") continue;
      const bar = item.type === "bar" ? item.payload : item.payload.bar;
      const key = `${bar.ticker} ${(bar.startsAt - OPEN) / MINUTE}`;
      const isFirst = item.type === "bar" || item.payload.kind === "late";
      assert.equal(final.has(key), !isFirst, `${key} is told once\n${story}`);
      assert.notEqual(final.get(key), bar.close, `${key} is not repeated\n${story}`);
      if (item.type === "bar") {
        assert.ok(bar.at > (newest.get(bar.ticker) ?? 0), `${key} is in order\n${story}`);
        newest.set(bar.ticker, bar.at);
      }
      final.set(key, bar.close);
    }
    const sorted = (map: ReadonlyMap<string, number>) =>
      [...map].sort(([a], [b]) => a < b ? -1 : 1);
    assert.deepEqual(sorted(final), sorted(truth), story);
  });
}
