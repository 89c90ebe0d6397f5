-- Takes the units of an allowed request out of its buckets again (its answer was a stored one).
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
