import type { HeadlineView, LineageTripView, LineageView } from "../api/lineage_views.ts";
import { decimal } from "../../actors/domain/money.ts";
import { counted } from "./names.ts";
import { duration, money, shares, signedMoney } from "./format.ts";
import { spaced } from "./names.ts";

/** What was explained, in one line: `Bought 40 AAPL on good news, sold 34 min later`. */
export function tellTitle(lineage: LineageView): string {
  const { stage, signal, ticker, orders, roundTrips, decision } = lineage;
  const order = orders[0];
  if (order === undefined) {
    if (signal === null) return lineage.headlines[0]?.title ?? "Nothing was decided on it";
    const wish = `${signal.side === "buy" ? "Buy" : "Sell"} signal for ${signal.ticker}`;
    if (stage === "refused") return `${wish}, refused by risk`;
    return stage === "nothing_to_do"
      ? `${wish}: nothing to do, ${nothingWords(decision?.reason ?? "")}`
      : `${wish}, not decided yet`;
  }
  const done = decimal(order.filledQuantity);
  const size = shares(done.isZero() ? order.quantity : done.toFixed());
  const opened = roundTrips.find(({ role }) => role === "opened");
  if (done.isZero()) {
    const verb = order.side === "buy" ? "buy" : "sell";
    return stage === "ordered"
      ? `Order to ${verb} ${size} ${ticker}, still working`
      : `Order to ${verb} ${size} ${ticker}, ${spaced(order.status)} without a fill`;
  }
  const verb = order.side === "buy" ? "Bought" : order.closing ? "Sold" : "Sold short";
  const what = `${verb} ${size} ${ticker} ${groundsOf(lineage)}`;
  if (order.closing) return what;
  if (stage === "holding" || opened === undefined) return `${what}, still held`;
  const back = order.side === "buy" ? "sold" : "bought back";
  return `${what}, ${back} ${heldFor(roundTrips)} later`;
}

/** `on good news`, `on prices alone`, `on prices and good news`. */
function groundsOf({ signal, counterfactuals }: LineageView): string {
  if (signal === null) return "by an operator's order";
  const news = signal.votes.find(({ strategy, contribution }) =>
    strategy === "news_driven" && contribution * signal.score > 0
  );
  if (news === undefined) return "on prices alone";
  const kind = news.direction > 0 ? "good news" : "bad news";
  const without = counterfactuals.find(({ without }) =>
    without.kind === "strategy" && without.strategy === "news_driven"
  );
  return without?.outcome === "no_signal" || without?.outcome === "opposite"
    ? `on ${kind}`
    : `on prices and ${kind}`;
}

function heldFor(trips: readonly LineageTripView[]): string {
  const from = Math.min(...trips.map(({ enteredAt }) => Date.parse(enteredAt)));
  const to = Math.max(...trips.map(({ exitedAt }) => Date.parse(exitedAt)));
  return duration(to - from);
}

/** Two or three sentences under the title: what moved it, what risk said, what it came to. */
export function tellSummary(lineage: LineageView): string {
  return [tellCause(lineage), tellVerdict(lineage), tellOutcome(lineage)]
    .filter((each) => each !== null).join(" ");
}

function tellCause({ signal, headlines, counterfactuals, orders }: LineageView): string | null {
  if (signal === null) {
    return orders.length > 0 ? "No signal of ours stands behind it." : null;
  }
  const decisive = headlines.filter(({ without }) =>
    without?.outcome === "no_signal" || without?.outcome === "opposite"
  );
  const news = signal.votes.find(({ strategy }) => strategy === "news_driven");
  if (decisive.length === 1 && (news === undefined || news.contribution * signal.score <= 0)) {
    return "One headline held the news strategy back: without it, that would have spoken against " +
      "the trade, and there would have been no such signal.";
  }
  if (decisive.length > 0) {
    return decisive.length === 1
      ? "One headline decided it: without it there would have been no such signal."
      : `${
        counted(decisive.length, "headline")
      } decided it: without any one of them there would have been no such signal.`;
  }
  const all = counterfactuals.find(({ without }) => without.kind === "all_stories");
  if (all?.outcome === "no_signal" || all?.outcome === "opposite") {
    return "The news decided it, though no single headline did.";
  }
  const needed = counterfactuals.filter(({ without, outcome }) =>
    without.kind === "strategy" && (outcome === "no_signal" || outcome === "opposite")
  ).map(({ without }) => without.kind === "strategy" ? spaced(without.strategy) : "");
  return needed.length === 0
    ? "No single strategy decided it: without any one of them there would still have been a signal."
    : `Without ${needed.join(", or without ")} there would have been no such signal.`;
}

/** What risk said, in one sentence; null: it was not asked, or that is not recorded. */
export function tellVerdict({ decision, orders }: LineageView): string | null {
  if (decision === null || decision.outcome === "nothing") return null;
  const { checks } = decision;
  const failed = checks.find(({ passed }) => !passed);
  if (failed !== undefined) {
    return `Risk refused it by ${spaced(failed.rule)}: the limit is ${failed.limit}, the value ` +
      `${failed.value}.`;
  }
  const all = checks.length === 1 ? "The one check that applies" : `All ${checks.length} checks`;
  const nearest = checks.filter(({ used }) => used !== null)
    .toSorted((a, b) => b.used! - a.used!)[0];
  const why = orders[0]?.closing === true ? " An exit is not held against limits on entries." : "";
  return nearest === undefined
    ? `${all} passed.${why}`
    : `${all} passed; the closest was ${spaced(nearest.rule)}, at ${
      Math.round(nearest.used! * 100)
    }% of its limit.${why}`;
}

/** What it came to, in one sentence; null: nothing yet. */
export function tellOutcome({ result, roundTrips, orders }: LineageView): string | null {
  if (result === null) return null;
  const { pnl, fees, open } = result;
  const made = decimal(pnl).isNegative() ? "lost" : "made";
  const size = money(decimal(pnl).abs().toFixed());
  const what = orders[0]?.closing === true ? "The position that it closed" : "It";
  return `${what} ${made} ${size} after ${money(fees)} of fees, in ${heldFor(roundTrips)}` +
    `${open ? ", with some of it still held" : ""}.`;
}

/** Why a signal placed no order, after a colon. */
export function nothingWords(reason: string): string {
  return NOTHING[reason] ?? spaced(reason);
}

const NOTHING: Readonly<Record<string, string>> = {
  held_already: "it is held already",
  order_working: "an order is working already",
  nothing_to_close: "nothing is held that could be sold",
  no_price: "no price was known yet",
  refused_before: "it was refused before, and stays refused",
};

/** Whether a story had any part in a decision, or may have had. */
export function mattered({ stood, without }: HeadlineView): boolean {
  return stood === null || without === null || without.outcome !== "same";
}

/** A story in one sentence: `marketwatch wrote: “…”. We first saw it 1.2 s after …`. */
export function tellSeen({ publishedAt, firstSeenAt, copies }: HeadlineView): string {
  const late = publishedAt === null || firstSeenAt === null
    ? "Its source states no date with a zone."
    : publishedAt === firstSeenAt
    ? "We saw it as it was published."
    : `We first saw it ${duration(Date.parse(firstSeenAt) - Date.parse(publishedAt))} after it ` +
      `was published.`;
  const folded = copies.length === 0
    ? ""
    : ` ${copies.length === 1 ? "One copy" : counted(copies.length, "copy", "copies")} of it ${
      copies.length === 1 ? "was" : "were"
    } folded in, so the story counts once.`;
  return `${late}${folded}`;
}

/** How the size of an entry came about, in one sentence. */
export function tellSizing({ decision }: LineageView): string | null {
  const sizing = decision?.sizing ?? null;
  if (sizing === null) return null;
  const { method, equity, wished, quantity, price, tightest, capped } = sizing;
  const by = `By ${spaced(method)} of ${money(equity)} equity at ${money(price)}, the wish was ` +
    `${shares(wished)}.`;
  return capped
    ? `${by} ${sentenceOf(tightest.rule)} left room for ${money(tightest.room)}, which decided: ` +
      `${shares(quantity)}.`
    : `${by} The tightest limit, ${spaced(tightest.rule)}, left room for ` +
      `${money(tightest.room)}, so it did not decide.`;
}

function sentenceOf(rule: string): string {
  const text = spaced(rule);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What the fills cost against the price of the decision: `1.2 basis points, or $1.12, worse …`. */
export function tellSlippage(
  { slippage, referencePrice, filledQuantity }: LineageView["orders"][number],
): string | null {
  if (slippage === null) return null;
  const value = decimal(referencePrice).times(filledQuantity);
  if (value.isZero()) return null;
  const points = decimal(slippage).dividedBy(value).times(10_000);
  if (points.abs().lt(0.05)) return "That is the price that the decision saw.";
  return `That is ${points.abs().toFixed(1)} basis points, or ${
    money(decimal(slippage).abs().toFixed())
  }, ${points.isNegative() ? "better" : "worse"} than the price that the decision saw.`;
}

/** What a stage of the way is called. */
export const STAGE_WORDS: Readonly<Record<LineageView["stages"][number]["stage"], string>> = {
  published: "Published until first seen",
  scored: "Scored",
  waited_for_bar: "Waited for the bar to close",
  decided: "Votes, signal, risk",
  accepted: "Order handed over (system time)",
  filled: "Filled, told at the bar's close",
};

/** A profit with its share: `+$46.08, +0.50%`. */
export function tellProfit({ pnl, return: share }: NonNullable<LineageView["result"]>): string {
  const percent = (share * 100).toFixed(2);
  const sign = share > 0 ? "+" : share < 0 ? "\u2212" : "";
  return `${signedMoney(pnl)}, ${sign}${percent.replace("-", "")}%`;
}
