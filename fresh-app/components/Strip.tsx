import type { ActorCell } from "../data/frame.ts";
import type { Wellness } from "../words/telling.ts";

/** One shape for each kind of state, so that colour is never needed. */
export function StateGlyph({ kind }: { kind: Wellness }) {
  return (
    <svg class={`st g-${kind}`} viewBox="0 0 10 10" aria-hidden="true">
      {kind === "well"
        ? <circle cx="5" cy="5" r="3.6" fill="currentColor" />
        : kind === "restarting"
        ? (
          <>
            <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" />
            <path d="M5 1.4a3.6 3.6 0 0 1 0 7.2Z" fill="currentColor" />
          </>
        )
        : kind === "stopped"
        ? <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" />
        : <path d="M1.5 1.5l7 7M8.5 1.5l-7 7" stroke="currentColor" stroke-width="2" fill="none" />}
    </svg>
  );
}

/** One cell per actor: quiet when it is well, marked when it is not. */
export function Strip({ actors, health }: { actors: readonly ActorCell[]; health: string }) {
  const worst = actors.some(({ kind }) => kind === "failed")
    ? "failed"
    : actors.some(({ kind }) => kind !== "well")
    ? "restarting"
    : "well";
  return (
    <nav aria-label="Actor health">
      <ul class="strip">
        <li class="brief">
          <a href="/actors">
            <StateGlyph kind={worst} />
            <span class="n">{health}</span>
          </a>
        </li>
        {actors.map(({ name, kind, state, facts }) => (
          <li key={name} class={`${kind === "well" ? "well " : ""}s-${kind}`}>
            <a href="/actors">
              <StateGlyph kind={kind} />
              <span class="n">
                {name}
                <span class="vh">, {state}</span>
              </span>
              <span class="m">{facts}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
