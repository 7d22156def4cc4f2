import assert from "node:assert/strict";
import { agentWords, utcWords } from "./agent.ts";

Deno.test("a browser is told in two words", () => {
  const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) " +
    "Chrome/140.0.0.0 Safari/537.36";
  assert.equal(agentWords(chrome), "Chrome on Linux");
  assert.equal(agentWords(`${chrome} Edg/140.0`), "Edge on Linux");
  const safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 " +
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
  assert.equal(agentWords(safari), "Safari on iOS");
  assert.equal(agentWords("curl/8.5"), "curl/8.5");
  assert.equal(agentWords("x".repeat(90)).length, 41);
});

Deno.test("a moment is told to the minute", () => {
  assert.equal(utcWords("2026-11-24T19:30:12.345Z"), "2026-11-24 19:30 UTC");
});
