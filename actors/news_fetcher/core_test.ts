import assert from "node:assert/strict";
import fc from "fast-check";
import { newsRulesSchema } from "./config.ts";
import { articleIdOf } from "./identity.ts";
import { StoryIndex } from "./stories/index.ts";
import { timingOf } from "./timing.ts";

const HOUR = 3_600_000;
const rules = newsRulesSchema.parse({});
const item = { guid: null, url: null, title: "Apple beats estimates" };

Deno.test("an article is its guid, else its link, else its title, of one source", () => {
  const id = articleIdOf("a", { ...item, guid: "1", url: "https://a.example/1" });
  assert.equal(articleIdOf("a", { guid: "1", url: null, title: "corrected" }), id);
  assert.notEqual(articleIdOf("b", { ...item, guid: "1" }), id);
  const linked = articleIdOf("a", { ...item, url: "https://a.example/1" });
  assert.equal(
    articleIdOf("a", { guid: null, url: "https://a.example/1", title: "other" }),
    linked,
  );
  assert.equal(
    articleIdOf("a", item),
    articleIdOf("a", { ...item, title: " Apple  beats estimates" }),
  );
  assert.equal(new Set([id, linked, articleIdOf("a", item)]).size, 3);
});

Deno.test("a guid that looks like another article's link or title is not that article", () => {
  fc.assert(fc.property(fc.webUrl(), (url) => {
    const ids = [
      articleIdOf("a", { guid: url, url: null, title: "t" }),
      articleIdOf("a", { guid: null, url, title: "t" }),
      articleIdOf("a", { guid: null, url: null, title: url }),
    ];
    assert.equal(new Set(ids).size, 3);
  }));
});

Deno.test("a date is believed within its bounds, and a missing one is never guessed", () => {
  const now = 100 * HOUR;
  assert.equal(timingOf(null, now, rules), "undated");
  assert.equal(timingOf(now, now, rules), "fresh");
  assert.equal(timingOf(now + rules.futureToleranceMs, now, rules), "fresh");
  assert.equal(timingOf(now + rules.futureToleranceMs + 1, now, rules), "future");
  assert.equal(timingOf(now - rules.staleAfterMs, now, rules), "fresh");
  assert.equal(timingOf(now - rules.staleAfterMs - 1, now, rules), "stale");
});

function stories(...titles: string[]): string[] {
  const index = new StoryIndex({ threshold: 0.55, windowMs: 24 * HOUR, storiesMax: 100 });
  return titles.map((title, i) => index.place(String(i), title, "", i).storyId);
}

const post = "$AAPL EU to launch formal investigation into Apple's Irish tax deal";
for (
  const [how, copy] of [
    ["forwarded", `RT @user: ${post}`],
    ["with a link", `${post} http://t.co/x8WgrJqyv5`],
    [
      "cut short by a length limit",
      "$AAPL EU to launch formal investigation into Apple's Irish t…",
    ],
    ["with a comment", `WOW RT ${post}`],
    [
      "with other marks",
      "EU to launch formal investigation into Apple's Irish tax deal - TV.. $AAPL",
    ],
    ["in capitals", post.toUpperCase()],
    ["with a name more", `Reuters: ${post}`],
  ] as const
) {
  Deno.test(`a copy ${how} is of the same story`, () =>
    assert.deepEqual(stories(post, copy), ["0", "0"]));
}

for (
  const [what, one, other] of [
    [
      "company",
      "$AAPL beats profit estimates in the third quarter",
      "$KO beats profit estimates in the third quarter",
    ],
    [
      "number",
      "Apple second quarter revenue rises 8% on iPhone sales",
      "Apple second quarter revenue rises 3% on iPhone sales",
    ],
    [
      "direction",
      "Apple shares seen higher after results due on Monday evening",
      "Apple shares seen lower after results due on Monday evening",
    ],
    [
      "name",
      "Berry upgraded to sector weight from underweight at KeyBanc",
      "Dell upgraded to sector weight from underweight at KeyBanc",
    ],
    [
      "ticker in brackets",
      "Hedge Funds Are Crazy About Assertio Therapeutics, Inc. (ASRT)",
      "Hedge Funds Are Crazy About Assertio Therapeutics, Inc. (NYSE: WAFD)",
    ],
    [
      "weekday",
      "Here's what happened to the stock market on Friday",
      "Here's what happened to the stock market on Tuesday",
    ],
    [
      "subject",
      "Would you like great research on stocks $DELL $MSCI $TUP $AAPL",
      "Would you like great research on stocks $FTR $LLL $HRS $AAPL",
    ],
  ] as const
) {
  Deno.test(`another ${what} in the same words is another story`, () =>
    assert.deepEqual(stories(one, other), ["0", "1"]));
}

const sentence = fc.array(
  fc.constantFrom(..."apple sales rise fall up down in china europe 5 7 $AAPL $KO".split(" ")),
  {
    minLength: 1,
    maxLength: 9,
  },
).map((words) => words.join(" "));

Deno.test("a story is an article's own or an earlier first telling's, whatever comes", () => {
  fc.assert(fc.property(fc.array(sentence, { maxLength: 40 }), (titles) => {
    const ids = stories(...titles);
    for (const [i, id] of ids.entries()) {
      assert.ok(Number(id) <= i);
      assert.equal(ids[Number(id)], id, "the first telling of a story is its own");
    }
    for (const [i, title] of titles.entries()) {
      const first = titles.indexOf(title);
      assert.equal(ids[i], ids[first], "the same words are the same story");
    }
  }));
});

Deno.test("an index restored from what it gave to remember goes on as the one that lived", () => {
  fc.assert(
    fc.property(
      fc.array(sentence, { maxLength: 30 }),
      fc.nat(30),
      fc.nat(20),
      (titles, cut, windowMs) => {
        const rules = { threshold: 0.55, windowMs, storiesMax: 5 };
        const living = new StoryIndex(rules);
        let other = new StoryIndex(rules);
        const kept = new Map<string, Parameters<StoryIndex["restore"]>[1]>();
        for (const [i, title] of titles.entries()) {
          if (i === cut) {
            other = new StoryIndex(rules);
            for (
              const [id, told] of [...kept].sort((a, b) => a[1].nth - b[1].nth)
            ) other.restore(id, told);
          }
          const expected = living.place(String(i), title, "", i);
          const placed = other.place(String(i), title, "", i);
          assert.deepEqual(placed, expected);
          for (const id of placed.forgotten) kept.delete(id);
          if (placed.told !== null) {
            kept.set(String(i), JSON.parse(JSON.stringify(placed.told)));
          }
          assert.ok(kept.size <= rules.storiesMax);
          assert.equal(kept.size, other.size);
        }
      },
    ),
  );
});

Deno.test("after its window a story begins anew", () => {
  const index = new StoryIndex({ threshold: 0.55, windowMs: HOUR, storiesMax: 10 });
  assert.equal(index.place("a", post, "", 0).storyId, "a");
  assert.equal(index.place("b", post, "", HOUR).storyId, "a");
  const later = index.place("c", post, "", HOUR + 1);
  assert.deepEqual([later.storyId, later.forgotten], ["c", ["a"]]);
});
