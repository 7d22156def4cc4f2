-- The trading slice: bars, signals with their votes, orders, fills, positions.
--
-- Money, prices paid and quantities are numeric without a scale, so that the decimal text that was
-- written comes back as it was. NaN and infinity, which numeric also knows, are refused by
-- "< 'infinity'" (NaN sorts above it). What feeds indicators is double precision: bars are as their
-- feed told them, and a window that is filled from here must hold the same bits as the one that was
-- filled from the stream.
--
-- Keys are compared byte by byte (collation "C"), as programs compare them.

create table market_data (
  ticker    text collate "C" not null check (ticker <> ''),
  timeframe text collate "C" not null check (timeframe in ('1m', '5m', '15m', '30m', '1h', '1d')),
  starts_at timestamptz not null,
  -- The close: when the bar became knowable.
  at        timestamptz not null,
  open      double precision not null,
  high      double precision not null,
  low       double precision not null,
  close     double precision not null,
  volume    double precision not null,
  primary key (ticker, timeframe, starts_at),
  constraint bar_has_length check (at > starts_at),
  constraint bar_prices_in_range check (
    low > 0 and low <= open and low <= close and high >= open and high >= close
    and high < 'infinity'),
  constraint bar_volume_is_amount check (volume >= 0 and volume < 'infinity')
);

create table market_time (
  clock      text collate "C" primary key,
  -- Where the timeline began, and how far it has come.
  started_at timestamptz not null,
  at         timestamptz not null,
  constraint market_time_goes_on check (at >= started_at)
);

create table strategies (
  strategy   text collate "C" primary key check (strategy <> ''),
  enabled    boolean not null,
  weight     double precision not null check (weight between 0 and 1),
  parameters json not null,
  updated_at timestamptz not null
);

create table signals (
  signal_id  text collate "C" primary key,
  -- Market time, as everywhere below unless it says otherwise.
  at         timestamptz not null,
  expires_at timestamptz not null,
  ticker     text collate "C" not null check (ticker <> ''),
  timeframe  text collate "C" not null,
  side       text not null check (side in ('buy', 'sell')),
  score      double precision not null,
  threshold  double precision not null check (threshold > 0),
  -- Close of the bar that decided.
  price      double precision not null check (price > 0 and price < 'infinity'),
  constraint signal_reached_threshold check (
    case side when 'buy' then score >= threshold else score <= -threshold end
    and abs(score) < 'infinity'),
  constraint signal_expires_later check (expires_at >= at)
);
create index signals_by_time on signals (at, signal_id);
create index signals_by_ticker on signals (ticker, at, signal_id);

create table signal_votes (
  signal_id   text collate "C" not null
              references signals deferrable initially deferred,
  strategy    text collate "C" not null check (strategy <> ''),
  direction   smallint not null check (direction in (-1, 0, 1)),
  strength    double precision not null check (strength between 0 and 1),
  weight      double precision not null check (weight between 0 and 1),
  reason_code text not null check (reason_code <> ''),
  -- The numbers behind the reason, by name.
  reason      json not null,
  -- One vote of each strategy.
  primary key (signal_id, strategy)
);

create table risk_rejections (
  rejection_id text collate "C" primary key,
  signal_id    text collate "C" not null
               references signals deferrable initially deferred,
  ticker       text collate "C" not null check (ticker <> ''),
  side         text not null check (side in ('buy', 'sell')),
  quantity     numeric not null check (quantity >= 0 and quantity < 'infinity'),
  at           timestamptz not null,
  rule         text not null check (rule <> ''),
  -- For people: a limit may be a number, hours of the day or a list.
  limit_value  text not null,
  actual_value text not null,
  message      text not null
);
create index risk_rejections_by_time on risk_rejections (at, rejection_id);

create table orders (
  order_id        text collate "C" primary key,
  -- The idempotency key towards the broker.
  client_order_id text collate "C" not null unique,
  -- Null: an operator's order.
  signal_id       text collate "C" references signals deferrable initially deferred,
  attempt         integer not null check (attempt > 0),
  account         text collate "C" not null check (account <> ''),
  ticker          text collate "C" not null check (ticker <> ''),
  side            text not null check (side in ('buy', 'sell')),
  kind            text not null check (kind in ('market')),
  time_in_force   text not null check (time_in_force in ('day', 'gtc')),
  quantity        numeric not null check (quantity > 0 and quantity < 'infinity'),
  reference_price numeric not null check (reference_price > 0 and reference_price < 'infinity'),
  -- Whether it reduces a position.
  closing         boolean not null,
  status          text not null check (status in (
                    'intended', 'submitted', 'accepted', 'partially_filled',
                    'filled', 'cancelled', 'rejected', 'expired', 'replaced')),
  filled_quantity numeric not null check (filled_quantity >= 0),
  average_price   numeric check (average_price > 0 and average_price < 'infinity'),
  broker_order_id text collate "C",
  -- Why it was rejected or ended, where the broker says.
  reason          text,
  at              timestamptz not null,
  updated_at      timestamptz not null,
  unique (signal_id, attempt),
  unique (account, broker_order_id),
  constraint order_not_overfilled check (filled_quantity <= quantity),
  constraint order_price_of_fills check ((average_price is null) = (filled_quantity = 0)),
  constraint order_status_fits_fills check (
    case
      when status in ('intended', 'submitted', 'accepted', 'rejected') then filled_quantity = 0
      when status = 'partially_filled' then filled_quantity > 0 and filled_quantity < quantity
      when status = 'filled' then filled_quantity = quantity
      else filled_quantity < quantity
    end),
  constraint order_intent_is_ours check (status <> 'intended' or broker_order_id is null),
  constraint order_updated_later check (updated_at >= at)
);
create index orders_by_time on orders (at, order_id);
create index orders_open on orders (account, ticker)
  where status in ('intended', 'submitted', 'accepted', 'partially_filled');

create table fills (
  fill_id             text collate "C" primary key,
  order_id            text collate "C" not null
                      references orders deferrable initially deferred,
  signal_id           text collate "C" references signals deferrable initially deferred,
  ticker              text collate "C" not null check (ticker <> ''),
  side                text not null check (side in ('buy', 'sell')),
  quantity            numeric not null check (quantity > 0 and quantity < 'infinity'),
  price               numeric not null check (price > 0 and price < 'infinity'),
  -- Negative: a rebate.
  fee                 numeric not null check (fee > '-infinity' and fee < 'infinity'),
  -- Of its order, with this fill.
  cumulative_quantity numeric not null,
  -- When it became knowable.
  at                  timestamptz not null,
  -- When the venue did it.
  executed_at         timestamptz not null,
  constraint fill_is_part check (cumulative_quantity >= quantity),
  constraint fill_known_later check (at >= executed_at)
);
create index fills_by_time on fills (at, fill_id);
create index fills_by_order on fills (order_id);

create table positions (
  account       text collate "C" not null check (account <> ''),
  ticker        text collate "C" not null check (ticker <> ''),
  -- Negative: short. Zero: nothing is held any more.
  quantity      numeric not null check (quantity > '-infinity' and quantity < 'infinity'),
  -- Average cost of a share.
  average_price numeric check (average_price >= 0 and average_price < 'infinity'),
  -- Of everything closed so far, before fees.
  realised_pnl  numeric not null check (realised_pnl > '-infinity' and realised_pnl < 'infinity'),
  fees          numeric not null check (fees > '-infinity' and fees < 'infinity'),
  -- Last price known when the row was written.
  mark          numeric check (mark > 0 and mark < 'infinity'),
  opened_at     timestamptz,
  updated_at    timestamptz not null,
  primary key (account, ticker),
  constraint position_flat_or_not check (
    (quantity = 0) = (average_price is null) and (quantity = 0) = (opened_at is null))
);

create table account_state (
  account       text collate "C" primary key check (account <> ''),
  starting_cash numeric not null check (starting_cash >= 0 and starting_cash < 'infinity'),
  cash          numeric not null check (cash > '-infinity' and cash < 'infinity'),
  updated_at    timestamptz not null
);
