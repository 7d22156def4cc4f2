import type { ActorView } from "../api/views.ts";
import { duration } from "../words/format.ts";
import { stateWord, wellness } from "../words/telling.ts";
import { StateGlyph } from "./Strip.tsx";

/** The supervisor and its actors, in the order in which they are started. */
export function ActorTree({ actors, now }: { actors: readonly ActorView[]; now: string }) {
  return (
    <table class="tree">
      <thead>
        <tr>
          <th scope="col">Supervised one by one</th>
          <th scope="col">State</th>
          <th scope="col" class="num">Since</th>
          <th scope="col" class="num p2">Restarts</th>
          <th scope="col" class="num">Mailbox depth</th>
          <th scope="col" class="num p2">Oldest message</th>
          <th scope="col" class="num p2">Consumed</th>
          <th scope="col" class="num p2">Unpublished</th>
        </tr>
      </thead>
      <tbody>
        <tr class="grp">
          <th scope="rowgroup" colSpan={8}>
            <span class="root">
              <StateGlyph kind="well" /> supervisor
              <span class="note">
                restarts one actor alone: each goes on from what it committed
              </span>
            </span>
          </th>
        </tr>
        {actors.map((actor, i) => (
          <Row key={actor.name} actor={actor} now={now} last={i === actors.length - 1} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ actor, now, last }: { actor: ActorView; now: string; last: boolean }) {
  const { name, state, since, restarts, lastFailure, progress, mailbox } = actor;
  const kind = wellness(state);
  const depth = mailbox.reduce((sum, each) => sum + each.depth, 0);
  const parked = mailbox.reduce((sum, each) => sum + each.parked, 0);
  const oldest = Math.max(0, ...mailbox.map(({ ageMs }) => ageMs ?? 0));
  const where = mailbox.map((each) => `${each.stream} ${each.depth}`).join(", ");
  return (
    <tr class={`${kind}${last ? " last" : ""}`}>
      <th scope="row">
        <span class="leaf name">{name}</span>
      </th>
      <td class="m1">
        <span class="chip">
          <StateGlyph kind={kind} /> {stateWord(state)}
        </span>
        {lastFailure === null
          ? null
          : <div class="why">Last failure: {lastFailure.name}: {lastFailure.message}</div>}
      </td>
      <td class="num m2">{duration(Date.parse(now) - Date.parse(since))}</td>
      <td class="num p2">{restarts}</td>
      <td class="num p2" title={where}>
        {depth}
        {parked === 0 ? null : <span class="warn">, {parked} parked</span>}
      </td>
      <td class="num p2">{oldest === 0 ? "–" : duration(oldest)}</td>
      <td class="num p2">{progress.consumed}</td>
      <td class="num p2">{progress.outbox}</td>
    </tr>
  );
}
