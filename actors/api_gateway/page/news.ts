import { html } from "hono/html";
import type { JudgementView, NewsView } from "../../../fresh-app/api/views.ts";
import { grouped } from "./format.ts";
import type { PageData } from "./page_data.ts";
import { empty, type Html, moment, section, unreadable } from "./parts.ts";

/** The latest stories: how each was judged and by what, its copies folded in, and why one is ignored. */
export function newsSection({ news, sources, analyzers, marketTime }: PageData): Html {
  return section(
    "news",
    "Latest news",
    "newest first, each story once",
    html`${list()} ${faults()} ${missing()}`,
  );

  function list(): Html {
    if (news === null) return unreadable("News");
    if (news.length === 0) {
      return empty(
        "No news yet. An article is judged once, whoever tells it; what it means for a ticker " +
          "appears here.",
      );
    }
    return html`
      <ol class="story brief">
        ${news.map((story) =>
          html`
            <li>
              ${moment(story.at, marketTime)}
              <div>
                <p>${story.tickers.length > 0
                  ? html`
                    <b>${story.tickers.join(", ")}</b>
                  `
                  : ""}${story
                  .title}</p>
                <p class="mid">${judged(story.sentiment)} ${copied(story)} ${ignored(story)}</p>
              </div>
            </li>
          `
        )}
      </ol>
    `;
  }

  /** Analysers that cannot be had now, and why. */
  function missing(): Html {
    return html`${
      (analyzers ?? []).map(({ analyzer, state, reason }) =>
        state === "ready" ? "" : html`
          <p class="empty bad">
            The analyser ${analyzer} ${STATE_WORDS[state]}: ${reason ?? "it gave no reason"}. The
            next one judges meanwhile.
          </p>
        `
      )
    }`;
  }

  /** Sources that fail now; those that do well are not worth a line. */
  function faults(): Html {
    const failing = (sources ?? []).filter(({ health }) => (health?.failuresInRow ?? 0) > 0);
    return html`${
      failing.map(({ source, health }) =>
        html`
          <p class="empty bad">
            ${source} has failed ${times(
              health?.failuresInRow ?? 0,
            )} in a row: ${health?.lastFailure
              ?.message ?? "it gave no reason."}
          </p>
        `
      )
    }`;
  }
}

const STATE_WORDS = {
  fetching: "is on its way",
  restarting: "is being started again",
  "left alone": "is left alone for a while",
  unavailable: "cannot be had",
} as const;

function judged(sentiment: JudgementView | null): Html | string {
  if (sentiment === null) return "Not judged yet.";
  const { label, score, confidence, analyzer } = sentiment;
  const sure = `confidence ${grouped(confidence * 100, 0)}%, by ${analyzer}.`;
  const rounded = grouped(score, 2);
  if (Number(score.toFixed(2)) === 0) return `${rounded} ${label}, ${sure}`;
  return score > 0
    ? html`<span class="up nowrap">▲ +${rounded}</span> ${label}, ${sure}`
    : html`<span class="down nowrap">▼ ${rounded}</span> ${label}, ${sure}`;
}

function copied({ copies, source }: NewsView): string {
  if (copies.length === 0) return "";
  const others = [...new Set(copies.map((copy) => copy.source))].filter((name) => name !== source);
  const by = others.length === 0 ? `, by ${source} itself` : `, by ${others.join(", ")}`;
  return `Told ${copies.length === 1 ? "once more" : `${copies.length} times more`}${by}.`;
}

function ignored(story: NewsView): string {
  return story.ignored === null ? "" : `Not traded on: ${story.ignored}.`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
