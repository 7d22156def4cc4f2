import { systemClock } from "../clock/system.ts";
import { HostSession, type RunHost } from "./host_session.ts";
import { lineOf, linesOf, protocolLine } from "./lines.ts";
import { guardAgainstOrphanhood } from "./orphan_guard.ts";
import type { FromHost } from "./protocol.ts";
import { ProtocolBreach, readToHost } from "./wire.ts";

/** The argument by which a process knows that a supervisor started it. */
export const SUPERVISED = "--supervised";

/** Was this process started by a supervisor, which waits on its pipes? */
export function isSupervised(): boolean {
  return Deno.args.includes(SUPERVISED);
}

/**
 * Serves a supervisor from a process of its own, over stdin and stdout. Every way to end that leaves
 * a last word is turned into a goodbye with its reason. When stdin ends, the supervisor is gone, and
 * the process ends at once: nobody would ever stop it. Ctrl-C reaches every process of a terminal,
 * and a service manager's SIGTERM every process of the service; both are left to the supervisor,
 * which drains before it stops.
 */
export function serveInProcess(run: RunHost): void {
  const exit = Deno.exit.bind(Deno);
  guardAgainstOrphanhood();
  const session = new HostSession(run, { send, close: () => exit(0) }, systemClock);

  // Whatever is printed would stand between the protocol's lines, and is of use in the log.
  const { console } = globalThis;
  for (const name of ["log", "info", "debug"] as const) console[name] = console.error;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    if (Deno.build.os !== "windows") Deno.addSignalListener(signal, () => {});
  }
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    session.crash(event.error ?? new Error(event.message));
  });
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    session.crash(event.reason);
  });
  Object.defineProperty(Deno, "exit", {
    value: (code?: number): never => {
      const message = `ended its own process with Deno.exit(${code ?? ""})`;
      session.end({ name: "Exited", message, restartable: true });
      return exit(code);
    },
  });
  void listen().finally(() => exit(1));
  session.open();

  async function listen(): Promise<void> {
    for await (const text of linesOf(Deno.stdin.readable)) {
      const line = lineOf(text);
      if (line.kind === "printed") throw new ProtocolBreach("stdin carries the protocol alone");
      session.receive(readToHost(JSON.parse(line.text)));
    }
  }
}

function send(message: FromHost): void {
  try {
    let bytes = protocolLine(message);
    while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
  } catch (error) {
    // The supervisor is gone; the end of stdin ends this process.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
