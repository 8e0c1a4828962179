//! Laying anew on a small shop floor: one work centre, a hundred minutes on every open day.

use std::collections::{HashMap, HashSet};

use jiff::tz::TimeZone;
use platform::Id;
use platform::calendar::WorkCalendar;
use platform::day::{Day, Instant};
use platform::quantity::Quantity;

use crate::fulfilment::book::Task;
use crate::fulfilment::expect::SlipKind;
use crate::fulfilment::plant::{Centre, Days};
use crate::fulfilment::production::{Floor, Laid, Work, WorkState, WorkStep, lay_anew};

const CENTRE: u128 = 50;
const DAILY: i64 = 100;

fn id(n: u128) -> Id {
    Id::from_uuid(uuid::Uuid::from_u128(n))
}

/// Thursday, 2026-11-19.
fn on_thursday() -> Floor {
    let days = Days::of("2026-11-19".parse().unwrap(), &WorkCalendar::standard(TimeZone::UTC));
    let capacity = (0..days.len()).map(|at| if days.is_open(at) { DAILY } else { 0 }).collect();
    let booked = vec![0; days.len()];
    let centre = Centre { id: Some(id(CENTRE)), name: "機加工中心".into(), capacity, booked };
    let (works, tasks) = (Vec::new(), HashMap::new());
    Floor { days, centres: vec![centre], works, tasks, rush: HashSet::new(), upset: HashMap::new() }
}

fn work(n: u128, minutes: i64) -> Work {
    let zero = Quantity::ZERO;
    let step = WorkStep {
        no: 10,
        name: String::new(),
        centre: Some(id(CENTRE)),
        setup_minutes: 0,
        run_minutes: Quantity::from_millionths(minutes * 1_000_000),
        good: zero,
        scrap: zero,
    };
    let at: Instant = "2026-11-10T02:00:00Z".parse().unwrap();
    Work {
        id: id(n),
        number: format!("W-{n}"),
        order: id(1_000 + n),
        line: id(2_000 + n),
        product: None,
        quantity: Quantity::from_millionths(1_000_000),
        good: zero,
        scrap: zero,
        passed: zero,
        stocked: zero,
        state: WorkState::Planned,
        wanted_on: Some("2026-12-31".parse().unwrap()),
        begin_on: None,
        end_on: None,
        parts_on: None,
        pinned: false,
        on_hold: false,
        ground: String::new(),
        made_at: at,
        released_at: None,
        finished_at: None,
        lock: 1,
        steps: vec![step],
    }
}

/// Puts a work on the floor, with so many minutes on each of some days.
fn stands(floor: &mut Floor, work: Work, on: &[(&str, i64)]) {
    for (at, (day, minutes)) in on.iter().enumerate() {
        let day: Day = day.parse().unwrap();
        if let Some(place) = floor.days.place(day) {
            floor.centres[0].booked[place] += minutes;
        }
        let task =
            Task { id: id(9_000 + at as u128), work: work.id, no: 10, centre: id(CENTRE), day, minutes: *minutes };
        floor.tasks.entry(work.id).or_default().push(task);
    }
    floor.works.push(work);
}

fn of(laid: &[Laid], n: u128) -> Option<&Laid> {
    laid.iter().find(|one| one.work == id(n))
}

fn days(laid: &Laid) -> Vec<String> {
    laid.tasks.iter().map(|task| task.day.to_string()).collect()
}

/// What is laid, written over what stands there: no day is asked for more than it has.
fn fits(floor: &Floor, laid: &[Laid]) -> bool {
    let mut booked = floor.centres[0].booked.clone();
    for one in laid {
        for task in floor.tasks.get(&one.work).into_iter().flatten() {
            if let Some(at) = floor.days.place(task.day) {
                booked[at] -= task.minutes;
            }
        }
        for task in &one.tasks {
            booked[floor.days.place(task.day).unwrap()] += task.minutes;
        }
    }
    laid.iter().flat_map(|one| &one.tasks).all(|task| {
        let at = floor.days.place(task.day).unwrap();
        booked[at] <= floor.centres[0].capacity(at)
    })
}

#[test]
fn c4_1_4_work_that_fits_nowhere_stays_and_its_minutes_are_not_given_away() {
    let mut floor = on_thursday();
    // More than there is before the horizon; tomorrow is full of it.
    stands(&mut floor, work(1, 100_000), &[("2026-11-20", 100)]);
    // Nobody reported it yesterday.
    stands(&mut floor, work(2, 100), &[("2026-11-18", 100)]);
    let laid = lay_anew(&floor);
    assert!(of(&laid, 1).is_none(), "{laid:?}");
    assert_eq!(days(of(&laid, 2).unwrap()), ["2026-11-23"], "behind what stays");
    assert!(fits(&floor, &laid));
}

#[test]
fn c4_1_2_a_day_that_closes_is_left_by_all_that_stands_there() {
    let mut floor = on_thursday();
    stands(&mut floor, work(1, 60), &[("2026-11-20", 60)]);
    stands(&mut floor, work(2, 40), &[("2026-11-20", 40)]);
    assert!(lay_anew(&floor).is_empty());
    floor.centres[0].capacity[1] = 0;
    let laid = lay_anew(&floor);
    assert_eq!((laid.len(), fits(&floor, &laid)), (2, true));
    assert!(laid.iter().all(|one| one.kind == SlipKind::Calendar && days(one) == ["2026-11-23"]), "{laid:?}");
}

#[test]
fn c4_1_2_a_day_with_fewer_minutes_keeps_the_most_urgent() {
    let mut floor = on_thursday();
    let urgent = Work { wanted_on: Some("2026-11-25".parse().unwrap()), ..work(1, 60) };
    stands(&mut floor, urgent, &[("2026-11-20", 60)]);
    stands(&mut floor, work(2, 40), &[("2026-11-20", 40)]);
    floor.centres[0].capacity[1] = 70;
    let laid = lay_anew(&floor);
    assert!(of(&laid, 1).is_none(), "{laid:?}");
    let moved = of(&laid, 2).unwrap();
    assert_eq!((moved.kind, fits(&floor, &laid)), (SlipKind::Calendar, true));
    // Ten minutes are left on that day.
    assert_eq!(days(moved), ["2026-11-20", "2026-11-23"]);
}

#[test]
fn c4_1_4_work_on_hold_begins_tomorrow_at_the_earliest_and_nobody_makes_room() {
    let mut floor = on_thursday();
    let held = Work { on_hold: true, wanted_on: Some("2026-11-19".parse().unwrap()), ..work(1, 100) };
    stands(&mut floor, held, &[("2026-11-19", 100)]);
    stands(&mut floor, work(2, 100), &[("2026-11-20", 100)]);
    let laid = lay_anew(&floor);
    assert_eq!(laid.len(), 1, "{laid:?}");
    assert_eq!((laid[0].kind, days(&laid[0])), (SlipKind::Hold, vec!["2026-11-23".to_string()]));
    // What lies ahead stays there until its day comes.
    let mut ahead = on_thursday();
    stands(&mut ahead, Work { on_hold: true, ..work(1, 100) }, &[("2026-11-20", 100)]);
    assert!(lay_anew(&ahead).is_empty());
}
