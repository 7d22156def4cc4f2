import { join } from "node:path";
import { z } from "zod";
import {
  exportState,
  hasState,
  importState,
  NoState,
  replacing,
  runningActors,
  type TablePage,
} from "../../db/state.ts";
import type { Database } from "../../db/connect.ts";
import { LEASE_EXPIRY_MS } from "../../runtime/delivery/store.ts";
import { type MailboxCopy, redisCopy, sqliteCopy } from "../../runtime/mailbox/backup.ts";
import { type CommandContext, type CommandResult, defineCommand } from "./command.ts";
import { count } from "./count.ts";
import { UserError } from "./failures.ts";
import { openDatabase, openMailbox, type StatePlace, statePlace } from "./open.ts";
import { option } from "./options.ts";
import { userPath } from "./project.ts";
import { readSettings, type Settings, SETTINGS_DOCS } from "./settings.ts";
import {
  readHeader,
  readLines,
  type StateFileHeader,
  type StateSums,
  StateWriter,
  verify,
} from "./state/file.ts";
import { holdStateFolder } from "./state_folder.ts";

const ACTIONS = ["export", "import", "backup", "restore", "verify"] as const;

const options = {
  replace: option(z.boolean().default(false), {
    doc: "import or restore over what is there, which is lost",
  }),
  leaveDeadLetters: option(z.boolean().default(false), {
    doc: "export although there are dead letters, which an export does not take along",
  }),
};

type Context = CommandContext<typeof options>;

export default defineCommand({
  name: "state",
  summary: "Export, import, back up or restore everything that is kept, in one file",
  details:
    `Of the mode in TRADING_MODE, wherever it is kept. The file is compressed, and its end has a digest
of all before it; it is verified after writing and before anything is changed by it.

  export FILE     the database, for any other place: from files to servers and back. What was
                  published comes again from it; only dead letters stay behind
  import FILE     into a place that has not been used
  backup FILE     the database and the mailboxes, dead letters included, byte for byte
  restore FILE    into a place of the same kind: Redis, or files
  verify FILE     nothing but look whether the file is whole

On servers export and backup may run beside a running system; import and restore never.`,
  options,
  positionals: { value: "ACTION FILE", doc: ACTIONS.join(", "), min: 2, max: 2 },
  examples: ["deno task state backup pitboss.state", "deno task state restore pitboss.state"],
  environment: SETTINGS_DOCS,
  async run(context): Promise<CommandResult> {
    const [action, given] = context.args;
    const path = userPath(given!, context.env);
    const settings = readSettings(context.env);
    switch (action) {
      case "verify":
        return told("verify", path, await readHeader(path), await verify(path));
      case "export":
      case "backup":
        return await withPlace(settings, (place) => take(action, path, place, context));
      case "import":
      case "restore": {
        // Nothing is opened for a file that is not whole, or does not fit.
        const sums = await verify(path);
        const header = await readHeader(path);
        refuseMisfit(action, path, header, settings);
        const file = { path, header, sums };
        return await withPlace(settings, (place) => put(action, file, place, context));
      }
      default:
        throw new UserError(
          `state knows ${ACTIONS.join(", ")}, but was asked for ${JSON.stringify(action)}.`,
        );
    }
  },
});

/** The place of a mode, open. */
interface Place {
  readonly database: Database;
  readonly kept: StatePlace;
  readonly mailboxes: MailboxCopy;
}

/** Opens the place; what is kept in files is held meanwhile, so that nobody runs on it. */
async function withPlace<T>(settings: Settings, work: (place: Place) => Promise<T>): Promise<T> {
  const kept = statePlace(settings);
  const { mailbox } = kept;
  const isOnFiles = mailbox.kind === "sqlite" || settings.databaseUrl === undefined;
  const folder = isOnFiles ? holdStateFolder(settings.home) : null;
  try {
    const { database, close } = await openDatabase(settings);
    const mailboxes = mailbox.kind === "redis"
      ? redisCopy(mailbox.url, mailbox.prefix)
      : sqliteCopy(mailbox.folder);
    try {
      return await work({ database, kept, mailboxes });
    } catch (error) {
      throw error instanceof NoState ? new UserError(`${error.message}.`, { cause: error }) : error;
    } finally {
      mailboxes.close();
      await close();
    }
  } finally {
    folder?.release();
  }
}

/** Takes the state out. The mailboxes come first: what they lack then is published again. */
async function take(
  kind: "export" | "backup",
  path: string,
  place: Place,
  { clock, options: { leaveDeadLetters } }: Context,
): Promise<CommandResult> {
  const { database, mailboxes } = place;
  if (kind === "export" && !leaveDeadLetters) await refuseDeadLetters(place, clock);
  const folder = await Deno.makeTempDir({ prefix: "pitboss-state-" });
  const writer = new StateWriter(path);
  try {
    const parts: { readonly part: string; readonly file: string }[] = [];
    if (kind === "backup") {
      for await (const { name, bytes } of mailboxes.read()) {
        const file = join(folder, String(parts.length));
        await Deno.writeFile(file, bytes);
        parts.push({ part: name, file });
      }
    }
    const at = new Date(clock.now()).toISOString();
    const mailbox = kind === "backup" ? place.kept.mailbox.kind : null;
    await exportState(database, {
      begin: (header) =>
        writer.begin({ format: "pitboss-state", version: 1, kind, at, mailbox, ...copied(header) }),
      page: (page) => writer.line({ ...page }),
    });
    for (const { part, file } of parts) {
      await writer.line({ part, bytes: (await Deno.readFile(file)).toBase64() });
    }
    await writer.end();
  } catch (error) {
    await writer.abandon();
    throw error;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return told(kind, path, await readHeader(path), await verify(path));
}

/** A file of state that was verified. */
interface StateFile {
  readonly path: string;
  readonly header: StateFileHeader;
  readonly sums: StateSums;
}

/** Puts a state in the place of what is there. */
async function put(
  action: "import" | "restore",
  { path, header, sums }: StateFile,
  { database, mailboxes }: Place,
  { options: { replace } }: Context,
): Promise<CommandResult> {
  const running = await runningActors(database, LEASE_EXPIRY_MS);
  if (running.length > 0) {
    throw new UserError(
      `A system runs on this place (${running.join(", ")}). Stop it, and ${action} again.`,
    );
  }
  if (await hasState(database) && !replace) {
    throw new UserError(
      `This place has been used: there is a state in the schema ${database.schema}. Back it up, and ` +
        `${action} with --replace, or choose another place.`,
    );
  }
  await replacing(database, () => importState(database, header, () => pagesOf(path)));
  await mailboxes.clear();
  for await (const line of readLines(path)) {
    if ("part" in line) {
      await mailboxes.write({ name: line.part, bytes: Uint8Array.fromBase64(line.bytes) });
    }
  }
  return told(action, path, header, sums);
}

async function* pagesOf(path: string): AsyncGenerator<TablePage> {
  for await (const line of readLines(path)) if ("table" in line) yield line;
}

function refuseMisfit(
  action: "import" | "restore",
  path: string,
  header: StateFileHeader,
  settings: Settings,
): void {
  const { mode } = settings;
  const { kind } = statePlace(settings).mailbox;
  if (header.mode !== mode) {
    throw new UserError(
      `${path} is of mode ${header.mode}, and TRADING_MODE is ${mode}. Set TRADING_MODE=${header.mode}.`,
    );
  }
  if (action === "import" && header.kind !== "export") {
    throw new UserError(`${path} is a backup: use deno task state restore.`);
  }
  if (action === "restore" && header.kind !== "backup") {
    throw new UserError(`${path} is an export: use deno task state import.`);
  }
  if (action === "restore" && header.mailbox !== kind) {
    throw new UserError(
      `${path} has mailboxes of the kind ${header.mailbox}, and this place keeps them as ${kind}. An ` +
        `export goes from one to the other.`,
    );
  }
}

async function refuseDeadLetters({ kept }: Place, clock: Context["clock"]): Promise<void> {
  const mailbox = await openMailbox(kept, clock).catch((error) => {
    // Mailboxes that were never made have no dead letters.
    if (error instanceof UserError && error.cause instanceof Deno.errors.NotFound) return null;
    throw error;
  });
  if (mailbox === null) return;
  try {
    const streams = await mailbox.deadLetters.streams();
    const counts = await Promise.all(streams.map((name) => mailbox.deadLetters.count(name)));
    const dead = counts.reduce((sum, n) => sum + n, 0);
    if (dead === 0) return;
    throw new UserError(
      `${
        count(dead, "dead letter")
      } would stay behind. deno task dlq list shows them; replay or drop ` +
        `them, use backup, or --leave-dead-letters.`,
    );
  } finally {
    await mailbox.close();
  }
}

function copied(
  { mode, account, migrations }: {
    readonly mode: string;
    readonly account: string;
    readonly migrations: readonly string[];
  },
) {
  return { mode, account, migrations: [...migrations] };
}

function told(
  action: string,
  path: string,
  { kind, at, mode, account }: StateFileHeader,
  { rows, parts }: StateSums,
): CommandResult {
  const bytes = Deno.statSync(path).size;
  const of = `${kind} of mode ${mode}, account ${account}, taken at ${at}`;
  const mailboxes = kind === "backup" ? ` and ${count(parts, "part")} of mailboxes` : "";
  const did = action === "import" || action === "restore" ? "put in place" : "verified";
  return {
    json: { action, path, bytes, kind, at, mode, account, rows, parts },
    text: `${path}: ${of}; ${count(rows, "row")}${mailboxes}, ${
      (bytes / 1e6).toFixed(1)
    } MB, ${did}.`,
  };
}
