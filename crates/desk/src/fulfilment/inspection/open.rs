//! 5.1.1: an inspection begins by itself where goods arrive or pieces are made and their plan asks for one, or because
//! quality wants to look.

use axum::extract::State;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::plan::{self, InspectionKind, Rules};
use super::queue_page;
use super::steps::{BEGIN, Facts, OPEN, TrancheState};
use super::store::{self, Inspection, Subject};
use crate::fulfilment::production::{self, Work, WorkState};
use crate::fulfilment::typed;
use crate::order::{self, Line, Order};
use crate::people::Again;

platform::sql! {
    // What waits or failed behind an operation of a work order.
    BLOCKED = "SELECT CAST(COALESCE(SUM(t.quantity), 0) AS BIGINT) FROM inspection i \
        JOIN inspection_tranche t ON t.inspection = i.id WHERE i.work = $1 AND i.step_no = $2 AND i.kind = 'in_process' \
        AND t.state IN ('pending', 'failed')";
    // Pieces that lie in stock for a line.
    READY = "SELECT CAST(COALESCE(SUM(v.quantity), 0) AS BIGINT) FROM reservation v \
        WHERE v.line_id = $1 AND v.product = $2 AND v.ended_at IS NULL";
    // Of them, what an inspection before shipment has seen or is to see.
    SEEN = "SELECT CAST(COALESCE(SUM(t.quantity), 0) AS BIGINT) FROM inspection i \
        JOIN inspection_tranche t ON t.inspection = i.id WHERE i.order_id = $1 AND i.line_id = $2 AND i.kind = 'outgoing' \
        AND t.state NOT IN ('rework', 'dropped', 'return', 'scrap')";
}

/// Goods of a receipt that must be inspected. The caller holds the purchase.
pub fn arrived(tx: &mut Tx, who: &Person, of: &Subject, quantity: Quantity, rules: Rules) -> Outcome<()> {
    let leave = OPEN.admit(TrancheState::New, &Standing::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let mut one = store::add(tx, InspectionKind::Incoming, of, rules)?;
    store::wait(tx, &mut one, quantity, false)?;
    store::advance(tx, who, &mut one, &leave, json!({"source": of.source, "quantity": quantity}))
}

/// Pieces left an operation; the last one's are finished. Those of one operation wait in one inspection. False where
/// nothing has to be inspected. The caller holds order and work.
pub fn made(tx: &mut Tx, who: &Person, work: &Work, no: i64, quantity: Quantity) -> Outcome<bool> {
    let kind = if no == work.last_no() { InspectionKind::Final } else { InspectionKind::InProcess };
    let Some(rules) = plan::required(tx, work.product, kind)? else { return Ok(false) };
    let leave = OPEN.admit(TrancheState::New, &Standing::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok(true);
    }
    let open = store::of_work(tx, work.id)?.into_iter().rev();
    let open = open.into_iter().find(|one| one.kind == kind && one.step_no == no && one.closed_at.is_none());
    let mut one = match open {
        Some(known) => store::held(tx, known.id, None)?,
        None => store::add(tx, kind, &of_work(work, no), rules)?,
    };
    store::wait(tx, &mut one, quantity, false)?;
    store::advance(tx, who, &mut one, &leave, json!({"source": work.number, "quantity": quantity}))?;
    Ok(true)
}

fn of_work(work: &Work, no: i64) -> Subject {
    Subject {
        product: work.product,
        order: Some(work.order),
        line: Some(work.line),
        work: Some(work.id),
        step_no: no,
        source: work.number.clone(),
        ..Subject::default()
    }
}

/// Of what an operation passed on, so much is in quality's hands: the next one cannot have it.
pub fn blocked(tx: &mut Tx, work: Id, no: i64) -> Outcome<Quantity> {
    Ok(tx.one(&BLOCKED, &[&work, &no], |row| row.get(0))?)
}

/// `POST /inspections`: quality wants to look at pieces behind an operation (`work`, `no`), or at pieces that lie ready
/// for a line (`order`: its number, `no`).
pub async fn create(State(app): State<App>, ask: Ask, body: Body<BeginForm>) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, Begin { form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/inspections/{id}"), &json!({ "id": id }))),
        Err(trouble) => queue_page::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BeginForm {
    /// The work order's id; empty before shipment.
    pub work: String,
    /// The order's number.
    pub order: String,
    /// Of the operation, or of the line.
    pub no: String,
    pub quantity: String,
}

pub struct Begin {
    pub form: BeginForm,
}

impl Act for Begin {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let form = &self.form;
        let mut fields = Fields::none();
        let no = typed::whole(&mut fields, "no", &form.no);
        let quantity = typed::quantity(&mut fields, "quantity", &form.quantity);
        fields.check()?;
        let (kind, of, there) = if form.work.trim().is_empty() {
            before_shipment(tx, &form.order, no)?
        } else {
            behind_operation(tx, &form.work, no)?
        };
        let facts = Facts { quantity, there, ..Facts::default() };
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = BEGIN.admit(TrancheState::New, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(tx.new_id());
        }
        let rules = plan::asked(tx, of.product, kind)?;
        let mut one: Inspection = store::add(tx, kind, &of, rules)?;
        store::wait(tx, &mut one, quantity, false)?;
        store::advance(tx, who, &mut one, &leave, json!({"source": of.source, "quantity": quantity}))?;
        Ok(one.id)
    }
}

/// What lies behind an operation and neither went on nor waits for quality already.
fn behind_operation(tx: &mut Tx, work: &str, no: i64) -> Outcome<(InspectionKind, Subject, Quantity)> {
    let id: Id = work.trim().parse().map_err(|_| Trouble::Hidden)?;
    let (_, work) = production::fetch_held(tx, id, None)?;
    let next = work.steps.iter().find(|step| step.no > no).map(|step| step.no);
    let known = work.steps.iter().any(|step| step.no == no);
    let Some(next) = next.filter(|_| known) else { return Err(Trouble::invalid("no", Say::new("work-no-step"))) };
    let running = work.state == WorkState::InProgress;
    let lies = if running { work.arrived(next).minus(blocked(tx, work.id, no)?) } else { Quantity::ZERO };
    Ok((InspectionKind::InProcess, of_work(&work, no), lies))
}

/// What lies in stock for a line and was not inspected before shipment yet.
fn before_shipment(tx: &mut Tx, number: &str, no: i64) -> Outcome<(InspectionKind, Subject, Quantity)> {
    let unknown = |field: &str, say: &'static str| Trouble::invalid(field, Say::new(say));
    let id = order::by_number(tx, number.trim())?.ok_or_else(|| unknown("order", "inspection-bad-order"))?;
    let order: Order = order::fetch_held(tx, id)?;
    let line = order.lines.iter().find(|line| line.no == no);
    let line = line.ok_or_else(|| unknown("no", "inspection-bad-line"))?;
    let there = unseen(tx, &order, line)?;
    Ok((InspectionKind::Outgoing, of_line(&order, line), there))
}

/// What lies in stock for a line, and no inspection before shipment has seen or is to see. What left was seen before it did.
fn unseen(tx: &mut Tx, order: &Order, line: &Line) -> Outcome<Quantity> {
    let ready: Quantity = tx.one(&READY, &[&line.id, &line.product], |row| row.get(0))?;
    let seen: Quantity = tx.one(&SEEN, &[&order.id, &line.id], |row| row.get(0))?;
    Ok(ready.minus(seen.minus(line.shipped).max(Quantity::ZERO)))
}

fn of_line(order: &Order, line: &Line) -> Subject {
    Subject {
        product: line.product,
        order: Some(order.id),
        line: Some(line.id),
        source: format!("{} · {}", order.number, line.no),
        ..Subject::default()
    }
}

/// So much of a line is laid together to leave: where its plan asks for it, what nobody has looked at waits for quality. The
/// caller holds the order.
pub fn before_leaving(tx: &mut Tx, who: &Person, order: &Order, line: Id, quantity: Quantity) -> Outcome<()> {
    let Some(line) = order.lines.iter().find(|one| one.id == line) else { return Ok(()) };
    let kind = InspectionKind::Outgoing;
    let Some(rules) = plan::required(tx, line.product, kind)? else { return Ok(()) };
    let waits = quantity.min(unseen(tx, order, line)?);
    if !waits.is_positive() {
        return Ok(());
    }
    let leave = OPEN.admit(TrancheState::New, &Standing::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let of = of_line(order, line);
    let mut one = store::add(tx, kind, &of, rules)?;
    store::wait(tx, &mut one, waits, false)?;
    store::advance(tx, who, &mut one, &leave, json!({"source": of.source, "quantity": waits}))
}

/// The work ended without the pieces that quality holds between two operations.
pub fn dropped_between(tx: &mut Tx, who: &Person, work: Id, ground: &str) -> Outcome<()> {
    let open = |one: &Inspection| one.closed_at.is_none() && one.kind == InspectionKind::InProcess;
    for known in store::of_work(tx, work)?.into_iter().filter(open) {
        let all = store::tranches(tx, known.id)?;
        let waits = |t: &&store::Tranche| matches!(t.state, TrancheState::Pending | TrancheState::Failed);
        for tranche in all.iter().filter(waits) {
            drop_some(tx, who, known.id, tranche, tranche.quantity, ground)?;
        }
    }
    Ok(())
}

fn drop_some(tx: &mut Tx, who: &Person, id: Id, t: &store::Tranche, quantity: Quantity, ground: &str) -> Outcome<()> {
    let mut one = store::held(tx, id, None)?;
    let leave = super::steps::DROP.admit(t.state, &Standing::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let mut own = store::cut(tx, t, quantity)?;
    own.state = leave.to;
    own.ground = ground.to_string();
    own.settled_at = Some(tx.now());
    own.settled_name = who.name.clone();
    store::write_tranche(tx, &own)?;
    let body = json!({"tranche": own.no, "quantity": own.quantity, "ground": ground, "state": t.state});
    store::advance(tx, who, &mut one, &leave, body)
}

/// Goods of a receipt went back before they were let in: what failed first, then what nobody looked at. The caller holds
/// the purchase.
pub fn went_back(
    tx: &mut Tx,
    who: &Person,
    purchase: Id,
    receipt: Id,
    quantity: Quantity,
    ground: &str,
) -> Outcome<()> {
    let mut left = quantity;
    let all = store::of_purchase(tx, purchase)?;
    for known in all.iter().filter(|one| one.receipt == Some(receipt) && one.closed_at.is_none()) {
        for state in [TrancheState::Failed, TrancheState::Pending] {
            for tranche in store::tranches(tx, known.id)?.iter().filter(|t| t.state == state) {
                let takes = tranche.quantity.min(left);
                if !takes.is_positive() {
                    continue;
                }
                left = left.minus(takes);
                if state == TrancheState::Failed {
                    super::settle::returned(tx, who, known.id, tranche, takes, ground)?;
                } else {
                    drop_some(tx, who, known.id, tranche, takes, ground)?;
                }
            }
        }
    }
    Ok(())
}

/// Rejected pieces come back to be looked at once more.
pub fn again(tx: &mut Tx, one: &mut Inspection, quantity: Quantity, held_back: bool) -> Outcome<()> {
    store::wait(tx, one, quantity, held_back).map(|_| ())
}
