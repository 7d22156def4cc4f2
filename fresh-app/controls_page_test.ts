import assert from "node:assert/strict";
import { settle } from "../runtime/clock/virtual.ts";
import { fakePorts } from "./api/testing/fakes.ts";
import { browserHeaders, tokenHeaders } from "./auth/testing/people.ts";
import { limitChanges, limitFields } from "./data/limits_form.ts";
import { riskLimitsSchema } from "../actors/domain/risk_limits.ts";
import { ask, pagesOver, wordsOf } from "./testing/pages.ts";

const limits = riskLimitsSchema.parse({});

async function operator() {
  const ports = fakePorts();
  const pages = await pagesOver(ports);
  const headers = await browserHeaders(ports.auth);
  const post = (command: string, fields: Record<string, string>) =>
    ask(pages, `/controls/${command}`, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { ...headers, "sec-fetch-site": "same-origin" },
    });
  return { ports, pages, headers, post };
}

Deno.test("an operator pauses with a form and reads what came of it", async () => {
  const { ports, pages, headers, post } = await operator();
  const answer = await post("pause", { reason: "lunch" });
  assert.equal(answer.status, 303);
  const [given] = ports.controls.given;
  assert.deepEqual([given?.command, given?.reason], [{ kind: "pause" }, "lunch"]);
  const location = answer.headers.get("location")!;
  assert.equal(location, `/controls?command=${given!.commandId}#told`);
  const words = await wordsOf(pages, location.replace("#told", ""), headers);
  assert.match(words, /pause No new entries from now on; exits go on\./);
});

Deno.test("a halt is confirmed by typing the word, and its result is shown", async () => {
  const { ports, pages, headers, post } = await operator();
  const unarmed = await post("halt", { typed: "halt" });
  assert.equal(unarmed.headers.get("location"), "/controls?armed=no#halt");
  assert.equal(ports.controls.given.length, 0);
  const answer = await post("halt", { typed: "HALT", reason: "" });
  const path = answer.headers.get("location")!.replace("#told", "");
  const words = await wordsOf(pages, path, headers);
  assert.match(words, /halt 0 open orders, 0 positions, confirmed at 2026/);
});

Deno.test("a command that nobody takes in makes the page wait, and says what else there is", async () => {
  const { ports, pages, headers, post } = await operator();
  ports.controls.takesIn = false;
  let answer: Response | null = null;
  const asked = post("halt", { typed: "HALT" }).then((each) => answer = each);
  while (ports.controls.given.length === 0) await settle();
  while (answer === null) await ports.clock.advance(100);
  const location = (await asked).headers.get("location")!;
  assert.match(location, /&refresh=on#told$/);
  const words = await wordsOf(pages, location.replace("#told", ""), headers);
  assert.match(words, /nobody has taken it in yet\. deno task halt goes straight to the broker/);
});

Deno.test("the limits' form changes what was changed, and nothing else", async () => {
  const { ports, post } = await operator();
  const shown = Object.fromEntries(limitFields(limits).map(({ name, value }) => [name, value]));
  await post("limits", {
    ...shown,
    base: "0",
    dailyLossFractionMax: "0.01",
    allowlist: "aapl, MSFT",
    reason: "calmer",
  });
  assert.deepEqual(ports.controls.given[0]?.command, {
    kind: "limits",
    base: 0,
    changes: { dailyLossFractionMax: 0.01, allowlist: ["aapl", "MSFT"] },
  });
  assert.deepEqual(limitChanges(limits, shown), {});
  assert.deepEqual(limitChanges(limits, { orderNotionalMax: "a lot", allowShort: "yes" }), {
    allowShort: true,
    orderNotionalMax: "a lot",
  });
});

Deno.test("whoever is no operator sees everything and changes nothing", async () => {
  const { ports, pages } = await operator();
  const words = await wordsOf(pages, "/controls");
  assert.match(words, /TRADING Entries and exits go on\. Sign in as an operator/);
  assert.ok(!words.includes("Halt now"));
  const viewer = await tokenHeaders(ports.auth, "viewer");
  const refused = await ask(pages, "/controls/pause", {
    method: "POST",
    body: new URLSearchParams({}),
    headers: viewer,
  });
  assert.equal(refused.status, 403);
  assert.equal(ports.controls.given.length, 0);
});

Deno.test("other sites' pages command nothing", async () => {
  const { ports, pages, headers } = await operator();
  const foreign = { ...headers, origin: "https://evil.example", "sec-fetch-site": "cross-site" };
  const answer = await ask(pages, "/controls/halt", {
    method: "POST",
    body: new URLSearchParams({ typed: "HALT" }),
    headers: foreign,
  });
  assert.equal(answer.status, 403);
  assert.equal(ports.controls.given.length, 0);
});
