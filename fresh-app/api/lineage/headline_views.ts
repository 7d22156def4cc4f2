import type { LineageRows, ToldStory } from "../../../db/repositories/lineage.ts";
import { isoOf } from "../moment.ts";
import { judgementOf } from "../rows.ts";
import type { CounterfactualView, HeadlineView } from "../lineage_views.ts";

/** The stories behind a decision: those that mattered most first, then the newest. */
export function headlineViews(
  { stories, storyId, evidence, signal }: LineageRows,
  whatIf: readonly CounterfactualView[],
): HeadlineView[] {
  const stood = evidence?.stories ?? [];
  const at = evidence?.bar.at ?? 0;
  const without = new Map(
    whatIf.flatMap((each) =>
      each.without.kind === "story" ? [[each.without.articleId, each] as const] : []
    ),
  );
  const shift = ({ without }: HeadlineView) =>
    without === null || without.score === null || signal === null
      ? 0
      : Math.abs(signal.score - without.score);
  const views = stood.map((vote) => ({
    ...told(vote.storyId, vote.articleId, stories.get(vote.storyId)),
    stood: {
      at: isoOf(vote.at),
      ageMs: at - vote.at,
      score: vote.score,
      confidence: vote.confidence,
      sourceWeight: vote.sourceWeight,
    },
    without: without.get(vote.articleId) ?? null,
  })).sort((a, b) =>
    Number(b.storyId === storyId) - Number(a.storyId === storyId) || shift(b) - shift(a) ||
    a.stood.ageMs - b.stood.ageMs
  );
  if (storyId === null || stood.some((vote) => vote.storyId === storyId)) return views;
  const asked = { ...told(storyId, storyId, stories.get(storyId)), stood: null, without: null };
  return [asked, ...views];
}

function told(
  storyId: string,
  articleId: string,
  story: ToldStory | undefined,
): Omit<HeadlineView, "stood" | "without"> {
  const { article = null, judgement = null, copies = [] } = story ?? {};
  return {
    articleId: article?.article_id ?? articleId,
    storyId,
    title: article?.title ?? null,
    source: article?.source ?? null,
    url: article?.url ?? null,
    publishedAt: article?.published_at ?? null,
    firstSeenAt: article?.first_seen_at ?? null,
    at: judgement?.at ?? article?.at ?? null,
    copies: copies.map(({ article_id, source, title, url, at }) => ({
      articleId: article_id,
      source,
      title,
      url,
      at,
    })),
    sentiment: judgement === null ? null : {
      ...judgementOf(judgement),
      probabilities: {
        positive: judgement.positive,
        neutral: judgement.neutral,
        negative: judgement.negative,
      },
      tickers: [...judgement.tickers],
    },
  };
}
