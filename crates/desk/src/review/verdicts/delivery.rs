//! 3.2.3a: can we deliver when the customer wants it? A later promise passes with his recorded consent up to a day, or where
//! production or purchasing said yes in writing, for that line and a day not later than he wants; otherwise the order
//! goes back. A department's no is never taken for a yes.

use platform::day::Day;
use platform::step::{Finding, Rule, Weight};
use platform::trouble::Say;
use platform::who::Role;

use super::super::facts::Facts;
use crate::fulfilment::{Binding, LinePlan, Promise};
use crate::order::{Commitment, Line};

const LATE: Rule<Facts> = Rule { id: "delivery.late", clause: "3.2.3a", weight: Weight::Must, verdict: late };
const CUSTOM: Rule<Facts> = Rule { id: "delivery.custom", clause: "3.2.3a", weight: Weight::Must, verdict: custom };
const DENIED: Rule<Facts> =
    Rule { id: "delivery.denied", clause: "3.2.3a", weight: Weight::Ground(Role::Manager), verdict: denied };

pub const RULES: &[Rule<Facts>] = &[LATE, CUSTOM, DENIED];

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
    let in_time = |on: Option<Day>| matches!((on, line.requested_on), (Some(on), Some(wanted)) if on <= wanted);
    let committed = committed(facts, line);
    if in_time(promise.on) {
        Passes::InTime
    } else if in_time(committed) {
        Passes::Commitment
    } else if earliest(promise, committed).is_some_and(|on| agreed(facts).is_some_and(|until| on <= until)) {
        Passes::Consent
    } else {
        Passes::No
    }
}

fn earliest(promise: &Promise, committed: Option<Day>) -> Option<Day> {
    [promise.on, committed].into_iter().flatten().min()
}

/// Until which day the customer agreed, where it is written how he did.
fn agreed(facts: &Facts) -> Option<Day> {
    facts.order.head.late_until.filter(|_| !facts.order.head.late_consent.trim().is_empty())
}

fn word<'a>(facts: &'a Facts, line: &Line) -> Option<&'a Commitment> {
    facts.commitments.get(&line.id)
}

/// The day that a department stands for with its yes.
fn committed(facts: &Facts, line: &Line) -> Option<Day> {
    word(facts, line).filter(|word| word.can).and_then(|word| word.day)
}

/// The day that is promised for a line as things stand.
fn promised(facts: &Facts, line: &Line, promise: &Promise) -> Option<Day> {
    match passes(facts, line, promise) {
        // He gets it when he wants it: an earlier day would only be a promise to break.
        Passes::InTime | Passes::Commitment => line.requested_on,
        Passes::Consent => earliest(promise, committed(facts, line)),
        Passes::No => promise.on,
    }
}

fn shown(day: Option<Day>) -> String {
    day.map_or("–".to_string(), |day| day.to_string())
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
    let say = |key, day| Say::new(key).arg("wanted", shown(line.requested_on)).arg("promised", shown(day));
    match passes(facts, line, promise) {
        Passes::Consent => consented(facts, line, promise),
        Passes::Commitment => {
            let said = word(facts, line).map(|word| by(say("check-late-committed", promise.on), word));
            Finding::warn(said.unwrap_or_else(|| say("check-late-committed", promise.on)))
        }
        Passes::InTime | Passes::No => match word(facts, line) {
            Some(word) => Finding::fail(not_so(line, word)),
            None => Finding::fail(match consent_lacks(facts) {
                Some(lacks) => lacks.arg("wanted", shown(line.requested_on)).arg("promised", shown(promise.on)),
                None => short_of(facts, line, promise, say("check-late", promise.on)),
            }),
        },
    }
    .on(line.no)
}

fn consented(facts: &Facts, line: &Line, promise: &Promise) -> Finding {
    let say = Say::new("check-late-consented").arg("wanted", shown(line.requested_on));
    let say = say.arg("promised", shown(promised(facts, line, promise)));
    Finding::warn(say.arg("consent", &facts.order.head.late_consent))
}

/// Why what is written of the customer's consent does not carry this promise.
fn consent_lacks(facts: &Facts) -> Option<Say> {
    let consent = facts.order.head.late_consent.trim();
    let said = |key| Say::new(key).arg("consent", consent);
    match facts.order.head.late_until {
        _ if consent.is_empty() => None,
        Some(until) => Some(said("check-late-beyond").arg("until", until)),
        None => Some(said("check-late-undated")),
    }
}

fn by(say: Say, word: &Commitment) -> Say {
    say.arg("department", word.department.code()).arg("by", &word.by)
}

/// What a department said that is not the yes that is needed.
fn not_so(line: &Line, word: &Commitment) -> Say {
    match (word.can, word.day) {
        (false, _) => by(Say::new("check-denied"), word),
        (true, Some(day)) => {
            by(Say::new("check-committed-later").arg("wanted", shown(line.requested_on)).arg("day", day), word)
        }
        (true, None) => by(Say::new("check-committed-dayless"), word),
    }
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

/// Nothing can be computed for what stands in no price list: those who make or buy it say until when.
fn custom(facts: &Facts) -> Vec<Finding> {
    pairs(facts)
        .filter(|(_, promise)| promise.on.is_none())
        .map(|(line, promise)| {
            let said = word(facts, line);
            match (passes(facts, line, promise), said) {
                (Passes::Consent, _) => consented(facts, line, promise),
                (Passes::Commitment, Some(word)) => Finding::warn(by(Say::new("check-custom-committed"), word)),
                (_, Some(word)) => Finding::fail(not_so(line, word)),
                (_, None) if promise.binding == Binding::TooFar => Finding::fail(promise.say.clone()),
                (_, None) => Finding::fail(Say::new("check-custom")),
            }
            .on(line.no)
        })
        .collect()
}

/// A line that would pass by what was computed or agreed, although a department said no or a later day.
fn denied(facts: &Facts) -> Vec<Finding> {
    pairs(facts)
        .filter(|(line, promise)| passes(facts, line, promise) != Passes::No)
        .filter_map(|(line, promise)| {
            let word = word(facts, line)?;
            let later = word.day.is_some_and(|day| Some(day) > promised(facts, line, promise));
            (!word.can || later).then(|| Finding::fail(not_so(line, word)).on(line.no))
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
            let promised_on = promised(facts, line, promise);
            // A department that stands for an earlier day than was computed is taken at its word.
            let believed = passes(facts, line, promise) != Passes::InTime
                && promised_on.is_some_and(|day| promise.on.is_none_or(|on| day < on));
            let (ready_on, forecast_on) =
                if believed { (None, promised_on) } else { (promise.ready_on, promise.on.or(promised_on)) };
            let (parts, holds) = (promise.parts.clone(), promise.holds.clone());
            LinePlan { line: line.id, promised_on, forecast_on, ready_on, parts, holds }
        })
        .collect()
}
