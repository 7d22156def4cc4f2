import type { Millis, SystemClock } from "../../clock/clock.ts";
import type { Delivery } from "../mailbox.ts";
import { type Cursor, POLL_MS, readBlocking } from "./blocking.ts";
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
  /** There is nothing to wait for: another consumer is the owner, or no stream was asked for. */
  readonly barred: boolean;
}

interface Answer extends Taken {
  readonly turn: number;
  readonly sweepLeft: boolean;
  /** Where to wait for new entries; null when there may be some already. */
  readonly cursor: number | null;
  /** When the next parked entry is due. */
  readonly dueAt: Millis;
}

/** A stream that had nothing left to hand out. */
interface Quiet {
  readonly cursor: number;
  readonly dueAt: Millis;
}

/**
 * Takes entries for a consumer. Whenever an answer may have been lost, or the server may have lost
 * its memory, the next look is a sweep: what the server counts as ours and is not in our hands is
 * handed out again, before anything newer.
 */
export class Taking {
  readonly #sweptAt = new Map<string, number>();
  readonly #sweepDue = new Map<string, number>();
  readonly #turns = new Map<string, number>();
  readonly #quiet = new Map<string, Quiet>();
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

  /** Something is going to happen on the stream that a wait for new entries does not notice. */
  stir(stream: string): void {
    this.#quiet.delete(stream);
  }

  /**
   * Up to `max` deliveries, fairly from all streams, in order per stream. Where nothing is known
   * to be there, the server is asked to hold the look back until something comes, for at most
   * {@link POLL_MS} and `waitMs`.
   */
  async take(
    streams: readonly string[],
    max: number,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<Taken> {
    const first = this.#looks++ % streams.length;
    let asking = [...streams.slice(first), ...streams.slice(0, first)];
    const cursors = this.#cursors(streams);
    let blockMs = cursors.length < streams.length ? 0 : this.#untilDue(streams, waitMs);
    const taken = { deliveries: [] as Delivery[], again: false, barred: streams.length === 0 };
    while (asking.length > 0 && taken.deliveries.length < max) {
      const room = max - taken.deliveries.length;
      const asked = asking.slice(0, room);
      asking = asking.slice(room);
      const share = Math.floor(room / asked.length);
      let answers: Answer[];
      try {
        answers = await this.#ask(asked, share, blockMs > 0 ? cursors : [], blockMs, signal);
      } catch (error) {
        if (taken.deliveries.length === 0) throw error;
        break;
      }
      blockMs = 0;
      answers.forEach((answer, i) => {
        this.hands.add(answer.deliveries);
        taken.deliveries.push(...answer.deliveries);
        taken.again ||= answer.again;
        taken.barred ||= answer.barred;
        if (answer.deliveries.length === share) asking.push(asked[i] ?? "");
      });
    }
    return taken;
  }

  /** One round trip; repeated until it succeeds or time is up, as a sweep after a failure. */
  #ask(
    streams: readonly string[],
    room: number,
    waitFor: readonly Cursor[],
    blockMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Answer[]> {
    return this.link.send(async (commands) => {
      // Sent in one go: the server looks for entries as soon as the wait has ended.
      const waiting = waitFor.length > 0 && readBlocking(commands, this.keys, waitFor, blockMs);
      const looking = Promise.all(streams.map((stream) => this.#askOne(commands, stream, room)));
      try {
        const [answers] = await Promise.all([looking, waiting]);
        return answers;
      } catch (error) {
        this.doubt();
        throw error;
      }
    }, { repeatable: true, blockMs, signal });
  }

  async #askOne(commands: Commands, stream: string, room: number): Promise<Answer> {
    const doubts = this.#known();
    const { member, clock } = this;
    const overdue = clock.monotonic() >= (this.#sweepDue.get(stream) ?? -Infinity);
    const sweep = overdue || this.#sweptAt.get(stream) !== doubts;
    const reply = await commands.run(TAKE, this.keys.group(stream, member.group), [
      ...[member.group, member.consumer, member.exclusive ? 1 : 0, room, Math.floor(clock.now())],
      ...[member.claimAfterMs, member.parkedMax, this.#turns.get(stream) ?? 0, sweep ? 1 : 0],
      ...(sweep ? this.hands.of(stream) : []),
    ]);
    const answer = readAnswer(stream, reply);
    this.#turns.set(stream, answer.turn);
    if (answer.cursor === null) this.#quiet.delete(stream);
    else this.#quiet.set(stream, { cursor: answer.cursor, dueAt: answer.dueAt });
    if (answer.deliveries.length > 0 && this.#known() !== doubts) {
      // Something older may have to come first. It is ours and not in hand: a sweep brings it all.
      return { ...answer, deliveries: [], again: true };
    }
    if (answer.sweepLeft) {
      this.#sweptAt.delete(stream);
    } else if (sweep) {
      this.#sweptAt.set(stream, doubts);
      this.#sweepDue.set(stream, clock.monotonic() + member.claimAfterMs / 4);
    }
    return answer;
  }

  /** Where to wait, for the streams that are known to be quiet. */
  #cursors(streams: readonly string[]): Cursor[] {
    const known = this.#known();
    return streams.flatMap((stream) => {
      const quiet = this.#quiet.get(stream);
      return quiet === undefined || this.#sweptAt.get(stream) !== known
        ? []
        : [{ stream, after: quiet.cursor }];
    });
  }

  #untilDue(streams: readonly string[], waitMs: number): number {
    const dueAt = Math.min(...streams.map((stream) => this.#quiet.get(stream)?.dueAt ?? Infinity));
    const ms = Math.floor(Math.min(POLL_MS, waitMs, dueAt - this.clock.now()));
    return Math.max(0, ms);
  }

  /** How much reason for doubt there has been. */
  #known(): number {
    return this.#doubts + this.link.losses + this.commands.losses;
  }
}

function readAnswer(stream: string, reply: unknown): Answer {
  const [status, turn, more, parked, due, last, redelivered, fresh] = list(reply);
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
    again: state === "sweep" || (parked === 1 && deliveries.length === 0),
    barred: state === "barred",
    turn: integer(turn),
    sweepLeft: more === 1,
    cursor: integer(last) < 0 ? null : integer(last),
    dueAt: integer(due) < 0 ? Infinity : integer(due),
  };
}
