import { z } from "zod";
import { tickerSchema } from "../../../domain/market.ts";
import type { SymbolDirectory } from "../directory.ts";
import type { TickerExtractor } from "../ticker_extractor.ts";
import { type Headline, placeSchema, textsOf } from "../../../recordings/headlines.ts";

/** Where a labelled headline stands and which companies it names; its text is not kept. */
export const labelSchema = z.strictObject({
  ...placeSchema.shape,
  /**
   * `tuned`: rules and tables were made while looking at it. `aside`: read once, to
   * be labelled, before there were rules; scored twice, its mistakes never looked at.
   * `fresh`: drawn and labelled after the first look at `aside`, before any look at itself.
   * `blind`: drawn before, and labelled after, the table of small companies was written; scored once
   * nothing was to be changed any more.
   */
  part: z.enum(["tuned", "aside", "fresh", "blind"]),
  tickers: z.array(tickerSchema),
});
export type Label = z.output<typeof labelSchema>;

/** A label with the text that it is about. */
export interface Labelled {
  readonly label: Label;
  readonly text: string;
}

/** How right an extractor is: of what it says, and of what there is. */
export interface Quality {
  readonly headlines: number;
  readonly precision: number;
  readonly recall: number;
  /** Where it was wrong, for people. */
  readonly mistakes: readonly { label: Label; missed: string[]; wrong: string[] }[];
}

/** Counts tickers per headline, each once; the symbols of one company count as one. */
export function scoreExtractor(
  { extract }: TickerExtractor,
  directory: SymbolDirectory,
  labelled: readonly Labelled[],
): Quality {
  const company = companyOf(directory);
  const mistakes = [];
  let right = 0;
  let said = 0;
  let there = 0;
  for (const { label, text } of labelled) {
    const expected = new Set(label.tickers.map(company));
    const found = new Set(extract(text).map(({ ticker }) => company(ticker)));
    const missed = [...expected.difference(found)];
    const wrong = [...found.difference(expected)];
    right += expected.intersection(found).size;
    said += found.size;
    there += expected.size;
    if (missed.length + wrong.length > 0) mistakes.push({ label, missed, wrong });
  }
  const share = (all: number) => all === 0 ? 1 : right / all;
  return { headlines: labelled.length, precision: share(said), recall: share(there), mistakes };
}

/** Share classes and former symbols under one name. */
export function companyOf({ listings }: SymbolDirectory): (ticker: string) => string {
  const companies = new Map(
    listings.flatMap(({ ticker, otherSymbols }) => otherSymbols.map((other) => [other, ticker])),
  );
  return (ticker) => companies.get(ticker) ?? ticker;
}

/** Joins labels with the headlines that they are about; throws where a text is gone or has changed. */
export async function joinLabels(
  labels: readonly Label[],
  headlines: readonly Headline[],
): Promise<Labelled[]> {
  const textOf = textsOf(headlines);
  return await Promise.all(
    labels.map(async (label) => ({ label, text: await textOf(label) })),
  );
}
