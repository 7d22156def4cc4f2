import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "../../../db/connect.ts";
import { PostgresStore } from "../../../db/postgres_store.ts";
import { accountState, fills, orders, positions } from "../../../db/tables/execution.ts";
import { systemClock } from "../../../runtime/clock/system.ts";
import { assertAgreement, type RecordedAccount } from "../../trade_executor/testing/agreement.ts";
import { DevProcess } from "./dev_process.ts";
import type { PaperMarket } from "./paper_market.ts";
import { NO_SERVERS } from "./servers.ts";

/** `deno task start` as a process of its own, trading on a {@link PaperMarket}, in its time. */
export async function startPaper(home: string, market: PaperMarket): Promise<DevProcess> {
  const map = await market.time.importMap(home);
  const run = ["run", "-A", "--no-prompt", `--import-map=${map}`, "actors/cli/main.ts", "start"];
  const command = { args: run, settings: await market.settings(home) };
  return new DevProcess(home, NO_SERVERS, undefined, command);
}

/** What a running system has recorded, read over the socket of its database. */
async function recordedIn(home: string): Promise<RecordedAccount> {
  const socket = join(home, "paper-alpaca", "database", "socket");
  const database = await openDatabase({
    address: { kind: "embedded", socket },
    schema: "pitboss_paper_alpaca",
    application: "pitboss test",
    clock: systemClock,
  });
  try {
    const store = new PostgresStore(database);
    return {
      orders: await store.select(orders),
      fills: await store.select(fills),
      positions: await store.select(positions),
      accounts: await store.select(accountState),
    };
  } finally {
    await database.close();
  }
}

/** Waits until a running system agrees with the account; fails with what differs. */
export async function untilAgreed(
  paper: DevProcess,
  home: string,
  market: PaperMarket,
  maxMs: number,
): Promise<RecordedAccount> {
  let differs: unknown = null;
  const agreed = Promise.withResolvers<RecordedAccount>();
  await paper.until("agreed with the account", maxMs, async () => {
    const recorded = await recordedIn(home);
    try {
      assertAgreement(market.account, recorded);
      agreed.resolve(recorded);
      return true;
    } catch (error) {
      if (!(error instanceof assert.AssertionError)) throw error;
      differs = error;
      return false;
    }
  }).catch((error) => Promise.reject(differs ?? error));
  return await agreed.promise;
}
