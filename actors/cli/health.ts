import { z } from "zod";
import { defineCommand } from "./command.ts";
import { WorkFailed } from "./failures.ts";
import { option } from "./options.ts";
import { readSettings, SETTINGS_DOCS } from "./settings.ts";

/** How long the answer may take, in ms. */
const ANSWER_MS = 3_000;

export default defineCommand({
  name: "health",
  summary: "Ask the system on this machine whether it is alive, or ready",
  details: `Asks the gateway on PORT, or with --metrics the actors without one on
TRADING_METRICS_PORT. The exit code is 0 where it answers that it is, and 2 otherwise: what a
container's health check needs. Alive: the process answers. Ready: every actor is.`,
  options: {
    metrics: option(z.boolean().default(false), { doc: "ask on TRADING_METRICS_PORT" }),
    ready: option(z.boolean().default(false), { doc: "ask whether every actor is ready" }),
  },
  examples: ["deno task health --ready", "deno task health --metrics"],
  environment: SETTINGS_DOCS,
  async run({ options, env, clock, signal }) {
    const settings = readSettings(env);
    const port = options.metrics ? settings.metricsPort : settings.port;
    const host = isEverywhere(settings.host) ? "127.0.0.1" : settings.host;
    const shown = host.includes(":") ? `[${host}]` : host;
    const url = `http://${shown}:${port}/${options.ready ? "readyz" : "healthz"}`;
    const late = new AbortController();
    const cancel = clock.after(ANSWER_MS, () => late.abort());
    try {
      const response = await fetch(url, { signal: AbortSignal.any([signal, late.signal]) });
      const answer = await response.text();
      if (!response.ok) throw new WorkFailed(`${url} answers ${response.status}: ${answer}`);
      return { json: { url, answer: JSON.parse(answer) }, text: answer };
    } catch (error) {
      if (error instanceof WorkFailed) throw error;
      const why = late.signal.aborted
        ? `does not answer within ${ANSWER_MS} ms`
        : "does not answer";
      throw new WorkFailed(`${url} ${why}; is it started?`, { cause: error });
    } finally {
      cancel();
    }
  },
});

/** Whether the address means every interface of the machine, this one's own included. */
function isEverywhere(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}
