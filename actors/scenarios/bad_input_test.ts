import assert from "node:assert/strict";
import { join } from "node:path";
import { serverAddress } from "../../db/address.ts";
import { openDatabase } from "../../db/connect.ts";
import { copyFolder } from "../../db/embedded/folder.ts";
import { claimSchema } from "../../db/system.ts";
import { isLeftOut } from "../../runtime/testing/skip.ts";
import { DevProcess, withDev } from "./testing/dev_process.ts";
import { inHome } from "./testing/home.ts";
import { assertKept, readLedger, readTrades } from "./testing/ledger.ts";
import { testOnServers } from "./testing/servers.ts";
import { runTask } from "./testing/task_process.ts";

/** What `dev` says before it looks at anything but its settings. */
const GREETING = /^Pitboss demo: /;
const HEADER = "timestamp,open,high,low,close,volume\n";
const TRADE_MS_MAX = 60_000;

/** A task is refused: exit code 1 and one sentence, beside which it may greet. */
async function refused(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  sentence: RegExp,
): Promise<void> {
  const { code, stdout, sentences } = await runTask(args, env);
  const said = sentences.filter((line) => !GREETING.test(line));
  assert.equal(code, 1, said.join("\n"));
  assert.equal(said.length, 1, `one sentence, not:\n${said.join("\n")}`);
  assert.match(said[0]!, sentence);
  assert.equal(stdout, "");
}

/** Runs with the bars of one ticker, as text, in a folder of their own. */
async function withBars(text: string, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-bars-" });
  try {
    await Deno.writeTextFile(join(folder, "AAPL.csv"), text);
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** Lets a demo trade in the home and stops it; resolves with what it then shows. */
function tradedIn(home: string) {
  return withDev(new DevProcess(home), async (dev) => {
    await dev.ready(TRADE_MS_MAX);
    const hasTraded = async () => (await readTrades(dev.url)).length > 0;
    await dev.until("trading", TRADE_MS_MAX, hasTraded);
    const ledger = await readLedger(dev.url);
    await dev.stop("SIGTERM");
    return ledger;
  });
}

Deno.test("a malformed row is told with its file and line, and leaves nothing behind", () =>
  inHome((home) => {
    const rows = "2014-06-05T09:30:00,1,2,1,2,10\n2014-06-05T09:31:00,1,two,1,2,10\n";
    return withBars(HEADER + rows, async (folder) => {
      await refused(
        ["replay", "--bars", folder],
        { TRADING_HOME: home },
        /AAPL\.csv, line 3: high is a number above 0; found "two"\. Correct or remove the row\.$/,
      );
      assert.deepEqual(names(home), ["templates"]);
    });
  }));

Deno.test("under --json a malformed row is one JSON document beside the sentence", () =>
  withBars(`${HEADER}2014-06-05T09:30:00,1,2,1\n`, async (folder) => {
    const { code, stdout, sentences } = await runTask(["replay", "--bars", folder, "--json"], {});
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout), { error: { message: sentences[0], exitCode: 1 } });
    assert.match(sentences[0]!, /AAPL\.csv, line 2: .* found "2014-06-05T09:30:00,1,2,1"\./);
  }));

const UNREADABLE: readonly (readonly [string, (folder: string) => Promise<string>, RegExp])[] = [
  ["missing", (folder) => Promise.resolve(join(folder, "no")), /no: there is no such folder\./],
  ["a file", (folder) => Promise.resolve(join(folder, "AAPL.csv")), /AAPL\.csv: it is a file\./],
  ["empty of bars", async (folder) => {
    const empty = join(folder, "empty");
    await Deno.mkdir(empty);
    return empty;
  }, /empty: a recording has a file TICKER\.csv for each ticker; found none\./],
  // The superuser may read everything.
  ...Deno.uid() === 0 ? [] : [
    [
      "closed to this user",
      async (folder: string) => {
        const closed = join(folder, "closed");
        await Deno.mkdir(closed, { mode: 0 });
        return closed;
      },
      /closed: this user may not read it\./,
    ] as const,
  ],
];

for (const [what, place, sentence] of UNREADABLE) {
  Deno.test(`a folder of bars that is ${what} is refused with its path`, () =>
    inHome((home) =>
      withBars(
        HEADER,
        async (folder) =>
          refused(["replay", "--bars", await place(folder)], { TRADING_HOME: home }, sentence),
      )
    ));
}

Deno.test("settings that nobody can follow are refused by every task that reads them", () =>
  inHome(async (home) => {
    const cases: readonly [Record<string, string>, RegExp][] = [
      [
        { TRADING_MODE: "live" },
        /^TRADING_MODE must be demo, replay or paper, because live trading is not built yet, but is "live"\./,
      ],
      [{ TRADING_MODE: "demmo" }, /^TRADING_MODE must be one of demo, .* but is "demmo"\./],
      [
        { TRADING_TIKERS: "AAPL" },
        /^TRADING_TIKERS is not a variable of this program; did you mean TRADING_TICKERS\?/,
      ],
      [{ TRADING_SEED: "-1" }, /^TRADING_SEED must be a whole number from 0 .* but is "-1"\./],
    ];
    await withBars(HEADER, async (folder) => {
      for (const [env, sentence] of cases) {
        for (const args of [["dev"], ["replay", "--bars", folder]]) {
          await refused(args, { TRADING_HOME: home, ...env }, sentence);
        }
      }
    });
    assert.deepEqual(names(home), ["templates"], "nothing was begun");
  }));

Deno.test("a state folder that cannot be one is refused with how to choose another", async () => {
  const file = await Deno.makeTempFile();
  try {
    for (const home of [file, join(file, "deeper")]) {
      await refused(["dev"], { TRADING_HOME: home }, /is not a folder, .*TRADING_HOME\.$/);
    }
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("a busy port and a folder in use are refused, and who has them trades on", () =>
  inHome((home) =>
    withDev(new DevProcess(home), async (dev) => {
      await dev.ready(TRADE_MS_MAX);
      await refused(
        ["dev"],
        { TRADING_HOME: home, PORT: "0" },
        /^The state folder .* is in use by process \d+\. Stop it first, or .*TRADING_HOME\.$/,
      );
      await inHome((other) =>
        refused(
          ["dev"],
          { TRADING_HOME: other, PORT: String(dev.port) },
          /^Cannot listen on 127\.0\.0\.1:\d+: another program uses this port\. .*choose another port with PORT/,
        )
      );
      await dev.ready(2 * TRADE_MS_MAX);
      assert.equal((await dev.stop("SIGTERM")).code, 0);
    })
  ));

/** Ways in which a state folder goes wrong, and what is said of it. */
const DAMAGES: readonly [(demo: string) => Promise<void>, RegExp][] = [
  [
    // A cut mailbox file.
    async (demo) => {
      const file = join(demo, "mailbox", "market%3abars.stream");
      await Deno.truncate(file, Math.floor((await Deno.stat(file)).size / 3));
    },
    /market%3abars\.stream cannot be used for a mailbox: .*malformed; restore it from a backup/,
  ],
  [
    // A database without its tables.
    (demo) => Deno.remove(join(demo, "database", "data", "base"), { recursive: true }),
    /embedded database in .* cannot be opened: .*its files seem damaged: move .* away/,
  ],
  [
    // Mailboxes of another run than its database.
    (demo) => Deno.remove(join(demo, "database"), { recursive: true }),
    /holds entry \d+, but the database knows of \d+ only: the database is older than the mailboxes/,
  ],
];

const damaged =
  "a damaged state folder is refused with the file and how to mend it, and is mended so";
if (!isLeftOut(damaged)) {
  Deno.test(damaged, () =>
    inHome(async (home) => {
      const demo = join(home, "demo");
      const sound = join(home, "sound");
      const before = await tradedIn(home);
      await copyFolder(demo, sound);
      for (const [damage, sentence] of DAMAGES) {
        await damage(demo);
        // Twice: a refusal must not begin anew over what is left.
        for (let time = 1; time <= 2; time++) {
          await refused(["dev"], { TRADING_HOME: home, PORT: "0" }, sentence);
        }
        await Deno.remove(demo, { recursive: true });
        await copyFolder(sound, demo);
      }
      // As the sentences say: mailboxes are filled again from the database.
      await Deno.remove(join(demo, "mailbox"), { recursive: true });
      assertKept(before, await tradedIn(home));
    }));
}

await testOnServers(
  "a schema of another account is refused, and left to it",
  (servers) =>
    inHome(async (home) => {
      const env = { ...servers, TRADING_HOME: home, PORT: "0" };
      assert.equal((await runTask(["migrate"], env)).code, 0);
      const address = serverAddress(servers.DATABASE_URL);
      const database = await openDatabase({ address, schema: "pitboss_demo" });
      try {
        await claimSchema(database, { mode: "live", account: "A1" });
        await refused(
          ["dev"],
          env,
          /^the schema pitboss_demo belongs to mode live and account A1, not to mode demo and account demo;/,
        );
        const rows = await database.run((sql) => sql`select mode, account from system`);
        assert.deepEqual([...rows], [{ mode: "live", account: "A1" }]);
      } finally {
        await database.close();
      }
    }),
);

Deno.test("paper trading with half of what it needs says all that is missing", () =>
  inHome(async (home) => {
    const all = "APCA_API_KEY_ID, APCA_API_SECRET_KEY";
    await refused(["start"], { TRADING_HOME: home }, new RegExp(`TRADING_MODE=paper .*, ${all}`));
    const paper = { TRADING_HOME: home, TRADING_MODE: "paper" };
    await refused(["start"], paper, new RegExp(`Set ${all}\\.`));
    const half = { ...paper, APCA_API_KEY_ID: "PKTEST" };
    await refused(["start"], half, /Set APCA_API_SECRET_KEY\./);
    await refused(["dev"], paper, /^deno task dev runs the demo; TRADING_MODE is paper\./);
  }));
