-- Spends one question of the budget KEYS[1].
-- ARGV: how many there are, how many the gateway knows to be spent, how many of those the store has
-- not been told (it may have been away), and for how many seconds the count is kept.
-- Gives 1 or 0, and how many are spent.
local spent = tonumber(redis.call('GET', KEYS[1]))
-- A store that has lost its values goes on with what the gateway knows.
if spent then spent = spent + ARGV[3] else spent = tonumber(ARGV[2]) end
spent = math.max(0, math.min(spent, 1e12))
local may = spent < tonumber(ARGV[1])
if may then spent = spent + 1 end
redis.call('SET', KEYS[1], string.format('%.0f', spent), 'EX', ARGV[4])
return {may and 1 or 0, spent}
