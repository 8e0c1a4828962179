//! Links without a login are not guessed: an address that asks for many that are not there waits.

use std::time::Duration;

use platform::act::Outcome;
use platform::day::Instant;
use platform::{Trouble, Tx};

const MISSES_FREE: i64 = 30;
const MISSES_FORGOTTEN: Duration = Duration::from_secs(900);

platform::sql! {
    MISSES = "SELECT misses, since FROM link_miss WHERE address = $1";
    MISS = "INSERT INTO link_miss (address, misses, since) VALUES ($1, 1, $2) ON CONFLICT (address) DO UPDATE SET \
        misses = CASE WHEN link_miss.since < $3 THEN 1 ELSE link_miss.misses + 1 END, \
        since = CASE WHEN link_miss.since < $3 THEN excluded.since ELSE link_miss.since END";
}

/// Says how long an address has to wait.
pub fn patient(tx: &mut Tx, address: &str) -> Outcome<()> {
    let now = tx.now();
    let found: Option<(i64, Instant)> = tx.maybe(&MISSES, &[&address], |row| Ok((row.get(0)?, row.get(1)?)))?;
    match found {
        Some((misses, since)) if misses >= MISSES_FREE => {
            let left = MISSES_FORGOTTEN.as_secs() as i64 - now.since(since).as_secs();
            if left > 0 { Err(Trouble::Slower { seconds: left }) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// Counts one more.
pub fn missed(tx: &mut Tx, address: &str) -> Outcome<()> {
    let now = tx.now();
    let before = now.checked_sub(MISSES_FORGOTTEN).unwrap_or(Instant::EPOCH);
    tx.execute(&MISS, &[&address, &now, &before])?;
    Ok(())
}
