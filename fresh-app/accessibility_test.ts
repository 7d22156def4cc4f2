import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { isLeftOut, skipLoudly } from "../runtime/testing/skip.ts";
import { freePort } from "../runtime/testing/redis_server.ts";
import { browserHeaders, HERE, tokenHeaders } from "./auth/testing/people.ts";
import type { LiveHub } from "./api/live/hub.ts";
import { fakePorts } from "./api/testing/fakes.ts";
import { hasChromium, startBrowser } from "./fresh/testing/browser.ts";
import { liveOver, PAGES, pagesOver } from "./testing/pages.ts";

/** Every page is drawn into this folder, which is not committed, for people to look at. */
const SHOTS = new URL("../.screenshots/", import.meta.url);

const axe = hasChromium
  ? await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
  : "";

let browser: Browser;
let live: LiveHub;
let server: Deno.HttpServer<Deno.NetAddr>;
let cookie: { readonly name: string; readonly value: string };

if (hasChromium) {
  Deno.test.beforeAll(async () => {
    const port = freePort();
    const host = `localhost:${port}`;
    const ports = fakePorts(60);
    live = liveOver(ports);
    const pages = { full: await pagesOver(ports, { port, live }) };
    const [name = "", value = ""] = (await browserHeaders(ports.auth, { host })).cookie.split("=");
    cookie = { name, value };
    for (const role of ["operator", "viewer"] as const) await tokenHeaders(ports.auth, role);
    server = Deno.serve(
      { port, hostname: "127.0.0.1", onListen: () => {} },
      (request) => pages.full.fetch(request, HERE),
    );
    browser = await startBrowser();
    await Deno.mkdir(SHOTS, { recursive: true });
  });
  Deno.test.afterAll(async () => {
    await browser.close();
    live.close();
    await server.shutdown();
  });
}

/** Each width in one of the schemes, and the widest in both. */
const WIDTHS = { light: [360, 1440], dark: [390, 1440] } as const;

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of WIDTHS[colorScheme]) {
    const name =
      `every page is free of axe's findings and scrolls one way, ${colorScheme} at ${width} px`;
    // The narrowest is where most goes wrong.
    if (!(colorScheme === "light" && width === 360) && isLeftOut(name)) continue;
    if (!hasChromium) {
      skipLoudly(name, "chromium", "install chromium to see the pages drawn");
      continue;
    }
    // Playwright keeps timers and handles of pages that it closed.
    Deno.test({ name, sanitizeOps: false, sanitizeResources: false }, async () => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const url = `http://localhost:${server.addr.port}`;
      await context.addCookies([{ ...cookie, url, secure: true }]);
      for (const path of [...PAGES, "/explain/f1", "/sign-in", "/settings", "/nowhere"]) {
        const page = await context.newPage();
        const errors: string[] = [];
        page.on("pageerror", (error) => errors.push(error.message));
        page.on("console", (message) => {
          const expected = path === "/nowhere" && message.text().includes("404");
          if (message.type() === "error" && !expected) errors.push(message.text());
        });
        await page.goto(`${url}${path}`);
        const file = `${path.replaceAll("/", "") || "overview"}-${width}-${colorScheme}.png`;
        await page.screenshot({ path: new URL(file, SHOTS).pathname, fullPage: true });
        assert.equal(
          await page.evaluate("document.documentElement.scrollWidth"),
          width,
          `${path} scrolls sideways`,
        );
        // The pages let no script in: the tool comes by way of the debugger.
        const found = await page.evaluate(`${axe}; axe.run().then(({ violations }) =>
          violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" | ")))`);
        assert.deepEqual([found, errors], [[], []], path);
        await page.close();
      }
      await context.close();
    });
  }
}
