import assert from "node:assert/strict";
import { articles, newsSourceHealth } from "../../../db/tables/news.ts";
import type { ActorBench } from "../../../runtime/testing/kit.ts";
import { articleSchema } from "../../domain/article.ts";
import type { PollOutcome, SourceItem } from "../sources/source.ts";
import type { OpenLive } from "./ports.ts";
import { described, liveBench, MINUTE, putSources, START } from "./testing/bench.ts";

/** A side that adds an entry every two minutes, keeps the last ten, and has its hours of trouble. */
class FakeSide {
  polls = 0;
  failures = 0;
  constructor(readonly name: string, readonly now: () => number) {}

  entries(): SourceItem[] {
    const count = Math.floor((this.now() - START) / (2 * MINUTE)) + 1;
    const first = Math.max(0, count - 10);
    return Array.from({ length: count - first }, (_, i) => {
      const n = first + i;
      const title = `${this.name} entry ${n} tells of subject${n}${this.name} alone`;
      return {
        guid: `${n}`,
        url: null,
        title,
        summary: "",
        publishedAt: START + n * 2 * MINUTE,
        symbols: [],
      };
    });
  }

  answer(memory: { readonly [key: string]: unknown }): PollOutcome {
    this.polls++;
    const minute = (this.now() - START) / MINUTE;
    const last = memory.last as number | undefined;
    if (this.name === "beta" && minute >= 20 && minute < 30) {
      this.failures++;
      return fail("not_a_feed", "an HTML page, Access Denied", last, null);
    }
    if (this.name === "gamma" && minute >= 10 && minute < 15) {
      this.failures++;
      return fail("rate_limited", "429", last, 5 * MINUTE);
    }
    const items = this.entries();
    const newest = Number(items.at(-1)!.guid);
    if (newest === last) return { kind: "unchanged", memory: { last: newest }, waitMs: null };
    return { kind: "items", items, skipped: [], memory: { last: newest }, waitMs: null };
  }
}

function fail(
  code: "not_a_feed" | "rate_limited",
  message: string,
  last: number | undefined,
  waitMs: number | null,
): PollOutcome {
  const memory = last === undefined ? {} : { last };
  return { kind: "failed", failure: { code, message }, memory, waitMs };
}

const NAMES = ["alpha", "beta", "gamma"];

/** Sides by name; they outlive the actor. */
function ports(sides: Map<string, FakeSide>): OpenLive {
  return (_config, { clock }) =>
    Promise.resolve({
      create({ name }) {
        let side = sides.get(name);
        if (side === undefined) sides.set(name, side = new FakeSide(name, () => clock.now()));
        const found = side;
        return { name, poll: (memory) => Promise.resolve(found.answer(memory)) };
      },
    });
}

async function trial(sides: Map<string, FakeSide>): Promise<ActorBench> {
  const bench = await liveBench(ports(sides));
  await putSources(bench, [...NAMES.map(described), { name: "broken" }]);
  return bench;
}

/** What the sides ever told is published once, and the health of each adds up to it. */
function assertReconciled(bench: ActorBench, sides: Map<string, FakeSide>, minutes: number): void {
  const told = bench.published("news:raw").map(({ payload }) => articleSchema.parse(payload));
  const expected = Math.floor(minutes / 2) + 1;
  const health = new Map(bench.rows(newsSourceHealth).map((row) => [row.source, row]));
  for (const name of NAMES) {
    const own = told.filter(({ source }) => source === name);
    assert.equal(new Set(own.map(({ articleId }) => articleId)).size, own.length);
    assert.ok(own.length >= expected - 1 && own.length <= expected, `${name}: ${own.length}`);
    const row = health.get(name)!;
    assert.equal(row.new_items, own.length, "new entries are the articles that were published");
    assert.equal(bench.rows(articles).filter(({ source }) => source === name).length, own.length);
    assert.ok(row.errors <= sides.get(name)!.failures && row.polls <= sides.get(name)!.polls);
  }
}

Deno.test("an hour of sources that update, fail, rate-limit and recover adds up exactly", async () => {
  const sides = new Map<string, FakeSide>();
  await using bench = await trial(sides);
  for (let i = 0; i < 61; i++) await bench.advance(MINUTE);
  assertReconciled(bench, sides, 61);
  const health = new Map(bench.rows(newsSourceHealth).map((row) => [row.source, row]));
  for (const name of NAMES) {
    const { polls, errors } = health.get(name)!;
    assert.deepEqual([polls, errors], [sides.get(name)!.polls, sides.get(name)!.failures]);
  }
  assert.ok(health.get("beta")!.errors > 1 && health.get("beta")!.errors < 8, "beta is backed off");
  assert.equal(health.get("beta")!.last_failure, "not_a_feed");
  assert.equal(health.get("gamma")!.errors, 1, "gamma was left alone for as long as it wished");
  assert.equal(health.get("gamma")!.failures_in_row, 0);
  assert.ok(bench.logs.some(({ message }) => message.includes("broken is left out")));
});

for (
  const call of ["store.select", "store.commit", "mailbox.publish"] as const
) {
  for (const when of ["before", "after"] as const) {
    for (const skip of [0, 3, 40]) {
      Deno.test(`live: a crash ${when} ${call}, after ${skip} others, neither loses nor doubles`, async () => {
        const sides = new Map<string, FakeSide>();
        await using bench = await trial(sides);
        bench.plan({ call, when, what: "crash", skip });
        let crashes = 0;
        for (let i = 0; i < 61; i++) {
          await bench.advance(MINUTE);
          if (bench.alive()) continue;
          crashes++;
          await bench.restart();
        }
        assert.equal(crashes, 1, "the crash that was planned did not happen");
        await bench.advance(MINUTE);
        assertReconciled(bench, sides, 62);
      });
    }
  }
}
