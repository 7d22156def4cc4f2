import assert from "node:assert/strict";
import { retryAfterMs, WAIT_MS_MAX } from "./retry_after.ts";

const now = Date.UTC(2026, 6, 16, 18);

Deno.test("Retry-After is seconds or a date", () => {
  assert.equal(retryAfterMs("120", now), 120_000);
  assert.equal(retryAfterMs(" 0 ", now), 0);
  assert.equal(retryAfterMs("Thu, 16 Jul 2026 18:01:00 GMT", now), 60_000);
});

Deno.test("a wait is never negative and never longer than a day", () => {
  assert.equal(retryAfterMs("Thu, 16 Jul 2020 18:01:00 GMT", now), 0);
  assert.equal(retryAfterMs("99999999999", now), WAIT_MS_MAX);
  assert.equal(retryAfterMs("Thu, 16 Jul 2099 18:01:00 GMT", now), WAIT_MS_MAX);
});

Deno.test("what cannot be read is no wish", () => {
  for (const value of [undefined, "", "soon", "-5"]) {
    const wait = retryAfterMs(value, now);
    assert.ok(wait === null || wait === 0, `${value}: ${wait}`);
  }
});
