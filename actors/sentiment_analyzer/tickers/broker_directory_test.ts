import assert from "node:assert/strict";
import { directoryFromAssets, namesOfAsset } from "./broker_directory.ts";
import { OWN_DIRECTORY } from "./own_directory.ts";
import { createTickerExtractor } from "./ticker_extractor.ts";

const asset = (ticker: string, name: string | null) => ({ ticker, name });

Deno.test("a broker's assets say which symbols there are, and give names to those we do not know", () => {
  const directory = directoryFromAssets([
    asset("AAPL", "Apple Inc. Common Stock"),
    asset("ZZTQ", "Blue Harbor Widgets, Inc. Class A Common Stock"),
    asset("NAMELESS", null),
  ], OWN_DIRECTORY);
  assert.deepEqual([...directory.symbols ?? []], ["AAPL", "ZZTQ", "NAMELESS"]);
  const { extract } = createTickerExtractor(directory);
  const found = extract("Apple buys Blue Harbor Widgets, not Tesla or Gone Widgets");
  assert.deepEqual(found.map(({ ticker }) => ticker), ["AAPL", "ZZTQ"]);
});

Deno.test("a symbol that has taken another's place stands for the company", () => {
  const directory = directoryFromAssets([asset("FB", "Facebook")], OWN_DIRECTORY);
  const [found] = createTickerExtractor(directory).extract("Facebook rises");
  assert.equal(found?.ticker, "FB");
});

Deno.test("the word that a listed name comes down to needs evidence; warrants have no name", () => {
  const texts = (listed: string) =>
    namesOfAsset(listed).map(({ text, strength }) => `${text} ${strength}`);
  assert.deepEqual(texts("Insight Corp. Common Stock"), ["Insight Corp. careful", "Insight word"]);
  assert.deepEqual(texts("Blue Widgets Inc. Warrants"), []);
});
