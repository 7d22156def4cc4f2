-- What the broker said that the book did not know, and what was done about it.

create table reconciliation_differences (
  difference_id text collate "C" primary key,
  account       text collate "C" not null,
  at            timestamptz not null,
  kind          text not null check (kind in (
    'missed_report', 'unanswered_order', 'unknown_order', 'foreign_order',
    'foreign_position', 'position', 'impossible_report')),
  ticker        text collate "C" not null check (ticker <> ''),
  -- Our id of the order; null: it is about a position.
  order_id      text collate "C",
  -- For people: what the book says, what the broker says, and what followed.
  expected      text not null,
  found         text not null,
  action        text not null check (action in (
    'booked', 'taken_as_accepted', 'sent_again', 'left_alone', 'trading_paused'))
);
create index reconciliation_differences_by_time on reconciliation_differences (at, difference_id);
