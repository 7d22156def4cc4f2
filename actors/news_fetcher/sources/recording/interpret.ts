import { readFrame } from "../alpaca/frames.ts";
import { readNewsAnswer } from "../alpaca/page.ts";
import { readListingAnswer } from "../reddit.ts";
import { readFeedAnswer } from "../rss.ts";
import type { PollOutcome } from "../source.ts";
import type { RecordedExchange } from "./reader.ts";

/**
 * What a recorded exchange tells, by the code that read it when it was live. The memory in it is of
 * no use; a wait is counted from the recorded moment.
 */
export async function interpretExchange(exchange: RecordedExchange): Promise<PollOutcome> {
  const memory = {};
  if (exchange.kind === "failure") {
    return { kind: "failed", failure: exchange.failure, memory, waitMs: null };
  }
  if (exchange.kind === "frame") return interpretFrame(exchange.load());
  const { config } = exchange;
  const answer = exchange.load();
  const now = exchange.at ?? 0;
  if (config.kind === "rss") return await readFeedAnswer(config, answer, memory, now);
  if (config.kind === "reddit") {
    const read = await readListingAnswer(config, answer, memory, now);
    if ("kind" in read) return read;
    const { page: { items, skipped }, waitMs } = read;
    return { kind: "items", items, skipped, memory, waitMs };
  }
  const read = await readNewsAnswer(answer, now);
  if (!read.ok) return { kind: "failed", failure: read.failure, memory, waitMs: read.waitMs };
  const { page: { items, skipped } } = read;
  return { kind: "items", items, skipped, memory, waitMs: null };
}

function interpretFrame(text: string): PollOutcome {
  const events = readFrame(text);
  const items = events.flatMap((event) => event.kind === "item" ? [event.item] : []);
  const skipped = events.flatMap((event) => event.kind === "skipped" ? [event.entry] : []);
  const error = events.find((event) => event.kind === "error");
  if (error !== undefined && items.length === 0) {
    return { kind: "failed", failure: error.failure, memory: {}, waitMs: null };
  }
  if (items.length === 0 && skipped.length === 0) {
    return { kind: "unchanged", memory: {}, waitMs: null };
  }
  return { kind: "items", items, skipped, memory: {}, waitMs: null };
}
