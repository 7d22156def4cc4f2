import assert from "node:assert/strict";
import { failureOf } from "./failure.ts";

Deno.test("a failure carries the messages of its causes", () => {
  const cause = new Error("connection refused");
  const failure = failureOf(new TypeError("the quote feed cannot be opened", { cause }));
  assert.equal(failure.name, "TypeError");
  assert.equal(failure.message, "the quote feed cannot be opened: connection refused");
  assert.equal(failure.restartable, true);
  assert.match(failure.stack ?? "", /failure_test/);
});

Deno.test("an error says itself that a restart cannot help", () => {
  class BadConfiguration extends Error {
    readonly restartable = false;
  }
  assert.equal(failureOf(new BadConfiguration("x")).restartable, false);
});

Deno.test("whatever is thrown becomes a failure", () => {
  for (const thrown of ["text", 7, null, undefined, { a: 1 }]) {
    const { name, message } = failureOf(thrown);
    assert.deepEqual({ name, message }, { name: "Thrown", message: `threw ${String(thrown)}` });
  }
});
