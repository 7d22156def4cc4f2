import assert from "node:assert/strict";
import { describeProblem } from "./csv_table.ts";
import { readNewsLines, visibleAt } from "./news_jsonl.ts";

const at = "2014-06-09T13:30:00Z";

for (
  const [what, line, told] of [
    ["that is not JSON", "{title", /is a JSON object/],
    ["that is a list", "[]", /JSON object/],
    ["without a title", `{"publishedAt":"${at}"}`, /field title/],
    ["without a time", `{"title":"a"}`, /has a time/],
    [
      "whose time has no zone",
      `{"title":"a","publishedAt":"2014-06-09T13:30:00"}`,
      /with its zone/,
    ],
    [
      "whose time does not exist",
      `{"title":"a","publishedAt":"2014-02-30T13:30:00Z"}`,
      /with its zone/,
    ],
    [
      "scored before it was seen",
      `{"title":"a","publishedAt":"${at}","scoredAt":"2014-06-09T13:29:00Z"}`,
      /after it was seen/,
    ],
    ["whose link is none", `{"title":"a","publishedAt":"${at}","url":"x"}`, /field url/],
  ] as const
) {
  Deno.test(`a line of news ${what} is one sentence with file and line`, () => {
    const result = readNewsLines(`\n{"title":"fine","publishedAt":"${at}"}\n${line}\n`, "n.jsonl");
    assert.ok(!result.ok);
    assert.equal(result.problems.length, 1);
    const message = describeProblem(result.problems[0]!);
    assert.match(message, /^n\.jsonl, line 3: /);
    assert.match(message, told);
  });
}

Deno.test("news is known when it was scored, else the latency after it was received", () => {
  const result = readNewsLines(
    `\uFEFF{"title":"a","publishedAt":"${at}","other":1}\r\n{"title":"b","publishedAt":"${at}","firstSeenAt":"2014-06-09T13:31:00+00:00"}`,
    "n.jsonl",
  );
  assert.ok(result.ok);
  const [a, b] = result.value;
  assert.equal(visibleAt(a!, 2_000), Date.parse(at) + 2_000);
  assert.equal(visibleAt(b!, 2_000), Date.parse(at) + 62_000);
});
