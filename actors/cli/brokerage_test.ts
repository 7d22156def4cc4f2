import assert from "node:assert/strict";
import { seededRandomness } from "../../runtime/clock/seeded.ts";
import { systemClock } from "../../runtime/clock/system.ts";
import { SimAlpacaAccount } from "../trade_executor/brokers/alpaca/testing/account.ts";
import { AlpacaTradingServer } from "../trade_executor/brokers/alpaca/testing/simulator.ts";
import type { Plan } from "../plan.ts";
import { PLACES } from "../topology.ts";
import { accountOf, brokerageOf, faultsOfBroker } from "./brokerage.ts";
import { refuseHalf } from "./plans/half.ts";
import { readSettings } from "./settings.ts";

const PAPER = {
  TRADING_MODE: "paper",
  TRADING_BROKER: "alpaca",
  APCA_API_KEY_ID: "PKTEST",
  APCA_API_SECRET_KEY: "not-a-secret",
};
const brokerage = (env: Record<string, string>) => brokerageOf(readSettings({ ...PAPER, ...env }));
const faults = (env: Record<string, string>) =>
  faultsOfBroker(readSettings({ ...PAPER, ...env })).join("; ");
const around = { clock: systemClock, randomness: seededRandomness(1) };

Deno.test("orders of paper trading go to Alpaca's paper host, where that is chosen", () => {
  assert.deepEqual(brokerage({}).broker, {
    kind: "alpaca",
    baseUrl: "https://paper-api.alpaca.markets",
    streamUrl: "wss://paper-api.alpaca.markets/stream",
    keyId: "PKTEST",
    secret: "not-a-secret",
    checksClock: true,
  });
  assert.equal(brokerage({}).clock, null, "market_clock has no key for the trading host");
  const simulated = brokerage({ TRADING_BROKER: "simulated" });
  assert.deepEqual(simulated.broker, { kind: "simulated" });
  assert.equal(simulated.clock?.url, "https://paper-api.alpaca.markets");
});

Deno.test("everything that stands against trading is told at once, and never a key", () => {
  const settings = readSettings({
    TRADING_BROKER: "alpaca",
    APCA_API_KEY_ID: "AKSECRET",
    TRADING_ALPACA_TRADING_URL: "http://api.alpaca.markets",
  });
  const missing = ["TRADING_MODE=paper"];
  assert.throws(() => refuseHalf("deno task start", settings, null, missing), (error: Error) => {
    assert.equal(error.name, "UserError");
    for (
      const part of [
        "TRADING_MODE=paper",
        "APCA_API_SECRET_KEY",
        "no order to the live host",
        "in the clear",
        "key of a live account",
      ]
    ) assert.ok(error.message.includes(part), part);
    assert.ok(!error.message.includes("AKSECRET"));
    return true;
  });
});

Deno.test("a key goes to the host it belongs to and to no other of Alpaca's", () => {
  const live = "https://api.alpaca.markets";
  assert.match(faults({ TRADING_ALPACA_TRADING_URL: live }), /live host/);
  assert.match(faults({ APCA_API_KEY_ID: "AKTEST" }), /key of a live account/);
  assert.equal(faults({}), "");
  // Data may be read with any key; the clock of a host that is not its own is not asked.
  const data = { TRADING_BROKER: "simulated", APCA_API_KEY_ID: "AKTEST" };
  assert.equal(brokerage(data).clock, null);
  assert.equal(brokerage({ ...data, TRADING_ALPACA_TRADING_URL: live }).clock?.url, live);
});

Deno.test("the account's number is asked for, and a key pair that is refused is told", async () => {
  await using alpaca = new AlpacaTradingServer(new SimAlpacaAccount(0));
  const at = { TRADING_ALPACA_TRADING_URL: alpaca.url };
  assert.equal(await accountOf(brokerage(at), around), "PA3SIMULATED");
  await assert.rejects(accountOf(brokerage({ ...at, APCA_API_SECRET_KEY: "wrong" }), around), {
    name: "WorkFailed",
    message: /refuses the key pair \(401/,
  });
});

Deno.test("the trading host and the key for it reach the executor alone", () => {
  const { broker, clock } = brokerage({});
  const settings = readSettings(PAPER);
  const plan: Plan = {
    settings,
    account: "PA3SIMULATED",
    broker,
    feed: { kind: "simulated", seed: 1, tickers: ["AAPL"] },
    news: null,
    timeline: { kind: "system", stepMs: 1_000, lagMs: 0, broker: clock },
    speed: null,
    files: [],
    backends: {
      mailbox: { kind: "sqlite", folder: "/tmp/mailbox" },
      database: { address: { kind: "embedded", socket: "/tmp/socket" }, schema: "pitboss_paper" },
    },
    dashboard: null,
    here: null,
    installation: "test",
    perturbSeed: null,
    without: [],
  };
  const knowing = PLACES.filter(({ name }) => name !== "news_fetcher").filter((place) =>
    JSON.stringify(place.config(plan, null)).includes("not-a-secret")
  );
  assert.deepEqual(knowing.map(({ name }) => name), ["trade_executor"]);
  const reaching = PLACES.filter((place) =>
    (place.permissions?.(plan).net ?? []).includes("paper-api.alpaca.markets:443")
  );
  assert.deepEqual(reaching.map(({ name }) => name), ["trade_executor"]);
});
