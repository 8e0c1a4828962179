//! The planner against a search through every plan, on small plants out of a seeded hat.

use std::collections::HashSet;

use crate::fulfilment::plant::Centre;
use crate::fulfilment::schedule::{Slot, Work, end, forward};

/// A generator of our own: the same plants in every run, on every machine.
struct Hat(u64);

impl Hat {
    fn draw(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn number(&mut self, below: i64) -> i64 {
        self.draw(below.unsigned_abs()) as i64
    }
}

const DAYS: usize = 10;

fn centres(hat: &mut Hat) -> Vec<Centre> {
    (0..3)
        .map(|n| {
            let capacity: Vec<i64> = (0..DAYS).map(|_| if hat.draw(4) == 0 { 0 } else { 1 + hat.number(4) }).collect();
            let booked = capacity.iter().map(|minutes| hat.number(minutes + 1)).collect();
            Centre { id: None, name: format!("{n}"), capacity, booked }
        })
        .collect()
}

fn job(hat: &mut Hat) -> Vec<Work> {
    let count = 1 + hat.number(3);
    (0..count).map(|n| Work { no: n, centre: hat.draw(3) as usize, minutes: hat.number(6) }).collect()
}

/// The earliest day on which a job can end, by trying every amount of every operation on every day.
fn searched(works: &[Work], from: usize, centres: &[Centre]) -> Option<usize> {
    // (operation, minutes left, day, spent that day, taken that day from each centre, last day worked)
    type State = (usize, i64, usize, i64, [i64; 3], usize);
    let works: Vec<Work> = works.iter().copied().filter(|work| work.minutes > 0).collect();
    let Some(first) = works.first() else { return Some(from) };
    let mut open: Vec<State> = vec![(0, first.minutes, from, 0, [0; 3], from)];
    let mut seen: HashSet<State> = HashSet::new();
    let mut best: Option<usize> = None;
    while let Some(state) = open.pop() {
        let (at, left, day, spent, taken, worked) = state;
        if best.is_some_and(|best| day > best) || !seen.insert(state) {
            continue;
        }
        if left == 0 {
            match works.get(at + 1) {
                Some(next) => open.push((at + 1, next.minutes, day, spent, taken, worked)),
                None => best = Some(best.map_or(worked, |best| best.min(worked))),
            }
            continue;
        }
        if day >= DAYS {
            continue;
        }
        let centre = works[at].centre;
        let most = (centres[centre].free(day) - taken[centre]).min(centres[centre].capacity(day) - spent).min(left);
        for minutes in 1..=most.max(0) {
            let mut taken = taken;
            taken[centre] += minutes;
            open.push((at, left - minutes, day, spent + minutes, taken, day));
        }
        open.push((at, left, day + 1, 0, [0; 3], worked));
    }
    best
}

fn book(centres: &mut [Centre], slots: &[Slot]) {
    for slot in slots {
        centres[slot.centre].booked[slot.day] += slot.minutes;
    }
}

#[test]
fn c3_2_3a_no_plan_at_all_ends_earlier_than_ours() {
    let (mut placed, mut refused) = (0, 0);
    for seed in 0..400 {
        let mut hat = Hat(seed);
        let mut plant = centres(&mut hat);
        for _ in 0..6 {
            let (works, from) = (job(&mut hat), hat.draw(3) as usize);
            let found = forward(&works, from, &plant, None);
            let ends = found.as_ref().map(|slots| end(slots, from));
            assert_eq!(ends, searched(&works, from, &plant), "seed {seed}: {works:?} from {from} on {plant:?}");
            match found {
                Some(slots) => {
                    book(&mut plant, &slots);
                    placed += 1;
                }
                None => refused += 1,
            }
        }
    }
    assert!(placed > 500 && refused > 100, "{placed} placed, {refused} did not fit");
}

#[test]
fn c3_2_3a_no_minute_is_given_twice_and_operations_keep_their_order() {
    for seed in 0..2_000 {
        let mut hat = Hat(seed);
        let mut plant = centres(&mut hat);
        for _ in 0..6 {
            let (works, from) = (job(&mut hat), hat.draw(3) as usize);
            let Some(slots) = forward(&works, from, &plant, None) else { continue };
            for work in &works {
                let done: i64 = slots.iter().filter(|slot| slot.no == work.no).map(|slot| slot.minutes).sum();
                assert_eq!(done, work.minutes, "seed {seed}");
            }
            assert!(slots.is_sorted_by_key(|slot| (slot.no, slot.day)) && slots.is_sorted_by_key(|slot| slot.day));
            assert!(slots.iter().all(|slot| slot.day >= from && slot.minutes > 0));
            book(&mut plant, &slots);
            for centre in &plant {
                let over = (0..DAYS).find(|day| centre.booked[*day] > centre.capacity[*day]);
                assert_eq!(over, None, "seed {seed}: {plant:?}");
            }
        }
    }
}

#[test]
fn c3_2_3a_more_load_never_brings_a_job_forward() {
    let mut later = 0;
    for seed in 0..2_000 {
        let mut hat = Hat(seed);
        let plant = centres(&mut hat);
        let works = job(&mut hat);
        let before = forward(&works, 0, &plant, None).map_or(usize::MAX, |slots| end(&slots, 0));
        let mut loaded = plant.clone();
        let (centre, day) = (hat.draw(3) as usize, hat.draw(DAYS as u64) as usize);
        loaded[centre].booked[day] += 1 + hat.number(3);
        let after = forward(&works, 0, &loaded, None).map_or(usize::MAX, |slots| end(&slots, 0));
        assert!(after >= before, "seed {seed}: {before} became {after} on {loaded:?}");
        later += usize::from(after > before);
    }
    assert!(later > 50, "the load was felt {later} times");
}

#[test]
fn c3_2_3a_more_pieces_are_never_ready_sooner() {
    for seed in 0..2_000 {
        let mut hat = Hat(seed);
        let plant = centres(&mut hat);
        let works = job(&mut hat);
        let mut last = 0;
        for pieces in 1..5 {
            let more: Vec<Work> = works.iter().map(|w| Work { minutes: w.minutes * pieces, ..*w }).collect();
            let ready = forward(&more, 0, &plant, None).map_or(usize::MAX, |slots| end(&slots, 0));
            assert!(ready >= last, "seed {seed}: {pieces} pieces");
            last = ready;
        }
    }
}
