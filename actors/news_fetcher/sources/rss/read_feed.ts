import Parser from "rss-parser";
import type { SkippedEntry, SourceFailure, SourceItem } from "../source.ts";
import { decodeText } from "../text/charset.ts";
import { shortened } from "../text/plain_text.ts";
import { type Entry, ENTRY_FIELDS, readEntry } from "./entry.ts";
import { documentKind, repairedXml } from "./xml.ts";

/** More entries than this are left out, and counted. */
export const ENTRIES_MAX = 10_000;

/** A feed's entries, or why it is none. */
export type FeedResult =
  | {
    readonly ok: true;
    readonly items: readonly SourceItem[];
    readonly skipped: readonly SkippedEntry[];
  }
  | { readonly ok: false; readonly failure: SourceFailure };

/**
 * Reads RSS 0.9x, 1.0, 2.0 or Atom out of a body that is no longer compressed.
 *
 * @param url where it came from: relative links are relative to it
 */
export async function readFeed(
  bytes: Uint8Array,
  contentType: string | undefined,
  url: string,
): Promise<FeedResult> {
  const text = decodeText(bytes, contentType);
  const document = documentKind(text);
  if (document.kind === "not_a_feed") {
    return fail("not_a_feed", `the answer is no feed but is ${document.what}`);
  }
  if (document.kind === "refused") {
    return fail("unreadable", `the feed is refused: ${document.why}`);
  }
  let entries: readonly Entry[];
  try {
    entries = await parse(repairedXml(text));
  } catch (error) {
    // rss-parser reaches into a channel that is not there.
    if (error instanceof TypeError) return fail("unreadable", "the feed has no channel");
    const reason = error instanceof Error ? error.message : String(error);
    return fail("unreadable", `the feed is broken XML: ${shortened(oneLine(reason), 200)}`);
  }
  const items: SourceItem[] = [];
  const skipped: SkippedEntry[] = [];
  for (const entry of entries.slice(0, ENTRIES_MAX)) {
    const read = readEntry(entry, url);
    if ("why" in read) skipped.push(read);
    else items.push(read);
  }
  const beyond = entries.length - ENTRIES_MAX;
  if (beyond > 0) {
    skipped.push({ what: `${beyond} entries`, why: `a feed is read up to ${ENTRIES_MAX} entries` });
  }
  return { ok: true, items, skipped };
}

/**
 * rss-parser lets one odd entry fail the whole feed (an impossible date, a link without attributes)
 * and takes the machine's zone for a missing one. So the fields we use go past it under other names:
 * it finds the entries of every dialect, and what is in them is read by `entry.ts`.
 */
async function parse(xml: string): Promise<readonly Entry[]> {
  const parser = new Parser<Record<string, unknown>, Record<string, unknown>>({
    defaultRSS: 2,
    customFields: { item: RAW_FIELDS.map(([from, to]) => [from, to, { keepArray: true }]) },
    xml2js: {
      tagNameProcessors: [(name: string) => RENAMED.get(name) ?? name],
      // Unescaped markup keeps the order of its words, in "$$".
      explicitChildren: true,
      preserveChildrenOrder: true,
      charsAsChildren: true,
    },
  });
  const { items } = await parser.parseString(xml);
  return items;
}

const RENAMED = new Map<string, string>(ENTRY_FIELDS.map((name) => [name, `raw:${name}`]));
const RAW_FIELDS: readonly (readonly [string, string])[] = [...RENAMED].map((
  [name, raw],
) => [raw, name]);

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function fail(code: SourceFailure["code"], message: string): FeedResult {
  return { ok: false, failure: { code, message } };
}
