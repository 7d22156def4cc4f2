import assert from "node:assert/strict";
import { type OrderStatus, orderStatusSchema } from "../domain/order.ts";
import { become, IllegalTransition, isTerminal, mayBecome, step } from "./lifecycle.ts";

const statuses = orderStatusSchema.options;

Deno.test("an order goes from intent to fill, in parts or at once, and ends for good", () => {
  const lives: OrderStatus[][] = [
    ["intended", "submitted", "accepted", "filled"],
    ["intended", "submitted", "accepted", "partially_filled", "partially_filled", "filled"],
    ["intended", "submitted", "filled"],
    ["intended", "submitted", "rejected"],
    ["intended", "submitted", "accepted", "partially_filled", "cancelled"],
    ["intended", "submitted", "accepted", "expired"],
    ["intended", "submitted", "accepted", "replaced"],
    ["intended", "cancelled"],
  ];
  for (const life of lives) {
    assert.equal(life.reduce(become), life.at(-1));
    assert.ok(isTerminal(life.at(-1)!));
  }
});

Deno.test("nothing follows a terminal status, and nothing leads back to the intent", () => {
  for (const from of statuses) {
    assert.ok(!mayBecome(from, "intended"));
    if (!isTerminal(from)) continue;
    for (const to of statuses) {
      assert.throws(() => become(from, to), IllegalTransition);
    }
  }
  assert.deepEqual(statuses.filter(isTerminal), [
    "filled",
    "cancelled",
    "rejected",
    "expired",
    "replaced",
  ]);
});

Deno.test("an intent that was never sent cannot be filled, and says what it can become", () => {
  assert.throws(
    () => become("intended", "filled"),
    /an order that is intended cannot become filled; only submitted, cancelled/,
  );
});

Deno.test("a step that is written down must be legal from every status it may start from", () => {
  assert.equal(step("accepted" as "accepted" | "partially_filled", "filled"), "filled");
  // @ts-expect-error a filled order can become nothing
  step("filled", "cancelled");
  // @ts-expect-error what is filled in part was accepted, and cannot be rejected any more
  step("accepted" as "accepted" | "partially_filled", "rejected");
});
