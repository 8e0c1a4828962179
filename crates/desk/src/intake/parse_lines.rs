//! The lines of what was typed. What is left empty comes from the price list: name, specification, unit, price, tax.

use platform::act::Outcome;
use platform::limits::{FIELD_CHARS, TEXT_CHARS};
use platform::money::{Currency, PriceBase, TaxRate, UnitPrice};
use platform::quantity::Quantity;
use platform::trouble::Say;
use platform::{Tx, settings};

use super::atoms;
use super::parse::Reader;
use super::typed::{LINE, TypedLine, line_id, of};
use crate::masters::{self, Customer, Price, PriceBook, Product};
use crate::order::LineContent;

pub fn lines(
    tx: &mut Tx,
    reader: &mut Reader<'_>,
    customer: &Customer,
    currency: Currency,
) -> Outcome<Vec<LineContent>> {
    let tax = default_tax(tx)?;
    let all = &reader.typed.lines;
    let skus: Vec<String> = all.iter().map(|typed| of(typed, "sku").trim().to_string()).collect();
    let products = masters::products_by_sku(tx, &skus)?;
    let known: Vec<&Product> = products.values().collect();
    let book = masters::price_book(tx, customer, currency, &known, reader.today)?;
    let mut lines = Vec::with_capacity(all.len());
    for (at, typed) in all.iter().enumerate() {
        let product = products.get(&papers::read::sku_key(&skus[at]));
        lines.push(line(reader, &Context { at, typed, customer, currency, tax, product, book: &book })?);
    }
    Ok(lines)
}

/// The rate of a line that stands in no price list.
pub fn default_tax(tx: &mut Tx) -> Outcome<TaxRate> {
    let kept = settings::text(tx, "tax.rate", "13")?;
    Ok(kept.parse().unwrap_or(TaxRate::ZERO))
}

struct Context<'a> {
    at: usize,
    typed: &'a TypedLine,
    customer: &'a Customer,
    currency: Currency,
    tax: TaxRate,
    product: Option<&'a Product>,
    book: &'a PriceBook,
}

impl Context<'_> {
    fn field(&self, name: &str) -> String {
        format!("lines[{}][{name}]", self.at)
    }

    fn text(&self, name: &str) -> String {
        of(self.typed, name).trim().to_string()
    }

    /// What was typed, else what the price list says.
    fn or(&self, name: &str, listed: Option<&str>) -> String {
        let text = self.text(name);
        if text.is_empty() { listed.unwrap_or("").to_string() } else { text }
    }
}

fn line(reader: &mut Reader<'_>, c: &Context<'_>) -> Outcome<LineContent> {
    lengths(reader, c);
    let today = reader.today;
    let sku = c.text("sku");
    let product = c.product;
    known_or_described(reader, c, product);
    let quantity = reader.take(&c.field("qty"), of(c.typed, "qty"), atoms::quantity).unwrap_or(Quantity::ZERO);
    let listed = product.map(|product| c.book.price(product, quantity)).transpose()?;
    // A list in another currency says nothing about this order's prices.
    let listed = listed.filter(|price| price.currency == c.currency);
    let base = reader.take(&c.field("price_base"), of(c.typed, "price_base"), atoms::price_base);
    let base = base.or(listed.as_ref().map(|price| price.base)).unwrap_or_default();
    let (list_price, floor_price) = rebased(listed.as_ref(), base);
    let price = reader.take(&c.field("price"), of(c.typed, "price"), |text| atoms::price(text, c.currency));
    suggest(reader, c, price, list_price, listed.as_ref());
    let tax_rate = reader.take(&c.field("tax_rate"), of(c.typed, "tax_rate"), atoms::tax_rate);
    let requested_on =
        reader.take(&c.field("requested_on"), of(c.typed, "requested_on"), |text| atoms::day(text, today));
    reader.warn_past(&c.field("requested_on"), requested_on);
    let lang = c.customer.lang;
    Ok(LineContent {
        id: line_id(c.typed),
        product: product.map(|p| p.id),
        sku: product.map_or(sku, |p| p.sku.clone()),
        name: c.or("name", product.map(|p| p.name(lang))),
        spec: c.or("spec", product.map(|p| p.spec.as_str())),
        customer_part: c.text("customer_part"),
        quantity,
        unit: c.or("unit", product.map(|p| p.unit.as_str())),
        price: price.or(list_price).unwrap_or(UnitPrice::ZERO),
        price_base: base,
        discount: reader.take(&c.field("discount"), of(c.typed, "discount"), atoms::discount).unwrap_or_default(),
        tax_rate: tax_rate.or(product.map(|p| p.tax_rate)).unwrap_or(c.tax),
        list_price,
        floor_price,
        requested_on,
        place: c.text("place"),
        remark: c.text("remark"),
    })
}

/// A list has another price for so many on this day: said, never written over what was typed (3.2.3b).
fn suggest(
    reader: &mut Reader<'_>,
    c: &Context<'_>,
    typed: Option<UnitPrice>,
    list_price: Option<UnitPrice>,
    listed: Option<&Price>,
) {
    let (Some(typed), Some(price), Some(at)) = (typed, list_price, listed.and_then(|price| price.of.as_ref())) else {
        return;
    };
    if typed != price {
        let say = Say::new("intake-price-listed").arg("list", &at.list).arg("n", at.from_quantity).arg("price", price);
        reader.warn(c.field("price"), say);
    }
}

/// A line is a product, or a custom one that says what it is.
fn known_or_described(reader: &mut Reader<'_>, c: &Context<'_>, product: Option<&Product>) {
    if product.is_some() {
        return;
    }
    let (sku, named) = (c.text("sku"), !c.text("name").is_empty());
    if !named {
        let say = if sku.is_empty() {
            Say::new("intake-line-nameless")
        } else {
            Say::new("intake-product-unknown").arg("sku", sku)
        };
        reader.refuse(c.field("sku"), say);
    } else if !sku.is_empty() {
        reader.warn(c.field("sku"), Say::new("intake-line-custom").arg("sku", sku));
    }
}

fn lengths(reader: &mut Reader<'_>, c: &Context<'_>) {
    for name in LINE {
        let limit = if *name == "remark" { TEXT_CHARS } else { FIELD_CHARS };
        if of(c.typed, name).chars().count() as u64 > limit.value {
            reader.refuse(c.field(name), Say::new("intake-too-long").arg("limit", limit.value));
        }
    }
}

/// List and floor per as many units as the line's price is for, so that they can be compared.
fn rebased(listed: Option<&Price>, base: PriceBase) -> (Option<UnitPrice>, Option<UnitPrice>) {
    let Some(price) = listed else { return (None, None) };
    let turn = |listed: UnitPrice| {
        let (above, below) = (i128::from(base.units()), i128::from(price.base.units()));
        let exact = i128::from(listed.millionths()) * above * 2 + below;
        i64::try_from(exact.div_euclid(below * 2)).ok().map(UnitPrice::from_millionths)
    };
    (turn(price.list), price.floor.and_then(turn))
}
