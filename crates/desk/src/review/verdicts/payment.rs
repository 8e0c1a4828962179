//! 3.2.3c: do the terms keep to finance's rules? Finance owns the release; nobody else passes a red one.

use platform::day::Day;
use platform::money::Money;
use platform::step::{Finding, Rule, Weight};
use platform::trouble::Say;
use serde::Serialize;

use super::super::facts::Facts;
use super::super::policy::fold_term;
use crate::masters::Receivable;
use crate::order::Order;

const TERM: Rule<Facts> = Rule { id: "payment.term", clause: "3.2.3c", weight: Weight::Must, verdict: term };
const CREDIT: Rule<Facts> = Rule { id: "payment.credit", clause: "3.2.3c", weight: Weight::Must, verdict: credit };
const OVERDUE: Rule<Facts> = Rule { id: "payment.overdue", clause: "3.2.3c", weight: Weight::Must, verdict: overdue };
const IMPORT: Rule<Facts> = Rule { id: "payment.import", clause: "3.2.3c", weight: Weight::Note, verdict: import };

pub const RULES: &[Rule<Facts>] = &[TERM, CREDIT, OVERDUE, IMPORT];

/// What the customer may owe and what he does, in minor units of the company's currency.
#[derive(Clone, Debug, Serialize)]
pub struct Credit {
    pub limit: i64,
    /// Approved and not completed, without this order.
    pub open_orders: i64,
    pub open_count: i64,
    /// As finance imported it last.
    pub receivable: Option<Receivable>,
}

/// What finance released for this order: up to an exposure, until a day.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Release {
    pub amount: i64,
    pub until: Day,
}

impl Credit {
    /// Owed and promised before this order, less what was paid in advance.
    pub fn exposure(&self) -> i64 {
        let (owed, deposit) = self.receivable.map_or((0, 0), |r| (r.open, r.deposit));
        self.open_orders.saturating_add(owed).saturating_sub(deposit)
    }
}

/// What the customer would owe with this order.
pub fn after(facts: &Facts) -> i64 {
    facts.credit.exposure().saturating_add(facts.gross_company.unwrap_or(0))
}

/// A release holds for the terms it was asked for.
pub fn release_facts(order: &Order) -> String {
    fold_term(&order.payment_term)
}

pub fn is_allowed(facts: &Facts) -> bool {
    let term = fold_term(&facts.order.payment_term);
    let own = facts.customer.as_ref().map(|c| fold_term(&c.payment_term));
    !term.is_empty() && (own.as_deref() == Some(term.as_str()) || facts.policy.terms.contains(&term))
}

fn term(facts: &Facts) -> Vec<Finding> {
    if is_allowed(facts) {
        return Vec::new();
    }
    let class = facts.customer.as_ref().map_or("", |c| c.price_class.as_str());
    let say = Say::new(if facts.order.payment_term.trim().is_empty() { "check-term-missing" } else { "check-term" });
    released(facts, say.arg("term", &facts.order.payment_term).arg("class", class))
}

fn credit(facts: &Facts) -> Vec<Finding> {
    let whole = after(facts);
    if whole <= facts.credit.limit {
        return Vec::new();
    }
    let money = |minor: i64| Money::from_minor(minor, facts.company_currency).page();
    let say = Say::new("check-credit")
        .arg("exposure", money(facts.credit.exposure()))
        .arg("order", money(facts.gross_company.unwrap_or(0)))
        .arg("limit", money(facts.credit.limit));
    match facts.release {
        // A release that is too small is none for this check.
        Some(release) if release.amount >= whole => released(facts, say),
        _ => vec![Finding::fail(say)],
    }
}

fn overdue(facts: &Facts) -> Vec<Finding> {
    let overdue = facts.credit.receivable.map_or(0, |r| r.overdue);
    if overdue <= 0 {
        return Vec::new();
    }
    let money = Money::from_minor(overdue, facts.company_currency).page();
    released(facts, Say::new("check-overdue").arg("money", money).arg("day", as_of(facts)))
}

/// Red until finance releases it, amber after.
fn released(facts: &Facts, say: Say) -> Vec<Finding> {
    match facts.release {
        None => vec![Finding::fail(say)],
        Some(release) => {
            let amount = Money::from_minor(release.amount, facts.company_currency).page();
            let key = format!("{}-released", say.key);
            vec![Finding::warn(Say { key: key.into(), ..say }.arg("amount", amount).arg("until", release.until))]
        }
    }
}

/// Until settlement keeps receivables here, they are as good as finance's last import.
fn import(facts: &Facts) -> Vec<Finding> {
    match facts.credit.receivable {
        None => vec![Finding::warn(Say::new("check-import-missing"))],
        Some(_) if import_age_days(facts) > facts.policy.import_days => {
            vec![Finding::warn(Say::new("check-import-old").arg("day", as_of(facts)))]
        }
        Some(_) => Vec::new(),
    }
}

pub fn import_age_days(facts: &Facts) -> i64 {
    facts.credit.receivable.map_or(0, |r| facts.today.days_since(r.as_of.day_in(facts.calendar.zone())))
}

fn as_of(facts: &Facts) -> String {
    facts.credit.receivable.map_or("–".into(), |r| r.as_of.day_in(facts.calendar.zone()).to_string())
}
