-- News: where it comes from, how each source does, and the articles that were seen.

-- Sources as data: seeded from a file, edited by the operator. The fetcher reads it again and again.
create table news_sources (
  source     text collate "C" primary key check (source ~ '^[a-z0-9][a-z0-9._-]{0,62}[a-z0-9]$'),
  enabled    boolean not null,
  -- How much the source counts beside others.
  weight     double precision not null check (weight between 0 and 1),
  -- Kind, address and interval, as the catalogue's schema has them. Never a credential.
  config     json not null,
  -- System time, as in the next table.
  updated_at timestamptz not null
);

-- How each source does; written by the fetcher alone.
create table news_source_health (
  source           text collate "C" primary key check (source <> ''),
  polls            bigint not null check (polls >= 0),
  items            bigint not null check (items >= 0),
  new_items        bigint not null check (new_items >= 0 and new_items <= items),
  errors           bigint not null check (errors >= 0),
  failures_in_row  bigint not null check (failures_in_row >= 0 and failures_in_row <= errors),
  last_poll_at     timestamptz,
  last_success_at  timestamptz,
  last_failure_at  timestamptz,
  -- A code to count by, and a sentence for people.
  last_failure     text,
  last_message     text,
  next_poll_at     timestamptz
);

-- Every article that was published. The primary key decides that it was published once.
create table articles (
  article_id    text collate "C" primary key check (article_id <> ''),
  story_id      text collate "C" not null check (story_id <> ''),
  source        text collate "C" not null check (source <> ''),
  source_weight double precision not null check (source_weight between 0 and 1),
  title         text not null check (title <> ''),
  summary       text not null,
  url           text,
  symbols       json not null,
  -- The source's own date; null where it states none with a zone.
  published_at  timestamptz,
  first_seen_at timestamptz not null,
  -- When decisions may know of it: market time.
  at            timestamptz not null,
  timing        text not null check (timing in ('fresh', 'undated', 'future', 'stale')),
  constraint article_known_after_seen check (at >= first_seen_at),
  constraint article_undated check ((timing = 'undated') = (published_at is null))
);
create index articles_by_time on articles (at, article_id);
create index articles_by_story on articles (story_id, at);
create index articles_by_source on articles (source, first_seen_at);
