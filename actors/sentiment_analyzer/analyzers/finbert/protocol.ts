import { z } from "zod";

/** What the analyser and the process of its model say to each other. */

const share = z.number().min(0).max(1);

/** To the process. It loads one model, and then judges one text after another. */
export const toModelSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("load"),
    folder: z.string(),
    weights: z.string(),
    sha256: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal("judge"), id: z.int(), text: z.string() }),
]);
/** See {@link toModelSchema}. */
export type ToModel = z.output<typeof toModelSchema>;

/** From the process. */
export const fromModelSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("loaded"), digest: z.string() }),
  /** The model cannot be loaded, as one sentence. */
  z.strictObject({ kind: z.literal("unloadable"), weightsDiffer: z.boolean(), reason: z.string() }),
  z.strictObject({
    kind: z.literal("judged"),
    id: z.int(),
    probabilities: z.strictObject({ positive: share, negative: share, neutral: share }),
  }),
  /** This text cannot be judged; others can. */
  z.strictObject({ kind: z.literal("unjudged"), id: z.int(), reason: z.string() }),
]);
/** See {@link fromModelSchema}. */
export type FromModel = z.output<typeof fromModelSchema>;
