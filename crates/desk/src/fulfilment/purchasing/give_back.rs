//! 4.2.4: goods go back to the supplier: to be replaced, or for credit. What was received is less by them; what was held
//! of them is held no more.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
use platform::limits::FIELD_CHARS;
use platform::quantity::Quantity;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::book::{self, Needs};
use super::purchase::{self, Purchase, PurchaseState};
use super::receive::{self, Receipt};
use super::{failed, measured, page};
use crate::fulfilment::expect::{Cause, SlipKind};
use crate::fulfilment::{amend, inspection};
use crate::masters;
use crate::people::Again;

platform::words! {
    pub enum ReturnOutcome { Replace = "replace", Credit = "credit" }
}

/// `POST /purchases/{id}/returns`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ReturnForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, GiveBack { purchase: id, form: body.value }).await {
        Ok(()) => Ok(ask.see(&format!("/purchases/{id}"), &json!({ "id": id }))),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReturnForm {
    pub lock: String,
    pub receipt: String,
    pub quantity: String,
    /// `replace` or `credit`.
    pub outcome: String,
    pub reason: String,
}

pub struct GiveBack {
    pub purchase: Id,
    pub form: ReturnForm,
}

pub struct Facts {
    reason: String,
    quantity: Quantity,
    /// What of the receipt is still in the house.
    here: Quantity,
}

pub const GIVE_BACK: Step<PurchaseState, Facts> = Step {
    id: "purchase.return",
    clause: "4.2.4",
    from: &[PurchaseState::PartlyReceived, PurchaseState::Received],
    to: Some(PurchaseState::PartlyReceived),
    by: By::Roles(&[Role::Purchasing, Role::Quality, Role::Warehouse]),
    opens: &["await_goods"],
    closes: &["await_goods", "close_purchase"],
    rules: &[
        Rule { id: "return.reason", clause: "4.2.4", weight: Weight::Must, verdict: reasoned },
        Rule { id: "return.within", clause: "4.2.4", weight: Weight::Must, verdict: within },
    ],
};

/// Nothing comes instead, so it may also be done with: what a customer cancels goes back after the purchase was closed.
pub const GIVE_BACK_CREDIT: Step<PurchaseState, Facts> = Step {
    id: "purchase.return_credit",
    from: &[PurchaseState::PartlyReceived, PurchaseState::Received, PurchaseState::Closed],
    to: None,
    opens: &[],
    closes: &[],
    ..GIVE_BACK
};

fn reasoned(facts: &Facts) -> Vec<Finding> {
    if facts.reason.is_empty() { vec![Finding::fail(Say::new("masters-rule-ground"))] } else { Vec::new() }
}

fn within(facts: &Facts) -> Vec<Finding> {
    if facts.quantity <= facts.here {
        return Vec::new();
    }
    vec![Finding::fail(Say::new("return-refused-here").arg("here", facts.here.page()))]
}

#[derive(Clone, Debug, Serialize)]
pub struct Returned {
    pub id: Id,
    /// What goes back, by the number of its line.
    pub line_no: i64,
    pub at: Instant,
    pub by_name: String,
    pub note_no: String,
    pub quantity: Quantity,
    pub outcome: ReturnOutcome,
    pub reason: String,
}

platform::sql! {
    ADD = "INSERT INTO purchase_return (id, purchase, receipt, at, by_name, quantity, outcome, reason) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    OF_PURCHASE = "SELECT t.at, t.by_name, c.note_no, t.quantity, t.outcome, t.reason, t.id, l.no FROM purchase_return t \
        JOIN purchase_receipt c ON c.id = t.receipt JOIN purchase_line l ON l.id = c.line WHERE t.purchase = $1 ORDER BY t.at DESC, t.id DESC LIMIT 200";
    // What of a receipt is held for whom.
    HELD = "SELECT a.id, a.request, a.quantity, a.reservation, CASE WHEN a.reservation IS NULL THEN a.quantity \
        WHEN v.ended_at IS NULL THEN v.quantity ELSE 0 END FROM purchase_arrival a \
        LEFT JOIN reservation v ON v.id = a.reservation WHERE a.receipt = $1 LIMIT 500";
    LESS = "UPDATE purchase_arrival SET quantity = quantity - $1 WHERE id = $2 AND quantity >= $1";
    HOLD_LESS = "UPDATE reservation SET quantity = quantity - $1, ended_at = CASE WHEN quantity = $1 THEN $2 ELSE ended_at END \
        WHERE id = $3 AND ended_at IS NULL AND quantity >= $1";
}

pub fn of_purchase(tx: &mut Tx, purchase: Id) -> Outcome<Vec<Returned>> {
    Ok(tx.list(&OF_PURCHASE, &[&purchase], |row| {
        Ok(Returned {
            at: row.get(0)?,
            by_name: row.get(1)?,
            note_no: row.get(2)?,
            quantity: row.get(3)?,
            outcome: row.get(4)?,
            reason: row.get(5)?,
            id: row.get(6)?,
            line_no: row.get(7)?,
        })
    })?)
}

/// What a receipt brought to a need, and how much of it still lies here for it.
pub(super) struct Held {
    arrival: Id,
    pub request: Id,
    pub reservation: Option<Id>,
    pub here: Quantity,
}

impl Act for GiveBack {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let purchase = purchase::held(tx, self.purchase, &self.form.lock)?;
        let (receipt, quantity, outcome, reason) = self.read(tx)?;
        let unseen = receipt.waits().min(quantity);
        let back = Back { receipt: receipt.id, quantity, outcome, reason, from: Out::Anywhere };
        if back.go(tx, who, &purchase)? && unseen.is_positive() {
            inspection::went_back(tx, who, purchase.id, receipt.id, unseen, &back.reason)?;
        }
        Ok(())
    }
}

/// 5.1.1: goods that failed their inspection go back before they were ever in stock. The caller holds the purchase and
/// has settled the inspection.
pub fn sent_back(
    tx: &mut Tx,
    who: &Person,
    purchase: Id,
    receipt: Id,
    quantity: Quantity,
    outcome: &str,
    reason: &str,
) -> Outcome<()> {
    let outcome = ReturnOutcome::from_code(outcome);
    let outcome = outcome.ok_or_else(|| Trouble::invalid("outcome", Say::new("return-bad-outcome")))?;
    let purchase = purchase::fetch(tx, purchase)?;
    let back = Back { receipt, quantity, outcome, reason: reason.to_string(), from: Out::Unseen };
    back.go(tx, who, &purchase).map(|_| ())
}

/// From where goods leave.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Out {
    /// What was not let in first, then what lies in stock.
    Anywhere,
    /// What failed its inspection.
    Unseen,
    Stock,
    /// What lies here for one need and failed before it left.
    Failed(Id),
}

/// Goods on their way back.
pub(super) struct Back {
    pub from: Out,
    pub receipt: Id,
    pub quantity: Quantity,
    pub outcome: ReturnOutcome,
    pub reason: String,
}

impl Back {
    /// False where nothing moved.
    pub fn go(&self, tx: &mut Tx, who: &Person, purchase: &Purchase) -> Outcome<bool> {
        let (quantity, outcome) = (self.quantity, self.outcome);
        let mut receipt = receive::one(tx, purchase.id, self.receipt)?;
        let line = purchase::lines(tx, purchase.id)?.into_iter().find(|line| line.id == receipt.line);
        let mut line = line.ok_or(Trouble::Hidden)?;
        // What is held of it for others stays, where only free goods go.
        let mut held = if self.from == Out::Stock { Vec::new() } else { held(tx, receipt.id)? };
        if let Out::Failed(need) = self.from {
            held.retain(|held| held.request == need && held.reservation.is_some());
        }
        let reserved = held.iter().fold(Quantity::ZERO, |sum, held| sum.plus(held.here));
        let brought = receipt.passed.minus(reserved).max(Quantity::ZERO);
        let free = brought.min(masters::free_stock(tx, line.product)?).max(Quantity::ZERO);
        let stocked = reserved.plus(free);
        let here = match self.from {
            Out::Anywhere => receipt.waits().plus(stocked),
            Out::Unseen => receipt.waits(),
            Out::Stock => stocked,
            Out::Failed(_) => reserved,
        };
        let facts = Facts { reason: self.reason.clone(), quantity, here };
        let step = if outcome == ReturnOutcome::Credit { &GIVE_BACK_CREDIT } else { &GIVE_BACK };
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = step.admit(purchase.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(false);
        }
        let unseen = match self.from {
            Out::Stock | Out::Failed(_) => Quantity::ZERO,
            Out::Anywhere | Out::Unseen => receipt.waits().min(quantity),
        };
        let stocked = quantity.minus(unseen);
        receipt.returned = receipt.returned.plus(quantity);
        receipt.passed = receipt.passed.minus(stocked);
        receive::write(tx, &receipt)?;
        line.received = line.received.minus(quantity);
        line.returned = line.returned.plus(quantity);
        line.to_inspect = line.to_inspect.minus(unseen);
        let mut needs = Needs::held(tx, purchase.id)?;
        let had: Vec<Quantity> = needs.parts.iter().map(|part| part.received).collect();
        if stocked.is_positive() {
            let failed = matches!(self.from, Out::Failed(_));
            let document = purchase.called();
            let out = Leaving { product: line.product, line: line.id, quantity: stocked, document, failed };
            out.leave_stock(tx, who, &held, &mut needs)?;
        }
        let again = failed::again_on(tx, line.product)?;
        if outcome == ReturnOutcome::Replace && stocked.is_positive() {
            // The supplier's day is over, and nobody has heard another one from him yet.
            line.expected_on = line.expected_on.max(Some(again));
        }
        if outcome == ReturnOutcome::Credit {
            line.quantity = line.quantity.minus(quantity);
            book::price(&mut line, purchase.currency)?;
        }
        line.awaited = line.outstanding().is_positive();
        purchase::write_line(tx, &line)?;
        let before: Vec<(Id, Quantity)> = needs.parts.iter().map(|part| (part.request, part.quantity)).collect();
        needs.fit(tx, &line)?;
        for (part, (request, had)) in needs.parts.iter().zip(before) {
            let gone = had.minus(part.quantity);
            if gone.is_positive() {
                amend::went_away(tx, who, request, gone, &self.reason)?;
            }
        }
        for (part, _) in needs.parts.iter().zip(had).filter(|(part, had)| part.received < *had) {
            let cause = Cause::new(SlipKind::Supplier, format!("{} {}", purchase.called(), self.reason));
            failed::wanted_again(tx, who, part.request, again, &cause)?;
        }
        let (id, now) = (tx.new_id(), tx.now());
        tx.execute(&ADD, &[&id, &purchase.id, &receipt.id, &now, &who.name, &quantity, &outcome, &self.reason])?;
        let body = json!({"line": line.no, "quantity": quantity, "note": receipt.note_no, "outcome": outcome,
            "ground": self.reason});
        purchase::advance(tx, who, purchase, &leave, body)?;
        Ok(true)
    }
}

impl GiveBack {
    fn read(&self, tx: &mut Tx) -> Outcome<(Receipt, Quantity, ReturnOutcome, String)> {
        let mut wrong = Fields::none();
        let receipt = match self.form.receipt.parse::<Id>() {
            Ok(id) => Some(receive::one(tx, self.purchase, id)?),
            Err(_) => {
                wrong.add("receipt", Say::new("return-bad-receipt"));
                None
            }
        };
        let quantity = Quantity::parse_lenient(&self.form.quantity).ok().filter(|quantity| quantity.is_positive());
        if quantity.is_none() {
            wrong.add("quantity", Say::new("masters-bad-not-positive"));
        }
        let outcome = ReturnOutcome::from_code(&self.form.outcome);
        if outcome.is_none() {
            wrong.add("outcome", Say::new("return-bad-outcome"));
        }
        let reason = self.form.reason.trim().to_string();
        if reason.chars().count() as u64 > FIELD_CHARS.value {
            wrong.add("reason", Say::new("masters-bad-too-long").arg("max", FIELD_CHARS.value));
        }
        wrong.check()?;
        match (receipt, quantity, outcome) {
            (Some(receipt), Some(quantity), Some(outcome)) => Ok((receipt, quantity, outcome, reason)),
            _ => Err(Trouble::Hidden),
        }
    }
}

pub(super) fn held(tx: &mut Tx, receipt: Id) -> Outcome<Vec<Held>> {
    Ok(tx.list(&HELD, &[&receipt], |row| {
        let (brought, here): (Quantity, Quantity) = (row.get(2)?, row.get(4)?);
        Ok(Held { arrival: row.get(0)?, request: row.get(1)?, reservation: row.get(3)?, here: here.min(brought) })
    })?)
}

/// Goods that leave the stock again.
struct Leaving<'a> {
    product: Id,
    line: Id,
    quantity: Quantity,
    document: &'a str,
    /// It failed before it left: it is not at hand already.
    failed: bool,
}

impl Leaving<'_> {
    /// What was held of it leaves first, the least urgent before the others; the rest is free stock.
    fn leave_stock(&self, tx: &mut Tx, who: &Person, held: &[Held], needs: &mut Needs) -> Outcome<()> {
        let reserved = held.iter().fold(Quantity::ZERO, |sum, held| sum.plus(held.here));
        let mut from_held = reserved.min(self.quantity);
        for at in (0..needs.parts.len()).rev() {
            let part = &needs.parts[at];
            if part.line != self.line {
                continue;
            }
            let request = part.request;
            for held in held.iter().filter(|held| held.request == request) {
                let takes = held.here.min(from_held);
                if takes.is_positive() {
                    from_held = from_held.minus(takes);
                    lessen(tx, held, takes)?;
                    if held.reservation.is_some() && !masters::release(tx, self.product, takes)? {
                        return Err(moved());
                    }
                    needs.take(tx, at, takes)?;
                    if let Some(request) = needs.request(request).cloned() {
                        let less = Quantity::from_millionths(-takes.millionths());
                        measured(tx, who, &request, less, if self.failed { Quantity::ZERO } else { less })?;
                    }
                }
            }
        }
        if !masters::give_back(tx, who, self.product, self.quantity, self.document)? {
            return Err(Trouble::stale(self.line));
        }
        Ok(())
    }
}

fn moved() -> Trouble {
    Fault::other("return", "a reservation moved while it was held").into()
}

/// So much less of a receipt lies here for its need; what the stock keeps for it is the caller's to lessen.
pub(super) fn lessen(tx: &mut Tx, held: &Held, quantity: Quantity) -> Outcome<()> {
    let now = tx.now();
    tx.execute(&LESS, &[&quantity, &held.arrival])?;
    match held.reservation {
        Some(reservation) if tx.execute(&HOLD_LESS, &[&quantity, &now, &reservation])? != 1 => Err(moved()),
        _ => Ok(()),
    }
}
