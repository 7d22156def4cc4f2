import type { Bar, Split } from "../../domain/market.ts";
import { nextSession, sessionClosing } from "../../domain/calendar.ts";
import type { Trade } from "../../domain/order.ts";
import type { Signal, Vote } from "../../domain/signal.ts";
import type { Adjustment } from "../../learning_engine/adjustment.ts";
import { type LearningRules, learningRulesSchema } from "../../learning_engine/config.ts";
import {
  type Learning,
  newLearning,
  onMembers,
  onSessionClosed,
  onShadow,
  onSignal,
  onSplit,
  onTrade,
  type RoundTrip,
} from "../../learning_engine/core.ts";
import { adjusted, membersOf } from "../../signal_generator/learned.ts";
import type { SignalRules } from "../../signal_generator/rules.ts";
import {
  moveShadows,
  type ShadowRules,
  type Shadows,
  splitShadows,
} from "../../signal_generator/shadow.ts";

/** How a run learns. */
export interface EnsembleLearning {
  readonly rules: LearningRules;
  readonly shadows: ShadowRules;
}

/** Pairing depends on none of the rules. */
const PAIRING_ALONE: LearningRules = learningRulesSchema.parse({});

/**
 * The learning engine without its actor: its core, told what the engine would be told in the order in
 * which it would hear it, and asked at the same closes.
 */
export class EnsembleLearner {
  /** Every decision about the weights. */
  readonly adjustments: Adjustment[] = [];
  readonly #learning: Learning;
  readonly #shadows = new Map<string, Shadows>();
  /** Fills of the present moment: the engine hears of them after its signals. */
  readonly #trades: Trade[] = [];
  /** Somewhere in the session, or before it, that closes next. */
  #at: number | null = null;
  #pending: Adjustment | null = null;

  /**
   * @param how null: fills are paired and credited, and no weight ever moves
   * @param onClosed told of positions, or parts of them, that were closed
   */
  constructor(
    readonly how: EnsembleLearning | null,
    configured: SignalRules,
    private readonly onClosed: (trips: readonly RoundTrip[]) => void,
  ) {
    this.#learning = newLearning(how?.rules ?? PAIRING_ALONE);
    onMembers(this.#learning, membersOf(configured));
  }

  onVotes(bar: Bar, votes: readonly Vote[], { threshold }: SignalRules): void {
    if (this.how === null) return;
    const before = this.#shadows.get(bar.ticker) ?? {};
    const { shadows, closed } = moveShadows(before, bar, votes, threshold, this.how.shadows);
    if (shadows !== before) this.#shadows.set(bar.ticker, shadows);
    for (const trip of closed) onShadow(this.#learning, trip);
  }

  onSplit(split: Split): void {
    onSplit(this.#learning, split);
    const shadows = this.#shadows.get(split.ticker);
    if (shadows !== undefined) {
      this.#shadows.set(split.ticker, splitShadows(shadows, split.ratio));
    }
  }

  onSignal(signal: Signal, at: number): void {
    onSignal(this.#learning, signal, at);
  }

  onTrade(trade: Trade): void {
    this.#trades.push(trade);
  }

  /**
   * Leaves the moment `from` (null: nothing was before) for a later one; what closes in between is
   * weighed. Returns the rules with the weights that are in force then.
   */
  reach(from: number | null, at: number, rules: SignalRules): SignalRules {
    if (from !== null) {
      for (const trade of this.#trades.splice(0)) {
        const trips = onTrade(this.#learning, trade, from);
        if (trips.length > 0) this.onClosed(trips);
      }
    }
    if (this.how === null) return rules;
    this.#at ??= at;
    for (;;) {
      const { open, close } = sessionClosing(this.#at);
      if (close >= at) break;
      const adjustment = onSessionClosed(this.#learning, close + 1, nextSession(open).open);
      if (adjustment !== null) {
        this.adjustments.push(adjustment);
        this.#pending = adjustment;
      }
      this.#at = close + 1;
    }
    if (this.#pending === null || this.#pending.effectiveAt > at) return rules;
    const { weights } = this.#pending.after;
    this.#pending = null;
    return adjusted(rules, weights);
  }
}
