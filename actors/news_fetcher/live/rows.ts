import { z } from "zod";
import type { NewsSourceRow } from "../../../db/tables/news.ts";
import type { Millis } from "../../../runtime/clock/clock.ts";
import { isoTime } from "../../domain/iso_time.ts";
import { type SourceConfig, sourceConfigSchema } from "../../domain/news_source.ts";

/** A description as a row of the table, whose columns say whether it is on and what it weighs. */
export function rowOfSource(config: SourceConfig, now: Millis): NewsSourceRow {
  const { enabled, weight, ...rest } = config;
  return {
    source: config.name,
    enabled,
    weight,
    config: z.json().parse(JSON.parse(JSON.stringify(rest))),
    updated_at: isoTime(now),
  };
}

/** A row as a description, or why it is none, as a sentence. */
export function sourceOfRow(
  { source, enabled, weight, config }: NewsSourceRow,
): { readonly ok: true; readonly config: SourceConfig } | {
  readonly ok: false;
  readonly problem: string;
} {
  const given = typeof config === "object" && config !== null && !Array.isArray(config)
    ? { ...config, enabled, weight }
    : config;
  const parsed = sourceConfigSchema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join(".") || "the description";
    return { ok: false, problem: `${place}: ${issue?.message ?? "cannot be used"}` };
  }
  if (parsed.data.name === source) return { ok: true, config: parsed.data };
  return { ok: false, problem: `name: it must be "${source}", but is "${parsed.data.name}"` };
}
