//! Domain §11: a setting that was changed while the order lay in review is shown at its decision, with who proposed it
//! and who put it in force, so that nobody bends the policy for one order unseen.

use platform::Tx;
use platform::act::Outcome;
use platform::step::{Finding, Rule, Weight};
use platform::trouble::Say;

use super::super::facts::Facts;
use crate::order::{Approval, Order};
use crate::people::setting::{self, Kind, Owner, PolicyChange};

const PRICE: Rule<Facts> = Rule { id: "price.policy", clause: "3.2.3b", weight: Weight::Note, verdict: price };
const PAYMENT: Rule<Facts> = Rule { id: "payment.policy", clause: "3.2.3c", weight: Weight::Note, verdict: payment };

pub const RULES: &[Rule<Facts>] = &[PRICE, PAYMENT];

/// What moved since the submission and bears on this customer's orders.
pub fn moves(tx: &mut Tx, order: &Order, class: &str) -> Outcome<Vec<PolicyChange>> {
    let Some(since) = order.submitted_at.filter(|_| order.approval == Approval::FinalReview) else {
        return Ok(Vec::new());
    };
    let changed = setting::changed_since(tx, since)?;
    let bears = |c: &PolicyChange| match setting::find(&c.name) {
        Some((known, of)) => known.of_review() && (!known.family || of == class),
        None => false,
    };
    Ok(changed.into_iter().filter(bears).collect())
}

fn price(facts: &Facts) -> Vec<Finding> {
    moved(facts, Owner::Policy)
}

fn payment(facts: &Facts) -> Vec<Finding> {
    moved(facts, Owner::Finance)
}

fn moved(facts: &Facts, owner: Owner) -> Vec<Finding> {
    let of_owner = facts.policy_moves.iter().filter_map(|change| {
        let (known, class) = setting::find(&change.name).filter(|(known, _)| known.owner == owner)?;
        Some(Finding::warn(told(change, known.kind, known.key().trim_start_matches("setting-"), class)))
    });
    of_owner.collect()
}

fn told(change: &PolicyChange, kind: Kind, setting: &str, class: &str) -> Say {
    let shown = |value: &str| match (kind, value) {
        (_, "") => "–".to_string(),
        (Kind::Percent | Kind::Factor | Kind::Tax, value) => format!("{} %", kind.show(value)),
        (_, value) => kind.show(value),
    };
    Say::new("check-policy-moved")
        .arg("setting", setting)
        .arg("class", class)
        .arg("from", shown(&change.from))
        .arg("to", shown(&change.to))
        .arg("by", &change.asked_name)
        .arg("accepted", &change.answered_name)
        .arg("ground", &change.ground)
}
