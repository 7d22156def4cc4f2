/** A helper that echoes, and ends in every way that it is told. */
import { serveHelper } from "../serve.ts";

const order = (message: unknown): string =>
  typeof message === "object" && message !== null && "do" in message ? String(message.do) : "";

let disposed = false;

await serveHelper({
  async answer(message, say) {
    const what = order(message);
    if (what === "env") return say({ env: Deno.env.toObject() });
    if (what === "pid") return say({ pid: Deno.pid });
    if (what === "print") console.log("printed beside the protocol");
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
    disposed = true;
    console.error(`disposed ${disposed}`);
    return Promise.resolve();
  },
});
