import { articles } from "../../../db/tables/news.ts";
import type { Millis } from "../../../runtime/clock/clock.ts";
import type { HostResources } from "../../../runtime/actor.ts";
import { articleIdOf } from "../identity.ts";
import type { SourceItem } from "../sources/source.ts";

/** The shared set of articles seen of late. */
export const SEEN_KEY = "news:seen_hashes";
const SEEN_MS = 7 * 86_400_000;

/**
 * Those of the items whose articles are not published yet. The shared set only spares the question
 * to the database: it is marked after the commit, and a set that is away or lost costs time alone.
 */
export async function unseen(
  { mailbox, store }: HostResources,
  source: string,
  items: readonly SourceItem[],
): Promise<SourceItem[]> {
  const byId = new Map(items.map((item) => [articleIdOf(source, item), item]));
  const known = await mailbox.shared.hasMembers(SEEN_KEY, [...byId.keys()]).catch(() =>
    new Set<string>()
  );
  const asked = [...byId.keys()].filter((id) => !known.has(id));
  if (asked.length > 0) {
    for (const row of await store.select(articles, { article_id: asked })) {
      known.add(row.article_id);
    }
  }
  return [...byId].filter(([id]) => !known.has(id)).map(([, item]) => item);
}

/**
 * Forgets what the shared set holds, at every start: one that has outlived its database would hide
 * articles for days. It fills again as articles are published.
 */
export async function forgetSeen({ mailbox }: HostResources): Promise<void> {
  await mailbox.shared.remove(SEEN_KEY).catch(() => {});
}

/** Marks articles that are published: only ever after their commit. */
export async function markSeen(
  { mailbox }: HostResources,
  source: string,
  items: readonly SourceItem[],
  now: Millis,
): Promise<void> {
  const ids = items.map((item) => articleIdOf(source, item));
  if (ids.length > 0) {
    await mailbox.shared.addExpiring(SEEN_KEY, ids, now + SEEN_MS).catch(() => []);
  }
}
