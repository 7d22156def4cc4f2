-- What decisions rested on, for whoever asks later: nothing here is read by a decision.

-- What the ensemble had before it when it made a signal.
create table signal_evidence (
  signal_id     text collate "C" primary key
                references signals deferrable initially deferred,
  -- The bar at whose close it decided, as it was known then.
  bar           json not null,
  min_agreement double precision not null check (min_agreement between 0 and 1),
  -- Who took part, voting or not: weight, and what a strategy that reads the news had besides it.
  members       json not null check (json_typeof(members) = 'array'),
  -- The stories in the ticker's buffer, at most 50.
  stories       json not null check (json_typeof(stories) = 'array')
);

-- What the executor made of a signal.
create table signal_decisions (
  signal_id text collate "C" primary key
            references signals deferrable initially deferred,
  at        timestamptz not null,
  -- The time that risk judged by: market time, in paper and live the later of it and the system's.
  judged_at timestamptz not null,
  outcome   text not null check (outcome in ('placed', 'refused', 'nothing')),
  -- Why nothing was to be done.
  reason    text check (reason <> ''),
  -- What every rule found that was asked, in order: rule, passed, limit, value.
  checks    json not null check (json_typeof(checks) = 'array'),
  -- How large an entry was made, and what decided that; null: it was no entry.
  sizing    json,
  constraint decision_tells_why check ((outcome = 'nothing') = (reason is not null))
);

-- The states that an order went through.
create table order_states (
  order_id        text collate "C" not null
                  references orders deferrable initially deferred,
  status          text not null check (status in (
                    'intended', 'submitted', 'accepted', 'partially_filled',
                    'filled', 'cancelled', 'rejected', 'expired', 'replaced')),
  filled_quantity numeric not null check (filled_quantity >= 0),
  at              timestamptz not null,
  -- System time at which we knew it.
  known_at        timestamptz not null,
  -- The execution report that told of it; null: our own step, or the broker's answer.
  report_id       text collate "C",
  reason          text,
  primary key (order_id, status, filled_quantity)
);
create index order_states_by_report on order_states (report_id) where report_id is not null;

-- Which executions a round trip pairs, and the signal that closed it. Null in rows of before.
alter table learning_round_trips
  add column entry_trade_id text collate "C" check (entry_trade_id <> ''),
  add column exit_trade_id  text collate "C" check (exit_trade_id <> ''),
  add column exit_signal_id text collate "C" check (exit_signal_id <> '');
create index learning_round_trips_by_entry on learning_round_trips (entry_signal_id);
create index learning_round_trips_by_exit on learning_round_trips (exit_signal_id);
create index fills_by_signal on fills (signal_id);
