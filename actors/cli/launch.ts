import { systemClock } from "../../runtime/clock/system.ts";
import { nearestName } from "../../runtime/nearest.ts";
import { type Command, type CommandIo, describeFailure, runCommand } from "./command.ts";
import { EXIT } from "./failures.ts";
import { TASKS } from "./tasks.ts";

/** Runs the task named by the first argument and ends the process with its exit code. */
export async function launch(argv: readonly string[]): Promise<never> {
  const io = processIo();
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help") {
    io.stdout(taskList());
    return Deno.exit(name === undefined ? EXIT.badInput : EXIT.done);
  }
  if (!TASKS.some((task) => task.name === name)) {
    const near = nearestName(name, TASKS.map((task) => task.name));
    const guess = near === null ? "" : ` Did you mean ${near}?`;
    io.stderr(`There is no task ${JSON.stringify(name)}.${guess}\n\n${taskList()}`);
    return Deno.exit(EXIT.badInput);
  }
  for (const event of ["error", "unhandledrejection"] as const) {
    globalThis.addEventListener(event, (stray) => {
      stray.preventDefault();
      const cause = stray instanceof PromiseRejectionEvent ? stray.reason : stray.error;
      io.stderr(`${describeFailure(cause, io.env)}\n`);
      Deno.exit(EXIT.workFailed);
    });
  }
  // A computed name: a task loads what it needs and nothing of the others.
  const module = new URL(`./${name}.ts`, import.meta.url).href;
  const command: Command = (await import(module)).default;
  return Deno.exit(await runCommand(command, rest, io));
}

function taskList(): string {
  const width = Math.max(...TASKS.map((task) => task.name.length));
  const rows = TASKS.map((task) => `  ${task.name.padEnd(width)}  ${task.summary}\n`);
  return `Usage: deno task NAME [options]; every task answers --help\n\n${rows.join("")}`;
}

function processIo(): CommandIo {
  const write = (stream: { writeSync(bytes: Uint8Array): number }) => (text: string) => {
    let bytes = new TextEncoder().encode(text);
    try {
      while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
    } catch (error) {
      // The reader has gone (`deno task … | head`): there is nobody left to tell.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  };
  return {
    env: Deno.env.toObject(),
    clock: systemClock,
    stderrIsTerminal: Deno.stderr.isTerminal(),
    stdinIsTerminal: Deno.stdin.isTerminal(),
    stdin: () => Deno.stdin.readable.pipeThrough(new TextDecoderStream()),
    stdout: write(Deno.stdout),
    stderr: write(Deno.stderr),
    onStop(handler) {
      const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
        ? ["SIGINT", "SIGBREAK"]
        : ["SIGINT", "SIGTERM", "SIGHUP"];
      const listeners = signals.map((signal) => [signal, () => handler(signal)] as const);
      for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
      return () => {
        for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
      };
    },
  };
}
