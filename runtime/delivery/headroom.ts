import type { SystemClock } from "../clock/clock.ts";
import { type Mailbox, MailboxUnavailable } from "../mailbox/mailbox.ts";
import type { HostBounds } from "./host_options.ts";
import type { Output } from "./output.ts";
import type { Relay } from "./relay.ts";

/** How long an answer about room downstream is believed, in ms. */
const BELIEVED_MS = 2;
/** How soon a lack of room is looked at again, in ms. */
const RETRY_MS = 5;

/** Whether consumers of an actor's streams keep up: only then is more taken in from outside. */
export class Headroom {
  #checkedAt = -Infinity;
  #there = false;
  #retrying = false;

  constructor(
    private readonly mailbox: Mailbox,
    private readonly outputs: ReadonlyMap<string, Output>,
    private readonly relay: Relay,
    private readonly bounds: HostBounds,
    private readonly clock: SystemClock,
    /** Called when it is worth asking again. */
    private readonly retry: () => void,
  ) {}

  /** Feedback streams do not count: waiting for them could lock the loop that they are part of. */
  async there(): Promise<boolean> {
    const now = this.clock.monotonic();
    if (now - this.#checkedAt < BELIEVED_MS) return this.#there;
    this.#there = this.relay.backlog < this.bounds.outboxMax;
    for (const output of this.outputs.values()) {
      if (!this.#there) break;
      if (!output.def.feedback && await this.#behind(output.stream)) this.#there = false;
    }
    this.#checkedAt = now;
    if (!this.#there) this.#askAgain();
    return this.#there;
  }

  #askAgain(): void {
    if (this.#retrying) return;
    this.#retrying = true;
    this.clock.after(RETRY_MS, () => {
      this.#retrying = false;
      this.retry();
    });
  }

  async #behind(stream: string): Promise<boolean> {
    try {
      const { groups } = await this.mailbox.depth(stream);
      return groups.some((group) => group.depth >= this.bounds.depthMax);
    } catch (error) {
      if (error instanceof MailboxUnavailable) return true;
      throw error;
    }
  }
}
