import type { Millis } from "../../../runtime/clock/clock.ts";
import { seededRandomness, seedOf } from "../../../runtime/clock/seeded.ts";
import { nextSession, type Session, sessionWithin } from "../../domain/calendar.ts";
import { characterOf } from "../../simulation/character.ts";
import { surprisesOf } from "../../simulation/surprises.ts";
import type { NewsFeed, ToldItem } from "./feed.ts";
import { copyOf, headline, type Tone } from "./simulated/headlines.ts";

const MINUTE_MS = 60_000;
/** How long before its move a headline is out, at least and at most. */
const LEAD_MS = [MINUTE_MS, 3 * MINUTE_MS] as const;
/** Share of headlines that say the opposite of what then happens. */
const WRONG_CHANCE = 0.1;
const COPY_CHANCE = 0.5;
/** Chances of a headline about nothing, for each ticker and session. */
const NOISE_ROUNDS = 3;
const NOISE_CHANCE = 0.5;
const SESSIONS_KEPT = 3;

/** The wires of the simulated market, and how much each counts. */
const WIRES: readonly (readonly [string, number])[] = [
  ["sim-wire", 0.9],
  ["sim-daily", 0.7],
  ["sim-forum", 0.3],
];

/**
 * News of the simulated market: each surprise is told a minute or more before its move begins,
 * mostly rightly; some headlines are copied by other sources, and some speak of nothing. The same
 * seed and tickers tell the same for ever.
 */
export function simulatedNews(
  seed: number,
  tickers: readonly string[],
  rules: { readonly scoringLatencyMs: number },
): NewsFeed {
  const watched = [...new Set(tickers)].sort();
  const made = new Map<string, readonly ToldItem[]>();

  function newsOf(session: Session): readonly ToldItem[] {
    let news = made.get(session.date);
    if (news === undefined) {
      news = watched.flatMap((ticker) => tickerNews(seed, ticker, session, rules.scoringLatencyMs))
        .sort((a, b) => a.at - b.at);
      made.set(session.date, news);
      const oldest = made.keys().next().value;
      if (made.size > SESSIONS_KEPT && oldest !== undefined) made.delete(oldest);
    }
    return news;
  }

  return {
    read(after, through) {
      const items: ToldItem[] = [];
      let session = sessionWithin(after, after + 1) ?? nextSession(after);
      for (; session.open < through; session = nextSession(session.open)) {
        items.push(...newsOf(session).filter(({ at }) => at > after && at <= through));
      }
      return items;
    },
  };
}

function tickerNews(
  seed: number,
  ticker: string,
  session: Session,
  latencyMs: number,
): ToldItem[] {
  const random = seededRandomness(seedOf(`${seed}|${ticker}|${session.date}|news`));
  const told: ToldItem[] = [];
  const say = (tone: Tone, at: Millis) => {
    const title = headline(ticker, tone, random);
    const first = Math.floor(random.next() * WIRES.length);
    const guid = () => `${ticker}-${session.date}-${told.length}`;
    told.push(itemOf(WIRES[first]!, guid(), ticker, title, at, latencyMs));
    if (random.next() >= COPY_CHANCE) return;
    const other = WIRES[(first + 1) % WIRES.length]!;
    const copiedAt = Math.min(session.close - latencyMs, at + MINUTE_MS);
    told.push(itemOf(other, guid(), ticker, copyOf(title, random), copiedAt, latencyMs));
  };
  for (
    const { at, size } of surprisesOf(seed, ticker, session, characterOf(ticker).dailyVolatility)
  ) {
    const [least, most] = LEAD_MS;
    const leadMs = least + Math.floor(random.next() * (most - least));
    const isRight = random.next() >= WRONG_CHANCE;
    say(size > 0 === isRight ? "good" : "bad", at - latencyMs - leadMs);
  }
  for (let i = 0; i < NOISE_ROUNDS; i++) {
    const share = random.next();
    const isTold = random.next() < NOISE_CHANCE;
    const at = session.open + MINUTE_MS +
      Math.floor(share * (session.close - session.open - 5 * MINUTE_MS));
    if (isTold) say("neutral", at);
  }
  return told;
}

function itemOf(
  [source, sourceWeight]: readonly [string, number],
  guid: string,
  ticker: string,
  title: string,
  firstSeenAt: Millis,
  latencyMs: number,
): ToldItem {
  return {
    source,
    sourceWeight,
    item: {
      guid,
      url: null,
      title,
      summary: "",
      publishedAt: firstSeenAt,
      symbols: [ticker],
    },
    firstSeenAt,
    at: firstSeenAt + latencyMs,
    recorded: null,
  };
}
