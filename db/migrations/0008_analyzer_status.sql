-- How each analyser of news does, as its actor tells about once a second where something changed.

create table analyzer_status (
  analyzer text collate "C" primary key check (analyzer <> ''),
  -- Its place in the order in which analysers are asked, from 0.
  place    smallint not null check (place >= 0),
  state    text not null
           check (state in ('ready', 'fetching', 'restarting', 'left alone', 'unavailable')),
  -- Why it cannot be had, as a sentence; null where it can.
  reason   text check (reason <> ''),
  -- System time since when it is in this state.
  since    timestamptz not null,
  -- Time that its judgements took, in seconds: their sum, and how many took at most each of the
  -- bounds that the metric states, and then all.
  seconds  double precision not null check (seconds >= 0),
  buckets  json not null check (json_typeof(buckets) = 'array'),
  constraint reason_fits_state check ((state = 'ready') = (reason is null))
);
create index article_sentiments_by_analyzer on article_sentiments (analyzer) where not recorded;
