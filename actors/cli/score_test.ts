import assert from "node:assert/strict";
import { z } from "zod";
import { sentimentSchema } from "../domain/sentiment.ts";
import { runCommand } from "./command.ts";
import score from "./score.ts";
import { fakeIo } from "./testing.ts";

const headlineSchema = z.object({
  text: z.string(),
  sentiment: sentimentSchema,
  evidence: z.string().nullable(),
  steps: z.array(z.unknown()),
  tickers: z.array(z.string()),
  mentions: z.array(z.object({
    ticker: z.string(),
    evidence: z.string(),
    matched: z.string(),
    offset: z.number(),
  })),
});
const analyzers = z.array(z.object({ name: z.string(), state: z.string() })).min(1);

async function run(args: readonly string[], stdin: string | null = null) {
  const io = fakeIo({}, false, stdin);
  const code = await runCommand(score, args, io);
  return { code, out: io.out.join(""), err: io.err.join("") };
}

Deno.test("a headline is told with label, score, who judged it, why, and the companies by their evidence", async () => {
  const { code, out } = await run(["Apple beats estimates, $MSFT raises guidance"]);
  assert.equal(code, 0);
  assert.match(
    out,
    /^positive, score 0\.\d\d, \d+ % sure\npositive \d+ %, negative \d+ %, neutral/,
  );
  assert.match(
    out,
    /by offline \(pitboss\/offline-news, [0-9a-f]{16}\), because: .+\nin the text: /,
  );
  assert.match(out, /tickers: AAPL \(company "Apple"\), MSFT \(cashtag "\$MSFT"\)\n$/);
});

Deno.test("--json prints one document for one headline", async () => {
  const { out } = await run(["Apple sues Samsung", "--json"]);
  const document = headlineSchema.extend({ analyzers }).parse(JSON.parse(out));
  assert.deepEqual(document.tickers, ["AAPL"]);
  assert.deepEqual(document.mentions, [
    { ticker: "AAPL", evidence: "company", matched: "Apple", offset: 0 },
  ]);
});

Deno.test("headlines from stdin are told one after the other, and empty lines are left out", async () => {
  const { code, out } = await run([], "Apple profit surges\n\n  Tesla recalls cars\r\n");
  assert.equal(code, 0);
  assert.match(
    out,
    /^Apple profit surges\n {2}positive, .*\n(?: {2}.*\n)*Tesla recalls cars\n {2}/,
  );
});

Deno.test("--json prints one document for all headlines of stdin, each as alone", async () => {
  const { out } = await run(["--json"], "Apple profit surges\nTesla recalls cars");
  const all = z.object({ headlines: z.array(headlineSchema), analyzers }).parse(JSON.parse(out));
  assert.deepEqual(all.headlines.map(({ tickers }) => tickers), [["AAPL"], ["TSLA"]]);
  const alone = headlineSchema.parse(JSON.parse((await run(["Tesla recalls cars", "--json"])).out));
  assert.deepEqual(all.headlines[1], alone);
});

for (
  const [what, args, stdin, said] of [
    ["no headline and a keyboard", [], null, /There is no headline\. Write it in quotes/],
    [
      "an empty headline",
      ["  "],
      null,
      /The headline must have 1 to 1000 characters, but is empty/,
    ],
    ["an empty stdin", [], "\n\n", /stdin has no headline/],
    ["a line without end", [], `ok\n${"x".repeat(2_000)}`, /Line 2 of stdin must have 1 to 1000/],
  ] as const
) {
  Deno.test(`${what} is bad input, with a sentence`, async () => {
    const { code, err } = await run(args, stdin);
    assert.equal(code, 1);
    assert.match(err, said);
  });
}
