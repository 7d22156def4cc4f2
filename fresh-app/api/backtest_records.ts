import { z } from "zod";
import type { Database } from "../../db/connect.ts";
import {
  type BacktestRunSummary,
  findBacktest,
  listBacktests,
  readBacktestResult,
} from "../../db/repositories/backtests.ts";
import { BadPage } from "../../db/repositories/page.ts";
import { backtestOrderSchema } from "../../actors/domain/backtest.ts";
import { backtestRequests } from "../../actors/domain/streams.ts";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import { encodeEnvelope } from "../../runtime/envelope.ts";
import type { Mailbox } from "../../runtime/mailbox/mailbox.ts";
import { type Backtests, BadCursor } from "./ports.ts";
import { type BacktestView, backtestView } from "./views.ts";

/** What asking for backtests needs. */
export interface BacktestBackend {
  readonly database: Database;
  readonly mailbox: Pick<Mailbox, "append">;
  readonly clock: SystemClock;
  readonly newId: () => string;
}

/** Backtests as the backtester records them; what is asked of it goes through its mailbox. */
export function storedBacktests(backend: BacktestBackend): Backtests {
  const { database } = backend;
  return {
    async list({ status, ...page }) {
      try {
        const found = await listBacktests(database, { ...page, status: status ?? undefined });
        return { items: found.items.map(viewOf), nextCursor: found.nextCursor };
      } catch (error) {
        if (error instanceof BadPage) throw new BadCursor(page.cursor ?? "");
        throw error;
      }
    },
    async find(runId) {
      const row = await findBacktest(database, runId);
      return row === null ? null : viewOf(row);
    },
    result: (runId) => readBacktestResult(database, runId),
    request: (runId, order) => ask(backend, "requested", { runId, order }),
    cancel: (runId) => ask(backend, "cancelled", { runId }),
    remove: (runId) => ask(backend, "deleted", { runId }),
  };
}

async function ask(
  { mailbox, clock, newId }: BacktestBackend,
  type: keyof typeof backtestRequests.types,
  payload: { readonly runId: string; readonly order?: unknown },
): Promise<void> {
  const id = newId();
  const body = encodeEnvelope({
    id,
    type,
    version: backtestRequests.version,
    at: clock.now(),
    // Numbered by the mailbox on arrival.
    seq: 0,
    key: payload.runId,
    causationId: null,
    correlationId: id,
    traceparent: null,
    payload: backtestRequests.types[type].parse(payload),
  });
  await mailbox.append(backtestRequests.name, [{ key: payload.runId, body }]);
}

const summarySchema = z.nullable(backtestView.shape.summary);

function viewOf(row: BacktestRunSummary): BacktestView {
  return {
    runId: row.run_id,
    status: row.status,
    requestedAt: row.requested_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    request: backtestOrderSchema.parse(row.request),
    version: row.version,
    dataDigest: row.data_digest,
    progress: { done: row.bars_done, total: row.bars_total, etaMs: row.eta_ms },
    reason: row.reason,
    summary: summarySchema.parse(row.summary),
  };
}
