//! What holds of an order after every step, whoever took it.

use desk::order::{self, Approval, Confirmation, Order, ProposalState, RoundVerdict, SourceKind, duty};
use desk::{fulfilment, people};
use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::who::Person;
use platform::{Id, Tx};

/// Everything that is wrong with an order; nothing where all holds.
pub fn of_order(tx: &mut Tx, id: Id) -> Outcome<Vec<String>> {
    let order = order::fetch(tx, &Person::system(), id)?;
    let mut wrong = Vec::new();
    duties(tx, &order, &mut wrong)?;
    confirmation(tx, &order, &mut wrong)?;
    rounds(tx, &order, &mut wrong)?;
    supply(tx, &order, &mut wrong)?;
    if order.execution != order::execution_of(order.approval, &order.lines) {
        wrong.push("stands elsewhere than its quantities say".to_string());
    }
    Ok(wrong.into_iter().map(|what| format!("{} ({}): {what}", order.number, order.approval)).collect())
}

/// 1.3.4: at any moment exactly one owner of the next step.
fn duties(tx: &mut Tx, order: &Order, wrong: &mut Vec<String>) -> Outcome<()> {
    let open = duty::of(tx, order.id)?;
    for duty in &open {
        if duty.owner_person.is_some() == duty.owner_role.is_some() {
            wrong.push(format!("the duty {} has not exactly one owner", duty.kind));
        }
    }
    let count = |kind: &str| open.iter().filter(|duty| duty.kind == kind).count();
    let expected =
        [("submit", Approval::Draft), ("final_review", Approval::FinalReview), ("renegotiate", Approval::Returned)];
    for (kind, state) in expected {
        let wanted = usize::from(order.approval == state);
        if count(kind) != wanted {
            wrong.push(format!("{} open duties {kind} instead of {wanted}", count(kind)));
        }
    }
    if !order.approval.is_final() && open.is_empty() {
        wrong.push("nobody has a duty about it".into());
    }
    if order.approval.is_open_to_edit() {
        let kind = match order.confirmation {
            Confirmation::ToSend => "send_confirmation",
            Confirmation::Sent => "signed_return",
            Confirmation::Disputed => "settle_dispute",
            Confirmation::NotRequired | Confirmation::Confirmed | Confirmation::Waived => return Ok(()),
        };
        if count(kind) != 1 {
            wrong.push(format!("{} open duties {kind} while {}", count(kind), order.confirmation));
        }
    }
    Ok(())
}

/// 3.1.3: nothing that the customer did not write is reviewed or approved unconfirmed.
fn confirmation(tx: &mut Tx, order: &Order, wrong: &mut Vec<String>) -> Outcome<()> {
    let documented = order::sources(tx, order.id)?.iter().any(|source| source.kind == SourceKind::Customer);
    let oral = !documented;
    if matches!(order.approval, Approval::FinalReview | Approval::Approved) {
        if order.waits_for_confirmation() {
            wrong.push(format!("is beyond the initial review while {}", order.confirmation));
        }
        if oral && order.confirmation != Confirmation::Confirmed {
            wrong.push(format!("is oral and {}", order.confirmation));
        }
    }
    if oral && order.confirmation == Confirmation::Waived {
        wrong.push("is oral and waived".into());
    }
    let confirmed = order.confirmation == Confirmation::Confirmed;
    if confirmed && order.shown_digest.as_ref() != Some(&order.content_digest) {
        wrong.push("is confirmed and says something else than was shown".into());
    }
    Ok(())
}

/// 3.2: an open round exactly while it is reviewed; who entered never decided.
fn rounds(tx: &mut Tx, order: &Order, wrong: &mut Vec<String>) -> Outcome<()> {
    let rounds = order::rounds(tx, order.id)?;
    let open = rounds.iter().filter(|round| round.verdict == RoundVerdict::Open).count();
    let wanted = usize::from(order.approval == Approval::FinalReview);
    if open != wanted {
        wrong.push(format!("{open} open rounds instead of {wanted}"));
    }
    let editors = order::editors(tx, order)?;
    for round in rounds.iter().filter(|round| round.verdict != RoundVerdict::Withdrawn) {
        let Some(decider) = round.decided_by else { continue };
        if round.submitted_by == decider || (round.round == order.round && editors.contains(&decider)) {
            wrong.push(format!("round {} was decided by {}", round.round, people::name_of(tx, decider)?));
        }
    }
    let asked = order::proposals(tx, order.id)?;
    let waiting = asked.iter().filter(|proposal| proposal.state == ProposalState::Open).count();
    if waiting > 0 && order.approval != Approval::FinalReview {
        wrong.push(format!("{waiting} proposals wait for an answer that nobody needs"));
    }
    Ok(())
}

/// 3.2.5: an approved order is with the departments, whole; no other is.
fn supply(tx: &mut Tx, order: &Order, wrong: &mut Vec<String>) -> Outcome<()> {
    let dispatches = fulfilment::of_order(tx, order.id)?;
    let approved = order.approval == Approval::Approved;
    if !approved && !dispatches.is_empty() {
        wrong.push("is dispatched without approval".into());
    }
    for line in &order.lines {
        let parts = dispatches.iter().filter(|dispatch| dispatch.line == line.id);
        let sum = Quantity::from_millionths(parts.map(|part| part.quantity.millionths()).sum());
        if approved && sum != line.quantity {
            wrong.push(format!("line {} wants {} and {sum} is dispatched", line.no, line.quantity));
        }
        if line.reserved > line.quantity || (!approved && line.reserved.is_positive()) {
            wrong.push(format!("line {} has {} reserved", line.no, line.reserved));
        }
    }
    Ok(())
}
