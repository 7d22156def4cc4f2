import assert from "node:assert/strict";
import { join } from "node:path";
import { nextSession } from "../domain/calendar.ts";
import { rss } from "../news_fetcher/sources/testing/feed.ts";
import { isLeftOut } from "../../runtime/testing/skip.ts";
import { inHome } from "./testing/home.ts";
import { recordMarket } from "./testing/recording.ts";
import { decided, replayToEnd } from "./testing/replay_process.ts";

const name =
  "recorded feeds are replayed the same twice, and without them other decisions are made";
if (!isLeftOut(name)) Deno.test(name, replayed);

async function replayed(): Promise<void> {
  const recording = await recordMarket({ seed: 7, sessions: 1 });
  const feeds = await Deno.makeTempDir();
  try {
    const { open } = nextSession(Date.UTC(2025, 2, 3));
    const entries = Array.from({ length: 6 }, (_, i) => {
      const date = new Date(open + (10 + i * 20) * 60_000).toUTCString();
      return `<item><guid isPermaLink="false">${i}</guid><pubDate>${date}</pubDate><title>` +
        `Apple beats estimates and raises outlook for quarter ${i} of its plan</title></item>`;
    });
    await Deno.writeTextFile(join(feeds, "wire.rss"), rss(entries.join("")));
    await Deno.writeTextFile(
      join(feeds, "denied.rss"),
      "<html><title>Access Denied</title></html>",
    );
    await inHome(async (home) => {
      const args = ["--feeds", feeds];
      const first = (await replayToEnd({ home, recording, args })).summary;
      assert.equal(first.streams["news:raw"], 6);
      const again = (await replayToEnd({ home, recording, args })).summary;
      assert.deepEqual(decided(again), decided(first));
      const without = (await replayToEnd({ home, recording })).summary;
      assert.notEqual(without.digest, first.digest, "news moved nothing");
    });
  } finally {
    await recording.remove();
    await Deno.remove(feeds, { recursive: true });
  }
}
