import assert from "node:assert/strict";
import fc from "fast-check";
import { decimal, type Quantity, quantity } from "../../domain/money.ts";
import type { BrokerOrder, BrokerPosition } from "../brokers/broker.ts";
import {
  type Action,
  clear,
  type Clearing,
  clearUnseen,
  closingIdOf,
  newClearing,
  type Seen,
} from "./clearing.ts";

const TICKERS = ["A", "B", "C"];
const mark = { commandId: "c1", by: "tester", reason: "", at: 0 };

/** What happens between two looks. */
type Turn =
  | { readonly kind: "silent" }
  | {
    readonly kind: "seen";
    readonly fillShare: number;
    readonly cancels: boolean;
    readonly lost: boolean;
  };

/** A broker and a book in miniature: it cancels, fills in part and loses what is sent. */
class Place {
  readonly open = new Map<string, BrokerOrder>();
  readonly positions = new Map<string, Quantity>();
  readonly book = new Map<string, Quantity>();
  readonly sent: string[] = [];

  constructor(readonly foreign: ReadonlyMap<string, number>) {
    for (const [ticker, shares] of foreign) this.positions.set(ticker, quantity(shares));
  }

  hold(ticker: string, shares: number): void {
    this.book.set(ticker, quantity(decimal(this.book.get(ticker) ?? 0).plus(shares)));
    this.positions.set(ticker, quantity(decimal(this.positions.get(ticker) ?? 0).plus(shares)));
  }

  order(id: string, ticker: string, side: "buy" | "sell", shares: Quantity): void {
    const status = "accepted" as const;
    const filledQuantity = quantity(0);
    this.open.set(id, {
      orderId: id,
      clientOrderId: id,
      ticker,
      side,
      status,
      quantity: shares,
      filledQuantity,
    });
  }

  /** Fills a share of each open order, whole shares, and books it. */
  fill(share: number): void {
    for (const order of this.open.values()) {
      const left = decimal(order.quantity).minus(order.filledQuantity);
      const units = left.times(share).ceil();
      this.hold(order.ticker, (order.side === "buy" ? units : units.negated()).toNumber());
      const filledQuantity = quantity(decimal(order.filledQuantity).plus(units));
      if (decimal(filledQuantity).eq(order.quantity)) this.open.delete(order.clientOrderId);
      else this.open.set(order.clientOrderId, { ...order, filledQuantity });
    }
  }

  do(action: Action, turn: Turn & { readonly kind: "seen" }): void {
    if (action.kind === "cancel" && turn.cancels) this.open.delete(action.orderId);
    if (action.kind !== "close") return;
    const { ticker, side, quantity: shares, attempt } = action;
    const id = closingIdOf(mark.commandId, ticker, attempt);
    this.sent.push(id);
    const own = decimal(this.book.get(ticker) ?? 0);
    assert.ok(own.abs().gte(shares), `${shares} ${ticker} are closed of ${own}`);
    assert.equal(side, own.isNegative() ? "buy" : "sell");
    if (!turn.lost) this.order(id, ticker, side, shares);
  }

  get seen(): Seen {
    const positions: BrokerPosition[] = [...this.positions].filter(([, shares]) => shares !== "0")
      .map(([ticker, shares]) => ({ ticker, quantity: shares, cost: "0" as never }));
    return {
      open: [...this.open.values()],
      positions,
      inBook: [],
      held: this.book,
      unknown: new Set(),
      now: 1_000,
      opensAt: null,
      onItsWayMs: 0,
    };
  }

  get isFlat(): boolean {
    return this.open.size === 0 && [...this.book.values()].every((shares) => shares === "0");
  }
}

const start = fc.record({
  held: fc.dictionary(fc.constantFrom(...TICKERS), fc.integer({ min: -50, max: 50 })),
  orders: fc.array(
    fc.record({
      ticker: fc.constantFrom(...TICKERS),
      side: fc.constantFrom("buy" as const, "sell" as const),
      shares: fc.integer({ min: 1, max: 20 }),
    }),
    { maxLength: 5 },
  ),
  foreign: fc.dictionary(fc.constantFrom("X", "Y"), fc.integer({ min: 1, max: 9 })),
});
const turns = fc.array(
  fc.oneof(
    fc.constant({ kind: "silent" as const }),
    fc.record({
      kind: fc.constant("seen" as const),
      fillShare: fc.constantFrom(0, 0.3, 1),
      cancels: fc.boolean(),
      lost: fc.boolean(),
    }),
  ),
  { maxLength: 25 },
);

function placeOf(
  { held, orders, foreign }: typeof start extends fc.Arbitrary<infer T> ? T : never,
) {
  const place = new Place(new Map(Object.entries(foreign)));
  for (const [ticker, shares] of Object.entries(held)) place.hold(ticker, shares);
  orders.forEach(({ ticker, side, shares }, i) =>
    place.order(`pb-entry-${i}`, ticker, side, quantity(shares))
  );
  return place;
}

function run(place: Place, clearing: Clearing, turn: Turn): Clearing {
  if (turn.kind === "silent") return clearUnseen(clearing, "no answer");
  place.fill(turn.fillShare);
  const step = clear(clearing, place.seen);
  if (step.clearing.report.confirmedAt !== null) {
    assert.ok(place.isFlat, "confirmed, and not flat");
    assert.deepEqual(step.actions, [], "confirmed, and something is still to be done");
  }
  for (const action of step.actions) place.do(action, turn);
  return step.clearing;
}

const begun = () =>
  newClearing({ scope: { kind: "all" }, asked: [{ ...mark, handledAt: 0 }] }, mark);

Deno.test("a halt confirms nothing but flatness, closes no more than is ours, and comes to its end", () => {
  fc.assert(fc.property(start, turns, (from, story) => {
    const place = placeOf(from);
    const foreign = new Map(place.foreign);
    let clearing = begun();
    for (const turn of story) clearing = run(place, clearing, turn);
    // From here on the broker does what it is asked for.
    for (let i = 0; i < 6 && clearing.phase !== "confirmed"; i++) {
      clearing = run(place, clearing, { kind: "seen", fillShare: 1, cancels: true, lost: false });
    }
    assert.equal(clearing.phase, "confirmed", clearing.report.sentence);
    for (const [ticker, shares] of foreign) {
      assert.equal(place.positions.get(ticker), String(shares), "somebody else's shares moved");
    }
  }));
});

Deno.test("the same look twice asks for no second closing order", () => {
  fc.assert(fc.property(start, (from) => {
    const place = placeOf({ ...from, orders: [] });
    const first = clear(begun(), place.seen);
    for (const action of first.actions) {
      place.do(action, { kind: "seen", fillShare: 0, cancels: true, lost: false });
    }
    const second = clear(first.clearing, place.seen);
    assert.deepEqual(second.actions.filter(({ kind }) => kind === "close"), []);
    assert.equal(new Set(place.sent).size, place.sent.length);
  }));
});

Deno.test("a closed market is said, with the time of its open", () => {
  const place = new Place(new Map());
  place.hold("A", 5);
  const opensAt = Date.UTC(2026, 2, 9, 13, 30);
  const { clearing } = clear(begun(), { ...place.seen, opensAt });
  assert.match(
    clearing.report.sentence,
    /^0 open orders, 1 position, not confirmed\. 5 A are held: .*queued for the open at 2026-03-09T13:30/,
  );
});
