import { z } from "zod";
import { tickerSchema } from "./market.ts";

/** Unique, and fit to be a folder's name on every system. */
export const sourceNameSchema = z.string().regex(
  /^[a-z0-9][a-z0-9._-]{0,62}[a-z0-9]$/,
  "a source's name is 2 to 64 of a-z, 0-9, dot, dash and underscore, beginning and ending with a letter or digit",
);

const webUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).max(2_048);
const WEB_URL = "an http or https URL of at most 2048 characters";

// Descriptions are what a value must be, in words that follow "must be".
const common = {
  name: sourceNameSchema.describe(
    "2 to 64 of a-z, 0-9, dot, dash and underscore, beginning and ending with a letter or digit",
  ),
  /** What people read; the name where there is none. */
  title: z.string().min(1).max(200).optional().describe("text of 1 to 200 characters"),
  enabled: z.boolean().default(true).describe("true or false"),
  /** How much the source counts beside others, from 0 (not at all) to 1. */
  weight: z.number().min(0).max(1).default(0.5).describe("a number from 0 to 1"),
  /** Time between two polls that succeed, before jitter. Milliseconds; ten seconds to a day. */
  everyMs: z.int().min(10_000).max(86_400_000).default(300_000)
    .describe("a whole number of milliseconds from 10000 to 86400000"),
};

const rssConfigSchema = z.strictObject({
  kind: z.literal("rss"),
  ...common,
  url: webUrl.describe(WEB_URL),
});
/** A feed in RSS or Atom. */
export type RssConfig = z.output<typeof rssConfigSchema>;

const redditConfigSchema = z.strictObject({
  kind: z.literal("reddit"),
  ...common,
  /** Without `r/`. */
  subreddits: z.array(z.string().regex(/^[A-Za-z0-9_]{2,21}$/)).min(1).max(50)
    .describe("a list of 1 to 50 names of subreddits, each 2 to 21 letters, digits or _, no r/"),
  listing: z.enum(["new", "hot", "rising", "top"]).default("new")
    .describe("new, hot, rising or top"),
  /** Posts with a lower score wait until they have it. */
  scoreMin: z.int().default(10).describe("a whole number"),
  /** `oauth` needs an application's credentials and is allowed far more requests. */
  access: z.enum(["public", "oauth"]).default("public").describe("public or oauth"),
  /** Where listings are asked for; Reddit's own host by default. */
  baseUrl: webUrl.optional().describe(WEB_URL),
  /** Where tokens are asked for; Reddit's own by default. */
  tokenUrl: webUrl.optional().describe(WEB_URL),
});
/** Posts of subreddits. */
export type RedditConfig = z.output<typeof redditConfigSchema>;

const alpacaNewsConfigSchema = z.strictObject({
  kind: z.literal("alpaca_news"),
  ...common,
  /** Empty: news about every symbol. */
  symbols: z.array(tickerSchema).max(1_000).default([])
    .describe("a list of at most 1000 tickers as the exchange writes them, for example AAPL"),
  /** How far back the first poll reaches. Milliseconds. */
  lookbackMs: z.int().min(0).max(30 * 86_400_000).default(86_400_000)
    .describe("a whole number of milliseconds from 0 to 2592000000"),
  baseUrl: webUrl.default("https://data.alpaca.markets").describe(WEB_URL),
  streamUrl: z.url({ protocol: /^wss?$/, error: "must be a ws or wss URL" })
    .default("wss://stream.data.alpaca.markets/v1beta1/news").describe("a ws or wss URL"),
});
/** Alpaca's news, asked for and pushed; needs the account's key pair. */
export type AlpacaNewsConfig = z.output<typeof alpacaNewsConfigSchema>;

const KINDS = {
  rss: rssConfigSchema,
  reddit: redditConfigSchema,
  alpaca_news: alpacaNewsConfigSchema,
} as const;

/** A source as data. Credentials are never part of it. */
export const sourceConfigSchema = z.discriminatedUnion("kind", [
  KINDS.rss,
  KINDS.reddit,
  KINDS.alpaca_news,
]);
export type SourceConfig = z.output<typeof sourceConfigSchema>;

/** A file of sources: names are unique. */
export const catalogueSchema = z.strictObject({ sources: z.array(sourceConfigSchema).max(500) })
  .superRefine(({ sources }, check) => {
    const seen = new Set<string>();
    for (const [index, { name }] of sources.entries()) {
      if (seen.has(name)) {
        check.addIssue({
          code: "custom",
          path: ["sources", index, "name"],
          message: `two sources are named "${name}"; names are unique`,
        });
      }
      seen.add(name);
    }
  });
export type Catalogue = z.output<typeof catalogueSchema>;

/** What is wrong with a part of a description. */
export interface SourceFault {
  /** The part, with dots between levels. */
  readonly field: string;
  /** What it must be, in words that follow "must be". */
  readonly rule: string;
  /** What was found, shortened; null where it is missing. */
  readonly value: string | null;
}

/** Reads a description as somebody wrote it, or tells every fault of it. */
export function readSource(given: unknown):
  | { readonly ok: true; readonly config: SourceConfig }
  | { readonly ok: false; readonly faults: readonly SourceFault[] } {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    const rule = 'an object, for example {"kind":"rss","name":"wire","url":"https://…"}';
    return { ok: false, faults: [{ field: "the description", rule, value: shown(given) }] };
  }
  const fields: Readonly<Record<string, unknown>> = { ...given };
  const { kind } = fields;
  const schema = Object.entries(KINDS).find(([name]) => name === kind)?.[1];
  if (schema === undefined) {
    const rule = "rss, reddit or alpaca_news";
    return { ok: false, faults: [{ field: "kind", rule, value: shown(kind) }] };
  }
  const parsed: z.ZodSafeParseResult<SourceConfig> = schema.safeParse(given);
  if (parsed.success) return { ok: true, config: parsed.data };
  const shape: Readonly<Record<string, z.ZodType>> = schema.shape;
  const faults = new Map<string, SourceFault>();
  for (const issue of parsed.error.issues) {
    if (issue.code === "unrecognized_keys") {
      const rule = `left out; a source of kind ${String(kind)} has ${
        Object.keys(shape).join(", ")
      }`;
      for (const key of issue.keys) {
        faults.set(key, { field: cut(key), rule, value: shown(fields[key]) });
      }
      continue;
    }
    const [key, index] = issue.path.map(String);
    if (key === undefined || faults.has(key)) continue;
    const whole = fields[key];
    const part = index !== undefined && Array.isArray(whole) ? whole[Number(index)] : whole;
    faults.set(key, {
      field: issue.path.join("."),
      rule: shape[key]?.description ?? issue.message,
      value: shown(part),
    });
  }
  return { ok: false, faults: [...faults.values()] };
}

/** A fault as a sentence. */
export function faultSentence({ field, rule, value }: SourceFault): string {
  return value === null
    ? `${field} is missing; it must be ${rule}.`
    : `${field} must be ${rule}, but is ${value}.`;
}

function shown(value: unknown): string | null {
  return value === undefined ? null : cut(JSON.stringify(value));
}

/** Longest value that is told back, in characters. */
const SHOWN_MAX = 80;

function cut(text: string): string {
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
