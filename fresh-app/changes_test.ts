import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "csv-parse/sync";
import { browserHeaders } from "./auth/testing/people.ts";
import { fakePorts } from "./api/testing/fakes.ts";
import { csvCell } from "./data/csv.ts";
import { ask, pagesOver, wordsOf } from "./testing/pages.ts";

const encode = (text: string) => new TextEncoder().encode(text);

async function withDeadLetter() {
  const ports = fakePorts();
  const { mailbox } = ports;
  await mailbox.ensureGroup("market:bars", "reader");
  await mailbox.publish("market:bars", 0, [{ seq: 1, key: "AAPL", body: encode("{}") }]);
  const consumer = await mailbox.consume({
    streams: ["market:bars"],
    group: "reader",
    consumer: "reader#1",
    exclusive: true,
  });
  const [delivery] = await consumer.receive({ max: 1, waitMs: 0 });
  await consumer.reject(delivery!, "the bar has no price");
  await consumer.close();
  return ports;
}

function replay(id: string, headers: Record<string, string>): RequestInit {
  return {
    method: "POST",
    body: new URLSearchParams({ stream: "market:bars", id }),
    headers,
  };
}

Deno.test("a dead letter is replayed from its page, once, and only by that page", async () => {
  const ports = await withDeadLetter();
  const letters = ports.mailbox.deadLetters;
  const [letter] = await letters.list("market:bars");
  assert.ok(letter);
  const pages = await pagesOver(ports);
  const { cookie, ...own } = await browserHeaders(ports.auth);
  assert.match(
    await wordsOf(pages, "/actors", { cookie }),
    /the bar has no price .* Replay this message/,
  );

  const refused = await ask(pages, "/actors/replay", replay(letter.id, { cookie }));
  const foreign = await ask(
    pages,
    "/actors/replay",
    replay(letter.id, {
      cookie,
      "sec-fetch-site": "cross-site",
      origin: "https://evil.example",
    }),
  );
  assert.deepEqual([refused.status, foreign.status], [403, 403]);
  assert.equal(await letters.count("market:bars"), 1);

  const done = await ask(pages, "/actors/replay", replay(letter.id, { cookie, ...own }));
  assert.deepEqual([done.status, done.headers.get("location")], [
    303,
    "/actors?replayed=yes#dead",
  ]);
  assert.equal(await letters.count("market:bars"), 0);
  const again = await ask(pages, "/actors/replay", replay(letter.id, { cookie, ...own }));
  assert.equal(again.headers.get("location"), "/actors?replayed=no#dead");
});

Deno.test("nobody but an operator replays a dead letter", async () => {
  const ports = await withDeadLetter();
  const [letter] = await ports.mailbox.deadLetters.list("market:bars");
  const pages = await pagesOver(ports);
  const own = { "sec-fetch-site": "same-origin", origin: "http://localhost" };
  const viewer = await browserHeaders(ports.auth, { role: "viewer" });
  for (const [headers, status] of [[own, 401], [viewer, 403]] as const) {
    const answer = await ask(pages, "/actors/replay", replay(letter!.id, { ...headers }));
    assert.equal(answer.status, status);
    assert.ok(!(await wordsOf(pages, "/actors", { ...headers })).includes("Replay this message"));
  }
  assert.equal(await ports.mailbox.deadLetters.count("market:bars"), 1);
});

Deno.test("a list is downloaded whole, whatever its length", async () => {
  const pages = await pagesOver(fakePorts(450));
  const answer = await ask(pages, "/export/trades");
  assert.equal(answer.headers.get("content-type"), "text/csv; charset=utf-8");
  const rows: Record<string, string>[] = parse(await answer.text(), { columns: true });
  assert.equal(new Set(rows.map(({ tradeId }) => tradeId)).size, 450);
  assert.equal((await ask(pages, "/export/secrets")).status, 404);
});

Deno.test("a cell comes back as it was, and none begins a formula", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const [[cell]] = parse(`${csvCell(text)},end`, { relax_quotes: false }) as [[string]];
    assert.ok(cell === text || cell === `'${text}`);
    assert.ok(!/^[=+@\t\r]/.test(cell) && (!cell.startsWith("-") || !Number.isNaN(Number(cell))));
  }));
});
