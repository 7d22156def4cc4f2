import type { Millis, SystemClock } from "../../../runtime/clock/clock.ts";
import type { Mailbox } from "../../../runtime/mailbox/mailbox.ts";
import type { Logger } from "../../../runtime/telemetry/log.ts";
import { CLOSE } from "../../live/messages.ts";
import { readTopic, type Topic } from "../../live/topics.ts";
import { within } from "../within.ts";
import { Feed } from "./feed.ts";
import { type News, Notice } from "./notice.ts";
import { type Effect, newSession, type Session, type SessionEvent, step } from "./session.ts";
import type { Source } from "./sources.ts";

/** Most clients at a time. */
export const CLIENTS_MAX = 1_000;

/** Most topics that are read at a time. */
export const FEEDS_MAX = 256;

/** How long a topic that nobody follows is still kept, for those who come back, in ms. */
export const LINGER_MS = 60_000;

/** How often due topics are read and clients looked after, in ms. */
const PULSE_MS = 100;

/** How long one reading of a topic may take, in ms. */
const READ_MS = 5_000;

/** A connection to a client. */
export interface LiveSocket {
  /** Bytes that were sent and that the client has not taken yet. */
  readonly backlogBytes: number;
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** What the hub needs of the world around it. */
export interface HubPorts {
  readonly mailbox: Pick<Mailbox, "lastSeq" | "read" | "changed">;
  readonly clock: SystemClock;
  readonly log: Logger;
  readonly newId: () => string;
  sourceOf(topic: Topic): Source;
}

/** A client as whoever holds its connection sees it. */
export interface Joined {
  /** Takes a message; null: one that is no text. */
  message(text: string | null): void;
  /** The connection is gone. */
  left(): void;
}

interface Client {
  readonly socket: LiveSocket;
  session: Session;
}

/**
 * Tells clients what changes. Each topic is read once for all who follow it, when the streams give
 * notice; without clients nothing is read at all.
 */
export class LiveHub {
  /** Numbers are of this life. */
  readonly epoch: string;
  readonly #clients = new Set<Client>();
  readonly #feeds = new Map<string, Feed<Client>>();
  readonly #notice: Notice;
  #base = 0;
  #stop: AbortController | null = null;
  #watching: AbortController | null = null;
  #closed = false;

  constructor(private readonly ports: HubPorts) {
    this.epoch = ports.newId();
    this.#notice = new Notice(ports.mailbox);
  }

  /** How many clients there are. */
  get clients(): number {
    return this.#clients.size;
  }

  /** Whether another client may come. */
  get hasRoom(): boolean {
    return !this.#closed && this.#clients.size < CLIENTS_MAX;
  }

  /** Takes a client in, whose access ends at `until`; null: with the connection. */
  join(socket: LiveSocket, until: Millis | null = null): Joined {
    const client: Client = { socket, session: newSession(this.ports.clock.now(), until) };
    if (!this.hasRoom) {
      socket.close(CLOSE.full, `at most ${CLIENTS_MAX} clients at a time; come again later`);
      return { message: () => {}, left: () => {} };
    }
    this.#clients.add(client);
    this.#start();
    this.#step(client, { kind: "joined" });
    return {
      message: (text) => this.#step(client, { kind: "message", text }),
      left: () => this.#leave(client),
    };
  }

  /** Sends every client away; they will come again once there is a server. */
  close(): void {
    this.#closed = true;
    for (const client of [...this.#clients]) {
      this.#leave(client);
      client.socket.close(1001, "the server stops; come again soon");
    }
    this.#rest();
  }

  #start(): void {
    if (this.#stop !== null) return;
    const stop = this.#stop = new AbortController();
    const cancel = this.ports.clock.every(PULSE_MS, () => this.#pulse());
    stop.signal.addEventListener("abort", cancel, { once: true });
    void this.#watch(stop.signal);
  }

  #rest(): void {
    this.#stop?.abort();
    this.#watching?.abort();
    this.#stop = null;
    this.#feeds.clear();
  }

  #step(client: Client, event: SessionEvent): void {
    if (!this.#clients.has(client)) return;
    const { session, effects } = step(client.session, event, {
      now: this.ports.clock.now(),
      epoch: this.epoch,
      backlogBytes: client.socket.backlogBytes,
      journalOf: (topic) => this.#feeds.get(topic)?.journal ?? null,
    });
    client.session = session;
    for (const effect of effects) this.#perform(client, effect);
  }

  #perform(client: Client, effect: Effect): void {
    switch (effect.kind) {
      case "send":
        return client.socket.send(effect.text);
      case "close":
        this.#leave(client);
        return client.socket.close(effect.code, effect.reason);
      case "follow":
        return this.#follow(client, effect.topic);
      case "leave":
        return this.#unfollow(client, effect.topic);
    }
  }

  #leave(client: Client): void {
    if (!this.#clients.delete(client)) return;
    for (const topic of client.session.topics.keys()) this.#unfollow(client, topic);
  }

  #follow(client: Client, name: string): void {
    const topic = readTopic(name);
    let feed = this.#feeds.get(name);
    if (feed === undefined && topic !== null) {
      if (this.#feeds.size >= FEEDS_MAX) {
        const why = `At most ${FEEDS_MAX} topics are followed at a time; come again later.`;
        return this.#step(client, { kind: "trouble", topic: name, why });
      }
      const now = this.ports.clock.now();
      feed = new Feed(name, this.ports.sourceOf(topic), this.#base, now);
      this.#feeds.set(name, feed);
      // The streams to wait for are others now.
      this.#watching?.abort();
      void this.#refresh(feed);
    }
    if (feed === undefined) return;
    feed.followers.add(client);
    feed.idleSince = null;
    const why = whyOf(feed);
    if (why !== null) this.#step(client, { kind: "trouble", topic: name, why });
  }

  #unfollow(client: Client, topic: string): void {
    const feed = this.#feeds.get(topic);
    if (!feed?.followers.delete(client) || feed.followers.size > 0) return;
    feed.idleSince = this.ports.clock.now();
  }

  #pulse(): void {
    const now = this.ports.clock.now();
    for (const client of [...this.#clients]) this.#step(client, { kind: "tick" });
    for (const feed of [...this.#feeds.values()]) {
      if (feed.idleSince !== null && now - feed.idleSince >= LINGER_MS) this.#forget(feed);
      else void this.#refresh(feed);
    }
    if (this.#clients.size === 0 && this.#feeds.size === 0) this.#rest();
  }

  #forget(feed: Feed<Client>): void {
    this.#feeds.delete(feed.topic);
    this.#base = Math.max(this.#base, feed.seq);
  }

  async #refresh(feed: Feed<Client>): Promise<void> {
    const { clock, log } = this.ports;
    const read = (source: Source) => within(clock, READ_MS, source.read());
    const { changed, trouble } = await feed.refresh(clock.now(), read);
    const { topic } = feed;
    if (trouble === "began") {
      log.warn("a topic cannot be read", { topic, cause: feed.trouble });
    }
    for (const client of [...feed.followers]) {
      if (trouble !== null) this.#step(client, { kind: "trouble", topic, why: whyOf(feed) });
      if (changed) this.#step(client, { kind: "published", topic });
    }
  }

  /** Waits for the streams and tells the topics, until the hub rests. */
  async #watch(stop: AbortSignal): Promise<void> {
    const { mailbox, clock, log } = this.ports;
    while (!stop.aborted) {
      const watching = this.#watching = new AbortController();
      const streams = [
        ...new Set([...this.#feeds.values()].flatMap(({ source }) => source.streams)),
      ];
      try {
        const news = await Promise.all(
          streams.map(async (stream): Promise<[string, News]> => [
            stream,
            await this.#notice.look(stream),
          ]),
        );
        for (const [stream, what] of news) this.#tell(stream, what);
        if (streams.length > 0) await mailbox.changed(streams, LATER, watching.signal);
        else await idle(clock, LATER, watching.signal);
        // However fast the market runs, the streams are looked at no more often than this.
        if (!stop.aborted) await idle(clock, PULSE_MS, stop);
      } catch (error) {
        log.warn("the mailbox gives no notice of changes", { cause: String(error) });
        await idle(clock, LATER, stop);
      }
    }
  }

  #tell(stream: string, news: News): void {
    for (const feed of this.#feeds.values()) {
      if (feed.source.streams.includes(stream)) feed.noticed(news);
    }
  }
}

/** Longest wait for streams at a time, in ms. */
const LATER = 1_000;

/** What clients may know of a topic that cannot be read; null where it can. */
function whyOf({ trouble }: Feed<Client>): string | null {
  return trouble === null
    ? null
    : "The database or the mailbox does not answer now; it is tried again.";
}

async function idle(clock: SystemClock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, signal).catch(() => {});
}
