import assert from "node:assert/strict";
import { z } from "zod";
import { settle } from "../../runtime/clock/virtual.ts";
import { COMMAND_KINDS } from "../../actors/domain/controls.ts";
import { createApi } from "./app.ts";
import { problemOf } from "./testing/client.ts";
import { browserHeaders, HERE, tokenHeaders } from "../auth/testing/people.ts";
import { pathOf } from "./controls.ts";
import { apiOptions, fakePorts } from "./testing/fakes.ts";
import { commandView, controlsView } from "./views.ts";

const host = "localhost:8000";
const answered = z.strictObject({ commandId: z.uuid(), command: commandView.nullable() });

/** The API, and the controls behind it, as an operator with a fresh passkey reaches it. */
async function bench() {
  const ports = fakePorts();
  const app = createApi(ports, apiOptions(ports));
  const operator = await browserHeaders(ports.auth, { host });
  const get = async (path: string) => await app.request(path, { headers: { host } }, HERE);
  const post = async (kind: string, body: unknown = {}, headers: Record<string, string> = {}) =>
    await app.request(`/api/controls/${kind}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...operator, ...headers },
    }, HERE);
  return { ports, get, post };
}

/** What each command needs besides its name. */
const BODIES: Record<string, unknown> = {
  close: { ticker: "AAPL" },
  cancel: { orderId: "pb-1" },
  lock: { ticker: "AAPL" },
  unlock: { ticker: "AAPL" },
  limits: { base: 0, changes: { dailyLossFractionMax: 0.01 } },
  override: { weights: [{ strategy: "momentum", weight: 1 }] },
};

Deno.test("every command is answered with 202 and its id, under which its outcome is read", async () => {
  const { ports, get, post } = await bench();
  for (const kind of COMMAND_KINDS) {
    const response = await post(pathOf(kind).slice(1), BODIES[kind]);
    assert.equal(response.status, 202, kind);
    const { commandId, command } = answered.parse(await response.json());
    assert.equal(response.headers.get("location"), `/api/controls/commands/${commandId}`);
    const found = commandView.parse(
      await (await get(`/api/controls/commands/${commandId}`)).json(),
    );
    assert.deepEqual(found, command);
  }
  assert.deepEqual(ports.controls.given.map(({ command }) => command.kind), COMMAND_KINDS);
  assert.ok(ports.controls.given.every(({ by }) => by.startsWith("operator ")));
});

Deno.test("a command that nobody takes in yet has its id all the same", async () => {
  const { ports, get, post } = await bench();
  ports.controls.takesIn = false;
  let response: Response | null = null;
  const asked = post("halt", { reason: "now" }).then((answer) => response = answer);
  while (ports.controls.given.length === 0) await settle();
  while (response === null) await ports.clock.advance(100);
  const { commandId, command } = answered.parse(await (await asked).json());
  assert.equal(command, null);
  assert.equal((await get(`/api/controls/commands/${commandId}`)).status, 404);
  assert.deepEqual(ports.controls.given.map(({ reason }) => reason), ["now"]);
});

Deno.test("what is set is told, with the limits and their history", async () => {
  const { ports, get } = await bench();
  const told = controlsView.parse(await (await get("/api/controls")).json());
  assert.deepEqual([told.state, told.limits.version], ["trading", 0]);
  ports.controls.view = null;
  await problemOf(await get("/api/controls"), 503);
});

Deno.test("what is wrong with a command is told part by part, and nothing is commanded", async () => {
  const { ports, post } = await bench();
  const wrong: [string, unknown, string[]][] = [
    ["close", {}, ["ticker"]],
    ["close", { ticker: "../x" }, ["ticker"]],
    ["pause", { force: true }, ["the body"]],
    ["pause", [], []],
    ["pause", { reason: 7 }, ["reason"]],
    ["limits", { base: -1, changes: {} }, ["base"]],
  ];
  for (const [kind, body, parameters] of wrong) {
    const { errors = [] } = await problemOf(await post(kind, body), 400);
    const named = z.array(z.object({ parameter: z.string() })).parse(errors);
    assert.deepEqual(named.map(({ parameter }) => parameter), parameters, kind);
  }
  assert.equal((await post("selfdestruct")).status, 404);
  assert.deepEqual(ports.controls.given, []);
});

Deno.test("pages of other sites command nothing, and a token resumes nothing", async () => {
  const { ports, post } = await bench();
  const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
  assert.equal((await post("resume", {}, foreign)).status, 403);
  const script = await tokenHeaders(ports.auth);
  const app = createApi(ports, apiOptions(ports));
  const asked = async (kind: string, headers: Record<string, string>) =>
    await app.request(
      `/api/controls/${kind}`,
      { method: "POST", headers: { host, ...headers } },
      HERE,
    );
  assert.deepEqual(
    [
      (await asked("resume", script)).status,
      (await asked("pause", await tokenHeaders(ports.auth, "viewer"))).status,
      (await asked("halt", {})).status,
    ],
    [403, 403, 401],
  );
  assert.equal(ports.controls.given.length, 0);
  assert.equal((await asked("halt", script)).status, 202);
  assert.match(String(ports.controls.given.map(({ by }) => by)), /^token /);
});
