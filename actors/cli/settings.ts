import { z } from "zod";
import {
  type Environment,
  listVariables,
  readConfig,
  variable,
  type VariableDoc,
} from "../../runtime/config.ts";
import { LOG_FORMATS, LOG_LEVELS } from "../../runtime/telemetry/sinks.ts";
import { tickerSchema, timeframeSchema } from "../domain/market.ts";
import { SCORING_LATENCY_MS } from "../news_fetcher/config.ts";
import { PLACES } from "../topology.ts";
import { strategyChoicesText } from "./strategy_choices.ts";

/** Modes that exist so far; the others refuse to start until everything they promise exists. */
const BUILT_MODES: readonly string[] = ["demo", "replay", "paper"];

/** The settings of the whole system, read from the environment. */
export const settingsSchema = z.object({
  mode: variable(
    z.enum(["demo", "replay", "paper", "live"]).refine((mode) => BUILT_MODES.includes(mode), {
      error: "must be demo, replay or paper, because live trading is not built yet",
    }).default("demo"),
    { variable: "TRADING_MODE", meaning: "where prices come from and where orders go" },
  ),
  home: variable(z.string().min(1).default(".pitboss"), {
    variable: "TRADING_HOME",
    meaning: "folder of everything that is kept locally",
    rule: "the path of a folder",
  }),
  redisUrl: variable(z.url({ protocol: /^rediss?$/ }).optional(), {
    variable: "REDIS_URL",
    meaning: "Redis for the mailboxes; files in TRADING_HOME without it",
    rule: "a redis:// or rediss:// URL",
    example: "redis://127.0.0.1:6379",
  }),
  databaseUrl: variable(z.url({ protocol: /^postgres(ql)?$/ }).optional(), {
    variable: "DATABASE_URL",
    meaning: "PostgreSQL; an embedded database in TRADING_HOME without it",
    rule: "a postgres:// URL",
    example: "postgres://trader:password@127.0.0.1:5432/pitboss",
  }),
  port: variable(z.int().min(0).max(65_535).default(8000), {
    variable: "PORT",
    meaning: "port of the web page and API; 0 takes any free one",
  }),
  host: variable(z.string().regex(/^[\w.:-]+$/).default("127.0.0.1"), {
    variable: "HOST",
    meaning: "address that the web page and API listen on",
    rule: "a host name or an IP address",
  }),
  hostNames: variable(z.array(z.string().regex(/^[a-z0-9.-]+$/i)).max(32).default([]), {
    variable: "TRADING_HOST_NAMES",
    meaning: "further host names under which the web page may be asked for",
    rule: "a list of host names, separated by commas",
  }),
  origins: variable(z.array(z.url({ protocol: /^https?$/ })).max(32).default([]), {
    variable: "TRADING_ORIGINS",
    meaning: "addresses under which browsers open the web page, besides its own: for passkeys",
    rule: "a list of http:// or https:// addresses, separated by commas",
    example: "https://pit.example:8443",
  }),
  logLevel: variable(z.enum(LOG_LEVELS).default("info"), {
    variable: "TRADING_LOG_LEVEL",
    meaning: "least urgent record that is written",
  }),
  logFormat: variable(z.enum(LOG_FORMATS).default("auto"), {
    variable: "TRADING_LOG_FORMAT",
    meaning: "how records are written; auto is human on a terminal and json otherwise",
  }),
  tickers: variable(
    z.array(tickerSchema).min(1).max(1000).default([
      "AAPL",
      "AMZN",
      "GOOGL",
      "JPM",
      "KO",
      "MSFT",
      "NVDA",
      "XOM",
    ]),
    {
      variable: "TRADING_TICKERS",
      meaning: "watchlist of the simulated market and of paper trading",
      rule: "a list of tickers in upper case, separated by commas",
    },
  ),
  extendedHours: variable(z.boolean().default(false), {
    variable: "TRADING_EXTENDED_HOURS",
    meaning: "whether live bars from before the open and after the close count",
  }),
  broker: variable(z.enum(["simulated", "alpaca"]).default("simulated"), {
    variable: "TRADING_BROKER",
    meaning: "who executes the orders of paper trading: the simulated exchange, or Alpaca's own",
  }),
  alpacaFeed: variable(z.enum(["iex", "sip"]).default("iex"), {
    variable: "TRADING_ALPACA_FEED",
    meaning: "whose trades make the bars: iex is free, sip is all exchanges",
  }),
  alpacaDataUrl: variable(
    z.url({ protocol: /^https?$/ }).default("https://data.alpaca.markets"),
    {
      variable: "TRADING_ALPACA_DATA_URL",
      meaning: "host of Alpaca's market data",
      rule: "an http:// or https:// URL",
    },
  ),
  alpacaStreamUrl: variable(
    z.url({ protocol: /^wss?$/ }).default("wss://stream.data.alpaca.markets/v2"),
    {
      variable: "TRADING_ALPACA_STREAM_URL",
      meaning: "Alpaca's market data stream, without the feed",
      rule: "a ws:// or wss:// URL",
    },
  ),
  alpacaTradingUrl: variable(
    z.url({ protocol: /^https?$/ }).default("https://paper-api.alpaca.markets"),
    {
      variable: "TRADING_ALPACA_TRADING_URL",
      meaning: "Alpaca's trading host: takes the orders, and its clock checks this machine's",
      rule: "an http:// or https:// URL",
    },
  ),
  seed: variable(z.int().min(0).max(4_294_967_295).default(1), {
    variable: "TRADING_SEED",
    meaning: "seed of the simulated market: the same seed gives the same prices",
  }),
  demoSpeed: variable(z.number().min(1).max(100_000).default(300), {
    variable: "TRADING_DEMO_SPEED",
    meaning: "how fast market time passes in demo mode",
    unit: "times real time",
  }),
  startingCash: variable(z.string().regex(/^\d{1,15}(\.\d{1,2})?$/).default("100000"), {
    variable: "TRADING_STARTING_CASH",
    meaning: "cash of a new simulated account",
    unit: "USD",
    rule: "an amount with at most two decimals",
  }),
  shorting: variable(z.boolean().default(false), {
    variable: "TRADING_SHORTING",
    meaning: "whether a sell signal may open a short position",
  }),
  signalThreshold: variable(z.number().gt(0).max(1).default(0.3), {
    variable: "TRADING_SIGNAL_THRESHOLD",
    meaning: "size of the ensemble's score at which a signal is made",
    unit: "score",
  }),
  barSize: variable(timeframeSchema.optional(), {
    variable: "TRADING_BAR_SIZE",
    meaning:
      "size of the bars that strategies judge, made of smaller ones; as they come without it",
  }),
  ownStrategies: variable(z.string().min(1).optional(), {
    variable: "TRADING_STRATEGIES",
    meaning: "folder with strategies of your own, a file each; none without it",
    rule: "the path of a folder",
    example: "/home/trader/strategies",
  }),
  strategies: variable(strategyChoicesText.optional(), {
    variable: "TRADING_STRATEGY_PARAMS",
    meaning: "which strategies take part, with which weights and parameters",
    rule: "JSON by name of strategy, or the path of a .json file with it",
    example: '{"momentum":{"params":{"fast":5}},"breakout":{"enabled":true}}',
  }),
  backtestBars: variable(z.string().min(1).optional(), {
    variable: "TRADING_BACKTEST_BARS",
    meaning: "folder of TICKER.csv files that backtests may use over HTTP; none without it",
    rule: "the path of a folder",
    example: "/home/trader/bars",
  }),
  backtestSplits: variable(z.string().min(1).optional(), {
    variable: "TRADING_BACKTEST_SPLITS",
    meaning: "CSV file of share splits for backtests over HTTP: ticker,date,ratio; none without it",
    rule: "the path of a file",
    example: "/home/trader/splits.csv",
  }),
  learning: variable(z.boolean().default(true), {
    variable: "TRADING_LEARNING",
    meaning: "whether the weights of the strategies follow what they earn, from session to session",
  }),
  learningTrades: variable(z.int().min(1).max(100_000).default(20), {
    variable: "TRADING_LEARNING_TRADES",
    meaning: "round trips that must be closed before any weight moves",
  }),
  finbertModel: variable(z.string().min(1).max(500).optional(), {
    variable: "TRADING_FINBERT_MODEL",
    meaning: "FinBERT model that judges headlines first; none without it",
    rule: "owner/name of a model on the Hugging Face hub, or the path of a folder",
    example: "Xenova/finbert",
  }),
  finbertRevision: variable(z.string().regex(/^[\w.-]{1,100}$/).default("main"), {
    variable: "TRADING_FINBERT_REVISION",
    meaning: "branch, tag or commit of the FinBERT model on the hub",
    rule: "letters, digits, dots, hyphens and underscores",
  }),
  finbertSha256: variable(z.string().regex(/^[0-9a-f]{64}$/).optional(), {
    variable: "TRADING_FINBERT_SHA256",
    meaning: "SHA-256 that the FinBERT model's weights must have; what the hub states without it",
    rule: "64 hexadecimal digits in small letters",
    example: "the sha256sum of model_quantized.onnx",
  }),
  finbertThreshold: variable(z.number().min(0).max(1).default(0.7), {
    variable: "TRADING_FINBERT_THRESHOLD",
    meaning: "confidence from which on FinBERT's word stands",
  }),
  finbertHeapMiB: variable(z.int().min(64).max(16_384).default(512), {
    variable: "TRADING_FINBERT_HEAP_MIB",
    meaning: "most memory for JavaScript objects of FinBERT's process",
    unit: "MiB",
  }),
  ollamaUrl: variable(z.url({ protocol: /^https?$/ }).optional(), {
    variable: "TRADING_OLLAMA_URL",
    meaning: "Ollama, which is asked where FinBERT is not sure or not there; none without it",
    rule: "an http:// or https:// URL",
    example: "http://127.0.0.1:11434",
  }),
  ollamaModel: variable(z.string().min(1).max(200).default("llama3.2"), {
    variable: "TRADING_OLLAMA_MODEL",
    meaning: "model that Ollama is asked for",
  }),
  tickerTerms: variable(z.string().min(1).optional(), {
    variable: "TRADING_TICKER_TERMS",
    meaning: "JSON file with names, people and products of companies beside ours; none without it",
    rule: "the path of a .json file",
    example: "/home/trader/terms.json",
  }),
  newsLive: variable(z.boolean().default(false), {
    variable: "TRADING_NEWS_LIVE",
    meaning: "whether the demo asks live sources of news; its news is generated otherwise",
  }),
  newsSources: variable(z.string().min(1).optional(), {
    variable: "TRADING_NEWS_SOURCES",
    meaning: "JSON file of the sources that are new to the system; public finance feeds without it",
    rule: "the path of a .json file",
    example: "/home/trader/sources.json",
  }),
  newsAllowHosts: variable(
    z.array(z.string().regex(/^(\[[0-9a-f:.]+\]|[a-z0-9][a-z0-9.-]*)(:\d{1,5})?$/i)).max(100)
      .default([]),
    {
      variable: "TRADING_NEWS_ALLOW_HOSTS",
      meaning: "hosts of news that may be asked though their addresses are private",
      rule: "a list of hosts, as host or host:port, separated by commas",
      example: "news.lan:8080",
    },
  ),
  newsRecord: variable(z.string().min(1).optional(), {
    variable: "TRADING_NEWS_RECORD",
    meaning:
      "folder to keep in what live sources return, byte for byte; nothing is kept without it",
    rule: "the path of a folder",
    example: "/home/trader/recorded-news",
  }),
  scoringLatencyMs: variable(z.int().min(0).max(3_600_000).default(SCORING_LATENCY_MS), {
    variable: "TRADING_SCORING_LATENCY",
    meaning: "how long after it came an article without a recorded score is known to decisions",
    unit: "ms",
  }),
  redditClientId: variable(z.string().min(1).max(1_024).optional(), {
    variable: "TRADING_REDDIT_CLIENT_ID",
    meaning: "id of an application registered with Reddit; public access without it",
    secret: true,
  }),
  redditClientSecret: variable(z.string().min(1).max(1_024).optional(), {
    variable: "TRADING_REDDIT_CLIENT_SECRET",
    meaning: "secret that belongs to that id",
    secret: true,
  }),
  alpacaKeyId: variable(z.string().min(1).max(1_024).optional(), {
    variable: "APCA_API_KEY_ID",
    meaning: "key of the Alpaca account: paper trading needs one, and its news is a source",
    secret: true,
  }),
  alpacaSecret: variable(z.string().min(1).max(1_024).optional(), {
    variable: "APCA_API_SECRET_KEY",
    meaning: "secret that belongs to the key",
    secret: true,
  }),
  metricsPort: variable(z.int().min(0).max(65_535).default(9090), {
    variable: "TRADING_METRICS_PORT",
    meaning:
      "port of metrics and health where actors run without the web page; 0 takes any free one",
  }),
  otelEndpoint: variable(z.url({ protocol: /^https?$/ }).optional(), {
    variable: "OTEL_EXPORTER_OTLP_ENDPOINT",
    meaning: "OTLP/HTTP receiver that traces are sent to; none are kept without it",
    rule: "an http:// or https:// URL",
    example: "http://127.0.0.1:4318",
  }),
  otelHeaders: variable(z.array(z.string().regex(/^[^=\s]+=.*$/)).max(32).default([]), {
    variable: "OTEL_EXPORTER_OTLP_HEADERS",
    meaning: "headers that are sent with them",
    rule: "pairs of name=value, separated by commas",
    secret: true,
  }),
  otelServiceName: variable(z.string().min(1).max(200).default("pitboss"), {
    variable: "OTEL_SERVICE_NAME",
    meaning: "name under which the traces are kept there",
  }),
  otelRatio: variable(z.number().min(0).max(1).default(1), {
    variable: "OTEL_TRACES_SAMPLER_ARG",
    meaning: "share of the traces that are recorded",
  }),
  processes: variable(z.array(z.enum(PLACES.map(({ name }) => name))).max(64).default([]), {
    variable: "TRADING_PROCESSES",
    meaning: "actors that run in a process of their own instead of a Worker",
    rule: "names of actors, separated by commas",
    example: "signal_generator",
  }),
  testQuick: variable(z.boolean().default(false), {
    variable: "TRADING_TEST_QUICK",
    meaning: "whether tests take their short form; set by deno task test --quick",
  }),
});

/** See {@link settingsSchema}. */
export type Settings = z.output<typeof settingsSchema>;

/** Reads the settings; throws a `ConfigError` that names everything that is wrong. */
export function readSettings(env: Environment): Settings {
  return readConfig(settingsSchema, env);
}

/** Every environment variable of the program, for `--help` and the README. */
export const SETTINGS_DOCS: readonly VariableDoc[] = listVariables(settingsSchema);
