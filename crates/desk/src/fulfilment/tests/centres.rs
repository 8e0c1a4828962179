//! A work centre's own week beside the house's.

use jiff::tz::TimeZone;
use platform::calendar::{DayKind, WorkCalendar};
use platform::day::Day;
use platform::ids::Id;

use super::super::plant::Days;
use super::super::snapshot::empty;
use crate::masters::WorkCentre;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Minutes of one day, where 2026-08-08 is a Saturday, 08-15 a holiday, 08-22 made up and 08-10 a Monday off.
fn minutes(of: [i64; 7], on: &str) -> i64 {
    let kinds = [("2026-08-15", DayKind::Holiday), ("2026-08-22", DayKind::MakeUp), ("2026-08-10", DayKind::Holiday)];
    let calendar = WorkCalendar::standard(TimeZone::UTC).with_days(kinds.map(|(on, kind)| (day(on), kind)));
    let days = Days::of(day("2026-08-03"), &calendar);
    let (code, name) = ("WC".to_string(), "WC".to_string());
    let centre =
        empty(&WorkCentre { id: Id::from_uuid(uuid::Uuid::nil()), code, name, minutes: of, epoch: 1, lock: 1 }, &days);
    centre.capacity(days.place(day(on)).unwrap())
}

#[test]
fn c3_2_3a_a_work_centre_works_its_own_week_but_no_holiday() {
    let six_days = [960, 960, 960, 960, 960, 480, 0];
    assert_eq!(minutes(six_days, "2026-08-07"), 960, "a Friday");
    assert_eq!(minutes(six_days, "2026-08-08"), 480, "its own Saturday, though the house is closed");
    assert_eq!(minutes(six_days, "2026-08-09"), 0, "no Sunday");
    assert_eq!(minutes(six_days, "2026-08-15"), 0, "a Saturday that is a holiday");
    assert_eq!(minutes(six_days, "2026-08-10"), 0, "a Monday that is a holiday");
    assert_eq!(minutes(six_days, "2026-08-22"), 480, "a make-up Saturday as long as its own");
    let five_days = [960, 0, 960, 960, 960, 0, 0];
    assert_eq!(minutes(five_days, "2026-08-08"), 0);
    assert_eq!(minutes(five_days, "2026-08-04"), 0, "it stands still on Tuesdays");
    assert_eq!(minutes(five_days, "2026-08-22"), 960, "a make-up Saturday is worked as long as a Monday");
}
