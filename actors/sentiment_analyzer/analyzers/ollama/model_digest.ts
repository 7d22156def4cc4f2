import { z } from "zod";
import type { SystemClock } from "../../../../runtime/clock/clock.ts";

/** How long what the server said of its model is believed, and how long that it did not say, in ms. */
const BELIEVED_MS = { known: 600_000, unknown: 60_000 } as const;
/** How long a judgement waits for the digest of its model, in ms. */
const WAIT_MS = 2_000;

/** What stands for a digest that the server does not tell. */
export const UNKNOWN_DIGEST = "unknown";

const listSchema = z.object({
  models: z.array(z.object({ name: z.string(), digest: z.string().regex(/^[0-9a-f]{16,}$/) })),
});

/**
 * Which weights stand behind a model's name, as the server lists them: the same name may be another model
 * after a pull. Never fails: a judgement is worth having without it.
 */
export class ModelDigest {
  #said: { readonly digest: Promise<string>; until: number } | null = null;

  constructor(private readonly model: string, private readonly clock: SystemClock) {}

  /** The start of the digest, or {@link UNKNOWN_DIGEST}. `list` asks the server for its models. */
  async of(list: () => Promise<unknown>): Promise<string> {
    const now = this.clock.monotonic();
    if (this.#said === null || now >= this.#said.until) {
      const said = { digest: this.#ask(list), until: now + BELIEVED_MS.known };
      this.#said = said;
      void said.digest.then((digest) => {
        if (digest === UNKNOWN_DIGEST) said.until = now + BELIEVED_MS.unknown;
      });
    }
    return await this.#said.digest;
  }

  async #ask(list: () => Promise<unknown>): Promise<string> {
    const late = Promise.withResolvers<null>();
    const cancel = this.clock.after(WAIT_MS, () => late.resolve(null));
    try {
      const { models } = listSchema.parse(await Promise.race([list(), late.promise]));
      const names = [this.model, `${this.model}:latest`];
      const found = models.find(({ name }) => names.includes(name));
      return found?.digest.slice(0, 16) ?? UNKNOWN_DIGEST;
    } catch {
      return UNKNOWN_DIGEST;
    } finally {
      cancel();
    }
  }
}
