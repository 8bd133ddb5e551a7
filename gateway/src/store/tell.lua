-- Tells how far the answer KEYS[1] is.
-- ARGV: the number of the newest snapshot, that snapshot if it is new, the ending if it is there
-- (else empty, both), and for how many milliseconds all of it is kept.
-- Gives 1 if someone stopped it, else 0; 1 if someone reads it at another gateway, else 0; and the
-- number of the snapshot that is kept.
local stopped, read, kept = unpack(redis.call('HMGET', KEYS[1], 'stopped', 'read', 'number'))
if stopped then
  redis.call('DEL', KEYS[1])
  return {1, 0, 0}
end
local now = tonumber(redis.call('TIME')[1])
redis.call('HSET', KEYS[1], 'told', now)
if ARGV[2] ~= '' then
  redis.call('HSET', KEYS[1], 'number', ARGV[1], 'snapshot', ARGV[2])
  kept = ARGV[1]
end
if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'ending', ARGV[3]) end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
local is_read = now - (tonumber(read) or 0) <= 2
return {0, is_read and 1 or 0, tonumber(kept or 0)}
