import assert from "node:assert/strict";
import { importMapFaults, moduleGraphSchema, reachedTools } from "./packages.ts";

const graph = moduleGraphSchema.parse({
  modules: [
    {
      specifier: "file:///p/main.ts",
      dependencies: [
        { code: { specifier: "npm:/zod@4.6.7" } },
        { code: { specifier: "npm:builder@1.0.0/sub" } },
        { code: { specifier: "file:///p/a.ts" } },
        {},
      ],
    },
    { specifier: "npm:/zod@4.6.7" },
  ],
  npmPackages: {
    "zod@4.6.7": { name: "zod", dependencies: [] },
    "builder@1.0.0": { name: "builder", dependencies: ["@scope/mid@1.0.0_peer@2.0.0"] },
    "@scope/mid@1.0.0_peer@2.0.0": { name: "@scope/mid", dependencies: ["esbuild@0.25.0"] },
    "esbuild@0.25.0": { name: "esbuild", dependencies: [] },
    "fast-check@4.0.0": { name: "fast-check", dependencies: [] },
  },
});

Deno.test("a tool that a server would load is found through other packages", () => {
  assert.deepEqual(reachedTools(graph), [{ tool: "esbuild", importedBy: "file:///p/main.ts" }]);
});

Deno.test("a tool that is installed and not imported is not the server's", () => {
  const without = { ...graph, modules: graph.modules.slice(1) };
  assert.deepEqual(reachedTools(without), []);
});

Deno.test("packages come from npm in exact versions", () => {
  assert.deepEqual(
    importMapFaults({
      zod: "npm:zod@4.6.7",
      "csv-parse/sync": "npm:csv-parse@7.0.3/sync",
      "@a/b": "npm:@a/b@1.2.3-rc.1",
      fresh: "./fresh-app/fresh/mod.ts",
    }),
    [],
  );
  assert.deepEqual(
    importMapFaults({
      a: "npm:a@^1.2.3",
      b: "npm:b",
      "@c/d": "npm:@c/d",
      e: "jsr:@e/e@1.0.0",
    }).length,
    4,
  );
});
