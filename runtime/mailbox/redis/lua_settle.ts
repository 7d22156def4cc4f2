import { GROUP_FUNCTIONS } from "./lua_group.ts";
import { script } from "./script.ts";

/** Picks out of the ids in ARGV, from the third on, those that are ours: never trust XACK alone. */
const OURS = String.raw`
local ids, mine, fromStore = {}, {}, {}
local least, most = math.huge, 0
local store = redis.call('HLEN', C) > 0
for i = 3, #ARGV do
  local seq = tonumber(ARGV[i])
  if store and holderOf(seq) == ME then
    fromStore[#fromStore + 1] = seq
  else
    ids[#ids + 1] = seq
    least, most = math.min(least, seq), math.max(most, seq)
  end
end
-- One look at the range of a batch answers for nearly all of it; the rest is asked for one by one.
if #ids > 0 then
  local pending = pendingOf(ME, idOf(least), idOf(most), #ids)
  local known, complete = {}, #pending < #ids
  for _, each in ipairs(pending) do known[each[1]] = true end
  for _, seq in ipairs(ids) do
    local id = idOf(seq)
    if known[id] or (not complete and attemptsOf(seq)) then mine[#mine + 1] = id end
  end
end
local function inPortions(list, perform)
  for from = 1, #list, 1000 do perform(unpack(list, from, math.min(from + 999, #list))) end
end
`;

/** Acknowledges what is ours. ARGV: group, consumer, distinct seqs. Returns how many that were. */
export const ACK = script(
  GROUP_FUNCTIONS,
  OURS,
  String.raw`
remove(fromStore)
local count = #fromStore
inPortions(mine, function(...) count = count + redis.call('XACK', S, G, ...) end)
return count
`,
);

/**
 * Keeps what is ours for longer, without counting an attempt; tells that we are alive.
 * ARGV: group, consumer, seqs.
 */
export const EXTEND = script(
  GROUP_FUNCTIONS,
  OURS,
  String.raw`
local now = serverNow()
for _, seq in ipairs(fromStore) do claim(seq, now) end
for _, id in ipairs(mine) do redis.call('XCLAIM', S, G, ME, 0, id, 'JUSTID') end
if redis.call('HGET', W, 'name') == ME then redis.call('HSET', W, 'seen', num(now)) end
return #fromStore + #mine
`,
);

/**
 * Settles one delivery that is ours. "settle" gets what is known of it; where it returns true, the
 * delivery is acknowledged. ARGV: group, consumer, seq.
 */
const ONE = String.raw`
local seq = tonumber(ARGV[3])
local function withOurs(settle)
  if holderOf(seq) == ME then
    local entry = load(seq)
    if settle(entry, true) then remove({seq}) end
    return 1
  end
  local attempts = attemptsOf(seq)
  if not attempts then return 0 end
  local found = redis.call('XRANGE', S, idOf(seq), idOf(seq))[1]
  if not found then return 0 end
  local key, body = parts(found[2])
  local entry = {attempts = attempts, delivered = true, key = key, body = body}
  if settle(entry, false) then redis.call('XACK', S, G, idOf(seq)) end
  return 1
end
`;

/**
 * Counts an attempt, or gives the entry up. ARGV: group, consumer, seq, attemptsMax, reason, now.
 * Returns 1 when an attempt was left.
 */
export const BEGIN = script(
  GROUP_FUNCTIONS,
  ONE,
  String.raw`
local left = 0
withOurs(function(entry, stored)
  if entry.attempts >= tonumber(ARGV[4]) then
    bury(seq, entry.key, entry.body, entry.attempts, ARGV[5], ARGV[6])
    return true
  end
  left = 1
  if stored then
    entry.attempts = entry.attempts + 1
    save(seq, entry)
  else
    redis.call('XCLAIM', S, G, ME, 0, idOf(seq), 'RETRYCOUNT', num(entry.attempts + 2), 'JUSTID')
  end
end)
return left
`,
);

/** Gives the entry up. ARGV: group, consumer, seq, reason, now. Returns 1, or 0 if not ours. */
export const REJECT = script(
  GROUP_FUNCTIONS,
  ONE,
  String.raw`
return withOurs(function(entry)
  bury(seq, entry.key, entry.body, entry.attempts, ARGV[4], ARGV[5])
  return true
end)
`,
);

/** Parks the entry. ARGV: group, consumer, seq, due, parkedMax. Returns 1; 0 if not ours; 2 if full. */
export const PARK = script(
  GROUP_FUNCTIONS,
  ONE,
  String.raw`
local full = false
local ours = withOurs(function(entry, stored)
  full = not stored and redis.call('HLEN', P) >= tonumber(ARGV[5])
  if full then return false end
  entry.due = tonumber(ARGV[4])
  put(seq, entry)
  return not stored
end)
return full and 2 or ours
`,
);

/** The oldest waiting entry of every parked key, as seq, key, body, due. ARGV: group, consumer. */
export const PARKED = script(
  GROUP_FUNCTIONS,
  String.raw`
local out = {}
for _, key in ipairs(redis.call('ZRANGE', D, 0, -1)) do
  eachParked(key, function(seq)
    if holderOf(seq) then return false end
    local entry = load(seq)
    for _, value in ipairs({seq, key, entry.body, num(entry.due)}) do out[#out + 1] = value end
    return true
  end)
end
return out
`,
);

/**
 * Puts a dead letter before its group again, with fresh attempts. ARGV: group, "", id.
 * Returns 0 where the letter or its group is not there.
 */
export const REPLAY = script(
  GROUP_FUNCTIONS,
  String.raw`
local letter = redis.call('XRANGE', X, ARGV[3], ARGV[3])[1]
if not letter or not unless('NOGROUP', redis.pcall('XPENDING', S, G)) then return 0 end
local seq, key = tonumber(field(letter[2], 'seq')), field(letter[2], 'key')
local body = field(letter[2], 'body')
put(seq, {due = 0, attempts = 0, delivered = true, key = key, body = body})
redis.call('XDEL', X, ARGV[3])
return 1
`,
);
