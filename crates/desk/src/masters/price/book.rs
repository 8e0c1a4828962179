//! What a customer pays, by the price lists: his own list before his class's, his class's before everybody's; within a
//! list the highest quantity reached, and of several validities the newest. Where no list speaks it is the product's own
//! price times the factor of the class, in his currency where a rate is known.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::day::Day;
use platform::db::Row as DbRow;
use platform::money::{Currency, PriceBase, UnitPrice};
use platform::quantity::Quantity;
use platform::settings;
use platform::{Fault, Id, Tx};
use serde::Serialize;

use crate::masters::{Customer, Product, rate};

/// Prices per `base` units in `currency`, without tax.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Price {
    pub list: UnitPrice,
    /// `None` where it stands in a currency without a rate.
    pub floor: Option<UnitPrice>,
    pub base: PriceBase,
    pub currency: Currency,
    /// The list that says so; `None` where it is the product's own price.
    pub of: Option<Listing>,
}

/// Where a price stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listing {
    pub list: String,
    pub from_quantity: Quantity,
    pub valid_from: Day,
    pub valid_until: Option<Day>,
}

/// One per cent in millionths: class factors are kept as per cent ("95.5").
const WHOLE: i64 = 100_000_000;

platform::sql! {
    IN_FORCE = "SELECT r.product, l.code, l.customer, l.price_class, r.from_quantity, r.valid_from, r.valid_until, \
        r.price, r.floor_price, r.price_base FROM price_row r JOIN price_list l ON l.id = r.list \
        WHERE r.product IN ({ids:$1}) AND l.currency = $2 \
        AND (l.customer = $3 OR (l.customer IS NULL AND (l.price_class = $4 OR l.price_class = ''))) \
        AND r.valid_from <= $5 AND (r.valid_until IS NULL OR r.valid_until >= $5)";
}

/// A row of a list that may speak for this customer on this day.
struct Row {
    for_whom: u8,
    listing: Listing,
    price: UnitPrice,
    floor: Option<UnitPrice>,
    base: PriceBase,
}

/// The prices of some products for one customer on one day: loaded in a fixed number of statements, asked by line.
pub struct PriceBook {
    currency: Currency,
    factor: i64,
    /// Millionths of the company's currency, by currency; what is not here has no rate.
    rates: HashMap<Currency, i64>,
    rows: HashMap<Id, Vec<Row>>,
}

/// Opens the lists for an order of a customer in a currency.
pub fn price_book(
    tx: &mut Tx,
    customer: &Customer,
    currency: Currency,
    products: &[&Product],
    day: Day,
) -> Outcome<PriceBook> {
    let ids: Vec<Id> = products.iter().map(|product| product.id).collect();
    let mut book = PriceBook {
        currency,
        factor: class_factor(tx, &customer.price_class)?,
        rates: HashMap::new(),
        rows: HashMap::new(),
    };
    let params: &[&dyn platform::db::Param] = &[&ids, &currency.code(), &customer.id, &customer.price_class, &day];
    for (product, row) in tx.list(&IN_FORCE, params, of_row)? {
        book.rows.entry(product).or_default().push(row);
    }
    let mut foreign: Vec<Currency> = products.iter().map(|p| p.currency).filter(|own| *own != currency).collect();
    foreign.sort_by_key(|currency| currency.code());
    foreign.dedup();
    if !foreign.is_empty() {
        foreign.push(currency);
    }
    for currency in foreign {
        if let Some(rate) = rate(tx, currency, day)? {
            book.rates.insert(currency, rate);
        }
    }
    Ok(book)
}

/// The price of one product in the customer's own currency.
pub fn price_for(tx: &mut Tx, customer: &Customer, product: &Product, quantity: Quantity, day: Day) -> Outcome<Price> {
    price_book(tx, customer, customer.currency, &[product], day)?.price(product, quantity)
}

impl PriceBook {
    /// For so many. In the product's own currency where no list speaks and no rate is known.
    pub fn price(&self, product: &Product, quantity: Quantity) -> Outcome<Price> {
        match self.row(product.id, quantity) {
            Some(row) => self.listed(row, product),
            None => self.own(product),
        }
    }

    fn row(&self, product: Id, quantity: Quantity) -> Option<&Row> {
        let reached = self.rows.get(&product)?.iter().filter(|row| row.listing.from_quantity <= quantity);
        let mut best: HashMap<&str, &Row> = HashMap::new();
        for row in reached {
            let kept = best.entry(row.listing.list.as_str()).or_insert(row);
            let rank = |row: &Row| (row.listing.from_quantity, row.listing.valid_from);
            if rank(row) > rank(kept) {
                *kept = row;
            }
        }
        let rank = |row: &&Row| (row.for_whom, row.listing.valid_from, row.listing.list.clone());
        best.into_values().max_by_key(rank)
    }

    fn listed(&self, row: &Row, product: &Product) -> Outcome<Price> {
        let floor = match (row.floor, self.turned(product.floor_price, product.currency)?) {
            (Some(floor), _) => Some(floor),
            (None, Some(own)) => Some(scaled(own, row.base.units(), product.price_base.units())?),
            (None, None) => None,
        };
        Ok(Price { list: row.price, floor, base: row.base, currency: self.currency, of: Some(row.listing.clone()) })
    }

    fn own(&self, product: &Product) -> Outcome<Price> {
        let list = scaled(product.list_price, self.factor, WHOLE)?;
        let turned = (self.turned(list, product.currency)?, self.turned(product.floor_price, product.currency)?);
        let (list, floor, currency) = match turned {
            (Some(list), Some(floor)) => (list, floor, self.currency),
            _ => (list, product.floor_price, product.currency),
        };
        Ok(Price { list, floor: Some(floor), base: product.price_base, currency, of: None })
    }

    /// In the book's currency.
    fn turned(&self, price: UnitPrice, from: Currency) -> Outcome<Option<UnitPrice>> {
        if from == self.currency {
            return Ok(Some(price));
        }
        match (self.rates.get(&from), self.rates.get(&self.currency)) {
            (Some(own), Some(his)) => scaled(price, *own, *his).map(Some),
            _ => Ok(None),
        }
    }
}

fn of_row(row: &DbRow<'_>) -> Result<(Id, Row), Fault> {
    let (customer, class): (Option<Id>, String) = (row.get(2)?, row.get(3)?);
    let for_whom = if customer.is_some() { 2 } else { u8::from(!class.is_empty()) };
    let listing =
        Listing { list: row.get(1)?, from_quantity: row.get(4)?, valid_from: row.get(5)?, valid_until: row.get(6)? };
    Ok((row.get(0)?, Row { for_whom, listing, price: row.get(7)?, floor: row.get(8)?, base: row.get(9)? }))
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
pub(super) fn scaled(price: UnitPrice, above: i64, below: i64) -> Outcome<UnitPrice> {
    let exact = i128::from(price.millionths()) * i128::from(above) * 2 + i128::from(below);
    let rounded = exact.div_euclid(i128::from(below) * 2);
    let fits = i64::try_from(rounded).map_err(|e| Fault::other("price", e))?;
    Ok(UnitPrice::from_millionths(fits))
}
