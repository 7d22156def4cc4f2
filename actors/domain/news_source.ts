import { z } from "zod";
import { tickerSchema } from "./market.ts";

/** Unique, and fit to be a folder's name on every system. */
export const sourceNameSchema = z.string().regex(
  /^[a-z0-9][a-z0-9._-]{0,62}[a-z0-9]$/,
  "a source's name is 2 to 64 of a-z, 0-9, dot, dash and underscore, beginning and ending with a letter or digit",
);

const webUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).max(2_048);

const common = {
  name: sourceNameSchema,
  /** What people read; the name where there is none. */
  title: z.string().min(1).max(200).optional(),
  enabled: z.boolean().default(true),
  /** How much the source counts beside others, from 0 (not at all) to 1. */
  weight: z.number().min(0).max(1).default(0.5),
  /** Time between two polls that succeed, before jitter. Milliseconds; ten seconds to a day. */
  everyMs: z.int().min(10_000).max(86_400_000).default(300_000),
};

const rssConfigSchema = z.strictObject({ kind: z.literal("rss"), ...common, url: webUrl });
/** A feed in RSS or Atom. */
export type RssConfig = z.output<typeof rssConfigSchema>;

const redditConfigSchema = z.strictObject({
  kind: z.literal("reddit"),
  ...common,
  /** Without `r/`. */
  subreddits: z.array(z.string().regex(/^[A-Za-z0-9_]{2,21}$/)).min(1).max(50),
  listing: z.enum(["new", "hot", "rising", "top"]).default("new"),
  /** Posts with a lower score wait until they have it. */
  scoreMin: z.int().default(10),
  /** `oauth` needs an application's credentials and is allowed far more requests. */
  access: z.enum(["public", "oauth"]).default("public"),
  /** Where listings are asked for; Reddit's own host by default. */
  baseUrl: webUrl.optional(),
  /** Where tokens are asked for; Reddit's own by default. */
  tokenUrl: webUrl.optional(),
});
/** Posts of subreddits. */
export type RedditConfig = z.output<typeof redditConfigSchema>;

const alpacaNewsConfigSchema = z.strictObject({
  kind: z.literal("alpaca_news"),
  ...common,
  /** Empty: news about every symbol. */
  symbols: z.array(tickerSchema).max(1_000).default([]),
  /** How far back the first poll reaches. Milliseconds. */
  lookbackMs: z.int().min(0).max(30 * 86_400_000).default(86_400_000),
  baseUrl: webUrl.default("https://data.alpaca.markets"),
  streamUrl: z.url({ protocol: /^wss?$/, error: "must be a ws or wss URL" })
    .default("wss://stream.data.alpaca.markets/v1beta1/news"),
});
/** Alpaca's news, asked for and pushed; needs the account's key pair. */
export type AlpacaNewsConfig = z.output<typeof alpacaNewsConfigSchema>;

/** A source as data. Credentials are never part of it. */
export const sourceConfigSchema = z.discriminatedUnion("kind", [
  rssConfigSchema,
  redditConfigSchema,
  alpacaNewsConfigSchema,
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
