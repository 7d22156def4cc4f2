import assert from "node:assert/strict";
import { join } from "node:path";
import { PROJECT_ROOT } from "../project.ts";
import plugin, { FILE_LINES_MAX } from "./plugin.ts";

/** `rule: message` of each violation in a file of the given path and text. */
function violations(path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, join(PROJECT_ROOT, path), source)
    .map(({ id, message }) => `${id.replace("pitboss/", "")}: ${message}`);
}

function rules(path: string, source: string): string[] {
  return violations(path, source).map((line) => line.split(":")[0]!);
}

Deno.test("every way of importing is seen", () => {
  const ways = [
    'import { x } from "../db/connect.ts";',
    'import type { X } from "../db/connect.ts";',
    'export { x } from "../db/connect.ts";',
    'export * from "../db/connect.ts";',
    'const x = await import("../db/connect.ts");',
    'let x: import("../db/connect.ts").X;',
    'new Worker(new URL("../db/connect.ts", import.meta.url), { type: "module" });',
  ];
  for (const way of ways) {
    assert.deepEqual(
      violations("runtime/a.ts", way),
      ["imports: imports db/connect.ts, but runtime/a.ts may import only from runtime."],
      way,
    );
    assert.deepEqual(violations("actors/cli/a.ts", way.replace("../db", "../../db")), [], way);
  }
});

Deno.test("a core may import a type of the runtime, not its value", () => {
  const core = "actors/market_data/core.ts";
  const from = 'from "../../runtime/delivery/store.ts";';
  assert.deepEqual(rules(core, `import type { Json } ${from}`), []);
  assert.deepEqual(rules(core, `export type { Json } ${from}`), []);
  assert.deepEqual(rules(core, `import { defineTable } ${from}`), ["imports"]);
});

Deno.test("other registries are refused wherever they are imported", () => {
  assert.deepEqual(rules("actors/cli/a.ts", 'import "jsr:@std/path";'), ["imports"]);
  assert.deepEqual(rules("db/a_test.ts", 'import "https://esm.sh/x";'), ["imports"]);
});

Deno.test("ambient time, randomness and ids are refused outside runtime/clock", () => {
  const ambient = [
    "Date.now();",
    "const now = Date.now;",
    "new Date();",
    "Date();",
    "performance.now();",
    "Temporal.Now.instant();",
    "Math.random();",
    "crypto.randomUUID();",
    'import { randomUUID } from "node:crypto"; randomUUID();',
    "setTimeout(() => {}, 5);",
    "setInterval(() => {}, 5);",
    "globalThis.setTimeout(() => {}, 5);",
    'import { setTimeout as sleep } from "node:timers/promises";',
    "AbortSignal.timeout(5);",
  ];
  for (const source of ambient) {
    assert.deepEqual(rules("actors/market_data/actor.ts", source), ["ambient"], source);
    assert.deepEqual(rules("runtime/a_test.ts", source), ["ambient"], source);
    assert.deepEqual(rules("runtime/clock/system.ts", source), [], source);
  }
});

Deno.test("dates made from a value and clocks that were passed in are fine", () => {
  const fine = [
    "new Date(at).toISOString();",
    "Date.parse(text); Date.UTC(2026, 0);",
    "clock.now(); this.setTimeout(5); Math.max(1, 2);",
    "type T = ReturnType<typeof setTimeout>;",
    "valueOf(); toString(); constructor();",
    "// Date.now() in a comment, `Math.random()` in text\n",
  ];
  for (const source of fine) assert.deepEqual(rules("runtime/a.ts", source), [], source);
});

Deno.test("an exported name needs a docstring right before it", () => {
  for (
    const source of [
      "export const a = 1;",
      "export function f() {}",
      "export class C {}",
      "export interface I {}",
      "export type T = string;",
      "/** Too far away. */\nconst b = 1;\nexport const a = b;",
      "// not a docstring\nexport const a = 1;",
    ]
  ) assert.deepEqual(rules("runtime/a.ts", source), ["docstrings"], source);
});

Deno.test("what is documented, inferred from a schema, a default or in a test needs none", () => {
  for (
    const source of [
      "/** Means. */\nexport const a = 1;",
      "/** Means. */\n// deno-lint-ignore no-explicit-any\nexport type T = any;",
      "/** Means. */\nexport function f(a: string): void;\nexport function f(a: number): void;\n" +
      "export function f() {}",
      "export type Bar = z.output<typeof barSchema>;",
      "export default 1;",
      'export { a } from "./b.ts";',
    ]
  ) assert.deepEqual(rules("runtime/a.ts", source), [], source);
  assert.deepEqual(rules("runtime/a_test.ts", "export const a = 1;"), []);
});

Deno.test("a file over the limit is told its length", () => {
  assert.deepEqual(rules("runtime/a.ts", "f();\n".repeat(FILE_LINES_MAX)), []);
  assert.deepEqual(violations("runtime/a.ts", "f();\n".repeat(FILE_LINES_MAX + 1)), [
    "file-length: the file has 401 lines; at most 400 are allowed.",
  ]);
});

Deno.test("a boundary cannot be ignored by a comment", () => {
  for (
    const comment of [
      "// deno-lint-ignore pitboss/ambient",
      "// deno-lint-ignore-file pitboss/ambient",
      "// deno-lint-ignore-file",
      "// deno-lint-ignore-file -- for now",
    ]
  ) assert(rules("runtime/a.ts", `${comment}\nf();`).includes("no-ignores"), comment);
  for (const comment of ["// deno-lint-ignore no-console", "// deno-lint-ignore-file no-console"]) {
    assert.deepEqual(rules("runtime/a.ts", `${comment}\nf();`), []);
  }
});
