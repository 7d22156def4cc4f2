import assert from "node:assert/strict";
import { settle } from "../../runtime/clock/virtual.ts";
import { Turns } from "./turns.ts";

Deno.test("turns are given in the order in which they were asked for, one at a time", async () => {
  const turns = new Turns();
  const [a, b, c] = [{}, {}, {}];
  const order: object[] = [];
  const take = (who: object) => turns.take(who).then(() => void order.push(who));
  for (const who of [a, b, c]) void take(who);
  await settle();
  assert.deepEqual(order, [a]);
  assert.ok(turns.has(a));
  turns.pass(b);
  await settle();
  assert.deepEqual(order, [a], "only the holder can pass its turn on");
  await turns.take(a);
  turns.pass(a);
  await settle();
  assert.ok(turns.has(b));
  turns.pass(b);
  turns.pass(b);
  await settle();
  assert.deepEqual(order, [a, b, c]);
  assert.ok(turns.has(c));
});
