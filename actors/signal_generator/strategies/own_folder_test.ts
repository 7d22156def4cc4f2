import assert from "node:assert/strict";
import { join } from "node:path";
import { emptyWindow, onBar } from "../core.ts";
import { signalRules, signalRulesSchema } from "../rules.ts";
import { barAt } from "../testing/market.ts";
import { loadOwnStrategies, UnusableStrategyFile } from "./own_folder.ts";
import { shippedStrategies } from "./shelf.ts";

const taken = shippedStrategies.map(({ name }) => name);

/** A folder of a user's own, outside the project, for the time of a test. */
async function withFolder(
  files: Readonly<Record<string, string>>,
  work: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-strategies-" });
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), text);
    }
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A strategy that differs from a sound one in some lines. */
function file(changes: Readonly<Record<string, string>> = {}): string {
  const members = {
    name: `"own"`,
    enabledByDefault: "true",
    params: "z.strictObject({ size: z.number().min(0).max(1).default(0.9) })",
    warmUp: "() => 1",
    init: "() => ({ seen: 0 })",
    evaluate: `(memory, { bar }, { size }) => {
      memory.seen++;
      return {
        direction: bar.close > 100 ? 1 : -1,
        strength: size,
        reason: { code: "seen", numbers: { seen: memory.seen } },
      };
    }`,
    onSplit: "() => {}",
    ...changes,
  };
  const body = Object.entries(members).map(([name, value]) => `${name}: ${value},`).join("\n");
  return `import { defineStrategy, z } from "pitboss/strategy";
    export default defineStrategy({ ${body} });`;
}

const guide = await Deno.readTextFile(new URL("./README.md", import.meta.url));
const block = (language: string) =>
  guide.split(`\n\`\`\`${language}\n`)[1]?.split("\n```")[0] ?? assert.fail(`no ${language} block`);

Deno.test("the guide's strategy, in a folder of one's own with the guide's parameters, trades", async () => {
  await withFolder({ "gap.ts": block("ts") }, async (folder) => {
    const own = await loadOwnStrategies(folder, taken);
    assert.deepEqual(own.map(({ name }) => name), ["gap"]);
    const rules = signalRules(
      signalRulesSchema.parse({ strategies: JSON.parse(block("json")) }),
      [...shippedStrategies, ...own],
    );
    const weights = rules.members.map(({ strategy, weight }) => [strategy.name, weight]);
    const share = (1 - 0.4) / 3;
    assert.deepEqual(weights, [
      ["breakout", share],
      ["momentum", share],
      ["news_driven", share],
      ["gap", 0.4],
    ]);
    const window = emptyWindow(rules);
    for (let i = 0; i < rules.warmUp; i++) onBar(window, barAt(i, 100 + i % 2 / 10), rules);
    const signal = onBar(window, barAt(rules.warmUp, 110, { open: 108 }), rules);
    assert.equal(signal?.side, "buy");
    const vote = signal.votes.find(({ strategy }) => strategy === "gap");
    assert.deepEqual([vote?.direction, vote?.weight, vote?.exits], [1, 0.4, { stopLoss: 0.02 }]);
  });
});

Deno.test("what the guide says of the strategies that come with the program is true", () => {
  for (const strategy of shippedStrategies) {
    const row = guide.split("\n").find((line) => line.startsWith(`| \`${strategy.name}\``));
    const said = strategy.alone ? "alone" : strategy.enabledByDefault ? "on, 1/3" : "off";
    assert.equal(row?.split("|").at(-2)?.trim(), said, strategy.name);
  }
});

Deno.test("JavaScript and named exports do as well; tests and declarations are left alone", async () => {
  const named = file().replace("export default", "export const own =");
  await withFolder({
    "own.js": named,
    "own_test.ts": "throw new Error('a test was loaded')",
    "own.d.ts": "export {}",
    "notes.md": "nothing",
  }, async (folder) => {
    const [own, ...others] = await loadOwnStrategies(folder, taken);
    assert.equal(own?.name, "own");
    assert.equal(others.length, 0);
  });
});

Deno.test("a file whose text has changed is another version, so that its windows are filled anew", async () => {
  const versions: (string | null)[] = [];
  for (const text of [file(), `${file()} // changed`, file()]) {
    await withFolder({ "own.ts": text }, async (folder) => {
      const [own] = await loadOwnStrategies(folder, taken);
      versions.push(own!.version);
      const rules = signalRules(signalRulesSchema.parse({}), [own!]);
      assert.ok(rules.fingerprint.includes(own!.version!));
    });
  }
  assert.notEqual(versions[0], versions[1]);
  assert.equal(versions[0], versions[2]);
});

const refused: readonly (readonly [what: string, text: string, sentence: RegExp])[] = [
  ["nothing", "export const x = 1;", /must export one strategy, .* it exports 0/],
  ["no code", "export default defineStrategy(", /own\.ts cannot be loaded/],
  ["an unknown import", `import "no/such/thing"; export {}`, /own\.ts cannot be loaded/],
  ["a throw", "throw new Error('not today')", /own\.ts cannot be loaded: not today/],
  ["a name that is taken", file({ name: `"momentum"` }), /"momentum" is that of a strategy that/],
  ["a name of odd letters", file({ name: `"My Strategy"` }), /name is lower-case letters/],
  ["no defaults", file({ params: "z.strictObject({ size: z.number() })" }), /parameter size/],
  [
    "a strength above 1",
    file({ params: "z.strictObject({ size: z.number().default(7) })" }),
    new RegExp(
      "strategy own: an opinion's strength is a number from 0 to 1; found 7",
    ),
  ],
  ["a warm-up that is none", file({ warmUp: "() => NaN" }), /warmUp is a whole number/],
  [
    "a memory that is no JSON",
    file({ init: "() => ({ seen: 0, at: new Date(0) })" }),
    /class Date/,
  ],
  ["a memory that is no number", file({ init: "() => ({ seen: NaN })" }), /NaN in memory\.seen/],
  [
    "a memory without an end",
    file({
      init: "() => ({ seen: 0, all: [] })",
      evaluate: "(m, c) => (m.all.push(c.bar.close), null)",
    }),
    /strategy own: what it remembers is bounded; .* added 50 values/,
  ],
  [
    "a failure",
    file({ evaluate: "() => { throw new Error('lost') }" }),
    /own failed on TRIAL's bar of .*: lost/,
  ],
  [
    "words for an opinion",
    file({ evaluate: "() => 'buy'" }),
    /shape is an object, or null; found "buy"/,
  ],
  ["an exit that is none", file({ exits: "() => ({ stopLoss: 2 })" }), /exit stopLoss/],
  [
    "a secret of its own",
    `let hidden = 0; ${
      file({
        evaluate: `() => ({
          direction: 1, strength: hidden++ % 2, reason: { code: "x", numbers: {} },
        })`,
      })
    }`,
    /nothing but memory, bar, news and parameters may decide/,
  ],
];

for (const [what, text, sentence] of refused) {
  Deno.test(`a file with ${what} is refused, with its path and the rule`, async () => {
    await withFolder({ "own.ts": text }, async (folder) => {
      await assert.rejects(loadOwnStrategies(folder, taken), (error: unknown) => {
        assert.ok(error instanceof UnusableStrategyFile, String(error));
        assert.equal(error.restartable, false);
        assert.match(error.message, sentence);
        assert.ok(error.message.includes(folder));
        return true;
      });
    });
  });
}

Deno.test("two files of one name, and a folder that is not there, are refused", async () => {
  await withFolder({ "a.ts": file(), "b.ts": file() }, async (folder) => {
    await assert.rejects(
      loadOwnStrategies(folder, taken),
      /b\.ts: every strategy has a name .*a\.ts/,
    );
  });
  await assert.rejects(
    loadOwnStrategies("/no/such/folder", taken),
    /the folder of strategies \/no\/such\/folder cannot be read: .*set TRADING_STRATEGIES/,
  );
});
