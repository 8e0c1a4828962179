//! The prices in force. Nothing writes them but the acceptance of a proposal.

use platform::act::Outcome;
use platform::day::Day;
use platform::db::Row;
use platform::money::{PriceBase, UnitPrice};
use platform::quantity::Quantity;
use platform::{Fault, Id, Tx};
use serde::Serialize;

/// A price of a list: from a quantity on, on the days it is valid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriceRow {
    pub list: Id,
    pub product: Id,
    pub from_quantity: Quantity,
    pub valid_from: Day,
    pub valid_until: Option<Day>,
    pub price: UnitPrice,
    pub floor: Option<UnitPrice>,
    pub base: PriceBase,
}

macro_rules! columns {
    () => {
        "list, product, from_quantity, valid_from, valid_until, price, floor_price, price_base"
    };
}

platform::sql! {
    OF = concat!("SELECT ", columns!(), " FROM price_row WHERE list IN ({ids:$1}) AND product IN ({ids:$2})");
    OF_PRODUCT = concat!("SELECT ", columns!(), " FROM price_row WHERE product = $1 \
        ORDER BY product, list, from_quantity, valid_from LIMIT 200");
    PAGE = concat!("SELECT ", columns!(), ", sku_folded FROM price_row WHERE list = $1 \
        AND (sku_folded, from_quantity, valid_from) > ($2, $3, $4) \
        ORDER BY sku_folded, from_quantity, valid_from LIMIT $5");
}

/// What some lists say of some products.
pub fn rows(tx: &mut Tx, lists: &[Id], products: &[Id]) -> Outcome<Vec<PriceRow>> {
    let (lists, products) = (lists.to_vec(), products.to_vec());
    Ok(tx.list(&OF, &[&lists, &products], of_row)?)
}

/// What lists say of a product; 200 rows at the most.
pub fn of_product(tx: &mut Tx, product: Id) -> Outcome<Vec<PriceRow>> {
    Ok(tx.list(&OF_PRODUCT, &[&product], of_row)?)
}

/// Where a page of a list ends, as its address has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mark {
    pub sku: String,
    pub from_quantity: i64,
    pub valid_from: i64,
}

/// A list by part number, with the mark of each row.
pub fn page(tx: &mut Tx, list: Id, after: &Mark, limit: i64) -> Outcome<Vec<(PriceRow, Mark)>> {
    let params: &[&dyn platform::db::Param] = &[&list, &after.sku, &after.from_quantity, &after.valid_from, &limit];
    Ok(tx.list(&PAGE, params, |row| {
        let price = of_row(row)?;
        let mark = Mark {
            sku: row.get(8)?,
            from_quantity: price.from_quantity.millionths(),
            valid_from: price.valid_from.to_i64(),
        };
        Ok((price, mark))
    })?)
}

fn of_row(row: &Row<'_>) -> Result<PriceRow, Fault> {
    Ok(PriceRow {
        list: row.get(0)?,
        product: row.get(1)?,
        from_quantity: row.get(2)?,
        valid_from: row.get(3)?,
        valid_until: row.get(4)?,
        price: row.get(5)?,
        floor: row.get(6)?,
        base: row.get(7)?,
    })
}
