-- One batch of an actor's effects, all or nothing. One statement from the client's side, so that no
-- transaction ever waits for it. Arguments that are null are skipped.
--
-- Lists of texts come joined by RS (0x1E), which no JSON text contains: reading long texts out of
-- JSON would cost more than all the rest.
--
-- Raises PB001 (fenced) when the lease has another epoch, when the batch does not go on from the
-- message that was consumed last, or when one of its streams has moved since.
create function commit_batch(
  p_actor    text,
  p_epoch    bigint,
  p_consumed bigint,  -- messages that the actor must have consumed before
  p_inbox    json,    -- [{message_id, stream, seq, ordinal}]
  p_inputs   json,    -- [{stream, seq, watermark}]
  p_outputs  json,    -- [{stream, seq, watermark, before}]
  p_outbox   json,    -- [{stream, seq, key, message_id, type, at}]
  p_bodies   text,    -- the body of each, by RS
  p_keys     json,    -- [key]: of the state
  p_values   text,    -- the JSON of each, by RS; empty: forget the key
  p_inserts  text,    -- insert statements that take their rows as $1, by RS
  p_rows     text     -- the rows of each, a JSON array, by RS
) returns void language plpgsql as $$
declare
  arrived bigint := coalesce(json_array_length(p_inbox), 0);
  present record;
  write   record;
begin
  -- Checks the epoch, and locks it: a takeover waits until this batch is in or out.
  update actor_leases
     set renewed_at = clock_timestamp(), consumed = consumed + arrived
   where actor = p_actor and epoch = p_epoch and (arrived = 0 or consumed = p_consumed);
  if not found then
    select epoch, consumed into present from actor_leases where actor = p_actor;
    raise exception using errcode = 'PB001', message = case
      when present.epoch = p_epoch then format(
        '%s has consumed %s messages, not %s as the batch expects',
        p_actor, present.consumed, p_consumed)
      else format('the lease of %s has epoch %s, not %s',
        p_actor, coalesce(present.epoch::text, 'none'), p_epoch)
    end;
  end if;

  if p_outputs is not null then
    select o.stream, o.before, coalesce(a.seq, 0) as seq into present
      from json_to_recordset(p_outputs) as o (stream text, before bigint)
      left join actor_outputs a on a.actor = p_actor and a.stream = o.stream
     where coalesce(a.seq, 0) <> o.before
     limit 1;
    if found then
      raise exception using errcode = 'PB001', message = format(
        '%s has reached %s, not %s as the batch expects',
        present.stream, present.seq, present.before);
    end if;
    insert into actor_outputs (actor, stream, seq, watermark)
    select p_actor, stream, seq, watermark
      from json_to_recordset(p_outputs) as o (stream text, seq bigint, watermark bigint)
        on conflict (actor, stream) do update
       set seq = excluded.seq, watermark = excluded.watermark;
  end if;

  if p_inbox is not null then
    insert into inbox (actor, message_id, stream, seq, ordinal)
    select p_actor, message_id, stream, seq, ordinal
      from json_to_recordset(p_inbox)
        as i (message_id text, stream text, seq bigint, ordinal bigint);
  end if;

  if p_inputs is not null then
    insert into actor_inputs (actor, stream, seq, watermark)
    select p_actor, stream, seq, watermark
      from json_to_recordset(p_inputs) as i (stream text, seq bigint, watermark bigint)
        on conflict (actor, stream) do update
       set seq = excluded.seq, watermark = excluded.watermark
     where (actor_inputs.seq, actor_inputs.watermark)
           is distinct from (excluded.seq, excluded.watermark);
  end if;

  if p_outbox is not null then
    insert into outbox (stream, seq, key, message_id, type, at, body)
    select stream, seq, key, message_id, type, at, body
      from rows from (
             json_to_recordset(p_outbox) as (
               stream text, seq bigint, key text, message_id text, type text, at bigint),
             string_to_table(p_bodies, e'\x1e')
           ) as o (stream, seq, key, message_id, type, at, body);
  end if;

  if p_keys is not null then
    delete from actor_state
     using rows from (json_array_elements_text(p_keys), string_to_table(p_values, e'\x1e', ''))
           as s (key, value)
     where s.value is null and actor_state.actor = p_actor and actor_state.key = s.key;
    insert into actor_state (actor, key, value)
    select p_actor, key, value::json
      from rows from (json_array_elements_text(p_keys), string_to_table(p_values, e'\x1e', ''))
           as s (key, value)
     where value is not null
        on conflict (actor, key) do update set value = excluded.value;
  end if;

  if p_inserts is not null then
    for write in
      select * from rows from (
        string_to_table(p_inserts, e'\x1e'), string_to_table(p_rows, e'\x1e')) as w (insert, rows)
    loop
      execute write.insert using write.rows::json;
    end loop;
  end if;
end
$$;
