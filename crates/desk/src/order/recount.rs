//! 1.3.2: when the calendar changes, open due times are counted anew from what they were counted from; the old one stands
//! in the history. A job does it in short acts that may be cut off and repeated: counting twice gives the same.

use platform::act::{Act, App, Outcome};
use platform::calendar::WorkCalendar;
use platform::day::Instant;
use platform::history::{self, Entry};
use platform::step::{By, Standing, Step};
use platform::who::Person;
use platform::{Fault, Id, Tx, settings};
use serde_json::json;

use super::duty::{self, Clock, Duty};
use super::late::{self, Lateness};
use crate::people;

/// Duties of one act: it stays short.
const BATCH: i64 = 50;
/// The change of the calendar up to which everything has been counted.
const COUNTED: &str = "calendar.counted";

pub const RECOUNT: Step<Lateness, ()> = Step {
    id: "duty.recount",
    clause: "1.3.2",
    from: &[Lateness::Open, Lateness::Soon, Lateness::Late, Lateness::Raised],
    to: None,
    by: By::System,
    opens: &[],
    closes: &["decide_late"],
    rules: &[],
};

platform::sql! {
    OPEN = "SELECT id, about, about_kind, kind, clause, owner_person, owner_role, subject, detail, opened_at, due_at, \
        done_at, outcome, told, clock_from, clock_days, clock_minutes FROM duty WHERE done_at IS NULL \
        AND (due_at, id) > ($1, $2) AND due_at < $3 ORDER BY due_at, id LIMIT $4";
    MOVE = "UPDATE duty SET due_at = $1, look_at = $2, told = $3 WHERE id = $4 AND done_at IS NULL AND due_at = $5";
}

/// Counts open due times anew where the calendar has changed since; returns how many moved.
pub async fn recount(app: &App) -> Outcome<usize> {
    let changed = app.read(|tx| Ok((people::calendar_change(tx)?, settings::text(tx, COUNTED, "")?))).await?;
    if changed.0 == changed.1 {
        return Ok(0);
    }
    let (mut moved, mut after) = (0, Some((i64::MIN, Id::from_uuid(uuid::Uuid::nil()))));
    while let Some(from) = after {
        let batch = app.perform(&Person::system(), Recount { after: from, change: changed.0.clone() }).await?;
        moved += batch.0;
        after = batch.1;
    }
    Ok(moved)
}

struct Recount {
    after: (i64, Id),
    /// The change that is being followed; noted once all is counted.
    change: String,
}

impl Act for Recount {
    /// How many moved, and where the next batch begins.
    type Done = (usize, Option<(i64, Id)>);

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Self::Done> {
        let found: Vec<(Duty, i64, Clock)> =
            tx.list(&OPEN, &[&self.after.0, &self.after.1, &duty::held(), &BATCH], |row| {
                let clock = Clock { from: row.get(14)?, days: row.get(15)?, minutes: row.get(16)? };
                Ok((duty::read(row)?, row.get(13)?, clock))
            })?;
        let mut moved = 0;
        for (duty, told, clock) in &found {
            let calendar = people::calendar_of(tx, duty.owner_role)?;
            let due = clock.due(&calendar).map_err(|e| Fault::other("working calendar", e))?;
            if let Some(due) = due.filter(|due| *due != duty.due_at) {
                moved += usize::from(move_one(tx, who, &calendar, duty, *told, due)?);
            }
        }
        if found.len() as i64 == BATCH {
            return Ok((moved, found.last().map(|(last, _, _)| (last.due_at.to_i64(), last.id))));
        }
        settings::keep(tx, COUNTED, &self.change)?;
        Ok((moved, None))
    }
}

fn move_one(tx: &mut Tx, who: &Person, calendar: &WorkCalendar, old: &Duty, told: i64, due: Instant) -> Outcome<bool> {
    let at = Lateness::of(told);
    let standing = Standing { system: true, ..Standing::default() };
    let leave = RECOUNT.admit(at, &standing, &(), &[])?;
    let duty = Duty { due_at: due, ..old.clone() };
    // What is not late any more is told of as if for the first time; what is late stays as late as it is known to be.
    let (told, look_at) = match at {
        _ if due > tx.now() => (Lateness::Open, Some(duty::soon_at(calendar, duty.opened_at, due))),
        Lateness::Open | Lateness::Soon => (at, Some(due)),
        Lateness::Late => (at, Some(late::again_at(calendar, &duty)?)),
        Lateness::Raised => (at, None),
    };
    if leave.idle || tx.execute(&MOVE, &[&due, &look_at, &told.told(), &old.id, &old.due_at])? == 0 {
        return Ok(false);
    }
    if told == Lateness::Open {
        duty::decided(tx, None, old.id)?;
    }
    let body = json!({"duty": old.kind, "from": old.due_at, "due_at": due});
    let entry = Entry { chain: old.about, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
    history::append(tx, who, &entry)?;
    Ok(true)
}
