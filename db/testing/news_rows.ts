import type { RowWrite } from "../../runtime/delivery/store.ts";
import {
  type ArticleRow,
  articles,
  newsSourceHealth,
  type NewsSourceHealthRow,
  type NewsSourceRow,
  newsSources,
} from "../tables/news.ts";
import {
  analyzerStatus,
  type AnalyzerStatusRow,
  type ArticleSentimentRow,
  articleSentiments,
  articleSentimentTickers,
} from "../tables/sentiment.ts";
import { minute, write } from "./rows.ts";

/** A row of each table of the news with nothing wrong with it; `change` replaces columns. */
export const newsSample = {
  article: (change: Partial<ArticleRow> = {}): ArticleRow => ({
    article_id: "a1",
    story_id: "a1",
    source: "marketwatch",
    source_weight: 1,
    title: "Apple raises its outlook",
    summary: "",
    url: "https://news.example/1",
    symbols: [],
    published_at: minute(1),
    first_seen_at: minute(1),
    at: minute(2),
    timing: "fresh",
    ...change,
  }),
  judgement: (change: Partial<ArticleSentimentRow> = {}): ArticleSentimentRow => ({
    article_id: "a1",
    story_id: "a1",
    at: minute(2),
    scored_at: minute(2),
    label: "positive",
    score: 0.8,
    positive: 0.85,
    negative: 0.05,
    neutral: 0.1,
    confidence: 0.85,
    analyzer: "offline",
    model_id: "sample",
    model_digest: "0123456789abcdef",
    why: "No other analyser is set up.",
    recorded: false,
    tradable: true,
    ...change,
  }),
  analyzer: (change: Partial<AnalyzerStatusRow> = {}): AnalyzerStatusRow => ({
    analyzer: "offline",
    place: 2,
    state: "ready",
    reason: null,
    since: minute(0),
    seconds: 0.002,
    buckets: [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    ...change,
  }),
  source: (change: Partial<NewsSourceRow> = {}): NewsSourceRow => ({
    source: "marketwatch",
    enabled: true,
    weight: 1,
    config: {},
    updated_at: minute(0),
    ...change,
  }),
  health: (change: Partial<NewsSourceHealthRow> = {}): NewsSourceHealthRow => ({
    source: "marketwatch",
    polls: 3,
    items: 12,
    new_items: 5,
    skipped: 2,
    errors: 1,
    failures_in_row: 1,
    last_poll_at: minute(3),
    last_success_at: minute(2),
    last_new_at: minute(1),
    last_failure_at: minute(3),
    last_failure: "not_a_feed",
    last_message: "The answer is an HTML page.",
    next_poll_at: minute(5),
    ...change,
  }),
};

/** A story that was told twice, judged, about one ticker; and the source that told it. */
export function newsStory(): RowWrite[] {
  return [
    write(newsSources, newsSample.source()),
    write(newsSourceHealth, newsSample.health()),
    write(articles, newsSample.article()),
    write(
      articles,
      newsSample.article({ article_id: "a2", source: "wire", url: null, at: minute(3) }),
    ),
    write(articleSentiments, newsSample.judgement()),
    write(articleSentimentTickers, { article_id: "a1", ticker: "AAPL" }),
    write(analyzerStatus, newsSample.analyzer()),
  ];
}
