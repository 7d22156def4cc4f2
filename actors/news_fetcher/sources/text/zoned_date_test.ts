import assert from "node:assert/strict";
import fc from "fast-check";
import { zonedDate } from "./zoned_date.ts";

const AT = Date.UTC(2026, 6, 16, 18);

Deno.test("dates with their zone are read, in the forms that feeds have", () => {
  for (
    const text of [
      "Thu, 16 Jul 2026 18:00:00 GMT",
      "Thu, 16 Jul 2026 18:00:00 UT",
      "Thu, 16 Jul 2026 18:00:00 UTC",
      "Thu, 16 Jul 2026 18:00:00 Z",
      "Thu, 16 Jul 2026 18:00:00 +0000",
      "Thu, 16 Jul 2026 18:00:00 -0000",
      "Thu, 16 Jul 2026 14:00:00 EDT",
      "Thu, 16 Jul 2026 13:00:00 EST",
      "Thu, 16 Jul 2026 13:00:00 CDT",
      "Thu, 16 Jul 2026 12:00:00 MDT",
      "Thu, 16 Jul 2026 11:00:00 PDT",
      "Thu, 16 Jul 2026 14:00:00 -0400",
      "Thu, 16 Jul 2026 14:00:00 -04:00",
      "Thu, 16 Jul 2026 20:00:00 GMT+0200",
      "Thu, 16 Jul 2026 23:30:00 +0530 (IST)",
      "16 Jul 26 18:00 GMT",
      "Thursday, 16 July 2026 18:00:00 GMT",
      "thu, 16 jul 2026 18:00:00 gmt",
      "  Thu,  16 Jul 2026  18:00:00  GMT\r\n ",
      "2026-07-16T18:00:00Z",
      "2026-07-16T18:00Z",
      "2026-07-16t18:00:00.000z",
      "2026-07-16 18:00:00 +0000",
      "2026-07-16T18:00:00.000000000Z",
      "2026-07-16T14:00:00-04:00",
      "2026-07-16T20:00:00+02",
    ]
  ) assert.equal(zonedDate(text), AT, text);
});

Deno.test("a zone is never guessed, and an impossible moment is none", () => {
  for (
    const text of [
      "Thu, 16 Jul 2026 18:00:00",
      "2026-07-16T18:00:00",
      "2026-07-16 18:00",
      "2026-07-16",
      "16 Jul 2026",
      "Thu, 16 Jul 2026 18:00:00 BST",
      "Thu, 16 Jul 2026 18:00:00 IST",
      "Thu, 16 Jul 2026 18:00:00 CET",
      "Thu, 16 Jul 2026 18:00:00 A",
      "Thu, 16 Jul 2026 18:00:00 +9900",
      "Thu, 31 Jun 2026 18:00:00 GMT",
      "2026-02-29T00:00:00Z",
      "2026-07-16T24:00:00Z",
      "2026-13-01T00:00:00Z",
      "1784224800",
      "yesterday",
      "",
      "x".repeat(10_000),
    ]
  ) assert.equal(zonedDate(text), null, text);
});

Deno.test("years of two digits and leap seconds are those of RFC 2822", () => {
  assert.equal(zonedDate("31 Dec 98 23:59:60 GMT"), Date.UTC(1999, 0, 1));
  assert.equal(zonedDate("01 Jan 49 00:00:00 GMT"), Date.UTC(2049, 0, 1));
});

Deno.test("any moment written with any zone is read back", () => {
  const moment = fc.date({
    min: new Date("1970-01-01T00:00:00Z"),
    max: new Date("2099-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  fc.assert(fc.property(moment, fc.integer({ min: -12 * 60, max: 14 * 60 }), (date, east) => {
    const local = new Date(date.getTime() + east * 60_000).toISOString().slice(0, -1);
    const minutes = Math.abs(east);
    const zone = `${east < 0 ? "-" : "+"}${String(Math.floor(minutes / 60)).padStart(2, "0")}:${
      String(minutes % 60).padStart(2, "0")
    }`;
    assert.equal(zonedDate(local + zone), date.getTime());
    assert.equal(zonedDate(date.toUTCString()), Math.floor(date.getTime() / 1000) * 1000);
  }));
});
