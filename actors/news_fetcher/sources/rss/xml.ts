import { decodeHTMLStrict } from "entities";
import { plainText } from "../text/plain_text.ts";

/** What a document is, told by its beginning alone. */
export type DocumentKind =
  | { readonly kind: "feed" }
  /** `what`: in words after "is". */
  | { readonly kind: "not_a_feed"; readonly what: string }
  | { readonly kind: "refused"; readonly why: string };

const FEED_ROOTS = ["rss", "rdf:RDF", "feed"];

/** Tells a feed from an error page, from data of another kind, and from an attack on the parser. */
export function documentKind(text: string): DocumentKind {
  const start = text.trimStart();
  if (start === "") return { kind: "not_a_feed", what: "empty" };
  if (/^[[{"]/.test(start)) return { kind: "not_a_feed", what: "JSON" };
  const { root, entities } = rootOf(start);
  if (entities) {
    return {
      kind: "refused",
      why: "it declares entities of its own, which could grow without end",
    };
  }
  if (root !== null && FEED_ROOTS.includes(root)) return { kind: "feed" };
  const title = /<title[^>]*>([^<]{1,500})/i.exec(start.slice(0, 20_000))?.[1];
  if (/^(!doctype\s+html|html|head|body)$/i.test(root ?? "") || title !== undefined) {
    const named = title === undefined ? "" : ` titled "${plainText(title, 100)}"`;
    return { kind: "not_a_feed", what: `an HTML page${named}` };
  }
  if (root !== null) {
    return { kind: "not_a_feed", what: `XML with the root <${root.slice(0, 40)}>` };
  }
  return { kind: "not_a_feed", what: `text that begins "${plainText(start, 60)}"` };
}

/** The first element's name, past instructions, comments and the document type. */
function rootOf(text: string): { root: string | null; entities: boolean } {
  let at = 0;
  let entities = false;
  for (;;) {
    while (/\s/.test(text[at] ?? "")) at++;
    let end: number;
    if (text.startsWith("<?", at)) end = after(text, "?>", at);
    else if (text.startsWith("<!--", at)) end = after(text, "-->", at + 4);
    else if (text.startsWith("<!", at)) {
      end = endOfDeclaration(text, at);
      entities ||= /<!ENTITY/i.test(text.slice(at, end));
    } else break;
    if (end >= text.length) return { root: null, entities };
    at = end;
  }
  const root = /^<([\w:.-]+)/.exec(text.slice(at, at + 100))?.[1] ?? null;
  return { root, entities };
}

function after(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found + what.length;
}

/** Past a `<!DOCTYPE …>`, whose quotes and brackets may hold any sign. */
function endOfDeclaration(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"' || sign === "'") {
      const close = text.indexOf(sign, at + 1);
      if (close < 0) return text.length;
      at = close;
    } else if (sign === "<" || sign === "[") depth++;
    else if (sign === "]") depth--;
    else if (sign === ">" && --depth === 0) return at + 1;
  }
  return text.length;
}

/**
 * Makes text that XML's rules forbid and real feeds hold parsable, outside of CDATA: HTML's named
 * references become their characters, a bare `&` is escaped, a reference to no character becomes
 * U+FFFD. Control characters go everywhere.
 */
export function repairedXml(xml: string): string {
  const text = xml.trimStart().replace(FORBIDDEN, "");
  let out = "";
  let from = 0;
  for (;;) {
    const open = text.indexOf("<![CDATA[", from);
    if (open < 0) return out + repairedReferences(text.slice(from));
    out += repairedReferences(text.slice(from, open));
    const close = text.indexOf("]]>", open);
    if (close < 0) return out + text.slice(open);
    out += text.slice(open, close + 3);
    from = close + 3;
  }
}

// deno-lint-ignore no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

const PREDEFINED = ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"];

function repairedReferences(text: string): string {
  return text.replace(
    /&(?:#x([\da-f]{1,8});|#(\d{1,10});|(\w{1,32});)?/gi,
    (whole, hex, decimal, name) => {
      if (name !== undefined) {
        if (PREDEFINED.includes(whole)) return whole;
        const decoded = decodeHTMLStrict(whole);
        return decoded === whole ? `&amp;${name};` : escaped(decoded);
      }
      if (hex === undefined && decimal === undefined) return "&amp;";
      const point = hex !== undefined ? parseInt(hex, 16) : Number(decimal);
      return isCharacter(point) ? whole : "\ufffd";
    },
  );
}

function isCharacter(point: number): boolean {
  if (point < 32) return point === 9 || point === 10 || point === 13;
  return point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
