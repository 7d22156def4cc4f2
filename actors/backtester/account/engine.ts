import type { BarColumns } from "../../domain/bar_columns.ts";
import { commissionOf, slippedPrice } from "./costs.ts";
import { billionths, exactProfit, fromBillionths } from "./exact.ts";
import { BUY, CLOSE, NONE, type OrderColumn, SELL } from "./orders.ts";
import type { AccountProfile } from "./profile.ts";
import type { OpenPosition, RoundTrip } from "./round_trip.ts";
import { affordableUnits } from "./sizing.ts";

const YEAR_MS = 365 * 86_400_000;

/** What became of an account that followed a column of orders. */
export interface AccountRun {
  /** Equity at the close of each bar, in dollars. */
  readonly equity: Float64Array;
  /** Closed positions in order of their exits. */
  readonly trades: readonly RoundTrip[];
  /** What an order of the last bar opened, after everything else was closed; usually null. */
  readonly open: OpenPosition | null;
  readonly cash: number;
  /** Index of the bar at which equity was gone; null: it never was. */
  readonly ruinedAt: number | null;
  /** Orders that were dropped, for there was not the money for one unit. */
  readonly unaffordable: number;
}

/**
 * Runs an account over the bars of one ticker. An order given at a bar's close is filled at the next
 * bar's open: first what is held is closed, then the new position takes its share of all equity,
 * sized by the cash that is there after closing. Each bar is marked at its close; where equity is
 * gone, everything is closed at that close and the account stays at zero.
 *
 * Sizes and marks are floats, in the reference engine's order of operations, so that a size at the
 * edge of what cash allows comes out as it does there; what a round trip cost and earned is exact
 * (see exact.ts).
 */
export function runAccount(
  columns: BarColumns,
  { orders, warmUp }: OrderColumn,
  profile: AccountProfile,
): AccountRun {
  const { length, close } = columns;
  const equity = new Float64Array(length);
  const account = new Account(columns, profile);
  const start = Math.min(length, warmUp + 1);
  equity.fill(profile.cash, 0, start);
  let pending = NONE;
  for (let i = start; i < length; i++) {
    if (pending !== NONE) account.fill(i, pending);
    account.accrueBorrow(i);
    const value = account.valueAt(close[i]!);
    equity[i] = value;
    if (value <= 0) {
      account.ruin(i);
      return account.result(equity.fill(0, i), i);
    }
    pending = orders[i]!;
  }
  if (start < length) {
    const last = length - 1;
    if (profile.finalize) account.closeAt(last, columns.open[last]!);
    // The reference engine goes through its last bar once more, an order of that bar included.
    if (profile.finalize && pending !== NONE) account.fill(last, pending);
    const value = account.valueAt(close[last]!);
    equity[last] = value;
    if (value <= 0) {
      account.ruin(last);
      equity[last] = 0;
      return account.result(equity, last);
    }
  }
  return account.result(equity, null);
}

/** Cash and the one position of a run. */
class Account {
  #cash: number;
  #size = 0;
  #entryPrice = 0;
  #entryBar = 0;
  #entryFee = 0;
  #entrySlippage = 0;
  #borrow = 0;
  #unaffordable = 0;
  readonly #trades: RoundTrip[] = [];

  constructor(readonly columns: BarColumns, readonly profile: AccountProfile) {
    this.#cash = profile.cash;
  }

  valueAt(price: number): number {
    return this.#cash + (price * this.#size - this.#size * this.#entryPrice) - this.#borrow;
  }

  fill(bar: number, order: number): void {
    const open = this.columns.open[bar]!;
    this.closeAt(bar, open);
    const { sides } = this.profile;
    if (order === CLOSE) return;
    if (order === BUY && sides !== "short") this.#open(bar, open, 1);
    if (order === SELL && sides !== "long") this.#open(bar, open, -1);
  }

  closeAt(bar: number, at: number): void {
    if (this.#size === 0) return;
    const { slippage } = this.profile;
    const price = slippedPrice(at, -this.#size, this.columns.volume[bar]!, slippage);
    this.#close(bar, price, Math.abs((at - price) * this.#size));
  }

  /** Borrowed shares cost from the bar before to this one, by its close. */
  accrueBorrow(bar: number): void {
    if (this.#size >= 0 || this.profile.borrowRate === 0 || bar === this.#entryBar) return;
    const { at, close } = this.columns;
    const years = (at[bar]! - at[bar - 1]!) / YEAR_MS;
    this.#borrow -= this.#size * close[bar]! * this.profile.borrowRate * years;
  }

  ruin(bar: number): void {
    if (this.#size !== 0) this.#close(bar, this.columns.close[bar]!, 0);
    this.#cash = 0;
  }

  result(equity: Float64Array, ruinedAt: number | null): AccountRun {
    const open: OpenPosition | null = this.#size === 0 ? null : {
      ticker: this.columns.ticker,
      size: this.#size,
      entryBar: this.#entryBar,
      entryPrice: this.#entryPrice,
      commission: this.#entryFee,
      borrow: this.#borrow,
    };
    const [trades, cash, unaffordable] = [this.#trades, this.#cash, this.#unaffordable];
    return { equity, trades, open, cash, ruinedAt, unaffordable };
  }

  #open(bar: number, at: number, side: 1 | -1): void {
    const { commission, equityFraction, fractional, slippage } = this.profile;
    const money = Math.max(0, this.#cash);
    const volume = this.columns.volume[bar]!;
    const afford = (price: number) =>
      affordableUnits(money, price, equityFraction, commission, fractional);
    let size = side * afford(at);
    let price = slippedPrice(at, size, volume, slippage);
    if (price > at) {
      // Slippage takes a part of the money. A smaller order slips no further, so this one fits.
      size = side * afford(price);
    }
    price = slippedPrice(at, size, volume, slippage);
    if (size === 0) {
      this.#unaffordable++;
      return;
    }
    this.#size = size;
    this.#entryPrice = price;
    this.#entryBar = bar;
    this.#entryFee = commissionOf(size, price, commission);
    this.#entrySlippage = Math.abs((at - price) * size);
    this.#borrow = 0;
    this.#cash -= this.#entryFee;
  }

  #close(bar: number, price: number, slippage: number): void {
    const size = this.#size;
    const entryPrice = this.#entryPrice;
    const fee = commissionOf(size, price, this.profile.commission);
    this.#cash += size * (price - entryPrice) - fee - this.#borrow;
    const commission = billionths(fee + this.#entryFee);
    const borrow = billionths(this.#borrow);
    const pnl = exactProfit(size, entryPrice, price, commission + borrow);
    this.#trades.push({
      ticker: this.columns.ticker,
      size,
      entryBar: this.#entryBar,
      exitBar: bar,
      entryPrice,
      exitPrice: price,
      commission: fromBillionths(commission),
      slippage: this.#entrySlippage + slippage,
      borrow: fromBillionths(borrow),
      pnl: fromBillionths(pnl),
    });
    this.#size = 0;
    this.#entryPrice = 0;
    this.#borrow = 0;
  }
}
