import assert from "node:assert/strict";
import { fetchAssets, readAssets, UnusableAssets } from "./assets.ts";
import { AlpacaRefused } from "./rest.ts";
import { restOn } from "./testing/rest_client.ts";
import { AlpacaSimulator, SIM_CREDENTIALS } from "./testing/simulator.ts";

const asset = (symbol: string, more: Readonly<Record<string, unknown>> = {}) => ({
  id: `asset-of-${symbol}`,
  symbol,
  name: `${symbol} Inc. Common Stock`,
  class: "us_equity",
  exchange: "NASDAQ",
  status: "active",
  tradable: true,
  attributes: ["has_options"],
  ...more,
});

const never = new AbortController().signal;

Deno.test("what can be traded is listed, in our spelling; what cannot be read is counted", () => {
  const { assets, unread } = readAssets([
    asset("AAPL"),
    asset("BRK.B"),
    asset("GONE", { status: "inactive" }),
    asset("HALTED", { tradable: false }),
    asset("BTC/USD", { class: "crypto" }),
    asset("NAMELESS", { name: null }),
    { symbol: 5 },
  ]);
  assert.deepEqual(assets, [
    { ticker: "AAPL", name: "AAPL Inc. Common Stock" },
    { ticker: "BRK.B", name: "BRK.B Inc. Common Stock" },
    { ticker: "NAMELESS", name: null },
  ]);
  assert.equal(unread, 1);
});

Deno.test("an answer that lists nothing to trade is refused with a sentence", () => {
  assert.throws(() => readAssets({ message: "forbidden" }), /must be an array.*found object/);
  assert.throws(() => readAssets([]), /found none in 0/);
  assert.throws(() => readAssets([]), UnusableAssets);
});

Deno.test("the list is asked of the trading host with the keys, again where the answer broke off", async () => {
  await using alpaca = new AlpacaSimulator();
  alpaca.assets.push(asset("AAPL"), asset("MSFT"));
  alpaca.faults.next("truncated", "429");
  const { rest, troubles } = restOn(alpaca, undefined, { tradingUrl: alpaca.url });
  const { assets } = await fetchAssets(rest, never);
  assert.deepEqual(assets.map(({ ticker }) => ticker), ["AAPL", "MSFT"]);
  assert.equal(troubles.length, 2);
  const asked = alpaca.requests.at(-1)!;
  assert.equal(asked.pathname, "/v2/assets");
  assert.equal(asked.searchParams.get("status"), "active");
});

Deno.test("keys that the trading host does not know are refused at once", async () => {
  await using alpaca = new AlpacaSimulator();
  const credentials = { ...SIM_CREDENTIALS, secret: "another" };
  const { rest } = restOn(alpaca, undefined, { tradingUrl: alpaca.url, credentials });
  await assert.rejects(fetchAssets(rest, never), AlpacaRefused);
});
