import assert from "node:assert/strict";
import fc from "fast-check";
import { decimal, fillPrice, notional, price, quantity, sumUsd, usd } from "./money.ts";

Deno.test("money is canonical decimal text without exponent or trailing zeros", () => {
  assert.equal(usd("1.500"), "1.5");
  assert.equal(usd(1e21), "1000000000000000000000");
  assert.equal(usd(1e-9), "0.000000001");
  assert.equal(usd(-0), "0");
  assert.equal(usd("-0.0000000001"), "0");
});

Deno.test("money rounds half to even, quantities toward zero, fills against the trader", () => {
  assert.equal(usd("0.0000000005"), "0");
  assert.equal(usd("0.0000000015"), "0.000000002");
  assert.equal(quantity("1.9999999999"), "1.999999999");
  assert.equal(quantity("-1.9999999999"), "-1.999999999");
  assert.equal(fillPrice("10.0000000001", "buy"), "10.000000001");
  assert.equal(fillPrice("10.0000000009", "sell"), "10");
});

Deno.test("a sum of cents is exact where floats are not", () => {
  assert.equal(sumUsd(usd("0.1"), usd("0.2")), "0.3");
  assert.equal(notional(quantity(3), price(0.1)), "0.3");
  assert.equal(notional(quantity(-3), price(0.1)), "-0.3");
});

Deno.test("what is not a finite number is refused with the value found", () => {
  assert.throws(() => usd("abc"), /expected a decimal number, found "abc"/);
  assert.throws(() => usd(NaN), /expected a finite number, found NaN/);
});

Deno.test("any float price becomes its shortest decimal and comes back the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999_999 }), fc.integer({ min: 0, max: 6 }), (n, d) => {
      const float = n / 10 ** d;
      assert.equal(Number(price(float)), float);
      assert.equal(decimal(price(float)).toString(), decimal(float).toString());
    }),
  );
});
