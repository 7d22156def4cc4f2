import { z } from "zod";
import { type Context, defineActor, done } from "../../runtime/actor.ts";
import type { Millis, SystemClock } from "../../runtime/clock/clock.ts";
import { decodeEnvelope } from "../../runtime/envelope.ts";
import { writeCommand } from "../control_log/write_command.ts";
import { END_OF_TIME, millisSchema } from "../domain/market.ts";
import { type Control, isForLearning } from "../domain/controls.ts";
import { clock, controls, shadows, signals, trades, weights } from "../domain/streams.ts";
import { type Adjustment, movesWeights } from "./adjustment.ts";
import { onCommand } from "./commands.ts";
import { learningEngineConfigSchema } from "./config.ts";
import {
  type Learning,
  onMembers,
  onSessionClosed,
  onShadow,
  onSignal,
  onSplit,
  onTrade,
} from "./core.ts";
import { heardKey, LEDGER, lotsKey, recallLearning } from "./durable.ts";
import { writeAdjustment, writeRoundTrip } from "./records.ts";
import { appliesFrom, hasClosed, promiseAt } from "./session_clock.ts";

interface State {
  readonly learning: Learning;
  /** The last market time seen; null before any. */
  at: Millis | null;
  /** The market time reached: of the last tick, or where the last life had begun to wait. */
  now: Millis | null;
  readonly account: string;
  readonly clock: SystemClock;
}

const AT = "at";
/** How long to wait for the first tick of market time before looking again, in ms. */
const LOOK_AGAIN_MS = 1_000;

type Ctx = Context<typeof weights, Record<never, never>>;

/**
 * Learns from closed trades which strategy earns its weight. What a session taught is weighed after
 * its close and applies from the next session's open; until then its promise lets everybody go on.
 */
export default defineActor({
  name: "learning_engine",
  consumes: [signals, shadows, trades, clock, controls],
  produces: [weights],
  order: "total",
  watermarks: "manual",
  config: learningEngineConfigSchema,
  local: { opened: z.strictObject({ at: millisSchema }) },
  start({ config, recalled, clock: system }): State {
    const saved = recalled.get(AT);
    const at = typeof saved === "number" ? saved : null;
    return {
      learning: recallLearning(recalled, config.rules),
      at,
      now: at,
      account: config.account,
      clock: system,
    };
  },
  handle(state, message, ctx) {
    const { learning } = state;
    switch (message.from) {
      case "local":
        // Time has begun: nothing is said before the first session's close.
        if (state.at === null) reach(state, message.payload.at, ctx);
        return done;
      case "controls:commands":
        if (isForLearning(message.payload.command)) command(state, message.payload, ctx);
        return done;
      case "clock:market":
        state.now = message.at;
        tick(state, message.at, message.payload.phase === "end", ctx);
        return done;
      case "signals:generated": {
        const { kept, forgotten } = onSignal(learning, message.payload, message.at);
        ctx.remember(heardKey(kept), kept);
        for (const each of forgotten) ctx.remember(heardKey(each), null);
        return done;
      }
      case "trades:executed": {
        const { ticker } = message.payload;
        const before = learning.lots.get(ticker);
        for (const trip of onTrade(learning, message.payload, message.at)) {
          writeRoundTrip(ctx, trip);
          ctx.remember(LEDGER, learning.ledger);
        }
        keepLots(learning, ticker, before, ctx);
        return done;
      }
      case "shadows:closed":
        if (message.type === "split") {
          const { ticker } = message.payload;
          const before = learning.lots.get(ticker);
          onSplit(learning, message.payload);
          keepLots(learning, ticker, before, ctx);
          return done;
        }
        if (message.type === "members") onMembers(learning, message.payload);
        else onShadow(learning, message.payload);
        ctx.remember(LEDGER, learning.ledger);
        return done;
    }
  },
  /**
   * The signal generator waits for the first promise, and the engine for what the generator leads to:
   * the first tick, looked at from outside the order, lets both begin.
   */
  async source(state, inlet, { resources: { mailbox }, signal }) {
    while (state.at === null && !signal.aborted) {
      const changed = mailbox.changed([clock.name], LOOK_AGAIN_MS, signal);
      const [first] = await mailbox.read(clock.name, 0, 1);
      if (first !== undefined) {
        await inlet.push("opened", { at: decodeEnvelope(first.body).at });
        return;
      }
      await changed;
    }
  },
});

function tick(state: State, at: Millis, isEnd: boolean, ctx: Ctx): void {
  const { learning } = state;
  if (hasClosed(state.at, at)) {
    // A clock that skipped a close lets late weights apply at once.
    const effectiveAt = Math.max(appliesFrom(state.at!), at);
    const adjustment = onSessionClosed(learning, at, effectiveAt);
    if (adjustment !== null) announce(adjustment, ctx);
    ctx.remember(LEDGER, learning.ledger);
  }
  reach(state, at, ctx);
  if (isEnd) ctx.watermark(END_OF_TIME);
}

/** Carries out what an operator asks. New weights apply from the next open, as learned ones do. */
function command(state: State, control: Control, ctx: Ctx): void {
  const { commandId, by, command } = control;
  if (!isForLearning(command)) return;
  const { learning, now } = state;
  const commanded = now === null
    ? { ok: false, reason: "market time has not begun yet; try again when it has" } as const
    : onCommand(learning, command, {
      commandId,
      by,
      at: now,
      effectiveAt: appliesFrom(now),
    });
  if (commanded.ok) {
    announce(commanded.adjustment, ctx);
    ctx.remember(LEDGER, learning.ledger);
  }
  const sentence = commanded.ok ? commanded.adjustment.reason : commanded.reason;
  ctx.log.info(`${command.kind} by ${by}: ${sentence}`, { command: commandId });
  writeCommand(ctx, state.account, control, Math.floor(state.clock.now()), {
    status: commanded.ok ? "done" : "refused",
    sentence,
    report: null,
  });
}

function announce(adjustment: Adjustment, ctx: Ctx): void {
  writeAdjustment(ctx, adjustment);
  if (!movesWeights(adjustment)) return;
  const { adjustmentId, outcome, after, effectiveAt } = adjustment;
  const kind = outcome === "reset" || outcome === "override" ? outcome : "learned";
  const payload = { adjustmentId, kind, weights: after.weights } as const;
  ctx.publish(weights, "weights", payload, { key: "", at: effectiveAt, id: adjustmentId });
}

/** Market time is remembered where the promise moves: that is what a restart needs of it. */
function reach(state: State, at: Millis, ctx: Ctx): void {
  const moves = state.at === null || hasClosed(state.at, at);
  if (!moves) return;
  state.at = at;
  ctx.remember(AT, at);
  ctx.watermark(promiseAt(at));
}

function keepLots(
  learning: Learning,
  ticker: string,
  before: Learning["lots"] extends Map<string, infer Lots> ? Lots | undefined : never,
  ctx: Ctx,
): void {
  const lots = learning.lots.get(ticker);
  if (lots !== undefined && lots !== before) ctx.remember(lotsKey(ticker), [...lots]);
}
