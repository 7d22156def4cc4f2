import type { SystemClock } from "../clock/clock.ts";
import { type Mailbox, MailboxUnavailable } from "../mailbox/mailbox.ts";

/** How long nothing may come before it is asked why, in ms. */
const QUIET_MS = 1_000;

/**
 * Notices that a mailbox no longer serves us although entries wait: a predecessor that hung while it
 * joined has woken up and taken our place. It can do no harm, for it is fenced; but whoever never
 * hears of it would wait for ever.
 */
export class Service {
  #quietSince: number | null = null;
  #waiting = new Set<string>();

  constructor(
    private readonly mailbox: Mailbox,
    private readonly group: string,
    private readonly clock: SystemClock,
  ) {}

  /** Something came. */
  served(): void {
    this.#quietSince = null;
    this.#waiting.clear();
  }

  /**
   * Nothing came from these streams. Throws {@link MailboxUnavailable} when entries have waited
   * undelivered at two looks in a row.
   */
  async quiet(streams: readonly string[]): Promise<void> {
    const now = this.clock.monotonic();
    this.#quietSince ??= now;
    if (now - this.#quietSince < QUIET_MS) return;
    this.#quietSince = now;
    const waiting = new Set<string>();
    for (const stream of streams) {
      const { groups } = await this.mailbox.depth(stream);
      const own = groups.find(({ group }) => group === this.group);
      if (own === undefined || own.depth - own.pending - own.parked > 0) waiting.add(stream);
    }
    for (const stream of waiting) {
      if (!this.#waiting.has(stream)) continue;
      throw new MailboxUnavailable(`entries of ${stream} wait, but are not delivered to us`);
    }
    this.#waiting = waiting;
  }
}
