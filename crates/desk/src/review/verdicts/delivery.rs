//! 3.2.3a: can we deliver when the customer wants it? A later promise passes with his recorded consent, or with a
//! department's written commitment to the day he wants; otherwise the order goes back.

use platform::day::Day;
use platform::step::{Finding, Rule, Weight};
use platform::trouble::Say;

use super::super::facts::Facts;
use crate::fulfilment::{Binding, LinePlan, Promise};
use crate::order::Line;

const LATE: Rule<Facts> = Rule { id: "delivery.late", clause: "3.2.3a", weight: Weight::Must, verdict: late };
const CUSTOM: Rule<Facts> = Rule { id: "delivery.custom", clause: "3.2.3a", weight: Weight::Must, verdict: custom };

pub const RULES: &[Rule<Facts>] = &[LATE, CUSTOM];

/// How a late line passes, if it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passes {
    InTime,
    /// The customer takes the later day: that day is promised.
    Consent,
    /// A department stands for the day he wants: that one is promised.
    Commitment,
    No,
}

pub fn passes(facts: &Facts, line: &Line, promise: &Promise) -> Passes {
    let in_time = matches!((promise.on, line.requested_on), (Some(on), Some(wanted)) if on <= wanted);
    if in_time {
        Passes::InTime
    } else if facts.commitment.is_some() {
        Passes::Commitment
    } else if promise.on.is_some() && !facts.order.head.late_consent.trim().is_empty() {
        Passes::Consent
    } else {
        Passes::No
    }
}

fn late(facts: &Facts) -> Vec<Finding> {
    pairs(facts)
        .filter(|(line, promise)| {
            promise.on.is_some() && line.requested_on.is_some_and(|wanted| promise.on > Some(wanted))
        })
        .map(|(line, promise)| late_line(facts, line, promise))
        .collect()
}

fn late_line(facts: &Facts, line: &Line, promise: &Promise) -> Finding {
    let day = |day: Option<Day>| day.map_or("–".to_string(), |day| day.to_string());
    let say = |key| Say::new(key).arg("wanted", day(line.requested_on)).arg("promised", day(promise.on));
    match passes(facts, line, promise) {
        Passes::Consent => Finding::warn(say("check-late-consented").arg("consent", &facts.order.head.late_consent)),
        Passes::Commitment => {
            let (department, by) =
                facts.commitment.as_ref().map_or(("", ""), |c| (c.department.as_str(), c.by.as_str()));
            Finding::warn(say("check-late-committed").arg("department", department).arg("by", by))
        }
        Passes::InTime | Passes::No => Finding::fail(short_of(facts, line, promise, say("check-late"))),
    }
    .on(line.no)
}

/// Where stock that others hold would have been in time, says because of whom.
fn short_of(facts: &Facts, line: &Line, promise: &Promise, say: Say) -> Say {
    let holders = line.product.and_then(|id| facts.holders.get(&id));
    match holders {
        Some(numbers) => {
            let key = Say { key: "check-late-short".into(), ..say };
            key.arg("free", promise.free).arg("wants", line.quantity).arg("holders", numbers.join(", "))
        }
        None => say,
    }
}

/// Nothing can be computed for what stands in no price list: a department says whether it can be done.
fn custom(facts: &Facts) -> Vec<Finding> {
    pairs(facts)
        .filter(|(_, promise)| promise.on.is_none())
        .map(|(line, promise)| match &facts.commitment {
            Some(answer) => {
                let say =
                    Say::new("check-custom-committed").arg("department", &answer.department).arg("by", &answer.by);
                Finding::warn(say).on(line.no)
            }
            None if promise.binding == Binding::TooFar => Finding::fail(promise.say.clone()).on(line.no),
            None => Finding::fail(Say::new("check-custom")).on(line.no),
        })
        .collect()
}

fn pairs(facts: &Facts) -> impl Iterator<Item = (&Line, &Promise)> {
    facts.order.lines.iter().zip(&facts.promises)
}

/// What is dispatched at the approval: the supply of each line and the day that is promised for it.
pub fn plan(facts: &Facts) -> Vec<LinePlan> {
    pairs(facts)
        .map(|(line, promise)| {
            let promised_on = match passes(facts, line, promise) {
                // He gets it when he wants it: an earlier day would only be a promise to break.
                Passes::InTime | Passes::Commitment => line.requested_on,
                Passes::Consent | Passes::No => promise.on,
            };
            // A department that stands for an earlier day than was computed is taken at its word.
            let believed = passes(facts, line, promise) == Passes::Commitment;
            let (ready_on, forecast_on) =
                if believed { (None, promised_on) } else { (promise.ready_on, promise.on.or(promised_on)) };
            let (parts, holds) = (promise.parts.clone(), promise.holds.clone());
            LinePlan { line: line.id, promised_on, forecast_on, ready_on, parts, holds }
        })
        .collect()
}
