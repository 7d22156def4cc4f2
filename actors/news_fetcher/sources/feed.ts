import type { Millis } from "../../../runtime/clock/clock.ts";
import type { Article } from "../../domain/article.ts";
import type { SourceItem } from "./source.ts";

/** What a source told, and when. */
export interface ToldItem {
  readonly source: string;
  /** From 0 to 1. */
  readonly sourceWeight: number;
  readonly item: SourceItem;
  readonly firstSeenAt: Millis;
  /** When it came in the time of the source's dates, where market time is another. */
  readonly receivedAt?: Millis;
  /** When decisions may know of it. */
  readonly at: Millis;
  readonly recorded: Article["recorded"];
}

/**
 * A feed whose every article is determined beforehand (a recording, a simulation). It keeps no
 * cursor: whoever reads says where it stands, so a restart goes on from any moment.
 */
export interface NewsFeed {
  /** What becomes known after `after` and up to `through`, in order of `at`, each article once. */
  read(after: Millis, through: Millis): readonly ToldItem[];
}
