import { join, resolve } from "node:path";
import { z } from "zod";
import project from "../../deno.json" with { type: "json" };
import { systemRandomness } from "../../runtime/clock/system.ts";
import { takeEnvironment } from "../../runtime/supervisor/secrets.ts";
import { createSink } from "../../runtime/telemetry/sinks.ts";
import { END_OF_TIME } from "../domain/market.ts";
import { visibleAt } from "../domain/news_jsonl.ts";
import { timelineOf } from "../domain/timeline.ts";
import type { Plan } from "../plan.ts";
import {
  readRecording,
  type Recording,
  type RecordingPlace,
  UnusableRecording,
} from "../recordings/recording.ts";
import { ollamaNote, sentimentIdentity } from "../sentiment_settings.ts";
import { type RunningSystem, startSystem } from "../system.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { UserError, WorkFailed } from "./failures.ts";
import { asUserError, refusalOf } from "./open.ts";
import { option } from "./options.ts";
import { userPath } from "./project.ts";
import { readFeeds } from "./replay/feeds.ts";
import { runId } from "./replay/identity.ts";
import {
  clearFolder,
  clearServers,
  isFinished,
  markFinished,
  replayPlace,
} from "./replay/state.ts";
import { describeSummary, type ReplaySummary, summarize } from "./replay/summary.ts";
import { runBackends } from "./run_backends.ts";
import { readSettings, type Settings, SETTINGS_DOCS } from "./settings.ts";
import { checkStrategies } from "./strategy_choices.ts";
import { holdStateFolder } from "./state_folder.ts";

const options = {
  bars: option(z.string().min(1), {
    value: "DIR",
    doc: "folder of TICKER.csv files; their names are the watchlist",
    rule: "the path of a folder",
  }),
  splits: option(z.string().min(1).optional(), {
    value: "FILE",
    doc: "CSV file of share splits: ticker,date,ratio",
    rule: "the path of a file",
  }),
  news: option(z.string().min(1).optional(), {
    value: "FILE",
    doc: "JSON Lines file of news: title and publishedAt at least",
  }),
  feeds: option(z.string().min(1).optional(), {
    value: "DIR",
    doc: "folder that --record kept live sources in, or one of plain feed files",
    rule: "the path of a folder",
  }),
  speed: option(
    z.union([z.literal("max"), z.coerce.number().positive().max(1_000_000)]).default("max"),
    {
      value: "max|N",
      doc: "market time per real time, or as fast as it goes",
      rule: "max or a number above 0",
    },
  ),
  perturb: option(z.int().min(1).max(4_294_967_295).optional(), {
    value: "SEED",
    doc: "delay every actor at random: the result must not change",
  }),
};
type Options = typeof options;

export default defineCommand({
  name: "replay",
  summary: "Trade recorded bars from files and print what came of it",
  details:
    `Runs the real actors on recorded bars and news, in market time. The same inputs, options and code
are the same run: an unfinished one is resumed, a finished one starts again. Its state lies in
TRADING_HOME/replay/<run>, on servers under the name replay_<run>.`,
  options,
  examples: [
    "deno task replay --bars bars --splits splits.csv --json",
    "deno task replay --bars bars --feeds recorded-news",
  ],
  environment: SETTINGS_DOCS,
  async run(context) {
    // Read as it stands first: a mode that nobody knows is a mistake here too.
    const settings: Settings = { ...readSettings(context.env), mode: "replay" };
    const { options } = context;
    const place = {
      bars: userPath(options.bars, context.env),
      splits: options.splits === undefined ? null : userPath(options.splits, context.env),
      news: options.news === undefined ? null : userPath(options.news, context.env),
    };
    const recording = read(place);
    const { scoringLatencyMs } = settings;
    const feeds = options.feeds === undefined
      ? null
      : await readFeeds(userPath(options.feeds, context.env), recording.news);
    if (feeds !== null) context.note(feeds.summary);
    const told = (feeds?.articles ?? recording.news).map((article) =>
      visibleAt(article, scoringLatencyMs)
    );
    const moments = timelineOf(recording.bars, recording.splits, told);
    const id = runId({
      version: project.version,
      recording: recording.digest,
      feeds: feeds?.digest ?? null,
      startingCash: settings.startingCash,
      shorting: settings.shorting,
      signalThreshold: settings.signalThreshold,
      barSize: settings.barSize ?? null,
      scoringLatencyMs,
      learning: settings.learning && settings.learningTrades,
      ...checkStrategies(settings),
      sentiment: sentimentIdentity(settings),
    });
    const note = place.news === null ? null : ollamaNote(settings);
    if (note !== null) context.note(note);
    takeEnvironment();
    const folder = holdStateFolder(join(settings.home, "replay", id));
    try {
      const restart = isFinished(folder.path);
      if (restart) clearFolder(folder.path);
      const up = await runBackends(settings, replayPlace(settings, folder.path, id));
      try {
        if (restart) await clearServers(up, context.clock);
        const news = feeds?.writeTo(folder.path) ?? place.news;
        const plan: Plan = {
          settings,
          account: `replay-${id}`,
          broker: { kind: "simulated" },
          feed: { kind: "replay", bars: place.bars, splits: place.splits },
          news: news === null ? null : { kind: "recorded", news },
          timeline: { kind: "replay", ...place, news, scoringLatencyMs },
          speed: options.speed === "max" ? null : options.speed,
          files: [place.bars, place.splits, news].flatMap((path) =>
            path === null ? [] : [resolve(path)]
          ),
          backends: up.backends,
          dashboard: null,
          perturbSeed: options.perturb ?? null,
          // Many replays may run beside each other and beside the demo.
          without: ["api_gateway", "backtester"],
          here: null,
          installation: folder.installation,
        };
        const summary = await runToEnd(id, plan, moments, up.failed, context);
        if (summary === null) return;
        markFinished(folder.path);
        return { json: summary, text: describeSummary(summary) };
      } finally {
        await up.close();
      }
    } finally {
      folder.release();
    }
  },
});

function read(place: RecordingPlace): Recording {
  try {
    return readRecording(place);
  } catch (error) {
    if (error instanceof UnusableRecording) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

/** Runs the plan until every actor has handled everything; null when told to stop before. */
async function runToEnd(
  id: string,
  plan: Plan,
  moments: Float64Array,
  failed: Promise<Error>,
  context: CommandContext<Options>,
): Promise<ReplaySummary | null> {
  const { clock, settings } = { clock: context.clock, settings: plan.settings };
  const log = createSink({
    format: settings.logFormat,
    // Progress tells what people want to know; records only where something is not as it should be.
    level: settings.logLevel === "info" ? "warn" : settings.logLevel,
    terminal: context.terminal,
    noColor: !context.color,
    write: context.note,
  });
  const system = await startSystem(plan, { clock, randomness: systemRandomness, log })
    .catch((error) => Promise.reject(asUserError(error)));
  try {
    await finished(system, moments, failed, context);
    if (context.signal.aborted) return null;
    await system.stop("the replay is over");
    const span = { from: moments[0]!, to: moments.at(-1)! };
    return await summarize(id, system.store, settings.startingCash, span);
  } finally {
    await system.close();
  }
}

async function finished(
  system: RunningSystem,
  moments: Float64Array,
  failed: Promise<Error>,
  { signal, clock, progress }: CommandContext<Options>,
): Promise<void> {
  const bar = progress({ label: "replay", total: 100 });
  let failure: Error | null = null;
  failed.then((error) => failure = error);
  while (!signal.aborted) {
    if (failure !== null) throw failure;
    const { condition, reasons, children } = system.status();
    if (condition === "degraded") {
      throw refusalOf(children) ?? new WorkFailed(`The replay cannot go on: ${reasons.join("; ")}`);
    }
    const reached = children.map(({ progress }) => progress?.marketTime ?? null);
    const slowest = reached.includes(null) ? moments[0]! : Math.min(...reached as number[]);
    if (slowest >= END_OF_TIME) break;
    // Recordings have gaps: what is left is told by the moments left, not by the time between them.
    const passed = moments.findLastIndex((at) => at < slowest) + 1;
    bar.update(Math.floor(passed / moments.length * 100), new Date(slowest).toISOString());
    await clock.sleep(50, signal).catch(() => {});
  }
  bar.finish();
}
