import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { skipLoudly } from "../runtime/testing/skip.ts";
import { freePort } from "../runtime/testing/redis_server.ts";
import { fakePorts } from "./api/testing/fakes.ts";
import { newEnrolmentCode } from "./auth/enrolment.ts";
import { HERE } from "./auth/testing/people.ts";
import { hasChromium, startBrowser } from "./fresh/testing/browser.ts";
import { pagesOver } from "./testing/pages.ts";

const name =
  "a person enrols with the code, signs out, signs in, adds and removes a passkey, makes " +
  "a token and ends a session, all with an authenticator of the browser's";

/** A browser's page with an authenticator that says yes. */
async function pageWithKey(browser: Browser): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return page;
}

if (!hasChromium) {
  skipLoudly(name, "chromium", "install chromium to sign in for real");
} else {
  // Playwright keeps timers and handles of pages that it closed.
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false }, async () => {
    const port = freePort();
    const ports = fakePorts();
    // Paper trading: nothing is shown to whoever has not signed in.
    const pages = await pagesOver(ports, { mode: "paper", port });
    await using server = Deno.serve(
      { port, hostname: "127.0.0.1", onListen: () => {} },
      (request) => pages.fetch(request, HERE),
    );
    const url = `http://localhost:${server.addr.port}`;
    const browser = await startBrowser();
    try {
      const page = await pageWithKey(browser);
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });

      // Enrol: one code, one touch, and on to the page that was asked for.
      await page.goto(`${url}/trades?ticker=AAPL`);
      assert.equal(new URL(page.url()).pathname, "/sign-in");
      const { code } = await newEnrolmentCode(ports.auth, { userName: "ada", role: "operator" });
      await page.fill("input[name=code]", code.toLowerCase());
      await page.click("text=Make a passkey");
      await page.waitForSelector("text=Keep these recovery codes");
      assert.equal(await page.locator(".codes li").count(), 10);
      await page.click("text=I have kept them: go on");
      await page.waitForURL(`${url}/trades?ticker=AAPL`);
      assert.match(await page.innerText("footer"), /Signed in as ada \(operator\)/);

      // Scripts cannot read the cookies; the browser keeps them although this is plain http.
      const cookies = await page.context().cookies(`${url}/api/auth/`);
      assert.equal(cookies.length, 2);
      for (const cookie of cookies) {
        assert.deepEqual(
          [cookie.httpOnly, cookie.secure, cookie.sameSite],
          [true, true, "Strict"],
          cookie.name,
        );
      }

      // Sign out and in.
      await page.click("text=Settings");
      await page.waitForSelector("#sign-out");
      await page.click("#sign-out");
      await page.waitForURL(`${url}/sign-in`);
      await page.goto(`${url}/settings`);
      await page.click("#sign-in");
      await page.waitForURL(`${url}/settings`);

      // The session goes on when the access token runs out: for pages, and for what a page asks.
      await ports.clock.advance(11 * 60_000);
      await page.goto(`${url}/actors`);
      assert.match(await page.innerText("footer"), /Signed in as ada \(operator\)/);
      await page.goto(`${url}/settings`);

      // A token needs a passkey that was just shown: the page asks for it by itself.
      await ports.clock.advance(11 * 60_000);
      await page.fill("form:has(select) input[name=name]", "nightly");
      await page.click("text=Make a token");
      const token = await page.innerText("code.secret");
      const seen = await fetch(`${url}/api/trades`, {
        headers: { authorization: `Bearer ${token}` },
      });
      assert.equal((await seen.json()).items.length, 25);
      await page.click("[aria-label='Revoke the token for nightly']");
      await page.waitForSelector("text=revoked");
      const after = await fetch(`${url}/api/trades`, {
        headers: { authorization: `Bearer ${token}` },
      });
      assert.equal((await after.json()).detail, "The token was revoked.");

      // The name of a passkey is changed; the only one goes while there are recovery codes.
      await page.click("[aria-label='Rename This computer']");
      await page.fill("[aria-label='New name']", "Laptop");
      await page.click("text=Keep");
      await page.waitForSelector("[aria-label='Remove Laptop']");

      // A second browser of the same person is signed in by a recovery code, and sent away.
      await page.click("text=Make new recovery codes");
      await page.waitForSelector(".codes li");
      const recovery = await page.locator(".codes li").first().innerText();
      const other = await pageWithKey(browser);
      await other.goto(`${url}/settings`);
      await other.click("text=Use a recovery code");
      await other.fill("details[open] input[name=code]", recovery);
      await other.click("text=Sign in with the code");
      await other.waitForURL(`${url}/settings`);
      await other.fill("#new-passkey", "Phone");
      await other.click("text=Add a passkey");
      await other.waitForSelector("[aria-label='Remove Phone']");
      await page.goto(`${url}/settings`);
      await page.click("[aria-label^='End the session']");
      await page.waitForSelector("[aria-label^='End the session']", { state: "detached" });
      await other.goto(`${url}/trades`);
      assert.equal(new URL(other.url()).pathname, "/sign-in");

      assert.deepEqual(errors.filter((error) => !/status of 40|WebSocket/.test(error)), []);
    } finally {
      await browser.close();
    }
  });
}
