import assert from "node:assert/strict";
import { tickerSchema } from "../../domain/market.ts";
import { readTable } from "./directory.ts";
import { OWN_DIRECTORY } from "./own_directory.ts";
import { SHORT_NAMES } from "./table/short_names.ts";

const { listings, terms } = OWN_DIRECTORY;
const symbols = listings.flatMap(({ ticker, otherSymbols }) => [ticker, ...otherSymbols]);

Deno.test("every line of our own table has a proper ticker and a name", () => {
  for (const symbol of symbols) tickerSchema.parse(symbol);
  for (const { ticker, names } of listings) {
    for (const { text } of names) assert.match(text, /^[\p{L}\p{N}].*[\p{L}\p{N}.']$/u, ticker);
  }
});

Deno.test("no symbol belongs to two companies", () => {
  const twice = symbols.filter((symbol, index) => symbols.indexOf(symbol) !== index);
  assert.deepEqual(twice, []);
});

Deno.test("every person and product is of a company in the table", () => {
  const tickers = new Set(listings.map(({ ticker }) => ticker));
  assert.deepEqual(terms.filter(({ ticker }) => !tickers.has(ticker)), []);
});

Deno.test("every short name is of a company in the table", () => {
  const tickers = new Set(listings.map(({ ticker }) => ticker));
  for (const { ticker } of readTable(SHORT_NAMES)) assert.ok(tickers.has(ticker), ticker);
});
