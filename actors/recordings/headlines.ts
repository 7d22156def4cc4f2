import { z } from "zod";

/** One headline of a recorded file, by the place where it stands. */
export interface Headline {
  /** Path below the folder of recordings. */
  readonly file: string;
  /** Line on which it starts, counted from 1. */
  readonly line: number;
  /** Which of the headlines that start on this line, counted from 0. */
  readonly nth: number;
  readonly text: string;
}

/** The recorded files that headlines are taken from. */
export const HEADLINE_FILES: readonly string[] = [
  "sentiment/tfns_train.csv",
  "sentiment/tfns_valid.csv",
  "sentiment/Sentences_50Agree.txt",
  "aligned/hour-2014/news.jsonl",
  "aligned/minute-2014-06/news.jsonl",
  "feeds/bbc-world.rss",
  "feeds/federal-reserve-bom.rss",
  "feeds/google-news.rss",
  "feeds/guardian.rss",
  "feeds/marketwatch.rss",
  "feeds/rss-1.rss",
  "reddit/posts.json",
  "reddit/search-posts.json",
];

/** Every headline of a file that stands whole on its lines. PhraseBank is ISO-8859-1; the rest UTF-8. */
export function readHeadlines(file: string, bytes: Uint8Array): Headline[] {
  const text = new TextDecoder(file.endsWith(".txt") ? "iso-8859-1" : "utf-8").decode(bytes);
  if (file.endsWith(".rss")) return titles(file, text);
  const read = file.endsWith(".csv")
    ? tweet
    : file.endsWith(".txt")
    ? (line: string) => /^(.+)@[a-z]+\s*$/.exec(line)?.[1] ?? null
    : jsonTitle;
  return text.split("\n").flatMap((line, index) => {
    const title = read(line.trimEnd());
    return title === null ? [] : [{ file, line: index + 1, nth: 0, text: title }];
  });
}

/** `text,label`; a record that spans several lines is left out. */
function tweet(line: string): string | null {
  const match = /^(?:"((?:[^"]|"")*)"|([^"]*)),[012]$/.exec(line);
  return match === null ? null : match[1]?.replaceAll('""', '"') ?? match[2] ?? null;
}

function jsonTitle(line: string): string | null {
  const match = /"title": ("(?:[^"\\]|\\.)*")/.exec(line);
  return match === null ? null : String(JSON.parse(match[1]!));
}

function titles(file: string, text: string): Headline[] {
  const perLine = new Map<number, number>();
  let line = 1;
  let from = 0;
  return [...text.matchAll(/<title[^>]{0,80}>([^]*?)<\/title>/g)].map((match) => {
    for (; from < match.index; from++) if (text.charCodeAt(from) === 10) line++;
    const nth = perLine.get(line) ?? 0;
    perLine.set(line, nth + 1);
    return { file, line, nth, text: plain(match[1]!) };
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&#39;": "'",
  "&amp;": "&",
};

function plain(markup: string): string {
  return markup.replace(/^\s*<!\[CDATA\[([^]*)\]\]>\s*$/, "$1")
    .replace(/&(?:lt|gt|quot|apos|#39|amp);/g, (entity) => ENTITIES[entity]!).trim();
}

/** Where the recordings lie beside the project. */
const FOLDER = new URL("../../../shared/data/", import.meta.url);

/** Every headline of the recordings; null where they are absent. */
export async function recordedHeadlines(): Promise<Headline[] | null> {
  try {
    const files = await Promise.all(
      HEADLINE_FILES.map(async (file) =>
        readHeadlines(file, await Deno.readFile(new URL(file, FOLDER)))
      ),
    );
    return files.flat();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** A label's headline: its place, and what tells whether it is still the one that was labelled. */
export const placeSchema = z.strictObject({
  file: z.string(),
  line: z.int().positive(),
  nth: z.int().nonnegative(),
  /** The first 8 bytes of the SHA-256 of its text, in hexadecimal. */
  digest: z.string().regex(/^[0-9a-f]{16}$/),
});
/** See {@link placeSchema}. */
export type HeadlinePlace = z.output<typeof placeSchema>;

/** The text of each place; throws where one is gone or has changed. */
export function textsOf(
  headlines: readonly Headline[],
): (place: HeadlinePlace) => Promise<string> {
  const key = ({ file, line, nth }: Omit<HeadlinePlace, "digest">) => `${file}:${line}:${nth}`;
  const texts = new Map(headlines.map((headline) => [key(headline), headline.text]));
  return async (place) => {
    const text = texts.get(key(place));
    if (text === undefined || await digestOf(text) !== place.digest) {
      throw new Error(
        `The headline at ${key(place)} is not the one that was labelled: ` +
          `its digest should be ${place.digest}; label it anew.`,
      );
    }
    return text;
  };
}

/** The first 8 bytes of the SHA-256 of a text, in hexadecimal. */
export async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest, 0, 8).toHex();
}
