//! 4.4, 4.2.4: one customer's need ends. A purchase that it shares with others is amended: theirs stay as they are; one
//! that has nothing left to bring is stopped.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry};
use platform::limits::FIELD_CHARS;
use platform::quantity::Quantity;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::book::{self, Needs};
use super::purchase::{self, Purchase, PurchaseState};
use super::request::{self, RequestState};
use super::{amendment, queue};
use crate::people::Again;

/// `POST /purchase-requests/{id}/stop`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<StopForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, StopRequest { request: id, form: body.value }).await {
        Ok(()) => Ok(ask.see("/purchases", &json!({ "id": id }))),
        Err(trouble) => queue::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct StopForm {
    pub ground: String,
}

pub struct StopRequest {
    pub request: Id,
    pub form: StopForm,
}

pub struct Facts {
    ground: String,
}

pub const STOP_REQUEST: Step<RequestState, Facts> = Step {
    id: "purchase_request.stop",
    clause: "4.2.4",
    from: &[RequestState::Dispatched, RequestState::Acknowledged, RequestState::Bought],
    to: Some(RequestState::Stopped),
    by: By::Roles(&[Role::Purchasing]),
    opens: &[],
    closes: &["quote_request"],
    rules: &[Rule { id: "purchase_request.ground", clause: "4.2.4", weight: Weight::Must, verdict: grounded }],
};

fn grounded(facts: &Facts) -> Vec<Finding> {
    if facts.ground.is_empty() { vec![Finding::fail(Say::new("masters-rule-ground"))] } else { Vec::new() }
}

/// What happens to a purchase one of whose needs ends.
pub const AMEND: Step<PurchaseState, ()> = Step {
    id: "purchase.amend",
    clause: "4.2.4",
    from: &[PurchaseState::Quoting, PurchaseState::Awarded, PurchaseState::Contracted, PurchaseState::PartlyReceived],
    to: None,
    // It follows from the end of the need, whoever ended it.
    by: By::System,
    opens: &[],
    closes: &[],
    rules: &[],
};

/// The rest is there already.
pub const AMEND_LAST: Step<PurchaseState, ()> = Step {
    id: "purchase.amend_last",
    from: &[PurchaseState::PartlyReceived],
    to: Some(PurchaseState::Received),
    opens: &["close_purchase"],
    closes: &["await_goods"],
    ..AMEND
};

/// Nothing is left of it.
pub const AMEND_ALL: Step<PurchaseState, ()> = Step {
    id: "purchase.amend_all",
    from: &[PurchaseState::Quoting, PurchaseState::Awarded, PurchaseState::Contracted],
    to: Some(PurchaseState::Stopped),
    closes: &["send_rfq", "await_quotes", "award_purchase", "sign_contract", "await_goods"],
    ..AMEND
};

platform::sql! {
    IN_PURCHASES = "SELECT DISTINCT l.purchase FROM purchase_part t JOIN purchase_line l ON l.id = t.line \
        WHERE t.request = $1 LIMIT 100";
}

impl Act for StopRequest {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let ground = self.form.ground.trim().to_string();
        if ground.chars().count() as u64 > FIELD_CHARS.value {
            return Err(Trouble::invalid("ground", Say::new("masters-bad-too-long").arg("max", FIELD_CHARS.value)));
        }
        let purchases = held_purchases(tx, self.request)?;
        let found = request::held(tx, &[self.request])?.remove(&self.request).ok_or(Trouble::Hidden)?;
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = STOP_REQUEST.admit(found.state, &standing, &Facts { ground: ground.clone() }, &[])?;
        if leave.idle {
            return Ok(());
        }
        take_out_of(tx, who, &purchases, self.request, found.covered, &ground)?;
        let mut request = request::held(tx, &[self.request])?.remove(&self.request).ok_or(Trouble::Hidden)?;
        request.state = leave.to;
        request.ground.clone_from(&ground);
        request::write(tx, &request, "")?;
        let body = json!({ "ground": ground, "quantity": request.quantity, "received": request.received });
        let entry = Entry { chain: request.id, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        Ok(history::append(tx, who, &entry)?)
    }
}

/// The purchases in which a need stands; nobody else changes them meanwhile.
fn held_purchases(tx: &mut Tx, request: Id) -> Outcome<Vec<Purchase>> {
    let mut ids: Vec<Id> = tx.list(&IN_PURCHASES, &[&request], |row| row.get(0))?;
    ids.sort_unstable();
    ids.into_iter().map(|id| purchase::held(tx, id, "")).collect()
}

/// Takes a quantity of a need out of the purchases in which it stands; what came in stays.
pub(super) fn take_out(tx: &mut Tx, who: &Person, request: Id, quantity: Quantity, ground: &str) -> Outcome<()> {
    let purchases = held_purchases(tx, request)?;
    take_out_of(tx, who, &purchases, request, quantity, ground)
}

fn take_out_of(
    tx: &mut Tx,
    who: &Person,
    purchases: &[Purchase],
    request: Id,
    quantity: Quantity,
    ground: &str,
) -> Outcome<()> {
    let mut may: Vec<&Purchase> = purchases.iter().filter(|purchase| AMEND.from.contains(&purchase.state)).collect();
    // What no supplier is bound to yet goes first.
    may.sort_by_key(|purchase| purchase.contracted_at.is_some());
    let mut rest = quantity;
    for purchase in may {
        if rest.is_positive() {
            let taken = lessen(tx, who, purchase, request, rest, ground)?;
            rest = rest.minus(taken);
        }
    }
    Ok(())
}

/// Answers how much was taken out.
fn lessen(tx: &mut Tx, who: &Person, p: &Purchase, request: Id, most: Quantity, ground: &str) -> Outcome<Quantity> {
    let mut needs = Needs::held(tx, p.id)?;
    let mut lines = purchase::lines(tx, p.id)?;
    let mut less_all = Quantity::ZERO;
    for at in 0..needs.parts.len() {
        let part = needs.parts[at].clone();
        let less = part.quantity.minus(part.received).min(most.minus(less_all));
        if part.request != request || !less.is_positive() {
            continue;
        }
        needs.uncover(tx, at, less)?;
        less_all = less_all.plus(less);
        if let Some(line) = lines.iter_mut().find(|line| line.id == part.line) {
            // What came in was ordered, though nobody waits for it any more.
            line.quantity = line.quantity.minus(less).max(line.received);
            line.awaited = line.awaited && line.outstanding().is_positive();
            book::price(line, p.currency)?;
            purchase::write_line(tx, line)?;
        }
    }
    if !less_all.is_positive() {
        return Ok(less_all);
    }
    let step = if lines.iter().all(|line| line.quantity.is_zero() && line.received.is_zero()) {
        &AMEND_ALL
    } else if p.state == PurchaseState::PartlyReceived && !lines.iter().any(|line| line.outstanding().is_positive()) {
        &AMEND_LAST
    } else {
        &AMEND
    };
    let system = Standing { system: true, ..Standing::default() };
    let leave = step.admit(p.state, &system, &(), &[])?;
    if !leave.idle {
        let body = json!({ "ground": ground, "less": less_all, "request": request });
        purchase::advance(tx, who, p, &leave, body)?;
        let after = Purchase { state: leave.to, lock: p.lock + 1, ..p.clone() };
        amendment::owed(tx, who, after, ground)?;
    }
    Ok(less_all)
}
