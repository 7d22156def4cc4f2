import { type Context, Hono } from "hono";
import { z } from "zod";
import {
  type Command,
  COMMAND_KINDS,
  commandIdSchema,
  type CommandKind,
  commandSchema,
  isLearningKind,
} from "../../actors/domain/controls.ts";
import type { Served } from "../auth/authorize.ts";
import type { Principal } from "../auth/principal.ts";
import type { CommandView } from "./control_views.ts";
import type { ApiPorts } from "./ports.ts";
import { Problem } from "./problem.ts";
import { noQuery, readQuery } from "./query.ts";

/** How long an answer waits for a command to be taken in, in ms. */
const TAKEN_IN_MS = 2_000;
/** How often it looks whether that has happened, in ms. */
const LOOK_EVERY_MS = 25;
/** Most faults of a body that are told. */
const FAULTS_MAX = 20;
const reasonSchema = z.string().max(500).default("");

/**
 * Controls, under `/api/controls`: what is set, and a path for each command. A command is answered with
 * 202 and its id, under which its outcome is read.
 */
export function controlRoutes(ports: ApiPorts): Hono<Served> {
  const { controls } = ports;
  const api = new Hono<Served>();
  api.get("/", async (c) => {
    readQuery(noQuery, c.req.url);
    const found = await controls.read();
    if (found === null) {
      throw new Problem("unavailable", "The executor has not begun yet; try again in a moment.");
    }
    return c.json(found);
  });
  api.get("/commands/:id", async (c) => {
    readQuery(noQuery, c.req.url);
    const id = commandIdSchema.safeParse(c.req.param("id"));
    const command = id.success ? await controls.find(id.data) : null;
    if (command === null) {
      throw new Problem("not-found", "No command with that id has been taken in.");
    }
    return c.json(command);
  });
  for (const kind of COMMAND_KINDS) {
    api.post(pathOf(kind), async (c) => {
      readQuery(noQuery, c.req.url);
      const { command, reason } = await readCommand(c, kind);
      const commandId = ports.newId();
      await controls.give({ commandId, by: nameOf(c.get("principal")), reason, command });
      c.header("location", `/api/controls/commands/${commandId}`);
      return c.json({ commandId, command: await takenIn(ports, commandId) }, 202);
    });
  }
  return api;
}

/** Where a command is given, below `/api/controls`. */
export function pathOf(kind: CommandKind): string {
  return isLearningKind(kind) ? `/learning/${kind}` : `/${kind}`;
}

/** Who commands, as it is put on record. */
export function nameOf(principal: Principal | null): string {
  if (principal === null) return "somebody unknown";
  return (principal.kind === "person" ? principal.name : `token ${principal.name}`).slice(0, 100);
}

/** The command as soon as it was taken in; null where that takes too long. */
export async function takenIn(
  { controls, clock }: Pick<ApiPorts, "controls" | "clock">,
  commandId: string,
): Promise<CommandView | null> {
  const until = clock.monotonic() + TAKEN_IN_MS;
  for (;;) {
    const command = await controls.find(commandId);
    if (command !== null || clock.monotonic() >= until) return command;
    await clock.sleep(LOOK_EVERY_MS);
  }
}

/** The body as a command of this kind; an empty one has nothing but its kind. */
async function readCommand(
  c: Context,
  kind: CommandKind,
): Promise<{ readonly command: Command; readonly reason: string }> {
  const text = await c.req.text();
  let body: unknown = {};
  try {
    if (text !== "") body = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Problem("bad-body", 'The body must be JSON, for example {"reason":"lunch"}.');
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Problem("bad-body", 'The body must be an object, for example {"reason":"lunch"}.');
  }
  const { reason: given, ...rest } = body as Record<string, unknown>;
  const reason = reasonSchema.safeParse(given);
  const command = commandSchema.safeParse({ ...rest, kind });
  if (reason.success && command.success) return { command: command.data, reason: reason.data };
  const issues = [
    ...command.error?.issues ?? [],
    ...(reason.error?.issues ?? []).map((issue) => ({ ...issue, path: ["reason"] })),
  ];
  const errors = issues.slice(0, FAULTS_MAX).map(({ path, message }) => ({
    parameter: path.join(".") || "the body",
    rule: message,
    value: null,
  }));
  const detail = errors.map(({ parameter, rule }) => `${parameter}: ${rule}.`).join(" ");
  throw new Problem("bad-body", detail, { errors });
}
