//! The clock of a duty: how its due time was counted, when it is due soon, and how it stands still while its document is
//! on hold (1.3.2).

use platform::act::Outcome;
use platform::calendar::{CalendarError, Due, WorkCalendar};
use platform::day::Instant;
use platform::who::Role;
use platform::{Fault, Id, Tx};

use crate::people;

platform::sql! {
    CLOCKS = "SELECT id, due_at, left_minutes, owner_role FROM duty WHERE about = $1 AND done_at IS NULL \
        AND (owner_role IS NULL OR owner_role <> 'customer') LIMIT 500";
    STOP = "UPDATE duty SET due_at = $1, look_at = NULL, left_minutes = $2 WHERE id = $3";
    START = "UPDATE duty SET due_at = $1, look_at = $2, told = 0, left_minutes = NULL, clock_from = $3, \
        clock_days = NULL, clock_minutes = $4 WHERE id = $5";
}

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

/// On hold, the clocks of a document's duties stand still; what was late before stays late (domain §12).
pub fn stop_clocks(tx: &mut Tx, about: Id) -> Outcome<()> {
    let now = tx.now();
    for (id, due_at, left, role) in clocks(tx, about)? {
        let calendar = people::calendar_of(tx, role)?;
        if left.is_none() && due_at > now {
            let left = calendar.working_minutes_between(now, due_at);
            tx.execute(&STOP, &[&held(), &left, &id])?;
        }
    }
    Ok(())
}

/// They go on with the working time they had left.
pub fn start_clocks(tx: &mut Tx, about: Id) -> Outcome<()> {
    let now = tx.now();
    for (id, _, left, role) in clocks(tx, about)? {
        let calendar = people::calendar_of(tx, role)?;
        if let Some(left) = left {
            let due_at = calendar.add_hours(now, left).map_err(|e| Fault::other("working calendar", e))?;
            let look_at = soon_at(&calendar, now, due_at);
            tx.execute(&START, &[&due_at, &look_at, &now, &left, &id])?;
        }
    }
    Ok(())
}

type Ticking = (Id, Instant, Option<i64>, Option<Role>);

fn clocks(tx: &mut Tx, about: Id) -> Outcome<Vec<Ticking>> {
    Ok(tx.list(&CLOCKS, &[&about], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?)
}
