import assert from "node:assert/strict";
import { controlCommands, controlState, limitVersions } from "../../../db/tables/controls.ts";
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

Deno.test("a second halt joins the first, and both are told the same end", async () => {
  const market = await Market.open();
  await market.minute({}, [["buy", "AAPL"]]);
  await market.minute({});
  const first = await market.command({ kind: "halt" });
  const second = await market.command({ kind: "halt" });
  const resume = await market.command({ kind: "resume" });
  assert.equal(market.outcome(resume)?.status, "refused");
  assert.match(market.outcome(resume)!.outcome, /not confirmed yet/);
  await market.minute({});
  await market.bench.advance(2_000);
  assert.deepEqual(
    [first, second].map((id) => market.outcome(id)?.status),
    ["done", "done"],
  );
  assert.equal(market.outcome(first)?.outcome, market.outcome(second)?.outcome);
  const sales = market.bench.rows(orders).filter(({ side }) => side === "sell");
  assert.equal(sales.length, 1, "one position is closed once");
});

Deno.test("a halt that a crash cuts short goes on after the restart", async () => {
  const market = await Market.open();
  await market.minute({}, [["buy", "AAPL"], ["buy", "KO"]]);
  await market.minute({});
  for (const call of ["store.commit", "store.assertLease"]) {
    market.bench.plan({ call, when: "after", what: "crash" });
  }
  const halt = await market.command({ kind: "halt" });
  await market.bench.restart();
  await market.bench.restart();
  await market.minute({});
  await market.minute({});
  await market.bench.advance(3_000);
  assert.match(market.outcome(halt)!.outcome, /^0 open orders, 0 positions, confirmed/);
  const sales = market.bench.rows(orders).filter(({ side }) => side === "sell");
  assert.deepEqual(sales.map(({ status }) => status), ["filled", "filled"]);
});

Deno.test("one position is closed and one order cancelled, and the rest goes on", async () => {
  const market = await Market.open();
  await market.minute({}, [["buy", "AAPL"]]);
  await market.minute({}, [["buy", "KO"]]);
  const [order] = market.open;
  const cancel = await market.command({ kind: "cancel", orderId: order!.client_order_id });
  assert.match(market.outcome(cancel)!.outcome, /not open any more, confirmed at/);
  const close = await market.command({ kind: "close", ticker: "AAPL" });
  await market.minute({}, [["buy", "KO"]]);
  await market.bench.advance(2_000);
  assert.match(market.outcome(close)!.outcome, /^0 open orders, 0 positions in AAPL, confirmed/);
  await market.minute({});
  assert.deepEqual(Object.keys(market.held), ["KO"]);
  const unknown = await market.command({ kind: "cancel", orderId: "pb-nothing" });
  assert.equal(market.outcome(unknown)?.status, "refused");
});

Deno.test("a locked ticker is not entered until it is unlocked", async () => {
  const market = await Market.open();
  await market.command({ kind: "lock", ticker: "AAPL" }, "earnings");
  await market.minute({}, [["buy", "AAPL"], ["buy", "KO"]]);
  await market.minute({});
  assert.deepEqual([market.rejections(), Object.keys(market.held)], [["ticker_locked"], ["KO"]]);
  await market.command({ kind: "unlock", ticker: "AAPL" });
  await market.minute({}, [["buy", "AAPL"]]);
  await market.minute({});
  assert.deepEqual(Object.keys(market.held).sort(), ["AAPL", "KO"]);
});

Deno.test("limits change for what is decided next, with versions, and survive a restart", async () => {
  const market = await Market.open();
  const tight = await market.command({ kind: "limits", base: 0, changes: { orderNotionalMax: 1 } });
  assert.equal(market.outcome(tight)?.outcome, "Version 1 of the limits: orderNotionalMax.");
  await market.minute({}, [["buy", "AAPL"]]);
  const [refused] = market.bench.rows(riskRejections);
  assert.ok(refused !== undefined && market.open.length === 0);
  const stale = await market.command({ kind: "limits", base: 0, changes: { cooldownMs: 1 } });
  assert.match(market.outcome(stale)!.outcome, /version 1 applies now/);
  const wrong = await market.command({
    kind: "limits",
    base: 1,
    changes: { orderNotionalMax: "a lot", unheardOf: 3 },
  });
  assert.match(market.outcome(wrong)!.outcome, /orderNotionalMax: .*; .*unheardOf/);
  await market.bench.crash();
  await market.bench.restart();
  await market.minute({}, [["buy", "KO"]]);
  assert.equal(market.open.length, 0, "the limit is forgotten");
  await market.command({ kind: "limits", base: 1, changes: { orderNotionalMax: null } });
  // The same wish that was refused stays refused; a new one passes.
  await market.minute({}, [["buy", "AAPL"]]);
  assert.equal(market.open.length, 1);
  assert.deepEqual(
    market.bench.rows(limitVersions).map(({ version, changes }) => [version, changes]),
    [[1, { orderNotionalMax: 1 }], [2, {}]],
  );
});

Deno.test("the account is halted by itself when it has lost too much, and orders nothing more", async () => {
  const market = await Market.open({ haltsOnLoss: true, limits: { cooldownMs: 0 } });
  await market.minute({}, [["buy", "AAPL"]]);
  await market.minute({});
  await market.minute({ AAPL: 50 }, [["buy", "KO"]]);
  const row = market.bench.rows(controlCommands).find(({ kind }) => kind === "halt");
  assert.equal(row?.requested_by, "risk");
  assert.match(row!.reason, /^daily_loss: the limit is a loss below 3000\.00, the loss/);
  await market.minute({ AAPL: 50 }, [["buy", "KO"]]);
  await market.minute({ AAPL: 50 }, [["buy", "AAPL"]]);
  await market.bench.advance(2_000);
  await market.minute({ AAPL: 50 }, [["buy", "KO"], ["buy", "AAPL"]]);
  assert.deepEqual([market.held, market.open], [{}, []]);
  assert.equal(market.outcome(row!.command_id)?.status, "done");
  const after = market.bench.rows(orders).filter(({ side }) => side === "buy");
  assert.equal(after.length, 1, "a kill switch that fires and keeps ordering");
});
