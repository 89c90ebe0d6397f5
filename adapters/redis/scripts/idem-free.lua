-- Frees a claim whose work came to nothing. KEY: the scope. ARGV: owner. Answers 1 | 0 (not the owner's).
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
