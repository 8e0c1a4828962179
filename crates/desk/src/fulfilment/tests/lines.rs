//! Promises of lines on a small plant.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use platform::Id;
use platform::calendar::WorkCalendar;
use platform::i18n::Lang;
use platform::quantity::Quantity;

use crate::fulfilment::plant::{Centre, Coming, Days, Goods, Material, Operation, Plant, Share};
use crate::fulfilment::{Binding, Needed, Part, Promise, promises};
use crate::masters::Supply;

fn id(n: u128) -> Id {
    Id::from_uuid(uuid::Uuid::from_u128(n))
}

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap()
}

const BOLT: u128 = 1;
const PUMP: u128 = 2;

/// Thursday, 2026-11-19; a bolt that is bought in five days, a pump of two operations; eight hours a day.
fn plant() -> Plant {
    let days = Days::of("2026-11-19".parse().unwrap(), &WorkCalendar::standard(TimeZone::UTC));
    let centre = |n: u128, name: &str| Centre {
        id: Some(id(n)),
        name: name.into(),
        capacity: (0..days.len()).map(|at| if days.is_open(at) { 480 } else { 0 }).collect(),
        booked: vec![0; days.len()],
    };
    let centres = vec![centre(50, "機加工中心"), centre(51, "裝配線")];
    let goods = |way: Supply, lead: i64, operations: Vec<Operation>| Goods {
        sku: format!("P-{way}"),
        way,
        supplier: "S01".into(),
        lead,
        inspection: 0,
        transport: 0,
        operations,
        materials: Vec::new(),
    };
    let operation = |no, centre, run: &str| Operation { no, centre, setup: 60, run: quantity(run) };
    let goods = HashMap::from([
        (id(BOLT), goods(Supply::Buy, 5, Vec::new())),
        (id(PUMP), goods(Supply::Make, 5, vec![operation(10, 0, "120"), operation(20, 1, "30")])),
    ]);
    Plant { days, transit: 1, goods, free: HashMap::new(), coming: HashMap::new(), centres }
}

fn promised(plant: Plant, wanted: &[(u128, &str)]) -> Vec<Promise> {
    let needed: Vec<Needed> = wanted
        .iter()
        .enumerate()
        .map(|(at, (product, q))| Needed {
            line: id(100 + at as u128),
            no: at as i64 + 1,
            product: Some(id(*product)),
            quantity: quantity(q),
        })
        .collect();
    promises(&needed, plant)
}

fn days(promises: &[Promise]) -> Vec<String> {
    promises.iter().map(|promise| promise.on.map_or("–".into(), |day| day.to_string())).collect()
}

#[test]
fn c3_2_3a_stock_goes_to_the_lines_in_their_order_and_the_rest_is_bought() {
    let mut plant = plant();
    plant.free.insert(id(BOLT), quantity("100"));
    let found = promised(plant, &[(BOLT, "60"), (BOLT, "60")]);
    assert_eq!(days(&found), ["2026-11-20", "2026-11-27"]);
    assert_eq!(found[0].binding, Binding::Stock);
    let parts =
        [Part { mode: Supply::Stock, quantity: quantity("40") }, Part { mode: Supply::Buy, quantity: quantity("20") }];
    assert_eq!((found[1].parts.as_slice(), found[1].free), (&parts[..], quantity("40")));
    assert!(found[1].earlier.iter().any(|say| say.key == "promise-earlier-part"), "{:?}", found[1].earlier);
}

#[test]
fn c3_2_3a_inspection_and_transport_come_after_the_suppliers_lead_time() {
    let mut plant = plant();
    let bolt = plant.goods.get_mut(&id(BOLT)).unwrap();
    (bolt.inspection, bolt.transport) = (1, 2);
    assert_eq!(days(&promised(plant, &[(BOLT, "1")])), ["2026-12-02"]);
}

#[test]
fn c3_2_3a_work_begins_behind_the_material_and_goes_through_its_centres() {
    // Material on the 26th; 60 + 3 × 120 minutes on the 27th leave 60 for the assembly's 150, which ends on the 30th.
    let found = promised(plant(), &[(PUMP, "3")]);
    assert_eq!(days(&found), ["2026-12-01"]);
    let tasks: Vec<(i64, String, i64)> =
        found[0].holds.tasks.iter().map(|t| (t.no, t.day.to_string(), t.minutes)).collect();
    assert_eq!(tasks, [(10, "2026-11-27".into(), 420), (20, "2026-11-27".into(), 60), (20, "2026-11-30".into(), 90)]);
    assert!(found[0].say.text(Lang::En).contains("2026-11-30"), "{}", found[0].say.text(Lang::En));
    assert_eq!((found[0].binding, &*found[0].say.key), (Binding::Material, "promise-make-material"));
}

#[test]
fn c3_2_3a_what_is_planned_binds_and_the_answer_names_the_centre() {
    let mut plant = plant();
    plant.centres[0].booked[1..40].fill(480);
    let found = promised(plant, &[(PUMP, "1")]);
    assert_eq!((days(&found), found[0].binding), (vec!["2026-12-30".to_string()], Binding::WorkCentre));
    let earlier = found[0].earlier.iter().find(|say| say.key == "promise-earlier-centre").unwrap().text(Lang::Hant);
    assert!(earlier.contains("機加工中心") && earlier.contains("2026-11-27"), "{earlier}");
    let load = found[0].load.as_ref().unwrap();
    assert_eq!((load.centre.as_str(), load.days.last().unwrap().own), ("機加工中心", 180));
}

#[test]
fn c3_2_3a_a_missing_part_binds_and_parts_are_held_once() {
    let mut plant = plant();
    let pump = plant.goods.get_mut(&id(PUMP)).unwrap();
    pump.lead = 0;
    pump.materials = vec![Material { product: id(BOLT), per: quantity("4") }];
    plant.free.insert(id(BOLT), quantity("6"));
    let found = promised(plant, &[(PUMP, "1"), (PUMP, "1")]);
    // Four bolts are there: work begins tomorrow. For the second pump two are missing, for five days.
    assert_eq!(days(&found), ["2026-11-23", "2026-11-30"]);
    assert_eq!(found[0].holds.parts, [(id(BOLT), quantity("4"))]);
    assert_eq!(found[1].holds.parts, [(id(BOLT), quantity("2"))]);
    assert_eq!(found[1].binding, Binding::Material);
    assert!(found[1].earlier.iter().any(|say| say.key == "promise-earlier-material"));
}

/// Deliveries of so many pieces on a day, counted from today.
fn deliveries(plant: &mut Plant, product: u128, all: &[(usize, i64)]) {
    let coming = all.iter().zip(900..).map(|((day, pieces), n)| Coming {
        day: *day,
        share: Share { line: id(n), request: id(n + 50), quantity: Quantity::whole(*pieces).unwrap() },
        contract: format!("PC-{n}"),
    });
    plant.coming.insert(id(product), coming.collect());
}

#[test]
fn c3_2_3a_what_is_bought_for_the_stock_serves_a_line_where_it_is_there_sooner() {
    let mut plant = plant();
    plant.free.insert(id(BOLT), quantity("10"));
    deliveries(&mut plant, BOLT, &[(4, 30), (5, 30), (20, 500)]);
    // Ten lie here, thirty come on the 23rd; the second line waits for the delivery after it; the third buys.
    let found = promised(plant, &[(BOLT, "40"), (BOLT, "30"), (BOLT, "5")]);
    assert_eq!(days(&found), ["2026-11-24", "2026-11-25", "2026-11-27"]);
    assert_eq!((found[0].binding, found[1].binding), (Binding::Coming, Binding::Coming));
    assert_eq!(found[0].holds.coming, [Share { line: id(900), request: id(950), quantity: quantity("30") }]);
    let parts =
        [Part { mode: Supply::Stock, quantity: quantity("10") }, Part { mode: Supply::Buy, quantity: quantity("30") }];
    assert_eq!(found[0].parts, parts);
    assert!(found[0].say.text(Lang::En).contains("PC-900"), "{}", found[0].say.text(Lang::En));
    assert!(found[2].holds.coming.is_empty() && found[2].binding == Binding::LeadTime);
}

#[test]
fn c3_2_3a_more_pieces_or_fewer_deliveries_are_never_sooner() {
    let mut used = 0;
    for seed in 0..300 {
        let mut hat = Hat(seed);
        let (mut plant, _) = drawn(&mut hat);
        let product = if hat.draw(2) == 0 { BOLT } else { PUMP };
        let mut all: Vec<(usize, i64)> =
            (0..hat.draw(5)).map(|_| (1 + hat.draw(40) as usize, 1 + hat.draw(8) as i64)).collect();
        all.sort_unstable();
        deliveries(&mut plant, product, &all);
        let wait = |plant: &Plant, pieces: i64| {
            let one = promised(plant.clone(), &[(product, &pieces.to_string())]).remove(0);
            (one.on.map_or(i64::MAX, platform::day::Day::to_i64), !one.holds.coming.is_empty())
        };
        let mut last = 0;
        for pieces in 1..16 {
            let (ready, came) = wait(&plant, pieces);
            assert!(ready >= last, "seed {seed}: {pieces} pieces");
            (last, used) = (ready, used + usize::from(came));
            if !all.is_empty() {
                let mut fewer = plant.clone();
                deliveries(&mut fewer, product, &all[..all.len() - 1]);
                assert!(wait(&fewer, pieces).0 >= ready, "seed {seed}: {pieces} pieces, one delivery less");
            }
        }
    }
    assert!(used > 100, "deliveries were used {used} times");
}

#[test]
fn c3_2_3a_what_stands_in_no_price_list_is_not_promised_by_a_machine() {
    let line = Needed { line: id(9), no: 1, product: None, quantity: quantity("1") };
    let found = promises(&[line], plant());
    assert_eq!((found[0].on, found[0].binding), (None, Binding::Judgement));
}

#[test]
fn c3_2_3a_a_wild_lead_time_or_quantity_is_not_promised_and_holds_nothing() {
    let mut wild = plant();
    wild.goods.get_mut(&id(BOLT)).unwrap().lead = i64::MAX;
    wild.goods.get_mut(&id(PUMP)).unwrap().operations[0].run = Quantity::from_millionths(i64::MAX);
    let found = promised(wild, &[(BOLT, "1"), (PUMP, "1000000")]);
    for promise in found {
        assert_eq!((promise.on, promise.binding), (None, Binding::TooFar));
        assert!(promise.holds.tasks.is_empty() && promise.holds.parts.is_empty());
    }
}

/// Numbers of our own: the same plants in every run, on every machine.
struct Hat(u64);

impl Hat {
    fn draw(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// Some stock, some load, material that is partly there; up to six lines of both products.
fn drawn(hat: &mut Hat) -> (Plant, Vec<(u128, u64)>) {
    let mut plant = plant();
    for product in [BOLT, PUMP] {
        plant.free.insert(id(product), Quantity::whole(hat.draw(12) as i64).unwrap());
    }
    let pump = plant.goods.get_mut(&id(PUMP)).unwrap();
    (pump.lead, pump.inspection) = (hat.draw(6) as i64, hat.draw(3) as i64);
    if hat.draw(2) == 0 {
        pump.materials = vec![Material { product: id(BOLT), per: quantity("2") }];
    }
    plant.goods.get_mut(&id(BOLT)).unwrap().lead = hat.draw(20) as i64;
    for centre in &mut plant.centres {
        for booked in centre.booked.iter_mut().take(40) {
            *booked = hat.draw(600) as i64;
        }
    }
    let lines = (0..1 + hat.draw(6)).map(|_| (if hat.draw(2) == 0 { BOLT } else { PUMP }, 1 + hat.draw(8))).collect();
    (plant, lines)
}

fn on_days(plant: Plant, lines: &[(u128, u64)]) -> Vec<Option<platform::day::Day>> {
    let needed: Vec<Needed> = (1..)
        .zip(lines)
        .map(|(no, (product, n))| Needed {
            line: id(100 + no as u128),
            no,
            product: Some(id(*product)),
            quantity: Quantity::whole(*n as i64).unwrap(),
        })
        .collect();
    promises(&needed, plant).iter().map(|promise| promise.on).collect()
}

/// No promise beyond the horizon is the latest of all.
fn later(a: Option<platform::day::Day>, b: Option<platform::day::Day>) -> bool {
    a.map_or(i64::MAX, platform::day::Day::to_i64) > b.map_or(i64::MAX, platform::day::Day::to_i64)
}

#[test]
fn c3_2_3a_a_whole_line_is_never_promised_sooner_for_more_pieces_more_load_or_less_stock() {
    let mut moved = [0; 3];
    for seed in 0..600 {
        let (plant, mut lines) = drawn(&mut Hat(seed));
        let before = on_days(plant.clone(), &lines);
        let mut loaded = plant.clone();
        let mut hat = Hat(seed + 10_000);
        let (centre, day) = (hat.draw(2) as usize, hat.draw(10) as usize);
        loaded.centres[centre].booked[day..day + 20].iter_mut().for_each(|booked| *booked += 240);
        let mut emptier = plant.clone();
        for free in emptier.free.values_mut() {
            *free = free.checked_sub(quantity("1")).unwrap().max(Quantity::ZERO);
        }
        for (at, other) in [on_days(loaded, &lines), on_days(emptier, &lines)].into_iter().enumerate() {
            // The first line has everything before it; those behind it get what it leaves, which may be more.
            assert!(!later(before[0], other[0]), "seed {seed}: {before:?} became {other:?}");
            moved[at] += usize::from(later(other[0], before[0]));
        }
        lines[0].1 += 1;
        let more = on_days(plant, &lines);
        assert!(!later(before[0], more[0]), "seed {seed}: one piece more is ready on {:?}", more[0]);
        moved[2] += usize::from(later(more[0], before[0]));
    }
    assert!(moved.iter().all(|n| *n > 10), "each was felt: {moved:?}");
}

#[test]
fn c3_2_3a_lines_of_one_order_never_take_a_piece_or_a_minute_twice() {
    for seed in 0..600 {
        let (plant, lines) = drawn(&mut Hat(seed));
        let needed: Vec<(u128, String)> = lines.iter().map(|(product, n)| (*product, n.to_string())).collect();
        let wanted: Vec<(u128, &str)> = needed.iter().map(|(product, n)| (*product, n.as_str())).collect();
        let found = promised(plant.clone(), &wanted);
        for product in [BOLT, PUMP] {
            let own = found.iter().zip(&lines).filter(|(_, (of, _))| *of == product);
            let of_stock = own.flat_map(|(promise, _)| &promise.parts).filter(|part| part.mode == Supply::Stock);
            let parts = found.iter().flat_map(|promise| &promise.holds.parts).filter(|(of, _)| *of == id(product));
            let taken: i64 = of_stock.map(|part| part.quantity.millionths()).sum::<i64>()
                + parts.map(|(_, quantity)| quantity.millionths()).sum::<i64>();
            assert!(taken <= plant.free[&id(product)].millionths(), "seed {seed}: {found:?}");
        }
        let mut minutes: HashMap<(Id, platform::day::Day), i64> = HashMap::new();
        for task in found.iter().flat_map(|promise| &promise.holds.tasks) {
            *minutes.entry((task.centre, task.day)).or_default() += task.minutes;
        }
        for ((centre, day), taken) in minutes {
            let centre = plant.centres.iter().find(|c| c.id == Some(centre)).unwrap();
            assert!(taken <= centre.free(plant.days.place(day).unwrap()), "seed {seed}: {taken} on {day}");
        }
    }
}
