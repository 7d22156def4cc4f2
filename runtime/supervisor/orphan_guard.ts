/**
 * What ends a process whose supervisor is gone while its own thread cannot notice: it is in a
 * synchronous loop, or busy for minutes. A thread of its own looks once a second whether the parent
 * is still the one it was; the system gives an orphan another. Measured on Deno 2.9.6: this needs no
 * permission, and a signal to itself ends the whole process. On Windows an orphan keeps its parent's
 * id, so that there a loop goes on until somebody ends it.
 */

// Code in a URL: a file would need to be readable by every actor.
const guard = `
  import process from "node:process";
  const parent = PARENT;
  setInterval(() => {
    if (Deno.ppid !== parent) process.kill(process.pid, "SIGKILL");
  }, 1_000);
`;

/** Begins to watch over the process that calls it, for as long as it lives. */
export function guardAgainstOrphanhood(): void {
  const code = guard.replace("PARENT", String(Deno.ppid));
  new Worker(`data:text/javascript,${encodeURIComponent(code)}`, { type: "module" });
}
