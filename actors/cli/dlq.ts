import { join } from "node:path";
import { z } from "zod";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import type { DeadLetter, DeadLetters, Mailbox } from "../../runtime/mailbox/mailbox.ts";
import { type Command, type CommandResult, defineCommand } from "./command.ts";
import { detailText, listText, viewOf } from "./dead_letters/view.ts";
import { UserError } from "./failures.ts";
import { openMailbox, type StatePlace, statePlace } from "./open.ts";
import { option } from "./options.ts";
import { replayPlace } from "./replay/state.ts";
import { readSettings, type Settings, SETTINGS_DOCS } from "./settings.ts";
import { count } from "./count.ts";

const ACTIONS = ["list", "show", "replay", "drop"] as const;
const PAGE = 500;

/** Opens the mailboxes whose dead letters are meant. */
export type OpenMailbox = (place: StatePlace, clock: SystemClock) => Promise<Mailbox>;

/** The `dlq` task on the mailboxes that `open` gives. */
export function dlqCommand(open: OpenMailbox): Command {
  return defineCommand({
    name: "dlq",
    summary: "List, show, replay or drop messages that could not be handled",
    details: `A message that could not be handled, or not be read, lies on the stream dead:<stream>
with its bytes as they came. Replaying puts it before its group again, with fresh attempts and
outside the order of its stream. Works beside a running system.

  list [STREAM]          what lies there
  show STREAM ID         one message in full
  replay STREAM ID...    hand messages to their group again
  drop STREAM ID...      forget messages`,
    options: {
      all: option(z.boolean().default(false), { doc: "replay or drop the whole stream" }),
      run: option(z.string().regex(/^[0-9a-f]+$/).optional(), {
        value: "RUN",
        doc: "those of a replay, by the name that it prints, instead of the demo's",
        rule: "the name of a replay, in hexadecimal digits",
      }),
      max: option(z.int().min(1).max(100_000).default(100), {
        value: "N",
        doc: "most messages listed per stream",
      }),
    },
    positionals: { value: "ACTION [STREAM [ID]]", doc: ACTIONS.join(", "), min: 1, max: 1000 },
    examples: ["deno task dlq list", "deno task dlq replay market:bars --all"],
    environment: SETTINGS_DOCS,
    async run({ args, options, env, clock }) {
      const [action, stream, ...ids] = args;
      const plan = planOf(action, stream, ids, options.all);
      const settings = readSettings(env);
      const mailbox = await open(placeOf(settings, options.run), clock);
      try {
        return await perform(plan, mailbox.deadLetters, options.max);
      } finally {
        await mailbox.close();
      }
    },
  });
}

export default dlqCommand(openMailbox);

function placeOf(settings: Settings, run: string | undefined): StatePlace {
  if (run === undefined) return statePlace(settings);
  return replayPlace(settings, join(settings.home, "replay", run), run);
}

type Plan =
  | { readonly action: "list"; readonly stream: string | null }
  | { readonly action: "show"; readonly stream: string; readonly id: string }
  | {
    readonly action: "replay" | "drop";
    readonly stream: string;
    /** null: all of them. */
    readonly ids: readonly string[] | null;
  };

function planOf(
  action: string | undefined,
  stream: string | undefined,
  ids: readonly string[],
  all: boolean,
): Plan {
  const [id, ...more] = ids;
  switch (action) {
    case "list":
      if (id !== undefined) throw new UserError("dlq list takes a stream at most.");
      return { action, stream: stream ?? null };
    case "show":
      if (stream === undefined || id === undefined || more.length > 0) {
        throw new UserError("dlq show needs a stream and one id; dlq list shows them.");
      }
      return { action, stream, id };
    case "replay":
    case "drop":
      if (stream === undefined || (id === undefined) !== all) {
        throw new UserError(`dlq ${action} needs a stream and either ids or --all.`);
      }
      return { action, stream, ids: all ? null : ids };
    default:
      throw new UserError(
        `dlq knows ${ACTIONS.join(", ")}, but was asked for ${JSON.stringify(action)}.`,
      );
  }
}

async function perform(plan: Plan, letters: DeadLetters, max: number): Promise<CommandResult> {
  if (plan.action === "list") return await list(letters, plan.stream, max);
  if (plan.action === "show") {
    const letter = await letters.get(plan.stream, plan.id);
    if (letter === null) throw notThere(plan.stream, plan.id);
    const view = viewOf(letter);
    return { json: view, text: detailText(view) };
  }
  // Ids first: what is replayed may come back as a new dead letter, which is not asked for.
  const ids = plan.ids ?? (await all(letters, plan.stream)).map(({ id }) => id);
  const done: string[] = [];
  for (const id of ids) {
    if (await letters[plan.action](plan.stream, id)) done.push(id);
    else if (plan.ids !== null) throw notThere(plan.stream, id, done.length);
  }
  const did = plan.action === "replay" ? "handed to its group again" : "dropped";
  const text = `${count(done.length, "message")} of ${plan.stream} ${did}.`;
  return { json: { action: plan.action, stream: plan.stream, ids: done }, text };
}

async function list(
  letters: DeadLetters,
  stream: string | null,
  max: number,
): Promise<CommandResult> {
  const streams = stream === null ? (await letters.streams()).toSorted() : [stream];
  const counts: Record<string, number> = {};
  const views = [];
  for (const name of streams) {
    counts[name] = await letters.count(name);
    views.push(...(await letters.list(name, { max })).map(viewOf));
  }
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const more = total > views.length ? [`… and ${total - views.length} more; see --max`] : [];
  const text = total === 0 ? "There are no dead letters." : [listText(views), ...more].join("\n");
  return { json: { counts, deadLetters: views }, text };
}

async function all(letters: DeadLetters, stream: string): Promise<DeadLetter[]> {
  const found: DeadLetter[] = [];
  for (;;) {
    const after = found.at(-1)?.id;
    const page = await letters.list(stream, { max: PAGE, ...after === undefined ? {} : { after } });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

function notThere(stream: string, id: string, before = 0): UserError {
  const done = before === 0 ? "" : ` ${count(before, "message")} before it went through.`;
  return new UserError(
    `There is no dead letter ${id} on ${stream}; dlq list shows what there is.${done}`,
  );
}
