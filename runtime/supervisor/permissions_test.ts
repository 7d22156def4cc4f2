import assert from "node:assert/strict";
import { randomId } from "../clock/system.ts";
import { type Permissions, workerPermissions } from "./permissions.ts";
import { takeEnvironment } from "./secrets.ts";
import { workerChild } from "./worker_child.ts";

type Attempt = readonly [what: string, on: string];

/** What becomes of each attempt in a Worker with these permissions. */
async function tried(permissions: Permissions, attempts: readonly Attempt[]): Promise<string[]> {
  const outcomes: string[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const spawn = workerChild({
    entry: import.meta.resolve("./testing/probing_worker.ts"),
    permissions,
  });
  const config = attempts.map(([what, on]) => ({ what, on }));
  const spec = { config, connect: null, produced: [], patienceMs: null, perturbSeed: null };
  const child = spawn(`probe/${randomId()}`, {
    message(message) {
      if (message.kind === "loaded") {
        child.post({ kind: "start", spec: { ...spec, actor: "a", holder: "h", force: true } });
      }
      if (message.kind === "log") outcomes.push(String(message.record.fields["outcome"]));
      if (message.kind === "goodbye") {
        if (message.failure !== null) outcomes.push(message.failure.message);
        child.kill();
      }
    },
    died: (failure) => resolve(void outcomes.push(failure.message)),
    gone: resolve,
  });
  await ended;
  return outcomes;
}

/** Each attempt with the outcome that it should have: `done`, a value, or what is denied. */
async function hold(permissions: Permissions, table: readonly [...Attempt, RegExp][]) {
  const outcomes = await tried(permissions, table.map(([what, on]) => [what, on]));
  table.forEach(([what, on, expected], i) =>
    assert.match(outcomes[i] ?? "no outcome", expected, `${what} ${on}`)
  );
}

/** Gives `use` a folder with a server standing for the broker and one standing for the mailbox. */
async function place(
  use: (
    at: { dir: string; broker: number; mailbox: number; reached: () => number },
  ) => Promise<void>,
) {
  const dir = await Deno.makeTempDir();
  let reached = 0;
  const quiet = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const broker = Deno.serve(quiet, () => new Response(String(++reached)));
  const mailbox = Deno.serve(quiet, () => new Response("ok"));
  try {
    await use({
      dir,
      broker: broker.addr.port,
      mailbox: mailbox.addr.port,
      reached: () => reached,
    });
  } finally {
    await Promise.all([broker.shutdown(), mailbox.shutdown()]);
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("an actor without broker keys can neither read them nor reach the broker", async () => {
  await place(async ({ dir, broker, mailbox, reached }) => {
    const secret = randomId();
    const name = "TRADING_TEST_BROKER_SECRET";
    Deno.env.set(name, secret);
    await Deno.mkdir(`${dir}/own`);
    await Deno.writeTextFile(`${dir}/keys.json`, secret);
    await Deno.symlink("/proc/self/environ", `${dir}/own/link`);
    // As at start-up, but of this one variable: the tests' own environment stays.
    const taken = takeEnvironment({
      toObject: () => ({ [name]: Deno.env.get(name)! }),
      delete: (variable) => Deno.env.delete(variable),
    });
    assert.equal(taken[name], secret);
    const own = [`${dir}/own`];
    await hold({ env: "all", net: [`127.0.0.1:${mailbox}`], read: own, write: own }, [
      ["read a variable", name, /^not there$/],
      ["list variables", secret, /^not among them$/],
      ["fetch", `http://127.0.0.1:${broker}/v2/orders`, /^NotCapable: Requires net access/],
      ["fetch", `http://localhost:${broker}/v2/orders`, /^NotCapable: Requires net access/],
      ["connect", String(broker), /^NotCapable: Requires net access/],
      ["connect", String(mailbox), /^done$/],
      ["read", "/proc/self/environ", /^NotCapable/],
      ["read", "/proc/thread-self/environ", /^NotCapable/],
      ["read", `/proc/${Deno.pid}/environ`, /^NotCapable/],
      ["read", `${dir}/own/link`, /^NotCapable/],
      ["read", `${dir}/keys.json`, /^NotCapable: Requires read access/],
      ["read", `${dir}/own/../keys.json`, /^NotCapable: Requires read access/],
      ["write", `${dir}/elsewhere`, /^NotCapable: Requires write access/],
      ["write", `${dir}/own/file`, /^done$/],
      ["run a program", "/bin/cat", /^NotCapable: Requires run access/],
      ["start a Worker that may do more", "data:text/javascript,", /^NotCapable: Can't escalate/],
      ["import from another host", `http://127.0.0.1:${broker}/x.js`, /Requires import access/],
      ["open a database", `${dir}/own.db`, /^NotCapable: Requires read access/],
      ["attach a database", `${dir}/own.db`, /too many attached databases/],
    ]);
    assert.equal(reached(), 0);
  });
});

Deno.test("a Worker that declares nothing may do nothing but compute", async () => {
  await place(async ({ dir, mailbox }) => {
    await hold({}, [
      ["hash", "", /^done$/],
      ["read a variable", "HOME", /^NotCapable: Requires env access/],
      ["connect", String(mailbox), /^NotCapable: Requires net access/],
      ["read", dir, /^NotCapable: Requires read access/],
      ["import a computed path", import.meta.resolve("./policy.ts"), /Requires read access/],
    ]);
  });
});

Deno.test("what each package needs is as the documentation says", async () => {
  await place(async ({ dir, mailbox }) => {
    const file = `${dir}/a.db`;
    const socket = `${dir}/a.sock`;
    const port = String(mailbox);
    const listener = Deno.listen({ transport: "unix", path: socket });
    await hold({ env: "all" }, [["use ioredis", port, /^done$/], ["use postgres", port, /^done$/]]);
    await hold({ env: ["PG*", "HOME"] }, [
      ["use postgres", port, /^done$/],
      ["use ioredis", port, /^NotCapable: Requires env access, /],
    ]);
    await hold({}, [["use postgres", port, /^NotCapable: Requires env access to "PG/]]);
    await hold({ read: [file], write: [file] }, [["open a database", file, /^done$/]]);
    await hold({ read: [file] }, [["open a database", file, /^NotCapable: Requires write access/]]);
    await hold({ sockets: [socket] }, [["connect through a socket", socket, /^done$/]]);
    await hold({ read: [dir], write: [dir] }, [
      ["connect through a socket", socket, /^NotCapable: Requires net access to "unix:/],
    ]);
    const code = import.meta.resolve("./policy.ts");
    await hold({ read: [new URL(code).pathname] }, [["import a computed path", code, /^done$/]]);
    listener.close();
  });
});

Deno.test("what is not named is denied", () => {
  assert.deepEqual(workerPermissions({}), {
    net: false,
    read: false,
    write: false,
    env: false,
    ffi: false,
    sys: false,
    import: false,
    run: false,
  });
});

Deno.test("a permission that would grant more than it seems to is refused with its rule", () => {
  const bad: [Permissions, RegExp][] = [
    [{ read: ["state"] }, /permission read: "state" must be an absolute path/],
    [{ write: ["/"] }, /permission write: "\/" would grant the whole file system/],
    [{ read: ["/tmp/.."] }, /would grant the whole file system/],
    [{ sockets: [""] }, /permission sockets: "" must be an absolute path/],
    [{ net: [""] }, /permission net: "" must be one host/],
    [{ net: ["*.alpaca.markets"] }, /without wildcards/],
    [{ net: ["https://api.alpaca.markets"] }, /must be one host, as host or host:port/],
    [{ env: ["*"] }, /permission env: "\*" must be a variable's name/],
  ];
  for (const [permissions, rule] of bad) {
    assert.throws(() => workerPermissions(permissions), rule);
  }
  const good = workerPermissions({ net: ["data.alpaca.markets:443", "[::1]:6379", "127.0.0.1:0"] });
  assert.deepEqual(good.net, ["data.alpaca.markets:443", "[::1]:6379", "127.0.0.1:0"]);
});
