import type { Millis } from "../runtime/clock/clock.ts";
import { derivedId } from "../runtime/clock/ids.ts";
import type { Mailbox } from "../runtime/mailbox/mailbox.ts";
import type { ChildStatus } from "../runtime/supervisor/status.ts";
import { controlMessage } from "./domain/control_message.ts";
import { controls } from "./domain/streams.ts";

/** Actors without which nothing may be entered: what they know, or do, is what entries stand on. */
export const CRITICAL = ["trade_executor", "signal_generator", "market_data", "market_clock"];

/** Pauses entries when a critical actor has been given up: once each time, and for good until resumed. */
export class CriticalWatch {
  readonly #told = new Set<string>();

  /** @param instance name of this run of the system */
  constructor(
    private readonly mailbox: Pick<Mailbox, "append">,
    private readonly instance: string,
  ) {}

  /** Looks at the actors. Throws where the command cannot be left; the next look tries again. */
  async look(children: readonly ChildStatus[], now: Millis): Promise<void> {
    for (const { name, phase, since, lastFailure } of children) {
      if (!CRITICAL.includes(name)) continue;
      if (phase !== "failed") {
        this.#told.delete(name);
        continue;
      }
      if (this.#told.has(name)) continue;
      const why = lastFailure === null ? "" : `: ${lastFailure.name}: ${lastFailure.message}`;
      await this.mailbox.append(controls.name, [
        controlMessage({
          commandId: derivedId("given up", this.instance, name, since),
          by: "supervisor",
          reason: `${name} has failed and is not restarted${why}`.slice(0, 500),
          at: Math.floor(now),
          command: { kind: "pause" },
        }),
      ]);
      this.#told.add(name);
    }
  }
}
