import { script } from "./script.ts";

/** ARGV: field, next, then the expected value, or nothing where the field must be absent. */
export const COMPARE_AND_SET = script(String.raw`
local found = redis.call('HGET', KEYS[1], ARGV[1])
if found ~= (ARGV[3] or false) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`);

/** ARGV: now, expiry, members. Returns those that were absent or expired. */
export const ADD_EXPIRING = script(String.raw`
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
local added = {}
for i = 3, #ARGV do
  if not redis.call('ZSCORE', KEYS[1], ARGV[i]) then added[#added + 1] = ARGV[i] end
  redis.call('ZADD', KEYS[1], 'GT', ARGV[2], ARGV[i])
end
return added
`);
