//! The specialist's own ticks of the initial review (2.2.2a, 3.2.1): what no machine can see for him.

use platform::step::{Finding, Rule, Weight};
use platform::trouble::Say;

use super::facts::Facts;

/// Each says: I did this. The words stand in the language files as `tick-…`.
pub const TICKS: &[&str] = &["read_back", "compared", "place_checked", "lawful"];

pub const COMPLETE: Rule<Facts> = Rule { id: "submit.ticks", clause: "3.2.1", weight: Weight::Must, verdict: complete };

fn complete(facts: &Facts) -> Vec<Finding> {
    let left = TICKS.iter().filter(|tick| !facts.ticks.iter().any(|done| done == *tick)).count();
    if left == 0 { Vec::new() } else { vec![Finding::fail(Say::new("check-ticks-left").arg("n", left))] }
}

/// The language key of a tick.
pub fn key(tick: &str) -> String {
    format!("tick-{}", tick.replace('_', "-"))
}
