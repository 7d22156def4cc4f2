import { systemClock } from "../../clock/system.ts";
import { serveInWorker } from "../worker_host.ts";
import { mortalHost } from "./mortal.ts";

/** A Worker that dies, in its first life, in the way that its configuration says. */

// Held before the host puts its own in their place: an end without a last word.
const { exit } = Deno;
const close = self.close.bind(self);

serveInWorker(mortalHost({
  "closes": () => self.close(),
  "exits unseen": () => exit(5),
  "closes unseen": () => close(),
  "says nonsense": () => (self as unknown as Worker).postMessage({ kind: "hello" }),
  "loops": () => {
    // Ends by itself, so that the test's process can.
    const until = systemClock.monotonic() + 1_500;
    while (systemClock.monotonic() < until);
  },
}));
