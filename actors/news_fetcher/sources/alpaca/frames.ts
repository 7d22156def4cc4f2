import { type ControlEvent, readFrame as readAlpacaFrame } from "../../../alpaca/frames.ts";
import type { SkippedEntry, SourceItem } from "../source.ts";
import { readNews } from "./news.ts";

/** How the news socket is called in messages. */
export const NEWS_STREAM = "Alpaca's news stream";

/** What the news socket tells. */
export type NewsEvent =
  | { readonly kind: "item"; readonly item: SourceItem }
  | { readonly kind: "skipped"; readonly entry: SkippedEntry };

/** What the news socket says; every frame is an array of these. */
export type StreamEvent = ControlEvent | NewsEvent;

/** Reads one frame; one that is not what the protocol says is an error event. */
export function readFrame(text: string): readonly StreamEvent[] {
  return readAlpacaFrame(text, NEWS_STREAM, readNewsMessage);
}

/** Reads one message of the kind that carries an article. */
export function readNewsMessage(kind: string, message: unknown): readonly NewsEvent[] {
  if (kind !== "n") return [];
  const read = readNews(message);
  return "why" in read ? [{ kind: "skipped", entry: read }] : [{ kind: "item", item: read.item }];
}
