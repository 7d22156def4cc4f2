import type { Millis, Randomness, SystemClock } from "../../runtime/clock/clock.ts";
import { backoffMs } from "./backoff.ts";
import type { ClientMessage, Place, ServerMessage } from "./messages.ts";
import { apply, EMPTY_WINDOW, type Window } from "./window.ts";

/** A connection, as far as it is used. */
export interface Line {
  send(text: string): void;
  /** Nothing is told of it any more. */
  close(): void;
}

/** What is told of a connection. */
export interface LineEvents {
  opened(): void;
  heard(text: string): void;
  closed(): void;
}

/** What the client needs of the browser around it. */
export interface Surroundings {
  readonly clock: SystemClock;
  readonly random: Randomness;
  /** Begins to connect. */
  connect(events: LineEvents): Line;
  /** Calls back before the next picture is drawn. */
  nextFrame(draw: () => void): void;
  /** Whether the browser has a network at all. */
  isOnline(): boolean;
}

/** How the connection is: `offline` after several failures, or without a network. */
export interface Status {
  readonly kind: "live" | "reconnecting" | "offline";
  /** When the server was heard last, system time; null: never. */
  readonly heardAt: Millis | null;
}

/** What is known of a topic. */
export interface Known {
  readonly window: Window;
  /** Why it cannot be read now; null: it can. */
  readonly trouble: string | null;
}

/** After so many failures in a row the connection is called offline. */
const OFFLINE_AFTER = 4;

/** How often silence is looked for, in ms. */
const LISTEN_MS = 5_000;

interface Followed {
  readonly followers: Set<(known: Known) => void>;
  /** Null: nothing was told yet. */
  place: Place | null;
  key: string;
  known: Known;
}

/**
 * The page's one connection to `/api/ws`. It connects when somebody follows a topic, comes back by
 * itself, goes on where it was, and tells followers once a picture, however much has come.
 */
export class LiveClient {
  readonly #topics = new Map<string, Followed>();
  readonly #changed = new Set<string>();
  readonly #watchers = new Set<(status: Status) => void>();
  #line: Line | null = null;
  #isOpen = false;
  #epoch = "";
  #silentMs = 40_000;
  #failures = 0;
  #heardAt: Millis | null = null;
  #cancelRetry: (() => void) | null = null;
  #drawing = false;

  constructor(private readonly around: Surroundings) {}

  /** How the connection is. */
  get status(): Status {
    const kind = this.#epoch !== "" && this.#isOpen
      ? "live"
      : this.#failures >= OFFLINE_AFTER || !this.around.isOnline()
      ? "offline"
      : "reconnecting";
    return { kind, heardAt: this.#heardAt };
  }

  /** Tells how the connection is, now and whenever that changes. Returns how to stop. */
  watch(tell: (status: Status) => void): () => void {
    this.#watchers.add(tell);
    tell(this.status);
    return () => this.#watchers.delete(tell);
  }

  /** Tells what is known of a topic, whenever that changes. Returns how to stop. */
  follow(topic: string, tell: (known: Known) => void): () => void {
    let followed = this.#topics.get(topic);
    if (followed === undefined) {
      followed = {
        followers: new Set(),
        place: null,
        key: "",
        known: { window: EMPTY_WINDOW, trouble: null },
      };
      this.#topics.set(topic, followed);
      if (this.#isOpen) this.#send({ type: "subscribe", topics: [{ topic }] });
    } else if (followed.place !== null) tell(followed.known);
    followed.followers.add(tell);
    this.#open();
    return () => this.#unfollow(topic, tell);
  }

  /** Tries at once: the network is back, or the reader is. */
  retry(): void {
    if (this.#line !== null || this.#topics.size === 0) return this.#told();
    this.#failures = 0;
    this.#open();
  }

  #unfollow(topic: string, tell: (known: Known) => void): void {
    const followed = this.#topics.get(topic);
    if (!followed?.followers.delete(tell) || followed.followers.size > 0) return;
    this.#topics.delete(topic);
    if (this.#isOpen) this.#send({ type: "unsubscribe", topics: [topic] });
  }

  #open(): void {
    if (this.#line !== null) return;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    const { clock } = this.around;
    let heardAt = clock.now();
    const lost = () => {
      cancel();
      line.close();
      if (this.#line === line) this.#lost();
    };
    const line = this.#line = this.around.connect({
      opened: () => {
        heardAt = clock.now();
        this.#isOpen = true;
        const topics = [...this.#topics].map(([topic, { place }]) =>
          place === null ? { topic } : { topic, from: place }
        );
        if (topics.length > 0) this.#send({ type: "subscribe", topics });
      },
      heard: (text) => {
        heardAt = this.#heardAt = clock.now();
        this.#heard(JSON.parse(text));
      },
      closed: lost,
    });
    // A connection may be mute without being closed.
    const cancel = clock.every(LISTEN_MS, () => {
      if (clock.now() - heardAt > this.#silentMs) lost();
    });
  }

  #lost(): void {
    const wait = backoffMs(this.#failures++, this.around.random.next());
    this.#line = null;
    this.#isOpen = false;
    this.#cancelRetry = this.around.clock.after(wait, () => this.#open());
    this.#told();
  }

  #heard(message: ServerMessage): void {
    switch (message.type) {
      case "hello":
        this.#epoch = message.epoch;
        this.#silentMs = message.silentMs;
        this.#failures = 0;
        return this.#told();
      case "snapshot": {
        const { topic, seq, key, fields, items } = message;
        return this.#update(topic, (followed) => {
          followed.key = key;
          followed.place = { epoch: this.#epoch, seq };
          followed.known = { window: { fields, items }, trouble: null };
        });
      }
      case "delta": {
        const { topic, seq } = message;
        return this.#update(topic, (followed) => {
          const { place, key, known } = followed;
          if (place === null) return;
          // Never shown with a hole in it: the whole is asked for.
          if (seq !== place.seq + 1) {
            followed.place = null;
            return this.#send({ type: "subscribe", topics: [{ topic }] });
          }
          followed.place = { epoch: this.#epoch, seq };
          followed.known = { window: apply(known.window, message, key), trouble: null };
        });
      }
      case "trouble": {
        const { topic, why } = message;
        return this.#update(topic, (followed) => {
          followed.known = { ...followed.known, trouble: why };
        });
      }
      case "resumed":
      case "refused":
      case "beat":
        return;
    }
  }

  #update(topic: string, change: (followed: Followed) => void): void {
    const followed = this.#topics.get(topic);
    if (followed === undefined) return;
    change(followed);
    this.#changed.add(topic);
    if (this.#drawing) return;
    this.#drawing = true;
    this.around.nextFrame(() => this.#draw());
  }

  #draw(): void {
    this.#drawing = false;
    const topics = [...this.#changed];
    this.#changed.clear();
    for (const topic of topics) {
      const followed = this.#topics.get(topic);
      if (followed === undefined || followed.place === null) continue;
      for (const tell of followed.followers) tell(followed.known);
    }
  }

  #send(message: ClientMessage): void {
    this.#line?.send(JSON.stringify(message));
  }

  #told(): void {
    const { status } = this;
    for (const tell of this.#watchers) tell(status);
  }
}
