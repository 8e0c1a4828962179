//! Guessing is slowed down: by login and by address, twice as long after each failure. A try is counted before the
//! password is looked at, so that a hundred at once are a hundred; a right one takes its count back.

use std::time::Duration;

use platform::act::Outcome;
use platform::day::Instant;
use platform::db::Tx;
use platform::trouble::Trouble;

/// How patient we are with one kind of guesser.
struct Patience {
    /// Failures before the first wait.
    free: i64,
    wait_max_s: i64,
    /// Quiet for so long, and all is forgotten.
    forgets_after: Duration,
}

const LOGIN: Patience = Patience { free: 5, wait_max_s: 300, forgets_after: Duration::from_secs(900) };
/// A whole office may share one address.
const ADDRESS: Patience = Patience { free: 30, wait_max_s: 900, forgets_after: Duration::from_secs(3600) };

platform::sql! {
    LAST = "SELECT failures, last_at FROM login_try WHERE whose = $1 {for update}";
    COUNT = "INSERT INTO login_try (whose, failures, last_at) VALUES ($1, 1, $2) \
        ON CONFLICT (whose) DO UPDATE SET last_at = excluded.last_at, \
        failures = CASE WHEN login_try.last_at < $3 THEN 1 ELSE login_try.failures + 1 END";
    FORGET = "DELETE FROM login_try WHERE whose = $1";
    TAKE_BACK = "UPDATE login_try SET failures = failures - 1 WHERE whose = $1 AND failures > 0";
    SWEEP = "DELETE FROM login_try WHERE last_at < $1";
}

/// Counts a try for a login from an address, or says how long to wait.
pub fn knock(tx: &mut Tx, login: &str, address: &str) -> Outcome<()> {
    count(tx, &of_login(login), &LOGIN)?;
    count(tx, &of_address(address), &ADDRESS)
}

/// It was right after all: the login starts anew, and the address has one failure less.
pub fn pardon(tx: &mut Tx, login: &str, address: &str) -> Outcome<()> {
    let now = tx.now();
    tx.execute(&FORGET, &[&of_login(login)])?;
    tx.execute(&TAKE_BACK, &[&of_address(address)])?;
    tx.execute(&SWEEP, &[&back(now, Duration::from_secs(24 * 3600))])?;
    Ok(())
}

fn count(tx: &mut Tx, whose: &str, patience: &Patience) -> Outcome<()> {
    let now = tx.now();
    let forgotten = back(now, patience.forgets_after);
    let last: Option<(i64, Instant)> = tx.maybe(&LAST, &[&whose], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if let Some((failures, last_at)) = last.filter(|(_, last_at)| *last_at >= forgotten) {
        let left = patience.wait_s(failures) - now.since(last_at).as_secs();
        if left > 0 {
            return Err(Trouble::Slower { seconds: left });
        }
    }
    tx.execute(&COUNT, &[&whose, &now, &forgotten])?;
    Ok(())
}

impl Patience {
    fn wait_s(&self, failures: i64) -> i64 {
        match failures - self.free {
            over @ 0.. => (1_i64 << over.min(20)).min(self.wait_max_s),
            _ => 0,
        }
    }
}

fn of_login(login: &str) -> String {
    format!("login {login}")
}

fn of_address(address: &str) -> String {
    format!("address {address}")
}

fn back(now: Instant, by: Duration) -> Instant {
    now.checked_sub(by).unwrap_or(Instant::EPOCH)
}
