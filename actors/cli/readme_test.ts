import assert from "node:assert/strict";
import { PROJECT_ROOT } from "./project.ts";
import { SETTINGS_DOCS } from "./settings.ts";
import { TASKS } from "./tasks.ts";

const readme = await Deno.readTextFile(`${PROJECT_ROOT}README.md`);

/** The cells of the table that follows a heading, without its two header lines. */
function tableUnder(heading: string): string[][] {
  const section = readme.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|")).slice(2);
  return rows.map((row) => row.split("|").slice(1, -1).map((cell) => cell.trim()));
}

Deno.test("the README lists every task with its summary", () => {
  assert.deepEqual(
    tableUnder("Tasks"),
    TASKS.map(({ name, summary }) => [`\`${name}\``, summary]),
  );
});

Deno.test("the README lists every environment variable as the program documents it", () => {
  const rows = SETTINGS_DOCS.map(({ variable, meaning, unit, rule, default: fallback }) => [
    `\`${variable}\``,
    meaning,
    unit === null ? rule : `${rule} (${unit})`,
    fallback === null ? "" : `\`${fallback}\``,
  ]);
  const expected = rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  assert.deepEqual(tableUnder("Settings"), rows, `the table must have these rows:\n${expected}`);
});

Deno.test("every file that the README points to is there", async () => {
  for (const [, target] of readme.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
    assert((await Deno.stat(`${PROJECT_ROOT}${target}`)).isFile, target);
  }
});
