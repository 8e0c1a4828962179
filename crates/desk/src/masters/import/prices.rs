//! One row of a price list: for whom, from which quantity, on which days, how much (3.2.3b). Everything of it is proposed.

use papers::read::sku_key;
use platform::Tx;
use platform::act::Outcome;
use platform::day::Day;
use platform::ids::Id;
use platform::money::UnitPrice;
use platform::quantity::Quantity;
use platform::trouble::Say;
use platform::who::Person;
use serde::Serialize;

use super::check::{Context, Master, Refers};
use super::customers::price_class;
use super::fields::{Row, currency, day, line, missing, price, quantity};
use super::products::price_base;
use super::proposed;
use super::run::Run;
use crate::masters::price::change::PriceChange;
use crate::masters::price::list::{self, PriceList};
use crate::masters::price::row::{self, PriceRow};
use crate::masters::product;

pub struct Prices;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    pub head: PriceList,
    pub row: PriceRow,
}

impl Master for Prices {
    type Item = Item;
    const KEY: &'static str = "list";
    const MORE: &'static [&'static str] = &["sku", "from_quantity", "valid_from"];
    const REFERS: &'static [(&'static str, Refers)] =
        &[("sku", Refers::Product), ("customer", Refers::Customer), ("list", Refers::PriceList)];

    /// 100, 100.0 and 1,000 / 10 days in any spelling are one key.
    fn key_part(field: &str, cell: &str) -> String {
        match field {
            "from_quantity" if cell.trim().is_empty() => "0".into(),
            "from_quantity" => quantity(cell).map_or_else(|_| sku_key(cell), |q| q.to_string()),
            "valid_from" => day(cell).ok().flatten().map_or_else(|| sku_key(cell), |day| day.to_string()),
            _ => sku_key(cell),
        }
    }

    fn existing(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<(String, Item)>> {
        let part = |at: usize| -> Vec<String> {
            keys.iter().filter_map(|key| key.split('\u{1f}').nth(at)).map(str::to_string).collect()
        };
        let lists = list::by_codes(tx, &part(0))?;
        let products = product::by_folded(tx, &part(1))?;
        let (of_lists, of_products): (Vec<Id>, Vec<Id>) =
            (lists.iter().map(|list| list.id).collect(), products.iter().map(|p| p.id).collect());
        let found = row::rows(tx, &of_lists, &of_products)?;
        let item = |row: PriceRow| {
            let head = lists.iter().find(|list| list.id == row.list)?.clone();
            let sku = &products.iter().find(|p| p.id == row.product)?.sku;
            let parts = [sku_key(&head.code), sku_key(sku), row.from_quantity.to_string(), row.valid_from.to_string()];
            Some((parts.join("\u{1f}"), Item { head, row }))
        };
        Ok(found.into_iter().filter_map(item).collect())
    }

    fn read(row: &mut Row<'_>, base: Option<Item>, context: &Context) -> Option<Item> {
        row.demand("price");
        let head = head(row, context)?;
        let (mut product, mut from_quantity, mut valid_from) = (context.no_id, Quantity::ZERO, context.today);
        row.set("sku", &mut product, |cell| context.product(cell));
        row.set_or("from_quantity", &mut from_quantity, Quantity::ZERO, quantity);
        row.set("valid_from", &mut valid_from, |cell| day(cell)?.ok_or_else(missing));
        let known = base.map(|item| item.row);
        let mut wanted = known.unwrap_or(PriceRow {
            list: head.id,
            product,
            from_quantity,
            valid_from,
            valid_until: None,
            price: UnitPrice::ZERO,
            floor: None,
            base: platform::money::PriceBase::ONE,
        });
        let of = head.currency;
        row.set("price", &mut wanted.price, |cell| match cell {
            "" => Err(missing()),
            cell => price(cell, of),
        });
        row.set("floor_price", &mut wanted.floor, |cell| match cell {
            "" => Ok(None),
            cell => price(cell, of).map(Some),
        });
        row.set_or("price_base", &mut wanted.base, platform::money::PriceBase::ONE, price_base);
        row.set("valid_until", &mut wanted.valid_until, day);
        sane(row, &wanted);
        Some(Item { head, row: wanted })
    }

    fn asks(old: Option<&Item>, new: &Item) -> bool {
        old.is_none_or(|old| old.row != new.row)
    }

    fn set_aside(tx: &mut Tx, who: &Person, run: &Run, old: Option<&Item>, new: &mut Item) -> Outcome<()> {
        let head = list::made(tx, &new.head)?;
        new.row.list = head.id;
        let change = PriceChange::of_list(tx, run.id, head.currency, old.map(|old| &old.row), &new.row);
        proposed::keep(tx, who, run, &change)?;
        if let Some(old) = old {
            *new = old.clone();
        }
        Ok(())
    }

    fn add(_tx: &mut Tx, _item: &mut Item) -> Outcome<()> {
        Ok(()) // Nothing of it is in force before the executive has accepted it.
    }

    fn change(_tx: &mut Tx, _item: &Item) -> Outcome<bool> {
        Ok(true)
    }

    fn chain(item: &Item) -> Id {
        item.row.product
    }
}

/// The list that a row speaks of: as it is known, or as the first row that names it makes it.
fn head(row: &mut Row<'_>, context: &Context) -> Option<PriceList> {
    let before = row.errors.len();
    let (mut code, mut class, mut customer) = (String::new(), None, None);
    row.set("list", &mut code, |cell| line(cell, 40));
    row.set("price_class", &mut class, |cell| price_class(cell).map(Some));
    row.set(
        "customer",
        &mut customer,
        |cell| if cell.is_empty() { Ok(None) } else { context.customer(cell).map(Some) },
    );
    let mut of = None;
    row.set("currency", &mut of, |cell| if cell.is_empty() { Ok(None) } else { currency(cell).map(Some) });
    let class = class.filter(|class: &String| !class.is_empty());
    if class.is_some() && customer.is_some() {
        row.wrong("price_class", Say::new("prices-bad-for-both"));
    }
    if row.errors.len() > before {
        return None;
    }
    let mut lists = context.lists.borrow_mut();
    let made = PriceList {
        id: context.no_id,
        code: code.clone(),
        price_class: class.clone().unwrap_or_default(),
        customer,
        currency: of.unwrap_or(context.currency),
    };
    let head = lists.entry(sku_key(&code)).or_insert(made).clone();
    // A list is for one class or customer, in one currency; a file that says otherwise means another list.
    if class.is_some_and(|class| class != head.price_class) {
        row.wrong("price_class", Say::new("prices-bad-other-class").arg("list", &head.code));
    }
    if customer.is_some_and(|customer| Some(customer) != head.customer) {
        row.wrong("customer", Say::new("prices-bad-other-class").arg("list", &head.code));
    }
    if of.is_some_and(|of| of != head.currency) {
        row.wrong(
            "currency",
            Say::new("prices-bad-other-currency").arg("list", &head.code).arg("currency", head.currency),
        );
    }
    Some(head)
}

fn sane(row: &mut Row<'_>, wanted: &PriceRow) {
    if !row.errors.is_empty() {
        return;
    }
    if wanted.price.millionths() == 0 {
        row.wrong("price", Say::new("masters-bad-not-positive"));
    }
    if wanted.floor.is_some_and(|floor| floor > wanted.price) {
        row.wrong("floor_price", Say::new("masters-bad-floor").arg("list", wanted.price));
    }
    let until: Option<Day> = wanted.valid_until;
    if until.is_some_and(|until| until < wanted.valid_from) {
        row.wrong("valid_until", Say::new("prices-bad-until"));
    }
}
