import { processChild } from "../process_child.ts";

/**
 * A supervisor's process with one child, which does what the argument says; what the child says is
 * printed, and the test kills it in mid-work.
 */
const [config] = Deno.args as [string];
const print = (text: string) => void Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
const spawn = processChild({
  entry: import.meta.resolve("./mortal_process.ts"),
  permissions: {},
});
const child = spawn("orphan", {
  message({ kind }) {
    print(kind);
    if (kind !== "loaded") return;
    const where = { connect: null, produced: [], patienceMs: null, perturbSeed: null };
    const who = { actor: "orphan", holder: "i/orphan/1", force: true };
    child.post({ kind: "start", spec: { ...who, ...where, config } });
  },
  died: ({ message }) => print(message),
  gone: () => print("gone"),
});
