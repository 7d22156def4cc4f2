import assert from "node:assert/strict";
import { skippedName } from "../../runtime/testing/skip.ts";
import { runProcess } from "./subprocess.ts";

/** Runs `deno task test` on one file of the given text. */
async function runTests(text: string, env: Record<string, string> = {}, ...options: string[]) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/a_test.ts`, text);
    const args = ["run", "-A", "actors/cli/main.ts", "test", "--no-check", ...options, folder];
    const { code, stdout, stderr } = await runProcess({
      args,
      env: { CI: "false", NO_COLOR: "1", TRADING_TEST_QUICK: "", ...env },
    });
    return { code, stdout, stderr, last: stdout.trimEnd().split("\n").at(-1) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const passing = 'Deno.test("a", () => {});';
const failing = 'Deno.test("b", () => { throw new Error("boo"); });';
const skipped = (id: "redis" | "denort") =>
  `Deno.test.ignore(${JSON.stringify(skippedName("c", id, "not here"))}, () => {});`;

Deno.test("deno task test ends with the line of what passed and failed", async () => {
  const good = await runTests(passing);
  assert.equal(good.last, "1 passed, 0 failed");
  assert.equal(good.code, 0);
  const bad = await runTests(passing + failing);
  assert.equal(bad.last, "1 passed, 1 failed");
  assert.equal(bad.code, 2);
});

Deno.test("a run without a single test fails", async () => {
  const { code, stdout, last } = await runTests("");
  assert.equal(last, "0 passed, 0 failed");
  assert.match(stdout, /^No test ran\.$/m);
  assert.equal(code, 2);
});

Deno.test("skips are repeated before the last line and pass at home", async () => {
  const { code, stdout, last } = await runTests(passing + skipped("redis"));
  assert.match(stdout, /^SKIPPED: 1 test did not run\n {2}c: redis: not here$/m);
  assert.equal(last, "1 passed, 0 failed");
  assert.equal(code, 0);
});

Deno.test("in CI only the skips in .ci/allowed-skips pass", async () => {
  const refused = await runTests(passing + skipped("redis"), { CI: "true" });
  assert.match(
    refused.stdout,
    /^"c" was skipped for want of redis: not here; \.ci\/allowed-skips/m,
  );
  assert.equal(refused.code, 2);
  assert.equal((await runTests(passing + skipped("denort"), { CI: "true" })).code, 0);
});

Deno.test("--quick reaches the tests, --json is one document", async () => {
  const source = `Deno.test("quick is " + Deno.env.get("TRADING_TEST_QUICK"), () => {});`;
  const { stdout, stderr } = await runTests(source, {}, "--quick", "--json");
  assert.match(stderr, /quick is 1 \.\.\. ok/);
  assert.deepEqual(JSON.parse(stdout), {
    passed: 1,
    failed: 0,
    skipped: [],
    quick: true,
    faults: [],
  });
});

Deno.test("a test file that does not load is a failed run", async () => {
  const { code, last, stdout } = await runTests("const x = ;");
  assert.equal(code, 2);
  assert.match(stdout, /^deno test ended with 1 before its summary\.$/m);
  assert.equal(last, "0 passed, 1 failed");
});
