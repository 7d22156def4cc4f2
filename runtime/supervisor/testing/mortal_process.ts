import { protocolLine } from "../lines.ts";
import { serveInProcess } from "../process_host.ts";
import { mortalHost } from "./mortal.ts";

/** A process that dies, in its first life, in the way that its configuration says. */

// Held before the host puts its own in its place: an end without a last word.
const exit = Deno.exit.bind(Deno);
const hoard: string[][] = [];

serveInProcess(mortalHost({
  "exits unseen": () => exit(5),
  "says nonsense": () => void Deno.stdout.writeSync(protocolLine({ kind: "hello" })),
  "prints": () => {
    globalThis.console.log("hello from console.log");
    Deno.stdout.writeSync(new TextEncoder().encode("hello from stdout\n"));
  },
  "throws after half a line": () => {
    Deno.stdout.writeSync(new TextEncoder().encode("50 % downloaded\r"));
    throw new TypeError("boom");
  },
  "tells of memory": () => {
    globalThis.console.error("maker of memory chips is out of memory chips");
    exit(5);
  },
  "loops": () => {
    for (;;);
  },
  "hoards": () => {
    for (;;) hoard.push(Array.from({ length: 10_000 }, (_, i) => `${i} ${hoard.length}`));
  },
}));
