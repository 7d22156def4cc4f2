import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { runDigest } from "./digest.ts";

const signal = { at: 2, seq: 1, ticker: "AAPL", side: "buy", score: 0.5 } as const;
const fill = {
  at: 2,
  seq: 1,
  ticker: "AAPL",
  side: "buy",
  quantity: "10",
  price: "1.5",
  fee: "0.05",
} as const;

Deno.test("a digest is taken over one JSON line for each signal and fill", () => {
  const lines = '{"at":2,"ticker":"AAPL","side":"buy","score":0.5}\n' +
    '{"at":2,"ticker":"AAPL","side":"buy","quantity":"10","price":"1.5","fee":"0.05"}\n';
  assert.equal(runDigest([signal], [fill]), createHash("sha256").update(lines).digest("hex"));
});

Deno.test("a digest does not depend on the order in which its parts are handed over", () => {
  const later = { ...signal, at: 3, seq: 2 };
  const other = { ...signal, ticker: "BAC", seq: 3 };
  assert.equal(
    runDigest([signal, other, later], [fill]),
    runDigest([later, signal, other], [fill]),
  );
});

Deno.test("a digest changes with any part of any signal or fill", () => {
  const base = runDigest([signal], [fill]);
  assert.notEqual(base, runDigest([{ ...signal, score: 0.5000000001 }], [fill]));
  assert.notEqual(base, runDigest([signal], [{ ...fill, fee: "0.06" }]));
  assert.notEqual(base, runDigest([signal], []));
});
