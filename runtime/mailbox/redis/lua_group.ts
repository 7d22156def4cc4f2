import { STREAM_FUNCTIONS } from "./lua_stream.ts";
import { script } from "./script.ts";

/**
 * What every script on a group uses. ARGV begins with the group and the consumer.
 *
 * An entry that was delivered and not parked is in the server's own pending list, whose delivery
 * count is the number of attempts plus one. A parked entry is in the group's store: P holds it,
 * O orders the entries of a key, D tells when the first of a key's waiting entries is due, and C
 * tells who holds an entry that was handed out from the store.
 */
export const GROUP_FUNCTIONS = STREAM_FUNCTIONS + String.raw`
local P, O, D, C, W, X = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local G, ME = ARGV[1], ARGV[2]

local function serverNow()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Calls a group command, and makes the group where the server has lost it.
local function grouped(...)
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then
    if not string.find(reply.err, 'NOGROUP', 1, true) then error(reply) end
    redis.call('XGROUP', 'CREATE', S, G, '0', 'MKSTREAM')
    reply = redis.call(...)
  end
  return reply
end

local function pendingOf(consumer, from, to, count)
  return unless('NOGROUP', redis.pcall('XPENDING', S, G, from, to, count, consumer)) or {}
end
-- Attempts of an entry that is pending for us; nil where it is not.
local function attemptsOf(seq)
  local mine = pendingOf(ME, idOf(seq), idOf(seq), 1)[1]
  return mine and mine[4] - 1
end

local function chainOf(key) return #key .. ':' .. key .. ':' end
local function load(seq)
  local packed = redis.call('HGET', P, num(seq))
  return packed and cmsgpack.unpack(packed)
end
local function save(seq, entry) redis.call('HSET', P, num(seq), cmsgpack.pack(entry)) end

local function holderOf(seq)
  local claim = redis.call('HGET', C, num(seq))
  if not claim then return nil end
  local since, holder = string.match(claim, '^(%d+):(.*)$')
  return holder, tonumber(since)
end
local function claim(seq, now) redis.call('HSET', C, num(seq), num(now) .. ':' .. ME) end

-- Visits a key's parked entries in order, until the visitor returns true.
local function eachParked(key, visit)
  local chain, from, size = chainOf(key), 0, 1
  while true do
    local page = redis.call('ZRANGEBYLEX', O, '[' .. chain, '(' .. chain .. ':', 'LIMIT', from, size)
    for _, member in ipairs(page) do
      if visit(tonumber(string.sub(member, #chain + 1))) then return end
    end
    if #page < size then return end
    from, size = from + size, math.min(2 * size, 64)
  end
end

-- Notes when the first waiting entry of the key is due.
local function rearm(key)
  local due
  eachParked(key, function(seq)
    if holderOf(seq) then return false end
    due = load(seq).due
    return true
  end)
  if due then redis.call('ZADD', D, num(due), key) else redis.call('ZREM', D, key) end
end

local function put(seq, entry)
  save(seq, entry)
  redis.call('ZADD', O, 0, chainOf(entry.key) .. string.format('%016.0f', seq))
  redis.call('HDEL', C, num(seq))
  rearm(entry.key)
end
-- Takes entries out of the store; the keys are rearmed once each.
local function remove(seqs)
  local keys = {}
  for _, seq in ipairs(seqs) do
    local entry = load(seq)
    redis.call('HDEL', P, num(seq))
    redis.call('HDEL', C, num(seq))
    redis.call('ZREM', O, chainOf(entry.key) .. string.format('%016.0f', seq))
    keys[entry.key] = true
  end
  for key in pairs(keys) do rearm(key) end
end

local function bury(seq, key, body, attempts, reason, now)
  redis.call('XADD', X, '*', 'group', G, 'seq', num(seq), 'key', key, 'body', body,
    'reason', reason, 'attempts', num(attempts), 'at', now)
end

-- Takes over pending entries that were silent for that long, without counting an attempt.
local function takeOver(silentMs, most)
  local cursor, taken = '0-0', 0
  repeat
    local reply = grouped('XAUTOCLAIM', S, G, ME, silentMs, cursor, 'COUNT',
      math.min(1000, most - taken), 'JUSTID')
    cursor, taken = reply[1], taken + #reply[2]
  until cursor == '0-0' or taken >= most
end
-- Lets go of what was handed out from the store, where "stale" says so.
local function release(stale)
  local claims = redis.call('HGETALL', C)
  for i = 1, #claims, 2 do
    local seq = tonumber(claims[i])
    local holder, since = holderOf(seq)
    if stale(seq, holder, since) then
      redis.call('HDEL', C, claims[i])
      local entry = load(seq)
      if entry then rearm(entry.key) end
    end
  end
end

-- Makes us the only rightful member: whatever others hold is ours from now on.
local function seize(now)
  redis.call('HSET', W, 'name', ME, 'seen', num(now), 'turn', 0)
  takeOver(0, math.huge)
  release(function(_, holder) return holder ~= ME end)
end
`;

/**
 * Joins the group. ARGV: group, consumer, exclusive (1/0), claimAfterMs. Forgets members that hold
 * nothing: every incarnation has a name of its own, and nobody else would.
 */
export const JOIN = script(
  GROUP_FUNCTIONS,
  String.raw`
unless('BUSYGROUP', redis.pcall('XGROUP', 'CREATE', S, G, '0', 'MKSTREAM'))
local exclusive = ARGV[3] == '1'
if exclusive then seize(serverNow()) end
for _, member in ipairs(redis.call('XINFO', 'CONSUMERS', S, G)) do
  local name = field(member, 'name')
  local gone = exclusive or field(member, 'idle') > 10 * tonumber(ARGV[4])
  if name ~= ME and gone and field(member, 'pending') == 0 then
    redis.call('XGROUP', 'DELCONSUMER', S, G, name)
  end
end
return 1
`,
);

/** Leaves the group. What is pending stays, and with it the name. ARGV: group, consumer. */
export const LEAVE = script(
  GROUP_FUNCTIONS,
  String.raw`
if redis.call('HGET', W, 'name') == ME then redis.call('DEL', W) end
if not pendingOf(ME, '-', '+', 1)[1] then
  unless('NOGROUP', redis.pcall('XGROUP', 'DELCONSUMER', S, G, ME))
end
return 1
`,
);
