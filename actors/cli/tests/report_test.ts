import assert from "node:assert/strict";
import { skippedName } from "../../../runtime/testing/skip.ts";
import { runProcess } from "../subprocess.ts";
import { faultsOf, forbiddenSkips, readAllowedSkips, readReport } from "./report.ts";

const output = [
  "\x1b[38;5;245mrunning 3 tests from ./t_test.ts\x1b[0m",
  "a law holds ... \x1b[32mok\x1b[0m \x1b[38;5;245m(1ms)\x1b[0m",
  "  step ... ignored (0ms)",
  "x [skip:redis] no redis-server on the PATH ... \x1b[33mignored\x1b[0m \x1b[38;5;245m(0ms)\x1b[0m",
  "y ... ignored (0ms)",
  "ok | 7 passed | 0 failed (1ms)",
  "",
  "\x1b[31mFAILED\x1b[0m | 12 passed (3 steps) | 2 failed (1 step) | 2 ignored (1 step) (109ms)",
  "",
  "error: Test failed",
].join("\n");

Deno.test("passed, failed and skipped tests are read from the output of deno test", () => {
  assert.deepEqual(readReport(output), {
    passed: 12,
    failed: 2,
    skips: [
      { test: "step", id: null, reason: "" },
      { test: "x", id: "redis", reason: "no redis-server on the PATH" },
      { test: "y", id: null, reason: "" },
    ],
  });
});

Deno.test("output without a summary is no report", () => {
  assert.equal(readReport("error: Import 'file:///x' failed, not found."), null);
  assert.equal(readReport(""), null);
});

Deno.test("a skip is allowed only where the list names it", () => {
  const allowed = readAllowedSkips("# may be missing\ndenort\ntimescaledb  # no package\n\n");
  assert.deepEqual([...allowed], ["denort", "timescaledb"]);
  const skip = (id: string | null) => ({ test: "t", id, reason: "r" });
  assert.deepEqual(
    forbiddenSkips([skip("denort"), skip("redis"), skip(null)], allowed),
    [skip("redis"), skip(null)],
  );
});

Deno.test("a run in which nothing ran, something failed or was skipped wrongly is not passed", () => {
  const report = { passed: 1, failed: 0, skips: [] };
  assert.deepEqual(faultsOf(report, []), []);
  assert.deepEqual(faultsOf({ ...report, passed: 0 }, []), ["No test ran."]);
  assert.deepEqual(faultsOf({ ...report, failed: 2 }, []), ["2 tests failed."]);
  assert.deepEqual(faultsOf(report, [{ test: "t", id: "redis", reason: "none here" }]), [
    '"t" was skipped for want of redis: none here; .ci/allowed-skips does not name it.',
  ]);
});

Deno.test("what the installed deno test really prints is understood", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const skipped = JSON.stringify(skippedName("c", "redis", "it is (not) here"));
    await Deno.writeTextFile(
      `${folder}/real_test.ts`,
      `Deno.test("a", async (t) => { console.log("noise"); await t.step("s", () => {}); });
       Deno.test("b", () => { throw new Error("boo"); });
       Deno.test({ name: ${skipped}, ignore: true, fn() {} });`,
    );
    await Deno.writeTextFile(`${folder}/broken_test.ts`, `throw new Error("at the top");`);
    const { code, stdout } = await runProcess({
      args: ["test", "--no-check", "--no-config", folder],
    });
    assert.equal(code, 1);
    assert.deepEqual(readReport(stdout), {
      passed: 1,
      failed: 2,
      skips: [{ test: "c", id: "redis", reason: "it is (not) here" }],
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
