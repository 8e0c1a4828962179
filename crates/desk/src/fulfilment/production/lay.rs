//! Laying work on work centres again, pure: works that do not fit where they stand are lifted and laid forward behind what
//! stays; where one of them would be late, works with time to spare make room. Nothing is overbooked, and nobody else moves.
//! What finds no place before the horizon stays where it is. Work on hold moves on day by day, behind everything else.

use std::collections::{HashMap, HashSet};

use platform::Id;
use platform::day::Day;

use super::work::{Work, WorkState};
use crate::fulfilment::book::Task;
use crate::fulfilment::expect::SlipKind;
use crate::fulfilment::plant::{Centre, Days};
use crate::fulfilment::promise::Booking;
use crate::fulfilment::schedule::{Slot, Work as Placed, end, forward};

/// What is open, where it stands, and the centres with what others hold on them (`booked` holds these tasks too).
pub struct Floor {
    pub days: Days,
    pub centres: Vec<Centre>,
    pub works: Vec<Work>,
    pub tasks: HashMap<Id, Vec<Task>>,
    /// Rush orders' works.
    pub rush: HashSet<Id>,
    /// Works that cannot stay where they stand, and why; all others move for them.
    pub upset: HashMap<Id, SlipKind>,
}

/// Where a work order is to be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid {
    pub work: Id,
    pub tasks: Vec<Booking>,
    pub begin_on: Option<Day>,
    pub end_on: Option<Day>,
    /// Why it moved.
    pub kind: SlipKind,
    /// The work order's lock when this was thought out: what was reported since is not in it.
    pub seen: i64,
}

impl Floor {
    fn centre(&self, id: Id) -> Option<usize> {
        self.centres.iter().position(|centre| centre.id == Some(id))
    }

    fn of(&self, work: Id) -> &[Task] {
        self.tasks.get(&work).map_or(&[], Vec::as_slice)
    }

    /// It cannot be done where it stands: part of it lies behind us, or its parts come later, or nothing is planned; or its
    /// work centre does not work on that day any more.
    pub fn disturbed(&self, work: &Work) -> bool {
        self.slipped(work) || self.shut(work)
    }

    fn slipped(&self, work: &Work) -> bool {
        let (tasks, today) = (self.of(work.id), self.days.today());
        let left: i64 = work.steps.iter().filter(|s| s.centre.is_some()).map(|s| work.minutes_left(s)).sum();
        if work.on_hold && left == 0 {
            return work.end_on.is_some_and(|day| day <= today);
        }
        let open = |task: &&Task| work.open_of(task.no).is_positive();
        // What is on hold begins tomorrow at the earliest.
        let counts = |task: &&Task| if work.on_hold { task.day > today } else { task.day >= today };
        let ahead: i64 = tasks.iter().filter(open).filter(counts).map(|task| task.minutes).sum();
        let first = tasks.iter().filter(open).map(|task| task.day).min();
        let before_parts = matches!((first, work.awaits_parts()), (Some(first), Some(parts)) if first <= parts);
        ahead < left || before_parts
    }

    fn shut(&self, work: &Work) -> bool {
        self.of(work.id).iter().filter(|task| work.open_of(task.no).is_positive()).any(|task| {
            let at = self.days.place(task.day);
            let centre = self.centre(task.centre);
            matches!((centre, at), (Some(centre), Some(at)) if self.centres[centre].capacity(at) == 0)
        })
    }

    /// Works on days that have fewer minutes than stand there: the least urgent of each, until the rest fits.
    fn crowded(&self) -> HashSet<Id> {
        let mut over: HashMap<(usize, usize), i64> = HashMap::new();
        for (at, centre) in self.centres.iter().enumerate() {
            for (day, booked) in centre.booked.iter().enumerate().filter(|(_, booked)| **booked > 0) {
                if *booked > centre.capacity(day) {
                    over.insert((at, day), *booked - centre.capacity(day));
                }
            }
        }
        let mut crowded = HashSet::new();
        if over.is_empty() {
            return crowded;
        }
        let mut works: Vec<&Work> = self.works.iter().collect();
        works.sort_by_key(|work| std::cmp::Reverse(self.urgency(work)));
        // What somebody put there by hand goes last.
        works.sort_by_key(|work| work.pinned);
        for work in works {
            for task in self.of(work.id).iter().filter(|task| work.open_of(task.no).is_positive()) {
                let cell = self.centre(task.centre).zip(self.days.place(task.day));
                let Some(left) = cell.and_then(|cell| over.get_mut(&cell)).filter(|left| **left > 0) else { continue };
                *left -= task.minutes;
                crowded.insert(work.id);
            }
        }
        crowded
    }

    /// Why it cannot stay; where it could, something else took its place.
    pub fn why(&self, work: &Work) -> SlipKind {
        if work.on_hold {
            SlipKind::Hold
        } else if self.slipped(work) {
            match work.awaits_parts() >= Some(self.days.today()) {
                true => SlipKind::Supplier,
                false if work.scrap.is_positive() => SlipKind::Scrap,
                false => SlipKind::Progress,
            }
        } else if self.shut(work) {
            SlipKind::Calendar
        } else {
            SlipKind::Change
        }
    }

    fn lift(&mut self, work: Id) {
        for task in self.tasks.remove(&work).unwrap_or_default() {
            let Some(centre) = self.centre(task.centre) else { continue };
            if let Some(booked) = self.days.place(task.day).and_then(|day| self.centres[centre].booked.get_mut(day)) {
                *booked -= task.minutes;
            }
        }
    }

    /// Forward from tomorrow, or from the working day after its parts are there.
    fn place(&mut self, work: &Work, first: Option<usize>) -> Option<(Vec<Slot>, Option<usize>)> {
        let tomorrow = self.days.after(0, 1)?;
        let after_parts =
            work.awaits_parts().and_then(|day| self.days.place(day)).and_then(|at| self.days.after(at, 1));
        let from = first.unwrap_or(tomorrow).max(tomorrow).max(after_parts.unwrap_or(0));
        let works: Vec<Placed> = work
            .steps
            .iter()
            .filter_map(|step| {
                let centre = self.centre(step.centre?)?;
                Some(Placed { no: step.no, centre, minutes: work.minutes_left(step) })
            })
            .filter(|placed| placed.minutes > 0)
            .collect();
        let slots = forward(&works, from, &self.centres, None)?;
        for slot in &slots {
            if let Some(booked) = self.centres[slot.centre].booked.get_mut(slot.day) {
                *booked += slot.minutes;
            }
        }
        let last = (!slots.is_empty()).then(|| end(&slots, from));
        Some((slots, last))
    }

    fn laid(&self, work: &Work, slots: &[Slot], last: Option<usize>) -> Laid {
        let tasks: Vec<Booking> = slots
            .iter()
            .filter_map(|slot| {
                let centre = self.centres[slot.centre].id?;
                Some(Booking { no: slot.no, centre, day: self.days.day(slot.day), minutes: slot.minutes })
            })
            .collect();
        let begin_on = match work.state {
            WorkState::InProgress => work.begin_on,
            _ => tasks.first().map(|task| task.day),
        };
        let held = work.on_hold.then(|| self.days.after(0, 1)).flatten().map(|at| self.days.day(at));
        let end_on = last.map(|at| self.days.day(at)).or(work.end_on.max(held));
        let kind = self.upset.get(&work.id).copied().unwrap_or(SlipKind::Change);
        Laid { work: work.id, begin_on, end_on, tasks, kind, seen: work.lock }
    }

    /// Lays works in the order of their urgency. What fits nowhere before the horizon is not lifted: others find its
    /// minutes taken, as they are.
    fn lay(&mut self, mut works: Vec<Work>) -> Vec<Laid> {
        works.sort_by_key(|work| self.urgency(work));
        loop {
            let mut trial = self.copy();
            for work in &works {
                trial.lift(work.id);
            }
            let (mut laid, mut stuck) = (Vec::new(), HashSet::new());
            for work in &works {
                match trial.place(work, None) {
                    Some((slots, last)) => laid.push(trial.laid(work, &slots, last)),
                    None => {
                        stuck.insert(work.id);
                    }
                }
            }
            if stuck.is_empty() {
                *self = trial;
                return laid;
            }
            works.retain(|work| !stuck.contains(&work.id));
        }
    }

    fn urgency(&self, work: &Work) -> (bool, bool, bool, i64, Id) {
        let wanted = work.wanted_on.map_or(i64::MAX, Day::to_i64);
        (work.on_hold, work.state != WorkState::InProgress, !self.rush.contains(&work.id), wanted, work.id)
    }

    /// May make room: nobody began it, and nobody planned it by hand.
    fn yields(work: &Work) -> bool {
        !work.pinned
            && !work.on_hold
            && matches!(
                work.state,
                WorkState::Dispatched | WorkState::Acknowledged | WorkState::Planned | WorkState::Released
            )
    }
}

/// What has to move so that everything fits again. Where the disturbed works alone end in time, only they move; else
/// those with time to spare make room, if fewer days are lost in all by it.
pub fn lay_anew(floor: &Floor) -> Vec<Laid> {
    let crowded = floor.crowded();
    let moves = |work: &&Work| crowded.contains(&work.id) || floor.disturbed(work);
    let disturbed: Vec<Work> = floor.works.iter().filter(moves).cloned().collect();
    if disturbed.is_empty() {
        return Vec::new();
    }
    let why = |work: &Work| match floor.why(work) {
        // It stands well; only its day has too few minutes now.
        SlipKind::Change => SlipKind::Calendar,
        why => why,
    };
    let upset: HashMap<Id, SlipKind> = disturbed.iter().map(|work| (work.id, why(work))).collect();
    let mut calm = Floor { upset: upset.clone(), ..floor.copy() };
    let few = calm.lay(disturbed.clone());
    // Nobody makes room for what is on hold.
    let held = |id: Id| disturbed.iter().any(|work| work.id == id && work.on_hold);
    let late_ids: HashSet<Id> =
        few.iter().filter(|laid| days_late(floor, laid) > 0 && !held(laid.work)).map(|laid| laid.work).collect();
    if late_ids.is_empty() {
        return few;
    }
    let tightest = disturbed.iter().filter(|w| late_ids.contains(&w.id)).filter_map(|w| w.wanted_on).min();
    let mut lifted = disturbed.clone();
    lifted.extend(
        floor
            .works
            .iter()
            .filter(|work| Floor::yields(work) && work.wanted_on > tightest && !lifted_has(&disturbed, work.id))
            .cloned(),
    );
    let mut wide = Floor { upset, ..floor.copy() };
    let many = wide.lay(lifted);
    let lost = |laid: &[Laid]| laid.iter().map(|one| days_late(floor, one)).sum::<i64>();
    let untouched: i64 = floor
        .works
        .iter()
        .filter(|work| many.iter().any(|one| one.work == work.id) && !few.iter().any(|one| one.work == work.id))
        .map(|work| lateness(work, work.end_on))
        .sum();
    if lost(&many) < lost(&few) + untouched { many.into_iter().filter(|one| one.differs(floor)).collect() } else { few }
}

fn lifted_has(works: &[Work], id: Id) -> bool {
    works.iter().any(|work| work.id == id)
}

fn days_late(floor: &Floor, laid: &Laid) -> i64 {
    floor.works.iter().find(|work| work.id == laid.work).map_or(0, |work| lateness(work, laid.end_on))
}

fn lateness(work: &Work, end: Option<Day>) -> i64 {
    match (work.wanted_on, end) {
        (Some(wanted), Some(end)) => end.days_since(wanted).max(0),
        _ => 0,
    }
}

impl Laid {
    /// Whether it stands otherwise than before.
    fn differs(&self, floor: &Floor) -> bool {
        let old: Vec<Booking> = floor
            .of(self.work)
            .iter()
            .map(|t| Booking { no: t.no, centre: t.centre, day: t.day, minutes: t.minutes })
            .collect();
        old != self.tasks
    }
}

impl Floor {
    fn copy(&self) -> Floor {
        Floor {
            days: self.days.clone(),
            centres: self.centres.clone(),
            works: Vec::new(),
            tasks: self.tasks.clone(),
            rush: self.rush.clone(),
            upset: self.upset.clone(),
        }
    }
}

/// 4.1.4: what if this work went first? Everything that yields is laid behind it; nothing is stored.
pub fn first(floor: &Floor, first: &[Work]) -> Vec<Laid> {
    let mut copy = floor.copy();
    let ids: HashSet<Id> = first.iter().map(|work| work.id).collect();
    let others: Vec<Work> =
        floor.works.iter().filter(|work| Floor::yields(work) && !ids.contains(&work.id)).cloned().collect();
    for work in first.iter().chain(&others) {
        copy.lift(work.id);
    }
    let mut all: Vec<Laid> = first
        .iter()
        .filter_map(|work| {
            let (slots, last) = copy.place(work, None)?;
            Some(copy.laid(work, &slots, last))
        })
        .collect();
    all.extend(copy.lay(others));
    all
}

/// One work alone, not before a day, behind everything that stands.
pub fn one_from(mut floor: Floor, work: &Work, from: Option<Day>) -> Option<Laid> {
    floor.lift(work.id);
    let first = match from {
        // A day that is over is as good as none; beyond the horizon there is no room.
        Some(day) if day >= floor.days.today() => Some(floor.days.place(day)?),
        _ => None,
    };
    let (slots, last) = floor.place(work, first)?;
    let laid = floor.laid(work, &slots, last);
    Some(Laid { kind: SlipKind::Plan, ..laid })
}
