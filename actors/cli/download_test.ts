import assert from "node:assert/strict";
import { join } from "node:path";
import { AlpacaSimulator } from "../alpaca/testing/simulator.ts";
import { newYorkTime } from "../domain/new_york.ts";
import { FakeAlpacaNews } from "../news_fetcher/sources/testing/alpaca_news.ts";
import { readRecording } from "../recordings/recording.ts";
import { runCommand } from "./command.ts";
import download from "./download.ts";
import { fakeIo } from "./testing.ts";

const OPEN = newYorkTime("2026-07-27", 34_200_000)!;
const MINUTE = 60_000;

/** A folder of one's own, an Alpaca with bars, splits and news, and a way to call the task. */
class Desk implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync();
  readonly out = join(this.folder, "rec");
  readonly alpaca = new AlpacaSimulator();
  readonly #news = new FakeAlpacaNews();

  constructor() {
    this.alpaca.plan.now = OPEN + 10 * 86_400_000;
    for (const ticker of ["AAPL", "MSFT"]) {
      for (let i = -2; i < 60; i++) this.trade(ticker, i);
    }
    const action = { id: "1", symbol: "AAPL", cusip: "1", process_date: "2026-07-28" };
    this.alpaca.rest.actions.push({
      kind: "forward_splits",
      action: { ...action, ex_date: "2026-07-28", old_rate: 1, new_rate: 4 },
    });
    for (let i = 0; i < 120; i++) {
      this.#news.publish({
        headline: `News ${i}`,
        symbols: ["AAPL"],
        createdAt: OPEN + i * MINUTE,
      });
    }
    this.alpaca.fallback = (request, url) =>
      url.pathname === "/v1beta1/news"
        ? this.#news.rest({ method: "GET", url, headers: request.headers, body: "", request })
        : null;
  }

  trade(ticker: string, minute: number): void {
    const price = 100 + minute / 8;
    const startsAt = OPEN + minute * MINUTE;
    const bar = { startsAt, open: price, high: price, low: price, close: price, volume: 10 };
    this.alpaca.bar(ticker, bar, { stream: false });
  }

  async run(...argv: string[]) {
    const io = fakeIo({
      APCA_API_KEY_ID: this.alpaca.credentials.keyId,
      APCA_API_SECRET_KEY: this.alpaca.credentials.secret,
      APCA_API_DATA_URL: this.alpaca.url,
      INIT_CWD: this.folder,
      TRADING_HOME: ".pitboss",
    });
    await io.clock.advance(this.alpaca.plan.now);
    // Waits between attempts pass at once.
    const note = io.stderr.bind(io);
    io.stderr = (text) => {
      note(text);
      const seconds = /again in (\d+) s/.exec(text)?.[1];
      if (seconds !== undefined) {
        queueMicrotask(() => void io.clock.advance(Number(seconds) * 1000));
      }
    };
    const code = await runCommand(download, [...argv, "--out", "rec"], io);
    return { code, out: io.out.join(""), err: io.err.join("") };
  }

  /** Bars that one run asks for and gets. */
  readonly month = ["--tickers", "MSFT,AAPL", "--from", "2026-07-27", "--to", "2026-07-28"];

  read(name: string): string {
    return Deno.readTextFileSync(join(this.out, name));
  }

  names(): string[] {
    return [...Deno.readDirSync(join(this.out, "bars"))].map(({ name }) => name).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.alpaca[Symbol.asyncDispose]();
    await this.#news[Symbol.asyncDispose]();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

Deno.test("a download is a recording that a replay reads, with its splits", async () => {
  await using desk = new Desk();
  const { code, out, err } = await desk.run(...desk.month, "--json");
  assert.equal(code, 0, err);
  const json = JSON.parse(out);
  assert.deepEqual(
    json.bars.map((file: { ticker: string; bars: number }) => [file.ticker, file.bars]),
    [
      ["AAPL", 60],
      ["MSFT", 60],
    ],
  );
  assert.equal(json.splits, 1);
  const recording = readRecording({
    bars: join(desk.out, "bars"),
    splits: join(desk.out, "splits.csv"),
    news: null,
  });
  assert.deepEqual(
    recording.bars.map(({ ticker, timeframe, length }) => [ticker, timeframe, length]),
    [
      ["AAPL", "1m", 60],
      ["MSFT", "1m", 60],
    ],
  );
  assert.equal(recording.bars[0]?.startsAt[0], OPEN);
  assert.deepEqual(recording.splits, [{ ticker: "AAPL", date: "2026-07-28", ratio: 4 }]);
  assert.deepEqual(desk.names(), ["AAPL.csv", "MSFT.csv"], "nothing is left half-written");
});

Deno.test("bars outside the session come with --extended-hours", async () => {
  await using desk = new Desk();
  const { out } = await desk.run(...desk.month, "--extended-hours", "--json");
  assert.equal(JSON.parse(out).bars[0].bars, 62);
});

Deno.test("news comes once each, oldest first, and a later run adds what has come since", async () => {
  await using desk = new Desk();
  const wanted = ["--tickers", "AAPL", "--from", "2026-07-27", "--news", "--json"];
  const first = JSON.parse((await desk.run(...wanted)).out);
  assert.equal(first.news.articles, 120);
  const again = JSON.parse((await desk.run(...wanted)).out);
  assert.equal(again.news.articles, 120);
  assert.equal(again.news.resumed, true);
  const lines = desk.read("news.jsonl").trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.length, 120);
  assert.equal(new Set(lines.map(({ id }) => id)).size, 120);
  assert.deepEqual([lines[0].title, lines[0].source], ["News 0", "alpaca"]);
  desk.trade("AAPL", 60);
  const later = JSON.parse((await desk.run(...wanted)).out);
  assert.equal(later.bars[0].bars, 61);
  assert.equal(desk.read("bars/AAPL.csv").trim().split("\n").length, 62);
});

Deno.test("an interrupted download goes on where it stopped, and the file is as if it had not", async () => {
  await using whole = new Desk();
  await whole.run(...whole.month);
  await using desk = new Desk();
  // The first file comes through; the second request for the other is refused for good.
  const outage = Array<"504">(8).fill("504");
  const { alpaca } = desk;
  let asked = 0;
  const fallback = alpaca.fallback;
  alpaca.fallback = (request, url) => {
    if (url.searchParams.get("symbols") === "MSFT" && asked++ === 0) alpaca.faults.next(...outage);
    return fallback(request, url);
  };
  const broken = await desk.run(...desk.month);
  assert.equal(broken.code, 2);
  assert.match(broken.err, /did not give the 1m bars of MSFT in 8 attempts.*\n?.*goes on from it/);
  assert.deepEqual(desk.names(), ["AAPL.csv", "MSFT.csv.part"]);
  const { code, out } = await desk.run(...desk.month, "--json");
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(out).bars.map(({ resumed }: { resumed: boolean }) => resumed), [
    true,
    true,
  ]);
  for (const name of ["bars/AAPL.csv", "bars/MSFT.csv"]) {
    assert.equal(desk.read(name), whole.read(name));
  }
});

Deno.test("a page that was half-written when the machine died is written again", async () => {
  await using whole = new Desk();
  await whole.run(...whole.month);
  await using desk = new Desk();
  await desk.run(...desk.month);
  const path = join(desk.out, "bars", "AAPL.csv");
  const state = join(desk.out, ".download", "AAPL.csv.json");
  const text = Deno.readTextFileSync(path);
  const kept = text.split("\n").slice(0, 31).join("\n") + "\n";
  const at = OPEN + 29 * MINUTE + 1;
  Deno.writeTextFileSync(`${path}.part`, `${kept}2026-07-27T14:0`);
  Deno.removeSync(path);
  Deno.writeTextFileSync(
    state,
    JSON.stringify({
      ...JSON.parse(Deno.readTextFileSync(state)),
      bytes: kept.length,
      count: 30,
      at,
      whole: false,
    }),
  );
  assert.equal((await desk.run(...desk.month)).code, 0);
  assert.equal(desk.read("bars/AAPL.csv"), whole.read("bars/AAPL.csv"));
});

Deno.test("a file that somebody changed, or another request, is brought anew", async () => {
  await using desk = new Desk();
  await desk.run(...desk.month);
  const path = join(desk.out, "bars", "AAPL.csv");
  Deno.writeTextFileSync(path, "mine\n", { append: true });
  await desk.run(...desk.month);
  assert.equal(desk.read("bars/AAPL.csv"), desk.read("bars/MSFT.csv"));
  const { out } = await desk.run(...desk.month, "--extended-hours", "--json");
  assert.equal(JSON.parse(out).bars[0].resumed, false);
});

Deno.test("what cannot be asked for is one sentence, and nothing is written", async () => {
  await using desk = new Desk();
  const refused = async (message: RegExp, ...argv: string[]) => {
    const { code, err } = await desk.run(...argv);
    assert.equal(code, 1, err);
    assert.match(err, message);
    assert.throws(() => Deno.statSync(join(desk.out, "news.jsonl")));
  };
  await refused(/--tickers AAPL,MSFT --from/);
  await refused(
    /no later than --to/,
    "--tickers",
    "A",
    "--from",
    "2026-07-28",
    "--to",
    "2026-07-27",
  );
  await refused(
    /must lie in the past/,
    "--tickers",
    "A",
    "--from",
    "2027-01-01",
    "--to",
    "2027-01-02",
  );
  await refused(/--from must be a date like/, "--tickers", "A", "--from", "2026-02-30");
  desk.alpaca.rest.unknown.add("NOPE");
  await refused(/invalid symbol: NOPE/, "--tickers", "NOPE", "--from", "2026-07-27");
  const io = fakeIo({ APCA_API_KEY_ID: "x" });
  assert.equal(await runCommand(download, ["--tickers", "A", "--from", "2026-01-01"], io), 1);
  assert.match(io.err.join(""), /set APCA_API_KEY_ID and APCA_API_SECRET_KEY/);
  const wrong = fakeIo({
    APCA_API_KEY_ID: "x",
    APCA_API_SECRET_KEY: "very-secret",
    APCA_API_DATA_URL: desk.alpaca.url,
    INIT_CWD: desk.folder,
  });
  await wrong.clock.advance(desk.alpaca.plan.now);
  const argv = ["--tickers", "A", "--from", "2026-01-01", "--out", "rec"];
  assert.equal(await runCommand(download, argv, wrong), 1);
  assert.match(wrong.err.join(""), /refuses the key pair \(401/);
  assert.ok(!wrong.err.join("").includes("very-secret"));
});

Deno.test("files of others become a recording: any header, JSON lines, news", async () => {
  await using desk = new Desk();
  const file = (name: string, text: string) =>
    Deno.writeTextFileSync(join(desk.folder, name), text);
  file("IBM.csv", "Date,Close,Open,High,Low,Vol\n2026-07-27,2,1,3,1,10\n2026-07-28,3,2,3,1,10\n");
  file(
    "mixed.jsonl",
    [0, 1].map((i) =>
      JSON.stringify({
        ticker: "KO",
        timestamp: OPEN + i * MINUTE,
        open: 1,
        high: 2,
        low: 1,
        close: 2,
        volume: 5,
      })
    ).join("\n") + '\n{"title":"Hello","publishedAt":"2026-07-27T14:00:00Z"}\n',
  );
  const { code, out, err } = await desk.run("--import", "IBM.csv,mixed.jsonl", "--json");
  assert.equal(code, 0, err);
  assert.equal(JSON.parse(out).imported.length, 3);
  assert.equal(
    desk.read("bars/IBM.csv"),
    "timestamp,open,high,low,close,volume\n2026-07-27,1,3,1,2,10\n2026-07-28,2,3,1,3,10\n",
  );
  const { bars } = readRecording({ bars: join(desk.out, "bars"), splits: null, news: null });
  assert.deepEqual(bars.map(({ ticker, timeframe }) => [ticker, timeframe]), [["IBM", "1d"], [
    "KO",
    "1m",
  ]]);
  assert.match(desk.read("news.jsonl"), /Hello/);
});

Deno.test("an import that has mistakes tells them by line and writes nothing", async () => {
  await using desk = new Desk();
  const file = (name: string, text: string) =>
    Deno.writeTextFileSync(join(desk.folder, name), text);
  file("IBM.csv", "t,o,h,l,c,v\n2026-07-27,1,3,1,2,10\n2026-07-28,1,0.5,1,2,10\n");
  file("odd.jsonl", '{"title":"Hello"}\n{"titel":"Hello"}\nnot json\n');
  file("x.txt", "x");
  const csv = await desk.run("--import", "IBM.csv");
  assert.equal(csv.code, 1);
  assert.match(csv.err, /IBM\.csv, line 3: high is the highest price/);
  const lines = await desk.run("--import", "odd.jsonl");
  assert.match(lines.err, /odd\.jsonl, line 2: a line is a bar .* or an article/);
  assert.match(lines.err, /odd\.jsonl, line 3: a line is one JSON object/);
  assert.match((await desk.run("--import", "gone.csv")).err, /gone\.csv does not exist/);
  assert.match((await desk.run("--import", "x.txt")).err, /a \.csv or a \.jsonl file/);
  assert.throws(() => Deno.statSync(desk.out));
});
