//! The order for machines: the same facts as the page, without sale money for those who do not see it.

use platform::act::Outcome;
use platform::{Fault, Id, Tx};
use serde_json::{Value, json};

use super::Shown;
use crate::order::{notes, sources};
use crate::{fulfilment, masters};

/// Keys of an order and of its lines that tell sale money.
const MONEY_KEYS: &[&str] = &[
    "net",
    "tax",
    "gross",
    "gross_company",
    "payment_term",
    "price",
    "price_base",
    "discount",
    "tax_rate",
    "amount",
    "list_price",
    "floor_price",
];

pub fn of(tx: &mut Tx, shown: &Shown) -> Outcome<Value> {
    let id = shown.order.id;
    let mut order = serde_json::to_value(&shown.order).map_err(|e| Fault::other("order as JSON", e))?;
    if !shown.money {
        veil(&mut order);
    }
    if !shown.contact
        && let Some(head) = order.get_mut("head").and_then(Value::as_object_mut)
    {
        head.remove("contact");
    }
    let duties: Vec<Value> = shown.duties.iter().map(|(duty, owner)| json!({ "duty": duty, "owner": owner })).collect();
    let documents: Vec<Value> = sources(tx, id)?
        .iter()
        .filter(|source| source.is_for(&shown.who))
        .map(|s| json!({"id": s.id, "kind": s.kind, "name": s.name, "bytes": s.bytes, "added_at": s.added_at}))
        .collect();
    let lines: Vec<Id> = shown.order.lines.iter().map(|line| line.id).collect();
    Ok(json!({
        "order": order,
        "customer": { "id": shown.order.customer, "name": shown.customer_name() },
        "owner": { "id": shown.order.owner, "name": shown.owner_name },
        "duties": duties,
        "flags": shown.flags,
        "dispatches": fulfilment::of_order(tx, id)?,
        "bought": fulfilment::bought_of(tx, id)?,
        "works": fulfilment::production::shown_of(tx, id)?,
        "delays": fulfilment::delay::of_order(tx, id)?,
        "held": masters::held_for(tx, &lines)?,
        "notes": notes(tx, id)?.into_iter().filter(|note| note.is_for(&shown.who)).collect::<Vec<_>>(),
        "documents": documents,
    }))
}

fn veil(order: &mut Value) {
    let Value::Object(map) = order else { return };
    map.retain(|key, _| !MONEY_KEYS.contains(&key.as_str()));
    if let Some(Value::Object(head)) = map.get_mut("head") {
        head.remove("deposit");
    }
    if let Some(Value::Array(lines)) = map.get_mut("lines") {
        for line in lines.iter_mut().filter_map(Value::as_object_mut) {
            line.retain(|key, _| !MONEY_KEYS.contains(&key.as_str()));
        }
    }
}
