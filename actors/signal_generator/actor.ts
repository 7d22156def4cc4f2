import { type Context, defineActor, done, type Effects } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { Json } from "../../runtime/delivery/store.ts";
import type { Members } from "../domain/learning.ts";
import type { Bar, Split } from "../domain/market.ts";
import type { Vote } from "../domain/signal.ts";
import { articleTrace, signalTrace } from "../domain/traces.ts";
import { bars, clock, scoredNews, shadows, signals, weights } from "../domain/streams.ts";
import { signalGeneratorConfigSchema } from "./config.ts";
import {
  emptyWindow,
  onBar,
  onScore,
  onSplit,
  restoreHistory,
  restoreNews,
  type TickerWindow,
} from "./core.ts";
import { EvidenceKeeper } from "./evidence.ts";
import { adjusted, membersOf, restoreShadows, withLearned } from "./learned.ts";
import { writeSignal, writeStrategies } from "./records.ts";
import { type SignalRules, signalRules } from "./rules.ts";
import { moveShadows, type ShadowRules, type Shadows, splitShadows } from "./shadow.ts";
import { shelfWith } from "./strategies/own_folder.ts";

interface State {
  /** With the weights in force. */
  rules: SignalRules;
  /** Who takes part, with the weights of the configuration. */
  readonly members: Members;
  /** Null: nobody learns, so nothing is followed. */
  readonly shadowRules: ShadowRules | null;
  readonly shadows: Map<string, Shadows>;
  readonly windows: Map<string, TickerWindow>;
  readonly keeper: EvidenceKeeper;
  /** Which members were last told of. */
  toldMembers: Json;
  /** Under which rules the strategies were last recorded. */
  recordedRules: Json;
}

/** Headlines that a signal's trace points to: the newest. */
const LINKS_MAX = 16;

const WINDOW = "window/";
const NEWS = "news/";
const SHADOW = "shadow/";
const RECORDED_RULES = "recorded rules";
const TOLD_MEMBERS = "told members";
const WEIGHTS = "weights";

type Ctx = Context<typeof signals | typeof shadows, Effects<never>>;

/** Turns bars and news into the ensemble's wishes, each with every vote that led to it. */
export default defineActor({
  name: "signal_generator",
  consumes: [weights, scoredNews, bars, clock],
  produces: [signals, shadows],
  order: "by-key",
  config: signalGeneratorConfigSchema,
  async start({ config, recalled, log }): Promise<State> {
    const configured = signalRules(config.rules, await shelfWith(config.ownStrategies));
    const rules = withLearned(configured, recalled.get(WEIGHTS));
    const followed = new Map<string, Shadows>();
    const windows = new Map<string, TickerWindow>();
    for (const [key, saved] of recalled) {
      if (key.startsWith(WINDOW)) {
        const ticker = key.slice(WINDOW.length);
        const history = restoreHistory(saved, rules);
        if (history !== null) windowOf(windows, ticker, rules).history = history;
        else log.warn(`the window of ${ticker} was filled under other rules and is filled anew`);
      } else if (key.startsWith(NEWS)) {
        windowOf(windows, key.slice(NEWS.length), rules).news = restoreNews(saved);
      } else if (key.startsWith(SHADOW)) {
        followed.set(key.slice(SHADOW.length), restoreShadows(saved, rules));
      }
    }
    return {
      rules,
      members: membersOf(configured),
      shadowRules: config.shadows,
      shadows: followed,
      windows,
      keeper: new EvidenceKeeper(),
      recordedRules: recalled.get(RECORDED_RULES) ?? null,
      toldMembers: recalled.get(TOLD_MEMBERS) ?? null,
    };
  },
  handle(state, message, ctx) {
    if (message.from === "weights:adjusted") {
      state.rules = adjusted(state.rules, message.payload.weights);
      ctx.remember(WEIGHTS, membersOf(state.rules).members);
    }
    recordRules(state, ctx, message.at);
    tellMembers(state, ctx);
    if (message.from !== "news:scored" && message.from !== "market:bars") return done;
    // What was decided on a bar stays decided, and a window goes forward only.
    if (message.type === "correction" || message.type === "status") return done;
    const { ticker } = message.payload;
    const window = windowOf(state.windows, ticker, state.rules);
    if (message.from === "news:scored") {
      if (onScore(window, message.payload, message.at)) {
        ctx.remember(`${NEWS}${ticker}`, window.news);
      }
      return done;
    }
    if (message.type === "split") {
      onSplit(window, message.payload, state.rules);
      followSplit(state, message.payload, ctx);
    } else {
      const bar = message.payload;
      const { keeper, rules } = state;
      keeper.begin((votes, judged) => follow(state, judged, votes, ctx));
      const signal = onBar(window, bar, rules, keeper);
      if (signal !== null) {
        const { signalId } = signal;
        const becauseOf = window.news.votes.slice(-LINKS_MAX)
          .map(({ articleId }) => articleTrace(articleId));
        const trace = { begins: signalTrace(signalId), becauseOf };
        ctx.publish(signals, "signal", signal, { key: ticker, trace });
        const evidence = keeper.evidenceOf(signalId, window.history, window.news, rules);
        writeSignal(ctx, signal, evidence, message.at);
      }
    }
    ctx.remember(`${WINDOW}${ticker}`, window.history);
    return done;
  },
});

/** Loads a user's own folder only where there is one. */
function windowOf(
  windows: Map<string, TickerWindow>,
  ticker: string,
  rules: SignalRules,
): TickerWindow {
  const known = windows.get(ticker);
  if (known !== undefined) return known;
  const window = emptyWindow(rules);
  windows.set(ticker, window);
  return window;
}

/** The table of strategies says what is in force; written once for each change of the rules. */
function recordRules(
  state: State,
  ctx: Ctx,
  at: Millis,
): void {
  const weights = state.rules.members.map(({ strategy, weight }) => [strategy.name, weight]);
  const recorded = JSON.stringify([state.rules.fingerprint, weights]);
  if (state.recordedRules === recorded) return;
  writeStrategies(ctx, state.rules, at);
  ctx.remember(RECORDED_RULES, recorded);
  state.recordedRules = recorded;
}

/** Whoever learns is told who takes part; once for each change. */
function tellMembers(state: State, ctx: Ctx): void {
  if (state.shadowRules === null) return;
  const told = JSON.stringify(state.members.members);
  if (state.toldMembers === told) return;
  ctx.publish(shadows, "members", state.members, { key: "" });
  ctx.remember(TOLD_MEMBERS, told);
  state.toldMembers = told;
}

/** Lets every strategy's shadow trade on its vote. */
function follow(state: State, bar: Bar, votes: readonly Vote[], ctx: Ctx): void {
  if (state.shadowRules === null) return;
  const { ticker } = bar;
  const before = state.shadows.get(ticker) ?? {};
  const moved = moveShadows(before, bar, votes, state.rules.threshold, state.shadowRules);
  for (const trip of moved.closed) ctx.publish(shadows, "shadow", trip, { key: ticker });
  keepShadows(state, ticker, before, moved.shadows, ctx);
}

function followSplit(state: State, split: Split, ctx: Ctx): void {
  if (state.shadowRules === null) return;
  const { ticker } = split;
  ctx.publish(shadows, "split", split, { key: ticker });
  const before = state.shadows.get(ticker) ?? {};
  keepShadows(state, ticker, before, splitShadows(before, split.ratio), ctx);
}

function keepShadows(
  state: State,
  ticker: string,
  before: Shadows,
  after: Shadows,
  ctx: Ctx,
): void {
  if (after === before) return;
  state.shadows.set(ticker, after);
  ctx.remember(`${SHADOW}${ticker}`, after);
}
