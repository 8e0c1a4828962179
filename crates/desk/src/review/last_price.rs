//! What a customer paid last: kept at the approval, shown at the price while the next order is entered (3.2.3b).

use std::collections::HashMap;

use platform::act::Outcome;
use platform::day::Instant;
use platform::money::{PriceBase, UnitPrice};
use platform::{Id, Tx};

use crate::order::Order;

platform::sql! {
    // Of two lines with one product, the later one.
    KEEP = "INSERT INTO last_price (customer, product, price, price_base, discount, currency, number, at) \
        SELECT o.customer, l.product, l.price, l.price_base, l.discount, o.currency, o.number, $1 FROM orders o \
        JOIN order_line l ON l.order_id = o.id WHERE o.id = $2 AND l.product IS NOT NULL AND l.no = \
        (SELECT MAX(m.no) FROM order_line m WHERE m.order_id = l.order_id AND m.product = l.product) \
        ON CONFLICT (customer, product) DO UPDATE SET price = excluded.price, price_base = excluded.price_base, \
        discount = excluded.discount, currency = excluded.currency, number = excluded.number, at = excluded.at";
    OF = "SELECT product, price, price_base, discount, currency, number, at FROM last_price \
        WHERE customer = $1 AND product IN ({ids:$2})";
}

pub struct LastPrice {
    pub price: UnitPrice,
    pub base: PriceBase,
    /// Basis points.
    pub discount: i64,
    pub currency: String,
    pub number: String,
    pub at: Instant,
}

pub fn keep(tx: &mut Tx, order: &Order) -> Outcome<()> {
    let now = tx.now();
    tx.execute(&KEEP, &[&now, &order.id])?;
    Ok(())
}

/// By product, in one statement.
pub fn last_prices(tx: &mut Tx, customer: Id, products: &[Id]) -> Outcome<HashMap<Id, LastPrice>> {
    let ids = products.to_vec();
    let rows = tx.list(&OF, &[&customer, &ids], |row| {
        let last = LastPrice {
            price: row.get(1)?,
            base: row.get(2)?,
            discount: row.get(3)?,
            currency: row.get(4)?,
            number: row.get(5)?,
            at: row.get(6)?,
        };
        Ok((row.get(0)?, last))
    })?;
    Ok(rows.into_iter().collect())
}
