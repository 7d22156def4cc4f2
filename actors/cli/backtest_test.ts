import assert from "node:assert/strict";
import { isLeftOut } from "../../runtime/testing/skip.ts";
import { join } from "node:path";
import backtest from "./backtest.ts";
import { runCommand } from "./command.ts";
import { EXIT } from "./failures.ts";
import { type FakeIo, fakeIo } from "./testing.ts";

const DAY_MS = 86_400_000;

/** Runs the task in a folder of its own that holds AAA.csv. */
async function inFolder(
  bars: number,
  work: (
    folder: string,
    run: (...args: string[]) => Promise<{ code: number; io: FakeIo }>,
    env: Record<string, string>,
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-backtest-" });
  try {
    const lines = ["date,open,high,low,close,volume"];
    for (let i = 0; i < bars; i++) {
      const price = (100 + 20 * Math.sin(i / 9)).toFixed(2);
      const date = new Date(Date.UTC(2020, 0, 1) + i * DAY_MS).toISOString().slice(0, 10);
      lines.push(`${date},${price},${price},${price},${price},1000`);
    }
    await Deno.writeTextFile(join(folder, "AAA.csv"), lines.join("\n"));
    const env: Record<string, string> = { INIT_CWD: folder };
    const run = async (...args: string[]) => {
      const io = fakeIo(env);
      const code = await runCommand(backtest, ["--bars", "AAA.csv", ...args], io);
      return { code, io };
    };
    await work(folder, run, env);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const CROSS = ["--strategy", "sma_cross", "--params", "fast=3,slow=8"];

Deno.test("a backtest prints trades, statistics, equity and the request that made them", () =>
  inFolder(200, async (_, run) => {
    const { code, io } = await run(...CROSS, "--commission", "0.001", "--json");
    assert.equal(code, EXIT.done);
    const { trades, stats, reasons, equity, request } = JSON.parse(io.out.join(""));
    assert.ok(trades.length > 3);
    assert.equal(trades[0].ticker, "AAA");
    assert.equal(equity.length, 200);
    assert.equal(equity.at(-1).equity, stats["Equity Final [$]"]);
    assert.equal(stats["Deflated Sharpe Ratio"], null);
    assert.match(reasons["Deflated Sharpe Ratio"], /at least 2 trials/);
    assert.deepEqual(request.params, { fast: 3, slow: 8 });
  }));

Deno.test("the same request over the same bars gives the same document, seeded trials included", () =>
  inFolder(300, async (_, run) => {
    const args = [...CROSS, "--monte-carlo", "200", "--random-entry", "20", "--json"];
    const [first, second] = [await run(...args), await run(...args)];
    assert.equal(first.io.out.join(""), second.io.out.join(""));
    assert.notEqual(JSON.parse(first.io.out.join("")).checks.monteCarlo, null);
  }));

Deno.test("a folder of results is made whole, made anew, and never in place of other files", () =>
  inFolder(100, async (folder, run) => {
    for (let i = 0; i < 2; i++) {
      assert.equal((await run(...CROSS, "--out", "results")).code, EXIT.done);
    }
    const names = [...Deno.readDirSync(join(folder, "results"))].map(({ name }) => name).sort();
    assert.deepEqual(names, ["equity.csv", "report.html", "result.json", "trades.csv"]);
    const html = Deno.readTextFileSync(join(folder, "results", "report.html"));
    assert.match(html, /<svg/);
    assert.doesNotMatch(html, /<script|https?:\/\/|src=/);
    const { code, io } = await run(...CROSS, "--out", ".");
    assert.equal(code, EXIT.badInput);
    assert.match(io.err.join(""), /holds "AAA.csv"/);
    assert.ok(Deno.statSync(join(folder, "AAA.csv")).isFile);
  }));

Deno.test("a run that is interrupted ends with 130 and leaves nothing half-written", () =>
  inFolder(300, async (folder) => {
    const io = fakeIo({ INIT_CWD: folder });
    const args = ["--bars", "AAA.csv", ...CROSS.slice(0, 2), "--sweep", "fast=2..60,slow=70..200"];
    const ended = runCommand(backtest, [...args, "--out", "results", "--json"], io);
    io.stop();
    assert.equal(await ended, EXIT.interrupted);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["AAA.csv"]);
  }));

const resumed = "a sweep that is resumed runs no trial twice and comes to the same end";
if (!isLeftOut(resumed)) {
  Deno.test(resumed, () =>
    inFolder(200, async (folder, run) => {
      const args = ["--strategy", "sma_cross", "--sweep", "fast=2..5,slow=8..10", "--workers", "1"];
      const first = await run(...args, "--resume", "trials.jsonl", "--json");
      const trials = () => Deno.readTextFileSync(join(folder, "trials.jsonl"));
      const written = trials();
      assert.equal(written.trim().split("\n").length, 12);
      const cut = written.slice(0, written.length / 2);
      Deno.writeTextFileSync(join(folder, "trials.jsonl"), cut);
      const second = await run(...args, "--resume", "trials.jsonl", "--json");
      assert.equal(second.io.out.join(""), first.io.out.join(""));
      const whole = (text: string) => text.split("\n").filter((line) => line.endsWith("}}")).sort();
      assert.deepEqual(whole(trials()), whole(written));
      assert.notEqual(JSON.parse(first.io.out.join("")).stats["Deflated Sharpe Ratio"], null);
    }));
}

Deno.test("what cannot be used is told in one sentence", () =>
  inFolder(50, async (_, run) => {
    const cases: [string[], RegExp][] = [
      [["--strategy", "sma_crosss"], /no strategy "sma_crosss"\. Did you mean sma_cross\?/],
      [[...CROSS.slice(0, 3), "fast=9,slow=8"], /parameter fast: must be smaller than slow/],
      [[...CROSS.slice(0, 3), "fast"], /NAME=VALUE/],
      [[...CROSS.slice(0, 3), "fast=1,fast=2"], /"fast" twice/],
      [[...CROSS, "--slippage", "much"], /--slippage must be none, bps:N/],
      [[...CROSS, "--sweep", "fast=9..1"], /NAME=FROM\.\.TO:STEP/],
      [[...CROSS, "--walk-forward", "3"], /needs a --sweep/],
      [["--params", "fast=1"], /--params is for a strategy on its own/],
      [["--borrow-rate", "0.1"], /--borrow-rate is for a strategy on its own/],
      [["--bars", "BBB.csv"], /given 2 times/],
    ];
    for (const [args, sentence] of cases) {
      const { code, io } = await run(...args);
      assert.equal(code, EXIT.badInput, args.join(" "));
      assert.match(io.err.join(""), sentence);
    }
  }));

Deno.test("statistics are null with a reason where nothing was traded", () =>
  inFolder(5, async (_, run) => {
    const { code, io } = await run(...CROSS, "--json");
    assert.equal(code, EXIT.done);
    const { stats, reasons } = JSON.parse(io.out.join(""));
    assert.equal(stats["# Trades"], 0);
    for (const [name, value] of Object.entries(stats)) {
      if (value === null) assert.match(reasons[name], /\w/, name);
    }
    assert.equal(stats["Sharpe Ratio"], null);
    assert.match(reasons["Win Rate [%]"], /needs at least 1 trades, found 0/);
  }));

Deno.test("the ensemble has the strategies of the user's own folder, and the request says which", () =>
  inFolder(200, async (folder, run, env) => {
    const without = JSON.parse((await run("--json")).io.out.join(""));
    assert.deepEqual(without.request.ownStrategies, []);
    const own = join(folder, "own");
    await Deno.mkdir(own);
    const source = `import { defineStrategy, z } from "pitboss/strategy";
      export default defineStrategy({
        name: "always_up",
        enabledByDefault: true,
        params: z.strictObject({}),
        warmUp: () => 1,
        init: () => ({}),
        evaluate: () => ({ direction: 1, strength: 1, reason: { code: "up", numbers: {} } }),
        onSplit: () => {},
      });`;
    await Deno.writeTextFile(join(own, "always_up.ts"), source);
    env.TRADING_STRATEGIES = own;
    const chosen = { momentum: { enabled: false }, mean_reversion: { enabled: false } };
    env.TRADING_STRATEGY_PARAMS = JSON.stringify({ ...chosen, always_up: { weight: 1 } });
    const { code, io } = await run("--json");
    assert.equal(code, EXIT.done, io.err.join(""));
    const result = JSON.parse(io.out.join(""));
    assert.ok(result.pipeline.signals > 0);
    assert.notEqual(result.pipeline.digest, without.pipeline.digest);
    const [{ name, version }] = result.request.ownStrategies;
    assert.equal(name, "always_up");
    assert.match(version, /^[0-9a-f]{16}$/);
  }));
