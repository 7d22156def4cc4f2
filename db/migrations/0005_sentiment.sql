-- What analysers made of each article, and of which tickers it speaks.

create table article_sentiments (
  article_id   text collate "C" primary key check (article_id <> ''),
  story_id     text collate "C" not null check (story_id <> ''),
  -- Market time at which the judgement became knowable.
  at           timestamptz not null,
  scored_at    timestamptz not null,
  label        text not null check (label in ('positive', 'negative', 'neutral')),
  score        double precision not null check (score between -1 and 1),
  positive     double precision not null check (positive between 0 and 1),
  negative     double precision not null check (negative between 0 and 1),
  neutral      double precision not null check (neutral between 0 and 1),
  confidence   double precision not null check (confidence between 0 and 1),
  analyzer     text not null check (analyzer <> ''),
  model_id     text not null check (model_id <> ''),
  model_digest text not null check (model_digest <> ''),
  -- Why that analyser was used, as a sentence.
  why          text not null check (why <> ''),
  -- Whether the article came with this judgement, which then stands.
  recorded     boolean not null,
  tradable     boolean not null
);
create index article_sentiments_by_time on article_sentiments (at, article_id);
create index article_sentiments_by_story on article_sentiments (story_id);

create table article_sentiment_tickers (
  article_id text collate "C" not null
             references article_sentiments deferrable initially deferred,
  ticker     text collate "C" not null check (ticker <> ''),
  primary key (article_id, ticker)
);
create index article_sentiment_tickers_by_ticker on article_sentiment_tickers (ticker, article_id);
