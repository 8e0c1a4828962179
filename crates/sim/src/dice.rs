//! Chance from a seed: the same seed throws the same dice on every machine.

/// SplitMix64: small, and good enough to choose what happens next.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    pub fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// 0 to `n` - 1; 0 where there is nothing to choose from.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.throw() % (n.max(1) as u64)).unwrap_or(0)
    }

    /// From `low` to `high`, both of them.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low + 1).unwrap_or(1).max(1);
        low + i64::try_from(self.throw() % width).unwrap_or(0)
    }

    pub fn chance(&mut self, per_cent: u64) -> bool {
        self.throw() % 100 < per_cent
    }

    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(self.below(all.len())) }
    }

    /// The place of one, each as likely as its weight.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u64> + Clone) -> Option<usize> {
        let sum: u64 = weights.clone().sum();
        if sum == 0 {
            return None;
        }
        let mut left = self.throw() % sum;
        weights.into_iter().position(|weight| {
            let here = left < weight;
            left = left.saturating_sub(weight);
            here
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_dice() {
        let throw = |seed| {
            let mut dice = Dice::new(seed);
            (0..50).map(|_| dice.below(6)).collect::<Vec<_>>()
        };
        assert_eq!(throw(7), throw(7));
        assert_ne!(throw(7), throw(8));
        assert!((0..6).all(|side| throw(7).contains(&side)));
    }

    #[test]
    fn nothing_without_weight_is_chosen() {
        let mut dice = Dice::new(1);
        for _ in 0..200 {
            assert_eq!(dice.weighted([0, 3, 0].into_iter()), Some(1));
        }
        assert_eq!(dice.weighted([0, 0].into_iter()), None);
        assert!((0..200).all(|_| (3..=5).contains(&dice.between(3, 5))));
    }
}
