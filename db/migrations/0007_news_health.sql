-- How sources do, told more fully: entries left out, and when something was new last. A source may
-- answer for weeks and tell nothing new, which its successes alone do not show.
alter table news_source_health
  add column skipped     bigint not null default 0 check (skipped >= 0),
  add column last_new_at timestamptz;
alter table news_source_health alter column skipped drop default;
