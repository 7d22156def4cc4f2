import { html } from "hono/html";
import { SNAPSHOT_AGE_MAX_MS } from "../../../fresh-app/api/health.ts";
import type { ActorStatus } from "../../domain/system_status.ts";
import { counted, duration, grouped } from "./format.ts";
import type { PageData } from "./page_data.ts";
import { empty, type Html, section, unreadable } from "./parts.ts";
import { stateWord, type Wellness, wellness } from "./telling.ts";

/** One shape for each kind of state, so that colour is never needed. */
const GLYPHS: Readonly<Record<Wellness, Html>> = {
  well: html`
    <circle cx="5" cy="5" r="4" fill="currentColor" />
  `,
  restarting: html`
    <circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" />
    <path d="M5 1a4 4 0 0 1 0 8Z" fill="currentColor" />
  `,
  stopped: html`
    <circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" />
  `,
  failed: html`
    <path d="M1.5 1.5l7 7M8.5 1.5l-7 7" stroke="currentColor" stroke-width="2" fill="none" />
  `,
};

/** How all is, in one sentence: the page's heading. */
export function headline({ snapshot, now }: PageData): string {
  if (snapshot === null) return "Waiting for the first report of the supervisor";
  const ageMs = now - snapshot.at;
  if (ageMs > SNAPSHOT_AGE_MAX_MS) return `The supervisor was last heard ${duration(ageMs)} ago`;
  const unwell = snapshot.actors.filter(({ state }) => state !== "ready");
  if (unwell.length === 0) return `All ${counted(snapshot.actors.length, "actor")} are running`;
  const [first] = unwell;
  return unwell.length === 1 && first !== undefined
    ? `${first.name} is ${stateWord(first.state)}`
    : `${unwell.length} of ${counted(snapshot.actors.length, "actor")} are not running`;
}

/** One cell per actor: quiet when it is well, marked when it is not. */
export function healthStrip(data: PageData): Html {
  const { snapshot } = data;
  if (snapshot === null) return html``;
  return html`
    <ul class="strip" aria-label="Actors">
      ${snapshot.actors.map((actor) => cell(actor, data))}
    </ul>
  `;
}

function cell(actor: ActorStatus, { depths, now }: PageData): Html {
  const { name, state, since, restarts } = actor;
  const kind = wellness(state);
  const waiting = (depths ?? []).filter(({ group }) => group === name)
    .reduce((sum, { depth }) => sum + depth, 0);
  const facts = [
    kind === "well" ? null : `${stateWord(state)}, ${duration(now - since)}`,
    depths === null ? null : `${grouped(waiting, 0)} waiting`,
    restarts === 0 ? null : `↻ ${restarts}`,
  ].filter((fact) => fact !== null);
  return html`
    <li class="s-${kind}">
      <svg class="st" viewBox="0 0 10 10" aria-hidden="true">${GLYPHS[kind]}</svg>
      <span class="n">${name}<span class="vh">, ${stateWord(state)}</span></span>
      <span class="m">${facts.join(" · ")}</span>
    </li>
  `;
}

/** Actors that are not well or have failed, with their last words. */
export function failuresSection({ snapshot, now }: PageData): Html {
  const failed = snapshot?.actors.filter(({ lastFailure }) => lastFailure !== null) ?? [];
  if (failed.length === 0) return html``;
  const list = html`
    <ul class="story brief">
      ${failed.map(({ name, state, lastFailure }) =>
        html`
          <li>
            <span class="dim">${lastFailure === null || lastFailure.at === null
              ? ""
              : `${duration(now - lastFailure.at)} ago`}</span>
            <div>
              <p><b>${name}</b> is ${stateWord(state)}</p>
              <p class="mid">${lastFailure?.name}: ${lastFailure?.message}</p>
            </div>
          </li>
        `
      )}
    </ul>
  `;
  return section("failures", "Failures", "last of each actor", list);
}

/** Messages that no actor could handle. */
export function deadLettersSection({ deadLetters, now }: PageData): Html {
  return section("dead", "Dead letters", "messages that could not be handled", list());

  function list(): Html {
    if (deadLetters === null) return unreadable("Dead letters");
    if (deadLetters.length === 0) {
      return empty("None. A message that an actor cannot handle is kept here, with the reason.");
    }
    return html`
      <ul class="story brief">
        ${deadLetters.map(({ stream, group, seq, reason, deadAt }) =>
          html`
            <li>
              <time datetime="${deadAt}" title="${deadAt}">${duration(
                now - Date.parse(deadAt),
              )} ago</time>
              <div>
                <p><b>${group}</b> gave up on ${stream} ${seq}</p>
                <p class="mid">${reason}</p>
              </div>
            </li>
          `
        )}
      </ul>
    `;
  }
}
