import { z } from "zod";
import project from "../../deno.json" with { type: "json" };
import type { Database } from "../../db/connect.ts";
import { backtestRuns } from "../../db/tables/backtests.ts";
import { type Context, discard, done } from "../../runtime/actor.ts";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import { InletClosed } from "../../runtime/delivery/inlet.ts";
import { Signal } from "../../runtime/delivery/signal.ts";
import type { Store } from "../../runtime/delivery/store.ts";
import type { Logger } from "../../runtime/telemetry/log.ts";
import { runIdSchema } from "../domain/backtest.ts";
import { backtestProgress, backtestRequests } from "../domain/streams.ts";
import { defineActor } from "../resources.ts";
import { type BacktesterConfig, backtesterConfigSchema } from "./config.ts";
import { ended, isOver, progressed, requested, type Run, started } from "./core.ts";
import { failureReason } from "./service/failure.ts";
import { runJob } from "./service/job.ts";
import { runOf, type Stored, writeRun } from "./service/records.ts";
import { storedResult, summaryOf } from "./service/stored_result.ts";

interface State {
  readonly config: BacktesterConfig;
  readonly database: Database;
  readonly store: Store;
  readonly clock: SystemClock;
  readonly log: Logger;
  /** Runs that are not over, in the order in which they were asked for. */
  readonly open: Map<string, Run>;
  /** Runs that a predecessor did not bring to an end. */
  readonly abandoned: string[];
  /** Stops the run under way; null where none is. */
  current: { readonly runId: string; readonly abort: AbortController } | null;
  /** Raised when there may be something to run. */
  readonly wake: Signal;
}

type Ctx = Context<typeof backtestProgress, Record<never, never>>;

/** How long to wait for a request before looking again, in ms. */
const LOOK_AGAIN_MS = 1_000;
const LEFT_BEHIND =
  "The backtester was stopped or failed while the run was under way; ask for it again.";
const { version } = project;

const outcomeSchema = z.discriminatedUnion("status", [
  z.strictObject({
    status: z.literal("succeeded"),
    stored: z.custom<Stored>((value) => typeof value === "object"),
  }),
  z.strictObject({ status: z.literal("failed"), reason: z.string().min(1) }),
]);
type Outcome = z.output<typeof outcomeSchema>;

/**
 * Runs backtests that are asked for, one after the other, in slices between which it listens. A run's
 * row is written whole with each step: a run that fails or is called off leaves its reason and nothing
 * else.
 */
export default defineActor({
  name: "backtester",
  consumes: [backtestRequests],
  produces: [backtestProgress],
  order: "total",
  // System time is no market time: nothing is promised.
  watermarks: "manual",
  config: backtesterConfigSchema,
  local: {
    started: z.strictObject({ runId: runIdSchema }),
    progressed: z.strictObject({
      runId: runIdSchema,
      done: z.int(),
      total: z.int(),
      digest: z.string(),
    }),
    ended: z.strictObject({ runId: runIdSchema, outcome: outcomeSchema }),
  },
  async start({ config, resources, clock, log }): Promise<State> {
    const { store } = resources;
    const rows = await store.select(backtestRuns, { status: ["queued", "running"] });
    const runs = rows.map(runOf).sort((a, b) => a.requestedAt - b.requestedAt);
    return {
      config,
      database: await resources.openDatabase(),
      store,
      clock,
      log,
      open: new Map(runs.map((run) => [run.runId, run])),
      abandoned: runs.filter(({ status }) => status === "running").map(({ runId }) => runId),
      current: null,
      wake: new Signal(),
    };
  },
  async handle(state, message, ctx) {
    const { runId } = message.payload;
    const now = state.clock.now();
    if (message.from === "local") {
      const run = state.open.get(runId);
      // Called off meanwhile.
      if (run === undefined) return discard(`the run ${runId} is over`);
      if (message.type === "started") keep(state, started(run, now), ctx);
      else if (message.type === "progressed") {
        const { done: bars, total, digest } = message.payload;
        keep(state, { ...progressed(run, bars, total, now), dataDigest: digest }, ctx);
      } else finish(state, run, message.payload.outcome, ctx);
      return done;
    }
    const known = state.open.get(runId) ?? await recorded(state, runId);
    if (message.type === "requested") {
      if (known !== null) return discard(`the run ${runId} was asked for before`);
      const { order } = message.payload;
      keep(state, requested(runId, order, now, state.open.size, state.config.queueMax), ctx);
      state.wake.raise();
      return done;
    }
    if (known === null) return discard(`there is no run ${runId}`);
    if (message.type === "deleted") {
      if (known.status === "deleted") return discard(`the run ${runId} is deleted`);
      keep(state, ended(known, "deleted", now), ctx);
    } else {
      if (isOver(known)) return discard(`the run ${runId} is over`);
      keep(state, ended(known, "cancelled", now), ctx);
    }
    if (state.current?.runId === runId) state.current.abort.abort();
    return done;
  },
  async source(state, inlet, { signal }) {
    for (const runId of state.abandoned) {
      await inlet.push("ended", { runId, outcome: { status: "failed", reason: LEFT_BEHIND } });
    }
    while (!signal.aborted) {
      const next = state.open.values().next().value;
      if (next === undefined) {
        await state.wake.wait(state.clock, LOOK_AGAIN_MS);
        continue;
      }
      const { runId } = next;
      const abort = new AbortController();
      state.current = { runId, abort };
      await inlet.push("started", { runId });
      const outcome = await run(
        state,
        next,
        AbortSignal.any([signal, abort.signal]),
        (progress) => inlet.push("progressed", { runId, ...progress }),
      );
      state.current = null;
      if (outcome !== null) await inlet.push("ended", { runId, outcome });
    }
  },
  stop: ({ database }) => database.close(),
});

/** Records a run, tells of it, and forgets it where it is over. */
function keep(state: State, run: Run, ctx: Ctx, stored?: Stored): void {
  const { runId, status, progress, reason } = run;
  writeRun(ctx, run, version, stored);
  const told = { runId, status, progress, reason };
  ctx.publish(backtestProgress, "progress", told, { key: runId, at: state.clock.now() });
  if (isOver(run)) state.open.delete(runId);
  else state.open.set(runId, run);
}

function finish(state: State, run: Run, outcome: Outcome, ctx: Ctx): void {
  const now = state.clock.now();
  if (outcome.status === "succeeded") {
    keep(state, ended(run, "succeeded", now), ctx, outcome.stored);
  } else keep(state, ended(run, "failed", now, outcome.reason), ctx);
}

async function recorded({ store }: State, runId: string): Promise<Run | null> {
  const [row] = await store.select(backtestRuns, { run_id: runId });
  return row === undefined ? null : runOf(row);
}

/** Runs it to its end; null where it was called off on the way. */
async function run(
  { config, database, clock, log }: State,
  { runId, order }: Run,
  signal: AbortSignal,
  tell: (progress: { done: number; total: number; digest: string }) => Promise<void>,
): Promise<Outcome | null> {
  let toldAt = -Infinity;
  try {
    const result = await runJob(order, {
      config,
      database,
      version,
      files: config.files,
      splits: config.splits,
      barsMax: config.barsMax,
      pause: () => clock.sleep(config.pauseMs, signal),
      async onProgress(done, total, digest) {
        const now = clock.monotonic();
        if (now - toldAt < config.progressMs) return;
        toldAt = now;
        await tell({ done, total, digest });
      },
    });
    signal.throwIfAborted();
    const stored = { summary: summaryOf(result), result: storedResult(result, config.itemsMax) };
    return { status: "succeeded", stored };
  } catch (error) {
    if (error instanceof InletClosed) throw error;
    if (signal.aborted) return null;
    const { reason, expected } = failureReason(error);
    if (!expected) log.error("a backtest failed", { runId, cause: String(error) });
    return { status: "failed", reason };
  }
}
