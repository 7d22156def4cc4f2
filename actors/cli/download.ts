import { join } from "node:path";
import { z } from "zod";
import { systemRandomness } from "../../runtime/clock/system.ts";
import { type Environment, listVariables, readConfig, variable } from "../../runtime/config.ts";
import { ALPACA_FEEDS, corporateActions } from "../alpaca/history.ts";
import { AlpacaShapeError } from "../alpaca/mapper.ts";
import {
  ALPACA_DATA_URL,
  AlpacaRefused,
  AlpacaRest,
  AlpacaUnavailable,
  REQUESTS_PER_MINUTE,
} from "../alpaca/rest.ts";
import { tickerSchema, timeframeSchema } from "../domain/market.ts";
import { newYorkDate, newYorkMidnight } from "../domain/new_york.ts";
import { type CommandContext, type CommandResult, defineCommand } from "./command.ts";
import { downloadBars, type TickerFile } from "./download/bars.ts";
import { importFiles } from "./download/import.ts";
import { downloadNews, type NewsFile } from "./download/news.ts";
import { writeWhole } from "./download/part_file.ts";
import { fileFault, UserError, WorkFailed } from "./failures.ts";
import { option } from "./options.ts";
import { userPath } from "./project.ts";

/** SIP data is free once it is 15 minutes old; one more for clocks that differ. */
const SIP_DELAY_MS = 960_000;

const DAY_MS = 86_400_000;

const environmentSchema = z.object({
  keyId: variable(z.string().min(1).optional(), {
    variable: "APCA_API_KEY_ID",
    meaning: "key of the Alpaca account, live or paper",
  }),
  secret: variable(z.string().min(1).optional(), {
    variable: "APCA_API_SECRET_KEY",
    meaning: "secret that belongs to the key",
  }),
  dataUrl: variable(z.url({ protocol: /^https?$/ }).default(ALPACA_DATA_URL), {
    variable: "APCA_API_DATA_URL",
    meaning: "host of Alpaca's market data",
    rule: "an http:// or https:// URL",
  }),
});

const date = z.iso.date();
const options = {
  tickers: option(z.array(tickerSchema).max(1_000).default([]), {
    value: "A,B,…",
    doc: "tickers to bring",
    rule: "a list of tickers in upper case, separated by commas",
  }),
  from: option(date.optional(), {
    value: "DATE",
    doc: "first day, New York",
    rule: "a date like 2026-01-31",
  }),
  to: option(date.optional(), {
    value: "DATE",
    doc: "last day, New York; up to now without it",
    rule: "a date like 2026-01-31",
  }),
  timeframe: option(timeframeSchema.default("1m"), { value: "SIZE", doc: "size of the bars" }),
  feed: option(z.enum(ALPACA_FEEDS).default("iex"), {
    value: "FEED",
    doc: "whose trades: iex is free, sip is all exchanges",
  }),
  extendedHours: option(z.boolean().default(false), {
    doc: "bars from before the open and after the close too",
  }),
  news: option(z.boolean().default(false), { doc: "news of the tickers too, into news.jsonl" }),
  out: option(z.string().min(1).default("recordings"), {
    value: "DIR",
    doc: "folder that the files go into",
    rule: "the path of a folder",
  }),
  import: option(z.array(z.string().min(1)).default([]), {
    value: "FILE,…",
    doc: "instead of Alpaca: CSV or JSON lines of bars or news",
    rule: "a list of paths, separated by commas",
  }),
  requestsPerMinute: option(z.int().min(1).max(10_000).default(REQUESTS_PER_MINUTE), {
    value: "N",
    doc: "what the account's plan allows",
  }),
};
type Options = typeof options;

export default defineCommand({
  name: "download",
  summary: "Bring bars and news from Alpaca, or from files, into files that replay reads",
  details:
    `Writes DIR/bars/TICKER.csv (prices as traded), DIR/splits.csv, DIR/actions.json (dividends
and symbol changes as well) and, with --news, DIR/news.jsonl. A file has its name only once it is
whole; the same command goes on where an interrupted one stopped, and adds what has come since.`,
  options,
  examples: [
    "deno task download --tickers AAPL,MSFT --from 2026-01-02 --to 2026-06-30 --news",
    "deno task download --import AAPL.csv,news.jsonl --out recordings",
    "deno task replay --bars recordings/bars --splits recordings/splits.csv",
  ],
  environment: listVariables(environmentSchema),
  async run(context) {
    const { options, env } = context;
    const out = userPath(options.out, env);
    if (options.import.length > 0) {
      const given = options.tickers.length > 0 || options.from !== undefined;
      if (given) throw new UserError("--import brings files; leave out --tickers and --from.");
      const files = importFiles(options.import.map((path) => userPath(path, env)), out);
      const text = files.map(({ from, path, entries }) => `${from} → ${path}: ${entries} entries`);
      return { json: { out, imported: files }, text: text.join("\n") };
    }
    try {
      return await fromAlpaca(out, context);
    } catch (error) {
      throw inWords(error);
    }
  },
});

async function fromAlpaca(
  out: string,
  { options, env, clock, signal, progress, note }: CommandContext<Options>,
): Promise<CommandResult> {
  const { keyId, secret, dataUrl } = readConfig(environmentSchema, ownVariables(env));
  if (options.tickers.length === 0 || options.from === undefined) {
    throw new UserError(
      "Say what to bring: --tickers AAPL,MSFT --from 2026-01-02 (or --import FILE).",
    );
  }
  if (keyId === undefined || secret === undefined) {
    throw new UserError(
      "Alpaca gives data to accounts only: set APCA_API_KEY_ID and APCA_API_SECRET_KEY " +
        "(a free paper account has them), or bring your own files with --import.",
    );
  }
  const now = clock.now();
  const today = newYorkDate(now);
  const to = options.to ?? today;
  if (options.from > to) {
    throw new UserError(`--from must be no later than --to, but is ${options.from} after ${to}.`);
  }
  const from = newYorkMidnight(options.from);
  const delay = options.feed === "sip" ? SIP_DELAY_MS : 0;
  const end = options.to === undefined ? Infinity : newYorkMidnight(nextDate(options.to)) - 1;
  const through = Math.min(end, now - delay);
  if (through <= from) throw new UserError(`--from must lie in the past, but is ${options.from}.`);
  const rest = new AlpacaRest({
    credentials: { keyId, secret },
    clock,
    random: systemRandomness,
    baseUrl: dataUrl,
    requestsPerMinute: options.requestsPerMinute,
    onRetry: (why, waitMs) => note(`${why}; again in ${Math.ceil(waitMs / 1000)} s`),
  });
  const folder = join(out, "bars");
  try {
    Deno.mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw fileFault(error, "make the folder of the download", folder);
  }
  const { timeframe, feed, extendedHours } = options;
  const tickers = [...new Set(options.tickers)].sort();
  const parts = tickers.length + (options.news ? 1 : 0);
  const bar = progress({ label: "download", total: parts * 100 });
  const span = { states: join(out, ".download"), from, through, to: options.to ?? null };
  const bars: TickerFile[] = [];
  for (const [i, ticker] of tickers.entries()) {
    const download = { ...span, folder, timeframe, feed, extendedHours };
    bars.push(
      await downloadBars(
        rest,
        ticker,
        download,
        signal,
        (share) => bar.update(Math.floor((i + share) * 100), ticker),
      ),
    );
  }
  let news: NewsFile | null = null;
  if (options.news) {
    news = await downloadNews(
      rest,
      tickers,
      { ...span, folder: out },
      signal,
      (share) => bar.update(Math.floor((tickers.length + share) * 100), "news"),
    );
  }
  const actions = await corporateActions(rest, tickers, options.from, to, signal);
  const splits = actions.splits.map(({ ticker, date, ratio }) => `${ticker},${date},${ratio}\n`);
  writeWhole(join(out, "splits.csv"), `ticker,date,ratio\n${splits.join("")}`);
  writeWhole(join(out, "actions.json"), `${JSON.stringify(actions, null, 2)}\n`);
  bar.update(parts * 100);
  bar.finish();
  const lines = bars.map(({ ticker, path, bars }) =>
    path === null ? `${ticker}: no bars in this time` : `${path}: ${bars} bars`
  );
  if (news !== null) lines.push(`${news.path}: ${news.articles} articles`);
  const { splits: { length: splitCount }, dividends, symbolChanges } = actions;
  lines.push(
    `${splitCount} splits, ${dividends.length} dividends, ${symbolChanges.length} symbol changes`,
  );
  return {
    json: {
      out,
      timeframe,
      feed,
      from: new Date(from).toISOString(),
      through: new Date(through).toISOString(),
      bars,
      news,
      splits: splitCount,
      dividends: dividends.length,
      symbolChanges: symbolChanges.length,
    },
    text: lines.join("\n"),
  };
}

/** Alpaca's variables alone: the system's are no mistake here, and not ours to judge. */
function ownVariables(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith("APCA_")));
}

function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

function inWords(error: unknown): unknown {
  if (error instanceof AlpacaRefused) return new UserError(error.message, { cause: error });
  if (error instanceof AlpacaUnavailable || error instanceof AlpacaShapeError) {
    return new WorkFailed(
      `${error.message} What is there already stays; the same command goes on from it.`,
      { cause: error },
    );
  }
  return error;
}
