//! The checks of the initial and the final review, gathered into the lists that the steps and the pages use.

use platform::Tx;
use platform::act::Outcome;
use platform::step::{Broken, Level, Rule, Weight, findings, joined};
use platform::trouble::Say;
use platform::who::{Person, Via};
use serde_json::{Value, json};

use super::facts::Facts;
use super::verdicts::{delivery, major, payment, policy, price};
use super::{accurate, complete, legal};
use crate::masters::sees;
use crate::order::{Channel, Confirmation, Order, Priority};

/// What the specialist settles before he submits (3.2.1).
pub const INITIAL: &[Rule<Facts>] = &joined::<Facts, 22>(&[complete::RULES, accurate::RULES, legal::INITIAL]);

/// Every check, in the order in which pages show them; the final review asks them all.
pub const ALL: &[Rule<Facts>] = &joined::<Facts, 37>(&[
    INITIAL,
    legal::FINAL,
    delivery::RULES,
    price::RULES,
    payment::RULES,
    policy::RULES,
    major::RULES,
]);

/// The groups of checks, by the first part of a rule's id.
pub const GROUPS: &[&str] = &["complete", "accurate", "legal", "delivery", "price", "payment", "major"];

pub fn group_of(rule: &str) -> &str {
    rule.split('.').next().unwrap_or(rule)
}

/// The checks as they stand now, for the entry form and the order's page: what this reader may see of them.
pub fn live_checks(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<Vec<Broken>> {
    let facts = Facts::gather(tx, who, order)?;
    Ok(findings(ALL, &facts).into_iter().filter(|broken| sees_check(who, broken.rule)).collect())
}

/// Prices, credit and value are not for the departments that make, buy, store and carry.
pub fn sees_check(who: &Person, rule: &str) -> bool {
    let money = matches!(group_of(rule), "price" | "payment" | "major");
    !money || who.via == Via::System || sees::sale_money(who.roles)
}

/// Whether a check is the specialist's to settle before he submits.
pub fn is_initial(broken: &Broken) -> bool {
    INITIAL.iter().any(|rule| rule.id == broken.rule)
}

pub fn is_red(broken: &Broken) -> bool {
    broken.level == Level::Fail && broken.weight != Weight::Note
}

/// What a round keeps of the checks.
pub fn kept(found: &[Broken], ticks: &[String]) -> Value {
    json!({ "findings": found, "ticks": ticks })
}

/// How a check stands now against how it stood at the submission.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Moved {
    pub rule: String,
    pub line: Option<i64>,
    /// Its sentence then; `None` where it passed.
    pub before: Option<Say>,
    pub now: Option<Say>,
}

/// The checks that changed between submission and decision.
pub fn moved(kept: &Value, now: &[Broken]) -> Vec<Moved> {
    let empty = Vec::new();
    let then = kept.get("findings").and_then(Value::as_array).unwrap_or(&empty);
    let is = |old: &Value, new: &Broken| old["rule"] == new.rule && old["line"].as_i64() == new.line;
    let say = |old: &Value| serde_json::from_value::<Say>(old["say"].clone()).ok();
    let mut moved = Vec::new();
    for old in then {
        let same = now.iter().find(|new| is(old, new));
        if same.is_some_and(|new| old["facts"] == new.facts) {
            continue;
        }
        moved.push(Moved {
            rule: old["rule"].as_str().unwrap_or("").to_string(),
            line: old["line"].as_i64(),
            before: say(old),
            now: same.map(|new| new.say.clone()),
        });
    }
    for new in now.iter().filter(|new| !then.iter().any(|old| is(old, new))) {
        moved.push(Moved { rule: new.rule.to_string(), line: new.line, before: None, now: Some(new.say.clone()) });
    }
    moved
}

/// Why an order is not a regular one; nothing where it is.
pub fn special_reasons(facts: &Facts, found: &[Broken]) -> Vec<&'static str> {
    let order = &facts.order;
    let oral =
        matches!(order.channel, Channel::Phone | Channel::Visit) && order.confirmation != Confirmation::NotRequired;
    let reasons = [
        (!found.is_empty(), "special-checks"),
        (major::is_major(facts), "special-major"),
        (oral, "special-oral"),
        (order.lines.iter().any(|line| line.product.is_none()), "special-custom"),
        (!order.head.special.trim().is_empty(), "special-wishes"),
        (order.priority == Priority::Rush, "special-rush"),
    ];
    reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, key)| key).collect()
}
