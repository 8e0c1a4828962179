//! What lies in the warehouse and how much of it is promised. The row's own condition decides between two callers.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::day::Instant;
use platform::quantity::Quantity;
use platform::who::Person;
use platform::{Id, Tx};
use serde::Serialize;

use super::movement::{self, MoveKind};

platform::sql! {
    HELD_OF = "SELECT r.line_id, r.product, p.sku, r.quantity, r.made_at FROM reservation r JOIN product p ON p.id = r.product \
        WHERE r.line_id IN ({ids:$1}) AND r.ended_at IS NULL";
    HOLDERS = "SELECT o.id, o.number, l.no, c.name, r.quantity, r.made_at FROM reservation r \
        JOIN order_line l ON l.id = r.line_id JOIN orders o ON o.id = l.order_id JOIN customer c ON c.id = o.customer \
        WHERE r.product = $1 AND r.ended_at IS NULL ORDER BY r.made_at LIMIT $2";
    OF = "SELECT product, on_hand, reserved FROM stock WHERE product IN ({ids:$1})";
    EPOCHS = "SELECT product, epoch FROM stock WHERE product IN ({ids:$1}) ORDER BY product";
    TOUCH = "UPDATE stock SET epoch = epoch + 1 WHERE product = $1";
    OPEN = "INSERT INTO stock (product, on_hand, reserved, epoch) VALUES ($1, $2, 0, 1)";
    RESERVE = "UPDATE stock SET reserved = reserved + $1, epoch = epoch + 1 WHERE product = $2 AND on_hand - reserved >= $1";
    RELEASE = "UPDATE stock SET reserved = reserved - $1, epoch = epoch + 1 WHERE product = $2 AND reserved >= $1";
    TAKE_IN = "UPDATE stock SET on_hand = on_hand + $1, epoch = epoch + 1 WHERE product = $2";
    GIVE_BACK = "UPDATE stock SET on_hand = on_hand - $1, epoch = epoch + 1 WHERE product = $2 AND on_hand - reserved >= $1";
    SHIP = "UPDATE stock SET on_hand = on_hand - $1, reserved = reserved - $1, epoch = epoch + 1 WHERE product = $2 AND reserved >= $1";
}

/// (on hand, reserved) of each product that has a stock row.
pub fn stock(tx: &mut Tx, products: &[Id]) -> Outcome<HashMap<Id, (Quantity, Quantity)>> {
    let ids = products.to_vec();
    let rows = tx.list(&OF, &[&ids], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    Ok(rows.into_iter().collect())
}

/// How far the stock of each product has moved: what was computed on an older figure is computed anew.
pub fn stock_epochs(tx: &mut Tx, products: &[Id]) -> Outcome<Vec<(Id, i64)>> {
    let ids = products.to_vec();
    Ok(tx.list(&EPOCHS, &[&ids], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Whatever rests on how this product is made or bought, or on what comes of it, is computed anew.
pub fn touch_stock(tx: &mut Tx, product: Id) -> Outcome<()> {
    tx.execute(&TOUCH, &[&product])?;
    Ok(())
}

/// On hand and not promised.
pub fn free_stock(tx: &mut Tx, product: Id) -> Outcome<Quantity> {
    let known = stock(tx, &[product])?;
    let (on_hand, reserved) = known.get(&product).copied().unwrap_or_default();
    Ok(on_hand.checked_sub(reserved).unwrap_or(Quantity::ZERO))
}

/// Promises a quantity; false where less is free. Nothing is promised twice, whoever asks at the same moment.
pub fn reserve(tx: &mut Tx, product: Id, quantity: Quantity) -> Outcome<bool> {
    Ok(quantity.is_positive() && tx.execute(&RESERVE, &[&quantity, &product])? == 1)
}

/// Takes a promise back; false where less was promised.
pub fn release(tx: &mut Tx, product: Id, quantity: Quantity) -> Outcome<bool> {
    Ok(quantity.is_positive() && tx.execute(&RELEASE, &[&quantity, &product])? == 1)
}

/// Goods come in, made or bought; `reason` says from which work order or purchase.
pub fn take_in(
    tx: &mut Tx,
    who: &Person,
    product: Id,
    kind: MoveKind,
    quantity: Quantity,
    reason: &str,
) -> Outcome<()> {
    // The first of a product open its stock.
    if tx.execute(&TAKE_IN, &[&quantity, &product])? == 0 {
        tx.execute(&OPEN, &[&product, &quantity])?;
    }
    movement::by(tx, who, product, kind, quantity, reason)
}

/// Reserved goods are taken for something of our own; false where less was reserved.
pub fn take_out(
    tx: &mut Tx,
    who: &Person,
    product: Id,
    kind: MoveKind,
    quantity: Quantity,
    reason: &str,
) -> Outcome<bool> {
    let gone = quantity.is_positive() && tx.execute(&SHIP, &[&quantity, &product])? == 1;
    if gone {
        movement::by(tx, who, product, kind, Quantity::from_millionths(-quantity.millionths()), reason)?;
    }
    Ok(gone)
}

/// What was promised leaves the warehouse; false where less was promised.
pub fn ship(tx: &mut Tx, product: Id, quantity: Quantity) -> Outcome<bool> {
    let gone = quantity.is_positive() && tx.execute(&SHIP, &[&quantity, &product])? == 1;
    if gone {
        let out = Quantity::from_millionths(-quantity.millionths());
        movement::follows(tx, product, MoveKind::Shipped, out)?;
    }
    Ok(gone)
}

/// Goods go back to the supplier; false where less lies there that nobody was promised.
pub fn give_back(tx: &mut Tx, who: &Person, product: Id, quantity: Quantity, document: &str) -> Outcome<bool> {
    let gone = quantity.is_positive() && tx.execute(&GIVE_BACK, &[&quantity, &product])? == 1;
    if gone {
        let out = Quantity::from_millionths(-quantity.millionths());
        movement::by(tx, who, product, MoveKind::Returned, out, document)?;
    }
    Ok(gone)
}

/// The stock a product starts with.
pub(super) fn open(tx: &mut Tx, product: Id, on_hand: Quantity) -> Outcome<()> {
    tx.execute(&OPEN, &[&product, &on_hand])?;
    if on_hand.is_zero() { Ok(()) } else { movement::follows(tx, product, MoveKind::Opening, on_hand) }
}

/// Stock that lies in the warehouse for a line: of its own product, or of a part of it.
#[derive(Clone, Debug, Serialize)]
pub struct Held {
    pub line: Id,
    pub product: Id,
    pub sku: String,
    pub quantity: Quantity,
    pub since: Instant,
}

/// What is held for some lines.
pub fn held_for(tx: &mut Tx, lines: &[Id]) -> Outcome<Vec<Held>> {
    let ids = lines.to_vec();
    let read = |row: &platform::db::Row<'_>| {
        Ok(Held {
            line: row.get(0)?,
            product: row.get(1)?,
            sku: row.get(2)?,
            quantity: row.get(3)?,
            since: row.get(4)?,
        })
    };
    Ok(tx.list(&HELD_OF, &[&ids], read)?)
}

/// Somebody for whom a product is held.
pub struct Holder {
    pub order: Id,
    pub number: String,
    pub line_no: i64,
    pub customer: String,
    pub quantity: Quantity,
    pub since: Instant,
}

/// For whom a product is held, the longest held first.
pub fn holders(tx: &mut Tx, product: Id, limit: i64) -> Outcome<Vec<Holder>> {
    let read = |row: &platform::db::Row<'_>| {
        Ok(Holder {
            order: row.get(0)?,
            number: row.get(1)?,
            line_no: row.get(2)?,
            customer: row.get(3)?,
            quantity: row.get(4)?,
            since: row.get(5)?,
        })
    };
    Ok(tx.list(&HOLDERS, &[&product, &limit], read)?)
}
