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
