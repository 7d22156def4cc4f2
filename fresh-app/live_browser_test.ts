import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { systemClock } from "../runtime/clock/system.ts";
import { encodeEnvelope } from "../runtime/envelope.ts";
import { skipLoudly } from "../runtime/testing/skip.ts";
import type { LiveHub } from "./api/live/hub.ts";
import { type FakePorts, fakePorts } from "./api/testing/fakes.ts";
import { sampleTrade } from "./api/testing/sample.ts";
import type { TradeView } from "./api/views.ts";
import { HERE } from "./auth/testing/people.ts";
import { hasChromium, startBrowser } from "./fresh/testing/browser.ts";
import { liveOver, pagesOver } from "./testing/pages.ts";

/** Most JavaScript that the first page may load, compressed, in bytes. */
const SCRIPT_BYTES_MAX = 120_000;

/** The dashboard of a system whose trades a test makes, that can be stopped and started. */
class Dashboard {
  readonly ports: FakePorts = fakePorts(60);
  #server: Deno.HttpServer<Deno.NetAddr> | null = null;
  #live: LiveHub | null = null;
  #port = 0;
  #published = 0;
  readonly trades: TradeView[] = Array.from({ length: 60 }, (_, i) => sampleTrade(i));

  constructor() {
    this.ports.records.trades = ({ limit }) =>
      Promise.resolve({ items: this.trades.slice(0, limit), nextCursor: null });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const live = this.#live = liveOver(this.ports, systemClock);
    const pages = await pagesOver(this.ports, { live });
    this.#server = Deno.serve(
      { port: this.#port, hostname: "127.0.0.1", onListen: () => {} },
      (request) => pages.fetch(request, HERE),
    );
    this.#port = this.#server.addr.port;
  }

  /** Ends as a process that is killed: connections break, nobody is told why. */
  async stop(): Promise<void> {
    this.#live?.close();
    await this.#server?.shutdown();
  }

  /** Trades, and has the stream say so. */
  async trade(name: string): Promise<void> {
    this.trades.unshift({ ...sampleTrade(0), tradeId: name, lastQuantity: "77" });
    const body = encodeEnvelope({
      ...{ id: name, type: "trade", version: 1, at: 0, key: "", causationId: null },
      ...{ correlationId: name, traceparent: null, payload: {}, seq: ++this.#published },
    });
    const entry = { seq: this.#published, key: "", body };
    await this.ports.mailbox.publish("trades:executed", this.#published - 1, [entry]);
  }
}

const dashboard = new Dashboard();
let browser: Browser;

if (hasChromium) {
  Deno.test.beforeAll(async () => {
    await dashboard.start();
    browser = await startBrowser();
  });
  Deno.test.afterAll(async () => {
    await browser.close();
    await dashboard.stop();
    await dashboard.ports.mailbox.close();
  });
}

/** Visits a page in a window of its own; nothing may go wrong in it but what a lost server brings. */
function inBrowser(name: string, path: string, visit: (page: Page) => Promise<void>): void {
  if (!hasChromium) return skipLoudly(name, "chromium", "install chromium to see pages change");
  // Playwright keeps timers and handles of pages that it closed.
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false }, async () => {
    const context = await browser.newContext({
      viewport: { width: 1200, height: 700 },
      timezoneId: "Asia/Tokyo",
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      const isLost = /ERR_CONNECTION_REFUSED|WebSocket connection/.test(message.text());
      if (message.type() === "error" && !isLost) errors.push(message.text());
    });
    await page.goto(dashboard.url + path);
    await page.getByText("● live").waitFor();
    await visit(page);
    await context.close();
    assert.deepEqual(errors, []);
  });
}

const rows = (page: Page) => page.locator("tbody tr").count();
const firstRow = async (page: Page) => await page.locator("tbody tr").first().innerText();

inBrowser("a trade appears where the page is, without a jump", "/trades", async (page) => {
  await page.locator("input[name=ticker]").focus();
  await page.evaluate("scrollTo(0, 300)");
  const watched = page.locator("tbody tr").nth(20);
  const before = await watched.boundingBox();
  const text = await watched.innerText();
  await dashboard.trade("new-1");
  await page.locator("tbody tr", { hasText: "77" }).first().waitFor({ state: "attached" });
  // The row that was being read is where it was, though one came in above it.
  const after = await page.locator("tbody tr").nth(21).boundingBox();
  assert.equal(await page.locator("tbody tr").nth(21).innerText(), text);
  assert.ok(Math.abs(after!.y - before!.y) < 2, `${before!.y} ${after!.y}`);
  assert.equal(await page.evaluate("document.activeElement.name"), "ticker");
  assert.match(await page.locator("[role=status]").innerText(), /Sold 77/);
});

inBrowser(
  "rows do not move under the pointer; they come when it leaves",
  "/trades",
  async (page) => {
    const count = await rows(page);
    await page.locator("tbody tr").nth(3).hover();
    const before = await firstRow(page);
    await dashboard.trade("new-2");
    await page.getByText("1 newer row will appear when you leave this list").waitFor();
    assert.deepEqual([await rows(page), await firstRow(page)], [count, before]);
    await page.mouse.move(5, 5);
    await page.getByText("newer row").waitFor({ state: "detached" });
    assert.equal(await rows(page), count);
  },
);

inBrowser(
  "killed and started again, the server is found again and nothing is missing",
  "/trades",
  async (page) => {
    await dashboard.stop();
    await page.getByText(/◐ reconnecting, as of \d\d:\d\d:\d\d/).waitFor();
    for (let i = 0; i < 5; i++) await dashboard.trade(`missed-${i}`);
    await dashboard.start();
    await page.getByText("● live").waitFor();
    await page.waitForFunction(
      "[...document.querySelectorAll('tbody tr')].filter((row) => row.innerText.includes('77')).length >= 7",
    );
    assert.equal(await rows(page), 50);
  },
);

inBrowser(
  "times are the reader's, and the server knows his zone from then on",
  "/trades",
  async (page) => {
    const time = page.locator("tbody time").first();
    const tokyo = /^00:\d\d:\d\d|^10 Jun 00:/;
    assert.match(await time.innerText(), tokyo);
    assert.match(
      await time.getAttribute("title") ?? "",
      /2014-06-09 15:\d\d:\d\d UTC, 11:\d\d:\d\d in New York/,
    );
    const html = await (await page.request.get(`${dashboard.url}/trades`)).text();
    assert.match(/<time [^>]*data-as="clock"[^>]*>([^<]*)/.exec(html)?.[1] ?? "", tokyo);
  },
);

inBrowser(
  "the first page loads little, its charts when they are in sight, and shows bars, trades and news",
  "/",
  async (page) => {
    await page.locator("canvas").first().waitFor();
    await page.locator(".pins li").first().waitFor();
    assert.match(
      await page.locator("figure .candles").getAttribute("aria-label") ?? "",
      /^\w+ at \$/,
    );
    const names: string[] = await page.evaluate(
      "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('/_fresh/js/'))",
    );
    let bytes = 0;
    for (const name of new Set(names)) {
      bytes += gzipSync(await (await page.request.get(name)).body()).length;
    }
    assert.ok(
      bytes > 50_000 && bytes <= SCRIPT_BYTES_MAX,
      `${bytes} bytes in ${names.length} files`,
    );
    await page.selectOption("select[name=ticker]", "KO");
    await page.getByText(/^KO at/).waitFor();
  },
);
