//! 1.3.2: what becomes of a late duty. At its due time its owner and the manager are told; late by as much working time
//! again, the manager decides on it; what is the manager's own, the executive. A job looks; each look is an act that
//! leaves the next instant to look at, so that it may be cut off, repeated and run on several nodes.

use platform::act::{Act, App, Outcome};
use platform::calendar::WorkCalendar;
use platform::day::Instant;
use platform::history::{self, Entry};
use platform::step::{By, Standing, Step};
use platform::who::{Person, Role};
use platform::{Fault, Tx};
use serde_json::json;

use super::duty::{self, Duty, Given, Owner};
use crate::people::{self, MemoKind};

/// Duties of one act: it stays short.
const BATCH: i64 = 20;
/// A duty that was given no time at all is late by as much again after an hour.
const AGAIN_MINUTES_MIN: i64 = 60;

platform::words! {
    /// How late a duty is known to be.
    pub enum Lateness {
        Open = "open",
        /// Its owner has been told that little time is left.
        Soon = "soon",
        /// Owner and manager have been told.
        Late = "late",
        /// It is somebody's duty to decide on it.
        Raised = "raised",
    }
}

impl Lateness {
    pub fn of(told: i64) -> Lateness {
        match told {
            SOON => Lateness::Soon,
            0 => Lateness::Open,
            1 => Lateness::Late,
            _ => Lateness::Raised,
        }
    }

    pub fn told(self) -> i64 {
        match self {
            Lateness::Soon => SOON,
            Lateness::Open => 0,
            Lateness::Late => 1,
            Lateness::Raised => 2,
        }
    }
}

/// What stands in the column: rows from before this word keep theirs.
const SOON: i64 = -1;

pub const TELL_SOON: Step<Lateness, ()> =
    Step { id: "duty.tell_soon", to: Some(Lateness::Soon), from: &[Lateness::Open], ..TELL_LATE };

pub const TELL_LATE: Step<Lateness, ()> = Step {
    id: "duty.tell_late",
    clause: "1.3.2",
    from: &[Lateness::Open, Lateness::Soon],
    to: Some(Lateness::Late),
    by: By::System,
    opens: &[],
    closes: &[],
    rules: &[],
};

pub const RAISE: Step<Lateness, ()> = Step {
    id: "duty.raise",
    from: &[Lateness::Late],
    to: Some(Lateness::Raised),
    opens: &["decide_late"],
    ..TELL_LATE
};

platform::sql! {
    LOOK = "SELECT id, about, about_kind, kind, clause, owner_person, owner_role, subject, detail, opened_at, due_at, \
        done_at, outcome, told FROM duty WHERE done_at IS NULL AND look_at <= $1 AND owner_role IS DISTINCT FROM 'customer' \
        ORDER BY look_at, id LIMIT $2 {skip locked}";
    LOOKED = "UPDATE duty SET told = $1, look_at = $2 WHERE id = $3 AND done_at IS NULL AND told = $4";
    // What is done needs no decision any more.
    OVER = "UPDATE duty SET done_at = $1, outcome = 'moot' WHERE id IN (SELECT d.id FROM duty d \
        JOIN duty late ON late.id = d.over_duty AND late.done_at IS NOT NULL \
        WHERE d.over_duty > $2 AND d.done_at IS NULL LIMIT $3)";
}

/// Looks at every duty whose time has come; returns how many.
pub async fn look_at_late(app: &App) -> Outcome<usize> {
    let mut all = 0;
    loop {
        let looked = app.perform(&Person::system(), LookAtLate).await?;
        all += looked;
        if (looked as i64) < BATCH {
            return Ok(all);
        }
    }
}

pub struct LookAtLate;

impl Act for LookAtLate {
    type Done = usize;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<usize> {
        let now = tx.now();
        tx.execute(&OVER, &[&now, &platform::Id::from_uuid(uuid::Uuid::nil()), &BATCH])?;
        let due: Vec<(Duty, i64)> = tx.list(&LOOK, &[&now, &BATCH], |row| Ok((duty::read(row)?, row.get(13)?)))?;
        if due.is_empty() {
            return Ok(0);
        }
        for (duty, told) in &due {
            let calendar = people::calendar_of(tx, duty.owner_role)?;
            look(tx, who, &calendar, duty, *told)?;
        }
        Ok(due.len())
    }
}

fn look(tx: &mut Tx, who: &Person, calendar: &WorkCalendar, late: &Duty, told: i64) -> Outcome<()> {
    let (at, standing) = (Lateness::of(told), Standing { system: true, ..Standing::default() });
    let step = match at {
        Lateness::Open if tx.now() < late.due_at => &TELL_SOON,
        Lateness::Open | Lateness::Soon => &TELL_LATE,
        _ => &RAISE,
    };
    let leave = step.admit(at, &standing, &(), &[])?;
    let next = match leave.to {
        Lateness::Soon => Some(late.due_at),
        Lateness::Late => Some(again_at(calendar, late)?),
        _ => None,
    };
    if leave.idle || tx.execute(&LOOKED, &[&leave.to.told(), &next, &late.id, &told])? == 0 {
        return Ok(());
    }
    match leave.to {
        Lateness::Soon => tell_soon(tx, who, late)?,
        Lateness::Late => tell(tx, who, late)?,
        _ => raise(tx, who, late)?,
    }
    let body = json!({"duty": late.kind, "due_at": late.due_at});
    let entry = Entry { chain: late.about, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
    Ok(history::append(tx, who, &entry)?)
}

/// Late by as much working time again as it was given.
pub fn again_at(calendar: &WorkCalendar, late: &Duty) -> Outcome<Instant> {
    let given = calendar.working_minutes_between(late.opened_at, late.due_at).max(AGAIN_MINUTES_MIN);
    Ok(calendar.add_hours(late.due_at, given).map_err(|e| Fault::other("working calendar", e))?)
}

/// A person is told; a queue and the manager see it in their lists and on the board, where it is one of many.
fn tell_soon(tx: &mut Tx, who: &Person, duty: &Duty) -> Outcome<()> {
    let Some(person) = duty.owner_person else { return Ok(()) };
    let href = format!("/duties/{}", duty.id);
    people::tell(tx, who, person, MemoKind::DueSoon, &href, &duty.subject, "")
}

fn tell(tx: &mut Tx, who: &Person, late: &Duty) -> Outcome<()> {
    let href = format!("/duties/{}", late.id);
    let mut told: Vec<platform::Id> = people::persons_with(tx, Role::Manager)?.into_iter().map(|m| m.id).collect();
    match (late.owner_person, late.owner_role) {
        (Some(person), _) => told.push(person),
        (None, Some(role)) => told.extend(people::persons_with(tx, role)?.into_iter().map(|m| m.id)),
        (None, None) => {}
    }
    told.sort();
    told.dedup();
    for person in told {
        people::tell(tx, who, person, MemoKind::Late, &href, &late.subject, "")?;
    }
    Ok(())
}

/// The manager decides; on what is his own, the executive; on the executive's, nobody stands above.
fn raise(tx: &mut Tx, who: &Person, late: &Duty) -> Outcome<()> {
    let Some(decider) = decider(tx, late)? else { return Ok(()) };
    let detail = late.id.to_string();
    let given = Given {
        about: late.about,
        about_kind: &late.about_kind,
        kind: "decide_late",
        owner: Owner::Role(decider),
        subject: &late.subject,
        detail: &detail,
        due_at: None,
        over: Some(late.id),
    };
    duty::give(tx, &given)?;
    let href = format!("/duties/{}", late.id);
    people::tell_role(tx, who, decider, MemoKind::LateAgain, &href, &late.subject, "")
}

/// Who decides on a late duty.
pub fn decider(tx: &mut Tx, late: &Duty) -> Outcome<Option<Role>> {
    let managers = match late.owner_person {
        Some(person) => people::is_acting_manager(tx, person)?,
        None => late.owner_role == Some(Role::Manager),
    };
    Ok(match late.owner_role {
        Some(Role::Executive) => None,
        _ if managers => Some(Role::Executive),
        _ => Some(Role::Manager),
    })
}
