import type { Randomness } from "../../../../runtime/clock/clock.ts";

/** What a headline says about its company. */
export type Tone = "good" | "bad" | "neutral";

const NAMES: Readonly<Record<string, string>> = {
  AAPL: "Apple",
  AMZN: "Amazon",
  GOOGL: "Alphabet",
  JPM: "JPMorgan Chase",
  KO: "Coca-Cola",
  MSFT: "Microsoft",
  NVDA: "Nvidia",
  SPY: "S&P 500 ETF",
  TSLA: "Tesla",
  XOM: "Exxon Mobil",
};

/** `{c}` is the company, `{n}` a percentage, `{q}` a quarter, `{w}` a line of business. */
const SENTENCES: Readonly<Record<Tone, readonly string[]>> = {
  good: [
    "{c} beats {q} profit estimates as {w} sales jump {n}%",
    "{c} raises full-year outlook on strong {w} demand",
    "{c} shares seen higher after analyst upgrade to buy",
    "{c} wins record {w} contract, boosting growth outlook",
    "{c} announces share buyback and lifts dividend {n}%",
    "Regulators approve {c} {w} deal, clearing the way for growth",
    "{c} posts surprise {q} profit, tops revenue forecasts",
  ],
  bad: [
    "{c} misses {q} profit estimates as {w} sales drop {n}%",
    "{c} cuts full-year outlook on weak {w} demand",
    "{c} shares seen lower after analyst downgrade to sell",
    "{c} loses major {w} contract, warns of slowing growth",
    "{c} faces fraud probe over {w} accounting",
    "Regulators reject {c} {w} deal, dealing a blow to growth plans",
    "{c} posts surprise {q} loss, to cut {n}% of jobs",
  ],
  neutral: [
    "{c} to present at {w} conference next week",
    "{c} names new head of {w}",
    "{c} schedules {q} results call",
    "What to know about {c} and {w}",
    "{c} publishes annual {w} report",
  ],
};

const BUSINESS = ["cloud", "retail", "services", "energy", "consumer", "data center", "overseas"];
const QUARTERS = ["first-quarter", "second-quarter", "third-quarter", "fourth-quarter"];

/** A headline about the company behind a ticker. */
export function headline(ticker: string, tone: Tone, random: Randomness): string {
  const words: Readonly<Record<string, string>> = {
    c: `${NAMES[ticker] ?? ticker} ($${ticker})`,
    n: String(2 + Math.floor(random.next() * 28)),
    q: pick(QUARTERS, random),
    w: pick(BUSINESS, random),
  };
  return pick(SENTENCES[tone], random).replaceAll(/\{(\w)\}/g, (_, name: string) => words[name]!);
}

/** The headline as another source copies it. */
export function copyOf(title: string, random: Randomness): string {
  return pick([`RT: ${title}`, `${title} - report`, `UPDATE: ${title}`, `${title}.`], random);
}

function pick<T>(list: readonly T[], random: Randomness): T {
  return list[Math.floor(random.next() * list.length)]!;
}
