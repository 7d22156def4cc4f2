import assert from "node:assert/strict";
import fc from "fast-check";
import { decimal, price, usd } from "../domain/money.ts";
import { sizeOf, sizingSchema } from "./sizing.ts";

Deno.test("a tenth of equity is bought in whole shares, rounded down", () => {
  const sizing = sizingSchema.parse({});
  assert.equal(sizeOf(usd(100_000), price(644.8), sizing), "15");
  assert.equal(sizeOf(usd(100_000), price(10_001), sizing), "0");
  assert.equal(sizeOf(usd(-5), price(10), sizing), "0");
});

Deno.test("parts of a share are bought where that is allowed", () => {
  const sizing = sizingSchema.parse({ fractional: true, equityFraction: 0.5 });
  assert.equal(sizeOf(usd(100), price(3), sizing), "16.666666666");
});

Deno.test("no size ever costs more than its fraction of equity", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.integer({ min: 1, max: 1e7 }),
      fc.integer({ min: 1, max: 100 }),
      fc.boolean(),
      (equity, cents, percent, fractional) => {
        const each = price(decimal(cents).div(100));
        const size = sizeOf(usd(equity), each, { equityFraction: percent / 100, fractional });
        assert.ok(decimal(size).times(each).lte(decimal(equity).times(percent / 100)));
        if (!fractional) assert.ok(decimal(size).isInteger());
      },
    ),
  );
});
