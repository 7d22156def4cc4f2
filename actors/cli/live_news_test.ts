import assert from "node:assert/strict";
import { join } from "node:path";
import { DEMO_FROM, DEMO_SEED_SESSIONS, DEMO_STEP_MS, type Plan } from "../plan.ts";
import { newsFetcherConfigSchema } from "../news_fetcher/config.ts";
import { PLACES } from "../topology.ts";
import { UserError } from "./failures.ts";
import { liveNews } from "./live_news.ts";
import { readSettings, type Settings } from "./settings.ts";

const KEYS = {
  APCA_API_KEY_ID: "the-alpaca-key",
  APCA_API_SECRET_KEY: "the-alpaca-secret",
  TRADING_REDDIT_CLIENT_ID: "the-reddit-id",
  TRADING_REDDIT_CLIENT_SECRET: "the-reddit-secret",
};

function planFor(settings: Settings, news: Plan["news"]): Plan {
  return {
    settings,
    account: "demo",
    broker: { kind: "simulated" },
    feed: { kind: "simulated", seed: 1, tickers: ["AAPL"] },
    news,
    timeline: {
      kind: "demo",
      from: DEMO_FROM,
      seedSessions: DEMO_SEED_SESSIONS,
      stepMs: DEMO_STEP_MS,
    },
    speed: 1,
    files: [],
    backends: {
      mailbox: { kind: "sqlite", folder: "/tmp/mailbox" },
      database: { address: { kind: "embedded", socket: "/tmp/socket" }, schema: "pitboss_demo" },
    },
    dashboard: null,
    perturbSeed: null,
    without: [],
    here: null,
    installation: "test",
  };
}

async function inFolder(work: (folder: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("keys reach the news fetcher alone, and only where it asks live sources", () => {
  const settings = readSettings(KEYS);
  const live = planFor(settings, liveNews(settings, {}, "simulated"));
  const generated = planFor(settings, { kind: "simulated", seed: 1, tickers: ["AAPL"] });
  for (const { name, config } of PLACES) {
    const holds = (plan: Plan) =>
      Object.values(KEYS).filter((secret) => JSON.stringify(config(plan, null)).includes(secret));
    assert.deepEqual(holds(live), name === "news_fetcher" ? Object.values(KEYS) : [], name);
    assert.deepEqual(holds(generated), [], name);
  }
});

Deno.test("the fetcher may reach the network with live sources only, and the disk where it records", () =>
  inFolder((folder) => {
    const settings = readSettings({ TRADING_NEWS_RECORD: "recorded" });
    const news = liveNews(settings, { INIT_CWD: folder }, "system");
    const place = PLACES.find(({ name }) => name === "news_fetcher")!;
    const recorded = join(folder, "recorded");
    assert.deepEqual(place.permissions!(planFor(settings, news)), {
      net: "all",
      read: [recorded],
      write: [recorded],
    });
    const generated = planFor(settings, { kind: "simulated", seed: 1, tickers: ["AAPL"] });
    assert.deepEqual(place.permissions!(generated), { read: [] });
  }));

Deno.test("the sources that are shipped are taken where no file is named; Alpaca's with its keys", () => {
  const sourcesOf = (env: Record<string, string>) => liveNews(readSettings(env), {}, "system");
  const alpaca = (env: Record<string, string>) =>
    sourcesOf(env).sources.find(({ kind }) => kind === "alpaca_news")!.enabled;
  assert.deepEqual([alpaca({}), alpaca(KEYS)], [false, true]);
  const settings = readSettings({ ...KEYS, TRADING_SCORING_LATENCY: "750" });
  const plan = planFor(settings, liveNews(settings, {}, "system"));
  const place = PLACES.find(({ name }) => name === "news_fetcher")!;
  const config = newsFetcherConfigSchema.parse(place.config(plan, null));
  assert.equal(config.rules.scoringLatencyMs, 750);
});

Deno.test("a file of sources that cannot be used is told with its place in the file", () =>
  inFolder((folder) => {
    const path = join(folder, "sources.json");
    const told = (text: string | null, pattern: RegExp) => {
      if (text !== null) Deno.writeTextFileSync(path, text);
      const settings = readSettings({ TRADING_NEWS_SOURCES: path });
      assert.throws(() => liveNews(settings, {}, "system"), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, pattern);
        return true;
      });
    };
    told(null, /sources\.json does not exist/);
    told("{", /sources\.json: a catalogue of sources is JSON/);
    told(
      '{"sources":[{"kind":"rss","name":"wire","url":"ftp://a"}]}',
      /sources\.0\.url must be an http or https URL of at most 2048 characters, but is "ftp:\/\/a"/,
    );
  }));

Deno.test("half a pair of keys is told, without the half that is there", () => {
  for (const [one, other] of [Object.keys(KEYS).slice(0, 2), Object.keys(KEYS).slice(2)]) {
    for (const [set, missing] of [[one!, other!], [other!, one!]] as const) {
      assert.throws(() => liveNews(readSettings({ [set]: "hush" }), {}, "system"), (error) => {
        assert.ok(error instanceof UserError);
        assert.ok(error.message.startsWith(`${set} is set without ${missing}`), error.message);
        return !error.message.includes("hush");
      });
    }
  }
});
