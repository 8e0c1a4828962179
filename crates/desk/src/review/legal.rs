//! 3.2.1: whether we may sell this to him at all.

use platform::day::Day;
use platform::step::{Finding, Rule, Weight};
use platform::trouble::Say;
use platform::who::Role;

use super::facts::Facts;
use crate::masters::Customer;

const BLOCKED: Rule<Facts> = Rule { id: "legal.blocked", clause: "3.2.1", weight: Weight::Must, verdict: blocked };
const PERMIT: Rule<Facts> = Rule { id: "legal.permit", clause: "3.2.1", weight: Weight::Must, verdict: permit };
const LICENCE: Rule<Facts> =
    Rule { id: "legal.licence", clause: "3.2.1", weight: Weight::Ground(Role::Manager), verdict: licence };

const AGREEMENT: Rule<Facts> =
    Rule { id: "legal.agreement", clause: "3.2.1", weight: Weight::Ground(Role::Manager), verdict: agreement };

/// What the specialist cannot submit with.
pub const INITIAL: &[Rule<Facts>] = &[BLOCKED, PERMIT];
/// What the manager may pass with a ground.
pub const FINAL: &[Rule<Facts>] = &[LICENCE, AGREEMENT];

fn blocked(facts: &Facts) -> Vec<Finding> {
    let blocked = facts.customer.as_ref().is_some_and(|c| c.blocked);
    if blocked { vec![Finding::fail(Say::new("check-blocked"))] } else { Vec::new() }
}

/// A restricted product goes only to a customer whose licence is on file and in force.
fn permit(facts: &Facts) -> Vec<Finding> {
    if facts.customer.as_ref().is_some_and(|customer| licensed(customer, facts.today)) {
        return Vec::new();
    }
    let restricted = facts.order.lines.iter().filter(|line| facts.product(line.product).is_some_and(|p| p.restricted));
    restricted.map(|line| Finding::fail(Say::new("check-permit").arg("sku", &line.sku)).on(line.no)).collect()
}

fn licensed(customer: &Customer, today: Day) -> bool {
    !customer.licence_no.trim().is_empty() && customer.licence_until.is_none_or(|until| until >= today)
}

fn licence(facts: &Facts) -> Vec<Finding> {
    let Some(customer) = &facts.customer else { return Vec::new() };
    let Some(until) = customer.licence_until else { return Vec::new() };
    let left = until.days_since(facts.today);
    let say = |key| Say::new(key).arg("no", &customer.licence_no).arg("day", until);
    if left < 0 {
        vec![Finding::fail(say("check-licence-expired"))]
    } else if left <= facts.policy.licence_days {
        vec![Finding::fail(say("check-licence-expiring"))]
    } else {
        Vec::new()
    }
}

/// The agreement on file has run out, or his class orders under one and there is none.
fn agreement(facts: &Facts) -> Vec<Finding> {
    let in_force = facts.agreements.iter().any(|a| a.valid_from <= facts.today && facts.today <= a.valid_until);
    let last = facts.agreements.iter().filter(|a| a.valid_until < facts.today).max_by_key(|a| a.valid_until);
    match (in_force, last) {
        (true, _) => Vec::new(),
        (false, Some(last)) => {
            let say = Say::new("check-agreement-expired").arg("no", &last.number).arg("day", last.valid_until);
            vec![Finding::fail(say)]
        }
        (false, None) if facts.policy.needs_agreement => vec![Finding::fail(Say::new("check-agreement-missing"))],
        (false, None) => Vec::new(),
    }
}
