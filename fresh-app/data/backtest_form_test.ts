import assert from "node:assert/strict";
import fc from "fast-check";
import { strategyForms } from "../../actors/signal_generator/core.ts";
import { fieldsOf, FIRST_FIELDS, PARAMETER, readOrder } from "./backtest_form.ts";

const forms = strategyForms();

Deno.test("the form as it begins asks for the ensemble on stored bars", () => {
  const { order } = readOrder(FIRST_FIELDS, forms);
  assert.deepEqual(order, {
    strategy: "ensemble",
    data: { kind: "stored", tickers: ["AAPL"], timeframe: "1m" },
    seed: 1,
  });
});

Deno.test("parameters of a strategy that are left empty keep their defaults", () => {
  const fields = { ...FIRST_FIELDS, strategy: "momentum", kind: "simulated", "p.fast": "5" };
  assert.deepEqual(readOrder(fields, forms).order?.params, { fast: 5 });
});

Deno.test("every fault is told with the rule and what was written", () => {
  const fields = {
    ...FIRST_FIELDS,
    strategy: "momentum",
    cash: "much",
    [`${PARAMETER}fast`]: "1.5",
    [`${PARAMETER}slow`]: "9999",
  };
  assert.deepEqual(readOrder(fields, forms).faults?.slice(0, 3), [
    'Cash must be a number; it is "much".',
    'fast must be a whole number from 2 to 200; it is "1.5".',
    'slow must be a whole number from 3 to 500; it is "9999".',
  ]);
});

Deno.test("a run's own fields ask for the same run again", () => {
  const any = fc.record({
    strategy: fc.constantFrom("ensemble", "momentum", "breakout"),
    kind: fc.constantFrom("stored", "simulated", "files"),
    tickers: fc.constantFrom("AAPL", "AAPL, KO", "BRK.B MSFT"),
    sessions: fc.integer({ min: 1, max: 2_000 }).map(String),
    from: fc.constantFrom("", "2026-01-05"),
    cash: fc.constantFrom("", "25000"),
    slippage: fc.constantFrom("", "2.5"),
    commission: fc.constantFrom("", "0.1"),
  });
  fc.assert(fc.property(any, (given) => {
    const { order } = readOrder({ ...FIRST_FIELDS, ...given }, forms);
    assert.ok(order !== null);
    assert.deepEqual(readOrder(fieldsOf(order), forms).order, order);
  }));
});

Deno.test("whatever a form is filled with, it is an order or sentences, never a failure", () => {
  const names = [...Object.keys(FIRST_FIELDS), "p.fast", "p.slow", "unknown"];
  const fields = fc.dictionary(fc.constantFrom(...names), fc.string({ maxLength: 30 }));
  fc.assert(fc.property(fields, (given) => {
    const { order, faults } = readOrder({ ...FIRST_FIELDS, ...given }, forms);
    assert.notEqual(order === null, faults === null);
    if (faults !== null) assert.ok(faults.length > 0 && faults.every((each) => each.endsWith(".")));
  }));
});
