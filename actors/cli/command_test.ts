import assert from "node:assert/strict";
import { z } from "zod";
import { ConfigError } from "../../runtime/config.ts";
import { settle } from "../../runtime/clock/virtual.ts";
import { type Command, defineCommand, runCommand, STOP_GRACE_MS } from "./command.ts";
import { UserError, WorkFailed } from "./failures.ts";
import { option } from "./options.ts";
import { fakeIo } from "./testing.ts";

const greet = defineCommand({
  name: "greet",
  summary: "Greet somebody",
  options: {
    loud: option(z.boolean().default(false), { doc: "in capitals" }),
    times: option(z.int().min(1).max(9).default(1), { value: "N", doc: "how often" }),
  },
  positionals: { value: "NAME", doc: "who", min: 1, max: 1 },
  run({ options, args, print }) {
    print("thinking");
    const text = `hello ${args[0]}`.repeat(options.times);
    return Promise.resolve({
      json: { text, loud: options.loud },
      text: options.loud ? text.toUpperCase() : text,
    });
  },
});

function failing(error: unknown, kind: Command["kind"] = "one-shot") {
  return defineCommand({
    name: "fail",
    summary: "Fail",
    options: {},
    kind,
    run: () => Promise.reject(error),
  });
}

Deno.test("a task prints its text on stdout and ends with 0", async () => {
  const io = fakeIo();
  assert.equal(await runCommand(greet, ["--loud", "ann"], io), 0);
  assert.deepEqual(io.out, ["thinking\n", "HELLO ANN\n"]);
  assert.deepEqual(io.err, []);
});

Deno.test("under --json stdout holds exactly one JSON document", async () => {
  const io = fakeIo();
  assert.equal(await runCommand(greet, ["--json", "ann"], io), 0);
  assert.deepEqual(JSON.parse(io.out.join("")), { text: "hello ann", loud: false });
  assert.deepEqual(io.err, ["thinking\n"]);
});

Deno.test("under --json a failure is one JSON document too, and a sentence on stderr", async () => {
  const io = fakeIo();
  assert.equal(await runCommand(greet, ["--json"], io), 1);
  const { error } = JSON.parse(io.out.join(""));
  assert.equal(error.exitCode, 1);
  assert.equal(io.err.join(""), `${error.message}\n`);
});

Deno.test("every task explains itself with --help, even beside wrong options", async () => {
  const io = fakeIo();
  assert.equal(await runCommand(greet, ["--help", "--nonsense"], io), 0);
  const text = io.out.join("");
  for (
    const line of [
      "Greet somebody",
      "Usage: deno task greet [options] NAME",
      "  --loud     in capitals",
      "  --times N  how often (default 1)",
      "  --json     one JSON document",
    ]
  ) assert(text.includes(line), `${line}\nis not in\n${text}`);
});

Deno.test("exit codes tell bad input, failed work and defects apart", async () => {
  const cases: [unknown, number, RegExp][] = [
    [new UserError("no such file"), 1, /^no such file\n$/],
    [new ConfigError(["A is wrong.", "B is wrong."]), 1, /^A is wrong\.\nB is wrong\.\n$/],
    [new WorkFailed("3 tests failed"), 2, /^3 tests failed\n$/],
    [new TypeError("x of undefined"), 2, /^TypeError: x of undefined\nThis was not expected/],
  ];
  for (const [error, code, message] of cases) {
    const io = fakeIo();
    assert.equal(await runCommand(failing(error), [], io), code);
    assert.match(io.err.join(""), message);
  }
});

Deno.test("a stack is shown only when TRADING_LOG_LEVEL asks for it", async () => {
  const quiet = fakeIo();
  await runCommand(failing(new Error("boo")), [], quiet);
  assert(!quiet.err.join("").includes("command_test.ts"));
  const debug = fakeIo({ TRADING_LOG_LEVEL: "debug" });
  await runCommand(failing(new Error("boo")), [], debug);
  assert(debug.err.join("").includes("command_test.ts"));
});

Deno.test("no error prints the password of a URL", async () => {
  const io = fakeIo();
  await runCommand(failing(new Error("cannot reach redis://me:hush@host")), ["--json"], io);
  assert(!`${io.err.join("")}${io.out.join("")}`.includes("hush"));
});

Deno.test("a result may count as failed: it is printed and the exit code is 2", async () => {
  const io = fakeIo();
  const partly = defineCommand({
    name: "partly",
    summary: "Half succeed",
    options: {},
    run: () => Promise.resolve({ json: { done: 1 }, text: "1 done", failed: "1 failed" }),
  });
  assert.equal(await runCommand(partly, ["--json"], io), 2);
  assert.deepEqual(JSON.parse(io.out.join("")), { done: 1 });
  assert.deepEqual(io.err, ["1 failed\n"]);
});

function waiting(kind: "server" | "one-shot", obedient: boolean) {
  return defineCommand({
    name: "wait",
    summary: "Wait",
    options: {},
    kind,
    run({ signal }) {
      return new Promise<void>((resolve, reject) => {
        if (!obedient) return;
        const end = kind === "server" ? () => resolve() : () => reject(signal.reason);
        signal.addEventListener("abort", end);
      });
    },
  });
}

Deno.test("a server that is told to stop ends with 0", async () => {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    const io = fakeIo();
    const code = runCommand(waiting("server", true), [], io);
    await settle();
    io.stop(signal);
    assert.equal(await code, 0);
    assert.equal(io.clock.pending, 0);
  }
});

Deno.test("a one-shot task that is interrupted ends with 130 and says so", async () => {
  const io = fakeIo();
  const code = runCommand(waiting("one-shot", true), ["--json"], io);
  await settle();
  io.stop();
  assert.equal(await code, 130);
  assert.equal(JSON.parse(io.out.join("")).error.exitCode, 130);
});

Deno.test("a task that does not obey is cut short after its grace", async () => {
  for (const [kind, expected] of [["one-shot", 130], ["server", 2]] as const) {
    const io = fakeIo();
    const code = runCommand(waiting(kind, false), [], io);
    await settle();
    io.stop();
    await io.clock.advance(STOP_GRACE_MS[kind] - 1);
    assert.equal(await Promise.race([code, settle().then(() => "still running")]), "still running");
    await io.clock.advance(1);
    assert.equal(await code, expected);
  }
});

Deno.test("a second request to stop does not wait, unless it is the echo of the first", async () => {
  const io = fakeIo();
  const code = runCommand(waiting("one-shot", false), [], io);
  await settle();
  io.stop();
  io.stop();
  assert.equal(await Promise.race([code, settle().then(() => "still running")]), "still running");
  await io.clock.advance(1000);
  io.stop();
  assert.equal(await code, 130);
});
