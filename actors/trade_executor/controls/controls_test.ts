import assert from "node:assert/strict";
import { controlCommands, controlState } from "../../../db/tables/controls.ts";
import { orders, positions } from "../../../db/tables/execution.ts";
import { riskRejections } from "../../../db/tables/signals.ts";
import { type ActorBench, type Given, testActor } from "../../../runtime/testing/kit.ts";
import { sessionOf } from "../../domain/calendar.ts";
import type { Command } from "../../domain/controls.ts";
import { bars, clock, controls, signals } from "../../domain/streams.ts";
import executor from "../actor.ts";

const MINUTE = 60_000;
const SESSION = sessionOf("2014-06-05")!;

/** A market of one minute after the other, at a simulated exchange. */
class Market {
  #minute = 0;
  #commands = 0;

  constructor(readonly bench: ActorBench) {}

  static async open(config: Record<string, unknown> = {}): Promise<Market> {
    const bench = await testActor(executor, {
      config: {
        account: "sim",
        startingCash: "100000",
        limits: { cooldownMs: 0 },
        ...config,
      },
    });
    const market = new Market(bench);
    await market.minute({});
    return market;
  }

  get at(): number {
    return SESSION.open + this.#minute * MINUTE;
  }

  /** A bar of each ticker, and then what is thought of it. */
  async minute(
    prices: Record<string, number>,
    wishes: readonly (readonly ["buy" | "sell", string])[] = [],
  ): Promise<void> {
    this.#minute++;
    const given: Given[] = Object.entries({ AAPL: 100, KO: 50, ...prices }).map(
      ([ticker, price]) => ({
        stream: bars.name,
        type: "bar",
        at: this.at,
        key: ticker,
        payload: {
          ticker,
          timeframe: "1m",
          startsAt: this.at - MINUTE,
          at: this.at,
          open: price,
          high: price,
          low: price,
          close: price,
          volume: 10_000,
          warmup: false,
        },
      }),
    );
    for (const [side, ticker] of wishes) {
      given.push({
        stream: signals.name,
        type: "signal",
        at: this.at,
        key: ticker,
        payload: {
          signalId: `${side} ${ticker} ${this.#minute}`,
          ticker,
          timeframe: "1m",
          side,
          score: side === "buy" ? 0.5 : -0.5,
          threshold: 0.3,
          price: { AAPL: 100, KO: 50, ...prices }[ticker]!,
          expiresAt: this.at + 3 * MINUTE,
          votes: [],
        },
      });
    }
    await this.bench.give(...given);
    for (const stream of [bars, signals, clock]) await this.bench.watermark(stream.name, this.at);
  }

  /** Gives a command; returns its id. */
  async command(command: Command, reason = "a test"): Promise<string> {
    const commandId = `command-${++this.#commands}`;
    await this.bench.give({
      stream: controls.name,
      type: "command",
      at: 0,
      id: commandId,
      payload: { commandId, by: "tester", reason, at: 1, command },
    });
    return commandId;
  }

  outcome(commandId: string) {
    return this.bench.rows(controlCommands).find((row) => row.command_id === commandId);
  }

  get held(): Record<string, string> {
    return Object.fromEntries(
      this.bench.rows(positions).filter(({ quantity }) => quantity !== "0")
        .map(({ ticker, quantity }) => [ticker, quantity]),
    );
  }

  get open() {
    return this.bench.rows(orders).filter(({ status }) =>
      ["intended", "submitted", "accepted", "partially_filled"].includes(status)
    );
  }

  rejections(): string[] {
    return this.bench.rows(riskRejections).map(({ rule }) => rule);
  }
}

Deno.test("a pause refuses entries, leaves exits alone and survives a restart", async () => {
  const market = await Market.open();
  await market.minute({}, [["buy", "AAPL"]]);
  await market.minute({});
  assert.deepEqual(Object.keys(market.held), ["AAPL"]);
  const pause = await market.command({ kind: "pause" }, "lunch");
  assert.deepEqual(
    [market.outcome(pause)?.status, market.outcome(pause)?.requested_by],
    ["done", "tester"],
  );
  await market.bench.crash();
  await market.bench.restart();
  await market.minute({}, [["buy", "KO"], ["sell", "AAPL"]]);
  await market.minute({});
  assert.deepEqual(market.rejections(), ["paused"]);
  assert.deepEqual(market.held, {});
  await market.command({ kind: "resume" });
  await market.minute({}, [["buy", "KO"]]);
  await market.minute({});
  assert.deepEqual(Object.keys(market.held), ["KO"]);
  assert.equal(market.bench.rows(controlState)[0]?.paused, null);
});

Deno.test("a halt cancels, closes, is confirmed by the broker, and stays until it is resumed", async () => {
  const market = await Market.open();
  await market.minute({}, [["buy", "AAPL"]]);
  await market.minute({}, [["buy", "KO"]]);
  assert.equal(market.open.length, 1);
  const halt = await market.command({ kind: "halt" });
  assert.equal(market.outcome(halt)?.status, "running", market.outcome(halt)?.outcome);
  assert.deepEqual(market.open.map(({ side, ticker }) => `${side} ${ticker}`), ["sell AAPL"]);
  await market.minute({}, [["buy", "KO"]]);
  await market.bench.advance(2_000);
  const outcome = market.outcome(halt)!;
  assert.match(outcome.outcome, /^0 open orders, 0 positions, confirmed at \d{4}-/);
  assert.equal(outcome.status, "done");
  assert.deepEqual([market.open, market.held], [[], {}]);
  await market.minute({}, [["buy", "AAPL"]]);
  assert.deepEqual(market.rejections().at(-1), "halt");
  await market.command({ kind: "resume" });
  await market.minute({}, [["buy", "AAPL"]]);
  assert.equal(market.open.length, 1);
});
