import assert from "node:assert/strict";
import { parseBigint, parseTimestamp } from "./column_types.ts";

Deno.test("a timestamp becomes ISO 8601 with milliseconds and Z", () => {
  assert.equal(parseTimestamp("2014-06-09 13:30:00+00"), "2014-06-09T13:30:00.000Z");
  assert.equal(parseTimestamp("2014-06-09 13:30:00.5+00"), "2014-06-09T13:30:00.500Z");
  assert.equal(parseTimestamp("0001-01-01 00:00:00.123456+00"), "0001-01-01T00:00:00.123Z");
  for (const text of ["infinity", "2014-06-09 13:30:00+02", "0044-03-15 12:00:00+00 BC"]) {
    assert.throws(() => parseTimestamp(text), RangeError);
  }
});

Deno.test("a bigint becomes a number where a number is exact, and an error where it is not", () => {
  assert.equal(parseBigint("9007199254740991"), Number.MAX_SAFE_INTEGER);
  assert.equal(parseBigint("-5"), -5);
  assert.throws(() => parseBigint("9007199254740992"), /beyond what a number keeps exactly/);
});
