import assert from "node:assert/strict";
import { z } from "zod";
import { UserError } from "./failures.ts";
import { option, parseOptions } from "./options.ts";

const spec = {
  name: "replay",
  options: {
    bars: option(z.string(), { value: "DIR", doc: "folder of bars", rule: "a folder" }),
    speed: option(z.union([z.literal("max"), z.number().gt(0)]).default("max"), {
      value: "N",
      doc: "market time per real time",
    }),
    barSize: option(z.enum(["minute", "day"]).optional(), { doc: "size" }),
    only: option(z.array(z.string()).default([]), { doc: "some" }),
    quick: option(z.boolean().default(false), { doc: "short form" }),
    offset: option(z.int().default(0), { doc: "offset" }),
  },
};

function problems(...argv: string[]): string {
  try {
    parseOptions(spec, argv);
  } catch (error) {
    assert(error instanceof UserError);
    return error.message;
  }
  return "";
}

Deno.test("options are read by the kind of their schema", () => {
  const { options, args, json } = parseOptions(
    { ...spec, positionals: { value: "X", doc: "", min: 0, max: 9 } },
    ["--bars", "d", "--speed=2.5", "--bar-size", "day", "--only", "a,b", "--only", "c", "--quick"]
      .concat(["--offset", "-5", "--json", "x", "--", "--y"]),
  );
  assert.deepEqual(options, {
    bars: "d",
    speed: 2.5,
    barSize: "day",
    only: ["a", "b", "c"],
    quick: true,
    offset: -5,
  });
  assert.deepEqual(args, ["x", "--y"]);
  assert.equal(json, true);
});

Deno.test("an unknown option names the nearest known one", () => {
  assert.equal(
    problems("--bars", "d", "--qiuck"),
    '--qiuck is not an option of "replay". Did you mean --quick? ' +
      '"deno task replay --help" lists them.',
  );
  assert.equal(
    problems("--bars", "d", "-x"),
    '-x is not an option of "replay". "deno task replay --help" lists them.',
  );
});

Deno.test("a wrong value is told with its rule and what was found", () => {
  assert.equal(
    problems("--bars", "d", "--speed", "fast"),
    '--speed must be max or a number above 0, but is "fast".',
  );
  assert.equal(
    problems("--bars", "d", "--bar-size", "week"),
    '--bar-size must be one of minute or day, but is "week".',
  );
});

Deno.test("a missing value does not swallow the next option", () => {
  assert.match(problems("--bars", "--quick"), /^--bars needs a value: a folder\./);
  assert.match(problems("--quick", "--bars"), /^--bars needs a value: a folder\./);
});

Deno.test("all problems are told at once", () => {
  assert.deepEqual(problems("--speed", "-1", "--speed", "2", "extra", "--zzz").split("\n"), [
    '--zzz is not an option of "replay". "deno task replay --help" lists them.',
    "--bars is missing; it must be a folder.",
    "--speed is given 2 times; give it once.",
    '--speed must be max or a number above 0, but is "-1,2".',
    '"extra" is one argument too many. "deno task replay --help" explains what to give.',
  ]);
});

Deno.test("too few arguments are told", () => {
  const positionals = { value: "NAME", doc: "", min: 1, max: 1 };
  assert.throws(() => parseOptions({ name: "actor", options: {}, positionals }, []), {
    message: '"actor" needs NAME. "deno task actor --help" explains it.',
  });
});
