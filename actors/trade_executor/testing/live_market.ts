import { accountState, fills, orders, positions } from "../../../db/tables/execution.ts";
import { seededRandomness, seedOf } from "../../../runtime/clock/seeded.ts";
import type { Mutation, Topology } from "../../../runtime/testing/simulator/simulate.ts";
import type { World } from "../../../runtime/testing/world.ts";
import { sessionOf } from "../../domain/calendar.ts";
import executor from "../actor.ts";
import { SimAlpacaAccount } from "../brokers/alpaca/testing/account.ts";
import { TRADING_FAULTS } from "../brokers/alpaca/testing/faults.ts";
import { localSocket, SimAlpaca } from "../brokers/alpaca/testing/simulator.ts";
import type { BrokerTransport } from "../brokers/open.ts";
import { assertAgreement } from "./agreement.ts";
import { type Minute, teller } from "./teller.ts";

/** A session later than the simulator's system time. */
const SESSION = sessionOf("2020-09-14")!;
const TICKERS = ["AAPL", "KO"];
/** How long the market goes on, in minutes: while much goes wrong, and then while nothing does. */
export interface Length {
  readonly wild: number;
  readonly calm: number;
}
const LENGTH: Length = { wild: 14, calm: 0 };
/** System time between two minutes of the market, in ms. */
const STEP_MS = 700;
/** Once nothing goes wrong any more: long enough for the comparison that is made once a minute. */
const REST_MS = 75_000;
const MOVEMENTS = [["CSD", "500"], ["CSW", "-250.55"], ["DIV", "12.34"], ["FEE", "-0.07"]] as const;
/** How often something is wrong with a request to Alpaca, and with an update from it. */
const REQUEST_FAULTS = 0.25;
const UPDATE_FAULTS = 0.3;

/**
 * The executor on a market that moves by itself, at a broker that loses, delays and repeats its answers
 * and updates, while the executor dies and hangs anywhere. Fills are partial; signals come for both
 * sides. In the end nothing may be lost or doubled, and the books must agree to the cent.
 */
export class LiveMarket implements Topology {
  readonly alpaca = new SimAlpaca(
    new SimAlpacaAccount(SESSION.open, "100000", { participation: 1 }),
  );
  readonly script: Minute[] = [];
  readonly actors = [{ def: teller }, {
    def: executor,
    config: {
      account: "PA3SIMULATED",
      startingCash: "1",
      limits: { cooldownMs: 0 },
      broker: {
        kind: "alpaca",
        baseUrl: "http://alpaca.invalid",
        streamUrl: "ws://alpaca.invalid/stream",
        ...this.alpaca.credentials,
      },
    },
  }];
  readonly #random;
  #minute = 0;
  #started = false;
  #quietSince: number | null = null;

  /** @param onMinute told of each minute of the market, before it passes */
  constructor(
    seed: number,
    private readonly length: Length = LENGTH,
    private readonly onMinute: (minute: number, world: World) => void = () => {},
  ) {
    const random = seededRandomness(seedOf(`live market ${seed}`));
    this.#random = random;
    const { faults } = this.alpaca.rest;
    faults.draw = () => {
      if (this.#quietSince !== null || random.next() >= REQUEST_FAULTS) return null;
      return TRADING_FAULTS[Math.floor(random.next() * TRADING_FAULTS.length)]!;
    };
    this.alpaca.updates.fate = () => {
      if (this.#quietSince !== null || random.next() >= UPDATE_FAULTS) return "told";
      return (["dropped", "twice", "held"] as const)[Math.floor(random.next() * 3)]!;
    };
  }

  readonly resources: NonNullable<Topology["resources"]> = (lifeline, actor) => {
    if (actor === teller.name) return { script: this.script };
    const { fetch } = lifeline.wrap("alpaca", { fetch: this.alpaca.localFetch });
    const transport: BrokerTransport = { fetch, openSocket: () => localSocket(this.alpaca) };
    return { transport };
  };

  readonly invariants = [(world: World) => {
    if (this.#started) return;
    this.#started = true;
    const stop = world.clock.every(STEP_MS, () => {
      const { wild, calm } = this.length;
      if (this.#minute >= wild + calm) stop();
      else {
        this.onMinute(this.#minute + 1, world);
        this.#pass();
      }
      if (this.#minute < wild || this.#quietSince !== null) return;
      this.alpaca.rest.faults.arrive();
      this.alpaca.account.postCash();
      this.alpaca.updates.mute = false;
      this.#quietSince = world.clock.now();
    });
  }];

  until(world: World): boolean {
    return this.#quietSince !== null && world.clock.now() > this.#quietSince + REST_MS;
  }

  /** A minute of the market, and what is thought of it. */
  #pass(): void {
    const { account, rest, updates } = this.alpaca;
    this.#minute++;
    const at = account.now + 60_000;
    const minute: Minute = { number: this.#minute, at, bars: [], signals: [] };
    this.script.push(minute);
    for (const ticker of TICKERS) {
      const price = 90 + Math.floor(this.#random.next() * 20);
      account.now = at - 60_000;
      account.trade(ticker, price, { volume: 20 + Math.floor(this.#random.next() * 200) });
      const prices = { open: price, high: price, low: price, close: price };
      const bar = { ticker, timeframe: "1m", startsAt: at - 60_000, at, ...prices } as const;
      minute.bars.push({ ...bar, volume: 100, warmup: false });
      if (this.#random.next() >= 0.7) continue;
      const side = this.#random.next() < 0.5 ? "buy" : "sell";
      minute.signals.push({
        signalId: `signal ${ticker} ${this.#minute}`,
        ticker,
        timeframe: "1m",
        side,
        score: side === "buy" ? 0.5 : -0.5,
        threshold: 0.3,
        price,
        expiresAt: at + 180_000,
        votes: [],
      });
    }
    if (this.#quietSince !== null) return;
    if (this.#random.next() < 0.15) {
      // The owner puts money in, a dividend comes, a fee is taken and told of later.
      const [type, amount] = MOVEMENTS[Math.floor(this.#random.next() * MOVEMENTS.length)]!;
      account.moveCash(type, amount, {}, type !== "FEE");
    }
    if (this.#random.next() < 0.3) account.postCash();
    if (this.#random.next() < 0.3) rest.faults.arrive();
    if (this.#random.next() < 0.1) updates.drop();
    if (this.#random.next() < 0.1) updates.mute = !updates.mute;
  }

  /** Nothing lost, nothing doubled, and the books agree. */
  atEnd(world: World): void {
    assertAgreement(this.alpaca.account, {
      orders: world.store.rows(orders),
      fills: world.store.rows(fills),
      positions: world.store.rows(positions),
      accounts: world.store.rows(accountState),
    });
  }
}

/** Changes what the executor sends and hears on its way to the broker. */
function onTheWay(name: string, change: (send: typeof fetch) => typeof fetch): Mutation {
  return {
    name,
    plant: () => ({
      resources: (resources) => {
        const { transport } = resources as { transport?: BrokerTransport };
        if (transport === undefined) return resources;
        return { ...resources, transport: { ...transport, fetch: change(transport.fetch) } };
      },
    }),
  };
}

const isOrder = (init?: RequestInit) => init?.method === "POST";

/** Defects on purpose, each of which the end must notice. */
export const EXECUTION_MUTATIONS: readonly Mutation[] = [
  onTheWay("sends an order again under a new id", (send) => {
    let sent = 0;
    return (input, init) => {
      if (!isOrder(init) || typeof init?.body !== "string") return send(input, init);
      const body = JSON.parse(init.body);
      const own = `${body.client_order_id}-${++sent}`;
      return send(input, { ...init, body: JSON.stringify({ ...body, client_order_id: own }) });
    };
  }),
  onTheWay("takes a lost answer for a refusal", (send) => async (input, init) => {
    if (!isOrder(init)) return await send(input, init);
    try {
      return await send(input, init);
    } catch {
      return Response.json({ code: 40310000, message: "lost" }, { status: 403 });
    }
  }),
];

/** A defect that reconciliation is there for: it asks, finds no order, and sends it again. */
export const MENDED_MUTATION: Mutation = onTheWay(
  "takes an order for sent that never was",
  (send) => async (input, init) => {
    if (!isOrder(init)) return await send(input, init);
    try {
      return await send(input, init);
    } catch {
      const message = "client_order_id must be unique";
      return Response.json({ code: 40010001, message }, { status: 422 });
    }
  },
);
