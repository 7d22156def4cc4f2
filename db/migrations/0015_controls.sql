-- What operators commanded and what came of it; what is set now; every version of the limits.

-- The audit: a row for each command, by whoever carried it out.
create table control_commands (
  command_id   text collate "C" primary key check (command_id <> ''),
  account      text collate "C" not null,
  kind         text not null check (kind in (
    'pause', 'resume', 'halt', 'close', 'cancel', 'lock', 'unlock', 'limits',
    'freeze', 'unfreeze', 'reset', 'override')),
  -- The command itself, with what it names.
  command      json not null,
  requested_by text not null check (requested_by <> ''),
  reason       text not null,
  -- System time, all three.
  requested_at timestamptz not null,
  handled_at   timestamptz not null,
  updated_at   timestamptz not null,
  status       text not null check (status in ('running', 'done', 'refused')),
  -- One sentence.
  outcome      text not null check (outcome <> ''),
  -- What was last seen at the broker; null: the command needs no broker.
  report       json
);
create index control_commands_by_time on control_commands (account, handled_at, command_id);

-- What is set now: one row for an account.
create table control_state (
  account        text collate "C" primary key,
  paused         json,
  locked         json not null,
  halt           json,
  limits_version int not null check (limits_version >= 0),
  limits         json not null,
  updated_at     timestamptz not null
);

create table risk_limit_versions (
  account    text collate "C" not null,
  version    int not null check (version > 0),
  -- What differs from the configuration, and all limits as they applied from then on.
  changes    json not null,
  limits     json not null,
  command_id text collate "C" not null check (command_id <> ''),
  set_by     text not null check (set_by <> ''),
  reason     text not null,
  -- System time.
  at         timestamptz not null,
  primary key (account, version)
);
