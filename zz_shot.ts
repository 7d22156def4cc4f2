import { startBrowser } from "./fresh-app/fresh/testing/browser.ts";
const base = Deno.args[0], out = Deno.args[1], paths = Deno.args.slice(2);
const browser = await startBrowser();
for (const [scheme, width] of [["light", 1440], ["dark", 390]] as const) {
  const ctx = await browser.newContext({
    colorScheme: scheme,
    viewport: { width, height: 900 },
    timezoneId: "America/New_York",
  });
  for (const p of paths) {
    const page = await ctx.newPage();
    page.on("console", (m) => m.type() === "error" && console.log(p, m.text()));
    page.on("pageerror", (e) => console.log(p, e.message));
    await page.goto(base + p);
    await page.waitForTimeout(1200);
    const w = await page.evaluate(() => document.documentElement.scrollWidth);
    if (w > width) console.log("WIDE", p, w, width);
    await page.screenshot({
      path: `${out}/${(p.replace(/\W+/g, "_") || "_").slice(0, 30)}-${width}-${scheme}.png`,
      fullPage: true,
    });
    await page.close();
  }
}
await browser.close();
Deno.exit(0);
