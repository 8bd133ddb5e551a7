-- Asks how far the answer KEYS[1] is, for a reader at another gateway.
-- ARGV: the number of the snapshot that the reader has, and the most bytes of one.
-- Gives nothing if there is no such answer, else: the number of the newest snapshot; that snapshot
-- if it is another one; the ending if it is there (else empty, both); and for how many seconds
-- nobody has told anything.
local told, stopped, number = unpack(redis.call('HMGET', KEYS[1], 'told', 'stopped', 'number'))
if not told or stopped then return false end
local most = tonumber(ARGV[2])
for _, part in ipairs({'snapshot', 'ending'}) do
  if redis.call('HSTRLEN', KEYS[1], part) > most then return false end
end
local now = tonumber(redis.call('TIME')[1])
redis.call('HSET', KEYS[1], 'read', now)
local snapshot = number and number ~= ARGV[1] and redis.call('HGET', KEYS[1], 'snapshot')
return {
  tonumber(number or 0),
  snapshot or '',
  redis.call('HGET', KEYS[1], 'ending') or '',
  math.max(0, now - (tonumber(told) or 0)),
}
