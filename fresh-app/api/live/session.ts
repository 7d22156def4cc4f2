import type { Millis } from "../../../runtime/clock/clock.ts";
import { CLOSE, type Place, type ServerMessage } from "../../live/messages.ts";
import { MESSAGE_MAX, readClientMessage, TOPICS_MAX } from "./client_message.ts";
import type { Window } from "../../live/window.ts";
import { type Journal, since, snapshotText } from "./journal.ts";

/** A client that has more than this many bytes to take is told nothing new until it has taken them. */
export const BACKLOG_BYTES_MAX = 256 * 1024;

/** How long a client may take nothing before it is dropped, in ms of system time. */
export const BEHIND_MS_MAX = 10_000;

/** After this long without a message a client is told that the server lives, in ms. */
export const BEAT_MS = 15_000;

/** After this long without any message a client gives the connection up, in ms. */
export const SILENT_MS = 40_000;

/** Most messages of a client in {@link WINDOW_MS}. */
export const MESSAGES_MAX = 60;

/** The time in which messages of a client are counted, in ms. */
export const WINDOW_MS = 10_000;

/** More missed changes than this are told as one snapshot. */
const CATCH_UP_MAX = 16;

/** One client and what it has been told. */
export interface Session {
  /** Topics that it follows, with the seq up to which it was told; null: nothing yet. */
  readonly topics: ReadonlyMap<string, Place | null>;
  /** Topics of which it was not told something, because it was slow. */
  readonly behind: ReadonlySet<string>;
  /** Since when it has been slow; null: it is not. */
  readonly behindSince: Millis | null;
  /** When it was told something last. */
  readonly toldAt: Millis;
  /** How many messages it sent since when. */
  readonly asked: { readonly since: Millis; readonly count: number };
  /** When its access ends; null: with the connection. */
  readonly until: Millis | null;
}

/** What happens to a client. */
export type SessionEvent =
  | { readonly kind: "joined" }
  | { readonly kind: "message"; readonly text: string | null }
  /** The journal of the topic went on. */
  | { readonly kind: "published"; readonly topic: string }
  | { readonly kind: "trouble"; readonly topic: string; readonly why: string | null }
  | { readonly kind: "tick" };

/** What has to be done for a client, in this order. */
export type Effect =
  | { readonly kind: "send"; readonly text: string }
  | { readonly kind: "close"; readonly code: number; readonly reason: string }
  | { readonly kind: "follow"; readonly topic: string }
  | { readonly kind: "leave"; readonly topic: string };

/** What a decision about a client is made of beside its session. */
export interface Surroundings {
  readonly now: Millis;
  /** Of this life of the server. */
  readonly epoch: string;
  /** Bytes that were sent to the client and that it has not taken yet. */
  readonly backlogBytes: number;
  /** What was told of a topic; null where nothing was read yet. */
  journalOf(topic: string): Read | null;
}

/** A journal of a topic that was read. */
export type Read = Journal & { readonly window: Window };

/** A session and what has to be done. */
export interface Step {
  readonly session: Session;
  readonly effects: readonly Effect[];
}

/** A client that has just come, whose access ends at `until`. */
export function newSession(now: Millis, until: Millis | null): Session {
  const asked = { since: now, count: 0 };
  return { topics: new Map(), behind: new Set(), behindSince: null, toldAt: now, asked, until };
}

/** Decides what to do for a client. Pure: what it is told is written in the journals already. */
export function step(session: Session, event: SessionEvent, around: Surroundings): Step {
  switch (event.kind) {
    case "joined":
      return told(session, around, [say(hello(around.epoch))]);
    case "message":
      return heard(session, event.text, around);
    case "published":
      return publish(session, event.topic, around);
    case "trouble": {
      const { topic, why } = event;
      return told(session, around, [say({ type: "trouble", topic, why })]);
    }
    case "tick":
      return tick(session, around);
  }
}

function hello(epoch: string): ServerMessage {
  const limits = { topics: TOPICS_MAX, messageBytes: MESSAGE_MAX };
  return { type: "hello", protocol: 1, epoch, silentMs: SILENT_MS, limits };
}

function heard(before: Session, text: string | null, around: Surroundings): Step {
  if (text === null || text.length > MESSAGE_MAX) {
    return closed(
      before,
      CLOSE.tooLarge,
      `a message is a text of at most ${MESSAGE_MAX} characters`,
    );
  }
  const fresh = around.now - before.asked.since >= WINDOW_MS;
  const asked = fresh
    ? { since: around.now, count: 1 }
    : { ...before.asked, count: before.asked.count + 1 };
  if (asked.count > MESSAGES_MAX) {
    return closed(
      before,
      CLOSE.tooMany,
      `at most ${MESSAGES_MAX} messages in ${WINDOW_MS / 1000} s`,
    );
  }
  const session = { ...before, asked };
  const message = readClientMessage(text);
  if (typeof message === "string") return refused(session, message, around);
  switch (message.type) {
    case "ping":
      return told(session, around, [beat(around.now)]);
    case "unsubscribe":
      return unsubscribe(session, message.topics);
    case "subscribe":
      return subscribe(session, message.topics, around);
  }
}

function subscribe(
  session: Session,
  asked: readonly { readonly topic: string; readonly from?: Place | undefined }[],
  around: Surroundings,
): Step {
  const topics = new Map(session.topics);
  for (const { topic, from } of asked) topics.set(topic, from ?? null);
  if (topics.size > TOPICS_MAX) {
    return refused(session, `A client follows at most ${TOPICS_MAX} topics.`, around);
  }
  const follow = asked.map(({ topic }): Effect => ({ kind: "follow", topic }));
  const next = asked.reduce(
    (step: Step, { topic }) => {
      const more = begin(step.session, topic, around);
      return { session: more.session, effects: [...step.effects, ...more.effects] };
    },
    { session: { ...session, topics }, effects: follow },
  );
  return next;
}

/** Tells a client where it is on a topic that it has just begun to follow, if there is anything. */
function begin(session: Session, topic: string, around: Surroundings): Step {
  const journal = around.journalOf(topic);
  if (journal === null) return { session, effects: [] };
  const from = session.topics.get(topic) ?? null;
  const missed = from?.epoch === around.epoch ? since(journal, from.seq) : null;
  if (from !== null && missed !== null) {
    const resumed = say({ type: "resumed", topic, seq: from.seq });
    const deltas = missed.map(({ text }): Effect => ({ kind: "send", text }));
    return told(at(session, journal, around), around, [resumed, ...deltas]);
  }
  const reason = from === null ? "first" : from.epoch === around.epoch ? "gap" : "restarted";
  return told(at(session, journal, around), around, [{
    kind: "send",
    text: snapshotText(journal, reason),
  }]);
}

function unsubscribe(session: Session, left: readonly string[]): Step {
  const topics = new Map(session.topics);
  const behind = new Set(session.behind);
  const effects: Effect[] = [];
  for (const topic of left) {
    if (topics.delete(topic)) effects.push({ kind: "leave", topic });
    behind.delete(topic);
  }
  return { session: { ...session, topics, behind }, effects };
}

function publish(session: Session, topic: string, around: Surroundings): Step {
  if (!session.topics.has(topic)) return { session, effects: [] };
  if (session.behindSince !== null || around.backlogBytes > BACKLOG_BYTES_MAX) {
    const behind = new Set(session.behind).add(topic);
    const behindSince = session.behindSince ?? around.now;
    return { session: { ...session, behind, behindSince }, effects: [] };
  }
  return catchUp(session, topic, around);
}

/** Tells a client what it was not told of a topic: change by change, or as a whole. */
function catchUp(session: Session, topic: string, around: Surroundings): Step {
  const journal = around.journalOf(topic);
  const place = session.topics.get(topic);
  if (journal === null || place === undefined) return { session, effects: [] };
  if (place === null || place.epoch !== around.epoch) return begin(session, topic, around);
  const missed = since(journal, place.seq);
  const effects: Effect[] = missed !== null && missed.length <= CATCH_UP_MAX
    ? missed.map(({ text }) => ({ kind: "send", text }))
    : [{ kind: "send", text: snapshotText(journal, "behind") }];
  return told(at(session, journal, around), around, effects);
}

function tick(session: Session, around: Surroundings): Step {
  const { now, backlogBytes } = around;
  if (session.until !== null && now >= session.until) {
    return closed(
      session,
      CLOSE.expired,
      "the access that this connection was opened with has ended",
    );
  }
  if (session.behindSince !== null) {
    if (backlogBytes <= BACKLOG_BYTES_MAX / 2) return recover(session, around);
    if (now - session.behindSince < BEHIND_MS_MAX) return { session, effects: [] };
    return closed(session, CLOSE.tooSlow, `nothing was taken for ${BEHIND_MS_MAX / 1000} s`);
  }
  return now - session.toldAt < BEAT_MS
    ? { session, effects: [] }
    : told(session, around, [beat(now)]);
}

function recover(session: Session, around: Surroundings): Step {
  const start: Step = {
    session: { ...session, behind: new Set(), behindSince: null },
    effects: [],
  };
  return [...session.behind].reduce((step, topic) => {
    const more = catchUp(step.session, topic, around);
    return { session: more.session, effects: [...step.effects, ...more.effects] };
  }, start);
}

function refused(session: Session, why: string, around: Surroundings): Step {
  return told(session, around, [say({ type: "refused", why })]);
}

function at(session: Session, { topic, seq }: Journal, { epoch }: Surroundings): Session {
  return { ...session, topics: new Map(session.topics).set(topic, { epoch, seq }) };
}

function told(session: Session, { now }: Surroundings, effects: readonly Effect[]): Step {
  return { session: { ...session, toldAt: now }, effects };
}

function closed(session: Session, code: number, reason: string): Step {
  return { session, effects: [{ kind: "close", code, reason }] };
}

function beat(now: Millis): Effect {
  return say({ type: "beat", at: new Date(now).toISOString() });
}

function say(message: ServerMessage): Effect {
  return { kind: "send", text: JSON.stringify(message) };
}
