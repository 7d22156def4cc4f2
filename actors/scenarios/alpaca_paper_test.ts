import assert from "node:assert/strict";
import { rounds } from "../../runtime/testing/skip.ts";
import { decimal } from "../domain/money.ts";
import type { TradingFault } from "../trade_executor/brokers/alpaca/testing/faults.ts";
import { withDev } from "./testing/dev_process.ts";
import { inHome } from "./testing/home.ts";
import { PaperMarket } from "./testing/paper_market.ts";
import { startPaper, untilAgreed } from "./testing/paper_process.ts";

/** Minutes of the market in one of the machine's. */
const SPEED = 30;
const DEADLINE_MS = 90_000;

/** A moment at which the whole process is killed (SIGKILL). */
type Moment =
  /** A request of the system's has reached Alpaca: what becomes of it, and whether it is answered. */
  | { readonly request: RegExp; readonly fault: TradingFault | null }
  /** Alpaca tells of something. */
  | { readonly update: string };

/** An order's life, step by step; what a system that was killed does first is a step of it too. */
const MOMENTS: readonly Moment[] = [
  { request: /^POST .*orders$/, fault: "lost_before" },
  { request: /^GET .*orders:by_client_order_id$/, fault: null },
  { request: /^POST .*orders$/, fault: "lost_after" },
  { request: /^GET .*positions$/, fault: "lost_before" },
  { request: /^POST .*orders$/, fault: null },
  { update: "new" },
  { update: "partial_fill" },
  { request: /^GET .*activities/, fault: "lost_before" },
  { update: "fill" },
  { request: /^GET .*orders$/, fault: "lost_before" },
  { request: /^GET .*account$/, fault: "lost_after" },
  { request: /^POST .*orders$/, fault: "504_after" },
];

/** Ten times all of them, where asked for. */
function times(): number {
  const text = Deno.env.get("TRADING_TEST_KILLS") ?? "1";
  assert.match(text, /^[1-9]\d?$/, `TRADING_TEST_KILLS must be from 1 to 99, found "${text}"`);
  return Number(text);
}

Deno.test("orders at Alpaca outlive the process: killed at every step, nothing is lost or doubled", () =>
  inHome(async (home) => {
    await using market = new PaperMarket(SPEED);
    const moments = Array.from({ length: times() }, () => MOMENTS).flat();
    for (const moment of moments.slice(0, rounds(moments.length, 3))) {
      await withDev(await startPaper(home, market), async (paper) => {
        const fired = killAt(moment, market, () => paper.kill());
        await paper.until(`at ${describe(moment)}`, DEADLINE_MS, () => Promise.resolve(fired()));
        await paper.ended();
      });
    }
    await withDev(await startPaper(home, market), async (paper) => {
      await paper.ready(DEADLINE_MS);
      const filled = () => market.account.orders.filter(({ status }) => status === "filled").length;
      const before = filled();
      await paper.until("trading", DEADLINE_MS, () => Promise.resolve(filled() > before + 1));
      await market.close();
      const { fills } = await untilAgreed(paper, home, market, paper.ageMs + DEADLINE_MS);
      const total = fills.reduce((sum, { quantity }) => sum.plus(quantity), decimal(0));
      assert.ok(total.gt(0), "something was filled");
      assert.equal((await paper.stop("SIGTERM")).code, 0, paper.stderr);
    });
  }));

/** Kills once the moment has come; tells whether it has. */
function killAt(moment: Moment, market: PaperMarket, kill: () => Promise<void>): () => boolean {
  let isOver = false;
  const strike = () => {
    isOver = true;
    market.onRequest = () => null;
    market.account.listeners.delete(hear);
    void kill();
  };
  const hear = ({ event }: { readonly event: string }) => {
    if (!isOver && "update" in moment && event === moment.update) strike();
  };
  if ("update" in moment) market.account.listeners.add(hear);
  else {
    market.onRequest = (method, path) => {
      if (isOver || !moment.request.test(`${method} ${path}`)) return null;
      strike();
      return moment.fault;
    };
  }
  return () => isOver;
}

function describe(moment: Moment): string {
  return "update" in moment ? `the update ${moment.update}` : `the request ${moment.request}`;
}
