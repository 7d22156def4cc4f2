-- What the runtime needs: who may act as an actor, how far each has come, and the journal of what
-- was published. Only the store (db/postgres_store.ts) writes here.
--
-- Moments in these tables are whole milliseconds since the epoch, as messages carry them: a
-- watermark may lie beyond any calendar date (the end of a recorded timeline).

create table actor_leases (
  actor      text collate "C" primary key,
  holder     text not null,
  -- Raised by every taking and every giving back: whoever acts under an older one is fenced.
  epoch      bigint not null check (epoch > 0),
  -- Database time.
  renewed_at timestamptz not null,
  -- Messages consumed in the actor's life: the ordinal of the last inbox row, which may be pruned.
  consumed   bigint not null default 0 check (consumed >= 0)
);

create table actor_inputs (
  actor     text collate "C" not null,
  stream    text collate "C" not null,
  seq       bigint not null check (seq >= 0),
  watermark bigint,
  primary key (actor, stream)
);

create table actor_outputs (
  actor     text collate "C" not null,
  stream    text collate "C" not null,
  seq       bigint not null check (seq >= 0),
  watermark bigint,
  primary key (actor, stream)
);

create table actor_state (
  actor text collate "C" not null,
  key   text collate "C" not null,
  -- json, not jsonb: the text stays as it was written, so floats come back to the last bit.
  value json not null,
  primary key (actor, key)
);

create table inbox (
  actor      text collate "C" not null,
  message_id text collate "C" not null,
  stream     text collate "C" not null,
  seq        bigint not null check (seq >= 0),
  ordinal    bigint not null check (ordinal > 0),
  -- The message first: a pruned one is forgotten for every actor.
  primary key (message_id, actor),
  -- The order in which the actor consumed, for a recorded replay.
  unique (actor, ordinal)
);

create table outbox (
  stream     text collate "C" not null,
  seq        bigint not null check (seq > 0),
  key        text not null,
  message_id text collate "C" not null,
  type       text not null,
  at         bigint not null,
  body       text not null,
  primary key (stream, seq)
);

-- Which trading mode and account everything in this schema belongs to: one row, written once.
create table system (
  singleton  boolean primary key default true check (singleton),
  mode       text not null check (mode in ('demo', 'replay', 'paper', 'live')),
  account    text not null check (account <> ''),
  created_at timestamptz not null default now()
);
