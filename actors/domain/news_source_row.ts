import { z } from "zod";
import type { Millis } from "../../runtime/clock/clock.ts";
import { isoTime } from "./iso_time.ts";
import { type SourceConfig, sourceConfigSchema } from "./news_source.ts";

/** A source as the table holds it. */
export const sourceRowSchema = z.strictObject({
  source: z.string(),
  enabled: z.boolean(),
  weight: z.number(),
  /** The description without what has a column of its own. */
  config: z.json(),
  /** System time of the last change, as ISO 8601 with milliseconds. */
  updated_at: z.string(),
});
/** See {@link sourceRowSchema}. */
export type SourceRow = z.output<typeof sourceRowSchema>;

/** A row as a description, or why it is none, as a sentence. */
export type DescribedSource =
  | { readonly ok: true; readonly config: SourceConfig }
  | { readonly ok: false; readonly problem: string };

/** A description as a row of the table, whose columns say whether it is on and what it weighs. */
export function rowOfSource(config: SourceConfig, now: Millis): SourceRow {
  const { enabled, weight, ...rest } = config;
  return {
    source: config.name,
    enabled,
    weight,
    config: z.json().parse(JSON.parse(JSON.stringify(rest))),
    updated_at: isoTime(now),
  };
}

/** Reads a row, which may have been edited by hand. */
export function sourceOfRow(
  { source, enabled, weight, config }: Omit<SourceRow, "updated_at">,
): DescribedSource {
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
