import type { Json } from "../runtime/delivery/store.ts";
import type { Permissions } from "../runtime/supervisor/permissions.ts";
import type { Plan } from "./plan.ts";

/** The news fetcher's configuration: where news comes from, and when decisions may know of it. */
export function newsConfig({ news, settings }: Plan): Json {
  const { scoringLatencyMs } = settings;
  return { feed: news, rules: { scoringLatencyMs } } as unknown as Json;
}

/**
 * What the news fetcher may do. Live sources may be anywhere, and redirect: it judges every address
 * itself before it connects.
 */
export function newsPermissions({ news, files }: Plan): Permissions {
  if (news?.kind !== "live") return { read: files };
  const record = news.recordTo === null ? [] : [news.recordTo];
  return { net: "all", read: [...files, ...record], write: record };
}
