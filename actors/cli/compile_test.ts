import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { skipLoudly } from "../../runtime/testing/skip.ts";
import { PLACES } from "../topology.ts";
import { misplaced, readEmbedded } from "./binaries/embedded.ts";
import { BINARIES, compileArguments, planOf } from "./binaries/plan.ts";
import compile from "./compile.ts";
import { runCommand } from "./command.ts";
import { PROJECT_ROOT } from "./project.ts";
import { TASKS, WORKSHOP_TASKS } from "./tasks.ts";
import { fakeIo } from "./testing.ts";
import { runProcess } from "./subprocess.ts";

const TREE = `Compile actors/cli/main.ts to file:///x

Embedded Files

signal_generator
├─┬ .deno_compile_node_modules (41.26MB - 39.93MB unique)
│ └─┬ npm (41.26MB)
│   ├── zod/4.6.7/* (5.93MB)
│   └─┬ @scope (1B)
│     └── tool/* (1B)
├─┬ actors (891.62KB)
│ └── topology.ts (3KB)
└── deno.json (2KB)

Files: 42.37MB
Metadata: 7.36KB
`;

Deno.test("what was embedded is read from the tree that is printed", () => {
  const { paths, bytes } = readEmbedded(TREE);
  assert.equal(bytes, 42_370_000);
  assert.deepEqual(paths.slice(1), [
    ".deno_compile_node_modules/npm",
    ".deno_compile_node_modules/npm/zod/4.6.7",
    ".deno_compile_node_modules/npm/@scope",
    ".deno_compile_node_modules/npm/@scope/tool",
    "actors",
    "actors/topology.ts",
    "deno.json",
  ]);
});

Deno.test("a test or a tool in a binary is told", () => {
  const found = misplaced({
    bytes: 0,
    paths: ["actors/a_test.ts", "runtime/testing/skip.ts", "npm/esbuild/0.28.2", "actors/a.ts"],
  });
  assert.deepEqual(found, [
    "actors/a_test.ts is a test",
    "runtime/testing/skip.ts is what only tests use",
    "npm/esbuild/0.28.2 is a tool that builds or tests",
  ]);
});

Deno.test("there is a binary of every actor, and one with every task that runs", async () => {
  assert.deepEqual(BINARIES, [...PLACES.map(({ name }) => name), "pitboss"]);
  for (const name of BINARIES) {
    const { include } = planOf(name, "dist/dashboard/x");
    for (const path of include.filter((path) => !path.startsWith("dist/"))) {
      assert.ok(await Deno.stat(join(PROJECT_ROOT, path)), path);
    }
  }
  const { include } = planOf("pitboss", "dist/dashboard/x");
  const tasks = TASKS.map(({ name }) => name);
  for (const name of WORKSHOP_TASKS) assert.ok(tasks.includes(name), name);
  for (const name of tasks) {
    const isIn = include.includes(`actors/cli/${name}.ts`);
    assert.equal(isIn, !WORKSHOP_TASKS.includes(name), name);
  }
});

Deno.test("no binary may start programs or load libraries, and the sources say who needs a Worker", async () => {
  for (const name of BINARIES) {
    const args = compileArguments(planOf(name, "d"), "out", null);
    for (const flag of ["-A", "--allow-all", "--allow-run", "--allow-ffi"]) {
      assert.ok(!args.includes(flag), `${name} has ${flag}`);
    }
  }
  // Files of Workers are not imported, so that nothing else would bring them into a binary.
  const workers = new Set(BINARIES.flatMap((name) => planOf(name, "d").include));
  for (const path of ["db/embedded/host_worker.ts", "actors/backtester/sweep/worker.ts"]) {
    assert.ok(workers.has(path), path);
    assert.ok((await Deno.stat(join(PROJECT_ROOT, path))).isFile);
  }
});

Deno.test("a binary that does not exist is told with the nearest", async () => {
  const io = fakeIo();
  assert.equal(await runCommand(compile, ["signal_generatr"], io), 1);
  assert.match(io.err.join(""), /no binary "signal_generatr"\. Did you mean signal_generator\?/);
});

Deno.test("everything that a binary needs is packed, and nothing that builds or tests", async () => {
  const out = await Deno.makeTempDir({ prefix: "pitboss-binaries-" });
  try {
    const args = ["compile", "pitboss", "trade_executor", "--check-only", "--json", "--out", out];
    const { code, stdout, stderr } = await runProcess({
      args: ["run", "-A", "--no-prompt", "actors/cli/main.ts", ...args],
    });
    assert.equal(code, 0, stderr);
    const { binaries } = JSON.parse(stdout);
    assert.deepEqual(binaries.map(({ name }: { name: string }) => name), [
      "pitboss",
      "trade_executor",
    ]);
    for (const { embeddedBytes } of binaries) assert.ok(embeddedBytes > 10e6, stdout);
    assert.ok(binaries[0].embeddedBytes > binaries[1].embeddedBytes);
    assert.deepEqual([...Deno.readDirSync(out)], [], "what does not run is not kept");
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});

/** The runtime of binaries, where this machine has it. */
function denort(): string | null {
  const found = [Deno.env.get("DENORT_BIN"), join(dirname(Deno.execPath()), "denort")];
  return found.find((path) => {
    try {
      return path !== undefined && path !== "" && Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  }) ?? null;
}

const runs = "a binary runs without Deno and without the sources";
const runtime = denort();
if (runtime === null) {
  skipLoudly(runs, "denort", "set DENORT_BIN to a denort of this version of Deno");
} else {
  Deno.test(runs, async () => {
    const out = await Deno.makeTempDir({ prefix: "pitboss-binaries-" });
    try {
      const made = await runProcess({
        args: [
          "run",
          "-A",
          "--no-prompt",
          "actors/cli/main.ts",
          "compile",
          "pitboss",
          "--out",
          out,
        ],
        env: { DENORT_BIN: runtime },
      });
      assert.equal(made.code, 0, made.stderr);
      const program = join(out, "pitboss");
      const help = await runProcess({ program, args: ["--help"] });
      assert.match(help.stdout, /\n {2}start /);
      assert.doesNotMatch(help.stdout, /\n {2}(ok|bench) /);
      const env = { TRADING_HOME: join(out, "home"), REDIS_URL: "", DATABASE_URL: "" };
      const doctor = await runProcess({ program, args: ["doctor", "--json"], env });
      assert.ok(JSON.parse(doctor.stdout).findings.length > 5, doctor.stderr);
    } finally {
      await Deno.remove(out, { recursive: true });
    }
  });
}
