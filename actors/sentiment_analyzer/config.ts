import { z } from "zod";

/** Where FinBERT comes from. */
export const finbertConfigSchema = z.strictObject({
  /** A model of the Hugging Face hub, as `owner/name`, or the absolute path of a folder. */
  model: z.string().min(1).max(500),
  revision: z.string().regex(/^[\w.-]+$/).default("main"),
  /** SHA-256 of the weights; null: whatever the hub states. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/).nullable().default(null),
  /** Folder, by absolute path, in which what was fetched is kept. */
  cache: z.string().min(1),
  /** The hub, or a mirror of it. */
  hub: z.url({ protocol: /^https?$/ }).default("https://huggingface.co"),
  /** Most memory for JavaScript objects of the model's process, in MiB. */
  heapMiBMax: z.int().min(64).max(16_384).default(512),
  /** Unix socket at which its process is summoned; null: it is started directly. */
  door: z.string().min(1).nullable().default(null),
});
/** See {@link finbertConfigSchema}. */
export type FinbertConfig = z.output<typeof finbertConfigSchema>;

/** Where Ollama is, and how long it may take. */
export const ollamaConfigSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  model: z.string().min(1).max(200).default("llama3.2"),
  timeoutMs: z.int().min(100).max(120_000).default(15_000),
  /** Requests at a time. */
  concurrency: z.int().min(1).max(16).default(2),
  /** Failures in a row after which it is left alone for {@link pauseMs}. */
  failuresMax: z.int().min(1).max(100).default(3),
  pauseMs: z.int().min(100).max(3_600_000).default(30_000),
});
/** See {@link ollamaConfigSchema}. */
export type OllamaConfig = z.output<typeof ollamaConfigSchema>;

/** Configuration of the sentiment analyser. Without FinBERT and Ollama, the offline default judges. */
export const sentimentAnalyzerConfigSchema = z.strictObject({
  finbert: finbertConfigSchema.nullable().default(null),
  ollama: ollamaConfigSchema.nullable().default(null),
  /** JSON file, by absolute path, with names of companies beside ours; null: none. */
  tickerTerms: z.string().min(1).nullable().default(null),
  /** Whether a broker's list of what it trades is looked for; a replay must not depend on one. */
  brokerDirectory: z.boolean().default(false),
  /** Confidence from which on FinBERT's word stands. */
  threshold: z.number().min(0).max(1).default(0.7),
  /**
   * One article after another, and models are waited for: what a replay trades on must not depend on
   * how fast this machine is.
   */
  inOrder: z.boolean().default(false),
  /** Longest time for which an article holds up those behind it, in ms. */
  holdMs: z.int().min(0).max(60_000).default(250),
  /** Age at which a judgement that is still waited for is left to the offline default, in ms. */
  deadlineMs: z.int().min(100).max(600_000).default(30_000),
  /** Judgements under way beside the queue. */
  openMax: z.int().min(1).max(1_000).default(256),
});
/** See {@link sentimentAnalyzerConfigSchema}. */
export type SentimentAnalyzerConfig = z.output<typeof sentimentAnalyzerConfigSchema>;
