import { z } from "zod";
import type { SkippedEntry, SourceFailure, SourceItem } from "../source.ts";
import { plainText } from "../text/plain_text.ts";

/** The part of a post (`t3`) that is read. */
const postSchema = z.object({
  name: z.string().min(1).max(64),
  title: z.string(),
  selftext: z.string().nullish(),
  author: z.string().nullish(),
  permalink: z.string().startsWith("/").max(2_000),
  score: z.number(),
  created_utc: z.number().positive(),
  removed_by_category: z.string().nullish(),
  banned_by: z.union([z.string(), z.boolean()]).nullish(),
});

const listingSchema = z.object({
  kind: z.literal("Listing"),
  data: z.object({
    children: z.array(z.object({ kind: z.string(), data: z.unknown() })),
    after: z.string().max(64).nullish(),
  }),
});

/** One page of posts. */
export interface ListingPage {
  readonly items: readonly SourceItem[];
  readonly skipped: readonly SkippedEntry[];
  /** Where the next page begins; null at the end. */
  readonly after: string | null;
  /** Creation of the page's newest and oldest post, whatever its score; null of an empty page. */
  readonly newestAt: number | null;
  readonly oldestAt: number | null;
}

/** A page, or why the bytes are none. */
export type ListingResult =
  | { readonly ok: true; readonly page: ListingPage }
  | { readonly ok: false; readonly failure: SourceFailure };

/**
 * Reads a listing of Reddit's JSON API. Posts that were removed or deleted, and those below the
 * minimum score, are left out.
 */
export function readListing(bytes: Uint8Array, scoreMin: number): ListingResult {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return notAListing("the answer is no JSON");
  }
  const listing = listingSchema.safeParse(json);
  if (!listing.success) return notAListing("the answer is JSON but no listing of posts");
  const items: SourceItem[] = [];
  const skipped: SkippedEntry[] = [];
  const times: number[] = [];
  for (const child of listing.data.data.children) {
    if (child.kind !== "t3") continue;
    const post = postSchema.safeParse(child.data);
    if (!post.success) {
      const [issue] = post.error.issues;
      skipped.push({
        what: nameOf(child.data),
        why: `its field ${issue?.path.join(".")} cannot be read: ${issue?.message}`,
      });
      continue;
    }
    const { data } = post;
    const publishedAt = Math.round(data.created_utc * 1000);
    times.push(publishedAt);
    const title = plainText(data.title, 1_000);
    const why = removal(data) ?? (title === "" ? "it has no title" : null) ??
      (data.score < scoreMin ? `its score ${data.score} is below ${scoreMin}` : null);
    if (why !== null) {
      skipped.push({ what: data.name, why });
      continue;
    }
    items.push({
      guid: data.name,
      url: URL.parse(data.permalink, "https://www.reddit.com")?.href ?? null,
      title,
      summary: plainText(data.selftext ?? "", 10_000),
      publishedAt,
      symbols: [],
    });
  }
  const newestAt = times.length === 0 ? null : Math.max(...times);
  const oldestAt = times.length === 0 ? null : Math.min(...times);
  const after = listing.data.data.after ?? null;
  return { ok: true, page: { items, skipped, after, newestAt, oldestAt } };
}

function removal(post: z.output<typeof postSchema>): string | null {
  if (post.removed_by_category) return `it was removed (${post.removed_by_category})`;
  if (post.banned_by) return "it was removed (banned)";
  if (post.author === "[deleted]") return "its author deleted it";
  if (/^\[ ?(removed|deleted)( by .*)?\]$/i.test((post.selftext ?? "").trim())) {
    return "its text was removed";
  }
  if (/^\[ ?(removed|deleted)( by .*)?\]$/i.test(post.title.trim())) return "its title was removed";
  return null;
}

function nameOf(data: unknown): string {
  const name = z.object({ name: z.string().max(64) }).safeParse(data);
  return name.success ? name.data.name : "a post";
}

function notAListing(message: string): ListingResult {
  return { ok: false, failure: { code: "not_a_feed", message } };
}
