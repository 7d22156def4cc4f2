import type { SystemClock } from "../../runtime/clock/clock.ts";
import { ConfigError, type Environment, type VariableDoc } from "../../runtime/config.ts";
import { redactUrls } from "../../runtime/telemetry/redact.ts";
import { EXIT, UserError, WorkFailed } from "./failures.ts";
import { helpText } from "./help.ts";
import { linesOf } from "./lines.ts";
import {
  type OptionSchemas,
  type OptionValues,
  parseOptions,
  type Positionals,
} from "./options.ts";
import { createProgress, type Progress, type ProgressOptions } from "./progress.ts";

/** A task that users call. */
export interface Command<O extends OptionSchemas = OptionSchemas> {
  /** As in `deno task NAME`. */
  readonly name: string;
  /** One line, shown in the list of tasks. */
  readonly summary: string;
  /** What a reader of `--help` should know besides, as paragraphs. */
  readonly details?: string;
  readonly options: O;
  readonly positionals?: Positionals;
  readonly examples?: readonly string[];
  /** Environment variables that `--help` lists. */
  readonly environment?: readonly VariableDoc[];
  /** `server`: runs until it is told to stop, which is then success. Default `one-shot`. */
  readonly kind?: "server" | "one-shot";
  /** Does the work. Throw {@link UserError} for bad input and {@link WorkFailed} for failed work. */
  run(context: CommandContext<O>): Promise<CommandResult | void>;
}

/** What a task found or did, for both kinds of reader. */
export interface CommandResult {
  /** Printed by `--json`. */
  readonly json: unknown;
  /** Printed without `--json`; nothing when empty. */
  readonly text: string;
  /** Why the work counts as failed although there is a result: exit code 2. Empty: the text says it. */
  readonly failed?: string;
  /** Another exit code where it counts as failed. */
  readonly exitCode?: typeof EXIT.badInput;
}

/** What a task may use while it runs. */
export interface CommandContext<O extends OptionSchemas> {
  readonly options: OptionValues<O>;
  /** Arguments without a name. */
  readonly args: readonly string[];
  readonly json: boolean;
  readonly env: Environment;
  readonly clock: SystemClock;
  /** Aborts when the person or the system asks the task to stop. */
  readonly signal: AbortSignal;
  /** Whether stderr is a terminal, and whether colours are welcome there. */
  readonly terminal: boolean;
  readonly color: boolean;
  /** Writes a line for people: to stdout, or to stderr under `--json`. */
  print(line: string): void;
  /** Writes a line to stderr. */
  note(line: string): void;
  /** Whether stdin is a person's keyboard, from which nothing comes by itself. */
  readonly stdinIsTerminal: boolean;
  /** The lines of stdin, each cut after `longest` units, until it ends or the task is to stop. */
  lines(longest: number): AsyncIterable<string>;
  /** Shows how far long work is: a bar on a terminal, plain lines otherwise; on stderr. */
  progress(options: ProgressOptions): Progress;
}

/** The world as a task sees it; replaced in tests. */
export interface CommandIo {
  readonly env: Environment;
  readonly clock: SystemClock;
  readonly stderrIsTerminal: boolean;
  readonly stdinIsTerminal: boolean;
  /** What comes in, as text. Called once at most. */
  stdin(): ReadableStream<string>;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Calls the handler for each request to stop. The returned function stops listening. */
  onStop(handler: (signal: string) => void): () => void;
}

/** How long a task may take to stop when asked, in milliseconds, before it is cut short. */
export const STOP_GRACE_MS = { "one-shot": 5_000, server: 15_000 } as const;

const SECOND_REQUEST_AFTER_MS = 500;

/** Declares a task; infers the types of its options. */
export function defineCommand<const O extends OptionSchemas>(command: Command<O>): Command<O> {
  return command;
}

/** Parses, runs and reports; returns the exit code and never throws. */
export async function runCommand<O extends OptionSchemas>(
  command: Command<O>,
  argv: readonly string[],
  io: CommandIo,
): Promise<number> {
  const json = argv.includes("--json");
  try {
    const parsed = parseOptions(command, argv);
    if (parsed.help) {
      io.stdout(helpText(command));
      return EXIT.done;
    }
    const outcome = await runUntilStopped(command, parsed, io);
    if (outcome === "interrupted") {
      const message = `${command.name} was interrupted before it had finished.`;
      reportFailure(message, EXIT.interrupted, json, io);
      return EXIT.interrupted;
    }
    if (outcome === undefined) return EXIT.done;
    if (json) io.stdout(`${JSON.stringify(outcome.json, null, 2)}\n`);
    else if (outcome.text !== "") io.stdout(`${outcome.text}\n`);
    if (outcome.failed === undefined) return EXIT.done;
    if (outcome.failed !== "") io.stderr(`${outcome.failed}\n`);
    return outcome.exitCode ?? EXIT.workFailed;
  } catch (error) {
    const code = exitCodeOf(error);
    reportFailure(describeFailure(error, io.env), code, json, io);
    return code;
  }
}

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): number {
  return error instanceof UserError || error instanceof ConfigError
    ? EXIT.badInput
    : EXIT.workFailed;
}

/** An error in sentences for people; the stack only where TRADING_LOG_LEVEL=debug asks for it. */
export function describeFailure(error: unknown, env: Environment): string {
  const known = error instanceof UserError || error instanceof ConfigError ||
    error instanceof WorkFailed;
  if (known) return redactUrls(error.message);
  if (!(error instanceof Error)) return redactUrls(String(error));
  if (env.TRADING_LOG_LEVEL === "debug") return redactUrls(error.stack ?? error.message);
  return redactUrls(`${error.name}: ${error.message}`) +
    "\nThis was not expected. TRADING_LOG_LEVEL=debug shows where it happened.";
}

function reportFailure(message: string, exitCode: number, json: boolean, io: CommandIo): void {
  io.stderr(`${message}\n`);
  if (json) io.stdout(`${JSON.stringify({ error: { message, exitCode } }, null, 2)}\n`);
}

async function runUntilStopped<O extends OptionSchemas>(
  command: Command<O>,
  parsed: { options: OptionValues<O>; args: string[]; json: boolean },
  io: CommandIo,
): Promise<CommandResult | void | "interrupted"> {
  const kind = command.kind ?? "one-shot";
  const stop = new AbortController();
  const tooLong = Promise.withResolvers<"too long">();
  let cancelGrace = () => {};
  let stoppedAt = 0;
  const stopListening = io.onStop((signal) => {
    if (stop.signal.aborted) {
      // One Ctrl-C may come twice: from the terminal, and again from what started us.
      const meant = io.clock.monotonic() - stoppedAt >= SECOND_REQUEST_AFTER_MS;
      if (meant) tooLong.resolve("too long");
      return;
    }
    stoppedAt = io.clock.monotonic();
    io.stderr(`${signal}: stopping; once more to stop at once\n`);
    cancelGrace = io.clock.after(STOP_GRACE_MS[kind], () => tooLong.resolve("too long"));
    stop.abort(new DOMException(`${command.name} was asked to stop`, "AbortError"));
  });
  try {
    const work = command.run(contextOf(parsed, stop.signal, io));
    const outcome = await Promise.race([work, tooLong.promise]);
    if (kind === "one-shot") return stop.signal.aborted ? "interrupted" : done(outcome);
    if (outcome === "too long") throw new WorkFailed(`${command.name} did not stop in time.`);
    return outcome;
  } catch (error) {
    // Work that was told to stop ends with whatever error that caused; the request is the news.
    if (kind === "one-shot" && stop.signal.aborted) return "interrupted";
    throw error;
  } finally {
    cancelGrace();
    stopListening();
  }
}

function done(outcome: CommandResult | void | "too long"): CommandResult | void {
  return outcome === "too long" ? undefined : outcome;
}

function contextOf<O extends OptionSchemas>(
  parsed: { options: OptionValues<O>; args: string[]; json: boolean },
  signal: AbortSignal,
  io: CommandIo,
): CommandContext<O> {
  const note = (line: string) => io.stderr(`${line}\n`);
  return {
    options: parsed.options,
    args: parsed.args,
    json: parsed.json,
    env: io.env,
    clock: io.clock,
    signal,
    terminal: io.stderrIsTerminal,
    color: io.stderrIsTerminal && !io.env.NO_COLOR,
    print: parsed.json ? note : (line) => io.stdout(`${line}\n`),
    note,
    stdinIsTerminal: io.stdinIsTerminal,
    lines: (longest) => linesOf(io.stdin(), longest, signal),
    progress: (options) => createProgress(options, io),
  };
}
