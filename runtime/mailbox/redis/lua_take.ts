import { GROUP_FUNCTIONS } from "./lua_group.ts";
import { script } from "./script.ts";

/**
 * Hands out entries, in one step: what was taken over or never arrived, parked entries that are
 * due, new entries. Successors of parked entries are parked on the way.
 *
 * Every time something is handed out to an owner is a turn. The caller says which turn was the last
 * that it knows of: where there was another one, its answer was lost (or is the work of a call that
 * the network kept back), and what it handed out must be found by a sweep before anything newer
 * goes out.
 *
 * ARGV: group, consumer, exclusive (1/0), room, now (the caller's clock), claimAfterMs, parkedMax,
 * turn, sweep (1/0), then, for a sweep, the seqs in the consumer's hands.
 *
 * Returns: status (`ok`; `sweep`: call again with a sweep; `barred`: another one is the owner),
 * turn, whether a sweep has left something, whether entries were parked on arrival, when the next
 * parked entry is due (-1: none), the seq after which new entries come (-1: there may be more now),
 * redeliveries (seq, key, body, attempts, redelivered), new entries (seq, key, body).
 */
export const TAKE = script(
  GROUP_FUNCTIONS,
  String.raw`
local exclusive, room, now = ARGV[3] == '1', tonumber(ARGV[4]), tonumber(ARGV[5])
local claimAfter, parkedMax, sweep = tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[9] == '1'
local again, fresh, more, parked = {}, {}, 0, 0
local stamp = serverNow()

-- An owner that has gone silent gives way, so that nothing waits for a dead one.
local owner = redis.call('HMGET', W, 'name', 'seen', 'turn')
local turn = tonumber(owner[3] or 0)
if owner[1] ~= ME then
  if owner[1] and stamp - owner[2] < claimAfter then return {'barred', 0, 0, 0, -1, -1, {}, {}} end
  if exclusive then
    if not sweep then return {'sweep', 0, 1, 0, -1, -1, {}, {}} end
    seize(stamp)
    turn = 0
  elseif owner[1] then
    redis.call('DEL', W)
  end
else
  if turn ~= tonumber(ARGV[8]) and not sweep then return {'sweep', turn, 1, 0, -1, -1, {}, {}} end
  if stamp - owner[2] > claimAfter / 4 then redis.call('HSET', W, 'seen', num(stamp)) end
end

local storeSize = redis.call('HLEN', P)
local stuck = false
local function blocked(seq, key)
  local before = false
  eachParked(key, function(first)
    before = first <= seq
    return true
  end)
  return before
end
-- Parks an entry that was just delivered behind its key. True when it must not be handed out.
local function waitsBehind(seq, key, body, attempts, delivered)
  if storeSize == 0 or not blocked(seq, key) then return false end
  if redis.call('HEXISTS', P, num(seq)) == 0 then
    if storeSize >= parkedMax then
      stuck = true
      return true
    end
    local due
    eachParked(key, function(first)
      due = load(first).due
      return true
    end)
    put(seq, {due = due, attempts = attempts, delivered = delivered, key = key, body = body})
    storeSize = storeSize + 1
    parked = 1
  end
  redis.call('XACK', S, G, idOf(seq))
  return true
end
local function handOut(list, ...)
  for i = 1, select('#', ...) do list[#list + 1] = (select(i, ...)) end
  room = room - 1
end

if sweep then
  local held = {}
  for i = 10, #ARGV do held[tonumber(ARGV[i])] = true end
  if not exclusive then takeOver(claimAfter, room) end
  release(function(seq, holder, since)
    if holder == ME then return not held[seq] end
    return stamp - since >= claimAfter
  end)
  local from = '-'
  repeat
    local page = pendingOf(ME, from, '+', 100)
    for _, mine in ipairs(page) do
      local seq, attempts = seqOf(mine[1]), mine[4] - 1
      if not held[seq] then
        if room == 0 then
          more = 1
          break
        end
        local entry = redis.call('XRANGE', S, mine[1], mine[1])[1]
        if not entry then
          redis.call('XACK', S, G, mine[1])
        else
          local key, body = parts(entry[2])
          if not waitsBehind(seq, key, body, attempts, true) then
            handOut(again, seq, key, body, attempts, 1)
          end
        end
      end
      from = '(' .. mine[1]
    end
  until #page < 100 or more == 1
  if stuck then more = 1 end
end

if room > 0 and storeSize > 0 then
  -- As many keys may be due and yet be held up as there are entries in others' hands.
  local most = room + redis.call('HLEN', C)
  for _, key in ipairs(redis.call('ZRANGEBYSCORE', D, '-inf', num(now), 'LIMIT', 0, most)) do
    eachParked(key, function(seq)
      if room == 0 then return true end
      local holder = holderOf(seq)
      if holder then return holder ~= ME end
      local entry = load(seq)
      if entry.due > now then return true end
      claim(seq, stamp)
      handOut(again, seq, key, entry.body, entry.attempts, entry.delivered and 1 or 0)
      if not entry.delivered then
        entry.delivered = true
        save(seq, entry)
      end
    end)
    rearm(key)
  end
end

local last = -1
if room > 0 and (stuck or storeSize >= parkedMax) then
  last = lastSeq()
elseif room > 0 then
  local count = room
  if storeSize > 0 then count = math.min(room, parkedMax - storeSize) end
  local reply = grouped('XREADGROUP', 'GROUP', G, ME, 'COUNT', count, 'STREAMS', S, '>')
  local entries = reply and reply[1][2] or {}
  for _, entry in ipairs(entries) do
    local seq = seqOf(entry[1])
    local key, body = parts(entry[2])
    if not waitsBehind(seq, key, body, 0, false) then handOut(fresh, seq, key, body) end
  end
  if #entries == 0 then
    last = lastSeq()
  elseif #entries < count then
    last = seqOf(entries[#entries][1])
  end
end

local due = -1
if last >= 0 and storeSize > 0 then
  local next = redis.call('ZRANGEBYSCORE', D, '(' .. num(now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  if next[2] then due = tonumber(next[2]) end
end
if exclusive and #again + #fresh > 0 then turn = redis.call('HINCRBY', W, 'turn', 1) end
return {'ok', turn, more, parked, due, last, again, fresh}
`,
);
