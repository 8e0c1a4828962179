//! The shop floor as it stands: open work orders with their tasks, and every centre with its load. A fixed number of
//! statements, however much is open.

use std::collections::{HashMap, HashSet};

use platform::act::Outcome;
use platform::day::Day;
use platform::{Id, Tx};

use super::lay::Floor;
use super::work::{self, Work};
use crate::fulfilment::book::{self, Task};
use crate::fulfilment::plant::Days;
use crate::fulfilment::snapshot;
use crate::masters;
use crate::people;

/// More work centres than this are no shop floor of ours.
const CENTRES_MAX: i64 = 1_000;

platform::sql! {
    RUSH = "SELECT w.id FROM work_order w JOIN orders o ON o.id = w.order_id \
        WHERE w.finished_at IS NULL AND o.priority = 'rush' LIMIT 5000";
}

pub fn floor(tx: &mut Tx) -> Outcome<Floor> {
    let calendar = people::calendar(tx)?;
    let days = Days::of(tx.now().day_in(calendar.zone()), &calendar);
    let works = work::open(tx)?;
    let ids: Vec<Id> = works.iter().map(|work| work.id).collect();
    let mut tasks: HashMap<Id, Vec<Task>> = HashMap::new();
    let places: HashMap<Id, &Work> = works.iter().map(|work| (work.id, work)).collect();
    for task in book::tasks(tx, &ids)? {
        if places.get(&task.work).is_some_and(|work| movable(work, &task, days.today())) {
            tasks.entry(task.work).or_default().push(task);
        }
    }
    let known = masters::centres_after(tx, "", CENTRES_MAX)?;
    let centres = snapshot::loaded(tx, &known, &days)?;
    let rush: HashSet<Id> = tx.list(&RUSH, &[], |row| row.get::<Id>(0))?.into_iter().collect();
    Ok(Floor { days, centres, works, tasks, rush, upset: HashMap::new() })
}

/// What was done stays where it was done.
pub fn movable(work: &Work, task: &Task, today: Day) -> bool {
    task.day >= today || work.open_of(task.no).is_positive()
}

/// The centres that one work order needs, with their load; nothing else is read.
pub fn around(tx: &mut Tx, work: &Work) -> Outcome<Floor> {
    let calendar = people::calendar(tx)?;
    let days = Days::of(tx.now().day_in(calendar.zone()), &calendar);
    let ids: Vec<Id> = work.steps.iter().filter_map(|step| step.centre).collect();
    let known = masters::centres(tx, &ids)?;
    let centres = snapshot::loaded(tx, &known, &days)?;
    let today = days.today();
    let own: Vec<Task> = book::tasks(tx, &[work.id])?.into_iter().filter(|task| movable(work, task, today)).collect();
    let tasks = HashMap::from([(work.id, own)]);
    let (rush, upset) = (HashSet::new(), HashMap::new());
    Ok(Floor { days, centres, works: vec![work.clone()], tasks, rush, upset })
}

/// Some centres alone.
pub fn at(tx: &mut Tx, centres: &[Id]) -> Outcome<Floor> {
    let calendar = people::calendar(tx)?;
    let days = Days::of(tx.now().day_in(calendar.zone()), &calendar);
    let known = masters::centres(tx, centres)?;
    let centres = snapshot::loaded(tx, &known, &days)?;
    let (works, tasks, rush, upset) = (Vec::new(), HashMap::new(), HashSet::new(), HashMap::new());
    Ok(Floor { days, centres, works, tasks, rush, upset })
}
