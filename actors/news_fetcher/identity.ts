import { derivedId } from "../../runtime/clock/ids.ts";
import type { SourceItem } from "./sources/source.ts";

/**
 * Identity of an article: its guid, else its link, else its title, scoped to the source. What a
 * source changes later (a corrected title, a longer lead) leaves the identity as it is.
 */
export function articleIdOf(
  source: string,
  item: Pick<SourceItem, "guid" | "url" | "title">,
): string {
  if (item.guid !== null) return derivedId("article", source, "guid", item.guid);
  if (item.url !== null) return derivedId("article", source, "url", item.url);
  return derivedId("article", source, "title", item.title.trim().replaceAll(/\s+/g, " "));
}
