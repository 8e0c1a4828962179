//! 4.4.4: a cost that was written down by mistake. Whoever wrote it takes it back while nobody has decided who bears it; its
//! row stays, and the order's history says what it was.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::cancel_page;
use super::cancellation::{self, CancelState};
use super::draft::PressForm;
use super::settle::COSTING;

platform::sql! {
    WITHDRAW = "UPDATE cancellation_cost SET withdrawn_at = $1, withdrawn_by = $2 WHERE id = $3 AND cancellation = $4 \
        AND decided_at IS NULL AND withdrawn_at IS NULL";
}

/// What the rules look at.
#[derive(Debug, Default)]
pub struct Written {
    /// Who acts wrote it.
    pub own: bool,
    pub decided: bool,
}

const fn must(id: &'static str, verdict: fn(&Written) -> Vec<Finding>) -> Rule<Written> {
    Rule { id, clause: "4.4.4", weight: Weight::Must, verdict }
}

fn fail_if(broken: bool, key: &'static str) -> Vec<Finding> {
    if broken { vec![Finding::fail(Say::new(key))] } else { Vec::new() }
}

const OWN: Rule<Written> = must("cancel.cost_own", |w| fail_if(!w.own, "cancel-refused-cost-own"));
const OPEN: Rule<Written> = must("cancel.cost_open", |w| fail_if(w.decided, "cancel-refused-cost-open"));

/// Anyone, that is: whoever wrote it.
pub const WITHDRAW_COST: Step<CancelState, Written> = Step {
    id: "cancel.withdraw_cost",
    clause: "4.4.4",
    from: COSTING,
    to: None,
    by: By::Anyone,
    opens: &[],
    closes: &[],
    rules: &[OWN, OPEN],
};

/// `POST /cancellations/{id}/costs/{cost}/withdrawal`
pub async fn withdraw(
    State(app): State<App>,
    ask: Ask,
    Path((id, cost)): Path<(Id, Id)>,
    body: Body<PressForm>,
) -> Result<Response, Failure> {
    let act = WithdrawCost { cancellation: id, cost };
    cancel_page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub struct WithdrawCost {
    pub cancellation: Id,
    pub cost: Id,
}

impl Act for WithdrawCost {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = cancellation::desk(tx, who, self.cancellation, "")?;
        let costs = cancellation::costs(tx, self.cancellation)?;
        let cost = costs.iter().find(|cost| cost.id == self.cost).ok_or(Trouble::Hidden)?;
        let written = Written { own: cost.added_by == who.id, decided: cost.decided_at.is_some() };
        let leave = WITHDRAW_COST.admit(desk.one.state, &desk.stands, &written, &[])?;
        if leave.idle {
            return Ok(self.cancellation);
        }
        let now = tx.now();
        if tx.execute(&WITHDRAW, &[&now, &who.id, &cost.id, &self.cancellation])? == 0 {
            return Err(Trouble::stale(self.cancellation));
        }
        let body = json!({ "department": cost.department, "text": cost.text, "amount": cost.amount });
        cancellation::advance(tx, who, &desk.order, &mut desk.one, &leave, body)?;
        Ok(self.cancellation)
    }
}
