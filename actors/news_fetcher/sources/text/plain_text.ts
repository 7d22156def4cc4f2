import { decodeHTMLStrict } from "entities";

/** No more of a field is looked at: what follows would be cut off anyway. */
const INPUT_CHARS_MAX = 200_000;

/** Feeds escape once, sometimes twice; a third time is the last that is undone. */
const ROUNDS_MAX = 3;

/**
 * Text without markup: tags go (scripts and styles with what is in them), character references are
 * decoded, twice-escaped ones too, control characters and invisible direction marks go, white space
 * is single. At most `charsMax` UTF-16 units, cut at a character with an ellipsis.
 *
 * What looks like a tag and is none (`a < b`) stays; `R&D` stays, for it is no reference.
 */
export function plainText(markup: string, charsMax: number): string {
  let text = markup.slice(0, INPUT_CHARS_MAX);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const decoded = decodeHTMLStrict(withoutTags(text));
    if (decoded === text) break;
    text = decoded;
  }
  return shortened(cleanText(withoutTags(text)), charsMax);
}

/** Text that is no markup: control characters and direction marks removed, white space single. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(BREAKS, " ").replace(INVISIBLE, "").replace(/\s+/g, " ")
    .trim();
}

/** At most `charsMax` UTF-16 units, an ellipsis included, no character cut in two. */
export function shortened(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const cut = text.slice(0, charsMax - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

// deno-lint-ignore no-control-regex -- control characters are what is looked for
const BREAKS = /[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]/g;
// Controls, soft hyphen, zero-width space, direction overrides and isolates, byte-order mark.
const INVISIBLE =
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  /[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

const TAG_NAME = /^\/?([a-zA-Z][\w:-]*)/;

/** Elements between which a reader sees a gap. */
const BLOCKS = new Set(
  ("address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 " +
    "header hr img li main nav ol p pre section table tbody td tfoot th thead tr ul").split(" "),
);

/** Elements whose content is not text. */
const UNREAD = new Set(["script", "style", "iframe", "noscript", "template", "svg", "math"]);

/** One pass from left to right, linear in the length whatever the markup is. */
function withoutTags(text: string): string {
  let out = "";
  let from = 0;
  const lower = text.toLowerCase();
  while (from < text.length) {
    const open = text.indexOf("<", from);
    if (open < 0) break;
    out += text.slice(from, open);
    if (text.startsWith("<!--", open)) {
      const end = text.indexOf("-->", open + 4);
      if (end < 0) return out;
      from = end + 3;
      continue;
    }
    const tag = tagAt(text, open);
    if (tag === null) {
      out += "<";
      from = open + 1;
      continue;
    }
    from = tag.end;
    if (BLOCKS.has(tag.name)) out += " ";
    if (UNREAD.has(tag.name) && !tag.closed) {
      const end = lower.indexOf(`</${tag.name}`, from);
      if (end < 0) return out;
      const close = text.indexOf(">", end);
      if (close < 0) return out;
      from = close + 1;
    }
  }
  return out + text.slice(from);
}

/** A tag, declaration or instruction that begins at `open`; null where it is just a sign. */
function tagAt(text: string, open: number): { name: string; end: number; closed: boolean } | null {
  const next = text[open + 1] ?? "";
  if (!/[a-zA-Z/!?]/.test(next)) return null;
  const close = text.indexOf(">", open);
  const other = text.indexOf("<", open + 1);
  if (close < 0 || (other >= 0 && other < close)) return null;
  const inner = text.slice(open + 1, close);
  if (next === "!" || next === "?") return { name: "", end: close + 1, closed: true };
  const name = TAG_NAME.exec(inner)?.[1]?.toLowerCase();
  if (name === undefined) return null;
  return { name, end: close + 1, closed: next === "/" || inner.endsWith("/") };
}
