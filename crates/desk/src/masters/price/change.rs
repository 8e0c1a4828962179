//! What a proposal changes: each price as it was and as it shall be. The rows stay as the history of the price.

use platform::act::Outcome;
use platform::day::Day;
use platform::db::Row;
use platform::money::{Currency, PriceBase, UnitPrice};
use platform::quantity::Quantity;
use platform::{Fault, Id, Tx};
use serde::Serialize;
use serde_json::{Value, json};

use super::row::PriceRow;
use crate::masters::Product;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriceChange {
    pub id: Id,
    pub proposal: Id,
    pub product: Id,
    /// `None`: the product's own price.
    pub list: Option<Id>,
    pub from_quantity: Quantity,
    pub valid_from: Option<Day>,
    pub valid_until: Option<Day>,
    pub currency: Currency,
    pub price: UnitPrice,
    pub floor: Option<UnitPrice>,
    pub base: PriceBase,
    pub was: Option<Was>,
}

/// What it was proposed against.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Was {
    pub price: UnitPrice,
    pub floor: Option<UnitPrice>,
    pub base: PriceBase,
    pub currency: Currency,
    pub until: Option<Day>,
}

impl PriceChange {
    /// A product's own price, from what it was (or nothing) to what it shall be.
    pub fn of_product(tx: &Tx, proposal: Id, was: Option<&Product>, to: &Product) -> PriceChange {
        PriceChange {
            id: tx.new_id(),
            proposal,
            product: to.id,
            list: None,
            from_quantity: Quantity::ZERO,
            valid_from: None,
            valid_until: None,
            currency: to.currency,
            price: to.list_price,
            floor: Some(to.floor_price),
            base: to.price_base,
            was: was.map(|p| Was {
                price: p.list_price,
                floor: Some(p.floor_price),
                base: p.price_base,
                currency: p.currency,
                until: None,
            }),
        }
    }

    /// A price of a list.
    pub fn of_list(tx: &Tx, proposal: Id, currency: Currency, was: Option<&PriceRow>, to: &PriceRow) -> PriceChange {
        PriceChange {
            id: tx.new_id(),
            proposal,
            product: to.product,
            list: Some(to.list),
            from_quantity: to.from_quantity,
            valid_from: Some(to.valid_from),
            valid_until: to.valid_until,
            currency,
            price: to.price,
            floor: to.floor,
            base: to.base,
            was: was.map(|row| Was {
                price: row.price,
                floor: row.floor,
                base: row.base,
                currency,
                until: row.valid_until,
            }),
        }
    }
}

impl PriceChange {
    pub fn differs(&self) -> bool {
        self.was.as_ref().is_none_or(|was| {
            (was.price, was.floor, was.base, was.currency, was.until)
                != (self.price, self.floor, self.base, self.currency, self.valid_until)
        })
    }

    /// Field → (before, after), for the product's history.
    pub fn told(&self) -> Value {
        let was = self.was.as_ref();
        let pairs = [
            ("list_price", json!([was.map(|w| w.price), self.price])),
            ("floor_price", json!([was.and_then(|w| w.floor), self.floor])),
            ("price_base", json!([was.map(|w| w.base), self.base])),
            ("currency", json!([was.map(|w| w.currency), self.currency])),
            ("from_quantity", json!([was.map(|_| self.from_quantity), self.from_quantity])),
            ("valid_from", json!([was.and(self.valid_from), self.valid_from])),
            ("valid_until", json!([was.and_then(|w| w.until), self.valid_until])),
        ];
        let differ = pairs.into_iter().filter(|(_, pair)| pair[0] != pair[1]);
        Value::Object(differ.map(|(name, pair)| (name.to_string(), pair)).collect())
    }
}

macro_rules! columns {
    () => {
        "id, proposal, product, list, from_quantity, valid_from, valid_until, currency, price, floor_price, \
        price_base, was_price, was_floor, was_base, was_currency, was_until"
    };
}

platform::sql! {
    ADD = concat!("INSERT INTO price_change (", columns!(), ") \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING");
    PAGE = concat!("SELECT ", columns!(), " FROM price_change WHERE proposal = $1 AND id > $2 ORDER BY id LIMIT $3");
    OF_PRODUCT = concat!("SELECT ", columns!(), " FROM price_change WHERE product = $1 ORDER BY id DESC LIMIT $2");
    COUNT = "SELECT COUNT(*) FROM price_change WHERE proposal = $1";
    // What moved since it was proposed: a price that somebody else changed is not overwritten unseen.
    MOVED_PRODUCTS = "SELECT COUNT(*) FROM price_change c JOIN product p ON p.id = c.product \
        WHERE c.proposal = $1 AND c.list IS NULL AND (p.list_price <> COALESCE(c.was_price, 0) \
        OR p.floor_price <> COALESCE(c.was_floor, 0) OR (c.was_base IS NOT NULL AND p.price_base <> c.was_base) \
        OR (c.was_currency IS NOT NULL AND p.currency <> c.was_currency))";
    MOVED_ROWS = "SELECT COUNT(*) FROM price_change c LEFT JOIN price_row r ON r.product = c.product AND r.list = c.list \
        AND r.from_quantity = c.from_quantity AND r.valid_from = c.valid_from \
        WHERE c.proposal = $1 AND c.list IS NOT NULL AND (COALESCE(r.price, -1) <> COALESCE(c.was_price, -1) \
        OR COALESCE(r.floor_price, -1) <> COALESCE(c.was_floor, -1) OR COALESCE(r.price_base, -1) <> COALESCE(c.was_base, -1) \
        OR COALESCE(r.valid_until, -1) <> COALESCE(c.was_until, -1))";
    APPLY_PRODUCTS = "UPDATE product SET list_price = c.price, floor_price = c.floor_price, price_base = c.price_base, \
        currency = c.currency, lock = product.lock + 1 FROM price_change c \
        WHERE c.proposal = $1 AND c.list IS NULL AND c.product = product.id";
    APPLY_ROWS = "INSERT INTO price_row (product, list, from_quantity, valid_from, valid_until, price, floor_price, \
        price_base, sku_folded, proposal) SELECT c.product, c.list, c.from_quantity, c.valid_from, c.valid_until, \
        c.price, c.floor_price, c.price_base, p.sku_folded, c.proposal FROM price_change c \
        JOIN product p ON p.id = c.product WHERE c.proposal = $1 AND c.list IS NOT NULL \
        ON CONFLICT (product, list, from_quantity, valid_from) DO UPDATE SET valid_until = excluded.valid_until, \
        price = excluded.price, floor_price = excluded.floor_price, price_base = excluded.price_base, \
        proposal = excluded.proposal";
}

/// False where the proposal has this price already: an import was taken up again.
pub fn add(tx: &mut Tx, c: &PriceChange) -> Outcome<bool> {
    let was = c.was.as_ref();
    let done = tx.execute(
        &ADD,
        &[
            &c.id,
            &c.proposal,
            &c.product,
            &c.list,
            &c.from_quantity,
            &c.valid_from,
            &c.valid_until,
            &c.currency.code(),
            &c.price,
            &c.floor,
            &c.base,
            &was.map(|w| w.price),
            &was.and_then(|w| w.floor),
            &was.map(|w| w.base),
            &was.map(|w| w.currency.code()),
            &was.and_then(|w| w.until),
        ],
    )?;
    Ok(done == 1)
}

pub fn page(tx: &mut Tx, proposal: Id, after: Id, limit: i64) -> Outcome<Vec<PriceChange>> {
    Ok(tx.list(&PAGE, &[&proposal, &after, &limit], of_row)?)
}

/// What was ever proposed for a product, the newest first.
pub fn of_product(tx: &mut Tx, product: Id, limit: i64) -> Outcome<Vec<PriceChange>> {
    Ok(tx.list(&OF_PRODUCT, &[&product, &limit], of_row)?)
}

pub fn count(tx: &mut Tx, proposal: Id) -> Outcome<i64> {
    Ok(tx.one(&COUNT, &[&proposal], |row| row.get(0))?)
}

/// Prices of a proposal that are no longer what it was made against.
pub fn moved(tx: &mut Tx, proposal: Id) -> Outcome<i64> {
    let products: i64 = tx.one(&MOVED_PRODUCTS, &[&proposal], |row| row.get(0))?;
    let rows: i64 = tx.one(&MOVED_ROWS, &[&proposal], |row| row.get(0))?;
    Ok(products + rows)
}

/// Puts a proposal in force, all of it at one instant.
pub fn apply(tx: &mut Tx, proposal: Id) -> Outcome<()> {
    tx.execute(&APPLY_PRODUCTS, &[&proposal])?;
    tx.execute(&APPLY_ROWS, &[&proposal])?;
    Ok(())
}

fn of_row(row: &Row<'_>) -> Result<PriceChange, Fault> {
    let currency = |code: String| code.parse::<Currency>().map_err(|e| Fault::other("read a price", e));
    let was = match (row.get::<Option<UnitPrice>>(11)?, row.get(13)?, row.get::<Option<String>>(14)?) {
        (Some(price), Some(base), Some(code)) => {
            Some(Was { price, base, floor: row.get(12)?, currency: currency(code)?, until: row.get(15)? })
        }
        _ => None,
    };
    Ok(PriceChange {
        id: row.get(0)?,
        proposal: row.get(1)?,
        product: row.get(2)?,
        list: row.get(3)?,
        from_quantity: row.get(4)?,
        valid_from: row.get(5)?,
        valid_until: row.get(6)?,
        currency: currency(row.get(7)?)?,
        price: row.get(8)?,
        floor: row.get(9)?,
        base: row.get(10)?,
        was,
    })
}
