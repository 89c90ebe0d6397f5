-- Claims a request before its work. KEY: the scope. ARGV: fingerprint, owner, lease in ms.
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
