//! The clock of a duty: how its due time was counted, when it is due soon, and when it stands still (1.3.2): while its
//! document is on hold, and while the next word about the order is somebody else's. The old due time stands in the
//! history.

use platform::act::Outcome;
use platform::calendar::{CalendarError, Due, WorkCalendar};
use platform::day::Instant;
use platform::history::{self, Entry};
use platform::step::{By, Standing, Step};
use platform::who::{Person, Role};
use platform::{Fault, Id, Tx};
use serde_json::json;

use super::super::fetch::Order;
use super::super::late::Lateness;
use crate::people::{self, setting};

platform::sql! {
    CLOCKS = "SELECT id, kind, due_at, left_minutes, stopped, owner_role, told FROM duty WHERE about = $1 AND done_at IS NULL \
        AND (owner_role IS NULL OR owner_role <> 'customer') LIMIT 500";
    STOPPED = "UPDATE duty SET stopped = $1 WHERE id = $2";
    STOP = "UPDATE duty SET due_at = $1, look_at = NULL, left_minutes = $2, stopped = $3 WHERE id = $4";
    START = "UPDATE duty SET due_at = $1, look_at = $2, told = 0, left_minutes = NULL, clock_from = $3, \
        clock_days = NULL, clock_minutes = $4, stopped = '' WHERE id = $5";
    ON_HOLD = "SELECT id FROM order_flag WHERE order_id = $1 AND flag = 'on_hold' AND ended_at IS NULL LIMIT 1";
    CUSTOMERS = "SELECT id FROM duty WHERE about = $1 AND owner_role = 'customer' AND done_at IS NULL LIMIT 1";
    // A line that nobody has made before waits for the department that was asked.
    ASKED = "SELECT d.id FROM order_note n JOIN duty d ON d.id = n.duty WHERE n.order_id = $1 AND n.asks = 'feasible' \
        AND d.done_at IS NULL LIMIT 1";
}

/// The clock stands still from now on.
pub const PAUSE: Step<Lateness, ()> = Step {
    id: "duty.pause",
    clause: "1.3.2",
    // What is late stays late.
    from: &[Lateness::Open, Lateness::Soon],
    to: None,
    by: By::System,
    opens: &[],
    closes: &[],
    rules: &[],
};
/// It goes on.
pub const RESUME: Step<Lateness, ()> = Step { id: "duty.resume", ..PAUSE };

/// The document is on hold; somebody else has the next word.
const HOLD: &str = "h";
const TURN: &str = "t";

/// How a due time was counted, so that it can be counted anew when the calendar changes; nothing where it was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    pub from: Option<Instant>,
    pub days: Option<i64>,
    pub minutes: Option<i64>,
}

impl Clock {
    pub(super) fn named() -> Clock {
        Clock { from: None, days: None, minutes: None }
    }

    pub(super) fn of(from: Instant, due: Due) -> Clock {
        match due {
            Due::Hours(hours) => Clock { from: Some(from), days: None, minutes: Some(i64::from(hours) * 60) },
            Due::Days(days) => Clock { from: Some(from), days: Some(i64::from(days)), minutes: None },
        }
    }

    /// The due time by this calendar; nothing where it was named.
    pub fn due(&self, calendar: &WorkCalendar) -> Result<Option<Instant>, CalendarError> {
        match *self {
            Clock { from: Some(from), days: Some(days), .. } => {
                calendar.add_days(from, u32::try_from(days).unwrap_or(0)).map(Some)
            }
            Clock { from: Some(from), minutes: Some(minutes), .. } => calendar.add_hours(from, minutes).map(Some),
            _ => Ok(None),
        }
    }
}

/// Of the time given, the last quarter is "soon", and never less than an hour of it.
const SOON_PARTS: i64 = 4;
const SOON_MINUTES_MIN: i64 = 60;

/// From when on a duty is due soon (1.3.2). Where the whole time is no longer than that, its due time itself.
pub fn soon_at(calendar: &WorkCalendar, opened: Instant, due: Instant) -> Instant {
    let given = calendar.working_minutes_between(opened, due);
    let before = given - (given / SOON_PARTS).max(SOON_MINUTES_MIN);
    if before <= 0 {
        return due;
    }
    calendar.add_hours(opened, before).unwrap_or(due).min(due)
}

/// The due time of a duty whose clock stands still: beyond every other, so that nothing counts it as late.
pub fn held() -> Instant {
    Instant::from_i64(HELD_US).unwrap_or(Instant::EPOCH)
}

/// 2199-01-01.
const HELD_US: i64 = 7_226_582_400_000_000;

/// A clock as it stands.
struct Ticking {
    id: Id,
    kind: String,
    due_at: Instant,
    left: Option<i64>,
    stopped: String,
    owner_role: Option<Role>,
    told: i64,
}

/// On hold, the clocks of a document's duties stand still; what was late before stays late (domain §12).
pub fn stop_clocks(tx: &mut Tx, who: &Person, about: Id) -> Outcome<()> {
    for clock in clocks(tx, about)? {
        stop(tx, who, about, &clock, HOLD)?;
    }
    Ok(())
}

/// They go on with the working time they had left.
pub fn start_clocks(tx: &mut Tx, who: &Person, about: Id) -> Outcome<()> {
    for clock in clocks(tx, about)? {
        start(tx, who, about, &clock, HOLD)?;
    }
    Ok(())
}

/// After whatever may have moved the turn: the owner's clock runs while the next word is his own. To submit he has his
/// whole time once nobody else is waited for; to renegotiate, what was left.
pub fn turn(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<()> {
    if !order.approval.is_open_to_edit() {
        return Ok(());
    }
    for clock in clocks(tx, order.id)? {
        if !matches!(clock.kind.as_str(), "submit" | "renegotiate") {
            continue;
        }
        if waits(tx, order, &clock.kind)? {
            stop(tx, who, order.id, &clock, TURN)?;
        } else {
            start(tx, who, order.id, &clock, TURN)?;
        }
    }
    Ok(())
}

/// Whether somebody else has the next word before the owner can end a duty of this kind.
pub(super) fn waits(tx: &mut Tx, order: &Order, kind: &str) -> Outcome<bool> {
    let mut found = |sql: &'static platform::db::Sql| -> Outcome<bool> {
        Ok(tx.maybe(sql, &[&order.id], |row| row.get::<Id>(0))?.is_some())
    };
    Ok(match kind {
        "submit" => order.waits_for_confirmation() || found(&CUSTOMERS)? || found(&ASKED)?,
        "renegotiate" => found(&CUSTOMERS)?,
        _ => false,
    })
}

/// Why a duty that is opened now does not run yet.
pub(super) fn stopped_from_the_start(tx: &mut Tx, about: Id, turn: bool) -> Outcome<String> {
    let held = tx.maybe(&ON_HOLD, &[&about], |row| row.get::<Id>(0))?.is_some();
    Ok([(held, HOLD), (turn, TURN)].into_iter().filter(|(holds, _)| *holds).map(|(_, why)| why).collect())
}

fn stop(tx: &mut Tx, who: &Person, about: Id, clock: &Ticking, why: &str) -> Outcome<()> {
    if clock.stopped.contains(why) {
        return Ok(());
    }
    let stopped = format!("{}{why}", clock.stopped);
    if !clock.stopped.is_empty() {
        tx.execute(&STOPPED, &[&stopped, &clock.id])?;
        return Ok(());
    }
    let now = tx.now();
    if clock.due_at <= now || PAUSE.admit(Lateness::Open, &Standing::SYSTEM, &(), &[])?.idle {
        return Ok(());
    }
    let left = people::calendar_of(tx, clock.owner_role)?.working_minutes_between(now, clock.due_at);
    tx.execute(&STOP, &[&held(), &left, &stopped, &clock.id])?;
    let body = json!({"duty": clock.kind, "from": clock.due_at, "left_minutes": left, "held": why == HOLD, "state": Lateness::of(clock.told)});
    write(tx, who, about, &PAUSE, body)
}

fn start(tx: &mut Tx, who: &Person, about: Id, clock: &Ticking, why: &str) -> Outcome<()> {
    if !clock.stopped.contains(why) {
        return Ok(());
    }
    let stopped = clock.stopped.replace(why, "");
    if !stopped.is_empty() {
        tx.execute(&STOPPED, &[&stopped, &clock.id])?;
        return Ok(());
    }
    if RESUME.admit(Lateness::Open, &Standing::SYSTEM, &(), &[])?.idle {
        return Ok(());
    }
    let (now, calendar) = (tx.now(), people::calendar_of(tx, clock.owner_role)?);
    let left = if why == TURN && clock.kind == "submit" {
        let whole = setting::allowed(tx, &clock.kind)?;
        let due_at = calendar.due(now, whole).map_err(|e| Fault::other("working calendar", e))?;
        calendar.working_minutes_between(now, due_at)
    } else {
        clock.left.unwrap_or(0)
    };
    let due_at = calendar.add_hours(now, left).map_err(|e| Fault::other("working calendar", e))?;
    let look_at = soon_at(&calendar, now, due_at);
    tx.execute(&START, &[&due_at, &look_at, &now, &left, &clock.id])?;
    write(
        tx,
        who,
        about,
        &RESUME,
        json!({"duty": clock.kind, "due_at": due_at, "left_minutes": left, "state": Lateness::of(clock.told)}),
    )
}

fn write(tx: &mut Tx, who: &Person, about: Id, step: &Step<Lateness, ()>, body: serde_json::Value) -> Outcome<()> {
    let entry = Entry { chain: about, step: step.id, clause: step.clause, body, rows: Vec::new() };
    history::append(tx, who, &entry)?;
    Ok(())
}

fn clocks(tx: &mut Tx, about: Id) -> Outcome<Vec<Ticking>> {
    Ok(tx.list(&CLOCKS, &[&about], |row| {
        Ok(Ticking {
            id: row.get(0)?,
            kind: row.get(1)?,
            due_at: row.get(2)?,
            left: row.get(3)?,
            stopped: row.get(4)?,
            owner_role: row.get(5)?,
            told: row.get(6)?,
        })
    })?)
}
