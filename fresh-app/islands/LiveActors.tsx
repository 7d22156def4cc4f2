import type { ActorView } from "../api/views.ts";
import { ActorTree } from "../components/ActorTree.tsx";
import { Section, Unreadable } from "../components/parts.tsx";
import type { Frame } from "../data/frame.ts";
import { useFields, useHold, useList } from "../live/hooks.ts";
import { duration } from "../words/format.ts";

/** The actors as they are: a summary, and the tree. */
export function LiveActors(
  { health: healthThen, now: then, items: initial, deadLetters }: Pick<Frame, "health" | "now"> & {
    /** Null: they could not be read. */
    items: readonly ActorView[] | null;
    /** How many messages wait for a decision; null: it could not be read. */
    deadLetters: number | null;
  },
) {
  const { health, now } = useFields("frame", { health: healthThen, now: then });
  const { isHeld, handlers } = useHold();
  const { items: known, trouble } = useList("actors", { initial, key: "name", isHeld });
  const items = known ?? [];
  const running = items.filter(({ state }) => state === "ready").length;
  const restarts = items.reduce((sum, actor) => sum + actor.restarts, 0);
  const ages = items.flatMap(({ mailbox }) => mailbox).map(({ ageMs }) => ageMs ?? 0);
  const oldest = Math.max(0, ...ages);
  const unread = trouble !== null || known === null;
  return (
    <div class="live" {...handlers}>
      <div class="top">
        <div>
          <h1>Actors</h1>
          <p>{health}.</p>
        </div>
        <dl class="sumr">
          <div>
            <dt>Running</dt>
            <dd>{running} of {items.length}</dd>
          </div>
          <div>
            <dt>Restarts</dt>
            <dd>{restarts}</dd>
          </div>
          <div>
            <dt>Oldest message</dt>
            <dd>{oldest === 0 ? "none" : duration(oldest)}</dd>
          </div>
          <div>
            <dt>Dead letters</dt>
            <dd>{deadLetters ?? "–"}</dd>
          </div>
        </dl>
      </div>
      <Section id="tree" heading="Supervision tree" note="ages of messages are in market time">
        {unread ? <Unreadable what="The actors" /> : <ActorTree actors={items} now={now} />}
      </Section>
    </div>
  );
}
