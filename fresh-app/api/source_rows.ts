import type { SourceState } from "../../db/repositories/news_sources.ts";
import { sourceOfRow } from "../../actors/domain/news_source_row.ts";
import type { SourceView } from "./views.ts";

/** A source as the database has it, as the API tells it. `isLive`: whether this run asks live sources. */
export function sourceOf({ health, ...row }: SourceState, isLive: boolean): SourceView {
  const { source, enabled, weight, updated_at } = row;
  const described = sourceOfRow(row);
  return {
    source,
    enabled,
    weight,
    config: described.ok ? described.config : null,
    problem: described.ok ? null : described.problem,
    waits: enabled ? isLive ? null : NOT_LIVE : "It is off.",
    updatedAt: updated_at,
    health: health && {
      polls: health.polls,
      items: health.items,
      newItems: health.new_items,
      skipped: health.skipped,
      errors: health.errors,
      failuresInRow: health.failures_in_row,
      lastPollAt: health.last_poll_at,
      lastSuccessAt: health.last_success_at,
      lastNewAt: health.last_new_at,
      lastFailure: health.last_failure === null ? null : {
        code: health.last_failure,
        message: health.last_message ?? "",
        at: health.last_failure_at,
      },
      nextPollAt: health.next_poll_at,
    },
  };
}

const NOT_LIVE =
  "The news of this run is generated or recorded; with TRADING_NEWS_LIVE=true sources are asked.";
