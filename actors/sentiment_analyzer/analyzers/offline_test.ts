import assert from "node:assert/strict";
import { testAnalyzerContract } from "./contract.ts";
import { judgeOffline, offlineAnalyzer } from "./offline.ts";
import { cuesOf } from "./offline/cues.ts";
import { tokensOf } from "./offline/tokens.ts";

testAnalyzerContract("offline", () => Promise.resolve({ analyzer: offlineAnalyzer() }));

const net = (text: string) => cuesOf(tokensOf(text)).reduce((sum, { weight }) => sum + weight, 0);

const CUES: readonly (readonly [string, 1 | -1 | 0])[] = [
  ["Quarterly profit rose sharply", 1],
  ["Quarterly losses rose sharply", -1],
  ["The firm cuts costs", 1],
  ["The firm cuts its dividend", -1],
  ["Net loss narrowed", 1],
  ["Operating margin narrowed", -1],
  ["It swung to a profit", 1],
  ["It swung to a loss", -1],
  ["Profit of EUR 5.1 mn compared to EUR 3.2 mn a year earlier", 1],
  ["EPS 0.95 vs 1.10 consensus", -1],
  ["Broker upgrades the maker of pumps", 1],
  ["The plan did not improve sales", -1],
  ["The stock hits record high", 1],
  ["New 52-week low", -1],
  ["Ex-dividend record date is Monday", 0],
  ["Shares -4.5% premarket", -1],
  ["The company has two offices in Oslo", 0],
];
for (const [text, sign] of CUES) {
  const word = sign === 1 ? "good" : sign === -1 ? "bad" : "no";
  Deno.test(`the cues find ${word} news in "${text}"`, () => {
    assert.equal(Math.sign(net(text)), sign, JSON.stringify(cuesOf(tokensOf(text))));
  });
}

Deno.test("the offline analyser tells good from bad, and says by what", () => {
  const good = judgeOffline("Operating profit rose to EUR 13.1 mn from EUR 8.7 mn");
  assert.equal(good.label, "positive");
  assert.match(good.evidence ?? "", /profit rose/);
  assert.equal(judgeOffline("Shares plunge after profit warning").label, "negative");
});

Deno.test("where there is nothing to go by, it abstains", () => {
  for (const text of ["", "Zxqv blorp wibble frob quux", "🚀🚀🚀"]) {
    const verdict = judgeOffline(text);
    assert.equal(verdict.label, "neutral", text);
    assert.equal(verdict.score, 0, text);
  }
});

Deno.test("names and links do not decide", () => {
  const [a, b] = ["$AAPL profit rose https://t.co/a", "$TSLA profit rose https://t.co/b"];
  assert.deepEqual(judgeOffline(a!), judgeOffline(b!));
});
