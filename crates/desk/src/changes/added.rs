//! 4.3.1: the lines that a change adds: a product of ours as the price list describes it, or what stands in no list, as it
//! was described.

use platform::Tx;
use platform::act::Outcome;
use platform::day::Day;
use platform::money::{TaxRate, UnitPrice};
use platform::quantity::Quantity;
use platform::trouble::{Fields, Say};

use super::difference::{Custom, Delta, DeltaKind, Difference, TypedLine};
use crate::intake::default_tax;
use crate::masters;
use crate::order::{LineContent, Order};

pub type Figures = (Option<Quantity>, Option<UnitPrice>, Option<Day>);

pub fn added(
    tx: &mut Tx,
    at: usize,
    form: &TypedLine,
    (quantity, price, requested_on): Figures,
    before: &Difference,
    fields: &mut Fields,
) -> Outcome<Option<Delta>> {
    let sku = form.sku.trim();
    if sku.is_empty() {
        if !form.name.trim().is_empty() {
            return Ok(Some(described(tx, at, form, (quantity, price, requested_on), before, fields)));
        }
        if quantity.is_some() {
            fields.add(format!("lines[{at}][sku]"), Say::new("change-sku-missing"));
        }
        return Ok(None);
    }
    let Some(product) = masters::product_by_sku(tx, sku)? else {
        fields.add(format!("lines[{at}][sku]"), Say::new("intake-product-unknown").arg("sku", sku));
        return Ok(None);
    };
    if quantity.is_none() {
        fields.add(format!("lines[{at}][quantity]"), Say::new("change-quantity-missing"));
    }
    // The same new line keeps its identity while the request is worked on.
    let old = before.lines.iter().find(|d| d.kind == DeltaKind::Added && d.sku == product.sku);
    let line = match old {
        Some(old) => old.line,
        None => tx.new_id(),
    };
    let place = form.place.trim();
    let place = (!place.is_empty()).then(|| place.to_string());
    let (kind, sku, custom) = (DeltaKind::Added, product.sku, None);
    Ok(Some(Delta { line, no: 0, kind, sku, custom, quantity, price, requested_on, place }))
}

/// A line of no price list: nobody knows its unit and its price but he who writes it.
fn described(
    tx: &mut Tx,
    at: usize,
    form: &TypedLine,
    (quantity, price, requested_on): Figures,
    before: &Difference,
    fields: &mut Fields,
) -> Delta {
    let [name, spec, unit] = [&form.name, &form.spec, &form.unit].map(|text| text.trim().to_string());
    for (part, text) in [("name", &name), ("spec", &spec), ("unit", &unit)] {
        if text.chars().count() as u64 > platform::limits::FIELD_CHARS.value {
            let say = Say::new("intake-too-long").arg("limit", platform::limits::FIELD_CHARS.value);
            fields.add(format!("lines[{at}][{part}]"), say);
        }
    }
    if unit.is_empty() {
        fields.add(format!("lines[{at}][unit]"), Say::new("change-unit-missing"));
    }
    if quantity.is_none() && form.quantity.trim().is_empty() {
        fields.add(format!("lines[{at}][quantity]"), Say::new("change-quantity-missing"));
    }
    if price.is_none() && form.price.trim().is_empty() {
        fields.add(format!("lines[{at}][price]"), Say::new("change-price-missing"));
    }
    // Corrected figures leave it the line that departments were asked about.
    let same = |delta: &&Delta| delta.custom.as_ref().is_some_and(|custom| custom.name == name);
    let line = before.lines.iter().find(same).map(|old| old.line).unwrap_or_else(|| tx.new_id());
    let place = form.place.trim();
    let place = (!place.is_empty()).then(|| place.to_string());
    let (kind, custom) = (DeltaKind::Added, Some(Custom { name, spec, unit }));
    Delta { line, no: 0, kind, sku: String::new(), custom, quantity, price, requested_on, place }
}

/// A new line as the price list describes it.
pub fn new_line(tx: &mut Tx, order: &Order, delta: &Delta) -> Outcome<Option<LineContent>> {
    if let Some(custom) = &delta.custom {
        return Ok(Some(custom_line(order, delta, custom, default_tax(tx)?)));
    }
    let (Some(product), Some(customer)) =
        (masters::product_by_sku(tx, &delta.sku)?, masters::customer(tx, order.customer)?)
    else {
        return Ok(None);
    };
    let quantity = delta.quantity.unwrap_or(Quantity::ZERO);
    let zone = crate::people::zone(tx)?;
    let day = order.received_at.day_in(&zone);
    let book = masters::price_book(tx, &customer, order.currency, &[&product], day)?;
    let listed = Some(book.price(&product, quantity)?).filter(|price| price.currency == order.currency);
    let list_price = listed.as_ref().map(|price| price.list);
    Ok(Some(LineContent {
        id: Some(delta.line),
        product: Some(product.id),
        sku: product.sku.clone(),
        name: product.name(customer.lang).to_string(),
        spec: product.spec.clone(),
        customer_part: String::new(),
        quantity,
        unit: product.unit.clone(),
        price: delta.price.or(list_price).unwrap_or(UnitPrice::ZERO),
        price_base: listed.as_ref().map(|price| price.base).unwrap_or_default(),
        discount: platform::money::Discount::default(),
        tax_rate: product.tax_rate,
        list_price,
        floor_price: listed.and_then(|price| price.floor),
        requested_on: delta.requested_on.or(order.requested_on),
        // The head's place is the default of a new line, as at the entry.
        place: delta.place.clone().unwrap_or_else(|| order.head.place.clone()),
        remark: String::new(),
    }))
}

/// One of no price list, as it was described.
fn custom_line(order: &Order, delta: &Delta, custom: &Custom, tax_rate: TaxRate) -> LineContent {
    LineContent {
        id: Some(delta.line),
        product: None,
        sku: String::new(),
        name: custom.name.clone(),
        spec: custom.spec.clone(),
        customer_part: String::new(),
        quantity: delta.quantity.unwrap_or(Quantity::ZERO),
        unit: custom.unit.clone(),
        price: delta.price.unwrap_or(UnitPrice::ZERO),
        price_base: platform::money::PriceBase::default(),
        discount: platform::money::Discount::default(),
        tax_rate,
        list_price: None,
        floor_price: None,
        requested_on: delta.requested_on.or(order.requested_on),
        place: delta.place.clone().unwrap_or_else(|| order.head.place.clone()),
        remark: String::new(),
    }
}
