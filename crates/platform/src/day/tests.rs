use super::*;

#[test]
fn a_day_is_read_in_every_shape_customers_write() {
    let wanted = Day::new(2026, 11, 9).unwrap();
    for text in [
        "2026-11-09",
        "2026/11/09",
        "2026.11.09",
        "20261109",
        "2026年11月09日",
        "2026-11-9",
        "2026/11/9",
        "２０２６／１１／０９",
        "　2026年11月9日 ",
        "2026年 11月 9號",
        "2026 - 11 - 09",
    ] {
        assert_eq!(text.parse(), Ok(wanted), "{text}");
    }
    assert_eq!(wanted.to_string(), "2026-11-09");
    assert_eq!(format!("{wanted:>12}"), "  2026-11-09");
}

#[test]
fn a_day_that_is_a_guess_or_does_not_exist_is_refused() {
    for text in [
        "",
        "19",
        "26-11-19",
        "2026-11",
        "2026-11/19",
        "11/19/2026",
        "2026-11-19T00:00",
        "2026-1-1-1",
        "115/11/19",
        "+2026-11-19",
        "2026--11",
        "一一五年",
        "202611190",
    ] {
        assert_eq!(text.parse::<Day>(), Err(DayError::Unreadable), "{text}");
    }
    for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "20260230"] {
        assert_eq!(text.parse::<Day>(), Err(DayError::Missing), "{text}");
    }
    for text in ["1899-12-31", "2201-01-01", "0226-11-19"] {
        assert_eq!(text.parse::<Day>(), Err(DayError::OutOfRange), "{text}");
    }
}

#[test]
fn the_republics_calendar_counts_from_1912() {
    for text in ["115/11/19", "115-11-19", "115.11.19", "1151119", "115年11月19日", "民國115年11月19日"] {
        assert_eq!(Day::parse_roc(text), Day::new(2026, 11, 19), "{text}");
    }
    assert_eq!(Day::parse_roc("1/1/1"), Day::new(1912, 1, 1));
    assert_eq!(Day::parse_roc("0/1/1"), Err(DayError::Missing));
    assert_eq!(Day::parse_roc("114/2/29"), Err(DayError::Missing));
    assert_eq!(Day::parse_roc("2026/11/19"), Err(DayError::Unreadable));
}

#[test]
fn the_stored_form_of_a_day_comes_back() {
    assert_eq!(Day::new(1970, 1, 1).unwrap().to_i64(), 0);
    assert_eq!(Day::new(1969, 12, 31).unwrap().to_i64(), -1);
    for day in [(1900, 1, 1), (2000, 2, 29), (2026, 11, 19), (2200, 12, 31)] {
        let day = Day::new(day.0, day.1, day.2).unwrap();
        assert_eq!(Day::from_i64(day.to_i64()), Ok(day));
    }
    assert_eq!(Day::from_i64(i64::MAX), Err(DayError::OutOfRange));
    assert_eq!(Day::new(2200, 12, 31).unwrap().add_days(1), Err(DayError::OutOfRange));
}

#[test]
fn days_and_instants_are_text_in_json() {
    let day: Day = serde_json::from_str("\"2026/11/19\"").unwrap();
    assert_eq!(serde_json::to_string(&day).unwrap(), "\"2026-11-19\"");
    let at: Instant = serde_json::from_str("\"2026-11-19T08:30:00.000001+08:00\"").unwrap();
    assert_eq!(serde_json::to_string(&at).unwrap(), "\"2026-11-19T00:30:00.000001Z\"");
    assert!(serde_json::from_str::<Instant>("\"2026-11-19T08:30:00\"").is_err(), "no offset, no instant");
}

#[test]
fn an_instant_falls_on_the_day_of_the_zone_that_asks() {
    let at: Instant = "2026-11-19T20:00:00Z".parse().unwrap();
    let taipei = TimeZone::get("Asia/Taipei").unwrap();
    assert_eq!(at.day_in(&taipei), Day::new(2026, 11, 20).unwrap());
    assert_eq!(at.day_in(&TimeZone::UTC), Day::new(2026, 11, 19).unwrap());
    assert_eq!(at.in_zone(&taipei).hour(), 4);
    let start = Day::new(2026, 11, 20).unwrap().start_in(&taipei).unwrap();
    assert_eq!(start.to_string(), "2026-11-19T16:00:00Z");
}

#[test]
fn an_instant_moves_within_its_years_only() {
    let last = Instant::from_i64(INSTANT_MAX).unwrap();
    assert_eq!(last.to_string(), "2200-12-31T23:59:59.999999Z");
    assert_eq!(Instant::from_i64(INSTANT_MIN).unwrap().to_string(), "1900-01-01T00:00:00Z");
    assert_eq!(last.checked_add(Duration::from_micros(1)), Err(DayError::OutOfRange));
    assert_eq!(last.saturating_add(Duration::MAX), last);
    let later = Instant::EPOCH.checked_add(Duration::from_secs(90)).unwrap();
    assert_eq!(later.since(Instant::EPOCH), SignedDuration::from_secs(90));
    assert_eq!(later.checked_sub(Duration::from_secs(90)), Ok(Instant::EPOCH));
}
