import assert from "node:assert/strict";
import { stop, transform } from "esbuild";

const folder = new URL("static/", import.meta.url);

// esbuild keeps one process for all that is asked of it.
Deno.test({
  name: "every stylesheet is read whole: no rule is cut, left open or without its selector",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    let sheets = 0;
    try {
      for await (const { name } of Deno.readDir(folder)) {
        if (!name.endsWith(".css")) continue;
        sheets++;
        const text = await Deno.readTextFile(new URL(name, folder));
        const { warnings } = await transform(text, { loader: "css", logLevel: "silent" });
        const told = warnings.map(({ text, location }) => `${name}:${location?.line}: ${text}`);
        assert.deepEqual(told, []);
      }
    } finally {
      await stop();
    }
    assert.ok(sheets >= 4, "the stylesheets were found");
  },
});
