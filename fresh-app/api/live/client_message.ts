import { z } from "zod";
import type { ClientMessage } from "../../live/messages.ts";
import { OF_TICKER, PLAIN, readTopic } from "../../live/topics.ts";

/** Largest message of a client, in UTF-16 units of its text. */
export const MESSAGE_MAX = 8_192;

/** Most topics that one client follows. */
export const TOPICS_MAX = 32;

const topic = z.string().max(64).refine((text) => readTopic(text) !== null, {
  error: ({ input }) =>
    `there is no topic ${JSON.stringify(input)}; topics are ${PLAIN.join(", ")}, and of a ticker ${
      OF_TICKER.map((name) => `${name}:AAPL`).join(", ")
    }`,
});

const place = z.strictObject({ epoch: z.string().min(1).max(64), seq: z.int().min(0) });

const clientMessage = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("subscribe"),
    topics: z.array(z.strictObject({ topic, from: place.optional() })).min(1).max(TOPICS_MAX),
  }),
  z.strictObject({
    type: z.literal("unsubscribe"),
    topics: z.array(topic).min(1).max(TOPICS_MAX),
  }),
  z.strictObject({ type: z.literal("ping") }),
]);

/** A message of a client, or one sentence on why it is none. */
export function readClientMessage(text: string): ClientMessage | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return "A message must be one JSON document.";
  }
  const parsed = clientMessage.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".") || "the message";
  return `${where}: ${issue?.message ?? "it cannot be used"}.`;
}
