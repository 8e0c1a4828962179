//! The head of a price list: for whom it is and in which currency. It never changes; whoever means somebody else makes
//! another list.

use papers::read::sku_key;
use platform::act::Outcome;
use platform::db::{Fault, Row};
use platform::money::Currency;
use platform::{Id, Tx};
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriceList {
    pub id: Id,
    pub code: String,
    /// Empty where it is for one customer or for everybody.
    pub price_class: String,
    pub customer: Option<Id>,
    pub currency: Currency,
}

macro_rules! columns {
    () => {
        "id, code, price_class, customer, currency"
    };
}

platform::sql! {
    ADD = "INSERT INTO price_list (id, code, price_class, customer, currency, code_folded, made_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (code_folded) DO NOTHING";
    BY_ID = concat!("SELECT ", columns!(), " FROM price_list WHERE id = $1");
    BY_CODES = concat!("SELECT ", columns!(), " FROM price_list WHERE code_folded IN ({texts:$1})");
    BY_IDS = concat!("SELECT ", columns!(), " FROM price_list WHERE id IN ({ids:$1})");
    AFTER = concat!("SELECT ", columns!(), " FROM price_list WHERE code_folded > $1 ORDER BY code_folded LIMIT $2");
}

/// The list of that code, made where there is none yet. Without an accepted price it says nothing to anybody.
pub fn made(tx: &mut Tx, head: &PriceList) -> Outcome<PriceList> {
    let (id, now, folded) = (tx.new_id(), tx.now(), sku_key(&head.code));
    tx.execute(&ADD, &[&id, &head.code, &head.price_class, &head.customer, &head.currency.code(), &folded, &now])?;
    let found = by_codes(tx, &[folded])?.into_iter().next();
    found.ok_or_else(|| Fault::other("price list", "it was written and is not there").into())
}

pub fn one(tx: &mut Tx, id: Id) -> Outcome<Option<PriceList>> {
    Ok(tx.maybe(&BY_ID, &[&id], of_row)?)
}

/// By folded codes.
pub fn by_codes(tx: &mut Tx, codes: &[String]) -> Outcome<Vec<PriceList>> {
    let codes = codes.to_vec();
    Ok(tx.list(&BY_CODES, &[&codes], of_row)?)
}

pub fn by_ids(tx: &mut Tx, ids: &[Id]) -> Outcome<Vec<PriceList>> {
    let ids = ids.to_vec();
    Ok(tx.list(&BY_IDS, &[&ids], of_row)?)
}

/// By code, after one of them.
pub fn after(tx: &mut Tx, code: &str, limit: i64) -> Outcome<Vec<PriceList>> {
    let folded = sku_key(code);
    Ok(tx.list(&AFTER, &[&folded, &limit], of_row)?)
}

fn of_row(row: &Row<'_>) -> Result<PriceList, Fault> {
    let currency: String = row.get(4)?;
    Ok(PriceList {
        id: row.get(0)?,
        code: row.get(1)?,
        price_class: row.get(2)?,
        customer: row.get(3)?,
        currency: currency.parse().map_err(|e| Fault::other("read a price list", e))?,
    })
}
