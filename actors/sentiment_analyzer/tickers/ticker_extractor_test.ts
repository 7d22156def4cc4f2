import assert from "node:assert/strict";
import fc from "fast-check";
import { OWN_DIRECTORY } from "./own_directory.ts";
import { createTickerExtractor } from "./ticker_extractor.ts";
import { withTerms } from "./user_terms.ts";
import { TEXT_LENGTH_MAX } from "./words.ts";

const { extract } = createTickerExtractor(OWN_DIRECTORY);
const tickers = (text: string) => [...new Set(extract(text).map(({ ticker }) => ticker))];

const CASES: readonly (readonly [text: string, expected: readonly string[]])[] = [
  ["Apple's iPhone sales beat", ["AAPL"]],
  ["Bank of America Corp. rises as AT&T Inc falls", ["BAC", "T"]],
  ["Apple pie wins the county fair", []],
  ["Target date funds gain", []],
  ["Target shares slide after Target's forecast", ["TGT"]],
  ["How long does a Visa application take?", []],
  ["Visa reports record profit", ["V"]],
  ["The gap widens; Gap between rich and poor", []],
  ["Gap Inc names a new head", ["GAP"]],
  ["Price Target Raises Eyebrows", []],
  ["Meta analysis of 40 trials", []],
  ["Meta Platforms and Alphabet rally", ["META", "GOOGL"]],
  ["IT IS ALL OVER NOW FOR A KEY CAT", []],
  ["$ALL, $IT, $NOW and $A", ["ALL", "IT", "NOW", "A"]],
  ["NOW stock gains", ["NOW"]],
  ["Google ($GOOG) sued", ["GOOG"]],
  ["Google sued", ["GOOGL"]],
  ["Berkshire Hathaway $BRK.A hits a high", ["BRK.A"]],
  ["Warren Buffett buys", ["BRK.B"]],
  ["Tim Cook speaks; Azure grows", ["AAPL", "MSFT"]],
  ["Harrison Ford at 80; fires in the Amazon rainforest", []],
  ["UPS and downs; ups and downs", ["UPS"]],
  ["MPC holds rates; ADM Tronics reports; VAL-083 data; GGAL.BA; LNG export", []],
  ["TSLA, INO among gainers; CMG +1.6%", ["TSLA", "INO", "CMG"]],
  ["A China mobile phone maker", []],
  ["BlackRock North American Income Trust declares a dividend", []],
  ["Nvidia rises, says Goldman Sachs's Moe", ["NVDA"]],
  ["Gap up 7% premarket; Gap opened up 7 times", ["GAP"]],
  ["Mind the Gap up there", []],
  ["Lumber Liquidators EPS beats", ["LL"]],
  ["Casper Mountain is lovely", []],
  ["An elastic demand", []],
  ["Listed on AMEX", []],
  ["Here's what it's like", []],
  ["Goldman Sachs upgrades Nvidia", ["NVDA"]],
  ["Goldman Sachs cuts 500 jobs", ["GS"]],
  ["Watch us on YouTube via Twitter", []],
  ["Read https://example.com/apple/tesla", []],
];

for (const [text, expected] of CASES) {
  const said = expected.length === 0 ? "no ticker" : expected.join(", ");
  Deno.test(`"${text}" names ${said}`, () => assert.deepEqual(tickers(text), expected));
}

Deno.test("each kind of evidence is told, with the text that it rests on", () => {
  const found = extract("$KO (NYSE: PEP) Microsoft, Google, Tim Cook, iPhone and TSLA", "Boeing", [
    "F",
  ]);
  assert.deepEqual(
    found.map(({ ticker, evidence, where, matched }) =>
      `${ticker} ${evidence} ${where} ${matched}`
    ),
    [
      "KO cashtag title $KO",
      "PEP exchange title NYSE: PEP",
      "MSFT company title Microsoft",
      "GOOGL alias title Google",
      "AAPL person title Tim Cook",
      "AAPL product title iPhone",
      "TSLA symbol title TSLA",
      "BA company summary Boeing",
      "F attached attached F",
    ],
  );
});

Deno.test("a user's own terms go before the table's", () => {
  const own = withTerms(OWN_DIRECTORY, [
    { ticker: "AAPL", kind: "alias", text: "Cupertino" },
    { ticker: "XYZQ", kind: "product", text: "Azure" },
  ]);
  const found = createTickerExtractor(own).extract("Cupertino and Azure");
  assert.deepEqual(found.map(({ ticker }) => ticker), ["AAPL", "XYZQ"]);
});

Deno.test("symbols that the broker does not have are left out, whatever the text says", () => {
  const { extract } = createTickerExtractor({ ...OWN_DIRECTORY, symbols: new Set(["AAPL"]) });
  assert.deepEqual(extract("$AAPL $MSFT Tesla", "", ["T"]).map(({ ticker }) => ticker), ["AAPL"]);
});

const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(
    "$AAPL",
    "(NYSE:BAC)",
    "Apple",
    "Bank of America",
    "'s",
    "AT&T",
    " ",
    "\u0000",
    "İ",
    "$",
  ),
);
const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(""));

Deno.test("any text is read without a throw, the same way twice, in order, and every offset holds", () => {
  fc.assert(fc.property(text, text, (title, summary) => {
    const found = extract(title, summary);
    assert.deepEqual(extract(title, summary), found);
    for (const { where, matched, offset } of found) {
      const searched = where === "title" ? title : summary;
      assert.equal(searched.slice(offset, offset + matched.length), matched);
      assert.notEqual(matched, "");
    }
  }));
});

Deno.test("control characters around a cashtag neither hide nor move it", () => {
  const control = fc.integer({ min: 0, max: 31 }).map((code) => String.fromCharCode(code));
  fc.assert(fc.property(fc.array(control, { minLength: 1 }), (controls) => {
    const around = controls.join("");
    const [first] = extract(`${around}$AAPL${around}`);
    assert.deepEqual([first?.ticker, first?.offset], ["AAPL", around.length]);
  }));
});

Deno.test("of a text without end only the beginning is searched", () => {
  for (const unit of ["$A", "((", "Bank of ", "http://", "$$", "Apple's ", "\u0000", "NYSE: "]) {
    const long = unit.repeat(5_000_000 / unit.length);
    for (const { offset } of extract(long)) assert.ok(offset < TEXT_LENGTH_MAX);
  }
});
