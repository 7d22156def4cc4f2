-- Orders of every type: what a type needs is there, what it has no use for is not.
--
-- Orders written before are market orders without any of it, which is what the new columns say of them.

alter table orders
  drop constraint orders_kind_check,
  add column limit_price     numeric check (limit_price > 0 and limit_price < 'infinity'),
  add column stop_price      numeric check (stop_price > 0 and stop_price < 'infinity'),
  -- How far a trailing stop stays behind the best price: dollars, or a share of that price.
  add column trail_amount    numeric check (trail_amount > 0 and trail_amount < 'infinity'),
  add column trail_fraction  numeric check (trail_fraction > 0 and trail_fraction < 1),
  add column extended_hours  boolean not null default false,
  -- The entry, or the other half of the pair, that it is an exit of; and which exit.
  add column parent_order_id text collate "C" references orders deferrable initially deferred,
  add column leg             text check (leg in ('take_profit', 'stop_loss')),
  add constraint order_kind_known check (
    kind in ('market', 'limit', 'stop', 'stop_limit', 'trailing_stop')),
  add constraint order_limit_fits_kind check (
    (limit_price is not null) = (kind in ('limit', 'stop_limit'))),
  add constraint order_stop_fits_kind check (
    (stop_price is not null) = (kind in ('stop', 'stop_limit'))),
  add constraint order_trail_fits_kind check (
    num_nonnulls(trail_amount, trail_fraction) = case kind when 'trailing_stop' then 1 else 0 end),
  -- Brokers take nothing else outside sessions.
  add constraint order_extended_is_limit check (not extended_hours or kind = 'limit'),
  add constraint order_leg_has_parent check ((leg is null) = (parent_order_id is null)),
  add constraint order_leg_fits_kind check (
    case leg when 'take_profit' then kind = 'limit'
             when 'stop_loss' then kind in ('stop', 'stop_limit')
             else true end);
create index orders_by_parent on orders (parent_order_id) where parent_order_id is not null;
