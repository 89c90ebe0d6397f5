// Generated from scripts/*.lua; a contract test compares both. To write it again:
// vitest run --project contract test/contract/redis-scripts.contract.test.ts -u
import type { RedisScript } from './redis-commands.ts';

export const redisScripts: Readonly<Record<RedisScript, string>> = {
  'idem-claim': `-- Claims a request before its work. KEY: the scope. ARGV: fingerprint, owner, lease in ms.
-- Answers {'NEW'} | {'STALE'} | {'BUSY', ms left} | {'DONE', answer} | {'OTHER'}; writes on the first two.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local record = redis.call('HMGET', KEYS[1], 'fingerprint', 'answer', 'leaseEnd')
local fingerprint, answer, leaseEnd = record[1], record[2], record[3]

local left = leaseEnd and leaseEnd - now or 0
if fingerprint and (answer or left > 0) then
  if fingerprint ~= ARGV[1] then return {'OTHER'} end
  if answer then return {'DONE', answer} end
  return {'BUSY', left}
end

-- Kept for ten minutes past its lease, so that the next claim learns whose work may have begun.
redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'owner', ARGV[2], 'leaseEnd', string.format('%.0f', now + ARGV[3]))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ARGV[3] + 600000))
return {fingerprint and 'STALE' or 'NEW'}
`,
  'idem-done': `-- Stores a final answer. KEY: the scope. ARGV: owner or '*' (refill by the deciding tier), fingerprint,
-- answer, life in seconds. Answers 'OK' | 'LOST' (not the owner: nothing written).
if ARGV[1] ~= '*' and redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 'LOST' end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'fingerprint', ARGV[2], 'answer', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 'OK'
`,
  'idem-free': `-- Frees a claim whose work came to nothing. KEY: the scope. ARGV: owner. Answers 1 | 0 (not the owner's).
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`,
  'rl-give-back': `-- Takes the units of an allowed request out of its buckets again (its answer was a stored one).
-- KEYS: one bucket per policy. ARGV: T, c per policy. Answers how many buckets it changed.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local changed = 0
for i, key in ipairs(KEYS) do
  local tat = redis.call('GET', key)
  if tat then
    local value = math.max(now, tonumber(tat) - ARGV[2 * i - 1] * ARGV[2 * i])
    redis.call('SET', key, string.format('%.0f', value), 'PX', math.ceil((value - now) / 1000) + 1)
    changed = changed + 1
  end
end
return changed
`,
  'rl-take': `-- Judges one signed request: its nonce and its limits (GCRA, microseconds), all or nothing.
-- KEYS: nonce, up, one bucket per policy. ARGV: life of the nonce in seconds; then T, b, c per policy.
-- Answers {'USED'} | {0, index of the refusing policy, wait, remaining...} | {1, remaining...}.
if redis.call('EXISTS', KEYS[1]) == 1 then return {'USED'} end

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local since = redis.call('GET', KEYS[2])
-- The first minute of an emptied store: nobody gets a second burst.
local warm = now - (since or now) < 60000000

local refusing, longest = 0, 0
local nexts, lowered, before, after = {}, {}, {}, {}, {}
for i = 1, #KEYS - 2 do
  local interval = tonumber(ARGV[3 * i - 1])
  local burst = tonumber(ARGV[3 * i])
  local cost = tonumber(ARGV[3 * i + 1])
  local full = now + burst * interval
  local tat = redis.call('GET', KEYS[i + 2])
  if tat then
    tat = tonumber(tat)
  elseif warm then
    -- Never so far that the request itself could not pass: its wait would not come to an end.
    tat = now + math.max(0, math.min(math.floor(burst * interval / 2), (burst - cost) * interval))
  else
    tat = now
  end
  if tat > full then lowered[i] = full end
  tat = math.min(math.max(tat, now), full)
  nexts[i] = tat + cost * interval
  before[i] = math.max(0, math.floor((full - tat) / interval))
  after[i] = math.max(0, math.floor((full - nexts[i]) / interval))
  local wait = nexts[i] - full
  if wait > longest then refusing, longest = i, wait end
end

local function store(key, value)
  redis.call('SET', key, string.format('%.0f', value), 'PX', math.ceil((value - now) / 1000) + 1)
end

if longest > 0 then
  -- The one write of a refusal: without it a value above the limit in force would wait too long.
  for i, value in pairs(lowered) do store(KEYS[i + 2], value) end
  return {0, refusing, longest, unpack(before)}
end

for i, value in ipairs(nexts) do store(KEYS[i + 2], value) end
redis.call('SET', KEYS[1], '1', 'EX', ARGV[1])
if not since then redis.call('SET', KEYS[2], string.format('%.0f', now)) end
return {1, unpack(after)}
`,
};
