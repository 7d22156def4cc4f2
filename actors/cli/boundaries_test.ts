import assert from "node:assert/strict";
import { checkBoundaries, violationLine } from "./boundaries.ts";

Deno.test("the project keeps its boundaries", async () => {
  const violations = await checkBoundaries();
  assert.equal(violations.length, 0, `\n${violations.map(violationLine).join("\n")}`);
});

Deno.test("a violation is one line with place, rule, finding and mending", () => {
  assert.equal(
    violationLine({ file: "db/a.ts", line: 7, rule: "ambient", found: "Found.", mend: "Mend." }),
    "db/a.ts:7  [ambient] Found. Mend.",
  );
});
