//! Finite-capacity forward scheduling of one routing: every operation takes what its work centre has free, as early as
//! it can, behind what is planned. A job is in one place at a time: what it has worked on a day at one centre it cannot
//! work on that day at the next. Taking all one can on every day ends each operation as early and with as little of its
//! last day as possible, so no other plan ends earlier; the tests hold that against a search through all plans.

use super::plant::Centre;

/// Minutes of an operation at a centre on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub no: i64,
    pub centre: usize,
    pub day: usize,
    pub minutes: i64,
}

/// One operation to be placed.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    pub no: i64,
    pub centre: usize,
    pub minutes: i64,
}

/// Places all operations, the first not before `from`. `without` is a centre whose planned load is left out: what would
/// be if nothing else were to be done there. `None` where it does not fit before the horizon.
pub fn forward(works: &[Work], from: usize, centres: &[Centre], without: Option<usize>) -> Option<Vec<Slot>> {
    let mut slots: Vec<Slot> = Vec::new();
    let (mut day, mut spent) = (from, 0);
    for work in works {
        let centre = centres.get(work.centre)?;
        let mut left = work.minutes;
        while left > 0 {
            if day >= centre.capacity.len() {
                return None;
            }
            let mine: i64 = slots
                .iter()
                .rev()
                .take_while(|s| s.day == day)
                .filter(|s| s.centre == work.centre)
                .map(|s| s.minutes)
                .sum();
            let free = if without == Some(work.centre) { centre.capacity(day) } else { centre.free(day) };
            let here = (free - mine).min(centre.capacity(day) - spent).min(left).max(0);
            if here > 0 {
                slots.push(Slot { no: work.no, centre: work.centre, day, minutes: here });
                left -= here;
                spent += here;
            }
            if left > 0 {
                day += 1;
                spent = 0;
            }
        }
    }
    Some(slots)
}

/// The day on which the last of it is done; where there is nothing to do, the day it could begin.
pub fn end(slots: &[Slot], from: usize) -> usize {
    slots.last().map_or(from, |slot| slot.day)
}
