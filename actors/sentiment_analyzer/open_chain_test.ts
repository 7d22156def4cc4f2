import assert from "node:assert/strict";
import { sentimentAnalyzerConfigSchema } from "./config.ts";
import { openChain } from "./open_chain.ts";
import { startOllama } from "./testing/ollama_server.ts";
import { NEVER, testSurroundings, TINY_MODEL } from "./testing/surroundings.ts";

Deno.test("a configuration opens the chain that it names, and it judges", async () => {
  const server = startOllama();
  const around = testSurroundings();
  const open = (config: object) => openChain(sentimentAnalyzerConfigSchema.parse(config), around);
  const finbert = { model: TINY_MODEL, cache: "/nowhere" };
  const ollama = { url: server.url };
  const [sure, unsure, gone, bare] = await Promise.all([
    open({ finbert, ollama, threshold: 0 }),
    open({ finbert, ollama, threshold: 1 }),
    open({ finbert: { ...finbert, model: "/nowhere/at/all" } }),
    open({}),
  ]);
  const judges = [];
  for (const chain of [sure, unsure, gone, bare]) {
    judges.push(
      (await chain.judge("Quarterly profit rose to a record high", NEVER)).sentiment.analyzer,
    );
    await chain.close();
  }
  assert.deepEqual(judges, ["finbert", "ollama", "offline", "offline"]);
  assert.equal(around.warnings().length, 1);
  await server.close();
});
