-- Judges one signed request: its nonce and its limits (GCRA, microseconds), all or nothing.
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
