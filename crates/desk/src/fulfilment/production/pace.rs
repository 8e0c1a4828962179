//! How many of many things one act does: as few as keep it short, so that whoever writes beside it does not wait; as many
//! as make its commit worth it.

use std::time::Duration;

/// What an act should take, its wait for the writer and its commit included.
const SHORT: Duration = Duration::from_millis(15);
const FIRST: usize = 8;
const MOST: usize = 40;

pub struct Pace {
    size: usize,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { size: FIRST }
    }
}

impl Pace {
    /// How many of the rest the next act does: at least one.
    pub fn takes(&self, rest: usize) -> usize {
        self.size.min(rest)
    }

    /// The last act took so long: too long, and the next is shorter by as much; short, and the next is somewhat longer.
    pub fn took(&mut self, time: Duration) {
        if time > SHORT {
            let fits = self.size as u128 * SHORT.as_micros() / time.as_micros().max(1);
            self.size = usize::try_from(fits).unwrap_or(1).clamp(1, MOST);
        } else if time < SHORT / 2 {
            self.size = (self.size + self.size / 4 + 1).min(MOST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c4_1_4_a_slow_machine_is_asked_for_less_at_once_and_a_quick_one_for_more() {
        let mut pace = Pace::default();
        assert_eq!((pace.takes(100), pace.takes(3)), (FIRST, 3));
        pace.took(Duration::from_millis(60));
        assert_eq!(pace.takes(100), 2, "a quarter of it would have been in time");
        pace.took(Duration::from_secs(9));
        assert_eq!(pace.takes(100), 1, "never none");
        pace.took(Duration::from_millis(10));
        assert_eq!(pace.takes(100), 1, "well as it is");
        for _ in 0..60 {
            pace.took(Duration::from_millis(1));
        }
        assert_eq!(pace.takes(100), MOST);
    }
}
