use std::collections::HashMap;

use jiff::tz::TimeZone;
use platform::Id;
use platform::calendar::WorkCalendar;
use platform::i18n::Lang;
use platform::money::{Currency, PriceBase, TaxRate, UnitPrice};
use platform::quantity::Quantity;

use super::{Binding, Needed, Part, Promise, promises};
use crate::masters::{Product, Supply};

fn id(n: u128) -> Id {
    Id::from_uuid(uuid::Uuid::from_u128(n))
}

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap()
}

fn product(n: u128, supply: Supply) -> Product {
    Product {
        id: id(n),
        sku: format!("P{n}"),
        name_hant: "泵".into(),
        name_hans: "泵".into(),
        spec: "25".into(),
        unit: "台".into(),
        list_price: UnitPrice::ZERO,
        floor_price: UnitPrice::ZERO,
        price_base: PriceBase::ONE,
        currency: Currency::CNY,
        tax_rate: TaxRate::ZERO,
        pack: quantity("1"),
        supply,
        lead_days: 5,
        work_centre: if supply == Supply::Make { "機加工中心".into() } else { String::new() },
        hours_per_unit: quantity("2"),
        setup_hours: quantity("1"),
        supplier: if supply == Supply::Buy { "S01".into() } else { String::new() },
        cost: UnitPrice::ZERO,
        restricted: false,
        lock: 1,
    }
}

/// Promises on Thursday, 2026-11-19, one day on the way.
fn promised(wanted: &[(&Product, &str)], free: &[(&Product, &str)]) -> Vec<Promise> {
    let needed: Vec<Needed<'_>> = wanted
        .iter()
        .enumerate()
        .map(|(at, (product, q))| Needed {
            line: id(100 + at as u128),
            no: at as i64 + 1,
            product: Some(product),
            quantity: quantity(q),
        })
        .collect();
    let free: HashMap<Id, Quantity> = free.iter().map(|(product, q)| (product.id, quantity(q))).collect();
    promises(&needed, free, "2026-11-19".parse().unwrap(), &WorkCalendar::standard(TimeZone::UTC), 1)
}

fn days(promises: &[Promise]) -> Vec<String> {
    promises.iter().map(|promise| promise.on.map_or("–".into(), |day| day.to_string())).collect()
}

#[test]
fn c3_2_3a_stock_goes_to_the_lines_in_their_order_and_the_rest_is_bought() {
    let bolt = product(1, Supply::Stock);
    let found = promised(&[(&bolt, "60"), (&bolt, "60")], &[(&bolt, "100")]);
    assert_eq!(days(&found), ["2026-11-20", "2026-11-27"]);
    assert_eq!(found[0].binding, Binding::Stock);
    let parts =
        [Part { mode: Supply::Stock, quantity: quantity("40") }, Part { mode: Supply::Buy, quantity: quantity("20") }];
    assert_eq!((found[1].parts.as_slice(), found[1].free), (&parts[..], quantity("40")));
}

#[test]
fn c3_2_3a_what_is_made_takes_material_and_whole_days_at_its_work_centre() {
    let pump = product(2, Supply::Make);
    // 1 + 3 × 2 hours are one day, 1 + 4 × 2 two: eight hours are open.
    let found = promised(&[(&pump, "3"), (&pump, "4")], &[]);
    assert_eq!(days(&found), ["2026-11-30", "2026-12-01"]);
    assert_eq!(found[0].binding, Binding::WorkCentre);
    assert!(found[0].say.text(Lang::En).contains("機加工中心"));
}

#[test]
fn c3_2_3a_what_stands_in_no_price_list_is_not_promised_by_a_machine() {
    let line = Needed { line: id(9), no: 1, product: None, quantity: quantity("1") };
    let found =
        promises(&[line], HashMap::new(), "2026-11-19".parse().unwrap(), &WorkCalendar::standard(TimeZone::UTC), 1);
    assert_eq!((found[0].on, found[0].binding), (None, Binding::Judgement));
}

#[test]
fn a_wild_lead_time_does_not_run_away() {
    let mut pump = product(3, Supply::Make);
    pump.lead_days = i64::MAX;
    pump.hours_per_unit = Quantity::from_millionths(i64::MAX);
    let found = promised(&[(&pump, "1000000")], &[]);
    assert!(found[0].on.is_none_or(|day| day.year() < 2200));
}
