import type { AnyActorDef, MessageMeta } from "../actor.ts";
import type { Millis } from "../clock/clock.ts";
import { derivedId } from "../clock/ids.ts";
import type { EffectRequest } from "./batch.ts";

type Performer = (state: unknown, request: unknown) => Promise<unknown>;

/** The answer of an outside effect, as a message to be handled. */
export interface EffectAnswer {
  readonly meta: MessageMeta;
  readonly message: unknown;
}

/** Performs outside effects, and keeps their answers until they are handled. */
export class Outside {
  /** Asked for before anything else is handled: what a predecessor left open. */
  readonly #open: EffectRequest[] = [];
  readonly #answers: EffectAnswer[] = [];

  constructor(
    private readonly def: AnyActorDef,
    /** Throws when the actor must not act any more. */
    private readonly assertLease: () => Promise<void>,
  ) {}

  /** Asks again for an effect whose answer a predecessor did not live to see. */
  reopen(request: EffectRequest): void {
    this.#open.push(request);
  }

  /** Performs what {@link reopen} collected. */
  async performOpen(state: unknown): Promise<void> {
    await this.perform(state, this.#open.splice(0));
  }

  /** Performs effects one after another, each only while the lease is ours. */
  async perform(state: unknown, requests: readonly EffectRequest[]): Promise<void> {
    const repeats = new Map<string, number>();
    for (const { name, request, cause } of requests) {
      await this.assertLease();
      const performer = this.def.effects?.[name] as Performer | undefined;
      if (performer === undefined) {
        throw new TypeError(`${this.def.name} has no outside effect "${name}"`);
      }
      const result = await performer(state, request);
      // Derived from what was asked, so that asking again after a crash gives the same id.
      const asked = [this.def.name, cause.id, "effect", name, stableJson(request)];
      const nth = repeats.get(asked.join()) ?? 0;
      repeats.set(asked.join(), nth + 1);
      const { at, key, correlationId, traceparent } = cause;
      const meta = { id: derivedId(...asked, nth), at, key, correlationId, traceparent };
      this.#answers.push({
        meta,
        message: { ...meta, from: "effect", type: name, request, result },
      });
    }
  }

  /** How many answers wait. */
  get length(): number {
    return this.#answers.length;
  }

  shift(): EffectAnswer | undefined {
    return this.#answers.shift();
  }

  /** Market times of the messages whose effects are not finished. */
  *times(): Iterable<Millis> {
    for (const { meta } of this.#answers) yield meta.at;
  }
}

/** JSON with sorted keys: a request that was read back from a database gives the same text. */
function stableJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, part) =>
      part !== null && typeof part === "object" && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
  ) ?? "null";
}
