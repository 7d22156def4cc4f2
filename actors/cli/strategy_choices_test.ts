import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "./failures.ts";
import { readSettings } from "./settings.ts";
import { checkStrategies } from "./strategy_choices.ts";

const said = (text: string) => readSettings({ TRADING_STRATEGY_PARAMS: text });
const checked = (text: string) => () => checkStrategies(said(text));

Deno.test("strategies are chosen by JSON in a variable, or in a file that it names", async () => {
  const choices = { momentum: { params: { fast: 5 } }, breakout: { enabled: true, weight: 0.5 } };
  assert.deepEqual(said(JSON.stringify(choices)).strategies, choices);
  const folder = await Deno.makeTempDir({ prefix: "pitboss-choices-" });
  try {
    const file = join(folder, "choices.json");
    await Deno.writeTextFile(file, JSON.stringify(choices));
    assert.deepEqual(said(file).strategies, choices);
    assert.deepEqual(checkStrategies(said(file)), { strategies: choices, own: null });
    await Deno.writeTextFile(file, "{");
    assert.throws(() => said(file), /TRADING_STRATEGY_PARAMS must name a file with valid JSON/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  assert.equal(readSettings({}).strategies, undefined);
});

Deno.test("a choice of strategies that is none is refused with the rule and an example", () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ["{momentum}", /TRADING_STRATEGY_PARAMS must be valid JSON \(.*Set for example/],
    ["momentum", /must be JSON by name of strategy, or the path of a \.json file/],
    ["/no/such.json", /must name a file that can be read \(/],
    ['{"momentum": 5}', /at momentum: /],
    ['{"momentum": {"weight": 2}}', /at momentum\.weight: /],
    ['{"momentum": {"fast": 5}}', /must hold, by name of strategy, any of "enabled"/],
  ];
  for (const [text, sentence] of refused) assert.throws(() => said(text), sentence);
});

Deno.test("what does not fit the strategies is said before anything starts", () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['{"momentun": {}}', /there is no strategy "momentun"; did you mean "momentum"\?/],
    ['{"momentum": {"params": {"fast": 0}}}', /strategy momentum, parameter fast: .*found/],
    ['{"momentum": {"weight": 0.7}, "mean_reversion": {"weight": 0.7}}', /come to at most 1/],
    [
      '{"sma_cross": {"enabled": true}}',
      /sma_cross is a yardstick and is used alone; disable mean/,
    ],
  ];
  for (const [text, sentence] of refused) {
    assert.throws(checked(text), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, sentence);
      return true;
    });
  }
});

Deno.test("a run knows the text of one's own strategies, and a folder that is not there is refused", async () => {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-own-" });
  const own = () => checkStrategies(readSettings({ TRADING_STRATEGIES: folder })).own;
  try {
    const none = own();
    await Deno.writeTextFile(join(folder, "a.ts"), "export {}");
    const one = own();
    await Deno.writeTextFile(join(folder, "a.ts"), "export { }");
    assert.equal(new Set([none, one, own()]).size, 3);
    await Deno.writeTextFile(join(folder, "notes.md"), "no strategy");
    await Deno.writeTextFile(join(folder, "a.ts"), "export {}");
    assert.equal(own(), one);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  assert.throws(own, /The strategies cannot be used: the folder of strategies .* cannot be read/);
});
