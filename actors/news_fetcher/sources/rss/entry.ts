import { tickerSchema } from "../../../domain/market.ts";
import type { SkippedEntry, SourceItem } from "../source.ts";
import { plainText, shortened } from "../text/plain_text.ts";
import { zonedDate } from "../text/zoned_date.ts";

/** The fields of an entry that count, as the XML gave them: every occurrence, in order. */
export const ENTRY_FIELDS = [
  "title",
  "link",
  "guid",
  "id",
  "pubDate",
  "published",
  "dc:date",
  "updated",
  "description",
  "summary",
  "content",
  "content:encoded",
  "nasdaq:tickers",
  "category",
] as const;

/** Every occurrence of each field: text, or an element with text, attributes and children. */
export type Entry = Readonly<Partial<Record<(typeof ENTRY_FIELDS)[number] | "rdf:about", unknown>>>;

const DEPTH_MAX = 64;

/** An entry in our own words, or why it cannot be used. `base` resolves relative links. */
export function readEntry(entry: Entry, base: string): SourceItem | SkippedEntry {
  const guid = firstText(entry.guid) ?? firstText(entry.id) ?? firstText(entry["rdf:about"]);
  const summary = firstOf([
    entry.description,
    entry.summary,
    entry["content:encoded"],
    entry.content,
  ], 10_000);
  const title = firstOf([entry.title], 1_000);
  if (title === "" && summary === "") {
    return {
      what: shortened(guid ?? linkOf(entry, base) ?? "an entry", 200),
      why: "it has neither a title nor a text",
    };
  }
  return {
    guid: guid !== null && guid.length <= 2_048 ? guid : null,
    url: linkOf(entry, base) ?? permalink(entry, base),
    // A headline is needed to judge by: without one, the text's beginning is it.
    title: title === "" ? shortened(summary, 200) : title,
    summary,
    publishedAt: publishedAt(entry),
    symbols: symbolsOf(entry),
  };
}

function publishedAt(entry: Entry): number | null {
  for (const field of [entry.pubDate, entry.published, entry["dc:date"], entry.updated]) {
    for (const node of list(field)) {
      const at = zonedDate(textOf(node));
      if (at !== null) return at;
    }
  }
  return null;
}

/** RSS has the link as text, Atom as an attribute of one of several links. */
function linkOf(entry: Entry, base: string): string | null {
  const links = list(entry.link).map((node) => ({
    rel: attribute(node, "rel") ?? "alternate",
    target: attribute(node, "href") ?? textOf(node),
  }));
  const chosen = links.filter(({ rel }) => rel === "alternate");
  for (const { target } of chosen) {
    const url = webUrl(target, base);
    if (url !== null) return url;
  }
  return null;
}

/** A guid is the link, unless it says that it is not. */
function permalink(entry: Entry, base: string): string | null {
  const [node] = list(entry.guid);
  if (node === undefined || attribute(node, "isPermaLink") === "false") return null;
  const text = textOf(node).trim();
  return /^https?:\/\//i.test(text) ? webUrl(text, base) : null;
}

/** An absolute http or https URL of bounded length; null for anything else, scripts above all. */
function webUrl(text: string, base: string): string | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const url = URL.parse(trimmed, base);
  if (url === null || !/^https?:$/.test(url.protocol) || url.href.length > 2_048) return null;
  return url.href;
}

/** Nasdaq's own element, and the `EXCHANGE:TICKER` categories of press release wires. */
function symbolsOf(entry: Entry): string[] {
  const listed = list(entry["nasdaq:tickers"]).flatMap((node) => textOf(node).split(","));
  const wired = list(entry.category)
    .filter((node) => /\/stock$/.test(attribute(node, "domain") ?? ""))
    .map((node) => textOf(node).replace(/^.*:/, ""));
  const tickers = [...listed, ...wired].map((text) => text.trim().toUpperCase())
    .filter((text) => tickerSchema.safeParse(text).success);
  return [...new Set(tickers)].slice(0, 64);
}

function firstOf(fields: readonly unknown[], charsMax: number): string {
  for (const field of fields) {
    for (const node of list(field)) {
      const text = plainText(textOf(node), charsMax);
      if (text !== "") return text;
    }
  }
  return "";
}

function firstText(field: unknown): string | null {
  const text = plainText(list(field).map(textOf).find((each) => each.trim() !== "") ?? "", 4_096);
  return text === "" ? null : text;
}

function list(field: unknown): readonly unknown[] {
  if (field === undefined || field === null) return [];
  return Array.isArray(field) ? field : [field];
}

/** All text in a node and its children, in the order of the document. */
function textOf(node: unknown, depth = 0): string {
  if (typeof node === "string") return node;
  if (typeof node !== "object" || node === null || depth > DEPTH_MAX) return "";
  if ("$$" in node && Array.isArray(node.$$)) {
    return node.$$.map((child) => textOf(child, depth + 1)).join(" ");
  }
  return "_" in node && typeof node._ === "string" ? node._ : "";
}

function attribute(node: unknown, name: string): string | null {
  if (typeof node !== "object" || node === null || !("$" in node)) return null;
  const attributes = node.$;
  if (typeof attributes !== "object" || attributes === null) return null;
  const value = Object.entries(attributes).find(([each]) => each === name)?.[1];
  return typeof value === "string" ? value : null;
}
