import assert from "node:assert/strict";
import { ConstraintViolated, type RowWrite } from "../../runtime/delivery/store.ts";
import { migrate } from "../migrate.ts";
import { PostgresStore } from "../postgres_store.ts";
import { forEachBackend } from "../testing/backends.ts";
import { learningSample as sample, learningStory } from "../testing/learning_rows.ts";
import { clearRows, commitRows, minute, write } from "../testing/rows.ts";
import { adjustments, credits, roundTrips, weightsHistory } from "./learning.ts";

/** Rows that must never be, and the rule that keeps them out. */
const wrong: [string, RowWrite, RegExp][] = [
  ["the same round trip twice", write(roundTrips, sample.roundTrip()), /pkey/],
  [
    "a profit that is not what the trades came to",
    write(roundTrips, sample.roundTrip({ trip_id: "t2", pnl: "6.1" })),
    /adds_up/,
  ],
  [
    "an exit before its entry",
    write(roundTrips, sample.roundTrip({ trip_id: "t2", exited_at: minute(1) })),
    /ends_later/,
  ],
  ["credit for no round trip", write(credits, sample.credit({ trip_id: "t9" })), /trip_id/],
  ["a second credit", write(credits, sample.credit()), /pkey/],
  ["a share of nothing", write(credits, sample.credit({ strategy: "x", share: 0 })), /share/],
  [
    "weights that apply before they are decided",
    write(adjustments, sample.adjustment({ adjustment_id: "a2", effective_at: minute(1) })),
    /applies_later/,
  ],
  [
    "a weight above one",
    write(weightsHistory, sample.weight({ strategy: "x", weight: 1.01 })),
    /weight/,
  ],
  [
    "a weight that nobody decided",
    write(weightsHistory, sample.weight({ adjustment_id: "a9" })),
    /adjustment_id/,
  ],
];

await forEachBackend("the tables of learning", async (d) => void await migrate(d), (backend) => {
  const name = (sentence: string) => `learning tables on ${backend.name}: ${sentence}`;

  Deno.test(name("what was learned comes back as it was written"), async () => {
    await clearRows(backend.database);
    await commitRows(backend.database, learningStory());
    const store = new PostgresStore(backend.database);
    for (const { table, row } of learningStory()) {
      assert.deepEqual(await store.select(table), [row], table.name);
    }
  });

  for (const [what, row, rule] of wrong) {
    Deno.test(name(`${what} is refused`), async () => {
      await clearRows(backend.database);
      await commitRows(backend.database, learningStory());
      await assert.rejects(commitRows(backend.database, [row]), (error: Error) => {
        assert.ok(error instanceof ConstraintViolated, String(error));
        assert.match(error.message, rule);
        return true;
      });
    });
  }
});
