import { barAt, type BarColumns } from "../../domain/bar_columns.ts";
import { type DigestSignal, runDigest } from "../../domain/digest.ts";
import type { Bar, Split } from "../../domain/market.ts";
import { decimal, type Usd } from "../../domain/money.ts";
import type { Trade } from "../../domain/order.ts";
import type { ScoredArticle } from "../../domain/sentiment.ts";
import type { Signal, Vote } from "../../domain/signal.ts";
import {
  emptyWindow,
  onBar as windowOnBar,
  onScore as windowOnScore,
  onSplit as windowOnSplit,
  type TickerWindow,
} from "../../signal_generator/core.ts";
import type { SignalRules } from "../../signal_generator/rules.ts";
import {
  applyChange,
  type Book,
  equityOf,
  newBook,
  type TickerBook,
  tickerBook,
} from "../../trade_executor/book.ts";
import {
  absorb,
  type ExchangeBook,
  exchangeFrom,
  newExchange,
} from "../../trade_executor/brokers/exchange/book.ts";
import { advance } from "../../trade_executor/brokers/exchange/advance.ts";
import { applySplit, submit } from "../../trade_executor/brokers/exchange/core.ts";
import type { ExchangeRules } from "../../trade_executor/brokers/exchange/rules.ts";
import {
  type Decision,
  type ExecutionRules,
  onBar as bookOnBar,
  onExit,
  onFlat,
  onSignal,
  onSplit as bookOnSplit,
  withoutFlip,
} from "../../trade_executor/core.ts";
import { type Heard, onReport, onSubmitResult } from "../../trade_executor/reports.ts";
import type { Adjustment } from "../../learning_engine/adjustment.ts";
import type { RoundTrip } from "../../learning_engine/core.ts";
import { EnsembleLearner, type EnsembleLearning } from "./learner.ts";

/** Rules of every actor whose core is driven. */
export interface PipelineRules {
  readonly signals: SignalRules;
  readonly execution: ExecutionRules;
  readonly exchange: ExchangeRules;
  readonly startingCash: Usd;
  /** How weights follow what strategies earn; null: they stay as they are. */
  readonly learning: EnsembleLearning | null;
}

/** A fill as it was booked. */
export interface MadeFill {
  readonly at: number;
  readonly trade: Trade;
}

/** What is told while a run goes on. */
export interface PipelineListener {
  onSignal?(signal: Signal, at: number): void;
  onFill?(fill: MadeFill): void;
  onSplit?(split: Split): void;
  /** Told of positions, or parts of them, that were closed, once their moment is over. */
  onClosed?(trips: readonly RoundTrip[]): void;
}

/** What a run of the pipeline came to. */
export interface PipelineSummary {
  /** See {@link Pipeline.digest}. */
  readonly digest: string;
  readonly signals: number;
  readonly orders: number;
  readonly fills: number;
  readonly rejections: number;
  /** Exact, in dollars. */
  readonly equity: string;
}

/**
 * The pipeline without its actors: the cores of signal generator, trade executor and simulated exchange,
 * called in the order in which the actors would handle the same messages. At one market time: news,
 * then every ticker's bar (which fills what works and marks the book), then the signals of those bars.
 */
export class Pipeline {
  /** Signals, as far as they are kept: whole ones, with their votes, are told to the listener. */
  readonly signals: DigestSignal[] = [];
  readonly fills: MadeFill[] = [];
  orders = 0;
  rejections = 0;
  readonly #windows = new Map<string, TickerWindow>();
  readonly #book: Book;
  readonly #exchange: ExchangeBook;
  readonly #undecided: Signal[] = [];
  readonly #learner: EnsembleLearner;
  /** With the weights in force. */
  #signalRules: SignalRules;
  #at = -Infinity;

  constructor(readonly rules: PipelineRules, readonly listener: PipelineListener = {}) {
    this.#signalRules = rules.signals;
    this.#learner = new EnsembleLearner(rules.learning, rules.signals, (trips) => {
      this.listener.onClosed?.(trips);
    });
    this.#book = newBook(rules.startingCash);
    this.#exchange = exchangeFrom(newExchange("backtest", rules.startingCash));
  }

  /** Whether signals wait for the end of the present moment. */
  get isUndecided(): boolean {
    return this.#undecided.length > 0;
  }

  onScore(score: ScoredArticle, at: number): void {
    this.#reach(at);
    windowOnScore(this.#windowOf(score.ticker), score, at);
  }

  onSplit(split: Split, at: number): void {
    this.#reach(at);
    windowOnSplit(this.#windowOf(split.ticker), split, this.rules.signals);
    absorb(this.#exchange, applySplit(this.#exchange, split));
    applyChange(this.#book, bookOnSplit(this.#book, split));
    this.#learner.onSplit(split);
    this.listener.onSplit?.(split);
  }

  onBar(columns: BarColumns, index: number): void {
    const bar = barAt(columns, index, false);
    this.#reach(bar.at);
    this.#settle(bar);
    const before = tickerBook(this.#book, bar.ticker);
    const change = bookOnBar(this.#book, bar);
    if (change !== null) {
      applyChange(this.#book, change);
      this.#leave(before, bar);
    }
    const rules = this.#signalRules;
    const learner = this.#learner;
    const heard = (votes: readonly Vote[], judged: Bar) => learner.onVotes(judged, votes, rules);
    const signal = windowOnBar(this.#windowOf(bar.ticker), bar, rules, { heard });
    if (signal === null) return;
    learner.onSignal(signal, bar.at);
    const { ticker, side, score } = signal;
    this.signals.push({ at: bar.at, seq: this.signals.length, ticker, side, score });
    this.listener.onSignal?.(signal, bar.at);
    this.#undecided.push(signal);
  }

  /** Decides what is left: nothing comes any more. */
  finish(): void {
    if (this.#at !== -Infinity) this.#reach(this.#at + 1);
  }

  /** Every decision about the weights so far. */
  get adjustments(): readonly Adjustment[] {
    return this.#learner.adjustments;
  }

  /** Cash and positions at last prices, exact. */
  equity(): Usd {
    return equityOf(this.#book);
  }

  /** The book, to look at. */
  get book(): Book {
    return this.#book;
  }

  /** Counts, digest and equity, as `replay` prints them. */
  summary(): PipelineSummary {
    return {
      digest: this.digest(),
      signals: this.signals.length,
      orders: this.orders,
      fills: this.fills.length,
      rejections: this.rejections,
      equity: this.equity(),
    };
  }

  /** Fingerprint of signals and fills: the same as a replay's. */
  digest(): string {
    return runDigest(
      this.signals,
      this.fills.map(({ at, trade }, seq) => ({
        at,
        seq,
        ticker: trade.ticker,
        side: trade.side,
        quantity: trade.lastQuantity,
        price: trade.lastPrice,
        fee: trade.fee,
      })),
    );
  }

  /** A later moment begins: the signals of the one before are decided, in order of ticker. */
  #reach(at: number): void {
    if (at === this.#at) return;
    if (this.#undecided.length > 0) {
      for (const signal of this.#undecided) this.#decide(signal, this.#at);
      this.#undecided.length = 0;
    }
    const from = this.#at === -Infinity ? null : this.#at;
    this.#signalRules = this.#learner.reach(from, at, this.#signalRules);
    this.#at = at;
  }

  #windowOf(ticker: string): TickerWindow {
    let window = this.#windows.get(ticker);
    if (window === undefined) {
      window = emptyWindow(this.rules.signals);
      this.#windows.set(ticker, window);
    }
    return window;
  }

  /** What works in the ticker meets the bar. Without such orders a bar changes nothing there. */
  #settle(bar: Bar): void {
    const working = this.#exchange.working.get(bar.ticker);
    if (working === undefined || working.length === 0) return;
    const { reports, records } = advance(this.#exchange, bar, this.rules.exchange);
    absorb(this.#exchange, records);
    for (const report of reports) this.#take(onReport(this.#book, report), bar.at);
  }

  /** An exit that the bar has reached closes; what was closed for a flip is opened on the other side. */
  #leave(before: TickerBook, bar: Bar): void {
    const { execution } = this.rules;
    const exit = onExit(this.#book, before, bar, execution);
    if (exit?.kind === "place") this.#place(exit, bar.at);
    const flip = onFlat(this.#book, bar.ticker, bar.at, execution);
    if (flip === null) return;
    const ticker = withoutFlip(tickerBook(this.#book, bar.ticker));
    applyChange(this.#book, { account: null, ticker });
    this.#act(flip.decision, bar.at);
  }

  #decide(signal: Signal, at: number): void {
    this.#act(onSignal(this.#book, signal, at, this.rules.execution), at);
  }

  #act(decision: Decision, at: number): void {
    if (decision.kind === "denied") this.rejections++;
    if (decision.kind === "place") this.#place(decision, at);
  }

  #place(decision: Extract<Decision, { kind: "place" }>, at: number): void {
    this.orders++;
    applyChange(this.#book, decision.change);
    const { result, records } = submit(this.#exchange, decision.order, this.rules.exchange);
    absorb(this.#exchange, records);
    this.#take(onSubmitResult(this.#book, decision.order.clientOrderId, result), at);
  }

  #take(heard: Heard, at: number): void {
    if (heard.kind === "ignored") return;
    if (heard.kind === "contradiction") throw new Error(heard.reason);
    if (heard.kind === "refused") {
      const { clientOrderId, from, to } = heard;
      throw new Error(`order ${clientOrderId} is ${from} and cannot become ${to}`);
    }
    applyChange(this.#book, heard.change);
    const { trade } = heard;
    if (trade === null || decimal(trade.lastQuantity).isZero()) return;
    const fill = { at, trade };
    this.fills.push(fill);
    this.#learner.onTrade(trade);
    this.listener.onFill?.(fill);
  }
}

/** Shares held of a ticker by a pipeline's book, as a float. */
export function heldIn(book: Book, ticker: string): number {
  return Number(tickerBook(book, ticker).holding.quantity);
}
