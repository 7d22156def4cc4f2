-- Money moves without our orders too: each movement is a difference that is explained and booked.

alter table reconciliation_differences
  drop constraint reconciliation_differences_kind_check,
  add constraint reconciliation_differences_kind_check check (kind in (
    'missed_report', 'unanswered_order', 'unknown_order', 'foreign_order',
    'foreign_position', 'position', 'impossible_report', 'cash_movement', 'cash')) not valid;
alter table reconciliation_differences
  validate constraint reconciliation_differences_kind_check;
