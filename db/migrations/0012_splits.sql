-- Splits of shares: what bars before and after one have in common.

create table splits (
  ticker text collate "C" not null check (ticker <> ''),
  -- Ex-date: the first session in the new unit.
  date   date not null,
  -- New shares for each old one.
  ratio  double precision not null check (ratio > 0),
  -- When it was told of, market time.
  at     timestamptz not null,
  primary key (ticker, date)
);
