import type { SystemClock } from "../../clock/clock.ts";
import type { Delivery } from "../mailbox.ts";
import type { Hands } from "./hands.ts";
import type { Keys } from "./keys.ts";
import type { Commands, Link } from "./link.ts";
import { TAKE } from "./lua_take.ts";
import { bytes, integer, list, rows, text } from "./replies.ts";

/** Who takes. */
export interface Membership {
  readonly group: string;
  readonly consumer: string;
  readonly exclusive: boolean;
  readonly claimAfterMs: number;
  readonly attemptsMax: number;
  readonly parkedMax: number;
}

/** What one look at the streams gave. */
export interface Taken {
  readonly deliveries: Delivery[];
  /** There is more to be had at once, though nothing was handed out. */
  readonly again: boolean;
  /** Time until the next parked entry is due. */
  readonly wakeInMs: number;
  /** Where to wait for new entries; streams that another consumer owns are not among them. */
  readonly cursors: ReadonlyMap<string, number>;
}

interface Answer extends Taken {
  readonly sweepLeft: boolean;
  readonly turn: number;
}

/**
 * Takes entries for a consumer. Whenever an answer may have been lost, or the server may have lost
 * its memory, the next look is a sweep: what the server counts as ours and is not in our hands is
 * handed out again, before anything newer.
 */
export class Taking {
  readonly #sweptAt = new Map<string, number>();
  readonly #sweptUntil = new Map<string, number>();
  readonly #turns = new Map<string, number>();
  #doubts = 0;
  #looks = 0;

  constructor(
    readonly member: Membership,
    readonly keys: Keys,
    readonly link: Link,
    readonly commands: Link,
    readonly hands: Hands,
    readonly clock: SystemClock,
  ) {}

  /** Something may have happened on the server that we do not know of. */
  doubt(): void {
    this.#doubts++;
  }

  /** Up to `max` deliveries, fairly from all streams, in order per stream. */
  async take(streams: readonly string[], max: number): Promise<Taken> {
    const first = this.#looks++ % streams.length;
    let asking = [...streams.slice(first), ...streams.slice(0, first)];
    const deliveries: Delivery[] = [];
    const cursors = new Map<string, number>();
    let again = false;
    let wakeInMs = Infinity;
    while (asking.length > 0 && deliveries.length < max) {
      const room = max - deliveries.length;
      const asked = asking.slice(0, room);
      const share = Math.floor(room / asked.length);
      let answers: Answer[];
      try {
        answers = await this.#ask(asked, share);
      } catch (error) {
        if (deliveries.length === 0) throw error;
        break;
      }
      asking = asking.slice(room);
      answers.forEach((answer, i) => {
        const stream = asked[i] ?? "";
        this.hands.add(answer.deliveries);
        deliveries.push(...answer.deliveries);
        again ||= answer.again;
        wakeInMs = Math.min(wakeInMs, answer.wakeInMs);
        for (const [of, last] of answer.cursors) cursors.set(of, last);
        if (answer.deliveries.length === share) asking.push(stream);
      });
    }
    return { deliveries, again, wakeInMs, cursors };
  }

  /** One round trip; repeated until it succeeds or time is up, as a sweep after a failure. */
  async #ask(streams: readonly string[], room: number): Promise<Answer[]> {
    let failed = false;
    try {
      return await this.link.send((commands) => {
        if (failed) this.doubt();
        failed = true;
        return Promise.all(streams.map((stream) => this.#askOne(commands, stream, room)));
      }, { repeatable: true });
    } catch (error) {
      this.doubt();
      throw error;
    }
  }

  async #askOne(commands: Commands, stream: string, room: number): Promise<Answer> {
    const doubts = this.#doubts + this.link.losses + this.commands.losses;
    const { member, clock } = this;
    const overdue = clock.monotonic() >= (this.#sweptUntil.get(stream) ?? -Infinity);
    const sweep = overdue || this.#sweptAt.get(stream) !== doubts;
    const reply = await commands.run(TAKE, this.keys.group(stream, member.group), [
      ...[member.group, member.consumer, member.exclusive ? 1 : 0, room, Math.floor(clock.now())],
      ...[member.claimAfterMs, member.parkedMax, this.#turns.get(stream) ?? 0, sweep ? 1 : 0],
      ...(sweep ? this.hands.of(stream) : []),
    ]);
    const answer = readAnswer(stream, reply);
    this.#turns.set(stream, answer.turn);
    if (answer.sweepLeft) {
      this.#sweptAt.delete(stream);
    } else if (sweep) {
      this.#sweptAt.set(stream, doubts);
      this.#sweptUntil.set(stream, clock.monotonic() + member.claimAfterMs / 4);
    }
    return answer;
  }
}

function readAnswer(stream: string, reply: unknown): Answer {
  const [status, turn, more, parked, wakeIn, last, redelivered, fresh] = list(reply);
  const state = text(status);
  const deliveries: Delivery[] = [];
  for (const [seq, key, body, attempts, again] of rows(redelivered, 5)) {
    deliveries.push({
      stream,
      seq: integer(seq),
      key: text(key),
      body: bytes(body),
      attempts: integer(attempts),
      redelivered: again === 1,
    });
  }
  deliveries.sort((a, b) => a.seq - b.seq);
  for (const [seq, key, body] of rows(fresh, 3)) {
    deliveries.push({
      stream,
      seq: integer(seq),
      key: text(key),
      body: bytes(body),
      attempts: 0,
      redelivered: false,
    });
  }
  return {
    deliveries,
    again: state === "sweep" || (integer(parked) > 0 && deliveries.length === 0),
    wakeInMs: integer(wakeIn) < 0 ? Infinity : integer(wakeIn),
    cursors: state === "ok" ? new Map([[stream, integer(last)]]) : new Map(),
    sweepLeft: integer(more) > 0,
    turn: integer(turn),
  };
}
