//! One row of the price list.

use papers::read::sku_key;
use platform::Tx;
use platform::act::Outcome;
use platform::ids::Id;
use platform::money::{Currency, PriceBase, TaxRate, UnitPrice};
use platform::quantity::Quantity;
use platform::text;
use platform::trouble::Say;
use platform::who::Person;
use serde::Serialize;

use super::check::{Context, Master};
use super::fields::{Read, Row, currency, days, missing, price, quantity, yes};
use super::proposed;
use super::run::Run;
use crate::masters::price::change::PriceChange;
use crate::masters::product::{self, Product, Supply};
use crate::masters::stock;

pub struct Products;

/// A product, and the stock it begins with where it is new.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub product: Product,
    #[serde(skip)]
    pub opening: Quantity,
}

impl Master for Products {
    type Item = Item;
    const KEY: &'static str = "sku";

    fn existing(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<(String, Item)>> {
        let found = product::by_folded(tx, keys)?;
        let item = |product: Product| (sku_key(&product.sku), Item { product, opening: Quantity::ZERO });
        Ok(found.into_iter().map(item).collect())
    }

    fn read(row: &mut Row<'_>, base: Option<Item>, context: &Context) -> Option<Item> {
        let new = base.is_none();
        if new {
            row.demand("unit");
            row.demand("list_price");
        }
        let mut item = base.unwrap_or_else(|| blank(context));
        let p = &mut item.product;
        row.needed("sku", &mut p.sku, 60);
        names(row, p);
        row.text("spec", &mut p.spec, 300);
        row.needed("unit", &mut p.unit, 16);
        row.set_or("currency", &mut p.currency, context.currency, currency);
        prices(row, p, new);
        row.set_or("tax_rate", &mut p.tax_rate, context.tax_rate, tax_rate);
        row.set_or("pack", &mut p.pack, context.one, pack);
        row.set_or("supply", &mut p.supply, Supply::Stock, supply);
        row.set_or("lead_days", &mut p.lead_days, 0, days);
        row.text("work_centre", &mut p.work_centre, 60);
        row.set_or("hours_per_unit", &mut p.hours_per_unit, Quantity::ZERO, quantity);
        row.set_or("setup_hours", &mut p.setup_hours, Quantity::ZERO, quantity);
        row.text("supplier", &mut p.supplier, 120);
        row.set("restricted", &mut p.restricted, yes);
        // Later stock is counted by the warehouse; a price list must not overwrite it.
        let mut opening = Quantity::ZERO;
        row.set_or("opening_stock", &mut opening, Quantity::ZERO, quantity);
        if new {
            item.opening = opening;
        }
        Some(item)
    }

    fn asks(old: Option<&Item>, new: &Item) -> bool {
        old.is_none_or(|old| priced(&old.product) != priced(&new.product))
    }

    /// A new product stands without a price, an old one with the price it has, until the executive has accepted it.
    fn set_aside(tx: &mut Tx, who: &Person, run: &Run, old: Option<&Item>, new: &mut Item) -> Outcome<()> {
        if !Products::asks(old, new) {
            return Ok(());
        }
        let wanted = new.product.clone();
        match old {
            Some(old) => {
                let p = &old.product;
                new.product.list_price = p.list_price;
                new.product.floor_price = p.floor_price;
                new.product.price_base = p.price_base;
                new.product.currency = p.currency;
            }
            None => {
                new.product.id = tx.new_id();
                (new.product.list_price, new.product.floor_price) = (UnitPrice::ZERO, UnitPrice::ZERO);
            }
        }
        let to = Product { id: new.product.id, ..wanted };
        let change = PriceChange::of_product(tx, run.id, old.map(|old| &old.product), &to);
        if old.is_none() {
            product::add(tx, &new.product)?;
        }
        proposed::keep(tx, who, run, &change)
    }

    fn add(tx: &mut Tx, item: &mut Item) -> Outcome<()> {
        stock::open(tx, item.product.id, item.opening)
    }

    fn change(tx: &mut Tx, item: &Item) -> Outcome<bool> {
        product::change(tx, &item.product)
    }

    fn chain(item: &Item) -> Id {
        item.product.id
    }
}

/// What the price policy is about.
fn priced(p: &Product) -> (UnitPrice, UnitPrice, PriceBase, Currency) {
    (p.list_price, p.floor_price, p.price_base, p.currency)
}

fn blank(context: &Context) -> Item {
    let product = Product {
        id: context.no_id,
        sku: String::new(),
        name_hant: String::new(),
        name_hans: String::new(),
        spec: String::new(),
        unit: String::new(),
        list_price: UnitPrice::ZERO,
        floor_price: UnitPrice::ZERO,
        price_base: PriceBase::ONE,
        currency: context.currency,
        tax_rate: context.tax_rate,
        pack: context.one,
        supply: Supply::Stock,
        lead_days: 0,
        work_centre: String::new(),
        hours_per_unit: Quantity::ZERO,
        setup_hours: Quantity::ZERO,
        supplier: String::new(),
        cost: UnitPrice::ZERO,
        restricted: false,
        lock: 1,
    };
    Item { product, opening: Quantity::ZERO }
}

/// Who has a name in one script only gives it for both.
fn names(row: &mut Row<'_>, p: &mut Product) {
    row.text("name_hant", &mut p.name_hant, 120);
    row.text("name_hans", &mut p.name_hans, 120);
    if p.name_hant.is_empty() {
        p.name_hant.clone_from(&p.name_hans);
    }
    if p.name_hans.is_empty() {
        p.name_hans.clone_from(&p.name_hant);
    }
    if p.name_hant.is_empty() {
        row.wrong("name_hant", missing());
    }
}

fn prices(row: &mut Row<'_>, p: &mut Product, new: bool) {
    let currency = p.currency;
    let read = |cell: &str| price(cell, currency);
    let before = row.errors.len();
    row.set("list_price", &mut p.list_price, |cell| if cell.is_empty() { Err(missing()) } else { read(cell) });
    if new {
        p.floor_price = p.list_price;
    }
    row.set_or("floor_price", &mut p.floor_price, p.list_price, read);
    row.set_or("price_base", &mut p.price_base, PriceBase::ONE, price_base);
    row.set_or("cost", &mut p.cost, UnitPrice::ZERO, read);
    // Where a price could not be read, comparing it would only say the same thing twice.
    if row.errors.len() == before && p.floor_price > p.list_price {
        row.wrong("floor_price", Say::new("masters-bad-floor").arg("list", p.list_price));
    }
}

pub(super) fn price_base(cell: &str) -> Read<PriceBase> {
    let units = quantity(cell)?.millionths();
    let base = PriceBase::new(units / 1_000_000).ok().filter(|_| units % 1_000_000 == 0);
    base.ok_or_else(|| Say::new("masters-bad-price-base"))
}

/// Per cent. Below one per cent it is a fraction somebody forgot to turn into per cent.
pub(super) fn tax_rate(cell: &str) -> Read<TaxRate> {
    let cell = text::fold(cell);
    let rate: TaxRate = cell.trim().parse().map_err(|_| Say::new("masters-bad-tax"))?;
    if (1..100).contains(&rate.bp()) { Err(Say::new("masters-bad-tax-fraction")) } else { Ok(rate) }
}

fn pack(cell: &str) -> Read<Quantity> {
    let pack = quantity(cell)?;
    if pack.is_positive() { Ok(pack) } else { Err(Say::new("masters-bad-not-positive")) }
}

fn supply(cell: &str) -> Read<Supply> {
    let folded = text::fold(cell);
    match folded.trim() {
        "stock" | "库存" | "现货" | "存货" => Ok(Supply::Stock),
        "make" | "自制" | "生产" | "制造" => Ok(Supply::Make),
        "buy" | "外购" | "采购" => Ok(Supply::Buy),
        _ => Err(Say::new("masters-bad-supply")),
    }
}
