//! 1.3.1: what a structured document of the customer says about the lines, to be compared with what was entered.

use papers::read::sku_key;
use platform::Tx;
use platform::act::Outcome;
use platform::day::Day;
use platform::money::UnitPrice;
use platform::quantity::Quantity;
use serde_json::Value;

use crate::order::{self, Order, SourceKind};

/// One document as it was read.
#[derive(Clone, Debug, Default)]
pub struct Read {
    pub name: String,
    /// The customer's number for his order, and where he wants it; empty where the document does not say.
    pub number: String,
    pub place: String,
    pub lines: Vec<ReadLine>,
}

#[derive(Clone, Debug)]
pub struct ReadLine {
    /// Folded number of the product.
    pub key: String,
    pub sku: String,
    pub quantity: Option<Quantity>,
    pub price: Option<UnitPrice>,
    /// Its own day, or the document's.
    pub day: Option<Day>,
}

/// The customer's documents that were read into lines.
pub fn read(tx: &mut Tx, order: &Order) -> Outcome<Vec<Read>> {
    let sources = order::sources(tx, order.id)?;
    let read = sources.iter().filter(|s| s.kind == SourceKind::Customer && !s.reading.is_empty());
    Ok(read.filter_map(|s| of_json(&s.name, &s.reading)).collect())
}

pub fn of_json(name: &str, reading: &str) -> Option<Read> {
    let reading: Value = serde_json::from_str(reading).ok()?;
    let text = |name: &str| reading.get(name).and_then(Value::as_str).unwrap_or("").trim().to_string();
    let day: Option<Day> = text("requested").parse().ok();
    let lines: Vec<ReadLine> = reading.get("lines")?.as_array()?.iter().filter_map(|read| line(read, day)).collect();
    let (number, place) = (text("customer_order_no"), text("address"));
    (!lines.is_empty()).then(|| Read { name: name.to_string(), number, place, lines })
}

fn line(line: &Value, day: Option<Day>) -> Option<ReadLine> {
    let sku = line.get("sku")?.as_str()?.trim().to_string();
    if sku.is_empty() {
        return None; // An article the reader did not know: the entry shows that as a doubt already.
    }
    let decimal = |name: &str| match line.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    Some(ReadLine {
        key: sku_key(&sku),
        sku,
        quantity: decimal("qty").and_then(|text| text.parse().ok()),
        price: decimal("price").and_then(|text| text.parse().ok()),
        day: decimal("requested").and_then(|text| text.parse().ok()).or(day),
    })
}
