import { z } from "zod";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { InputProblem, ReadResult } from "./csv_table.ts";
import { isoTime } from "./iso_time.ts";
import { tickerSchema } from "./market.ts";
import { readMoment } from "./moment.ts";
import { type Sentiment, sentimentSchema } from "./sentiment.ts";

/** An article as a recording has it. */
export interface RecordedArticle {
  /** Name of the source within the recording. */
  readonly source: string;
  readonly guid: string | null;
  readonly url: string | null;
  readonly title: string;
  readonly summary: string;
  readonly symbols: readonly string[];
  readonly publishedAt: Millis | null;
  /** When it was received; its date where the recording says no more. */
  readonly firstSeenAt: Millis;
  /** How it was judged then; null where it was not. */
  readonly recorded: { readonly scoredAt: Millis; readonly sentiment: Sentiment } | null;
  /** How much its source counts beside others, from 0 to 1; null where the recording does not say. */
  readonly weight: number | null;
}

const text = (most: number) => z.string().trim().max(most);
const lineSchema = z.object({
  id: text(2_048).min(1).nullish(),
  source: text(64).min(1).default("recorded"),
  title: text(1_000).min(1),
  summary: text(10_000).nullish(),
  url: z.url().max(2_048).nullish(),
  symbols: z.array(tickerSchema).max(64).nullish(),
  publishedAt: z.string().nullish(),
  firstSeenAt: z.string().nullish(),
  scoredAt: z.string().nullish(),
  sentiment: sentimentSchema.nullish(),
  weight: z.number().min(0).max(1).nullish(),
});

/** When decisions may know of a recorded article: as recorded, else the latency after it came. */
export function visibleAt(
  article: Pick<RecordedArticle, "firstSeenAt" | "recorded">,
  scoringLatencyMs: number,
): Millis {
  const scoredAt = article.recorded?.scoredAt ?? article.firstSeenAt + scoringLatencyMs;
  return Math.max(scoredAt, article.firstSeenAt);
}

/**
 * Reads recorded news, one JSON object a line, blank lines allowed: `title` and a time at least;
 * times state their zone, for a date is never guessed. Other fields are ignored. Every line that
 * cannot be right is a problem, and makes the file unusable.
 */
export function readNewsLines(content: string, file: string): ReadResult<RecordedArticle[]> {
  const problems: InputProblem[] = [];
  const articles: RecordedArticle[] = [];
  for (const [index, line] of content.replace(/^\uFEFF/, "").split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const result = readLine(line);
    if (result.ok) articles.push(result.article);
    else problems.push({ file, line: index + 1, ...result.problem });
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: articles };
}

type LineProblem = Omit<InputProblem, "file" | "line">;
type LineResult =
  | { readonly ok: true; readonly article: RecordedArticle }
  | { readonly ok: false; readonly problem: LineProblem };

function readLine(line: string): LineResult {
  const problem = (rule: string, found: string, mend: string): LineResult => ({
    ok: false,
    problem: { rule, found, mend },
  });
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return problem("a line of recorded news is a JSON object", line, "Correct or remove the line");
  }
  const parsed = lineSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue!.path.join(".");
    const rule = field === ""
      ? "a line of recorded news is a JSON object"
      : `the field ${field} of recorded news is not as it must be (${issue!.message})`;
    return problem(rule, line, "Correct the field or remove the line");
  }
  const { data } = parsed;
  const times: Record<"publishedAt" | "firstSeenAt" | "scoredAt", Millis | null> = {
    publishedAt: null,
    firstSeenAt: null,
    scoredAt: null,
  };
  for (const name of ["publishedAt", "firstSeenAt", "scoredAt"] as const) {
    const value = data[name];
    if (value === undefined || value === null) continue;
    const moment = /[zZ]$|[+-]\d{2}:?\d{2}$/.test(value) ? readMoment(value) : null;
    if (moment === null || !moment.ok || moment.dateOnly) {
      return problem(
        `${name} is a time with its zone, like 2014-06-09T13:30:00Z`,
        value,
        "Write it so; a zone is never guessed",
      );
    }
    times[name] = moment.at;
  }
  const firstSeenAt = times.firstSeenAt ?? times.publishedAt ?? times.scoredAt;
  if (firstSeenAt === null) {
    return problem(
      "an article has a time: firstSeenAt, or publishedAt where that is all there is",
      line,
      "Add one or remove the line",
    );
  }
  if (times.scoredAt !== null && times.scoredAt < firstSeenAt) {
    return problem(
      "an article is scored after it was seen",
      data.scoredAt ?? "",
      "Correct scoredAt or firstSeenAt",
    );
  }
  const { sentiment } = data;
  return {
    ok: true,
    article: {
      source: data.source,
      guid: data.id ?? null,
      url: data.url ?? null,
      title: data.title,
      summary: data.summary ?? "",
      symbols: data.symbols ?? [],
      publishedAt: times.publishedAt,
      firstSeenAt,
      recorded: sentiment && times.scoredAt !== null
        ? { scoredAt: times.scoredAt, sentiment }
        : null,
      weight: data.weight ?? null,
    },
  };
}

/** An article as a line that {@link readNewsLines} reads, with its newline. */
export function newsLine(article: RecordedArticle): string {
  const { source, guid, url, title, summary, symbols, recorded, weight } = article;
  return `${
    JSON.stringify({
      id: guid,
      source,
      title,
      summary,
      url,
      symbols,
      publishedAt: article.publishedAt === null ? null : isoTime(article.publishedAt),
      firstSeenAt: isoTime(article.firstSeenAt),
      ...recorded === null
        ? {}
        : { scoredAt: isoTime(recorded.scoredAt), sentiment: recorded.sentiment },
      weight,
    })
  }\n`;
}
