import { page } from "fresh";
import { readActors } from "../api/actors.ts";
import { readDeadLetters } from "../api/dead_letters.ts";
import { DeadLetters } from "../components/DeadLetters.tsx";
import { Section, Unreadable } from "../components/parts.tsx";
import { LiveActors } from "../islands/LiveActors.tsx";
import { part } from "../data/part.ts";
import { define } from "../utils.ts";

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
  const { health, now } = frame;
  return (
    <>
      <LiveActors
        health={health}
        now={now}
        items={actors?.items ?? null}
        deadLetters={letters?.items.length ?? null}
      />
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
