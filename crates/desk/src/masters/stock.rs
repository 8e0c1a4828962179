//! What lies in the warehouse and how much of it is promised. The row's own condition decides between two callers.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::who::Person;
use platform::{Id, Tx};

use super::movement::{self, MoveKind};

platform::sql! {
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
