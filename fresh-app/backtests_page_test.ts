import assert from "node:assert/strict";
import { sampleBacktest } from "./api/testing/backtests.ts";
import { fakePorts } from "./api/testing/fakes.ts";
import { backtestOrderSchema } from "../actors/domain/backtest.ts";
import { tokenHeaders } from "./auth/testing/people.ts";
import { ask, pagesOver } from "./testing/pages.ts";

const RUN = "0b9ff2f3-1c5b-4a42-8e6e-0a3a7a3a0d11";
const OTHER = "0b9ff2f3-1c5b-4a42-8e6e-0a3a7a3a0d12";
const request = backtestOrderSchema.parse({
  strategy: "momentum",
  data: { kind: "simulated", tickers: ["AAPL"] },
});

const result = {
  stats: {
    "Return [%]": 4.2,
    "Buy & Hold Return [%]": 6,
    "Max. Drawdown [%]": -2.5,
    "# Trades": 12,
    "Sharpe Ratio": null,
  },
  reasons: { "Sharpe Ratio": "needs at least 30 period returns, found 3" },
  equity: [
    { at: "2026-01-05T15:00:00.000Z", equity: 10_000 },
    { at: "2026-01-06T15:00:00.000Z", equity: 10_420 },
  ],
  monthly: [{ period: "2026-01", return_pct: 4.2 }],
  yearly: [{ period: "2026", return_pct: 4.2 }],
  trades: [{
    ticker: "AAPL",
    size: 10,
    entry_time: "2026-01-05T15:00:00.000Z",
    exit_time: "2026-01-06T15:00:00.000Z",
    entry_price: 100,
    exit_price: 142,
    pnl: 420,
    return_pct: 42,
  }],
  attribution: [{ strategy: "momentum", pnl: "420", trades: 1 }],
  warnings: ["AAPL: a <b>warning</b>."],
  request,
};

/** Pages over a run that came to an end, and whoever may change things. */
async function bench() {
  const ports = fakePorts();
  ports.backtests.result = () => Promise.resolve(result);
  for (const runId of [RUN, OTHER]) {
    const run = sampleBacktest(runId, request, { status: "succeeded" });
    await ports.backtests.request(runId, request);
    ports.backtests.find = (asked) => Promise.resolve({ ...run, runId: asked });
  }
  const pages = await pagesOver(ports);
  const operator = await tokenHeaders(ports.auth);
  return { ports, pages, operator };
}

const POST = (fields: Record<string, string>, headers: Record<string, string>) => ({
  method: "POST",
  body: new URLSearchParams(fields),
  headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
});

Deno.test("a finished run is told in a sentence, with why a figure is missing", async () => {
  const { pages } = await bench();
  const text = await (await ask(pages, `/backtests/${RUN}`)).text();
  assert.match(text, /It made \+4\.20% after costs, 1\.80% less than holding/);
  assert.match(text, /With 12 round trips nothing is proven/);
  assert.match(text, /title="needs at least 30 period returns, found 3"/);
  assert.ok(!text.includes("<b>warning</b>"), "what a result says is text");
});

Deno.test("two runs stand side by side; one alone is no comparison; five are too many", async () => {
  const { pages } = await bench();
  const both = await (await ask(pages, `/backtests/compare?run=${RUN}&run=${OTHER}`)).text();
  assert.match(both, /What became of 100/);
  const one = await (await ask(pages, `/backtests/compare?run=${RUN}`)).text();
  assert.match(one, /Choose at least two runs/);
  const many = [1, 2, 3, 4, 5].map((i) => `run=${RUN.slice(0, -1)}${i}`).join("&");
  assert.equal((await ask(pages, `/backtests/compare?${many}`)).status, 400);
});

Deno.test("the report is one file that needs nothing from outside", async () => {
  const { pages } = await bench();
  const response = await ask(pages, `/export/backtests/${RUN}`);
  assert.match(
    response.headers.get("content-disposition") ?? "",
    /attachment; filename="backtest-/,
  );
  const text = await response.text();
  assert.match(text, /^<!doctype html>/);
  assert.ok(!/src=|href=/.test(text));
});

Deno.test("a form becomes a run, or comes back filled in with its faults", async () => {
  const { ports, pages, operator } = await bench();
  const before =
    (await ports.backtests.list({ limit: 10, cursor: null, status: null })).items.length;
  const fields = { strategy: "momentum", kind: "simulated", tickers: "aapl, ko", "p.fast": "5" };
  const sent = await ask(pages, "/backtests", POST(fields, operator));
  assert.equal(sent.status, 303);
  assert.match(sent.headers.get("location") ?? "", /^\/backtests\/.+/);
  const { items } = await ports.backtests.list({ limit: 10, cursor: null, status: null });
  assert.equal(items.length, before + 1);
  const faulty = await ask(pages, "/backtests", POST({ ...fields, "p.fast": "x" }, operator));
  assert.equal(faulty.status, 400);
  const text = await faulty.text();
  assert.match(text, /fast must be a whole number from 2 to 200; it is &quot;x&quot;/);
  assert.match(text, /value="aapl, ko"/);
});

Deno.test("nobody who has not signed in runs, stops or deletes anything", async () => {
  const { pages } = await bench();
  for (const path of ["/backtests", `/backtests/${RUN}/delete`, `/backtests/${RUN}/cancel`]) {
    const { status } = await ask(pages, path, POST({ strategy: "momentum" }, {}));
    assert.ok(status === 401 || status === 403 || status === 303, `${path} ${status}`);
  }
});
