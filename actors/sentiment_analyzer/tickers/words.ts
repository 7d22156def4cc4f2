/** One word of a text: letters and digits, or a single `&`. */
export interface Word {
  /** As in the text, in lower case. */
  readonly lower: string;
  /** Where it starts and ends, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** Longest text that is searched, in UTF-16 units: an article's lead has at most half of it. */
export const TEXT_LENGTH_MAX = 20_000;

/** The words of a text, in order. Apostrophes, hyphens and full stops divide
 * words; a dollar sign within one (`HEI$T`) is a letter. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  const length = Math.min(text.length, TEXT_LENGTH_MAX);
  let start = -1;
  for (let at = 0; at <= length; at++) {
    const code = at < length ? text.charCodeAt(at) : 32;
    if (isWordCode(code) || code === 36 && start >= 0) {
      if (start < 0) start = at;
      continue;
    }
    if (start >= 0) {
      words.push({ lower: text.slice(start, at).toLowerCase(), start, end: at });
      start = -1;
    }
    if (code === 38) words.push({ lower: "&", start: at, end: at + 1 });
  }
  return words;
}

/** Letters of any alphabet are taken as everything outside ASCII but punctuation (U+2000 to U+2BFF). */
function isWordCode(code: number): boolean {
  if (code < 128) {
    return code >= 97 && code <= 122 || code >= 65 && code <= 90 || code >= 48 && code <= 57;
  }
  return code >= 0xc0 && (code < 0x2000 || code > 0x2bff) && code < 0xd800;
}

/** Whether what stands between two words of one name may stand there: a space, hyphen, stop or apostrophe. */
export function joins(text: string, from: number, to: number): boolean {
  if (to - from > 2) return false;
  for (let at = from; at < to; at++) if (!" .-'’/*".includes(text[at]!)) return false;
  return true;
}
