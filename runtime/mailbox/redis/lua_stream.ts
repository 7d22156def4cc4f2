import { script } from "./script.ts";

/** What every script on a stream's entries uses. Ids are `<seq>-0`. */
export const STREAM_FUNCTIONS = String.raw`
local S = KEYS[1]

local function num(n) return string.format('%.0f', n) end
local function idOf(seq) return num(seq) .. '-0' end
local function seqOf(id) return tonumber(string.match(id, '^%d+')) end

local function field(flat, name)
  for i = 1, #flat, 2 do if flat[i] == name then return flat[i + 1] end end
end

-- A reply, with an error passed on. Errors that contain "missing" mean "there is nothing": nil.
local function unless(missing, reply)
  if type(reply) ~= 'table' or not reply.err then return reply end
  if string.find(reply.err, missing, 1, true) then return nil end
  error(reply)
end

-- The last number given out survives trimming; a stream that is gone begins at 0 again.
local function streamInfo() return unless('no such key', redis.pcall('XINFO', 'STREAM', S)) end
local function lastSeq()
  local info = streamInfo()
  return info and seqOf(field(info, 'last-generated-id')) or 0
end

-- Key and body of an entry; what a stranger wrote comes as it is, to be refused by who reads it.
local function parts(fields)
  if #fields == 4 and fields[1] == 'k' and fields[3] == 'b' then return fields[2], fields[4] end
  return '', table.concat(fields, ' ')
end
`;

/** ARGV: after, first seq, ontoEmpty (1/0), then key and body of each entry. */
export const PUBLISH = script(
  STREAM_FUNCTIONS,
  String.raw`
local after, first = tonumber(ARGV[1]), tonumber(ARGV[2])
local count = (#ARGV - 3) / 2
local last = lastSeq()
if last == 0 and ARGV[3] == '1' then
  after = first - 1
  last = after
elseif first ~= after + 1 then
  return {'misnumbered', last}
end
if last < after then return {'gap', last} end
if last > after + count then return {'ahead', last} end
for i = last - after + 1, count do
  redis.call('XADD', S, idOf(after + i), 'k', ARGV[2 * i + 2], 'b', ARGV[2 * i + 3])
end
return {'stored', after + count - last}
`,
);

/** ARGV: key and body of each entry. Returns the first number given. */
export const APPEND = script(
  STREAM_FUNCTIONS,
  String.raw`
local last = lastSeq()
for i = 1, #ARGV / 2 do
  redis.call('XADD', S, idOf(last + i), 'k', ARGV[2 * i - 1], 'b', ARGV[2 * i])
end
return last + 1
`,
);

/** The number of the last entry ever stored. */
export const LAST = script(STREAM_FUNCTIONS, "return lastSeq()");

/** Makes a group (ARGV: name) that begins at the oldest entry, unless it is there. */
export const MAKE_GROUP = script(
  STREAM_FUNCTIONS,
  String.raw`
unless('BUSYGROUP', redis.pcall('XGROUP', 'CREATE', S, ARGV[1], '0', 'MKSTREAM'))
return 1
`,
);

/** Forgets a group (ARGV: name) and its parked entries. */
export const DROP_GROUP = script(
  STREAM_FUNCTIONS,
  String.raw`
unless('requires the key to exist', redis.pcall('XGROUP', 'DESTROY', S, ARGV[1]))
for i = 2, 6 do redis.call('DEL', KEYS[i]) end
return 1
`,
);

/**
 * Removes what every group has acknowledged. MINID of the least, over all groups, of the oldest
 * pending entry or else the one after the last delivered; a length would not know what is pending.
 * ARGV: how many of the newest to keep.
 */
export const TRIM = script(
  STREAM_FUNCTIONS,
  String.raw`
local groups = unless('no such key', redis.pcall('XINFO', 'GROUPS', S))
if not groups then return 0 end
local keepFrom = lastSeq() + 1 - tonumber(ARGV[1])
for _, group in ipairs(groups) do
  local needed = seqOf(field(group, 'last-delivered-id')) + 1
  if field(group, 'pending') > 0 then
    needed = seqOf(redis.call('XPENDING', S, field(group, 'name'))[2])
  end
  keepFrom = math.min(keepFrom, needed)
end
if keepFrom <= 0 then return 0 end
return redis.call('XTRIM', S, 'MINID', idOf(keepFrom))
`,
);

/**
 * Positions, for the depth: last, stored, then per group its name, how many entries are not
 * delivered, pending (parked entries that were handed out among them) and parked.
 * ARGV: what the keys of the stream begin with; a group's keys lie in the same slot.
 */
export const DEPTH = script(
  STREAM_FUNCTIONS,
  String.raw`
local info = streamInfo()
if not info then return {0, 0} end
local last, stored = seqOf(field(info, 'last-generated-id')), field(info, 'length')
local out = {last, stored}
for _, group in ipairs(redis.call('XINFO', 'GROUPS', S)) do
  local name = field(group, 'name')
  local store = ARGV[1] .. ':group:' .. name
  local claimed = redis.call('HLEN', store .. ':claims')
  out[#out + 1] = name
  out[#out + 1] = math.max(0, math.min(stored, last - seqOf(field(group, 'last-delivered-id'))))
  out[#out + 1] = field(group, 'pending') + claimed
  out[#out + 1] = redis.call('HLEN', store .. ':parked') - claimed
end
return out
`,
);
