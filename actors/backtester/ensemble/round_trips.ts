import type { Split } from "../../domain/market.ts";
import type { Trade } from "../../domain/order.ts";
import type { OpenPosition, RoundTrip } from "../account/round_trip.ts";
import type { Excursion } from "../metrics/excursions.ts";

/** A round trip and how far it went on the way. */
export interface TrackedTrip {
  readonly trip: RoundTrip;
  readonly excursion: Excursion;
}

interface Running {
  readonly entryBar: number;
  size: number;
  entryPrice: number;
  entered: number;
  exited: number;
  exitValue: number;
  cost: number;
  slippage: number;
  high: number;
  low: number;
}

/**
 * Pairs the fills of one ticker: a round trip begins with the fill that opens a position and ends with
 * the one that leaves it flat. Amounts are for statistics, so floats; the ledger is the executor's.
 */
export class TripTracker {
  readonly done: TrackedTrip[] = [];
  #running: Running | null = null;

  constructor(readonly ticker: string) {}

  /** Takes in a fill that happened in bar `index`, whose open price was `open`. */
  onFill(trade: Trade, index: number, open: number): void {
    const size = Number(trade.lastQuantity) * (trade.side === "buy" ? 1 : -1);
    const price = Number(trade.lastPrice);
    const fee = Number(trade.fee);
    const slippage = Math.abs(price - open) * Math.abs(size);
    const running = this.#running;
    if (running === null) {
      this.#running = {
        entryBar: index,
        size,
        entryPrice: price,
        entered: Math.abs(size),
        exited: 0,
        exitValue: 0,
        cost: fee,
        slippage,
        high: price,
        low: price,
      };
      return;
    }
    running.cost += fee;
    running.slippage += slippage;
    running.high = Math.max(running.high, price);
    running.low = Math.min(running.low, price);
    if (Math.sign(size) === Math.sign(running.size)) {
      const value = running.entryPrice * Math.abs(running.size) + price * Math.abs(size);
      running.size += size;
      running.entered += Math.abs(size);
      running.entryPrice = value / Math.abs(running.size);
      return;
    }
    running.size += size;
    running.exited += Math.abs(size);
    running.exitValue += Math.abs(size) * price;
    if (Math.abs(running.size) < 1e-9) this.#end(running, -Math.sign(size), index);
  }

  /** Takes in the high and low of a bar that was held through. */
  onBar(high: number, low: number): void {
    if (this.#running === null) return;
    if (high > this.#running.high) this.#running.high = high;
    if (low < this.#running.low) this.#running.low = low;
  }

  /** Brings what runs to the new unit. */
  onSplit({ ratio }: Split): void {
    const running = this.#running;
    if (running === null) return;
    running.size *= ratio;
    running.entered *= ratio;
    running.exited *= ratio;
    running.entryPrice /= ratio;
    running.high /= ratio;
    running.low /= ratio;
  }

  /** What is still held. */
  open(): OpenPosition | null {
    const running = this.#running;
    if (running === null) return null;
    const { size, entryBar, entryPrice, cost } = running;
    return { ticker: this.ticker, size, entryBar, entryPrice, commission: cost, borrow: 0 };
  }

  #end(running: Running, side: number, exitBar: number): void {
    const { entered, entryPrice, entryBar, exitValue, cost, slippage, high, low } = running;
    const exitPrice = exitValue / running.exited;
    const up = high / entryPrice - 1;
    const down = 1 - low / entryPrice;
    this.done.push({
      trip: {
        ticker: this.ticker,
        size: side * entered,
        entryBar,
        exitBar,
        entryPrice,
        exitPrice,
        commission: cost,
        slippage,
        borrow: 0,
        pnl: side * (exitValue - entered * entryPrice) - cost,
      },
      excursion: side > 0 ? { adverse: down, favourable: up } : { adverse: up, favourable: down },
    });
    this.#running = null;
  }
}
