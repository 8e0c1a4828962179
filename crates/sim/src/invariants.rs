//! What holds of an order after every step, whoever took it.

mod owners;
mod requests;

use desk::fulfilment::delay::{self, DelayState};
use desk::fulfilment::production::{self, Work, WorkState};
use desk::order::{self, Approval, Confirmation, Order, ProposalKind, ProposalState, RoundVerdict, SourceKind, duty};
use desk::{fulfilment, people};
use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::who::Person;
use platform::{Id, Tx};

pub use owners::of_owners;
pub use requests::of_requests;

/// Everything that is wrong with an order; nothing where all holds.
pub fn of_order(tx: &mut Tx, id: Id) -> Outcome<Vec<String>> {
    let order = order::fetch(tx, &Person::system(), id)?;
    let mut wrong = Vec::new();
    duties(tx, &order, &mut wrong)?;
    confirmation(tx, &order, &mut wrong)?;
    rounds(tx, &order, &mut wrong)?;
    supply(tx, &order, &mut wrong)?;
    made(tx, &order, &mut wrong)?;
    late(tx, &order, &mut wrong)?;
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
    // All of it was cancelled: what is left is the cancellation's.
    let over = order.approval.is_final() || order.execution == order::Execution::Cancelled;
    if !over && open.is_empty() {
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
        // Who sent it back may enter what is missing, and then does not decide on the next round.
        let entered =
            round.round == order.round && round.verdict != RoundVerdict::Returned && editors.contains(&decider);
        if round.submitted_by == decider || entered {
            wrong.push(format!("round {} was decided by {}", round.round, people::name_of(tx, decider)?));
        }
    }
    let asked = order::proposals(tx, order.id)?;
    let needed = |kind: ProposalKind| match kind {
        ProposalKind::DeclineReturned => order.approval == Approval::Returned,
        _ => order.approval == Approval::FinalReview,
    };
    let waiting = asked.iter().filter(|p| p.state == ProposalState::Open && !needed(p.kind)).count();
    if waiting > 0 {
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
    // What a change cannot make less of, because it is there, stays with its department.
    let ids: Vec<Id> = order.lines.iter().map(|line| line.id).collect();
    let begun = fulfilment::begun(tx, &ids)?;
    for line in &order.lines {
        let there: i64 = begun.iter().filter(|one| one.line == line.id).map(|one| one.least.millionths()).sum();
        let there = there + to_be_replaced(tx, line.id)?.millionths();
        let parts = dispatches.iter().filter(|dispatch| dispatch.line == line.id && dispatch.stopped_at.is_none());
        let sum = Quantity::from_millionths(parts.map(|part| part.quantity.millionths()).sum());
        let wanted = line.quantity.checked_sub(line.cancelled).unwrap_or_default();
        let most = wanted.max(Quantity::from_millionths(there));
        if approved && !(wanted <= sum && sum <= most) {
            wrong.push(format!("line {} wants {wanted} and {sum} is dispatched: {begun:?}", line.no));
        }
        if line.reserved > line.quantity || (!approved && line.reserved.is_positive()) {
            wrong.push(format!("line {} has {} reserved", line.no, line.reserved));
        }
    }
    Ok(())
}

/// 4.1: what was reported adds up, and whoever is next to act knows it.
fn made(tx: &mut Tx, order: &Order, wrong: &mut Vec<String>) -> Outcome<()> {
    const REPORTED: &str = "SELECT no, CAST(SUM(good) AS BIGINT), CAST(SUM(scrap) AS BIGINT) FROM work_report WHERE work = $1 \
        GROUP BY no ORDER BY no";
    let all = production::of_order(tx, order.id)?;
    for work in &all {
        counters(work, wrong);
        let told: Vec<(i64, Quantity, Quantity)> =
            tx.list_built("reported", REPORTED, &[&work.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for step in &work.steps {
            let said =
                told.iter().find(|(no, ..)| *no == step.no).map_or((Quantity::ZERO, Quantity::ZERO), |t| (t.1, t.2));
            if said != (step.good, step.scrap) {
                wrong.push(format!("{}: operation {} counts other pieces than were reported", work.number, step.no));
            }
        }
        let wanted = match work.state {
            WorkState::Acknowledged => Some("plan_work"),
            WorkState::Planned => Some("release_work"),
            WorkState::Released | WorkState::InProgress => Some("make_work"),
            WorkState::Inspected => Some("put_away"),
            // What stopped work had made is not lost.
            WorkState::Stopped if work.passed > work.stocked => Some("put_away"),
            // What is finished waits for its inspection, and that is the inspection's duty.
            WorkState::Dispatched | WorkState::Finished | WorkState::Stocked | WorkState::Stopped => None,
        };
        // Parts that a change left over may wait beside.
        let mut open = open_about(tx, work.id)?;
        open.retain(|kind| kind != "take_back");
        if open != wanted.into_iter().collect::<Vec<_>>() {
            wrong.push(format!("{} ({}) has the duties {open:?} instead of {wanted:?}", work.number, work.state));
        }
    }
    for line in &order.lines {
        let works: Vec<&Work> = all.iter().filter(|work| work.line == line.id).collect();
        let sum = |of: fn(&Work) -> Quantity| Quantity::sum(works.iter().map(|work| of(work))).unwrap_or_default();
        let at_hand = line.inspected.plus(held_back(tx, line.id)?);
        if line.produced != sum(|work| work.good) || (!works.is_empty() && at_hand < sum(|work| work.passed)) {
            wrong.push(format!("line {} has other pieces than its work orders", line.no));
        }
    }
    Ok(())
}

/// What was there for a line and is to come once more: it went back to be replaced, or from the shelf to production.
fn to_be_replaced(tx: &mut Tx, line: Id) -> Outcome<Quantity> {
    const BOUND: &str = "SELECT CAST(COALESCE(SUM(q), 0) AS BIGINT) FROM (SELECT t.quantity AS q FROM purchase_return t \
        JOIN purchase_receipt c ON c.id = t.receipt JOIN purchase_part p ON p.line = c.line \
        JOIN purchase_request r ON r.id = p.request WHERE r.line_id = $1 AND t.outcome = 'replace' \
        UNION ALL SELECT t.quantity AS q FROM inspection_tranche t JOIN inspection i ON i.id = t.inspection \
        WHERE i.line_id = $1 AND i.kind = 'outgoing' AND t.state IN ('return', 'scrap')) x";
    Ok(tx.list_built("to be replaced", BOUND, &[&line], |row| row.get(0))?.pop().unwrap_or_default())
}

/// What failed before shipment and has not passed since: it lies on the shelf, and is not at hand (5.1.1).
fn held_back(tx: &mut Tx, line: Id) -> Outcome<Quantity> {
    const HELD: &str = "SELECT CAST(COALESCE(SUM(t.quantity), 0) AS BIGINT) FROM inspection_tranche t \
        JOIN inspection i ON i.id = t.inspection WHERE i.line_id = $1 AND t.held_back AND t.state IN ('pending', 'failed')";
    Ok(tx.list_built("held back", HELD, &[&line], |row| row.get(0))?.pop().unwrap_or_default())
}

/// What is to be done about it; that somebody decides on what is late (1.3.2) is beside it.
fn open_about(tx: &mut Tx, about: Id) -> Outcome<Vec<String>> {
    let kinds = duty::of(tx, about)?.into_iter().map(|duty| duty.kind.to_string());
    Ok(kinds.filter(|kind| kind != "decide_late").collect())
}

fn counters(work: &Work, wrong: &mut Vec<String>) {
    let falls = work.quantity >= work.good && work.good >= work.passed && work.passed >= work.stocked;
    if !falls || work.stocked.is_negative() {
        let Work { quantity, good, passed, stocked, .. } = work;
        wrong.push(format!("{}: {stocked} of {passed} of {good} of {quantity}", work.number));
    }
    if work.steps.last().is_some_and(|last| last.good != work.good) {
        wrong.push(format!("{}: its last operation counts otherwise", work.number));
    }
    // What becomes scrap of stopped work is no operation's.
    let of_steps = Quantity::sum(work.steps.iter().map(|step| step.scrap)).unwrap_or_default();
    if work.scrap < of_steps || (work.scrap != of_steps && work.state != WorkState::Stopped) {
        wrong.push(format!("{}: its scrap is not that of its operations", work.number));
    }
    for step in work.steps.iter().filter(|step| work.arrived(step.no).is_negative()) {
        wrong.push(format!("{}: operation {} made more than had arrived", work.number, step.no));
    }
    if work.state.is_made() != work.finished_at.is_some() {
        wrong.push(format!("{} is {} and has its end at {:?}", work.number, work.state, work.finished_at));
    }
}

/// 4.1.4: a case is open where a line comes later than promised, unless the customer agreed to what is expected now.
fn late(tx: &mut Tx, order: &Order, wrong: &mut Vec<String>) -> Outcome<()> {
    let cases = delay::of_order(tx, order.id)?;
    for line in &order.lines {
        let own = || cases.iter().filter(|case| case.line == line.id);
        let open: Vec<&delay::Delay> = own().filter(|case| case.closed_at.is_none()).collect();
        let (Some(promised), Some(forecast)) = (line.promised_on, line.forecast_on) else {
            if !open.is_empty() {
                wrong.push(format!("line {} is late without a day", line.no));
            }
            continue;
        };
        let agreed = own().filter(|case| case.closed_at.is_some()).max_by_key(|case| (case.closed_at, case.id));
        let agreed = agreed.is_some_and(|case| case.forecast_on == forecast);
        if order.approval == Approval::Approved && forecast > promised && open.is_empty() && !agreed {
            wrong.push(format!("line {} comes on {forecast}, {promised} was promised, and nobody knows", line.no));
        }
        if open.len() > 1 || open.iter().any(|case| case.forecast_on != forecast) {
            wrong.push(format!("line {} comes on {forecast}, and its {} cases say otherwise", line.no, open.len()));
        }
    }
    for case in &cases {
        let wanted = match case.state {
            DelayState::Open => vec!["settle_delay"],
            DelayState::Told => vec!["answer_delay"],
            DelayState::Owed if case.carried_by.is_none() => vec!["carry_remedy"],
            DelayState::New | DelayState::Owed | DelayState::Agreed | DelayState::Moot => Vec::new(),
        };
        let open = open_about(tx, case.id)?;
        if open != wanted {
            wrong.push(format!("a late line that is {} has the duties {open:?}", case.state));
        }
    }
    Ok(())
}

/// What the warehouse and the work centres hold is what the lines and the tasks say, wherever they are counted.
pub fn of_plant(tx: &mut Tx) -> Outcome<Vec<String>> {
    const PLANT: &[(&str, &str)] = &[
        (
            "a day's load is not its tasks'",
            "SELECT COUNT(*) FROM load_day d WHERE d.minutes <> (SELECT COALESCE(SUM(t.minutes), 0) FROM task t \
                WHERE t.centre = d.centre AND t.day = d.day)",
        ),
        (
            "tasks stand on a day that knows no load",
            "SELECT COUNT(*) FROM task t WHERE NOT EXISTS (SELECT 1 FROM load_day d WHERE d.centre = t.centre \
                AND d.day = t.day)",
        ),
        ("a task takes no time", "SELECT COUNT(*) FROM task WHERE minutes <= 0"),
        (
            "what is reserved is not what the lines hold",
            "SELECT COUNT(*) FROM stock s WHERE s.reserved <> (SELECT COALESCE(SUM(r.quantity), 0) FROM reservation r \
                WHERE r.product = s.product AND r.ended_at IS NULL)",
        ),
        (
            "a line holds what no stock knows",
            "SELECT COUNT(*) FROM reservation r WHERE r.ended_at IS NULL AND (r.quantity <= 0 OR NOT EXISTS \
                (SELECT 1 FROM stock s WHERE s.product = r.product))",
        ),
        (
            "more is reserved than lies there, or less than nothing",
            "SELECT COUNT(*) FROM stock WHERE reserved < 0 OR reserved > on_hand",
        ),
        (
            "what lies there is not what was moved",
            "SELECT COUNT(*) FROM stock s WHERE s.on_hand <> (SELECT COALESCE(SUM(m.quantity), 0) FROM stock_movement m \
                WHERE m.product = s.product)",
        ),
    ];
    let mut wrong = Vec::new();
    for (what, text) in PLANT {
        let count: Vec<i64> = tx.list_built(what, text, &[], |row| row.get(0))?;
        if let Some(count) = count.first().filter(|count| **count > 0) {
            wrong.push(format!("{what}: {count}"));
        }
    }
    Ok(wrong)
}
