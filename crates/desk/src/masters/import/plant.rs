//! Rows of the plant's tables (3.2.3a): work centres, routings, bills of material, terms of supply. What a row refers to
//! must be known before it; a number that is not is told at its cell.

use papers::read::sku_key;
use platform::Tx;
use platform::act::Outcome;
use platform::ids::Id;
use platform::quantity::Quantity;
use platform::trouble::Say;

use super::check::{Context, Master, Refers};
use super::fields::{Row, day, days, missing, quantity, whole};
use crate::masters::plant::{Component, Operation, SupplyTerm, WorkCentre};
use crate::masters::plant::{OutsideLoad, outside, outside_loads};
use crate::masters::plant::{centre, route, term};
use crate::masters::product;

/// Minutes of a day.
const DAY_MINUTES: i64 = 1_440;
/// So many machines can stand in one work centre.
const MACHINES_MAX: i64 = 50;

pub struct WorkCentres;
pub struct Operations;
pub struct Components;
pub struct SupplyTerms;
pub struct OutsideLoads;

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Master for WorkCentres {
    type Item = WorkCentre;
    const KEY: &'static str = "code";

    fn existing(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<(String, WorkCentre)>> {
        Ok(centre::by_codes(tx, keys)?.into_iter().map(|centre| (sku_key(&centre.code), centre)).collect())
    }

    fn read(row: &mut Row<'_>, base: Option<WorkCentre>, context: &Context) -> Option<WorkCentre> {
        if base.is_none() {
            row.demand("name");
            row.demand("mon");
        }
        let (code, name) = (String::new(), String::new());
        let blank = WorkCentre { id: context.no_id, code, name, minutes: [0; 7], epoch: 1, lock: 1 };
        let mut centre = base.unwrap_or(blank);
        row.needed("code", &mut centre.code, 30);
        row.needed("name", &mut centre.name, 60);
        for (at, day) in WEEKDAYS.iter().enumerate() {
            row.set_or(day, &mut centre.minutes[at], 0, |cell| whole(cell, DAY_MINUTES * MACHINES_MAX));
        }
        Some(centre)
    }

    fn add(tx: &mut Tx, item: &mut WorkCentre) -> Outcome<()> {
        item.id = tx.new_id();
        centre::add(tx, item)
    }

    fn change(tx: &mut Tx, item: &WorkCentre) -> Outcome<bool> {
        centre::change(tx, item)
    }

    fn chain(item: &WorkCentre) -> Id {
        item.id
    }
}

/// The products that the first halves of these keys name, by their folded numbers.
fn products_of(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<(String, Id)>> {
    let skus: Vec<String> = keys.iter().filter_map(|key| key.split('\u{1f}').next()).map(str::to_string).collect();
    Ok(product::by_folded(tx, &skus)?.into_iter().map(|product| (sku_key(&product.sku), product.id)).collect())
}

fn name_of(products: &[(String, Id)], id: Id) -> &str {
    products.iter().find(|(_, known)| *known == id).map_or("", |(sku, _)| sku)
}

impl Master for Operations {
    type Item = Operation;
    const KEY: &'static str = "sku";
    const MORE: &'static [&'static str] = &["no"];
    const REFERS: &'static [(&'static str, Refers)] = &[("sku", Refers::Product), ("centre", Refers::Centre)];

    fn existing(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<(String, Operation)>> {
        let products = products_of(tx, keys)?;
        let ids: Vec<Id> = products.iter().map(|(_, id)| *id).collect();
        let found = route::operations(tx, &ids)?;
        Ok(found.into_iter().map(|o| (format!("{}\u{1f}{}", name_of(&products, o.product), o.no), o)).collect())
    }

    fn read(row: &mut Row<'_>, base: Option<Operation>, context: &Context) -> Option<Operation> {
        if base.is_none() {
            row.demand("centre");
            row.demand("run_minutes");
        }
        let id = context.no_id;
        let blank = Operation {
            product: id,
            no: 0,
            name: String::new(),
            centre: id,
            setup_minutes: 0,
            run_minutes: Quantity::ZERO,
        };
        let mut operation = base.unwrap_or(blank);
        row.set("sku", &mut operation.product, |cell| context.product(cell));
        row.set("no", &mut operation.no, |cell| whole(cell, 9_999));
        row.text("name", &mut operation.name, 60);
        row.set("centre", &mut operation.centre, |cell| context.centre(cell));
        row.set_or("setup_minutes", &mut operation.setup_minutes, 0, |cell| whole(cell, DAY_MINUTES * 30));
        row.set("run_minutes", &mut operation.run_minutes, |cell| {
            if cell.is_empty() { Err(missing()) } else { quantity(cell) }
        });
        Some(operation)
    }

    fn add(tx: &mut Tx, item: &mut Operation) -> Outcome<()> {
        route::keep_operation(tx, item)
    }

    fn change(tx: &mut Tx, item: &Operation) -> Outcome<bool> {
        route::keep_operation(tx, item).map(|()| true)
    }

    fn chain(item: &Operation) -> Id {
        item.product
    }
}

impl Master for Components {
    type Item = Component;
    const KEY: &'static str = "sku";
    const MORE: &'static [&'static str] = &["component"];
    const REFERS: &'static [(&'static str, Refers)] = &[("sku", Refers::Product), ("component", Refers::Product)];

    fn existing(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<(String, Component)>> {
        let mut products = products_of(tx, keys)?;
        let ids: Vec<Id> = products.iter().map(|(_, id)| *id).collect();
        let found = route::components(tx, &ids)?;
        let parts: Vec<Id> = found.iter().map(|c| c.component).collect();
        products.extend(product::products(tx, &parts)?.into_values().map(|p| (sku_key(&p.sku), p.id)));
        let key = |c: &Component| format!("{}\u{1f}{}", name_of(&products, c.product), name_of(&products, c.component));
        Ok(found.into_iter().map(|c| (key(&c), c)).collect())
    }

    fn read(row: &mut Row<'_>, base: Option<Component>, context: &Context) -> Option<Component> {
        row.demand("per");
        let id = context.no_id;
        let mut component = base.unwrap_or(Component { product: id, component: id, per: Quantity::ZERO });
        row.set("sku", &mut component.product, |cell| context.product(cell));
        row.set("component", &mut component.component, |cell| context.product(cell));
        row.set("per", &mut component.per, |cell| match quantity(cell)? {
            per if per.is_positive() => Ok(per),
            _ => Err(Say::new("masters-bad-not-positive")),
        });
        if row.errors.is_empty() && component.product == component.component {
            row.wrong("component", Say::new("masters-bad-part-of-itself"));
        }
        Some(component)
    }

    fn add(tx: &mut Tx, item: &mut Component) -> Outcome<()> {
        route::keep_component(tx, item)
    }

    fn change(tx: &mut Tx, item: &Component) -> Outcome<bool> {
        route::keep_component(tx, item).map(|()| true)
    }

    fn chain(item: &Component) -> Id {
        item.product
    }
}

impl Master for SupplyTerms {
    type Item = SupplyTerm;
    const KEY: &'static str = "sku";
    const REFERS: &'static [(&'static str, Refers)] = &[("sku", Refers::Product)];

    fn existing(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<(String, SupplyTerm)>> {
        let products = products_of(tx, keys)?;
        let ids: Vec<Id> = products.iter().map(|(_, id)| *id).collect();
        let found = term::supply_terms(tx, &ids)?;
        Ok(found.into_values().map(|term| (name_of(&products, term.product).to_string(), term)).collect())
    }

    fn read(row: &mut Row<'_>, base: Option<SupplyTerm>, context: &Context) -> Option<SupplyTerm> {
        row.demand("lead_days");
        let blank = SupplyTerm { product: context.no_id, lead_days: 0, inspection_days: 0, transport_days: 0 };
        let mut term = base.unwrap_or(blank);
        row.set("sku", &mut term.product, |cell| context.product(cell));
        row.set("lead_days", &mut term.lead_days, |cell| if cell.is_empty() { Err(missing()) } else { days(cell) });
        row.set_or("inspection_days", &mut term.inspection_days, 0, days);
        row.set_or("transport_days", &mut term.transport_days, 0, days);
        Some(term)
    }

    fn add(tx: &mut Tx, item: &mut SupplyTerm) -> Outcome<()> {
        term::keep(tx, item)
    }

    fn change(tx: &mut Tx, item: &SupplyTerm) -> Outcome<bool> {
        term::keep(tx, item).map(|()| true)
    }

    fn chain(item: &SupplyTerm) -> Id {
        item.product
    }
}

impl Master for OutsideLoads {
    type Item = OutsideLoad;
    const KEY: &'static str = "centre";
    const MORE: &'static [&'static str] = &["day"];
    const REFERS: &'static [(&'static str, Refers)] = &[("centre", Refers::Centre)];

    /// A day that is written in another way than ours counts as new and replaces the figure all the same.
    fn existing(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<(String, OutsideLoad)>> {
        let codes: Vec<String> = keys.iter().filter_map(|key| key.split('\u{1f}').next()).map(str::to_string).collect();
        let centres = centre::by_codes(tx, &codes)?;
        let ids: Vec<Id> = centres.iter().map(|centre| centre.id).collect();
        let today = tx.now().to_i64() / 86_400_000_000;
        let found = outside_loads(tx, &ids, today - 2, today + 1_000)?;
        let code =
            |o: &OutsideLoad| centres.iter().find(|c| c.id == o.centre).map_or(String::new(), |c| sku_key(&c.code));
        Ok(found.into_iter().map(|o| (format!("{}\u{1f}{}", code(&o), sku_key(&o.day.to_string())), o)).collect())
    }

    fn read(row: &mut Row<'_>, base: Option<OutsideLoad>, context: &Context) -> Option<OutsideLoad> {
        row.demand("minutes");
        let blank = OutsideLoad { centre: context.no_id, day: context.today, minutes: 0, remark: String::new() };
        let mut load = base.unwrap_or(blank);
        row.set("centre", &mut load.centre, |cell| context.centre(cell));
        row.set("day", &mut load.day, |cell| day(cell)?.ok_or_else(missing));
        row.set("minutes", &mut load.minutes, |cell| {
            if cell.is_empty() { Err(missing()) } else { whole(cell, DAY_MINUTES * MACHINES_MAX) }
        });
        row.text("remark", &mut load.remark, 200);
        Some(load)
    }

    fn add(tx: &mut Tx, item: &mut OutsideLoad) -> Outcome<()> {
        outside::keep(tx, item)
    }

    fn change(tx: &mut Tx, item: &OutsideLoad) -> Outcome<bool> {
        outside::keep(tx, item).map(|()| true)
    }

    fn chain(item: &OutsideLoad) -> Id {
        item.centre
    }
}
