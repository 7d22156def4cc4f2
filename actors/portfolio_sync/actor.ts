import { z } from "zod";
import { type Context, defineActor, done } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import {
  type AccountSnapshot,
  type BookedMovement,
  bookedMovementSchema,
  type PortfolioSnapshot,
} from "../domain/account.ts";
import { sessionAt } from "../domain/calendar.ts";
import { accounts, bars, clock, portfolio, trades } from "../domain/streams.ts";
import { portfolioSyncConfigSchema } from "./config.ts";
import {
  begin,
  cashLedgerSchema,
  type Ledger,
  onBar,
  onMovement,
  onSplit,
  onTrade,
  snapshotOf,
  tickerIn,
  tickerLedgerSchema,
} from "./core.ts";
import { reconcile } from "./reconcile.ts";
import { writeReconciliation, writeSnapshot } from "./records.ts";

interface State {
  readonly ledger: Ledger;
  readonly everyMs: number;
  /** The period of the schedule that was told of last; null: none. */
  period: number | null;
  /** Money that moved without a trade since the last close. */
  readonly movements: BookedMovement[];
}

const MONEY = "money";
const MOVEMENTS = "movements";
const TICKER = "ticker/";
const PERIOD = "period";

type Ctx = Context<typeof portfolio, Record<never, never>>;

/** Keeps books of its own from the trades, tells what the account is worth, and compares after each close. */
export default defineActor({
  name: "portfolio_sync",
  consumes: [bars, clock, trades, accounts],
  produces: [portfolio],
  order: "total",
  config: portfolioSyncConfigSchema,
  start({ config: { everyMs }, recalled }): State {
    const money = recalled.get(MONEY);
    const tickers = [...recalled].filter(([key]) => key.startsWith(TICKER))
      .map(([key, saved]) => [key.slice(TICKER.length), tickerLedgerSchema.parse(saved)] as const);
    const period = recalled.get(PERIOD);
    return {
      ledger: {
        money: money === undefined ? null : cashLedgerSchema.parse(money),
        tickers: new Map(tickers),
      },
      everyMs,
      period: typeof period === "number" ? period : null,
      movements: z.array(bookedMovementSchema).parse(recalled.get(MOVEMENTS) ?? []),
    };
  },
  handle(state, message, ctx) {
    const { ledger } = state;
    switch (message.from) {
      case "market:bars":
        if (message.type === "bar") onBar(ledger, message.payload);
        else if (message.type === "split") onSplit(ledger, message.payload);
        else return done;
        keepTicker(ledger, message.payload.ticker, ctx);
        return done;
      case "clock:market":
        // Nothing changes before trading begins and outside sessions.
        if (message.payload.phase === "warmup" || sessionAt(message.at - 1) === null) return done;
        schedule(state, message.at, ctx);
        return done;
      case "trades:executed":
        if (!onTrade(ledger, message.payload)) return done;
        keepTicker(ledger, message.payload.ticker, ctx);
        ctx.remember(MONEY, ledger.money);
        tell(ledger, "fill", message.at, ctx);
        return done;
      case "account:snapshots":
        if (message.type === "movement") movement(state, message.payload, ctx);
        else account(state, message.payload, message.at, ctx);
        return done;
    }
  },
});

function schedule(state: State, at: Millis, ctx: Ctx): void {
  const period = Math.floor(at / state.everyMs);
  if (state.ledger.money === null || period === state.period) return;
  state.period = period;
  ctx.remember(PERIOD, period);
  tell(state.ledger, "schedule", at, ctx);
}

/** Money moved without a trade: it is booked, and told of at the next close. */
function movement({ ledger, movements }: State, moved: BookedMovement, ctx: Ctx): void {
  // What came before the books began is in what they began with.
  if (ledger.money === null) return;
  ledger.money = onMovement(ledger.money, moved);
  ctx.remember(MONEY, ledger.money);
  movements.push(moved);
  ctx.remember(MOVEMENTS, movements);
}

function account(state: State, snapshot: AccountSnapshot, at: Millis, ctx: Ctx): void {
  const { ledger, movements } = state;
  if (ledger.money === null) {
    begin(ledger, snapshot);
    ctx.remember(MONEY, ledger.money);
    for (const { ticker } of snapshot.book.tickers) keepTicker(ledger, ticker, ctx);
  }
  if (snapshot.session === null) return;
  tell(ledger, "close", at, ctx);
  const compared = reconcile(ledger, snapshot, movements.splice(0));
  ctx.remember(MOVEMENTS, null);
  writeReconciliation(ctx, snapshot.account, snapshot.session, compared, at);
  if (compared.agrees) return;
  const reasons = compared.items.flatMap(({ agrees, meaning }) => agrees ? [] : meaning ?? []);
  ctx.log.error(
    `the books of ${snapshot.session} do not agree: ${
      snapshot.unknown === null ? reasons[0] : `the broker cannot be asked: ${snapshot.unknown}`
    }`,
  );
}

function tell(ledger: Ledger, cause: PortfolioSnapshot["cause"], at: Millis, ctx: Ctx): void {
  const snapshot = snapshotOf(ledger, cause);
  if (snapshot === null) return;
  ctx.publish(portfolio, "snapshot", snapshot, { key: snapshot.account });
  writeSnapshot(ctx, snapshot, at);
}

function keepTicker(ledger: Ledger, ticker: string, ctx: Ctx): void {
  ctx.remember(`${TICKER}${ticker}`, tickerIn(ledger, ticker));
}
