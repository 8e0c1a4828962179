//! 4.4.3: each department stops, says how much was done and what becomes of it. Its answer is written under the order's
//! lock, so that a report of progress at the same moment is either before it and counted, or finds the work stopped.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::step::{By, Step};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::cancel::system;
use super::cancellation::{
    self, CancelKnown, CancelState, Cancellation, DISPOSED, DONE, Disposal, RETURNED, STOPPERS, Stop,
};
use super::decide::of_department;
use super::{cancel_page, duties, touch};
use crate::fulfilment::shipping::Taken;
use crate::fulfilment::{self, Cut, Dispatch};
use crate::order::{self, Order, duty};
use crate::people::{self, MemoKind};
use crate::review::bounded;

platform::sql! {
    ISSUE = "INSERT INTO stop_order (id, cancellation, dispatch, request, shipment, line_id, department, quantity, whole, \
        issued_at, done_quantity, disposal, remark) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '', '')";
    ACKNOWLEDGE = "UPDATE stop_order SET acknowledged_at = $1, acknowledged_by = $2, done_quantity = $3, disposal = $4, \
        remark = $5 WHERE id = $6 AND acknowledged_at IS NULL";
}

/// What is to be stopped of a dispatch.
struct Ordered {
    quantity: Quantity,
    whole: bool,
    /// What purchasing was to buy for it; nothing: the dispatch itself.
    request: Option<Id>,
    /// What lay packed of it.
    shipment: Option<Id>,
}

/// Stops for what lay packed: logistics takes it out of the packages.
pub fn order_unpacked(tx: &mut Tx, order: &Order, one: &Cancellation, taken: &[Taken]) -> Outcome<()> {
    let given = fulfilment::of_order(tx, order.id)?;
    for taken in taken {
        let Some(dispatch) = given.iter().find(|dispatch| dispatch.line == taken.line) else { continue };
        let (quantity, whole, shipment) = (taken.quantity, taken.whole, Some(taken.shipment));
        issue(tx, order, one, dispatch, &Ordered { quantity, whole, request: None, shipment })?;
    }
    Ok(())
}

/// Stops for a dispatch and for what purchasing was to buy for it: nobody learns by chance that it is not wanted any more.
pub fn order_all(
    tx: &mut Tx,
    order: &Order,
    one: &Cancellation,
    dispatch: &Dispatch,
    quantity: Quantity,
    cut: &Cut,
) -> Outcome<()> {
    let whole = cut.whole;
    issue(tx, order, one, dispatch, &Ordered { quantity, whole, request: None, shipment: None })?;
    for need in &cut.ended {
        let stop = Ordered { quantity: need.quantity, whole, request: Some(need.request), shipment: None };
        issue(tx, order, one, dispatch, &stop)?;
    }
    Ok(())
}

/// An order to stop, and the department's duty to answer it; one duty for all its stops of a cancellation.
fn issue(tx: &mut Tx, order: &Order, one: &Cancellation, dispatch: &Dispatch, what: &Ordered) -> Outcome<()> {
    let (id, now, line) = (tx.new_id(), tx.now(), dispatch.line);
    // What work lacked is purchasing's, whoever makes it.
    let department = match (what.shipment, what.request) {
        (Some(_), _) => Role::Logistics,
        (None, Some(_)) => Role::Purchasing,
        (None, None) => dispatch.department,
    };
    let (request, shipment, quantity, whole) = (what.request, what.shipment, what.quantity, what.whole);
    let params: [&dyn platform::db::Param; 10] =
        [&id, &one.id, &dispatch.id, &request, &shipment, &line, &department, &quantity, &whole, &now];
    tx.execute(&ISSUE, &params)?;
    let asked = duty::of(tx, one.id)?.iter().any(|d| d.kind == "acknowledge_stop" && d.owner_role == Some(department));
    if asked { Ok(()) } else { duties::give_to(tx, &cancellation::about(one, order), "acknowledge_stop", department) }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct StopForm {
    pub done: String,
    pub disposal: String,
    pub remark: String,
}

/// `POST /cancellations/{id}/stops/{stop}/acknowledgement`
pub async fn acknowledge(
    State(app): State<App>,
    ask: Ask,
    Path((id, stop)): Path<(Id, Id)>,
    body: Body<StopForm>,
) -> Result<Response, Failure> {
    let act = AcknowledgeStop { cancellation: id, stop, form: body.value };
    cancel_page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub const ACKNOWLEDGE_STOP: Step<CancelState, CancelKnown> = Step {
    id: "cancel.acknowledge_stop",
    clause: "4.4.3",
    from: &[CancelState::Stopping],
    to: None,
    by: By::Roles(STOPPERS),
    opens: &[],
    closes: &["acknowledge_stop"],
    rules: &[DISPOSED, DONE, RETURNED],
};

/// Every department has stopped.
pub const ALL_STOPPED: Step<CancelState, CancelKnown> = Step {
    id: "cancel.all_stopped",
    clause: "4.4.3",
    from: &[CancelState::Stopping],
    to: Some(CancelState::Costing),
    by: By::System,
    opens: &["cost_cancellation"],
    closes: &["acknowledge_stop"],
    rules: &[],
};

pub struct AcknowledgeStop {
    pub cancellation: Id,
    pub stop: Id,
    pub form: StopForm,
}

impl Act for AcknowledgeStop {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = cancellation::desk(tx, who, self.cancellation, "")?;
        let stops = cancellation::stops(tx, self.cancellation)?;
        let stop = stops.iter().find(|stop| stop.id == self.stop).ok_or(Trouble::Hidden)?;
        let done = self.done()?;
        let disposal = Disposal::from_code(&self.form.disposal);
        let remark = bounded("remark", &self.form.remark)?;
        let line = desk.order.lines.iter().find(|line| line.id == stop.line);
        let begun = match (stop.shipment, stop.request) {
            (Some(_), _) => Quantity::ZERO,
            (None, Some(_)) => stop.received,
            (None, None) => line.map(|line| touch::done(line, stop.mode)).unwrap_or_default(),
        };
        let most = stop.quantity.max(begun);
        let known = CancelKnown {
            // What was begun has to go somewhere.
            disposed: disposal.is_some_and(|d| fits(stop, d) && (d != Disposal::NotBegun || done.is_zero())),
            too_much: done > most,
            back: touch::back(tx, stop, done, disposal)?,
            ..CancelKnown::default()
        };
        let leave = ACKNOWLEDGE_STOP.admit(desk.one.state, &of_department(who, stop.department), &known, &[])?;
        if leave.idle {
            return Ok(self.cancellation);
        }
        let (now, by, code) = (tx.now(), Some(who.id), disposal.map_or("", Disposal::code));
        if tx.execute(&ACKNOWLEDGE, &[&now, &by, &done, &code, &remark, &stop.id])? == 0 {
            return Err(Trouble::stale(self.cancellation));
        }
        let open =
            |role: Role| stops.iter().any(|s| s.id != stop.id && s.department == role && s.acknowledged_at.is_none());
        if let Some(disposal) = disposal {
            touch::clear_up(tx, who, stop, done, disposal, &desk.one.number)?;
            desk.order = order::fetch_held(tx, desk.order.id)?;
        }
        if !open(stop.department) {
            duty::close_of_department(tx, self.cancellation, "acknowledge_stop", stop.department, who)?;
        }
        let body = json!({ "department": stop.department, "done": done, "disposal": code, "remark": remark });
        cancellation::tell_history(tx, who, &desk.order, &desk.one, &leave, body)?;
        all_stopped(tx, &desk.order, &mut desk.one)?;
        Ok(self.cancellation)
    }
}

/// What lay packed goes back to the shelf, and nowhere else: it is stock.
pub fn fits(stop: &Stop, disposal: Disposal) -> bool {
    stop.shipment.is_none() || matches!(disposal, Disposal::NotBegun | Disposal::Stock)
}

impl AcknowledgeStop {
    fn done(&self) -> Outcome<Quantity> {
        let text = self.form.done.trim();
        if text.is_empty() {
            return Ok(Quantity::ZERO);
        }
        let found = Quantity::parse_lenient(text).ok().filter(|q| !q.is_negative());
        found.ok_or_else(|| Trouble::invalid("done", Say::new("intake-bad-quantity")))
    }
}

/// Where no stop is open any more, the costs are next.
pub fn all_stopped(tx: &mut Tx, order: &Order, one: &mut Cancellation) -> Outcome<()> {
    if cancellation::stops(tx, one.id)?.iter().any(|stop| stop.acknowledged_at.is_none()) {
        return Ok(());
    }
    let leave = ALL_STOPPED.admit(one.state, &system(), &CancelKnown::default(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let system = Person::system();
    cancellation::advance(tx, &system, order, one, &leave, json!({}))?;
    people::tell(tx, &system, order.owner, MemoKind::Change, &one.href(), &one.number, "")
}
