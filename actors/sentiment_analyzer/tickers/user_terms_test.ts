import assert from "node:assert/strict";
import { readUserTerms } from "./user_terms.ts";

Deno.test("a user's terms are read", () => {
  const terms = [{ ticker: "AAPL", kind: "person", text: "Craig Federighi" }];
  assert.deepEqual(readUserTerms(JSON.stringify(terms), "terms.json"), { ok: true, terms });
});

const BAD: readonly (readonly [json: string, says: RegExp])[] = [
  ["[", /^terms\.json: it must be JSON, but/],
  ["{}", /must be an array of at most 10000 entries; found \{\}/],
  ['[{"ticker":"aapl","kind":"alias","text":"Apple"}]', /entry 1, ticker: .*found .*aapl/],
  ['[{"ticker":"AAPL","kind":"boss","text":"Apple"}]', /entry 1, kind: .*boss/],
  [
    '[{"ticker":"AAPL","kind":"alias","text":"--"}]',
    /entry 1, text: it must have a letter or digit/,
  ],
  [
    '[{"ticker":"AAPL","kind":"alias","text":"Fruit"},{"ticker":"KO","kind":"alias","text":"fruit"}]',
    /entry 2, text: "fruit" already stands for AAPL/,
  ],
];

for (const [json, says] of BAD) {
  Deno.test(`${json} is answered with one sentence`, () => {
    const read = readUserTerms(json, "terms.json");
    assert.ok(!read.ok);
    assert.match(read.problem, says);
    assert.ok(!read.problem.includes("\n"));
  });
}
