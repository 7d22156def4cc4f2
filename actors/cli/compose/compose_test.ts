import assert from "node:assert/strict";
import { join } from "node:path";
import { PLACES } from "../../topology.ts";
import { DENO_PINNED } from "../deno_version.ts";
import { PROJECT_ROOT } from "../project.ts";
import { readSettings, SETTINGS_DOCS } from "../settings.ts";
import { TASKS } from "../tasks.ts";
import { interpolated, readCompose } from "./testing/read.ts";

const { problems, document: { services, secrets } } = await readCompose();
const ours = Object.entries(services).filter(([, { build }]) => build !== undefined);
const dockerfile = await Deno.readTextFile(join(PROJECT_ROOT, "Dockerfile"));

Deno.test("the compose file keeps the compose specification", async () => {
  assert.deepEqual(problems, []);
  const wrong = await Deno.makeTempFile({ suffix: ".yml" });
  try {
    await Deno.writeTextFile(
      wrong,
      (await Deno.readTextFile(join(PROJECT_ROOT, "docker-compose.yml")))
        .replace("stop_grace_period: 20s", "stop_grace_periods: 20s"),
    );
    assert.match((await readCompose(wrong)).problems.join("\n"), /invalid-schema.*additional/);
  } finally {
    await Deno.remove(wrong);
  }
});

Deno.test("the profile per-actor runs every actor once, and the profile one all of them", () => {
  const perActor = ours.filter(([, { profiles }]) => profiles.includes("per-actor"));
  const run = perActor.map(([name, { command }]) => {
    assert.deepEqual(command, ["actor", name.replaceAll("-", "_")]);
    return command[1]!;
  });
  assert.deepEqual(run.sort(), PLACES.map(({ name }) => name).sort());
  const one = ours.filter(([, { profiles }]) => profiles.includes("one"));
  assert.deepEqual(one.map(([, { command }]) => command), [["start"]]);
  const tasks = TASKS.map(({ name }) => name);
  for (const [, { command }] of ours) assert.ok(tasks.includes(command[0]!));
});

Deno.test("every variable of our services is a setting, and its value is accepted", async () => {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-compose-" });
  try {
    const known = new Set(SETTINGS_DOCS.map(({ variable }) => variable));
    const values: Record<string, string> = {
      redis_url: "redis://:p@redis:6379",
      database_url: "postgres://pitboss:p@timescaledb:5432/pitboss",
      apca_key_id: "",
      apca_secret_key: "",
    };
    for (const [name, text] of Object.entries(values)) {
      await Deno.writeTextFile(join(folder, name), text);
    }
    for (const [name, { environment, secrets: given }] of ours) {
      const env: Record<string, string> = {};
      for (const [variable, text] of Object.entries(environment)) {
        assert.ok(known.has(variable.replace(/_FILE$/, "")), `${name}: ${variable}`);
        const secret = /^\/run\/secrets\/(\w+)$/.exec(text)?.[1];
        if (secret !== undefined) {
          assert.ok(given.includes(secret), `${name} is not given ${secret}`);
          assert.ok(secret in values, secret);
        }
        env[variable] = secret === undefined ? interpolated(text) : join(folder, secret);
      }
      const settings = readSettings(env);
      assert.equal(settings.mode, "paper");
      assert.equal(settings.redisUrl, values.redis_url);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the keys of the broker are given to those alone who use them", () => {
  const holders = ours.filter(([, { secrets: given }]) => given.includes("apca_secret_key"))
    .map(([name]) => name);
  assert.deepEqual(holders.sort(), ["market-clock", "market-data", "news-fetcher", "pitboss"]);
});

Deno.test("our services run without root, with nothing writable but their state, within limits", () => {
  for (const [name, each] of ours) {
    assert.equal(each.user, "65532:65532", name);
    assert.equal(each.read_only, true, name);
    assert.deepEqual(each.cap_drop, ["ALL"], name);
    assert.deepEqual(each.volumes, ["state:/state"], name);
    // More than the program gives itself, so that it is never cut off while it stops.
    assert.equal(each.stop_grace_period, "20s", name);
  }
  for (const [name, each] of Object.entries(services)) {
    assert.ok(each.security_opt.includes("no-new-privileges:true"), name);
    for (const port of each.ports) assert.match(port, /^127\.0\.0\.1:/, `${name}: ${port}`);
    assert.match(each.image, /:[\w.${}-]+$/, `${name} needs a version`);
    assert.doesNotMatch(each.image, /:latest$/, name);
    for (const secret of each.secrets) assert.ok(secret in secrets, `${name}: ${secret}`);
    for (const volume of each.volumes.filter((path) => path.startsWith("./"))) {
      assert.ok(Deno.statSync(join(PROJECT_ROOT, volume.split(":")[0]!)), volume);
    }
  }
});

Deno.test("secrets are files that are never committed", async () => {
  const ignored = await Deno.readTextFile(join(PROJECT_ROOT, ".gitignore"));
  assert.match(ignored, /^secrets\/$/m);
  for (const { file } of Object.values(secrets)) assert.match(file, /^\.\/secrets\/\w+$/);
  assert.match(await Deno.readTextFile(join(PROJECT_ROOT, ".dockerignore")), /^\*$/m);
});

Deno.test("the image has the pinned Deno, and the program's own entry point and health check", () => {
  assert.match(
    dockerfile,
    new RegExp(`^ARG DENO_VERSION=${DENO_PINNED.replaceAll(".", "\\.")}$`, "m"),
  );
  const jsonOf = (instruction: string) =>
    JSON.parse(new RegExp(`${instruction} (\\[.*\\])`).exec(dockerfile)?.[1] ?? "null");
  const entry = ["deno", "run", "-A", "--no-prompt", "--cached-only", "actors/cli/main.ts"];
  assert.deepEqual(jsonOf("ENTRYPOINT"), entry);
  assert.deepEqual(jsonOf("\n    CMD"), [...entry, "health"]);
  for (const [name, { healthcheck: { test } }] of ours) {
    const isGateway = name === "pitboss" || name === "api-gateway";
    assert.deepEqual(test, ["CMD", ...entry, "health", ...isGateway ? [] : ["--metrics"]], name);
  }
  for (const [, paths] of dockerfile.matchAll(/^COPY (?!--)(.+) \S+$/gm)) {
    for (const path of paths!.split(" ")) assert.ok(Deno.statSync(join(PROJECT_ROOT, path)), path);
  }
});
