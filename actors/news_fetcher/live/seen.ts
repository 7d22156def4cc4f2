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
 * What the database knows and the set does not is marked again, until `now` plus a week.
 */
export async function unseen(
  { mailbox, store }: HostResources,
  source: string,
  items: readonly SourceItem[],
  now: Millis,
): Promise<SourceItem[]> {
  const byId = new Map(items.map((item) => [articleIdOf(source, item), item]));
  const known = await mailbox.shared.hasMembers(SEEN_KEY, [...byId.keys()]).catch(() =>
    new Set<string>()
  );
  const asked = [...byId.keys()].filter((id) => !known.has(id));
  if (asked.length === 0) return [];
  const published = await store.select(articles, { article_id: asked });
  const ids = new Set(published.map(({ article_id }) => article_id));
  await mark({ mailbox }, [...ids], now);
  return asked.filter((id) => !ids.has(id)).map((id) => byId.get(id)!);
}

/**
 * Forgets what the shared set holds, at every start: one that has outlived its database would hide
 * articles for days. It fills again as articles are published.
 */
export async function forgetSeen({ mailbox }: HostResources): Promise<void> {
  await mailbox.shared.remove(SEEN_KEY).catch(() => {});
}

/** Marks articles that are published: only ever after their commit. */
export function markSeen(
  resources: Pick<HostResources, "mailbox">,
  source: string,
  items: readonly SourceItem[],
  now: Millis,
): Promise<void> {
  return mark(resources, items.map((item) => articleIdOf(source, item)), now);
}

async function mark(
  { mailbox }: Pick<HostResources, "mailbox">,
  ids: readonly string[],
  now: Millis,
): Promise<void> {
  if (ids.length > 0) {
    await mailbox.shared.addExpiring(SEEN_KEY, ids, now + SEEN_MS).catch(() => []);
  }
}
