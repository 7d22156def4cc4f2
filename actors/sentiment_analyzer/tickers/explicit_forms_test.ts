import assert from "node:assert/strict";
import fc from "fast-check";
import { explicitMentions } from "./explicit_forms.ts";

const tickers = (text: string) => explicitMentions(text, () => true).map(({ ticker }) => ticker);

Deno.test("cashtags and exchange forms name their tickers, share classes included", () => {
  assert.deepEqual(tickers("$AAPL, $brk-b and Bank (NYSE:BAC)"), ["AAPL", "BRK.B", "BAC"]);
  assert.deepEqual(tickers("Apple (NASDAQ: AAPL) rises."), ["AAPL"]);
});

Deno.test("an instrument code of Reuters names its ticker where the exchange is an American one", () => {
  assert.deepEqual(tickers("Apple (AAPL.O) and AT&T (T.N) rise; SAP (SAPG.DE) falls"), [
    "AAPL",
    "T",
  ]);
  assert.deepEqual(tickers("Edited Transcript of GLOG earnings conference call"), ["GLOG"]);
  assert.deepEqual(
    tickers("Edited Transcript of NTR.TO earnings conference call; the U.N. and P.O. box"),
    [],
  );
});

Deno.test("an amount of money and a bare word are no tickers", () => {
  assert.deepEqual(tickers("$5 and US$AAPL, IT is ALL NOW, $TOOLONGWORD"), []);
});

Deno.test("any text is read without a throw, the same way twice, and every offset holds", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.string(), (a, b) => {
    const text = `${a} $AAPL ${b}`;
    const found = explicitMentions(text, () => true);
    assert.ok(found.some(({ ticker }) => ticker === "AAPL"));
    assert.deepEqual(explicitMentions(text, () => true), found);
    for (const { matched, offset } of found) {
      assert.equal(text.slice(offset, offset + matched.length), matched);
    }
  }));
});
