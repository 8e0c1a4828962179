//! What the three decisions have in common: who may decide, on which round, with which grounds.

use platform::act::Outcome;
use platform::limits::TEXT_CHARS;
use platform::step::{By, Finding, Ground, Rule, Standing, Weight};
use platform::trouble::{Fields, Say};
use platform::who::{Person, Role};
use platform::{Trouble, Tx};

use super::grounds;
use crate::order::{self, Order, Round, RoundVerdict};
use crate::people;

/// The round that waits for a decision, and what the decider is to the order.
pub struct Desk {
    pub round: Option<Round>,
    pub standing: Standing,
    /// He entered content of this revision, or submitted it.
    pub entered: bool,
}

impl Desk {
    pub fn of(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<Desk> {
        let rounds = order::rounds(tx, order.id)?;
        let open =
            |r: &Round| r.verdict == RoundVerdict::Open && r.revision == order.revision && r.round == order.round;
        let round = rounds.into_iter().find(open);
        let mut standing = order::standing(tx, who, order)?;
        let submitter = round.as_ref().map(|r| r.submitted_by);
        // A submission is an entry (3.2.2): the manager who submitted leaves the decision to the executive.
        standing.manager_entered |= submitter == Some(people::acting_manager(tx)?.id);
        let entered = submitter == Some(who.id) || order::editors(tx, order)?.contains(&who.id);
        if By::Decider.allows(&standing) {
            // The executive who decides in the manager's place gives his grounds; the specialist's are carried over.
            standing.roles = standing.roles.with(Role::Manager).with(Role::Specialist);
        }
        Ok(Desk { round, standing, entered })
    }

    /// The specialist's grounds from the submission, the decider's from his form: neither gives the other's.
    pub fn grounds(&self, typed: &[Ground]) -> Vec<Ground> {
        let submitted = self.round.as_ref().map_or(&[][..], |round| &round.grounds);
        let mut all = grounds::of_role(submitted, Role::Specialist);
        all.extend(grounds::of_role(typed, Role::Manager));
        all
    }
}

/// A return or a decline as it was written.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// The known ones of the coded reasons.
    pub reasons: Vec<String>,
    pub text: String,
    pub entered: bool,
    /// The same was proposed, and is not answered yet.
    pub waits: bool,
    /// The order is not what it was when it was proposed.
    pub moved: bool,
}

pub const REASONS: Rule<Verdict> =
    Rule { id: "verdict.reasons", clause: "3.2.4", weight: Weight::Must, verdict: reasons };
pub const WORDS: Rule<Verdict> = Rule { id: "verdict.words", clause: "3.2.4", weight: Weight::Must, verdict: words };
pub const APART: Rule<Verdict> = Rule { id: "verdict.apart", clause: "1.3.4", weight: Weight::Must, verdict: apart };

fn reasons(verdict: &Verdict) -> Vec<Finding> {
    if verdict.reasons.is_empty() { vec![Finding::fail(Say::new("verdict-no-reason"))] } else { Vec::new() }
}

fn words(verdict: &Verdict) -> Vec<Finding> {
    if verdict.text.trim().is_empty() { vec![Finding::fail(Say::new("verdict-no-words"))] } else { Vec::new() }
}

fn apart(verdict: &Verdict) -> Vec<Finding> {
    if verdict.entered { vec![Finding::fail(Say::new("check-apart"))] } else { Vec::new() }
}

/// A text of the form, not longer than we keep.
pub fn bounded(field: &str, text: &str) -> Result<String, Trouble> {
    let text = text.trim();
    let mut wrong = Fields::none();
    if text.chars().count() as u64 > TEXT_CHARS.value {
        wrong.add(field, Say::new("review-text-long").arg("limit", TEXT_CHARS.value));
    }
    wrong.check()?;
    Ok(text.to_string())
}
