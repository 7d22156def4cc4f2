import { z } from "zod";
import { listPositions } from "../../db/repositories/portfolio.ts";
import type { Database } from "../../db/connect.ts";
import { randomId, systemRandomness } from "../../runtime/clock/system.ts";
import { controlMessage } from "../domain/control_message.ts";
import { type ClearingReport, clearingReportSchema, type Mark } from "../domain/controls.ts";
import { isoTime } from "../domain/iso_time.ts";
import { quantity } from "../domain/money.ts";
import { controls } from "../domain/streams.ts";
import { openLiveBroker } from "../trade_executor/brokers/open.ts";
import { brokerageOf } from "./brokerage.ts";
import { type CommandContext, type CommandResult, defineCommand } from "./command.ts";
import { haltAtBroker, type Ours } from "./halt/direct.ts";
import { accountIn, followCommand, ownDatabase, reachDatabase } from "./halt/running.ts";
import { openMailbox, type StatePlace, statePlace } from "./open.ts";
import { option } from "./options.ts";
import { readSettings, type Settings, SETTINGS_DOCS } from "./settings.ts";
import { FolderLocked, holdStateFolder } from "./state_folder.ts";

const options = {
  reason: option(z.string().max(500).default(""), {
    value: "TEXT",
    doc: "why, for the record",
  }),
  wait: option(z.number().min(1).max(86_400).default(60), {
    value: "SECONDS",
    doc: "how long to wait for the broker's confirmation",
  }),
  direct: option(z.boolean().default(false), {
    doc: "go to the broker at once, whether the system runs or not",
  }),
  everything: option(z.boolean().default(false), {
    doc: "at the broker, close every position of the account, not only those on our record",
  }),
};

type HaltContext = CommandContext<typeof options>;

/** How long a running system may take to take the command in, in ms. */
const TAKES_IN_MS = 10_000;

export default defineCommand({
  name: "halt",
  summary: "Cancel every order, close every position, and have the broker confirm it",
  details:
    `Goes through the running system where there is one, and waits for what the broker confirms. Where
none takes the command in, or with --direct, it goes straight to the broker: with TRADING_BROKER=alpaca
over REST with the keys, whatever else is down. Only what is on our record as ours is closed; where the
record cannot be read either, orders are cancelled, and positions only with --everything. The simulated
exchange stands still while nothing runs: the command is kept, and carried out before anything else as
soon as it runs again.

After a halt nothing is entered until somebody resumes on the page Controls.

Exit code 0: confirmed; 2: not confirmed, and what remains is told.`,
  options,
  examples: ["deno task halt", 'deno task halt --reason "news" --json', "deno task halt --direct"],
  environment: SETTINGS_DOCS,
  run: halt,
});

async function halt(context: HaltContext): Promise<CommandResult> {
  const { clock, env, note, options } = context;
  const settings = readSettings(env);
  const place = statePlace(settings);
  const at = Math.floor(clock.now());
  const mark: Mark = { commandId: randomId(), by: "deno task halt", reason: options.reason, at };
  const kept = await keepCommand(place, mark, context);
  const isRunning = mayRun(settings);
  const { database, close } = isRunning
    ? await reachDatabase(settings, place, clock)
    : await ownDatabase(settings);
  try {
    const account = database === null ? null : await accountIn(database);
    if (kept && !options.direct && isRunning && database !== null && account !== null) {
      const row = await followCommand(database, account, mark.commandId, {
        clock,
        signal: context.signal,
        takesInMs: TAKES_IN_MS,
        patienceMs: options.wait * 1_000,
        tell: note,
      });
      if (row !== null && row.status !== "running") {
        return told("the running system", mark, row.outcome, reportIn(row.report));
      }
      if (row !== null) {
        const why = `${row.outcome} It goes on; deno task halt asks again.`;
        return told("the running system", mark, why, reportIn(row.report));
      }
      note("The running system does not take the command in; going to the broker itself.");
    }
    return await direct(context, settings, database, account, mark, kept);
  } finally {
    await close();
  }
}

/** Leaves the command for whoever trades, now or when it runs again. */
async function keepCommand(
  place: StatePlace,
  mark: Mark,
  { clock, note }: HaltContext,
): Promise<boolean> {
  try {
    const mailbox = await openMailbox(place, clock);
    try {
      const message = controlMessage({ ...mark, command: { kind: "halt" } });
      await mailbox.append(controls.name, [message]);
      return true;
    } finally {
      await mailbox.close();
    }
  } catch (error) {
    note(`The command cannot be left for the system: ${wordsOf(error)}`);
    return false;
  }
}

/** Whether a system may be running: one here holds the folder; on servers it may be anywhere. */
function mayRun({ home, databaseUrl }: Settings): boolean {
  if (databaseUrl !== undefined) return true;
  try {
    Deno.statSync(home);
    holdStateFolder(home).release();
    return false;
  } catch (error) {
    if (error instanceof FolderLocked) return true;
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function direct(
  { clock, note, options, signal }: HaltContext,
  settings: Settings,
  database: Database | null,
  account: string | null,
  mark: Mark,
  kept: boolean,
): Promise<CommandResult> {
  if (settings.mode !== "paper" || settings.broker === "simulated") {
    const sentence = kept
      ? "Not confirmed: the simulated exchange stands still while nothing runs. The halt is kept, and " +
        "is carried out before anything else is traded when it runs again."
      : "Not confirmed, and not kept: nothing has run here yet, so there is nothing to halt.";
    return told("the kept command", mark, sentence, null);
  }
  const { broker: config } = brokerageOf(settings);
  const broker = openLiveBroker(config, { clock, randomness: systemRandomness });
  if (broker === null) throw new Error("the broker of paper trading at Alpaca is simulated");
  const ours = await oursIn(database, account, options.everything);
  if (ours === null) {
    note(
      "Our record cannot be read, so no position can be told from somebody else's: orders are " +
        "cancelled, positions stay. With --everything all of the account is closed.",
    );
  }
  const report = await haltAtBroker({
    broker,
    ours: ours ?? new Map(),
    mark,
    clock,
    patienceMs: options.wait * 1_000,
    signal,
    tell: note,
  });
  const isBlind = ours === null && report.leftAlone.length > 0;
  const sentence = isBlind ? `Not confirmed as ours or not: ${report.sentence}` : report.sentence;
  return told("the broker", mark, sentence, isBlind ? { ...report, confirmedAt: null } : report);
}

/** What our record says that we hold; null where it cannot be read. */
async function oursIn(
  database: Database | null,
  account: string | null,
  everything: boolean,
): Promise<Ours | null> {
  if (everything) return "everything";
  if (database === null || account === null) return null;
  const held = await listPositions(database, account);
  return new Map(held.map(({ ticker, quantity: shares }) => [ticker, quantity(shares)]));
}

function reportIn(report: unknown): ClearingReport | null {
  return report === null ? null : clearingReportSchema.parse(report);
}

function told(
  through: string,
  { commandId }: Mark,
  sentence: string,
  report: ClearingReport | null,
): CommandResult {
  const confirmedAt = report?.confirmedAt ?? null;
  const confirmed = confirmedAt !== null;
  const shown = report && { ...report, confirmedAt: confirmed ? isoTime(confirmedAt) : null };
  return {
    json: { commandId, through, confirmed, sentence, report: shown },
    text: sentence,
    ...confirmed ? {} : { failed: "" },
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
