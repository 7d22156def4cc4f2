import assert from "node:assert/strict";
import { createApi } from "../../fresh-app/api/app.ts";
import { storedSources } from "../../fresh-app/api/source_records.ts";
import { problemOf } from "../../fresh-app/api/testing/client.ts";
import { apiOptions, fakePorts } from "../../fresh-app/api/testing/fakes.ts";
import { sourceView } from "../../fresh-app/api/views.ts";
import { HERE, tokenHeaders } from "../../fresh-app/auth/testing/people.ts";
import { migrate } from "../../db/migrate.ts";
import { articles, newsSourceHealth } from "../../db/tables/news.ts";
import { forEachBackend } from "../../db/testing/backends.ts";
import { randomId, systemClock } from "../../runtime/clock/system.ts";
import { clearRedisMailbox } from "../../runtime/mailbox/redis/clear.ts";
import { openRedisMailbox } from "../../runtime/mailbox/redis_streams.ts";
import { openSqliteMailbox } from "../../runtime/mailbox/sqlite_streams.ts";
import { redisForTests, RedisServer } from "../../runtime/testing/redis_server.ts";
import { skipLoudly } from "../../runtime/testing/skip.ts";
import { SEEN_KEY } from "../news_fetcher/live/seen.ts";
import { articleSchema } from "../domain/article.ts";
import { scoredArticleSchema } from "../domain/sentiment.ts";
import { type Accident, NewsRig } from "./testing/news_rig.ts";

// The embedded database goes with mailboxes in files, the server with Redis, as they do in use.
const redis = redisForTests();

await forEachBackend("news, exactly once", async (d) => void await migrate(d), (backend) => {
  const onServers = backend.name === "server";
  const where = onServers ? "on PostgreSQL and Redis" : "on the embedded stores";
  let server: RedisServer | null = null;

  const test = (sentence: string, story: (rig: NewsRig) => Promise<void>) => {
    const name = `news ${where}: ${sentence}`;
    if (onServers && redis.kind === "none") {
      return skipLoudly(name, "redis", "install redis-server or set REDIS_URL");
    }
    Deno.test(name, async () => {
      await using resources = new AsyncDisposableStack();
      const folder = await Deno.makeTempDir({ prefix: "news-once-" });
      resources.defer(() => Deno.remove(folder, { recursive: true }));
      let prefix: string | null = null;
      // Mailboxes wait in the machine's time, which nothing is left out of.
      const open = async () => {
        if (!onServers) return openSqliteMailbox({ folder, clock: systemClock });
        const url = redis.kind === "given" ? redis.url : (server ??= await RedisServer.start()).url;
        if (prefix === null) {
          const own = prefix = `news-once-${randomId()}`;
          resources.defer(() => clearRedisMailbox({ url, prefix: own }));
        }
        return await openRedisMailbox({ url, prefix, clock: systemClock });
      };
      await using rig = await NewsRig.start(backend.database, open);
      await story(rig);
    });
  };
  Deno.test.afterAll(async () => {
    await server?.stop();
  });

  /** Every entry that was told is an article, a message and a judgement, each once. */
  async function assertOnce(rig: NewsRig): Promise<void> {
    const rows = await rig.store.select(articles);
    assert.equal(rows.length, rig.told, "articles");
    assert.equal(new Set(rows.map(({ title }) => title)).size, rig.told, "different articles");
    const ids = (await rig.messages("news:raw")).map(({ payload }) =>
      articleSchema.parse(payload).articleId
    );
    assert.equal(ids.length, rig.told, "messages");
    assert.deepEqual(new Set(ids), new Set(rows.map(({ article_id }) => article_id)));
    for (const [name, feed] of rig.feeds) {
      const health = (await rig.store.select(newsSourceHealth, { source: name }))[0];
      const own = rows.filter(({ source }) => source === name).length;
      assert.equal(health?.new_items, own, `what was new of ${name}`);
      assert.ok(feed.xml().split("<item>").length - 1 === own, `what ${name} told`);
    }
  }

  /** Each article is scored once for each of the two companies that it speaks of. */
  async function assertScoredOnce(rig: NewsRig): Promise<void> {
    const scores = (await rig.messages("news:scored")).map(({ payload }) =>
      scoredArticleSchema.parse(payload)
    );
    const keys = scores.map(({ articleId, ticker }) => `${articleId} ${ticker}`);
    assert.equal(new Set(keys).size, keys.length, "no score is told twice");
    assert.equal(keys.length, 2 * rig.told, "every score is told");
    assert.equal(await rig.judged(), rig.told);
  }

  const steps = (
    actor: Accident["actor"],
    calls: readonly string[],
  ) =>
    calls.flatMap((call) => (["before", "after"] as const).map((when) => ({ actor, call, when })));

  test("a crash at every step from the poll to the score neither loses nor doubles", async (rig) => {
    rig.feed("alpha");
    rig.feed("beta");
    const sources = [rig.described("alpha"), rig.described("beta")];
    await rig.mailbox.ensureGroup("news:raw", "sentiment_analyzer");
    rig.tell();
    let fetcher = await rig.fetcher(sources);
    let analyzer = await rig.analyzer();
    await rig.nextPolls();
    const accidents = [
      ...steps("news_fetcher", [
        "source.poll",
        "mailbox.shared.hasMembers",
        "store.select",
        "store.commit",
        "mailbox.publish",
        "mailbox.shared.addExpiring",
      ]),
      ...steps("sentiment_analyzer", [
        "consumer.receive",
        "store.commit",
        "mailbox.publish",
        "consumer.ack",
      ]),
    ];
    for (const accident of accidents) {
      const step = `${accident.when} ${accident.call} of ${accident.actor}`;
      rig.plan({ ...accident, what: "crash" });
      rig.tell();
      rig.clock.skip(67_000);
      await rig.until(`the crash ${step}`, () => rig.published().then(() => !rig.isPlanned));
      if (accident.actor === "news_fetcher") fetcher = await rig.fetcher(sources);
      else analyzer = await rig.analyzer();
      rig.clock.skip(67_000);
      await rig.until(
        `every article after a crash ${step}`,
        async () => await rig.published() >= rig.told && await rig.judged() >= rig.told,
      );
      assert.deepEqual([fetcher.failure, analyzer.failure], [null, null], step);
    }
    await rig.nextPolls();
    await assertOnce(rig);
    await rig.until(
      "every score",
      async () => (await rig.messages("news:scored")).length >= 2 * rig.told,
    );
    await assertScoredOnce(rig);
  });

  test("of two fetchers on the same sources the later one publishes, and nothing comes twice", async (rig) => {
    rig.feed("alpha");
    rig.feed("beta");
    const sources = [rig.described("alpha"), rig.described("beta")];
    let holder = await rig.fetcher(sources);
    for (let round = 0; round < 4; round++) {
      rig.tell();
      // Both are at it at the same moment: the one just started, and the one that does not know yet.
      const successor = await rig.fetcher(sources);
      rig.clock.skip(67_000);
      await rig.until("every article", async () => await rig.published() >= rig.told);
      rig.tell();
      await rig.nextPolls();
      await rig.until(
        "the end of the one before",
        () => rig.published().then(() => holder.failure !== null),
      );
      assert.equal(holder.failure?.name, "Fenced");
      assert.equal(successor.failure, null);
      holder = successor;
      await assertOnce(rig);
    }
  });

  test("a fetcher that hung before it wrote or published wakes up to nothing", async (rig) => {
    rig.feed("alpha");
    const sources = [rig.described("alpha")];
    for (const call of ["store.commit", "mailbox.publish", "source.poll"]) {
      const hung = await rig.fetcher(sources);
      await hung.host.ready;
      await rig.nextPolls();
      rig.plan({ actor: "news_fetcher", call, when: "before", what: "hang" });
      rig.tell();
      rig.clock.skip(67_000);
      await rig.until(`a hang before ${call}`, () => rig.published().then(() => !rig.isPlanned));
      const successor = await rig.fetcher(sources);
      rig.clock.skip(67_000);
      await rig.until("every article", async () => await rig.published() >= rig.told);
      hung.lifeline.thaw();
      rig.clock.skip(67_000);
      await rig.until("its end", () => rig.published().then(() => hung.failure !== null));
      assert.equal(hung.failure?.name, "Fenced", call);
      await rig.nextPolls();
      await assertOnce(rig);
      await successor.host.stop();
    }
  });

  test("an emptied or lost set of articles seen costs a question, and doubles nothing", async (rig) => {
    for (const name of ["alpha", "beta"]) rig.feed(name);
    await rig.fetcher([rig.described("alpha"), rig.described("beta")]);
    for (let round = 0; round < 3; round++) {
      rig.tell();
      await rig.nextPolls();
      const ids = (await rig.store.select(articles)).map(({ article_id }) => article_id);
      const known = await rig.mailbox.shared.hasMembers(SEEN_KEY, ids);
      assert.equal(known.size, ids.length, "the set is at work");
      await rig.mailbox.shared.remove(SEEN_KEY);
      // Whole answers again: validators would hide what a lost set does.
      for (const feed of rig.feeds.values()) feed.tell("again");
      rig.told += rig.feeds.size;
      await rig.nextPolls();
      assert.equal(await rig.published(), rig.told);
    }
  });

  test("a source added through the API is polled, switched off it is left alone, removed it is gone", async (rig) => {
    rig.feed("wire");
    await rig.fetcher();
    const fakes = fakePorts();
    const { clock, database } = rig;
    const sources = storedSources({
      database,
      clock,
      allowedHosts: [rig.server.host],
      isLive: true,
    });
    const app = createApi({ ...fakes, sources }, apiOptions(fakes));
    const headers = { host: "localhost", ...await tokenHeaders(fakes.auth) };
    const ask = async (method: string, path: string, body?: unknown) =>
      await app.request(`/api/sources${path}`, {
        method,
        headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
        ...body === undefined ? {} : { body: JSON.stringify(body) },
      }, HERE);
    const view = async () => sourceView.parse(await (await ask("GET", "/wire")).json());
    const asked = () => rig.server.seen.length;

    rig.tell();
    rig.tell();
    assert.equal((await ask("POST", "", rig.described("wire"))).status, 201);
    assert.deepEqual([(await view()).health, (await view()).waits], [null, null]);
    await rig.nextPolls();
    assert.equal(await rig.published(), 2);
    const { health } = await view();
    assert.deepEqual([health?.items, health?.newItems, health?.errors], [2, 2, 0]);
    assert.ok(health?.lastSuccessAt !== null && health?.nextPollAt !== null);

    assert.equal((await ask("PATCH", "/wire", { enabled: false })).status, 200);
    rig.tell();
    await rig.reread();
    const before = asked();
    rig.clock.skip(600_000);
    await rig.reread();
    assert.deepEqual([asked(), await rig.published()], [before, 2], "it is left alone");
    assert.equal((await view()).waits, "It is off.");

    assert.equal((await ask("PATCH", "/wire", { enabled: true, weight: 0.25 })).status, 200);
    rig.clock.skip(5_000);
    await rig.until("the new entry", async () => await rig.published() === 3);
    const last = (await rig.store.select(articles)).find(({ title }) => title.includes(" 3 "));
    assert.equal(last?.source_weight, 0.25);

    assert.equal((await ask("DELETE", "/wire")).status, 204);
    await problemOf(await ask("GET", "/wire"), 404);
    await rig.reread();
    const gone = asked();
    rig.clock.skip(600_000);
    await rig.reread();
    assert.equal(asked(), gone, "it is asked no more");

    rig.tell();
    assert.equal((await ask("POST", "", rig.described("wire"))).status, 201);
    await rig.nextPolls();
    await rig.until("the entry told meanwhile", async () => await rig.published() === 4);
    const again = (await view()).health;
    assert.deepEqual([again?.polls, again?.newItems], [1, 1], "its record begins anew");
    assert.equal((await rig.messages("news:raw")).length, 4);
  });
});
