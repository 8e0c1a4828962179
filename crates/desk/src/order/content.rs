//! What the customer orders: the part of an order that is shown, signed, submitted and frozen.

use platform::Id;
use platform::day::Day;
use platform::money::{Currency, Discount, PriceBase, TaxRate, UnitPrice};
use platform::quantity::Quantity;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::axes::{Channel, Priority};
use super::fetch::Order;

/// Who can be reached about this order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub name: String,
    pub phone: String,
    pub email: String,
    pub fax: String,
}

/// The head beyond its indexed columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Head {
    pub contact: Contact,
    /// `normal`, `sample`, `replacement`, `call_off`.
    pub kind: String,
    /// Default place of delivery for new lines.
    pub place: String,
    /// `partial` or `at_once`.
    pub delivery_policy: String,
    pub transport_term: String,
    pub transport_mode: String,
    pub freight_payer: String,
    pub insurance: String,
    pub unloading: String,
    pub packing: String,
    pub marking: String,
    pub label_language: String,
    pub deposit: String,
    /// 3.1.2 wants an answer, "none" included.
    pub special_answered: bool,
    pub special: String,
    pub confidentiality: String,
    pub remark: String,
    /// Set by hand: the manager must decide in writing (2.2.1c).
    pub flagged_major: bool,
    /// The customer agreed to a promised date later than requested: where and how he said so (3.2.3a).
    pub late_consent: String,
    /// Until which day he agreed: a promise behind it passes no more. Left out where nothing stands, so that a content
    /// from before it was asked keeps its digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_until: Option<Day>,
}

/// A line as it is entered. `id` of a line that stands already keeps its identity over edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineContent {
    pub id: Option<Id>,
    pub product: Option<Id>,
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub customer_part: String,
    pub quantity: Quantity,
    pub unit: String,
    pub price: UnitPrice,
    pub price_base: PriceBase,
    pub discount: Discount,
    pub tax_rate: TaxRate,
    pub list_price: Option<UnitPrice>,
    pub floor_price: Option<UnitPrice>,
    pub requested_on: Option<Day>,
    pub place: String,
    pub remark: String,
}

/// Everything an entrance gives to `record` and `rewrite`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub customer: Id,
    pub customer_order_no: String,
    pub customer_order_on: Option<Day>,
    pub channel: Channel,
    pub priority: Priority,
    pub currency: Currency,
    pub payment_term: String,
    pub requested_on: Option<Day>,
    pub head: Head,
    pub lines: Vec<LineContent>,
}

impl Content {
    /// What an order says now, to be changed.
    pub fn of(order: &Order) -> Content {
        let line = |l: &super::fetch::Line| LineContent {
            id: Some(l.id),
            product: l.product,
            sku: l.sku.clone(),
            name: l.name.clone(),
            spec: l.spec.clone(),
            customer_part: l.customer_part.clone(),
            quantity: l.quantity,
            unit: l.unit.clone(),
            price: l.price,
            price_base: l.price_base,
            discount: l.discount,
            tax_rate: l.tax_rate,
            list_price: l.list_price,
            floor_price: l.floor_price,
            requested_on: l.requested_on,
            place: l.place.clone(),
            remark: l.remark.clone(),
        };
        Content {
            customer: order.customer,
            customer_order_no: order.customer_order_no.clone(),
            customer_order_on: order.customer_order_on,
            channel: order.channel,
            priority: order.priority,
            currency: order.currency,
            payment_term: order.payment_term.clone(),
            requested_on: order.requested_on,
            head: order.head.clone(),
            lines: order.lines.iter().map(line).collect(),
        }
    }
}

/// The content in one encoding, as a round freezes it.
pub fn content_json(order: &Order) -> Value {
    json!({
        "number": order.number,
        "revision": order.revision,
        "customer": order.customer,
        "customer_order_no": order.customer_order_no,
        "customer_order_on": order.customer_order_on,
        "channel": order.channel,
        "priority": order.priority,
        "currency": order.currency,
        "payment_term": order.payment_term,
        "requested_on": order.requested_on,
        "head": order.head,
        "net": order.net, "tax": order.tax, "gross": order.gross,
        "lines": order.lines.iter().map(|line| json!({
            "id": line.id, "no": line.no, "product": line.product, "sku": line.sku, "name": line.name,
            "spec": line.spec, "customer_part": line.customer_part, "quantity": line.quantity, "unit": line.unit,
            "price": line.price, "price_base": line.price_base, "discount": line.discount, "tax_rate": line.tax_rate,
            "amount": line.amount, "requested_on": line.requested_on, "place": line.place, "remark": line.remark,
        })).collect::<Vec<_>>(),
    })
}

/// What stands in the content and is none of the customer's business: he is not shown it, and it voids no signature.
const INTERNAL: &[&str] = &["priority"];
const INTERNAL_HEAD: &[&str] = &["confidentiality", "special_answered", "flagged_major", "late_consent", "late_until"];

/// The part of the content that the customer is shown, on the sheet and on his link, and that he signs (3.1.3).
pub fn shown_json(order: &Order) -> Value {
    let mut shown = content_json(order);
    if let Value::Object(map) = &mut shown {
        map.retain(|key, _| !INTERNAL.contains(&key.as_str()));
        if let Some(Value::Object(head)) = map.get_mut("head") {
            head.retain(|key, _| !INTERNAL_HEAD.contains(&key.as_str()));
        }
    }
    shown
}

/// The digest of what the customer is shown.
pub fn shown_digest(order: &Order) -> Vec<u8> {
    digest_of(&shown_json(order))
}

/// SHA-256 of a canonical JSON value (keys sorted, no white space).
pub fn digest_of(value: &Value) -> Vec<u8> {
    Sha256::digest(platform::history::canonical(value).as_bytes()).to_vec()
}
