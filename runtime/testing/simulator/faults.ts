import type { Randomness } from "../../clock/clock.ts";
import type { VirtualClock } from "../../clock/virtual.ts";
import { StoreUnavailable } from "../../delivery/store.ts";
import {
  type Consumer,
  type Delivery,
  type Mailbox,
  MailboxUnavailable,
} from "../../mailbox/mailbox.ts";
import type { Lifeline, PortCall, PortPolicy } from "../lifeline.ts";
import type { Incarnate } from "../world.ts";
import type { Story } from "./story.ts";

/** How often things go wrong. Shares are per call, unless said otherwise. */
export interface FaultRates {
  /** A call is delayed, before and again after it takes effect. */
  readonly delayed: number;
  /** Longest delay, in ms of system time. */
  readonly delayMsMax: number;
  /** A call fails without effect. */
  readonly unavailable: number;
  /** A call takes effect, but its answer is lost. */
  readonly answerLost: number;
  /** A receive brings something again. */
  readonly duplicated: number;
  /** The incarnation dies before or after a call. */
  readonly crash: number;
  /** The incarnation hangs before or after a call. */
  readonly hang: number;
  /** Longest hang, in ms. */
  readonly hangMsMax: number;
  /** A stream loses its tail, per second of system time. */
  readonly tailLost: number;
  /** Deaths and hangs altogether, so that the simulation comes to an end. */
  readonly disasters: number;
}

/** Defaults of {@link FaultRates}. */
export const FAULT_RATES: FaultRates = {
  delayed: 0.15,
  delayMsMax: 25,
  unavailable: 0.002,
  answerLost: 0.002,
  duplicated: 0.02,
  crash: 0.002,
  hang: 0.001,
  hangMsMax: 20_000,
  tailLost: 0.1,
  disasters: 12,
};

/** Nothing goes wrong and nothing takes time: for the run that others are compared with. */
export const NO_FAULTS: FaultRates = {
  delayed: 0,
  delayMsMax: 0,
  unavailable: 0,
  answerLost: 0,
  duplicated: 0,
  crash: 0,
  hang: 0,
  hangMsMax: 0,
  tailLost: 0,
  disasters: 0,
};

/** Draws what goes wrong from a seeded source, and makes it go wrong. */
export class Faults {
  /** How often each kind has happened. */
  readonly counts: Record<string, number> = {};
  #active = true;

  constructor(
    private readonly rates: FaultRates,
    private readonly random: Randomness,
    private readonly clock: VirtualClock,
    private readonly story: Story,
    /** Called when an incarnation is dead or hangs: somebody must succeed it. */
    private readonly lost: (incarnate: Incarnate) => void,
  ) {}

  /** From now on everything works. */
  cease(): void {
    this.#active = false;
  }

  /** True with the probability of `share`, and counts it. */
  happens(what: keyof FaultRates, share: number = this.rates[what]): boolean {
    if (!this.#active || share <= 0 || this.random.next() >= share) return false;
    this.counts[what] = (this.counts[what] ?? 0) + 1;
    return true;
  }

  /** A whole number from 0 up to and without `below`. */
  pick(below: number): number {
    return Math.floor(this.random.next() * below);
  }

  /** What goes wrong around the calls of one incarnation. */
  policy(incarnate: Incarnate): PortPolicy {
    return {
      before: async (call, lifeline) => {
        await this.#delay();
        this.#disaster(call, incarnate, lifeline);
        if (isBackend(call) && this.happens("unavailable")) this.#fail(call, incarnate, "fails");
      },
      after: async (call, answer, lifeline) => {
        this.#disaster(call, incarnate, lifeline);
        // A receive whose answer is lost is the consumer's own business; see `forgetful`.
        const answerable = isBackend(call) && call.name !== "consumer.receive";
        if (answerable && this.happens("answerLost")) {
          this.#fail(call, incarnate, "succeeds, its answer is lost");
        }
        await this.#delay();
        return answer;
      },
    };
  }

  /** A mailbox whose receives lose their answers, and bring things again, as after a reconnect. */
  forgetful(mailbox: Mailbox, incarnate: Incarnate): Mailbox {
    const consume: Mailbox["consume"] = async (options) => {
      const consumer = await mailbox.consume(options);
      let again: Delivery[] = [];
      const recent: Delivery[] = [];
      const receive: Consumer["receive"] = async (options) => {
        const wanted = options.streams;
        const due = again.filter(({ stream }) => wanted?.includes(stream) ?? true);
        again = again.filter((delivery) => !due.includes(delivery));
        const rest = {
          ...options,
          max: options.max - due.length,
          ...(due.length > 0 && { waitMs: 0 }),
        };
        const deliveries = rest.max > 0 ? [...due, ...await consumer.receive(rest)] : due;
        if (deliveries.length > 0 && this.happens("answerLost")) {
          this.story.add(`${nameOf(incarnate)} loses the answer of a receive`);
          again = [...deliveries, ...again].map(redelivered);
          throw new MailboxUnavailable("the answer was lost");
        }
        if (recent.length > 0 && this.happens("duplicated")) {
          const from = this.pick(recent.length);
          again.push(...recent.slice(from, from + 1 + this.pick(3)).map(redelivered));
          this.story.add(`${nameOf(incarnate)} will receive ${again.length} entries again`);
        }
        recent.push(...deliveries);
        recent.splice(0, recent.length - 8);
        return deliveries;
      };
      return overlay(consumer, { receive });
    };
    return overlay(mailbox, { consume });
  }

  async #delay(): Promise<void> {
    if (this.happens("delayed")) await this.clock.sleep(this.random.next() * this.rates.delayMsMax);
  }

  #disaster(call: PortCall, incarnate: Incarnate, lifeline: Lifeline): void {
    const disasters = (this.counts["crash"] ?? 0) + (this.counts["hang"] ?? 0);
    if (disasters >= this.rates.disasters || lifeline.state !== "alive") return;
    if (this.happens("crash")) {
      this.story.add(`${nameOf(incarnate)} dies at ${call.name}`);
      lifeline.cut();
      this.lost(incarnate);
    } else if (this.happens("hang")) {
      const hangMs = this.random.next() * this.rates.hangMsMax;
      this.story.add(`${nameOf(incarnate)} hangs at ${call.name} for ${hangMs.toFixed(0)} ms`);
      lifeline.freeze();
      this.clock.after(hangMs, () => {
        this.story.add(`${nameOf(incarnate)} wakes up`);
        lifeline.thaw();
      });
      this.lost(incarnate);
    }
  }

  #fail(call: PortCall, incarnate: Incarnate, how: string): never {
    this.story.add(`${nameOf(incarnate)}: ${call.name} ${how}`);
    throw call.name.startsWith("store.")
      ? new StoreUnavailable("the database is away for a moment")
      : new MailboxUnavailable("the mailbox is away for a moment");
  }
}

/** Other ports answer for their own failures; around them an incarnation can die, hang and wait. */
function isBackend({ name }: PortCall): boolean {
  return /^(store|mailbox|consumer)\./.test(name);
}

/** An incarnation's name in stories: `payer#2`. */
export function nameOf({ actor, nth }: Incarnate): string {
  return `${actor}#${nth}`;
}

/** The same object with some methods replaced. */
export function overlay<T extends object>(target: T, methods: Partial<T>): T {
  return new Proxy(target, {
    get(object, key) {
      if (key in methods) return Reflect.get(methods, key);
      const value: unknown = Reflect.get(object, key, object);
      return typeof value === "function" ? value.bind(object) : value;
    },
  });
}

function redelivered(delivery: Delivery): Delivery {
  return { ...delivery, redelivered: true };
}
