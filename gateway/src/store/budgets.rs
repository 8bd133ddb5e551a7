//! Budgets that all gateways spend together, and that outlive each of them.
//!
//! Owns the count of one site on one day, kept for as long as its day may last anywhere.

use std::sync::LazyLock;

use redis::Script;

use super::{Away, Store, key};

/// Two days, in seconds: clocks differ, and on the second nobody spends of the first.
const KEPT: u32 = 2 * 86_400;

impl Store {
    /// Spends one question of the `daily` ones that `site` has on `day`. `known` are spent as far
    /// as this gateway knows, `owed` of them without the store's knowledge. Gives whether there was
    /// one left, and how many are spent.
    pub(crate) async fn spend(
        &self,
        (site, day): (&str, u64),
        daily: u32,
        known: u32,
        owed: i64,
    ) -> Result<(bool, u32), Away> {
        static SPEND: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("spend.lua")));
        let mut script = SPEND.key(name(site, day));
        script.arg(daily).arg(known).arg(owed).arg(KEPT);
        let (may, spent): (bool, u64) = self.run(&script).await?;
        Ok((may, u32::try_from(spent).unwrap_or(u32::MAX)))
    }

    /// Gives one question back.
    pub(crate) async fn unspend(&self, (site, day): (&str, u64)) -> Result<(), Away> {
        static UNSPEND: LazyLock<Script> = LazyLock::new(|| {
            Script::new(
                "local spent = tonumber(redis.call('GET', KEYS[1]))
                 if spent and spent > 0 then redis.call('DECR', KEYS[1]) end",
            )
        });
        self.run(&UNSPEND.key(name(site, day))).await
    }
}

fn name(site: &str, day: u64) -> String {
    key::plain(&["budget", site, &day.to_string()])
}
