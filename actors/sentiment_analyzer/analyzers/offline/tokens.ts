/** What kind of thing a token is. */
export type TokenKind = "word" | "number" | "percent" | "mark";

/** One token of a text, in lower case. */
export interface Token {
  readonly text: string;
  readonly kind: TokenKind;
  /** A number's value with its unit applied where it is known; a percentage keeps its sign. */
  readonly value: number | null;
  /** Whether a number carries an explicit sign, as in `+3%`. */
  readonly signed: boolean;
}

/** Longest text that is looked at, in characters; headlines and leads are far shorter. */
export const TEXT_MAX = 2_000;

const PATTERN =
  /(?<link>https?:\/\/\S*|www\.\S+)|(?<tag>[$#@][\p{L}_][\p{L}\p{N}_.]*)|(?<number>(?<![\p{L}\p{N}])[+\-−–]?[$€£¥]?\d[\d,]*(?:\.\d+)?(?:\s?(?:percent|pct|per cent)\b|\s?%)?)|(?<word>\p{L}[\p{L}\p{N}]*(?:[&'.\-]\p{L}[\p{L}\p{N}]*)*)|(?<mark>[.,;:!?()"])/gu;

const UNITS: ReadonlyMap<string, number> = new Map([
  ["k", 1e3],
  ["thousand", 1e3],
  ["m", 1e6],
  ["mn", 1e6],
  ["mln", 1e6],
  ["million", 1e6],
  ["millions", 1e6],
  ["b", 1e9],
  ["bn", 1e9],
  ["bln", 1e9],
  ["billion", 1e9],
  ["billions", 1e9],
]);

const CONTRACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ["cannot", ["can", "not"]],
  ["can't", ["can", "not"]],
  ["won't", ["will", "not"]],
  ["isn't", ["is", "not"]],
]);

/**
 * Splits a text into lower-case tokens. Links, user names and cashtags are dropped: they name
 * things, and whoever is named must not decide the sentiment. Hashtags lose their `#`.
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const plain = text.slice(0, TEXT_MAX).normalize("NFKC").replaceAll(/[‘’`´]/g, "'");
  for (const { groups, index, 0: whole } of plain.matchAll(PATTERN)) {
    if (groups === undefined || groups.link !== undefined) continue;
    if (groups.tag !== undefined) {
      if (whole.startsWith("#")) tokens.push(word(whole.slice(1).toLowerCase()));
    } else if (groups.number !== undefined) {
      tokens.push(numberToken(whole, plain.slice(index + whole.length)));
    } else if (groups.word !== undefined) pushWord(tokens, whole.toLowerCase());
    else tokens.push({ text: whole, kind: "mark", value: null, signed: false });
  }
  return tokens;
}

function pushWord(tokens: Token[], text: string): void {
  const whole = CONTRACTIONS.get(text);
  if (whole !== undefined) tokens.push(...whole.map(word));
  else if (text.endsWith("n't")) tokens.push(word(text.slice(0, -3)), word("not"));
  else if (text.endsWith("'s")) tokens.push(word(text.slice(0, -2)));
  else tokens.push(word(text));
}

function word(text: string): Token {
  return { text, kind: "word", value: null, signed: false };
}

function numberToken(whole: string, rest: string): Token {
  const percent = /[%t]$/.test(whole);
  const digits = Number(whole.replaceAll(/[^\d.]/g, ""));
  const signed = /^[+\-−–]/.test(whole);
  const sign = signed && !whole.startsWith("+") ? -1 : 1;
  const unit = percent ? undefined : /^\s?(\p{L}+)/u.exec(rest)?.[1]?.toLowerCase();
  const value = sign * digits * (UNITS.get(unit ?? "") ?? 1);
  return {
    text: percent ? "<pct>" : "<num>",
    kind: percent ? "percent" : "number",
    value: Number.isFinite(value) ? value : null,
    signed,
  };
}

/** Whether a word only carries a number's unit or currency. */
export function isUnit(text: string): boolean {
  return UNITS.has(text) || CURRENCIES.has(text);
}

const CURRENCIES = new Set(
  "eur usd gbp sek nok dkk chf jpy cny rmb inr rs crore lakh euro euros dollar dollars pounds yen"
    .split(" "),
);
