import assert from "node:assert/strict";
import fc from "fast-check";
import * as format from "./format.ts";

Deno.test("money has a dollar sign, thousands, cents and a true minus", () => {
  assert.equal(format.money("1234567.895"), "$1,234,567.90");
  assert.equal(format.money("-7.38"), "−$7.38");
  assert.equal(format.money("0"), "$0.00");
});

Deno.test("a change has a sign, and one that is shown as zero has none", () => {
  assert.equal(format.signedMoney("412.584"), "+$412.58");
  assert.equal(format.signedMoney("-0.01"), "−$0.01");
  assert.equal(format.signedMoney("0.004"), "$0.00");
  assert.equal(format.signedMoney("-0.004"), "$0.00");
});

Deno.test("amounts never pass through a float", () => {
  const amount = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
  fc.assert(
    fc.property(amount, (cents) => {
      const size = cents < 0n ? -cents : cents;
      const text = `${cents < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
      const shown = format.money(text).replaceAll(",", "").replace("−", "-").replace("$", "");
      assert.equal(shown, text);
    }),
  );
});

Deno.test("shares, scores and figures show no more than they know", () => {
  assert.equal(format.shares("12.500"), "12.5");
  assert.equal(format.shares("-3"), "−3");
  assert.equal(format.score(0.3841), "+0.384");
  assert.equal(format.score(-0.3841), "−0.384");
  assert.equal(format.score(0.0001), "0.000");
  assert.deepEqual([231.448, 30, 0.01234, 12345.6, NaN].map(format.figure), [
    "231.45",
    "30",
    "0.0123",
    "12,346",
    "–",
  ]);
});

Deno.test("market time is New York's, in summer and in winter", () => {
  assert.equal(format.marketMoment(Date.parse("2014-06-09T14:31:00Z")), "Mon 9 Jun 2014 10:31:00");
  assert.equal(format.marketMoment(Date.parse("2014-12-09T05:00:01Z")), "Tue 9 Dec 2014 00:00:01");
});

Deno.test("a duration has two units at most", () => {
  const cases = [[-5, "0 ms"], [92, "92 ms"], [1_000, "1 s"], [857_000, "14 min 17 s"]] as const;
  for (const [ms, text] of cases) assert.equal(format.duration(ms), text);
  assert.equal(format.duration(3_600_000), "1 h");
  assert.equal(format.duration(3_605_000), "1 h");
  assert.equal(format.duration(90_061_000), "1 d 1 h");
});
