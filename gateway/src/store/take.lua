-- Uses each of KEYS once, or none: governor's arithmetic (GCRA) on the store's own clock.
-- ARGV has for each key the microseconds that one use adds, and how many may come at once.
-- Gives the number of the key that has to wait for the longest time, and how long; 0 if none has.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local ends, which, longest = {}, 0, 0
for at, key in ipairs(KEYS) do
  local one, most = tonumber(ARGV[2 * at - 1]), tonumber(ARGV[2 * at])
  local known = tonumber(redis.call('GET', key)) or 0
  -- Whatever stands there, nobody waits for longer than the rate says.
  ends[at] = math.min(math.max(known, now), now + one * most) + one
  local wait = ends[at] - now - one * most
  if wait > longest then which, longest = at, wait end
end
if which == 0 then
  for at, key in ipairs(KEYS) do
    local left = math.ceil((ends[at] - now) / 1000)
    redis.call('SET', key, string.format('%.0f', ends[at]), 'PX', left)
  end
end
return {which, longest}
