import { z } from "zod";
import { type SentimentLabel, sentimentLabelSchema } from "../../../domain/sentiment.ts";

/** What different models call the same thing, in lower case. */
const NAMES: Readonly<Record<string, SentimentLabel>> = {
  positive: "positive",
  negative: "negative",
  neutral: "neutral",
  bullish: "positive",
  bearish: "negative",
};

/** The part of a model's `config.json` that is read here. */
export const modelConfigSchema = z.object({
  id2label: z.record(z.string().regex(/^\d+$/), z.string()),
  max_position_embeddings: z.int().min(8).optional(),
});

/** See {@link modelConfigSchema}. */
export type ModelConfig = z.output<typeof modelConfigSchema>;

/**
 * The label of each of a model's outputs, by the names that the model gives them and never by their
 * place: models of one family order them differently. Throws one sentence where the names are not
 * those of the three labels, each once.
 */
export function labelsOf({ id2label }: ModelConfig): SentimentLabel[] {
  const given = Object.entries(id2label).sort(([a], [b]) => Number(a) - Number(b));
  const labels = given.map(([, name]) => NAMES[name.trim().toLowerCase()]);
  const whole = sentimentLabelSchema.options.every((label) => labels.includes(label)) &&
    given.length === sentimentLabelSchema.options.length &&
    given.every(([place], index) => Number(place) === index);
  if (whole) return labels.filter((label) => label !== undefined);
  const named = given.map(([place, name]) => `${place}: ${name}`).join(", ").slice(0, 120);
  throw new Error(
    `config.json must name positive, negative and neutral in id2label, each once, but has ` +
      `${named || "nothing"}; choose a model of three sentiments`,
  );
}
