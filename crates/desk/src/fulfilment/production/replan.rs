//! 4.1.4: what slipped is laid anew in the background, a few works an act, so that approvals and reports go on meanwhile.
//! The direct line's forecast is written by whoever slipped; this brings the rest in line within seconds: works first, then,
//! after a change of the calendar, the days of goods whose work stays where it is.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::who::Person;
use platform::{Id, Trouble, Tx, settings};

use super::floor::floor;
use super::lay::{Laid, lay_anew};
use super::pace::{Pace, Took};
use super::place;
use super::steps::{Facts, LAY};
use super::work;
use crate::fulfilment::plant::Days;
use crate::fulfilment::{days_moved, snapshot};
use crate::masters;
use crate::people;

/// How often a plan is made anew because something else moved meanwhile.
const TRIES: usize = 5;

platform::sql! {
    ASK = "INSERT INTO replan (id, work, cause, made_at) VALUES ($1, $2, $3, $4)";
    WAITING = "SELECT id FROM replan WHERE done_at IS NULL ORDER BY made_at, id LIMIT 500";
    DONE = "UPDATE replan SET done_at = $1 WHERE id IN ({ids:$2}) AND done_at IS NULL";
    ANY = "SELECT COUNT(*) FROM (SELECT id FROM replan WHERE done_at IS NULL LIMIT 1) r";
}

/// Asks for the rest to be laid anew; in the transaction of what slipped.
pub fn ask(tx: &mut Tx, work: Option<Id>, cause: &str) -> Outcome<()> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(&ASK, &[&id, &work, &cause, &now])?;
    Ok(())
}

/// The day up to which it was looked for work that lies behind us.
const LOOKED: &str = "plan.looked";
/// The calendar and the work centres on which the plan rests.
const RESTS_ON: &str = "plan.rests_on";

/// Names the company's calendar and the work centres' hours as they are now: with another name, the plan is looked at anew.
fn ground(tx: &mut Tx) -> Outcome<String> {
    Ok(format!("{}/{}", people::calendar_change(tx)?, masters::plant_change(tx)?))
}

/// Whether days on the page are still being computed.
pub fn is_waiting(tx: &mut Tx) -> Outcome<bool> {
    let known = settings::text(tx, RESTS_ON, "")?;
    if !known.is_empty() && known != ground(tx)? {
        return Ok(true);
    }
    Ok(tx.one(&ANY, &[], |row| row.get::<i64>(0))? > 0)
}

/// What there is to do, as it was read.
struct Look {
    jobs: Vec<Id>,
    day: String,
    ground: String,
    /// A new day, or another calendar: what stood well yesterday may lie behind us or on a closed day now.
    new: bool,
    /// Days were computed with another calendar.
    shifted: bool,
}

impl Look {
    fn read(tx: &mut Tx) -> Outcome<Look> {
        let (day, ground) = (people::today(tx)?.to_string(), ground(tx)?);
        let known = settings::text(tx, RESTS_ON, "")?;
        let new = settings::text(tx, LOOKED, "")? != day || known != ground;
        let shifted = !known.is_empty() && known != ground;
        Ok(Look { jobs: tx.list(&WAITING, &[], |row| row.get(0))?, day, ground, new, shifted })
    }

    fn done(&self, tx: &mut Tx) -> Outcome<()> {
        let (now, jobs) = (tx.now(), self.jobs.clone());
        tx.execute(&DONE, &[&now, &jobs])?;
        if self.new {
            settings::keep(tx, LOOKED, &self.day)?;
            settings::keep(tx, RESTS_ON, &self.ground)?;
        }
        Ok(())
    }
}

/// The job: on every new day, after every change of a calendar and when it was asked for, lays anew what cannot stay.
/// Answers how many works moved.
pub async fn replan(app: &App) -> Outcome<usize> {
    let look = app.read(Look::read).await?;
    if look.jobs.is_empty() && !look.new {
        return Ok(0);
    }
    for _ in 0..TRIES {
        let laid = app.read(|tx| Ok(lay_anew(&floor(tx)?))).await?;
        match apply(app, laid).await {
            Ok(moved) => {
                if look.shifted {
                    days_moved::calendar_moved(app).await?;
                }
                app.0.db.write(move |tx: &mut Tx| look.done(tx)).await?;
                return Ok(moved);
            }
            // Something else moved meanwhile: the plan is made anew from what stands there now.
            Err(Trouble::Stale(_)) => {}
            Err(trouble) => return Err(trouble),
        }
    }
    // Left for the next look.
    Ok(0)
}

/// Writes a plan, some works an act; stale where a work order or its place is not any more what the plan was made from.
pub async fn apply(app: &App, laid: Vec<Laid>) -> Outcome<usize> {
    let (mut rest, mut pace, mut moved) = (laid.as_slice(), Pace::default(), 0);
    while !rest.is_empty() {
        let (now, later) = rest.split_at(pace.takes(rest.len()));
        let act = Lay { laid: now.to_vec(), later: later.iter().map(|one| one.work).collect() };
        let took = app.perform(&Person::system(), act).await?;
        moved += took.moved;
        pace.took(&took);
        rest = later;
    }
    Ok(moved)
}

/// Some works to their new places. What still stands where a later chunk will take it away does not count as taken.
struct Lay {
    laid: Vec<Laid>,
    later: Vec<Id>,
}

impl Act for Lay {
    type Done = Took;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Took> {
        let began = Instant::now();
        let mut ids: Vec<Id> = self.laid.iter().map(|one| one.work).collect();
        ids.sort_unstable();
        let mut held = Vec::new();
        // Orders are held in one order everywhere.
        let mut known = work::some(tx, &ids)?;
        known.sort_by_key(|work| work.order);
        for work in &known {
            let seen = self.laid.iter().find(|one| one.work == work.id).map(|one| one.seen);
            held.push(work::fetch_held(tx, work.id, seen)?);
        }
        let mut centres: Vec<Id> = self.laid.iter().flat_map(|one| one.tasks.iter().map(|task| task.centre)).collect();
        centres.sort_unstable();
        centres.dedup();
        place::hold_centres(tx, centres.clone())?;
        self.fits(tx, &centres)?;
        let (mut moved, mut touched) = (0, HashSet::new());
        for (mut order, mut work) in held {
            let Some(laid) = self.laid.iter().find(|one| one.work == work.id) else { continue };
            let leave = match LAY.admit(work.state, &work::SYSTEM, &Facts::default(), &[]) {
                Ok(leave) => leave,
                // Finished or stopped meanwhile.
                Err(_) => continue,
            };
            let cause = place::cause(laid.kind, &work);
            // The order may have been moved by a work before this one.
            if !touched.insert(order.id) {
                order = crate::order::fetch_held(tx, order.id)?;
            }
            place::place(tx, who, &mut order, &mut work, laid, &leave, &cause)?;
            moved += 1;
        }
        Ok(Took::since(began, moved))
    }
}

impl Lay {
    /// No centre's day is asked for more than it has: where an approval was faster, the plan is made anew.
    fn fits(&self, tx: &mut Tx, centres: &[Id]) -> Outcome<()> {
        // Only the days that this act books: what lies behind them is no question, and reading it takes longer than booking.
        let booked = self.laid.iter().flat_map(|one| &one.tasks).map(|task| task.day);
        let (Some(first), Some(last)) = (booked.clone().min(), booked.max()) else { return Ok(()) };
        let calendar = people::calendar(tx)?;
        let days = Days::until(tx.now().day_in(calendar.zone()), &calendar, last);
        let seen = masters::centres(tx, centres)?;
        let loaded = snapshot::loaded(tx, &seen, &days)?;
        let mut free: HashMap<(Id, Day), i64> = HashMap::new();
        for centre in &loaded {
            let Some(id) = centre.id else { continue };
            for at in 0..days.len() {
                let booked = centre.booked.get(at).copied().unwrap_or(0);
                free.insert((id, days.day(at)), centre.capacity(at) - booked);
            }
        }
        let lifted: HashSet<Id> = self.later.iter().chain(self.laid.iter().map(|one| &one.work)).copied().collect();
        for task in crate::fulfilment::book::tasks_between(tx, centres, first, last)? {
            let there = lifted.contains(&task.work).then(|| free.get_mut(&(task.centre, task.day)));
            if let Some(free) = there.flatten() {
                *free += task.minutes;
            }
        }
        for task in self.laid.iter().flat_map(|one| &one.tasks) {
            let Some(free) = free.get_mut(&(task.centre, task.day)) else { continue };
            *free -= task.minutes;
            if *free < 0 {
                let work = self.laid.first().map_or(task.centre, |one| one.work);
                return Err(Trouble::stale(work));
            }
        }
        Ok(())
    }
}
