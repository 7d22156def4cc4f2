import { processChild } from "../process_child.ts";

/** A supervisor's process with one child, whose pid it prints; the test kills it in mid-work. */
const spawn = processChild({
  entry: import.meta.resolve("./mortal_process.ts"),
  permissions: {},
});
spawn("orphan", {
  message: ({ kind }) => void Deno.stdout.writeSync(new TextEncoder().encode(`${kind}\n`)),
  died: () => {},
  gone: () => {},
});
