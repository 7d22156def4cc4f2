import type { SystemClock } from "../../clock/clock.ts";
import type { Child, ChildListener, Spawn } from "../child.ts";
import {
  type Failure,
  type FromHost,
  HEARTBEAT_MS,
  type HostSpec,
  type ToHost,
} from "../protocol.ts";

/** What a fake child does of its own accord. */
export interface Manners {
  /** Becomes ready this long after `start`; null: never. */
  readonly readyMs: number | null;
  readonly drains: boolean;
  readonly stops: boolean;
  /** Its thread ends when it is killed. */
  readonly dies: boolean;
}

const OBEDIENT: Manners = { readyMs: 0, drains: true, stops: true, dies: true };

/** A life without a thread, in virtual time. */
export class FakeChild implements Child {
  /** What the supervisor said. */
  readonly told: ToHost[] = [];
  isKilled = false;
  #stopBeating: () => void;

  constructor(
    readonly name: string,
    private readonly listener: ChildListener,
    private readonly clock: SystemClock,
    private readonly manners: Manners,
  ) {
    this.#stopBeating = clock.every(HEARTBEAT_MS, () => this.beat());
    clock.after(0, () => this.say({ kind: "loaded" }));
  }

  post(message: ToHost): void {
    this.told.push(message);
    const { readyMs, drains, stops } = this.manners;
    if (message.kind === "start" && readyMs !== null) {
      this.clock.after(readyMs, () => this.say({ kind: "ready", epoch: 7 }));
    }
    if (message.kind === "drain" && drains) {
      this.clock.after(0, () => this.say({ kind: "drained" }));
    }
    if (message.kind === "stop" && stops) this.clock.after(0, () => this.goodbye(null));
  }

  kill(): void {
    this.isKilled = true;
    if (!this.manners.dies) return;
    this.#stopBeating();
    this.listener.gone();
  }

  /** What it was started with. */
  get spec(): HostSpec | null {
    const start = this.told.find((m) => m.kind === "start");
    return start?.kind === "start" ? start.spec : null;
  }

  say(message: FromHost): void {
    this.listener.message(message);
  }

  beat(consumed = 0): void {
    this.say({ kind: "heartbeat", progress: { consumed, marketTime: null, outbox: 0 } });
  }

  goodbye(failure: Failure | null): void {
    this.#stopBeating();
    this.say({ kind: "goodbye", failure });
  }

  /** Its carrier reports its death. */
  die(failure: Failure): void {
    this.#stopBeating();
    this.listener.died(failure);
  }

  /** It says nothing any more, as if in an endless loop. */
  hang(): void {
    this.#stopBeating();
  }

  /** Its thread ends, without a word. */
  vanish(): void {
    this.#stopBeating();
    this.listener.gone();
  }
}

/** All lives that a supervisor under test has started, in order. */
export class FakeChildren {
  readonly lives: FakeChild[] = [];

  constructor(private readonly clock: SystemClock) {}

  /** Starts lives with these manners; `manners` is asked for each. */
  spawn(manners: (nth: number) => Partial<Manners> = () => ({})): Spawn {
    let nth = 0;
    return (name, listener) => {
      const life = new FakeChild(name, listener, this.clock, { ...OBEDIENT, ...manners(++nth) });
      this.lives.push(life);
      return life;
    };
  }

  /** The last life of a child. */
  last(actor: string): FakeChild {
    return this.lives.findLast((life) => life.name.split("/")[1] === actor)!;
  }
}
