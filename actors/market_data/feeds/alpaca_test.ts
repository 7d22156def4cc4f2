import assert from "node:assert/strict";
import { testLiveFeedContract } from "./live_contract.ts";
import { LiveDesk, MINUTE, OPEN, simBar } from "./testing/live_desk.ts";

testLiveFeedContract("alpaca", () => Promise.resolve(new LiveDesk()));

/** A desk whose feed runs and has caught up. */
async function running(extendedHours = false): Promise<LiveDesk> {
  const desk = new LiveDesk(extendedHours);
  desk.start();
  await desk.listening();
  return desk;
}

/** Minute bars of AAPL, closes 100, 101, …, as a story tells them. */
const minutes = (...numbers: readonly number[]) => numbers.map((n) => `AAPL ${n} ${100 + n}`);

Deno.test("bars, changed bars and halts are subscribed, for the watchlist alone", async () => {
  await using desk = await running();
  await desk.make("AAPL", 0, 100);
  await desk.until(() => desk.items.length === 1);
  desk.alpaca.stream.sendRaw(JSON.stringify([
    { T: "b", S: "TSLA", t: "2026-07-27T13:31:00Z", o: 1, h: 1, l: 1, c: 1, v: 1 },
    { T: "s", S: "AAPL", sc: "H", sm: "Trading Halt", t: "2026-07-27T13:31:30Z", z: "C" },
    { T: "future-kind", S: "AAPL" },
  ]));
  await desk.until(() => desk.items.length === 2);
  assert.deepEqual(desk.story(), ["AAPL 0 100", "AAPL H"]);
  const [, status] = desk.items;
  assert.ok(status?.type === "status" && status.payload.halted === true);
});

Deno.test("a broken connection and one that is closed properly lose and double nothing", async () => {
  await using desk = await running();
  await desk.make("AAPL", 0, 100);
  for (const [i, end] of (["cut", "drop"] as const).entries()) {
    const { stream, wire } = desk.alpaca;
    if (end === "cut") wire.cut();
    else stream.drop();
    await desk.until(() => desk.troubles.length === i + 1);
    await desk.make("AAPL", 2 * i + 1, 101 + 2 * i);
    await desk.until(() => desk.items.length === 2 * i + 2);
    await desk.make("AAPL", 2 * i + 2, 102 + 2 * i);
    await desk.until(() => desk.items.length === 2 * i + 3);
  }
  assert.deepEqual(desk.story(), minutes(0, 1, 2, 3, 4));
  assert.ok(desk.troubles.every(({ code }) => code === "unreachable"));
});

Deno.test("a socket that is open and dead is noticed by this machine's time, and replaced", async () => {
  await using desk = await running();
  await desk.make("AAPL", 0, 100);
  await desk.until(() => desk.items.length === 1);
  desk.alpaca.wire.held = true;
  desk.trade("AAPL", 1, 101);
  await desk.pass(60_000 + 15_000);
  assert.match(desk.troubles[0]?.message ?? "", /connected but mute: it does not answer/);
  desk.alpaca.wire.cut();
  desk.alpaca.wire.held = false;
  await desk.pass(5_000);
  await desk.make("AAPL", 2, 102);
  await desk.until(() => desk.items.length === 3);
  assert.deepEqual(desk.story(), minutes(0, 1, 2));
});

Deno.test("a socket that answers and tells no bars is found out by REST, and replaced", async () => {
  await using desk = await running();
  await desk.make("AAPL", 0, 100);
  await desk.until(() => desk.items.length === 1);
  desk.alpaca.stream.mute = "data";
  for (const minute of [1, 2, 3]) await desk.make("AAPL", minute, 100 + minute);
  await desk.pass(60_000);
  assert.equal(desk.troubles[0]?.code, "timeout");
  assert.match(
    desk.troubles[0]?.message ?? "",
    /mute: it told nothing for \d+ s, while there were/,
  );
  desk.alpaca.stream.mute = "none";
  await desk.pass(10_000);
  assert.equal(desk.alpaca.stream.upgrades, 2);
  await desk.make("AAPL", 6, 106);
  await desk.until(() => desk.items.length === 5);
  assert.deepEqual(desk.story(), minutes(0, 1, 2, 3, 6));
});

Deno.test("a market in which nobody trades is no mute socket, and neither is the night", async () => {
  await using desk = await running();
  await desk.make("AAPL", 0, 100);
  await desk.pass(20 * 60_000);
  const asked = desk.alpaca.requests.length;
  assert.ok(asked > 1, "it was looked at");
  // To half an hour past the close.
  await desk.passMinute(420);
  const bars = () =>
    desk.alpaca.requests.filter(({ pathname }) => pathname.endsWith("/bars")).length;
  const atNight = bars();
  await desk.pass(30 * 60_000);
  assert.equal(bars(), atNight, "nobody asks for bars at night");
  assert.deepEqual(desk.troubles, []);
  assert.equal(desk.alpaca.stream.upgrades, 1);
});

Deno.test("a busy account (406), closed by the server or not, is waited for at a distance", async () => {
  for (const closes of [false, true]) {
    await using desk = new LiveDesk();
    const { stream } = desk.alpaca;
    stream.ghost = true;
    stream.closesAfterError = closes;
    desk.trade("AAPL", 0, 100);
    desk.start();
    await desk.until(() => desk.troubles.length === 1);
    assert.match(desk.troubles[0]?.message ?? "", /406: connection limit exceeded/);
    await desk.pass(9_000);
    assert.equal(stream.upgrades, 1, "no knocking within ten seconds");
    await desk.pass(90_000);
    assert.ok(stream.upgrades <= 8, `${stream.upgrades} attempts in 100 s`);
    stream.ghost = false;
    await desk.pass(120_000);
    await desk.until(() => desk.items.length === 1);
    assert.deepEqual(desk.story(), minutes(0));
  }
});

Deno.test("upgrades that are refused (429, 502, 404) are tried again with growing waits", async () => {
  await using desk = new LiveDesk();
  desk.alpaca.stream.upgradeFaults.push(429, 502, 404, 429);
  desk.trade("AAPL", 0, 100);
  desk.start();
  await desk.until(() => desk.troubles.length === 1);
  assert.equal(desk.troubles[0]?.code, "unreachable");
  await desk.pass(240_000);
  assert.deepEqual(desk.story(), minutes(0));
  assert.equal(desk.troubles.length, 4);
  assert.equal(desk.alpaca.stream.upgrades, 1);
});

Deno.test("refused keys, a plan without the feed and too many symbols are asked again much later", async () => {
  const faults: readonly [string, RegExp, (desk: LiveDesk) => void][] = [
    ["unauthorised", /402: auth failed/, ({ alpaca }) => {
      alpaca.stream.keysRevoked = true;
    }],
    ["unauthorised", /409: insufficient subscription/, ({ alpaca }) => {
      alpaca.stream.feedAllowed = false;
    }],
    ["unreachable", /405: symbol limit exceeded/, ({ alpaca }) => {
      alpaca.stream.barLimit = 1;
    }],
  ];
  for (const [code, message, make] of faults) {
    await using desk = new LiveDesk();
    make(desk);
    desk.start();
    await desk.until(() => desk.troubles.length === 1);
    assert.equal(desk.troubles[0]?.code, code);
    assert.match(desk.troubles[0]?.message ?? "", message);
    await desk.pass(600_000);
    assert.equal(desk.alpaca.stream.upgrades, 1);
    await desk.pass(310_000);
    assert.equal(desk.alpaca.stream.upgrades, 2);
  }
});

Deno.test("errors in the middle of a session (404, 407, 500) and garbage end it, and lose nothing", async () => {
  await using desk = await running();
  const ends: readonly (() => void)[] = [
    () => desk.alpaca.stream.error(407, "slow client", true),
    () => desk.alpaca.stream.error(500, "internal error"),
    () => desk.alpaca.stream.error(404, "auth timeout", true),
    () => desk.alpaca.stream.sendRaw("<html>"),
    () => desk.alpaca.stream.sendRaw('{"T":"b"}'),
  ];
  for (const [i, end] of ends.entries()) {
    const before = desk.troubles.length;
    end();
    await desk.until(() => desk.troubles.length > before);
    await desk.make("AAPL", i, 100 + i);
    await desk.until(() => desk.items.length === i + 1);
  }
  assert.deepEqual(desk.story(), minutes(0, 1, 2, 3, 4));
});

Deno.test("a repeated auth (403) breaks nothing", async () => {
  await using desk = await running();
  desk.alpaca.stream.error(403, "already authenticated");
  await desk.make("AAPL", 0, 100);
  await desk.until(() => desk.items.length === 1);
  assert.deepEqual(desk.troubles, []);
});

Deno.test("a message that cannot be read is named and left out; the others of its frame are told", async () => {
  await using desk = await running();
  await desk.passMinute(0);
  const good = { T: "b", S: "AAPL", t: "2026-07-27T13:30:00Z", o: 1, h: 2, l: 1, c: 1, v: 1 };
  desk.alpaca.stream.sendRaw(JSON.stringify([{ ...good, h: 0.5 }, { ...good, c: "1" }, good]));
  await desk.until(() => desk.items.length === 1);
  assert.deepEqual(desk.troubles.map(({ code }) => code), ["unreadable", "unreadable"]);
  assert.match(desk.troubles[0]?.message ?? "", /told a bar of AAPL that cannot be read/);
});

Deno.test("bars that come while a gap is filled wait for it, so that order holds", async () => {
  await using desk = await running();
  await desk.make("AAPL", 0, 100);
  await desk.until(() => desk.items.length === 1);
  desk.alpaca.stream.drop();
  await desk.until(() => desk.troubles.length === 1);
  // REST is slow to answer: the first two attempts fail.
  desk.alpaca.faults.next("500", "truncated");
  desk.trade("AAPL", 1, 101);
  await desk.passMinute(1);
  await desk.make("AAPL", 2, 102);
  await desk.pass(10_000);
  await desk.until(() => desk.items.length === 3);
  assert.deepEqual(desk.story(), minutes(0, 1, 2));
});

Deno.test("where REST is down the present goes on, and the gap comes later as corrections", async () => {
  await using desk = await running();
  await desk.make("AAPL", 0, 100);
  await desk.until(() => desk.items.length === 1);
  desk.alpaca.stream.drop();
  await desk.until(() => desk.troubles.length === 1);
  desk.trade("AAPL", 1, 101);
  desk.alpaca.faults.next(...Array<"504">(24).fill("504"));
  await desk.pass(120_000);
  assert.ok(desk.troubles.some(({ message }) => /gap in the bars/.test(message)));
  await desk.make("AAPL", 3, 103);
  await desk.until(() => desk.items.length === 2);
  await desk.pass(240_000);
  assert.deepEqual(desk.story(), ["AAPL 0 100", "AAPL 3 103", "AAPL 1 101 late"]);
});

Deno.test("a bar that was corrected while nobody listened is a correction after the reconnection", async () => {
  await using desk = await running();
  await desk.make("AAPL", 0, 100);
  await desk.make("AAPL", 1, 101);
  await desk.until(() => desk.items.length === 2);
  desk.alpaca.stream.drop();
  await desk.until(() => desk.troubles.length === 1);
  desk.alpaca.update("AAPL", simBar(0, 100.25), { stream: false });
  await desk.pass(10_000);
  await desk.until(() => desk.items.length === 3);
  assert.deepEqual(desk.story(), [...minutes(0, 1), "AAPL 0 100.25 changed"]);
});

Deno.test("a bar that the stream skipped while it told the others is found within a quarter of an hour", async () => {
  await using desk = await running();
  await desk.make("AAPL", 0, 100);
  await desk.passMinute(1);
  desk.trade("AAPL", 1, 101, { stream: false });
  for (let minute = 2; minute < 20; minute++) await desk.make("AAPL", minute, 100 + minute);
  await desk.until(() => desk.items.length === 20);
  assert.equal(desk.story().filter((told) => told.startsWith("AAPL 1 ")).length, 1);
  assert.ok(desk.story().includes("AAPL 1 101 late"));
  assert.equal(desk.alpaca.stream.upgrades, 1);
});

Deno.test("the minute that is under way is not told, whatever REST says of it", async () => {
  await using desk = new LiveDesk();
  desk.trade("AAPL", 0, 100);
  desk.trade("AAPL", 1, 101);
  await desk.pass(90_000);
  desk.start();
  await desk.listening();
  await desk.until(() => desk.items.length === 1);
  assert.deepEqual(desk.story(), minutes(0));
});

Deno.test("bars outside the session are told where extended hours are watched, and only there", async () => {
  for (const extendedHours of [false, true]) {
    await using desk = new LiveDesk(extendedHours);
    desk.trade("AAPL", -1, 99);
    desk.trade("AAPL", 0, 100);
    desk.trade("AAPL", 390, 490);
    await desk.passMinute(390);
    desk.start({ ...desk.resume, since: OPEN - 3_600_000 });
    await desk.listening();
    await desk.until(() => desk.items.length >= (extendedHours ? 3 : 1));
    assert.deepEqual(
      desk.story(),
      extendedHours ? minutes(-1, 0, 390) : minutes(0),
    );
  }
});

/** Alpaca lists a split of AAPL, four new shares for each old one. */
function splits(desk: LiveDesk, date: string): void {
  const action = { symbol: "AAPL", ex_date: date, process_date: date, old_rate: 1, new_rate: 4 };
  desk.alpaca.rest.actions.push({ kind: "forward_splits", action });
}

const FRIDAY = OPEN - 3 * 24 * 60 * MINUTE;

Deno.test("a split is told before the first bar in the new unit", async () => {
  await using desk = new LiveDesk();
  splits(desk, "2026-07-27");
  desk.start({ ...desk.resume, since: FRIDAY, first: new Map([["AAPL", FRIDAY]]) });
  await desk.listening();
  await desk.make("MSFT", 0, 200);
  await desk.make("AAPL", 1, 25);
  await desk.make("AAPL", 2, 26);
  await desk.until(() => desk.items.length === 4);
  assert.deepEqual(desk.story(), ["MSFT 0 200", "AAPL split 4", "AAPL 1 25", "AAPL 2 26"]);
});

Deno.test("a split that was told before, or came before our first bar, is not told", async () => {
  for (
    const resume of [
      { splits: [{ ticker: "AAPL", date: "2026-07-27", ratio: 4 }], first: FRIDAY },
      { splits: [], first: OPEN },
    ]
  ) {
    await using desk = new LiveDesk();
    splits(desk, "2026-07-27");
    const { splits: told, first } = resume;
    desk.start({ known: [], since: FRIDAY, splits: told, first: new Map([["AAPL", first]]) });
    await desk.listening();
    await desk.make("AAPL", 0, 25);
    await desk.until(() => desk.items.length > 0);
    assert.deepEqual(desk.story(), ["AAPL 0 25"]);
  }
});

Deno.test("a split that Alpaca lists late is told with the next bar after it was seen", async () => {
  await using desk = new LiveDesk();
  desk.start({ ...desk.resume, since: FRIDAY, first: new Map([["AAPL", FRIDAY]]) });
  await desk.listening();
  await desk.make("AAPL", 0, 25);
  splits(desk, "2026-07-27");
  await desk.pass(16 * MINUTE);
  await desk.make("AAPL", 17, 26);
  await desk.until(() => desk.items.length === 3);
  assert.deepEqual(desk.story(), ["AAPL 0 25", "AAPL split 4", "AAPL 17 26"]);
});

Deno.test("bars come although splits cannot be listed, and it is told", async () => {
  await using desk = new LiveDesk();
  desk.alpaca.rest.actions.push({
    kind: "forward_splits",
    action: { symbol: "AAPL", process_date: "2026-07-27" },
  });
  desk.start();
  await desk.listening();
  await desk.make("AAPL", 0, 25);
  await desk.until(() => desk.items.length > 0);
  assert.deepEqual(desk.story(), ["AAPL 0 25"]);
  assert.match(desk.troubles[0]!.message, /Splits cannot be asked for now: .*ex_date/);
});
