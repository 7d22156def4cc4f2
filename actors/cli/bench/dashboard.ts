import { openDatabase } from "../../../db/connect.ts";
import type { Database } from "../../../db/connect.ts";
import { startEmbedded } from "../../../db/embedded/start.ts";
import { migrate } from "../../../db/migrate.ts";
import { accountState, fills, orders, positions } from "../../../db/tables/execution.ts";
import { marketData } from "../../../db/tables/market.ts";
import { portfolioSnapshots } from "../../../db/tables/portfolio.ts";
import { signals, signalVotes } from "../../../db/tables/signals.ts";
import { portfolioSample } from "../../../db/testing/portfolio_rows.ts";
import { commitRows, sample, write } from "../../../db/testing/rows.ts";
import type { RowWrite } from "../../../runtime/delivery/store.ts";
import { databaseRecords } from "../../../fresh-app/api/records.ts";
import { fakePorts } from "../../../fresh-app/api/testing/fakes.ts";
import { SAMPLE_MARKET_TIME } from "../../../fresh-app/api/testing/sample.ts";
import { ask, PAGES, pagesOver } from "../../../fresh-app/testing/pages.ts";
import type { BenchContext, BenchGroup } from "./group.ts";
import { type BenchResult, measureInterleaved, type Sample } from "./measure.ts";

/** A year of a busy account, in sessions, and what comes in each. */
const SESSIONS = 252;
const PER_SESSION = { bars: 390, trades: 20, snapshots: 80 };
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Rows of one commit. */
const CHUNK = 4_000;
/** How often each page is asked for in one run. */
const ASKED = 10;

/** How long the server takes for each page over a year of data. */
export const dashboardGroup: BenchGroup = {
  name: "dashboard",
  summary: "every page, rendered on the server over a year of data in the embedded database",
  async run(context) {
    const folder = await Deno.makeTempDir({ prefix: "pitboss-bench-" });
    const embedded = await startEmbedded({ folder: `${folder}/database` });
    const database = await openDatabase({ address: embedded.address, clock: context.clock });
    try {
      await migrate(database);
      await fill(database);
      return await measure(database, context);
    } finally {
      await database.close();
      await embedded.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
};

async function measure(database: Database, context: BenchContext): Promise<BenchResult[]> {
  const { clock } = context;
  const pages = await pagesOver({ ...fakePorts(), records: databaseRecords(database, "SIM-1") });
  const params = { sessions: SESSIONS, ...PER_SESSION };
  const paths = [...PAGES, "/?range=1Y"];
  const timed = async (path: string): Promise<Sample[]> => {
    const taken: number[] = [];
    for (let i = 0; i < ASKED; i++) {
      const before = clock.monotonic();
      const response = await ask(pages, path);
      await response.text();
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
      taken.push(clock.monotonic() - before);
    }
    taken.sort((a, b) => a - b);
    return [{ name: "", unit: "ms", value: taken[ASKED / 2]! }];
  };
  return await measureInterleaved(
    paths.map((path) => ({ name: `page ${path}`, params, run: () => timed(path) })),
    { runs: context.runs, warmup: 1, signal: context.signal, onRun: context.onRun },
  );
}

async function fill(database: Database): Promise<void> {
  const rows: RowWrite[] = [
    write(accountState, sample.account()),
    write(positions, sample.position()),
  ];
  for (let session = 0; session < SESSIONS; session++) {
    rows.push(...rowsOf(session));
    if (rows.length >= CHUNK) await commitRows(database, rows.splice(0));
  }
  await commitRows(database, rows);
}

/** What came in a session so many days before the last. */
function rowsOf(session: number): RowWrite[] {
  const open = SAMPLE_MARKET_TIME - session * DAY_MS - 120 * MINUTE_MS;
  const at = (minute: number) => new Date(open + minute * MINUTE_MS).toISOString();
  const rows: RowWrite[] = [];
  for (let i = 0; i < PER_SESSION.bars; i++) {
    rows.push(write(marketData, sample.bar({ starts_at: at(i), at: at(i + 1) })));
  }
  for (let i = 0; i < PER_SESSION.snapshots; i++) {
    rows.push(write(portfolioSnapshots, portfolioSample.snapshot({ at: at(i * 4 + 1) })));
  }
  for (let i = 0; i < PER_SESSION.trades; i++) {
    const id = `${session}-${i}`;
    const moment = { at: at(i * 10 + 1) };
    rows.push(
      write(signals, sample.signal({ signal_id: id, ...moment, expires_at: at(i * 10 + 5) })),
      write(signalVotes, sample.vote({ signal_id: id })),
      write(
        orders,
        sample.order({
          ...{ order_id: id, client_order_id: id, broker_order_id: id, signal_id: id },
          ...{ ...moment, updated_at: at(i * 10 + 2) },
        }),
      ),
      write(
        fills,
        sample.fill({
          ...{ fill_id: id, order_id: id, signal_id: id },
          ...{ at: at(i * 10 + 2), executed_at: at(i * 10 + 1) },
        }),
      ),
    );
  }
  return rows;
}
