-- What a broker says can be traded, as it was last asked: read by whoever looks for companies in texts.

create table symbol_directories (
  broker     text collate "C" primary key check (broker <> ''),
  -- System time of the answer.
  fetched_at timestamptz not null,
  -- Pairs of a symbol and the name under which it is listed, or null.
  assets     json not null check (json_typeof(assets) = 'array')
);
