import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { VirtualClock } from "../../../runtime/clock/virtual.ts";
import { sessionOf } from "../../domain/calendar.ts";
import { usd } from "../../domain/money.ts";
import type { ExecutionReport } from "../../domain/order.ts";
import { AlpacaBroker } from "./alpaca.ts";
import { SimAlpacaAccount } from "./alpaca/testing/account.ts";
import { AlpacaTradingServer } from "./alpaca/testing/simulator.ts";
import { type BrokerHarness, testBrokerContract } from "./contract.ts";

const session = sessionOf("2014-06-05")!;

testBrokerContract("Alpaca's", async (): Promise<BrokerHarness> => {
  const account = new SimAlpacaAccount(session.open);
  const server = new AlpacaTradingServer(account);
  const stop = new AbortController();
  const broker = new AlpacaBroker({
    credentials: server.credentials,
    clock: new VirtualClock(session.open),
    random: seededRandomness(1),
    baseUrl: server.url,
    streamUrl: server.streamUrl,
  });
  const reports: ExecutionReport[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const heard = (count: number) =>
    new Promise<void>((resolve) => {
      if (reports.length >= count) resolve();
      else waiting.push({ count, resolve });
    });
  const following = broker.follow({
    connected: () => Promise.resolve(),
    reported(report) {
      reports.push(report);
      for (const { count, resolve } of waiting) if (reports.length >= count) resolve();
      return Promise.resolve();
    },
    disconnected: () => Promise.resolve(),
  }, stop.signal);
  await server.updates.until(() => server.updates.listening === 1);
  return {
    broker,
    startingCash: usd(100_000),
    now: () => account.now,
    async trade(ticker, price) {
      await heard(account.reportable);
      const before = reports.length;
      account.trade(ticker, price);
      await heard(account.reportable);
      return reports.slice(before);
    },
    async close() {
      stop.abort();
      await following;
      await server[Symbol.asyncDispose]();
    },
  };
});
