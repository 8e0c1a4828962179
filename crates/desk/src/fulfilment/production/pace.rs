//! How many of many things one act does: as few as keep it short, so that whoever writes beside it does not wait; as many
//! as make its commit worth it.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// What an act should take, from its first statement to its last: a slow disk or a queue before it makes no act shorter.
const SHORT: Duration = Duration::from_millis(15);
const FIRST: usize = 8;
const MOST: usize = 40;

pub struct Pace {
    size: usize,
}

/// What an act did, and in how many microseconds.
#[derive(Debug, Serialize, Deserialize)]
pub struct Took {
    pub moved: usize,
    micros: u64,
}

impl Took {
    pub fn since(began: Instant, moved: usize) -> Took {
        Took { moved, micros: u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX) }
    }
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
    pub fn took(&mut self, last: &Took) {
        let time = Duration::from_micros(last.micros);
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

    fn took(pace: &mut Pace, millis: u64) {
        pace.took(&Took { moved: 1, micros: millis * 1_000 });
    }

    #[test]
    fn c4_1_4_a_slow_machine_is_asked_for_less_at_once_and_a_quick_one_for_more() {
        let mut pace = Pace::default();
        assert_eq!((pace.takes(100), pace.takes(3)), (FIRST, 3));
        took(&mut pace, 60);
        assert_eq!(pace.takes(100), 2, "a quarter of it would have been in time");
        took(&mut pace, 9_000);
        assert_eq!(pace.takes(100), 1, "never none");
        took(&mut pace, 10);
        assert_eq!(pace.takes(100), 1, "well as it is");
        for _ in 0..60 {
            took(&mut pace, 1);
        }
        assert_eq!(pace.takes(100), MOST);
    }
}
