//! What somebody is to an order, and what differs between two states of it.

use platform::act::Outcome;
use platform::history;
use platform::step::Standing;
use platform::trouble::{Say, Stale};
use platform::who::{Person, Role, Via};
use platform::{Id, Trouble, Tx};
use serde::Serialize;
use serde_json::Value;

use super::content::content_json;
use super::fetch::Order;
use crate::people;

platform::sql! {
    EDITORS = "SELECT person FROM order_editor WHERE order_id = $1 AND revision = $2";
}

/// Everybody who entered content in this revision: none of them decides on it (1.3.4).
pub fn editors(tx: &mut Tx, order: &Order) -> Outcome<Vec<Id>> {
    Ok(tx.list(&EDITORS, &[&order.id, &order.revision], |row| row.get(0))?)
}

pub fn standing(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<Standing> {
    if who.via == Via::System {
        return Ok(Standing { system: true, ..Standing::default() });
    }
    let manager = people::acting_manager(tx)?;
    Ok(Standing {
        roles: who.roles,
        owner: who.id == order.owner || people::may_act_for(tx, who.id, order.owner)?,
        acting_manager: manager.id == who.id,
        manager_entered: editors(tx, order)?.contains(&manager.id),
        customer: who.is(Role::Customer),
        supplier: false,
        system: false,
    })
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `head.place`, `lines[3].quantity`, `lines[2]` for a line added or removed.
    pub field: String,
    pub from: Value,
    pub to: Value,
}

/// The difference per field; lines are matched by their identity.
pub fn changes_between(before: &Order, after: &Order) -> Vec<Change> {
    changes_of(&content_json(before), &content_json(after))
}

/// The same between two frozen contents: those of two rounds.
pub fn changes_of(old: &Value, new: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    compare_objects("", old, new, &mut changes);
    let empty = Vec::new();
    let (old_lines, new_lines) = (old["lines"].as_array().unwrap_or(&empty), new["lines"].as_array().unwrap_or(&empty));
    for line in old_lines {
        match new_lines.iter().find(|l| l["id"] == line["id"]) {
            Some(now) => compare_objects(&format!("lines[{}]", now["no"]), line, now, &mut changes),
            None => {
                changes.push(Change { field: format!("lines[{}]", line["no"]), from: line.clone(), to: Value::Null })
            }
        }
    }
    for line in new_lines.iter().filter(|l| !old_lines.iter().any(|o| o["id"] == l["id"])) {
        changes.push(Change { field: format!("lines[{}]", line["no"]), from: Value::Null, to: line.clone() });
    }
    changes
}

fn compare_objects(path: &str, old: &Value, new: &Value, out: &mut Vec<Change>) {
    let (Value::Object(old), Value::Object(new)) = (old, new) else { return };
    for (key, was) in old {
        let now = new.get(key).unwrap_or(&Value::Null);
        let field = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        if key == "lines" || was == now {
            continue;
        }
        if was.is_object() && now.is_object() && was.get("amount").is_none() {
            compare_objects(&field, was, now, out);
        } else {
            out.push(Change { field, from: was.clone(), to: now.clone() });
        }
    }
}

/// Somebody was faster: says who did what since, from the order's history.
pub fn stale<T>(tx: &mut Tx, order: &Order, _seen: i64) -> Outcome<T> {
    let since = history::page(tx, order.id, i64::MAX, 3)?;
    let changed = since
        .into_iter()
        .map(|entry| {
            Say::new("stale-since")
                .arg("who", entry.who_name)
                .arg("step", format!("step-{}", entry.step.replace(['.', '_'], "-")))
                .arg("at", entry.at)
        })
        .collect();
    Err(Trouble::Stale(Stale { about: order.id, changed }))
}
