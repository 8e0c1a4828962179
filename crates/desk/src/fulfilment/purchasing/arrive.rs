//! 4.2.4: goods that passed lie in stock and are held at once for whoever waits for them, the most urgent first: the
//! row of the stock decides, so no piece is held twice. What nobody waits for is free.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::book::Needs;
use super::purchase::{self, Part, Purchase, PurchaseState};
use super::receive::{self, Receipt};
use super::{measured, minus, page, plus};
use crate::fulfilment::dispatch;
use crate::masters::{self, MoveKind};
use crate::people::Again;

platform::sql! {
    ARRIVE = "INSERT INTO purchase_arrival (id, receipt, request, quantity, reservation) VALUES ($1, $2, $3, $4, $5)";
}

/// The seam of the incoming inspection: a quantity of a receipt is good. The caller holds the purchase.
pub fn passed(tx: &mut Tx, who: &Person, p: &Purchase, receipt: Id, quantity: Quantity) -> Outcome<()> {
    let mut receipt = receive::one(tx, p.id, receipt)?;
    receipt.passed = plus(receipt.passed, quantity);
    receive::write(tx, &receipt)?;
    let line = purchase::lines(tx, p.id)?.into_iter().find(|line| line.id == receipt.line);
    let product = line.ok_or(Trouble::Hidden)?.product;
    masters::take_in(tx, who, product, MoveKind::Receipt, quantity, p.called())?;
    let mut needs = Needs::held(tx, p.id)?;
    let mut rest = quantity;
    for at in 0..needs.parts.len() {
        let part = needs.parts[at].clone();
        let takes = minus(part.quantity, part.received).min(rest);
        if part.line != receipt.line || !takes.is_positive() {
            continue;
        }
        rest = minus(rest, takes);
        let made_for = needs.request(part.request).and_then(|request| request.made_for);
        let reservation = reserve(tx, product, &part, takes, made_for)?;
        let id = tx.new_id();
        tx.execute(&ARRIVE, &[&id, &receipt.id, &part.request, &takes, &reservation])?;
        needs.bring(tx, at, takes)?;
        if let Some(request) = needs.request(part.request).cloned() {
            measured(tx, who, &request, takes)?;
        }
    }
    Ok(())
}

/// For the line whose need it was; as a part of what is made where a work order waits for it.
fn reserve(tx: &mut Tx, product: Id, part: &Part, quantity: Quantity, made_for: Option<Id>) -> Outcome<Option<Id>> {
    let Some(line) = part.order_line else { return Ok(None) };
    if !masters::reserve(tx, product, quantity)? {
        return Err(Trouble::stale(part.request));
    }
    let by = if made_for.is_none() { Some(part.request) } else { None };
    Ok(Some(dispatch::keep_reservation(tx, product, line, quantity, by)?))
}

/// `POST /purchases/{id}/receipts/{receipt}/inspection`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path((id, receipt)): Path<(Id, Id)>,
    body: Body<PassForm>,
) -> Result<Response, Failure> {
    let act = PassReceipt { purchase: id, receipt, form: body.value };
    match app.perform_once(ask.who()?, body.once, act).await {
        Ok(()) => Ok(ask.see(&format!("/purchases/{id}"), &json!({ "id": receipt }))),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PassForm {
    /// Empty: all that waits.
    pub quantity: String,
}

pub struct PassReceipt {
    pub purchase: Id,
    pub receipt: Id,
    pub form: PassForm,
}

pub struct Facts {
    quantity: Quantity,
    waits: Quantity,
}

/// Quality lets goods in. What fails stays waiting until it goes back to the supplier.
pub const PASS: Step<PurchaseState, Facts> = Step {
    id: "purchase.pass",
    clause: "4.2.4",
    from: &[PurchaseState::PartlyReceived, PurchaseState::Received],
    to: None,
    by: By::Roles(&[Role::Quality]),
    opens: &[],
    closes: &[],
    rules: &[Rule { id: "receipt.waits", clause: "4.2.4", weight: Weight::Must, verdict: waits }],
};

fn waits(facts: &Facts) -> Vec<Finding> {
    if facts.quantity.is_positive() && facts.quantity <= facts.waits {
        return Vec::new();
    }
    vec![Finding::fail(Say::new("receipt-refused-waits").arg("waits", facts.waits.page()))]
}

impl Act for PassReceipt {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let purchase = purchase::held(tx, self.purchase, "")?;
        let receipt: Receipt = receive::one(tx, purchase.id, self.receipt)?;
        let typed = self.form.quantity.trim();
        let quantity = if typed.is_empty() {
            receipt.waits()
        } else {
            Quantity::parse_lenient(typed).map_err(|_| Trouble::invalid("quantity", Say::new("masters-bad-number")))?
        };
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let facts = Facts { quantity, waits: receipt.waits() };
        let leave = PASS.admit(purchase.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        let line = purchase::lines(tx, purchase.id)?.into_iter().find(|line| line.id == receipt.line);
        let mut line = line.ok_or(Trouble::Hidden)?;
        line.to_inspect = minus(line.to_inspect, quantity);
        purchase::write_line(tx, &line)?;
        passed(tx, who, &purchase, receipt.id, quantity)?;
        let body = json!({"line": line.no, "quantity": quantity, "note": receipt.note_no});
        purchase::advance(tx, who, &purchase, &leave, body)
    }
}
