import assert from "node:assert/strict";
import { z } from "zod";
import { COMMAND_KINDS } from "../../actors/domain/controls.ts";
import { createApi } from "./app.ts";
import { problemOf } from "./testing/client.ts";
import { fakePorts, HOSTS } from "./testing/fakes.ts";
import { commandView, controlsView } from "./views.ts";

const host = "localhost:8000";
const answered = z.strictObject({ commandId: z.uuid(), command: commandView.nullable() });

/** The API, and the controls behind it. */
function bench(changes = true) {
  const ports = fakePorts();
  const app = createApi(ports, { hosts: HOSTS, timeoutMs: 10_000, changes });
  const get = async (path: string) => await app.request(path, { headers: { host } });
  const post = async (
    kind: string,
    body: unknown = undefined,
    headers: Record<string, string> = {},
  ) =>
    await app.request(`/api/controls/${kind}`, {
      method: "POST",
      ...body === undefined ? {} : { body: JSON.stringify(body) },
      headers: {
        host,
        ...body === undefined ? {} : { "content-type": "application/json" },
        ...headers,
      },
    });
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
  const { ports, get, post } = bench();
  for (const kind of COMMAND_KINDS) {
    const response = await post(kind, BODIES[kind]);
    assert.equal(response.status, 202, kind);
    const { commandId, command } = answered.parse(await response.json());
    assert.equal(response.headers.get("location"), `/api/controls/commands/${commandId}`);
    const found = commandView.parse(
      await (await get(`/api/controls/commands/${commandId}`)).json(),
    );
    assert.deepEqual(found, command);
  }
  assert.deepEqual(ports.controls.given.map(({ command }) => command.kind), COMMAND_KINDS);
});

Deno.test("a command that nobody takes in yet has its id all the same", async () => {
  const { ports, get, post } = bench();
  ports.controls.takesIn = false;
  const asked = post("halt", { reason: "now" });
  await ports.clock.advance(3_000);
  const { commandId, command } = answered.parse(await (await asked).json());
  assert.equal(command, null);
  assert.equal((await get(`/api/controls/commands/${commandId}`)).status, 404);
  assert.deepEqual(ports.controls.given.map(({ reason }) => reason), ["now"]);
});

Deno.test("what is set is told, with the limits and their history", async () => {
  const { ports, get } = bench();
  const told = controlsView.parse(await (await get("/api/controls")).json());
  assert.deepEqual([told.state, told.limits.version], ["trading", 0]);
  ports.controls.view = null;
  await problemOf(await get("/api/controls"), 503);
});

Deno.test("what is wrong with a command is told part by part, and nothing is commanded", async () => {
  const { ports, post } = bench();
  const wrong: [string, unknown, string[]][] = [
    ["close", undefined, ["ticker"]],
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

Deno.test("pages of other sites command nothing, and nobody does where other machines reach us", async () => {
  const { ports, post } = bench();
  const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
  assert.equal((await post("resume", {}, foreign)).status, 403);
  const open = bench(false);
  assert.equal((await open.post("halt")).status, 403);
  assert.deepEqual([...ports.controls.given, ...open.ports.controls.given], []);
});
