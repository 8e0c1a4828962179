//! Where *now* comes from.
//!
//! Acts take the time from their transaction, and the transaction takes it from here, once: everything written
//! together carries the same instant, and a test or the simulator can move months in a moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::day::{DayError, Instant};

/// Tells the time.
pub trait Clock: Send + Sync {
    fn now(&self) -> Instant;
}

/// The machine's clock, cut to microseconds because that is what both databases keep.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that may look at the machine's clock")]
    fn now(&self) -> Instant {
        Instant::try_from(jiff::Timestamp::now()).expect("the machine's clock is set between 1900 and 2200")
    }
}

/// A clock that stands still until it is moved, for tests and the simulator. Clones show the same time.
#[derive(Debug, Clone)]
pub struct FixedClock(Arc<AtomicI64>);

impl FixedClock {
    pub fn at(now: Instant) -> FixedClock {
        FixedClock(Arc::new(AtomicI64::new(now.to_i64())))
    }

    /// Moves to `now`, which may lie in the past.
    pub fn set(&self, now: Instant) {
        self.0.store(now.to_i64(), Ordering::SeqCst);
    }

    /// Moves on, and says where it stands then. Two threads that both advance both count.
    pub fn advance(&self, by: Duration) -> Result<Instant, DayError> {
        let further = |micros| Instant::from_i64(micros).ok()?.checked_add(by).ok().map(Instant::to_i64);
        let before = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, further);
        Instant::from_i64(before.map_err(|_| DayError::OutOfRange)?)?.checked_add(by)
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant::from_i64(self.0.load(Ordering::SeqCst)).expect("only instants are ever stored")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_still_until_it_is_moved() {
        let start: Instant = "2026-11-19T08:30:00+08:00".parse().unwrap();
        let clock = FixedClock::at(start);
        assert_eq!(clock.now(), start);
        let shown_elsewhere = clock.clone();
        let later = clock.advance(Duration::from_secs(60)).unwrap();
        assert_eq!(later.since(start).as_secs(), 60);
        assert_eq!(shown_elsewhere.now(), later);
        clock.set(start);
        assert_eq!(shown_elsewhere.now(), start);
    }

    #[test]
    fn a_fixed_clock_stays_where_it_is_when_the_step_is_too_long() {
        let clock = FixedClock::at(Instant::EPOCH);
        assert_eq!(clock.advance(Duration::MAX), Err(DayError::OutOfRange));
        assert_eq!(clock.now(), Instant::EPOCH);
    }

    #[test]
    fn the_system_clock_does_not_run_backwards_within_a_moment() {
        let first = SystemClock.now();
        assert!(SystemClock.now() >= first);
        assert!(first > "2025-01-01T00:00:00Z".parse().unwrap());
    }
}
