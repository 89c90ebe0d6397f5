-- Stores a final answer. KEY: the scope. ARGV: owner or '*' (refill by the deciding tier), fingerprint,
-- answer, life in seconds. Answers 'OK' | 'LOST' (not the owner: nothing written).
if ARGV[1] ~= '*' and redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 'LOST' end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'fingerprint', ARGV[2], 'answer', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 'OK'
