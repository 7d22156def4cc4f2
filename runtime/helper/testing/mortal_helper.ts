/** A helper that echoes, and ends in every way that it is told. */
import { serveHelper } from "../serve.ts";

const order = (message: unknown): string =>
  typeof message === "object" && message !== null && "do" in message ? String(message.do) : "";

// The one that the helper has put in its place, which prints to stderr.
const printed = (text: string) => globalThis.console.log(text);

await serveHelper({
  async answer(message, say) {
    const what = order(message);
    if (what === "env") return say({ env: Deno.env.toObject() });
    if (what === "pid") return say({ pid: Deno.pid });
    if (what === "print") printed("printed beside the protocol");
    if (what === "exit") Deno.exit(7);
    if (what === "throw") throw new TypeError("boom");
    if (what === "loop") { for (;;); }
    if (what === "hoard") {
      const hoard: number[][] = [];
      for (;;) hoard.push(Array.from({ length: 100_000 }, (_, i) => i));
    }
    await Promise.resolve();
    say({ echo: message });
  },
  dispose() {
    printed("everything is let go of");
    return Promise.resolve();
  },
});
