-- What was learned from trades, and what the account was worth.

-- Fills paired first in, first out. Written once.
create table learning_round_trips (
  trip_id         text collate "C" primary key check (trip_id <> ''),
  ticker          text collate "C" not null check (ticker <> ''),
  -- Of the entry.
  side            text not null check (side in ('buy', 'sell')),
  quantity        numeric not null check (quantity > 0 and quantity < 'infinity'),
  entry_value     numeric not null check (entry_value > 0 and entry_value < 'infinity'),
  exit_value      numeric not null check (exit_value >= 0 and exit_value < 'infinity'),
  fees            numeric not null check (fees > '-infinity' and fees < 'infinity'),
  -- Fees taken off.
  pnl             numeric not null,
  entry_signal_id text collate "C" not null check (entry_signal_id <> ''),
  entered_at      timestamptz not null,
  exited_at       timestamptz not null,
  constraint round_trip_adds_up check (
    pnl = case side when 'buy' then exit_value - entry_value else entry_value - exit_value end
          - fees),
  constraint round_trip_ends_later check (exited_at >= entered_at)
);
create index learning_round_trips_by_time on learning_round_trips (exited_at, trip_id);

-- Each strategy's part in a round trip, in proportion to weight x strength of its vote for the entry.
create table learning_credits (
  trip_id  text collate "C" not null
           references learning_round_trips deferrable initially deferred,
  strategy text collate "C" not null check (strategy <> ''),
  share    double precision not null check (share > 0 and share <= 1),
  pnl      numeric not null check (pnl > '-infinity' and pnl < 'infinity'),
  primary key (trip_id, strategy)
);
create index learning_credits_by_strategy on learning_credits (strategy, trip_id);

-- Every decision about the weights with what led to it, those that moved nothing included.
create table learning_adjustments (
  adjustment_id  text collate "C" primary key check (adjustment_id <> ''),
  outcome        text not null check (outcome in (
                   'learned', 'not_enough_trades', 'frozen',
                   'freeze', 'unfreeze', 'reset', 'override')),
  at             timestamptz not null,
  -- The open from which on it applies.
  effective_at   timestamptz not null,
  -- Null: the engine itself.
  asked_by       text check (asked_by <> ''),
  reason         text not null check (reason <> ''),
  -- By strategy: real credit and shadow since the decision before, with their counts.
  evidence       json not null,
  -- Scores and weights.
  before_state   json not null,
  after_state    json not null,
  constraint adjustment_applies_later check (effective_at >= at)
);
create index learning_adjustments_by_time on learning_adjustments (at, adjustment_id);

create table strategy_weights_history (
  adjustment_id text collate "C" not null
                references learning_adjustments deferrable initially deferred,
  strategy      text collate "C" not null check (strategy <> ''),
  weight        double precision not null check (weight between 0 and 1),
  effective_at  timestamptz not null,
  primary key (adjustment_id, strategy)
);
create index strategy_weights_by_time on strategy_weights_history (strategy, effective_at);

-- What the account was worth, on a schedule of market time, after fills and at each close.
create table portfolio_snapshots (
  account        text collate "C" not null check (account <> ''),
  at             timestamptz not null,
  -- The most telling of the reasons that fell on the same moment.
  cause          text not null check (cause in ('schedule', 'fill', 'close')),
  cash           numeric not null check (cash > '-infinity' and cash < 'infinity'),
  equity         numeric not null check (equity > '-infinity' and equity < 'infinity'),
  -- Worth of long and of short positions; the second is not above zero.
  long_value     numeric not null check (long_value >= 0 and long_value < 'infinity'),
  short_value    numeric not null check (short_value <= 0 and short_value > '-infinity'),
  realised_pnl   numeric not null check (realised_pnl > '-infinity' and realised_pnl < 'infinity'),
  unrealised_pnl numeric not null
                 check (unrealised_pnl > '-infinity' and unrealised_pnl < 'infinity'),
  fees           numeric not null check (fees > '-infinity' and fees < 'infinity'),
  -- What is held of each ticker, at which price.
  positions      json not null,
  primary key (account, at),
  constraint snapshot_adds_up check (equity = cash + long_value + short_value)
);

-- Each close: our ledger, the trades that were told of, and the broker's account, side by side.
create table portfolio_reconciliations (
  account     text collate "C" not null check (account <> ''),
  at          timestamptz not null,
  -- Session date.
  session     date not null,
  -- Whether all that was compared agrees to the cent.
  agrees      boolean not null,
  -- What was compared: name, ours, theirs, difference, and what it means.
  items       json not null,
  primary key (account, at)
);
