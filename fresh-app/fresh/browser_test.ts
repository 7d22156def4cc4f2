import assert from "node:assert/strict";
import { skipLoudly } from "../../runtime/testing/skip.ts";
import { hasChromium, withPage } from "./testing/browser.ts";
import { builtProject } from "./testing/project.ts";

/** Shows `path` of the project in a browser; the page's script may take a moment to run. */
function inBrowser(name: string, visit: Parameters<typeof withPage>[0]): void {
  if (!hasChromium) return skipLoudly(name, "chromium", "install chromium to see islands hydrated");
  // Playwright keeps handles of the browser it ended.
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false }, async () => {
    const answer = await builtProject();
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
      const { pathname, search } = new URL(request.url);
      return answer(pathname + search);
    });
    try {
      await withPage(async (page, errors) => {
        await page.goto(`http://127.0.0.1:${server.addr.port}/islands`);
        await page.locator("#facts[data-place=browser]").waitFor();
        await visit(page, errors);
        assert.deepEqual(errors, []);
      });
    } finally {
      await server.shutdown();
    }
  });
}

inBrowser("two islands share one signal", async (page) => {
  await page.click("#first");
  await page.click("#second");
  assert.equal(await page.textContent("#first"), "first: 5");
  assert.equal(await page.textContent("#second"), "second: 5");
});

inBrowser("islands in islands and in their children are hydrated once", async (page) => {
  await page.click("#slotted");
  assert.equal(await page.textContent("#first"), "first: 4");
  assert.equal(await page.textContent("#slotted"), "slotted: 4");
  await page.click("#own-outer");
  assert.equal(await page.textContent("#own-outer"), "own-outer: 1");
  assert.equal(await page.textContent("#own-inner"), "own-inner: 0");
});

inBrowser("children that were not shown appear as the server rendered them", async (page) => {
  assert.equal(await page.locator("#hidden").count(), 0);
  await page.click("text=inner >> nth=0");
  await page.locator("#hidden").waitFor();
  assert.equal(await page.textContent("#hidden"), "hidden: 3");
  assert.equal(await page.isDisabled("input"), true);
  await page.click("#hidden");
  assert.equal(await page.textContent("#first"), "first: 4");
});

inBrowser("an island that closes and opens again keeps the markup it was given", async (page) => {
  await page.click("text=outer >> nth=0");
  assert.equal(await page.locator("em").count(), 0);
  await page.click("text=outer >> nth=0");
  assert.equal(await page.textContent("em"), "From the server");
  assert.equal(await page.textContent("#slotted"), "slotted: 3");
});

inBrowser("props come over as what they were, and Head follows the island", async (page) => {
  assert.match(
    await page.textContent("#facts") ?? "",
    /1970-01-01T00:00:00\.000Z 2\+3\+5 bigint true/,
  );
  await page.waitForFunction(() => document.title === "Hydrated");
});
