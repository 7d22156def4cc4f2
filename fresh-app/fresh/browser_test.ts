import assert from "node:assert/strict";
import { skipLoudly } from "../../runtime/testing/skip.ts";
import type { Browser, Page } from "playwright-core";
import { hasChromium, startBrowser } from "./testing/browser.ts";
import { builtProject } from "./testing/project.ts";

let browser: Browser;
let server: Deno.HttpServer<Deno.NetAddr>;

if (hasChromium) {
  Deno.test.beforeAll(async () => {
    const answer = await builtProject();
    server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
      const { pathname, search } = new URL(request.url);
      return answer(pathname + search);
    });
    browser = await startBrowser();
  });
  Deno.test.afterAll(async () => {
    await browser.close();
    await server.shutdown();
  });
}

/** Visits the page of islands once they are hydrated; it must not have a fault. */
function inBrowser(name: string, visit: (page: Page) => Promise<void>): void {
  if (!hasChromium) return skipLoudly(name, "chromium", "install chromium to see islands hydrated");
  // Playwright keeps timers and handles of pages that it closed.
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false }, async () => {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.goto(`http://127.0.0.1:${server.addr.port}/islands`);
    await page.locator("#facts[data-place=browser]").waitFor();
    await visit(page);
    await page.close();
    assert.deepEqual(errors, []);
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
