import { parse } from "csv-parse/sync";
import type { SentimentLabel } from "../../domain/sentiment.ts";

/** A text with the label that people gave it. */
export interface LabelledText {
  readonly text: string;
  readonly label: SentimentLabel;
}

/** What the Twitter set's numbers mean. */
const TWITTER_LABELS: readonly SentimentLabel[] = ["negative", "positive", "neutral"];

/** Rows of the Twitter financial news set: `text,label` with 0 bearish, 1 bullish, 2 neutral. */
export function twitterRows(csv: string): LabelledText[] {
  const rows: string[][] = parse(csv, { from_line: 2, relax_column_count: false });
  return rows.map(([text, label], index) => {
    const named = TWITTER_LABELS[Number(label)];
    if (text === undefined || named === undefined) {
      throw new Error(`row ${index + 2}: the label must be 0, 1 or 2, but is ${label}`);
    }
    return { text, label: named };
  });
}

/** Lines of the Financial PhraseBank: `sentence@label` in ISO-8859-1. For evaluation only. */
export function phraseBankRows(bytes: Uint8Array): LabelledText[] {
  const text = new TextDecoder("iso-8859-1").decode(bytes);
  return text.split(/\r?\n/).filter((line) => line.trim() !== "").map((line, index) => {
    const at = line.lastIndexOf("@");
    const label = line.slice(at + 1).trim();
    if (at < 0 || (label !== "positive" && label !== "negative" && label !== "neutral")) {
      throw new Error(`line ${index + 1}: must end in @positive, @negative or @neutral`);
    }
    return { text: line.slice(0, at), label };
  });
}
