-- Backtests that were asked for, and what came of them.

create table backtest_runs (
  run_id       text collate "C" primary key check (run_id <> ''),
  status       text not null check (status in (
    'queued', 'running', 'succeeded', 'failed', 'cancelled', 'deleted')),
  -- System time, all three: a run is no part of the market.
  requested_at timestamptz not null,
  started_at   timestamptz,
  finished_at  timestamptz,
  -- With version and digest, everything that the result depends on.
  request      json not null,
  version      text not null,
  -- SHA-256 of the bars; null before they are read.
  data_digest  text,
  bars_done    bigint not null check (bars_done >= 0),
  bars_total   bigint not null check (bars_total >= bars_done),
  -- Milliseconds that are left at the pace so far.
  eta_ms       bigint check (eta_ms >= 0),
  -- Why it failed, for people.
  reason       text check (reason <> ''),
  -- The figures that a list shows.
  summary      json,
  result       json,
  constraint run_tells_why check ((status = 'failed') = (reason is not null)),
  constraint run_is_whole check ((status = 'succeeded') = (result is not null)),
  constraint run_ends check (
    (finished_at is null) = (status in ('queued', 'running')))
);
create index backtest_runs_by_time on backtest_runs (requested_at, run_id);
