import assert from "node:assert/strict";
import { accountState, fills, orders, positions } from "../../db/tables/execution.ts";
import { differences } from "../../db/tables/reconciliation.ts";
import { type ActorBench, type Given, testActor } from "../../runtime/testing/kit.ts";
import { sessionOf } from "../domain/calendar.ts";
import { bars, clock, signals } from "../domain/streams.ts";
import executor from "../trade_executor/actor.ts";
import { SimAlpacaAccount } from "../trade_executor/brokers/alpaca/testing/account.ts";
import { localSocket, SimAlpaca } from "../trade_executor/brokers/alpaca/testing/simulator.ts";
import type { BrokerTransport } from "../trade_executor/brokers/open.ts";
import { RECONCILE_MS } from "../trade_executor/live.ts";
import { assertAgreement } from "../trade_executor/testing/agreement.ts";

const MINUTE = 60_000;
const SESSION = sessionOf("2026-07-27")!;

/** An executor that trades one ticker at a simulated Alpaca, minute by minute. */
class Story implements AsyncDisposable {
  readonly alpaca = new SimAlpaca(new SimAlpacaAccount(SESSION.open));
  #bench: ActorBench | null = null;
  #minute = 0;

  get bench(): ActorBench {
    assert.ok(this.#bench !== null);
    return this.#bench;
  }

  static async begin(): Promise<Story> {
    const story = new Story();
    const { alpaca } = story;
    story.#bench = await testActor(executor, {
      startAt: SESSION.open,
      config: {
        account: "PA3SIMULATED",
        startingCash: "1",
        limits: { cooldownMs: 0 },
        broker: {
          kind: "alpaca",
          baseUrl: "http://alpaca.invalid",
          streamUrl: "ws://alpaca.invalid/stream",
          ...alpaca.credentials,
        },
      },
      resources: (lifeline) => {
        const { fetch } = lifeline.wrap("alpaca", { fetch: alpaca.localFetch });
        const transport: BrokerTransport = { fetch, openSocket: () => localSocket(alpaca) };
        return { transport };
      },
    });
    await story.bench.advance(10_000);
    await story.minute(100);
    return story;
  }

  /** A minute of the market. */
  async minute(price: number): Promise<void> {
    const { account } = this.alpaca;
    const startsAt = SESSION.open + this.#minute * MINUTE;
    const at = startsAt + MINUTE;
    this.#minute++;
    account.now = startsAt;
    account.trade("AAPL", price);
    const prices = { open: price, high: price, low: price, close: price, volume: 1_000 };
    const bar = { ticker: "AAPL", timeframe: "1m", startsAt, at, ...prices, warmup: false };
    await this.bench.advance(Math.max(0, at - this.bench.world.clock.now()));
    await this.#give({ stream: bars.name, type: "bar", payload: bar, at, key: "AAPL" }, at);
  }

  /** The ensemble wants a side, at the close of the last minute. */
  async signal(side: "buy" | "sell"): Promise<void> {
    const at = SESSION.open + this.#minute * MINUTE;
    const payload = {
      signalId: `${side} ${this.#minute}`,
      ticker: "AAPL",
      timeframe: "1m",
      side,
      score: side === "buy" ? 0.5 : -0.5,
      threshold: 0.3,
      price: 100,
      expiresAt: at + 3 * MINUTE,
      votes: [],
    };
    await this.#give({ stream: signals.name, type: "signal", payload, at, key: "AAPL" }, at + 1);
  }

  async #give(message: Given, reached: number): Promise<void> {
    await this.bench.give(message);
    for (const { name } of [signals, bars, clock]) await this.bench.watermark(name, reached);
    await this.bench.advance(10_000);
  }

  /** How often an order was sent. */
  get sent(): number {
    return this.alpaca.rest.requests.filter(({ method }) => method === "POST").length;
  }

  /** Nothing is lost or doubled, and the books agree to the cent. */
  assertAgreed(): void {
    assertAgreement(this.alpaca.account, {
      orders: this.bench.rows(orders),
      fills: this.bench.rows(fills),
      positions: this.bench.rows(positions),
      accounts: this.bench.rows(accountState),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bench.stop();
  }
}

Deno.test("a timeout is no failure: the order that got through is found and not sent again", async () => {
  await using story = await Story.begin();
  story.alpaca.rest.faults.next("POST", "lost_after");
  await story.signal("buy");
  assert.equal(story.sent, 1);
  assert.equal(story.bench.rows(orders)[0]!.status, "accepted");
  await story.minute(101);
  assert.equal(story.bench.rows(orders)[0]!.status, "filled");
  story.assertAgreed();
});

Deno.test("an order that nobody knows of yet is sent again under its own id, and arrives once", async () => {
  await using story = await Story.begin();
  story.alpaca.rest.faults.next("POST", "late");
  await story.signal("buy");
  assert.equal(story.sent, 2, "the lookup said 404, which proves nothing");
  story.alpaca.rest.faults.arrive();
  await story.minute(101);
  assert.equal(story.alpaca.account.orders.length, 1);
  story.assertAgreed();
});

Deno.test("after a crash the state is right: what happened meanwhile is booked before anything is traded", async () => {
  await using story = await Story.begin();
  await story.signal("buy");
  await story.bench.crash();
  const { account } = story.alpaca;
  account.trade("AAPL", 102);
  account.moveCash("DIV", "7.25", { symbol: "AAPL" });
  await story.bench.restart();
  await story.bench.advance(RECONCILE_MS.unclean);
  assert.equal(story.bench.rows(orders)[0]!.status, "filled");
  story.assertAgreed();
  const found = story.bench.rows(differences).map(({ kind, action }) => `${kind}, ${action}`);
  assert.deepEqual(found.sort(), ["cash_movement, booked", "missed_report, booked"]);
  await story.minute(103);
  await story.signal("sell");
  await story.minute(104);
  assert.equal(story.bench.rows(positions)[0]!.quantity, "0");
  story.assertAgreed();
});

Deno.test("a fill that a healthy-looking stream left out is found within the minute", async () => {
  await using story = await Story.begin();
  await story.signal("buy");
  story.alpaca.updates.fate = () => "dropped";
  await story.minute(101);
  await story.bench.advance(RECONCILE_MS.clean);
  assert.equal(story.alpaca.updates.listening, 1, "the stream stood all the while");
  assert.equal(story.bench.rows(orders)[0]!.status, "filled");
  assert.deepEqual(story.bench.rows(differences).map(({ kind }) => kind), ["missed_report"]);
  story.assertAgreed();
});
