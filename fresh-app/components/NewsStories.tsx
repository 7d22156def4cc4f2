import type { NewsView } from "../api/views.ts";
import { Empty, Explained, Time } from "./parts.tsx";
import { useRows } from "./rows.tsx";
import { Judged, type TableProps } from "./tables.tsx";

/** Stories with what was made of each, by whom and why. */
export function NewsStories({ items, reader, today }: TableProps<NewsView>) {
  const rows = useRows<NewsView>(reader, today);
  if (items.length === 0) {
    return <Empty>No news yet. An article appears here as soon as a source tells it.</Empty>;
  }
  return (
    <ul class="hl">
      {rows(
        items,
        (story) => <Story key={story.articleId} story={story} reader={reader} today={today} />,
      )}
    </ul>
  );
}

function Story(
  { story, reader, today }: Omit<TableProps<NewsView>, "items"> & { story: NewsView },
) {
  const { sentiment, copies, ignored, source } = story;
  return (
    <li class="newsrow">
      <Time at={story.at} today={today} reader={reader} />
      <b>{story.tickers.length === 0 ? "–" : story.tickers.join(", ")}</b>
      <div>
        <Explained id={story.articleId}>{story.title}</Explained>
        <p>
          {source}. {sentiment === null
            ? "Not judged yet."
            : `Judged ${sentiment.label} by ${sentiment.analyzer} (${sentiment.model.id}): ${
              sentence(sentiment.why)
            }`}
          {copies.length === 0
            ? null
            : ` Told ${copies.length === 1 ? "once more" : `${copies.length} times more`} by ${
              [...new Set(copies.map((copy) => copy.source))].join(", ")
            }; counted once.`}
          {ignored === null ? null : <b>{` Not traded on: ${ignored}.`}</b>}
        </p>
      </div>
      <Judged story={story} reader={reader} />
    </li>
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
