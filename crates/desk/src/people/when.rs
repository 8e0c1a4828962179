//! The company's zone and working days, as acts need them: from the transaction alone.

use jiff::tz::TimeZone;
use platform::act::Outcome;
use platform::calendar::{DayKind, Due, WorkCalendar};
use platform::day::{Day, Instant};
use platform::db::{Fault, Tx};
use platform::settings;
use platform::who::Role;

use super::set_hours::{Openings, openings};

/// The setting that names the company's zone; written at the first set-up.
pub const ZONE: &str = "company.zone";
const CHANGED: &str = "calendar.changed";
const ZONE_DEFAULT: &str = "Asia/Taipei";

/// Days further back than this move no due time any more.
const DAYS_BACK: i64 = 400;

platform::words! {
    /// How a day differs from its weekday.
    pub enum DayWord { Holiday = "holiday", MakeUp = "make_up" }
}

impl DayWord {
    fn kind(self) -> DayKind {
        match self {
            DayWord::Holiday => DayKind::Holiday,
            DayWord::MakeUp => DayKind::MakeUp,
        }
    }
}

platform::sql! {
    DAYS = "SELECT day, kind FROM calendar_day WHERE day >= $1 ORDER BY day LIMIT 4000";
}

pub fn zone(tx: &mut Tx) -> Outcome<TimeZone> {
    let name = settings::text(tx, ZONE, ZONE_DEFAULT)?;
    Ok(TimeZone::get(&name).unwrap_or(TimeZone::UTC))
}

/// Whoever writes a day of the calendar says so.
pub(super) fn days_changed(tx: &mut Tx) -> Outcome<()> {
    tx.forget::<WorkCalendar>();
    tx.forget::<Openings>();
    let change = tx.new_id().to_string();
    Ok(settings::keep(tx, CHANGED, &change)?)
}

/// The latest change of the calendar, by a name of its own: whoever counts by it compares.
pub fn calendar_change(tx: &mut Tx) -> Outcome<String> {
    Ok(settings::text(tx, CHANGED, "")?)
}

/// The day it is in the company now.
pub fn today(tx: &mut Tx) -> Outcome<Day> {
    let zone = zone(tx)?;
    Ok(tx.now().day_in(&zone))
}

/// Opening hours, holidays and make-up days of the company.
pub fn calendar(tx: &mut Tx) -> Outcome<WorkCalendar> {
    let zone = zone(tx)?;
    // Every due time of an act is counted by it, and it changes in acts of its own only.
    if let Some(kept) = tx.kept::<WorkCalendar>().filter(|kept| *kept.zone() == zone) {
        return Ok(kept);
    }
    let today = tx.now().day_in(&zone);
    let from = today.add_days(-DAYS_BACK).unwrap_or(today);
    let days: Vec<(Day, DayWord)> = tx.list(&DAYS, &[&from], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let days = days.into_iter().map(|(day, word)| (day, word.kind()));
    let standard = WorkCalendar::standard(zone).with_days(days);
    let own = openings(tx)?.0.remove("");
    let calendar = own.map_or(standard.clone(), |own| own.of(standard));
    tx.keep(calendar.clone());
    Ok(calendar)
}

/// The calendar that a duty's due time is counted by: its department's, else the company's.
pub fn calendar_of(tx: &mut Tx, department: Option<Role>) -> Outcome<WorkCalendar> {
    let company = calendar(tx)?;
    let Some(department) = department.filter(|role| Role::DEPARTMENTS.contains(role)) else { return Ok(company) };
    Ok(match openings(tx)?.0.remove(department.code()) {
        Some(own) => own.of(company),
        None => company,
    })
}

/// When something opened now falls due, by the hours of the department whose it is; nobody's own: the company's.
pub fn due(tx: &mut Tx, owner: Option<Role>, allowed: Due) -> Outcome<Instant> {
    let now = tx.now();
    Ok(calendar_of(tx, owner)?.due(now, allowed).map_err(|e| Fault::other("working calendar", e))?)
}

/// Clock and calendar on the company's wall, to the minute.
pub fn shown(at: Instant, zone: &TimeZone) -> String {
    at.in_zone(zone).strftime("%Y-%m-%d %H:%M").to_string()
}
