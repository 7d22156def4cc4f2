import { page } from "fresh";
import { readActors } from "../api/actors.ts";
import { readDeadLetters } from "../api/dead_letters.ts";
import { ActorTree } from "../components/ActorTree.tsx";
import { DeadLetters } from "../components/DeadLetters.tsx";
import { Section, Unreadable } from "../components/parts.tsx";
import { part } from "../data/part.ts";
import { define } from "../utils.ts";
import { duration } from "../words/format.ts";

const LETTERS = 50;

/** Reads the actors and their dead letters. */
export const handler = define.handlers({
  async GET({ state: { backend }, url }) {
    const { ports } = backend;
    const [actors, letters] = await Promise.all([
      part(backend, readActors(ports, { limit: 200, cursor: null })),
      part(backend, readDeadLetters(ports.mailbox.deadLetters, { limit: LETTERS, cursor: null })),
    ]);
    return page({ actors, letters, told: url.searchParams.get("replayed") });
  },
});

export default define.page<typeof handler>(({ data: { actors, letters, told }, state }) => {
  const { frame, reader } = state;
  const items = actors?.items ?? [];
  const running = items.filter(({ state }) => state === "ready").length;
  const restarts = items.reduce((sum, actor) => sum + actor.restarts, 0);
  const waiting = items.flatMap(({ mailbox }) => mailbox);
  const oldest = Math.max(0, ...waiting.map(({ ageMs }) => ageMs ?? 0));
  return (
    <>
      <div class="top">
        <div>
          <h1>Actors</h1>
          <p>{frame.health}.</p>
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
            <dd>{letters === null ? "–" : letters.items.length}</dd>
          </div>
        </dl>
      </div>
      <Section id="tree" heading="Supervision tree" note="ages of messages are in market time">
        {actors === null
          ? <Unreadable what="The actors" />
          : <ActorTree actors={items} now={frame.now} />}
      </Section>
      <Section
        id="dead"
        heading="Dead letters"
        note={letters === null || letters.items.length === 0
          ? "messages that could not be handled"
          : `${letters.items.length} waiting for a decision`}
      >
        {letters === null ? <Unreadable what="Dead letters" /> : (
          <DeadLetters
            letters={letters.items}
            reader={reader}
            mayReplay={state.principal?.role === "operator"}
            told={told}
          />
        )}
      </Section>
    </>
  );
});
