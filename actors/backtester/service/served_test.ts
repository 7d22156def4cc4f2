import assert from "node:assert/strict";
import { migrate } from "../../../db/migrate.ts";
import { PostgresStore } from "../../../db/postgres_store.ts";
import { marketData, splits } from "../../../db/tables/market.ts";
import { forEachBackend } from "../../../db/testing/backends.ts";
import { commitRows, write } from "../../../db/testing/rows.ts";
import { systemClock, systemRandomness } from "../../../runtime/clock/system.ts";
import { randomId } from "../../../runtime/clock/system.ts";
import { ActorHost } from "../../../runtime/delivery/host.ts";
import { MemoryBroker } from "../../../runtime/mailbox/memory_streams.ts";
import { createLogger } from "../../../runtime/telemetry/log.ts";
import { backtestOrderSchema } from "../../domain/backtest.ts";
import { encodeEnvelope } from "../../../runtime/envelope.ts";
import { backtestRequests } from "../../domain/streams.ts";
import {
  findBacktest,
  listBacktests,
  readBacktestResult,
} from "../../../db/repositories/backtests.ts";
import { isoTime } from "../../domain/iso_time.ts";
import { sessionOf } from "../../domain/calendar.ts";
import { simulatedFeed } from "../../market_data/feeds/simulated.ts";
import backtester from "../actor.ts";
import { readMarket } from "./market.ts";

const config = {
  signalGenerator: {},
  executor: { account: "SIM-1", startingCash: "100000" },
  learning: {},
};

await forEachBackend("the backtester", async (d) => void await migrate(d), (backend) => {
  // Only there once a test runs.
  const there = () => backend.database;
  const mailbox = new MemoryBroker().open(systemClock);
  const start = () =>
    new ActorHost(
      backtester,
      { holder: "test", force: true, config, produced: [], patienceMs: null },
      { mailbox, store: new PostgresStore(there()), ...{ openDatabase: () => backend.open() } },
      {
        clock: systemClock,
        randomness: systemRandomness,
        log: createLogger("backtester", systemClock.now, () => {}),
      },
    );
  const ask = async (type: string, runId: string, more: object) => {
    const id = randomId();
    const body = encodeEnvelope({
      id,
      type,
      version: 1,
      at: 0,
      seq: 0,
      key: runId,
      causationId: null,
      correlationId: id,
      traceparent: null,
      payload: { runId, ...more },
    });
    await mailbox.append(backtestRequests.name, [{ key: runId, body }]);
  };
  const over = async (runId: string) => {
    for (;;) {
      const run = await findBacktest(there(), runId);
      if (run !== null && run.finished_at !== null) return run;
      await systemClock.sleep(5);
    }
  };

  Deno.test(
    `the backtester on the ${backend.name} database: stored bars give what the same bars of the simulated market give`,
    async () => {
      const database = there();
      const session = sessionOf("2026-01-05")!;
      const bars = simulatedFeed(1, ["AAPL"]).read(session.open, session.close, false);
      await commitRows(
        database,
        bars.flatMap((item) => {
          if (item.type !== "bar") return [];
          const { startsAt, at, warmup: _, ...bar } = item.payload;
          return [write(marketData, {
            ...bar,
            starts_at: new Date(startsAt).toISOString(),
            at: new Date(at).toISOString(),
          })];
        }),
      );
      const host = start();
      await host.ready;
      const [stored, simulated, none] = [randomId(), randomId(), randomId()];
      const of = (data: object) => ({ order: backtestOrderSchema.parse({ data }) });
      const day = { from: "2026-01-05", to: "2026-01-05" };
      await ask("requested", stored, of({ kind: "stored", tickers: ["AAPL"], ...day }));
      await ask("requested", simulated, of({ kind: "simulated", tickers: ["AAPL"], sessions: 1 }));
      await ask("requested", none, of({ kind: "stored", tickers: ["KO"] }));
      const [a, b, c] = [await over(stored), await over(simulated), await over(none)];
      assert.deepEqual(
        [a.status, b.status],
        ["succeeded", "succeeded"],
        a.reason ?? b.reason ?? "",
      );
      assert.equal(a.bars_total, 390);
      assert.equal(a.data_digest, b.data_digest);
      assert.deepEqual(a.summary, b.summary);
      assert.match(c.reason!, /no stored 1m bars of KO/);
      const result = await readBacktestResult(database, stored) as { equity: unknown[] };
      assert.equal(result.equity.length, 390);
      assert.equal(await readBacktestResult(database, none), null);

      const first = await listBacktests(database, { limit: 2 });
      const rest = await listBacktests(database, { limit: 2, cursor: first.nextCursor });
      const listed = [...first.items, ...rest.items].map(({ run_id }) => run_id);
      assert.deepEqual(listed.toSorted(), [stored, simulated, none].toSorted());
      assert.ok(!("result" in first.items[0]!), "a list carries no results");

      await ask("deleted", stored, {});
      while (await findBacktest(database, stored) !== null) await systemClock.sleep(5);
      assert.equal(await readBacktestResult(database, stored), null);
      await host.stop();
    },
  );

  Deno.test(
    `the backtester on the ${backend.name} database: stored bars go with the splits that were told of them`,
    async () => {
      const startsAt = sessionOf("2014-06-09")!.open;
      const bar = {
        ticker: "SPLT",
        timeframe: "1d",
        open: 9,
        high: 9,
        low: 9,
        close: 9,
        volume: 1,
      };
      const times = { starts_at: isoTime(startsAt), at: isoTime(startsAt + 23_400_000) };
      await commitRows(there(), [
        write(marketData, { ...bar, ...times }),
        write(splits, { ticker: "SPLT", date: "2014-06-09", ratio: 7, at: times.starts_at }),
      ]);
      const market = await readMarket(
        { kind: "stored", tickers: ["SPLT"], timeframe: "1d" },
        { database: there(), files: null, splits: null, barsMax: 10, pause: async () => {} },
      );
      assert.deepEqual(market.splits.map((split) => ({ ...split })), [
        { ticker: "SPLT", date: "2014-06-09", ratio: 7 },
      ]);
    },
  );
});
