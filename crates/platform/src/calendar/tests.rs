use super::*;

/// Taiwan around the turn of the year 2026/27, with invented make-up days. 2026-11-19 is a Thursday.
fn desk() -> WorkCalendar {
    let day = |text: &str| text.parse::<Day>().unwrap();
    WorkCalendar::standard(TimeZone::get("Asia/Taipei").unwrap()).with_days([
        (day("2027-01-01"), DayKind::Holiday),
        (day("2027-02-04"), DayKind::Holiday),
        (day("2027-02-05"), DayKind::Holiday),
        (day("2027-02-06"), DayKind::MakeUp),
        (day("2027-02-07"), DayKind::Holiday),
        (day("2027-02-08"), DayKind::Holiday),
    ])
}

/// A wall time of the desk, `2026-11-19 08:30`.
fn at(text: &str) -> Instant {
    format!("{}:00+08:00", text.replace(' ', "T")).parse().unwrap()
}

#[test]
fn hours_are_opening_hours_only() {
    let table = [
        ("within the morning", "2026-11-19 08:30", 60, "2026-11-19 09:30"),
        ("over lunch", "2026-11-19 08:30", 240, "2026-11-19 13:30"),
        ("up to the end of the morning", "2026-11-19 08:30", 210, "2026-11-19 12:00"),
        ("a whole day ends at its close", "2026-11-19 08:30", 480, "2026-11-19 17:30"),
        ("over night", "2026-11-19 16:30", 240, "2026-11-20 11:30"),
        ("over the weekend", "2026-11-20 16:30", 120, "2026-11-23 09:30"),
        ("opened at lunch", "2026-11-19 12:30", 60, "2026-11-19 14:00"),
        ("opened at twelve sharp", "2026-11-19 12:00", 60, "2026-11-19 14:00"),
        ("opened before hours", "2026-11-19 03:00", 60, "2026-11-19 09:30"),
        ("opened after hours", "2026-11-19 17:30", 60, "2026-11-20 09:30"),
        ("opened on a Saturday", "2026-11-21 10:00", 60, "2026-11-23 09:30"),
        ("over the new year", "2026-12-31 16:30", 240, "2027-01-04 11:30"),
        ("into a make-up Saturday", "2027-02-03 17:00", 60, "2027-02-06 09:00"),
        ("out of a make-up Saturday", "2027-02-06 17:00", 60, "2027-02-09 09:00"),
        ("opened on a holiday", "2027-01-01 10:00", 240, "2027-01-04 13:30"),
        ("a working week", "2026-11-19 13:00", 5 * 480, "2026-11-26 12:00"),
    ];
    for (case, opened, minutes, due) in table {
        assert_eq!(desk().add_hours(at(opened), minutes), Ok(at(due)), "{case}");
    }
}

#[test]
fn days_keep_the_clock_time() {
    let table = [
        ("the next day", "2026-11-19 09:15", 1, "2026-11-20 09:15"),
        ("over the weekend", "2026-11-20 09:15", 1, "2026-11-23 09:15"),
        ("opened after hours", "2026-11-19 20:00", 1, "2026-11-23 08:30"),
        ("opened at lunch", "2026-11-19 12:10", 1, "2026-11-20 13:00"),
        ("opened on a Sunday", "2026-11-22 10:00", 1, "2026-11-24 08:30"),
        ("over the new year", "2026-12-31 10:00", 1, "2027-01-04 10:00"),
        ("onto a make-up Saturday", "2027-02-03 10:00", 1, "2027-02-06 10:00"),
        ("past a make-up Saturday", "2027-02-03 10:00", 2, "2027-02-09 10:00"),
        ("none is the start itself", "2026-11-21 10:00", 0, "2026-11-23 08:30"),
        ("five days", "2026-11-19 10:00", 5, "2026-11-26 10:00"),
    ];
    for (case, opened, days, due) in table {
        assert_eq!(desk().add_days(at(opened), days), Ok(at(due)), "{case}");
    }
}

#[test]
fn due_follows_its_kind() {
    assert_eq!(desk().due(at("2026-11-19 16:30"), Due::Hours(4)), Ok(at("2026-11-20 11:30")));
    assert_eq!(desk().due(at("2026-11-19 16:30"), Due::Days(1)), Ok(at("2026-11-20 16:30")));
}

#[test]
fn open_days_follow_weekday_holiday_and_make_up() {
    let desk = desk();
    for (day, minutes) in
        [("2026-11-19", 480), ("2026-11-21", 0), ("2027-01-01", 0), ("2027-02-06", 480), ("2027-02-07", 0)]
    {
        let day: Day = day.parse().unwrap();
        assert_eq!(desk.is_open_day(day), minutes > 0, "{day}");
        assert_eq!(desk.opening_minutes(day), minutes, "{day}");
    }
    let six_days = desk.with_weekdays(&[Weekday::Saturday]);
    assert!(six_days.is_open_day("2026-11-21".parse().unwrap()));
    assert!(!six_days.is_open_day("2026-11-19".parse().unwrap()));
}

#[test]
fn working_time_between_two_instants() {
    let between = |a, b| desk().working_minutes_between(at(a), at(b));
    assert_eq!(between("2026-11-19 08:30", "2026-11-19 13:30"), 240);
    assert_eq!(between("2026-11-20 17:00", "2026-11-23 09:00"), 60);
    assert_eq!(between("2026-11-23 09:00", "2026-11-20 17:00"), -60);
    assert_eq!(between("2026-11-21 09:00", "2026-11-22 17:00"), 0);
    assert_eq!(between("2026-12-31 08:30", "2027-01-04 08:30"), 480);
}

#[test]
fn days_are_counted_without_a_clock_too() {
    let desk = desk();
    let day = |text: &str| text.parse::<Day>().unwrap();
    assert_eq!(desk.next_open_day(day("2027-01-01")), Ok(day("2027-01-04")));
    assert_eq!(desk.next_open_day(day("2027-02-06")), Ok(day("2027-02-06")));
    assert_eq!(desk.day_after(day("2027-02-03"), 2), Ok(day("2027-02-09")));
    assert_eq!(desk.day_after(day("2027-01-01"), 0), Ok(day("2027-01-01")));
}

#[test]
fn a_calendar_that_never_opens_says_so() {
    let closed = desk().with_weekdays(&[]);
    let after = at("2027-03-01 08:30");
    assert_eq!(closed.next_opening(after), Err(CalendarError::NeverOpen));
    assert_eq!(closed.add_hours(after, 60), Err(CalendarError::NeverOpen));
    assert_eq!(closed.add_days(after, 1), Err(CalendarError::NeverOpen));
    assert_eq!(
        closed.add_hours(at("2026-11-19 10:00"), 9 * 60),
        Err(CalendarError::NeverOpen),
        "one make-up day is not enough"
    );
    assert_eq!(closed.working_minutes_between(at("2027-03-01 08:30"), at("2030-03-01 08:30")), 0);
    let days = |n| desk().add_days(at("2199-01-01 10:00"), n);
    assert_eq!(days(10_000), Err(CalendarError::OutOfRange));
    assert_eq!(desk().add_hours(at("2026-11-19 10:00"), i64::MAX), Err(CalendarError::OutOfRange));
    assert_eq!(desk().add_hours(at("2026-11-19 10:00"), i64::MAX / MINUTE_US), Err(CalendarError::OutOfRange));
}

#[test]
fn hours_that_the_clocks_jump_over_are_not_counted() {
    // Stockholm, Sunday 2026-03-29: 02:00 becomes 03:00.
    let zone = TimeZone::get("Europe/Stockholm").unwrap();
    let night =
        WorkCalendar::standard(zone).with_weekdays(&[Weekday::Sunday]).with_hours("01:00-04:00".parse().unwrap());
    let sunday: Day = "2026-03-29".parse().unwrap();
    assert_eq!(night.opening_minutes(sunday), 120);
    let start: Instant = "2026-03-29T01:00:00+01:00".parse().unwrap();
    assert_eq!(night.add_hours(start, 90), Ok("2026-03-29T03:30:00+02:00".parse().unwrap()));
}

/// A small generator of our own: the same cases in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as i64) % below
    }

    /// Any second of the sixty days around the turn of the year and the new-year holidays.
    fn instant(&mut self) -> Instant {
        let from = at("2026-12-20 00:00").to_i64();
        Instant::from_i64(from + self.roll(60 * 86_400) * 1_000_000).unwrap()
    }
}

#[test]
fn a_later_start_is_never_due_earlier() {
    let (desk, mut dice) = (desk(), Dice(1));
    for _ in 0..2_000 {
        let (a, b) = (dice.instant(), dice.instant());
        let (first, second) = (a.min(b), a.max(b));
        let (minutes, days) = (dice.roll(3_000), dice.roll(8) as u32);
        assert!(
            desk.add_hours(first, minutes).unwrap() <= desk.add_hours(second, minutes).unwrap(),
            "{first} {second} {minutes}"
        );
        assert!(desk.add_days(first, days).unwrap() <= desk.add_days(second, days).unwrap(), "{first} {second} {days}");
        assert!(desk.next_opening(first).unwrap() <= desk.next_opening(second).unwrap(), "{first} {second}");
    }
}

#[test]
fn minutes_add_up_and_days_add_up() {
    let (desk, mut dice) = (desk(), Dice(2));
    for _ in 0..2_000 {
        let start = dice.instant();
        let (some, more) = (dice.roll(2_000), 1 + dice.roll(2_000));
        let stepwise = desk.add_hours(desk.add_hours(start, some).unwrap(), more);
        assert_eq!(stepwise, desk.add_hours(start, some + more), "{start} {some} {more}");
        let (few, others) = (dice.roll(5) as u32, dice.roll(5) as u32);
        let stepwise = desk.add_days(desk.add_days(start, few).unwrap(), others);
        assert_eq!(stepwise, desk.add_days(start, few + others), "{start} {few} {others}");
    }
}

#[test]
fn what_is_added_is_what_lies_between() {
    let (desk, mut dice) = (desk(), Dice(3));
    for _ in 0..2_000 {
        let (start, minutes) = (dice.instant(), dice.roll(3_000));
        let due = desk.add_hours(start, minutes).unwrap();
        assert_eq!(desk.working_minutes_between(start, due), minutes, "{start} {minutes}");
    }
}

#[test]
fn a_due_time_lies_within_opening_hours() {
    let (desk, mut dice) = (desk(), Dice(4));
    let open_or_closing = |at: Instant| {
        let a_moment_before = at.checked_sub(Duration::from_micros(1)).unwrap();
        desk.is_open(at) || desk.is_open(a_moment_before)
    };
    for _ in 0..2_000 {
        let start = dice.instant();
        let opening = desk.next_opening(start).unwrap();
        assert!(desk.is_open(opening) && opening >= start, "{start}");
        assert_eq!(opening == start, desk.is_open(start), "{start}");
        assert!(open_or_closing(desk.add_hours(start, dice.roll(3_000)).unwrap()), "{start}");
        assert!(desk.is_open(desk.add_days(start, dice.roll(8) as u32).unwrap()), "{start}");
    }
}

/// Counts second by second while it is open: slow, and too simple to be wrong. It opens and closes at whole minutes.
fn second_by_second(desk: &WorkCalendar, from: Instant, minutes: i64) -> Instant {
    const MINUTE: i64 = 60_000_000;
    let (mut at, mut left) = (from, minutes * 60);
    loop {
        if !desk.is_open(at) {
            at = Instant::from_i64(at.to_i64() - at.to_i64() % MINUTE + MINUTE).unwrap();
            continue;
        }
        if left == 0 {
            return at;
        }
        at = at.checked_add(Duration::from_secs(1)).unwrap();
        left -= 1;
        if left == 0 {
            return at;
        }
    }
}

/// Any holidays and make-up days.
fn any_calendar(dice: &mut Dice) -> WorkCalendar {
    let first: Day = "2026-12-20".parse().unwrap();
    let days: Vec<(Day, DayKind)> = (0..60)
        .filter_map(|n| {
            let day = first.add_days(n).unwrap();
            match dice.roll(6) {
                0 => Some((day, DayKind::Holiday)),
                1 => Some((day, DayKind::MakeUp)),
                _ => None,
            }
        })
        .collect();
    desk().with_days(days)
}

#[test]
fn c1_3_2_a_due_time_is_what_a_clock_that_counts_every_second_says() {
    let mut dice = Dice(5);
    for _ in 0..40 {
        let desk = any_calendar(&mut dice);
        let (start, minutes) = (dice.instant(), 1 + dice.roll(700));
        assert_eq!(
            desk.add_hours(start, minutes).unwrap(),
            second_by_second(&desk, start, minutes),
            "{start} {minutes}"
        );
    }
}

#[test]
fn c1_3_2_a_pause_moves_the_due_time_by_exactly_the_time_paused() {
    let mut dice = Dice(6);
    for _ in 0..2_000 {
        let desk = any_calendar(&mut dice);
        let start = desk.next_opening(dice.instant()).unwrap();
        let minutes = 60 + dice.roll(900);
        let (worked, paused) = (dice.roll(minutes), dice.roll(5_000));
        // Held after some of it, released some real time later; the rest is counted from then.
        let held = desk.add_hours(start, worked).unwrap();
        let left = desk.working_minutes_between(held, desk.add_hours(start, minutes).unwrap());
        assert_eq!(left, minutes - worked, "{start} {minutes} {worked}");
        let released = held.checked_add(Duration::from_secs(paused.unsigned_abs() * 60)).unwrap();
        let due = desk.add_hours(released, left).unwrap();
        let stood = desk.working_minutes_between(held, released);
        assert_eq!(desk.working_minutes_between(start, due), minutes + stood, "{start} {minutes} {worked} {paused}");
    }
}

#[test]
fn c1_3_2_days_skip_every_closed_day_and_no_open_one() {
    let mut dice = Dice(7);
    for _ in 0..500 {
        let desk = any_calendar(&mut dice);
        let (start, n) = (desk.next_opening(dice.instant()).unwrap(), dice.roll(8) as u32);
        let due = desk.add_days(start, n).unwrap();
        let (mut day, last, mut open) = (start.day_in(desk.zone()), due.day_in(desk.zone()), 0);
        while day < last {
            day = day.add_days(1).unwrap();
            open += u32::from(desk.is_open_day(day));
        }
        assert_eq!(open, n, "{start} {due}");
        assert!(desk.is_open_day(last));
        assert_eq!(due.in_zone(desk.zone()).time(), start.in_zone(desk.zone()).time(), "the same time of day");
    }
}
