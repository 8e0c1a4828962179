//! What stands in the fields of the entry form, as text and nothing else. A form, JSON, a read document, a draft that
//! was saved by itself and an order are all shown as this, and only [`parse`](super::parse) judges it; so nothing that
//! somebody typed is ever lost.

use std::collections::BTreeMap;

use platform::act::Outcome;
use platform::money::PriceBase;
use platform::trouble::Say;
use platform::web::ui::ROWS_SHOWN;
use platform::{Id, Trouble};
use serde_json::{Map, Value, json};

use super::merge::Conflict;
use crate::masters::Customer;
use crate::order::Order;

/// The head's fields, in the order in which errors about them are told.
pub const HEAD: &[&str] = &[
    "channel",
    "customer",
    "contact",
    "phone",
    "email",
    "fax",
    "customer_order_no",
    "customer_order_on",
    "requested_on",
    "place",
    "special",
    "special_none",
    "payment_term",
    "priority",
    "currency",
    "kind",
    "delivery_policy",
    "deposit",
    "transport_term",
    "transport_mode",
    "freight_payer",
    "insurance",
    "unloading",
    "packing",
    "marking",
    "label_language",
    "confidentiality",
    "remark",
    "flagged_major",
    "late_consent",
    "late_until",
];

/// A line's fields. Those in [`LINE_HIDDEN`] are not typed.
pub const LINE: &[&str] = &[
    "sku",
    "name",
    "spec",
    "customer_part",
    "qty",
    "unit",
    "price",
    "price_base",
    "discount",
    "tax_rate",
    "requested_on",
    "place",
    "remark",
];
pub const LINE_HIDDEN: &[&str] = &["id", "product", "confirmed"];

/// Other words for a field: those of the order documents' reader, and of callers who spell them out.
const ALIASES: &[(&str, &str)] =
    &[("placed", "customer_order_on"), ("requested", "requested_on"), ("address", "place"), ("term", "payment_term")];

pub type TypedLine = BTreeMap<String, String>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub head: BTreeMap<String, String>,
    pub lines: Vec<TypedLine>,
    /// In which rows of the grid they were typed: rows without a word are left out.
    pub rows: Vec<usize>,
    /// The row counter of the order that was opened.
    pub seen: Option<i64>,
    /// What the order was when it was opened, for the three-way merge; `None` where it was too long to carry along.
    pub base: Option<Box<Typed>>,
    /// What somebody else and this form both changed, and which of the two is kept.
    pub conflicts: Vec<Conflict>,
    /// The button "more rows" was pressed, not "save".
    pub rows_wanted: usize,
}

impl Typed {
    /// From a form or JSON; what is unknown is left out, rows without a word in them too.
    pub fn of(raw: &Value) -> Typed {
        let mut typed = Typed::default();
        let Value::Object(map) = raw else { return typed };
        for (name, value) in map {
            let name = ALIASES.iter().find(|(other, _)| other == name).map_or(name.as_str(), |(_, own)| own);
            if HEAD.contains(&name) && !value.is_object() {
                typed.head.insert(name.to_string(), text_of(value));
            }
        }
        if let Some(Value::Array(lines)) = map.get("lines") {
            let worded = lines.iter().map(line_of).enumerate().filter(|(_, line)| !is_blank(line));
            (typed.rows, typed.lines) = worded.unzip();
        }
        typed.seen = map.get("seen").map(text_of).and_then(|text| text.trim().parse().ok());
        typed.base = map
            .get("base")
            .map(text_of)
            .and_then(|text| serde_json::from_str(&text).ok())
            .map(|base| Box::new(Typed::of(&base)));
        typed.conflicts = map
            .get("conflict")
            .and_then(Value::as_array)
            .map_or(Vec::new(), |all| all.iter().filter_map(Conflict::of).collect());
        typed.rows_wanted = map.get("add_lines").map(text_of).and_then(|text| text.parse().ok()).unwrap_or(0);
        typed
    }

    /// The same shape as a form's body.
    pub fn to_json(&self) -> Value {
        let mut map: Map<String, Value> = self.head.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
        map.insert("lines".into(), json!(self.lines));
        Value::Object(map)
    }

    /// An order as its edit form shows it.
    pub fn of_order(order: &Order, customer: Option<&Customer>) -> Typed {
        let h = &order.head;
        let day = |day: Option<platform::day::Day>| day.map_or(String::new(), |day| day.to_string());
        let yes = |on: bool| if on { "yes".to_string() } else { String::new() };
        let customer = customer.map_or(order.customer.to_string(), customer_text);
        let head = [
            ("channel", order.channel.code().to_string()),
            ("customer", customer),
            ("contact", h.contact.name.clone()),
            ("phone", h.contact.phone.clone()),
            ("email", h.contact.email.clone()),
            ("fax", h.contact.fax.clone()),
            ("customer_order_no", order.customer_order_no.clone()),
            ("customer_order_on", day(order.customer_order_on)),
            ("requested_on", day(order.requested_on)),
            ("place", h.place.clone()),
            ("special", h.special.clone()),
            ("special_none", yes(h.special_answered && h.special.is_empty())),
            ("payment_term", order.payment_term.clone()),
            ("priority", order.priority.code().to_string()),
            ("currency", order.currency.code().to_string()),
            ("kind", h.kind.clone()),
            ("delivery_policy", h.delivery_policy.clone()),
            ("deposit", h.deposit.clone()),
            ("transport_term", h.transport_term.clone()),
            ("transport_mode", h.transport_mode.clone()),
            ("freight_payer", h.freight_payer.clone()),
            ("insurance", h.insurance.clone()),
            ("unloading", h.unloading.clone()),
            ("packing", h.packing.clone()),
            ("marking", h.marking.clone()),
            ("label_language", h.label_language.clone()),
            ("confidentiality", h.confidentiality.clone()),
            ("remark", h.remark.clone()),
            ("flagged_major", yes(h.flagged_major)),
            ("late_consent", h.late_consent.clone()),
            ("late_until", day(h.late_until)),
        ];
        let head = head.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_string(), text));
        let lines = order.lines.iter().map(of_line).collect();
        Typed { head: head.collect(), lines, seen: Some(order.lock), ..Typed::default() }
    }

    pub fn get(&self, name: &str) -> &str {
        self.head.get(name).map_or("", String::as_str)
    }

    pub fn set(&mut self, name: &str, text: impl Into<String>) {
        self.head.insert(name.to_string(), text.into());
    }

    pub fn ticked(&self, name: &str) -> bool {
        !matches!(self.get(name), "" | "no" | "false" | "0")
    }

    /// Nothing was typed yet: there is no draft to keep.
    pub fn is_blank(&self) -> bool {
        let preset = |name: &str| matches!(name, "channel" | "priority" | "kind" | "delivery_policy" | "currency");
        self.lines.is_empty() && self.head.iter().all(|(name, text)| preset(name) || text.trim().is_empty())
    }

    /// Takes the identity of lines and documents away: a copy is a new order.
    pub fn as_new(mut self) -> Typed {
        for line in &mut self.lines {
            line.remove("id");
            line.remove("requested_on");
        }
        for name in ["customer_order_no", "customer_order_on", "requested_on", "late_consent", "late_until"] {
            self.head.remove(name);
        }
        Typed { seen: None, base: None, conflicts: Vec::new(), ..self }
    }
}

/// `C004 宏遠水務工程有限公司`: what the customer field shows; its first word finds him again.
pub fn customer_text(customer: &Customer) -> String {
    format!("{} {}", customer.code, customer.name)
}

pub fn of<'a>(line: &'a TypedLine, name: &str) -> &'a str {
    line.get(name).map_or("", String::as_str)
}

/// The id of a line that stands already.
pub fn line_id(line: &TypedLine) -> Option<Id> {
    of(line, "id").parse().ok()
}

fn line_of(raw: &Value) -> TypedLine {
    let Value::Object(map) = raw else { return TypedLine::new() };
    let mut line = TypedLine::new();
    for (name, value) in map {
        let name = match name.as_str() {
            "quantity" => "qty",
            "requested" => "requested_on",
            other => other,
        };
        if (LINE.contains(&name) || LINE_HIDDEN.contains(&name)) && !value.is_object() {
            line.insert(name.to_string(), text_of(value));
        }
    }
    line
}

/// What a script or a product search fills in by itself does not make a line.
fn is_blank(line: &TypedLine) -> bool {
    let own = ["price_base", "tax_rate", "unit", "discount"];
    LINE.iter().filter(|name| !own.contains(name)).all(|name| of(line, name).trim().is_empty())
}

fn of_line(line: &crate::order::Line) -> TypedLine {
    let day = line.requested_on.map_or(String::new(), |day| day.to_string());
    let base =
        if line.price_base == PriceBase::default() { String::new() } else { line.price_base.units().to_string() };
    let discount = if line.discount.bp() == 0 { String::new() } else { line.discount.to_string() };
    let facts = [
        ("id", line.id.to_string()),
        ("product", line.product.map_or(String::new(), |id| id.to_string())),
        ("sku", line.sku.clone()),
        ("name", line.name.clone()),
        ("spec", line.spec.clone()),
        ("customer_part", line.customer_part.clone()),
        ("qty", if line.quantity.is_zero() { String::new() } else { line.quantity.to_string() }),
        ("unit", line.unit.clone()),
        ("price", line.price.to_string()),
        ("price_base", base),
        ("discount", discount),
        ("tax_rate", line.tax_rate.to_string()),
        ("requested_on", day),
        ("place", line.place.clone()),
        ("remark", line.remark.clone()),
    ];
    facts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_string(), text)).collect()
}

/// A form says how many rows its page brought until its script has made all of them: one that was sent with fewer would
/// lose the rest of the order.
pub fn whole(raw: &Value) -> Outcome<()> {
    let Some(shown) = raw.get(ROWS_SHOWN).map(text_of).and_then(|text| text.parse::<usize>().ok()) else {
        return Ok(());
    };
    let came = raw.get("lines").and_then(Value::as_array).map_or(0, Vec::len);
    if came < shown { Err(Trouble::invalid("lines", Say::new("intake-rows-cut"))) } else { Ok(()) }
}

/// Numbers keep their digits; a list is what was said last.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "yes".into(),
        Value::Array(items) => items.last().map_or(String::new(), text_of),
        Value::Bool(false) | Value::Null | Value::Object(_) => String::new(),
    }
}
