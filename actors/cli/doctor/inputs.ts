import { z } from "zod";
import { localModelFiles } from "../../sentiment_analyzer/analyzers/finbert/files.ts";
import { finbertConfigSchema } from "../../sentiment_analyzer/config.ts";
import { finbertOf } from "../../sentiment_settings.ts";
import { openTickerExtractor } from "../../sentiment_analyzer/open_tickers.ts";
import { liveNews } from "../live_news.ts";
import { userPath } from "../project.ts";
import { checkStrategies } from "../strategy_choices.ts";
import { fault, type Finding, ok, said, warning } from "./finding.ts";
import { ask, type World } from "./world.ts";

const tagsSchema = z.object({ models: z.array(z.object({ name: z.string() })) });

/** Strategies, models, feeds of news and files, as far as the settings name them. */
export async function checkInputs(world: World): Promise<Finding[]> {
  return [
    checkOwnStrategies(world),
    ...checkTerms(world),
    await checkModel(world),
    await checkOllama(world),
    ...checkFiles(world),
    ...await checkNews(world),
  ];
}

function checkOwnStrategies({ settings }: World): Finding {
  const check = "strategies";
  try {
    checkStrategies(settings);
    return ok(check, settings.ownStrategies ?? "Those that are shipped.");
  } catch (error) {
    return fault(check, said(error), "mend TRADING_STRATEGY_PARAMS, or the file that is named");
  }
}

function checkTerms({ settings, env }: World): Finding[] {
  if (settings.tickerTerms === undefined) return [];
  const path = userPath(settings.tickerTerms, env);
  try {
    openTickerExtractor(path);
    return [ok("ticker terms", path)];
  } catch (error) {
    return [fault("ticker terms", said(error), "mend that file, or unset TRADING_TICKER_TERMS")];
  }
}

async function checkModel({ settings }: World): Promise<Finding> {
  const check = "finbert model";
  const place = finbertOf(settings);
  if (place === null) return ok(check, "Not used.");
  const { model, cache, isFolder } = place;
  if (!isFolder) return ok(check, `${model} comes from the hub, with the first headline.`);
  try {
    await localModelFiles(finbertConfigSchema.parse({ model, cache }));
    return ok(check, model);
  } catch (error) {
    const mend = "fetch the whole model, or set TRADING_FINBERT_MODEL to where it is";
    return fault(check, said(error), mend);
  }
}

async function checkOllama(world: World): Promise<Finding> {
  const check = "ollama";
  const { ollamaUrl, ollamaModel } = world.settings;
  if (ollamaUrl === undefined) return ok(check, "Not used.");
  try {
    const { status, text } = await ask(world, new URL("/api/tags", ollamaUrl));
    if (status !== 200) throw new Error(`${ollamaUrl} answers ${status}`);
    const { models } = tagsSchema.parse(JSON.parse(text));
    const has = models.some(({ name }) =>
      name === ollamaModel || name.split(":")[0] === ollamaModel
    );
    if (has) return ok(check, `${ollamaUrl} has ${ollamaModel}.`);
    return fault(check, `${ollamaUrl} has no model ${ollamaModel}.`, `ollama pull ${ollamaModel}`);
  } catch (error) {
    world.signal.throwIfAborted();
    const mend = "ollama serve, or unset TRADING_OLLAMA_URL";
    return fault(check, said(error), mend);
  }
}

function checkFiles({ settings, env }: World): Finding[] {
  const named = [
    ["TRADING_BACKTEST_BARS", settings.backtestBars],
    ["TRADING_BACKTEST_SPLITS", settings.backtestSplits],
  ] as const;
  return named.flatMap(([variable, path]) => {
    if (path === undefined) return [];
    const check = variable === "TRADING_BACKTEST_BARS"
      ? "bars of backtests"
      : "splits of backtests";
    const where = userPath(path, env);
    try {
      Deno.statSync(where);
      return [ok(check, where)];
    } catch (error) {
      const why = error instanceof Deno.errors.NotFound ? "does not exist" : said(error);
      return [fault(check, `${where} ${why}.`, `mend or unset ${variable}`)];
    }
  });
}

/** Every live feed that would be asked, asked once. */
async function checkNews(world: World): Promise<Finding[]> {
  const { settings, env } = world;
  const isLive = settings.mode === "paper" || settings.mode === "live" || settings.newsLive;
  if (!isLive) return [ok("news", "Generated or recorded: no source is asked.")];
  let sources;
  try {
    ({ sources } = liveNews(settings, env, "system"));
  } catch (error) {
    return [fault("news", said(error), "mend TRADING_NEWS_SOURCES, or what it names")];
  }
  const feeds = sources.filter((source) => source.enabled && source.kind === "rss");
  const answers = await Promise.all(feeds.map(async (feed) => {
    if (feed.kind !== "rss") return null;
    try {
      const { status } = await ask(world, feed.url, { "user-agent": "pitboss doctor" });
      return status === 200 ? null : `${feed.name} answers ${status}`;
    } catch (error) {
      world.signal.throwIfAborted();
      return `${feed.name}: ${said(error)}`;
    }
  }));
  const silent = answers.filter((answer) => answer !== null);
  if (silent.length === 0) return [ok("news", `${feeds.length} feeds answer.`)];
  const mend = "look at the network and the feed's address; disable a source that has gone";
  const found = `${silent.length} of ${feeds.length} feeds: ${silent.join("; ")}.`;
  return [(silent.length === feeds.length ? fault : warning)("news", found, mend)];
}
