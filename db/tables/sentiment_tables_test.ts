import assert from "node:assert/strict";
import { ConstraintViolated, type RowWrite, type Table } from "../../runtime/delivery/store.ts";
import { migrate } from "../migrate.ts";
import { PostgresStore } from "../postgres_store.ts";
import { forEachBackend } from "../testing/backends.ts";
import { newsSample, newsStory } from "../testing/news_rows.ts";
import { clearRows, commitRows, minute, write } from "../testing/rows.ts";
import { listAnalyzers } from "../repositories/analyzers.ts";
import { ASSET_BROKER, symbolDirectories } from "./symbol_directories.ts";
import { analyzerStatus, articleSentiments, articleSentimentTickers } from "./sentiment.ts";

/** Rows that must never be, and the rule that keeps them out. */
const wrong: [string, RowWrite, RegExp][] = [
  [
    "a score beyond certainty",
    write(articleSentiments, newsSample.judgement({ article_id: "a2", score: 1.01 })),
    /score/,
  ],
  [
    "a judgement without a reason",
    { table: articleSentiments as unknown as Table, row: { ...newsSample.judgement(), why: "" } },
    /why/,
  ],
  [
    "a ticker of an article that nobody judged",
    write(articleSentimentTickers, { article_id: "none", ticker: "AAPL" }),
    /article_sentiment/,
  ],
  [
    "an analyser that is away for no reason",
    write(analyzerStatus, newsSample.analyzer({ state: "unavailable" })),
    /reason_fits_state/,
  ],
  [
    "an analyser that is ready, with a reason",
    write(analyzerStatus, newsSample.analyzer({ reason: "it is not" })),
    /reason_fits_state/,
  ],
];

await forEachBackend("the tables of judgements", async (d) => void await migrate(d), (backend) => {
  const name = (sentence: string) => `judgements on ${backend.name}: ${sentence}`;

  Deno.test(name("what was made of an article comes back as it was written"), async () => {
    await clearRows(backend.database);
    await commitRows(backend.database, newsStory());
    const store = new PostgresStore(backend.database);
    assert.deepEqual(await store.select(articleSentiments), [newsSample.judgement()]);
    assert.deepEqual(await store.select(articleSentimentTickers), [
      { article_id: "a1", ticker: "AAPL" },
    ]);
    assert.deepEqual(await store.select(analyzerStatus), [newsSample.analyzer()]);
  });

  Deno.test(name("a broker's list comes back whole, and the last one counts"), async () => {
    await clearRows(backend.database);
    const list = (minutes: number, symbols: number) =>
      write(symbolDirectories, {
        broker: ASSET_BROKER,
        fetched_at: minute(minutes),
        assets: Array.from(
          { length: symbols },
          (
            _,
            n,
          ): [string, string | null] => [`S${n}`, n % 2 === 0 ? `Company "${n}" S.A. é` : null],
        ),
      });
    const last = list(2, 12_000);
    await commitRows(backend.database, [list(1, 2)]);
    await commitRows(backend.database, [last]);
    const store = new PostgresStore(backend.database);
    assert.deepEqual(await store.select(symbolDirectories), [last.row]);
  });

  Deno.test(name("the first judgement of an article stands"), async () => {
    await clearRows(backend.database);
    await commitRows(backend.database, newsStory());
    const again = newsSample.judgement({ label: "negative", score: -0.5, at: minute(9) });
    await commitRows(backend.database, [write(articleSentiments, again)]);
    const [row] = await new PostgresStore(backend.database).select(articleSentiments);
    assert.deepEqual(row, newsSample.judgement());
  });

  Deno.test(name("an analyser's word counts where it was not recorded"), async () => {
    await clearRows(backend.database);
    const of = (article_id: string, analyzer: string, recorded = false) =>
      write(articleSentiments, newsSample.judgement({ article_id, analyzer, recorded }));
    await commitRows(backend.database, [
      of("a1", "finbert"),
      of("a2", "finbert"),
      of("a3", "finbert", true),
      of("a4", "offline"),
      write(analyzerStatus, newsSample.analyzer({ place: 1 })),
      write(analyzerStatus, newsSample.analyzer({ analyzer: "finbert", place: 0 })),
    ]);
    const found = await listAnalyzers(backend.database);
    assert.deepEqual(found.map(({ analyzer, judged }) => [analyzer, judged]), [
      ["finbert", 2],
      ["offline", 1],
    ]);
  });

  for (const [what, row, rule] of wrong) {
    Deno.test(name(`${what} is refused, naming the rule`), async () => {
      await clearRows(backend.database);
      await commitRows(backend.database, newsStory());
      await assert.rejects(commitRows(backend.database, [row]), (error: Error) => {
        assert.ok(error instanceof ConstraintViolated, String(error));
        assert.match(error.message, rule);
        return true;
      });
    });
  }
});
