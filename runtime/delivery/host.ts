import type { AnyActorDef, HostResources } from "../actor.ts";
import { MailboxUnavailable } from "../mailbox/mailbox.ts";
import type { RunningHost } from "../supervisor/running_host.ts";
import type { Progress } from "../supervisor/protocol.ts";
import type { DeliverySpec, HostEnvironment } from "./host_options.ts";
import { Incarnation } from "./incarnation.ts";
import { type Lease, StoreUnavailable } from "./store.ts";

/** The actor's configuration does not fit its schema; a restart cannot help. */
export class BadConfiguration extends Error {
  override readonly name = "BadConfiguration";
  readonly restartable = false;
}

/** First and longest wait for a backend that is away, in ms. */
const AWAY_MS = { first: 100, max: 5_000 } as const;

/**
 * Runs one actor: takes its lease and lives one {@link Incarnation} after another while only the
 * backends come and go. Anything else that goes wrong is a crash: `finished` rejects, and the
 * supervisor decides.
 */
export class ActorHost implements RunningHost {
  readonly finished: Promise<void>;
  readonly ready: Promise<number>;
  #life: Incarnation | null = null;
  #lease: Lease | null = null;
  #stopping = false;
  #last: Progress = { consumed: 0, marketTime: null, outbox: 0 };
  #cancelWait: () => void = () => {};

  constructor(
    private readonly def: AnyActorDef,
    private readonly spec: DeliverySpec,
    private readonly resources: HostResources,
    private readonly env: HostEnvironment,
  ) {
    const config = def.config.safeParse(spec.config);
    const ready = Promise.withResolvers<number>();
    this.ready = ready.promise;
    this.ready.catch(() => {});
    this.finished = config.success ? this.#run(ready.resolve) : Promise.reject(
      new BadConfiguration(
        `${def.name}: ${
          config.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("; ")
        }`,
      ),
    );
    this.finished.then(
      () => ready.reject(new Error(`${def.name} was stopped before it was ready`)),
      ready.reject,
    );
  }

  progress(): Progress {
    if (this.#life !== null) this.#last = this.#life.progress;
    return this.#last;
  }

  /** True when everything received is handled and published. */
  get idle(): boolean {
    return this.#life?.idle ?? false;
  }

  async drain(deadlineMs: number): Promise<void> {
    const life = this.#life;
    if (life === null) return this.stop();
    await Promise.race([life.drain(), this.env.clock.sleep(deadlineMs)]);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelWait();
    this.#life?.stop();
    await this.finished.catch(() => {});
  }

  async #run(onReady: (epoch: number) => void): Promise<void> {
    let awayMs: number = AWAY_MS.first;
    while (!this.#stopping) {
      try {
        const lease = await this.#takeLease();
        if (lease === null) break;
        const recovered = await this.resources.store.recover(this.def.name);
        this.#life = new Incarnation(
          this.def,
          this.spec,
          this.resources,
          this.env,
          lease,
          recovered,
        );
        if (this.#stopping) this.#life.stop();
        await this.#life.live(() => {
          awayMs = AWAY_MS.first;
          onReady(lease.epoch);
        });
      } catch (error) {
        if (!(error instanceof StoreUnavailable || error instanceof MailboxUnavailable)) {
          throw error;
        }
        this.env.log.warn(`${error.message}; trying again in ${awayMs} ms`);
        await this.#wait(awayMs);
        awayMs = Math.min(awayMs * 2, AWAY_MS.max);
      } finally {
        this.progress();
        this.#life = null;
      }
    }
    if (this.#lease !== null) await this.resources.store.releaseLease(this.#lease).catch(() => {});
  }

  /**
   * Waits for a lease that another holder still has; null when stopped meanwhile. After an earlier
   * life of ours the lease is taken again at once, but never from a successor.
   */
  async #takeLease(): Promise<Lease | null> {
    const { store } = this.resources;
    const { holder } = this.spec;
    if (this.#lease !== null) await store.renewLease(this.#lease);
    const force = this.spec.force || this.#lease !== null;
    // If the answer is lost, the lease that we had is no longer the present one.
    this.#lease = null;
    let told: string | null = null;
    while (!this.#stopping) {
      const result = await store.takeLease(this.def.name, holder, { force });
      if (result.taken) return this.#lease = result.lease;
      this.env.standby?.();
      if (told !== result.holder) {
        told = result.holder;
        this.env.log.info(
          `${this.def.name} is run by ${told}; standing by to take over when it stops or fails`,
        );
      }
      await this.#wait(Math.min(result.expiresInMs + 10, 2_000));
    }
    return null;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.env.clock.after(ms, resolve);
      this.#cancelWait = () => {
        cancel();
        resolve();
      };
    });
  }
}
