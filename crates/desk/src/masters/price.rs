//! What a customer pays by the price list: the list price times his class's factor, in his currency where a rate is
//! known.

use platform::act::Outcome;
use platform::day::Day;
use platform::money::{Currency, PriceBase, UnitPrice};
use platform::quantity::Quantity;
use platform::settings;
use platform::{Fault, Tx};
use serde::Serialize;

use super::{Customer, Product, rate};

/// Prices per `base` units in `currency`, without tax.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Price {
    pub list: UnitPrice,
    pub floor: UnitPrice,
    pub base: PriceBase,
    pub currency: Currency,
}

/// One per cent in millionths: class factors are kept as per cent ("95.5").
const WHOLE: i64 = 100_000_000;

/// The price of a product for a customer on a day. The quantity is asked for now, because scales by quantity will
/// change the answer and not the question.
pub fn price_for(tx: &mut Tx, customer: &Customer, product: &Product, _quantity: Quantity, day: Day) -> Outcome<Price> {
    let factor = class_factor(tx, &customer.price_class)?;
    let list = scaled(product.list_price, factor, WHOLE)?;
    let plain = Price { list, floor: product.floor_price, base: product.price_base, currency: product.currency };
    if customer.currency == product.currency {
        return Ok(plain);
    }
    let (own, his) = (rate(tx, product.currency, day)?, rate(tx, customer.currency, day)?);
    let (Some(own), Some(his)) = (own, his) else { return Ok(plain) };
    Ok(Price {
        list: scaled(list, own, his)?,
        floor: scaled(product.floor_price, own, his)?,
        base: product.price_base,
        currency: customer.currency,
    })
}

fn class_factor(tx: &mut Tx, class: &str) -> Outcome<i64> {
    if class.is_empty() {
        return Ok(WHOLE);
    }
    let kept = settings::text(tx, &format!("price.class.{class}"), "100")?;
    let factor: Option<Quantity> = kept.parse().ok();
    Ok(factor.filter(|f| f.is_positive()).map_or(WHOLE, Quantity::millionths))
}

/// `price × above ÷ below`, rounded half up to the millionth.
fn scaled(price: UnitPrice, above: i64, below: i64) -> Outcome<UnitPrice> {
    let exact = i128::from(price.millionths()) * i128::from(above) * 2 + i128::from(below);
    let rounded = exact.div_euclid(i128::from(below) * 2);
    let fits = i64::try_from(rounded).map_err(|e| Fault::other("price", e))?;
    Ok(UnitPrice::from_millionths(fits))
}
