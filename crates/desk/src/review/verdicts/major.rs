//! 2.2.1c: the manager decides on major orders in writing; the largest want the executive's consent first.

use platform::money::Money;
use platform::step::{Finding, Rule, Weight};
use platform::trouble::Say;

use super::super::facts::Facts;
use super::price::Within;

pub const DECISION: Rule<Facts> =
    Rule { id: "major.decision", clause: "2.2.1c", weight: Weight::Must, verdict: decision };
const CONSENT: Rule<Facts> = Rule { id: "major.consent", clause: "2.2.1c", weight: Weight::Must, verdict: consent };

pub const RULES: &[Rule<Facts>] = &[CONSENT];

/// Fewer characters say nothing.
pub const DECISION_CHARS_MIN: usize = 10;

/// Why the order is major; nothing where it is not.
pub fn reasons(facts: &Facts) -> Vec<Say> {
    let mut reasons = Vec::new();
    let money = |minor: i64| Money::from_minor(minor, facts.company_currency).page();
    if let Some(gross) = facts.gross_company.filter(|gross| *gross >= facts.policy.major_gross) {
        reasons.push(Say::new("major-gross").arg("gross", money(gross)).arg("limit", money(facts.policy.major_gross)));
    }
    if facts.first_order {
        reasons.push(Say::new("major-first"));
    }
    if facts.prices.iter().any(|price| price.within == Within::UnderFloor) {
        reasons.push(Say::new("major-floor"));
    }
    if facts.order.head.flagged_major {
        reasons.push(Say::new("major-flagged"));
    }
    reasons
}

pub fn is_major(facts: &Facts) -> bool {
    !reasons(facts).is_empty()
}

fn decision(facts: &Facts) -> Vec<Finding> {
    let written = facts.decision.trim().chars().count() >= DECISION_CHARS_MIN;
    if written || !is_major(facts) {
        return Vec::new();
    }
    vec![Finding::fail(Say::new("check-decision").arg("n", DECISION_CHARS_MIN))]
}

fn consent(facts: &Facts) -> Vec<Finding> {
    let gross = facts.gross_company.unwrap_or(0);
    if gross < facts.policy.consent_gross {
        return Vec::new();
    }
    let money = |minor: i64| Money::from_minor(minor, facts.company_currency).page();
    let say = |key| Say::new(key).arg("gross", money(gross)).arg("limit", money(facts.policy.consent_gross));
    if facts.consented {
        vec![Finding::warn(say("check-consented"))]
    } else {
        vec![Finding::fail(say("check-consent"))]
    }
}
