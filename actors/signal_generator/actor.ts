import { type Context, defineActor, done, type Effects } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { Json } from "../../runtime/delivery/store.ts";
import { bars, clock, scoredNews, signals } from "../domain/streams.ts";
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
import { writeSignal, writeStrategies } from "./records.ts";
import { type SignalRules, signalRules } from "./rules.ts";
import { loadOwnStrategies } from "./strategies/own_folder.ts";
import { shippedStrategies } from "./strategies/shelf.ts";
import type { Strategy } from "./strategies/strategy.ts";

interface State {
  readonly rules: SignalRules;
  readonly windows: Map<string, TickerWindow>;
  /** Under which rules the strategies were last recorded. */
  recordedRules: Json;
}

const WINDOW = "window/";
const NEWS = "news/";
const RECORDED_RULES = "recorded rules";

/** Turns bars and news into the ensemble's wishes, each with every vote that led to it. */
export default defineActor({
  name: "signal_generator",
  consumes: [scoredNews, bars, clock],
  produces: [signals],
  order: "by-key",
  config: signalGeneratorConfigSchema,
  async start({ config, recalled, log }): Promise<State> {
    const rules = signalRules(config.rules, await shelfWith(config.ownStrategies));
    const windows = new Map<string, TickerWindow>();
    for (const [key, saved] of recalled) {
      if (key.startsWith(WINDOW)) {
        const ticker = key.slice(WINDOW.length);
        const history = restoreHistory(saved, rules);
        if (history !== null) windowOf(windows, ticker, rules).history = history;
        else log.warn(`the window of ${ticker} was filled under other rules and is filled anew`);
      } else if (key.startsWith(NEWS)) {
        windowOf(windows, key.slice(NEWS.length), rules).news = restoreNews(saved);
      }
    }
    return { rules, windows, recordedRules: recalled.get(RECORDED_RULES) ?? null };
  },
  handle(state, message, ctx) {
    recordRules(state, ctx, message.at);
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
    if (message.type === "split") onSplit(window, message.payload, state.rules);
    else {
      const signal = onBar(window, message.payload, state.rules);
      if (signal !== null) {
        ctx.publish(signals, "signal", signal, { key: ticker });
        writeSignal(ctx, signal, message.at);
      }
    }
    ctx.remember(`${WINDOW}${ticker}`, window.history);
    return done;
  },
});

/** Loads a user's own folder only where there is one. */
async function shelfWith(folder: string | null): Promise<readonly Strategy[]> {
  if (folder === null) return shippedStrategies;
  const taken = shippedStrategies.map(({ name }) => name);
  return [...shippedStrategies, ...await loadOwnStrategies(folder, taken)];
}

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
  ctx: Context<typeof signals, Effects<never>>,
  at: Millis,
): void {
  const weights = state.rules.members.map(({ strategy, weight }) => [strategy.name, weight]);
  const recorded = JSON.stringify([state.rules.fingerprint, weights]);
  if (state.recordedRules === recorded) return;
  writeStrategies(ctx, state.rules, at);
  ctx.remember(RECORDED_RULES, recorded);
  state.recordedRules = recorded;
}
