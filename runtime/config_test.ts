import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { ConfigError, listVariables, printableConfig, readConfig, variable } from "./config.ts";
import { valueFromText } from "./config/text_value.ts";

const schema = z.object({
  mode: variable(z.enum(["demo", "replay"]).default("demo"), {
    variable: "TRADING_MODE",
    meaning: "what to run",
  }),
  port: variable(z.int().min(0).max(65535).default(8000), {
    variable: "PORT",
    meaning: "port of the gateway",
  }),
  threshold: variable(z.number().gt(0).lte(1).default(0.3), {
    variable: "TRADING_SIGNAL_THRESHOLD",
    meaning: "score at which a signal is made",
    unit: "score",
  }),
  tickers: variable(z.array(z.string().regex(/^[A-Z]+$/)).default(["AAPL", "MSFT"]), {
    variable: "TRADING_TICKERS",
    meaning: "watchlist",
    rule: "upper-case tickers separated by commas",
  }),
  shorting: variable(z.boolean().default(false), {
    variable: "TRADING_SHORTING",
    meaning: "whether to open short",
  }),
  redisUrl: variable(z.url({ protocol: /^rediss?$/ }).optional(), {
    variable: "REDIS_URL",
    meaning: "Redis instead of files",
    rule: "a redis:// or rediss:// URL",
    example: "redis://127.0.0.1:6379",
  }),
  secret: variable(z.string().min(10).optional(), {
    variable: "TRADING_KEY",
    meaning: "key of the broker",
    rule: "text of at least 10 characters",
    secret: true,
  }),
});

function problems(env: Record<string, string>): readonly string[] {
  try {
    readConfig(schema, env);
  } catch (error) {
    assert(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

Deno.test("an empty environment gives the defaults", () => {
  assert.deepEqual(readConfig(schema, {}), {
    mode: "demo",
    port: 8000,
    threshold: 0.3,
    tickers: ["AAPL", "MSFT"],
    shorting: false,
  });
});

Deno.test("values are read by the kind of their field", () => {
  const config = readConfig(schema, {
    TRADING_MODE: "replay",
    PORT: "0",
    TRADING_SIGNAL_THRESHOLD: "0.5",
    TRADING_TICKERS: "IBM, KO,",
    TRADING_SHORTING: "true",
    REDIS_URL: "redis://localhost:6379",
  });
  assert.deepEqual(config.tickers, ["IBM", "KO"]);
  assert.equal(config.port, 0);
  assert.equal(config.threshold, 0.5);
  assert.equal(config.shorting, true);
});

Deno.test("a variable that is set to nothing counts as not set", () => {
  assert.equal(readConfig(schema, { REDIS_URL: "", PORT: " " }).port, 8000);
});

Deno.test("all problems are told at once, each with variable, rule, value and mending", () => {
  assert.deepEqual(
    problems({
      TRADING_MODE: "life",
      PORT: "80000",
      TRADING_SIGNAL_THRESHOLD: "0",
      TRADING_SHORTING: "maybe",
      TRADING_TICKERS: "aapl,msft",
      REDIS_URL: "http://user:hush@host",
    }),
    [
      'TRADING_MODE must be one of demo or replay, but is "life". Set for example TRADING_MODE=demo.',
      'PORT must be a whole number from 0 to 65535, but is "80000". Set for example PORT=8000.',
      'TRADING_SIGNAL_THRESHOLD must be a number above 0 and up to 1, but is "0".' +
      " Set for example TRADING_SIGNAL_THRESHOLD=0.3.",
      'TRADING_TICKERS must be upper-case tickers separated by commas, but is "aapl,msft".' +
      " Set for example TRADING_TICKERS=AAPL,MSFT.",
      'TRADING_SHORTING must be true or false, but is "maybe". Set for example TRADING_SHORTING=false.',
      'REDIS_URL must be a redis:// or rediss:// URL, but is "http://user:***@host".' +
      " Set for example REDIS_URL=redis://127.0.0.1:6379.",
    ],
  );
});

Deno.test("an unknown variable is an error that names the nearest known one", () => {
  assert.deepEqual(problems({ TRADING_MOED: "demo", trading_tickers: "A", HOME: "/root" }), [
    "TRADING_MOED is not a variable of this program; did you mean TRADING_MODE? Rename or unset it.",
    "trading_tickers is not a variable of this program; did you mean TRADING_TICKERS? Rename or unset it.",
  ]);
  assert.deepEqual(problems({ TRADING_ZZZZZZZZZZ: "1" }), [
    "TRADING_ZZZZZZZZZZ is not a variable of this program. Unset it, or see --help for those that are.",
  ]);
});

Deno.test("a secret is never printed, neither when wrong nor when right", () => {
  const [problem] = problems({ TRADING_KEY: "hush" });
  assert.equal(
    problem,
    "TRADING_KEY must be text of at least 10 characters, but is a value that is not shown.",
  );
  const env = { TRADING_KEY: "hush-hush-hush", REDIS_URL: "redis://me:hush@host" };
  const printed = printableConfig(schema, readConfig(schema, env));
  assert.equal(printed.TRADING_KEY, "***");
  assert.equal(printed.REDIS_URL, "redis://me:***@host");
  assert(!JSON.stringify(printed).includes("hush"));
});

Deno.test("a required variable that is missing says what it is for", () => {
  const strict = z.object({
    url: variable(z.url(), { variable: "DATABASE_URL", meaning: "the database", rule: "a URL" }),
  });
  assert.throws(() => readConfig(strict, {}), {
    name: "ConfigError",
    message: "DATABASE_URL is not set; it must be a URL (the database).",
  });
});

Deno.test("the list of variables carries meaning, unit, rule and default", () => {
  const list = listVariables(schema);
  assert.equal(list.length, 7);
  assert.deepEqual(list[2], {
    variable: "TRADING_SIGNAL_THRESHOLD",
    meaning: "score at which a signal is made",
    unit: "score",
    rule: "a number above 0 and up to 1",
    default: "0.3",
    secret: false,
  });
  assert.equal(list[3]?.default, "AAPL,MSFT");
  assert.equal(list[5]?.default, null);
});

Deno.test("every finite number that is written is read back as itself", () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (n) => Object.is(valueFromText(z.number(), String(n)), n) || n === 0,
    ),
  );
});

Deno.test("text that is no number is never read as one", () => {
  for (const text of ["", " ", "0x10", "1_000", "Infinity", "NaN", "12px", "1e", "--1"]) {
    assert.equal(valueFromText(z.number(), text), text);
  }
});

Deno.test("whatever the environment holds, reading ends in a config or in sentences", () => {
  const names = [...listVariables(schema).map((v) => v.variable), "TRADING_X", "OTHER"];
  fc.assert(fc.property(fc.dictionary(fc.constantFrom(...names), fc.string()), (env) => {
    for (const problem of problems(env)) assert.match(problem, /^\S+ .+\.$/s);
  }));
});
