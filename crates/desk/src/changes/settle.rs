//! 4.4.4: what the cancellation cost, and who bears it: charged, borne by us, or of use elsewhere, decided line by line by
//! the manager, agreed with the customer where he pays, posted for the settlement. It closes when nothing is open.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::money::Money;
use platform::step::{By, Step};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::cancellation::{
    self, AGREED, BALANCED, COST, CancelKnown, CancelState, Cost, DECIDED, SAID, STOPPED, STOPPERS,
};
use super::decide::of_department;
use super::draft::{PressForm, paper};
use super::request::Mark;
use super::{cancel_page, posting};
use crate::order;
use crate::review::bounded;

platform::sql! {
    ADD = "INSERT INTO cancellation_cost (id, cancellation, department, text, amount, charged, absorbed, reused, \
        added_at, added_by) VALUES ($1, $2, $3, $4, $5, 0, 0, 0, $6, $7)";
    DECIDE = "UPDATE cancellation_cost SET charged = $1, absorbed = $2, reused = $3, decided_at = $4, decided_by = $5 \
        WHERE id = $6 AND cancellation = $7 AND withdrawn_at IS NULL";
}

/// While costs are written down.
pub const COSTING: &[CancelState] = &[CancelState::Stopping, CancelState::Costing];

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CostForm {
    pub department: String,
    pub text: String,
    pub amount: String,
}

pub const ADD_COST: Step<CancelState, CancelKnown> = Step {
    id: "cancel.add_cost",
    clause: "4.4.4",
    from: COSTING,
    to: None,
    by: By::Owner,
    opens: &[],
    closes: &[],
    rules: &[COST],
};

/// A department that stops says what that costs it.
pub const ADD_OWN_COST: Step<CancelState, CancelKnown> =
    Step { id: "cancel.add_own_cost", by: By::Roles(STOPPERS), ..ADD_COST };

/// `POST /cancellations/{id}/costs`
pub async fn add_cost(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<CostForm>,
) -> Result<Response, Failure> {
    let act = AddCost { cancellation: id, form: body.value };
    cancel_page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub struct AddCost {
    pub cancellation: Id,
    pub form: CostForm,
}

impl Act for AddCost {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = cancellation::desk(tx, who, self.cancellation, "")?;
        let text = bounded("text", &self.form.text)?;
        let amount = Money::parse_lenient(self.form.amount.trim(), desk.order.currency).ok().map(Money::minor);
        let amount = amount.filter(|amount| *amount > 0);
        let known = CancelKnown { words: !text.is_empty() && amount.is_some(), ..CancelKnown::default() };
        let stops = cancellation::stops(tx, self.cancellation)?;
        let own = stops.iter().map(|stop| stop.department).find(|department| who.is(*department));
        let leave = match own.filter(|_| !ADD_COST.by.allows(&desk.stands)) {
            Some(own) => ADD_OWN_COST.admit(desk.one.state, &of_department(who, own), &known, &[])?,
            None => ADD_COST.admit(desk.one.state, &desk.stands, &known, &[])?,
        };
        if leave.idle {
            return Ok(self.cancellation);
        }
        let named = Role::from_code(&self.form.department).unwrap_or(Role::Specialist);
        let department = if leave.step == ADD_OWN_COST.id { own.unwrap_or(named) } else { named };
        let (id, now, amount) = (tx.new_id(), tx.now(), amount.unwrap_or(0));
        tx.execute(&ADD, &[&id, &self.cancellation, &department, &text, &amount, &now, &who.id])?;
        let body = json!({ "department": department, "text": text, "amount": amount });
        cancellation::advance(tx, who, &desk.order, &mut desk.one, &leave, body)?;
        Ok(self.cancellation)
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BearForm {
    pub charged: String,
    pub absorbed: String,
    pub reused: String,
}

/// Once more too, while the costs are open: what he said of the split is another matter then.
pub const BEAR: Step<CancelState, CancelKnown> = Step {
    id: "cancel.bear",
    clause: "4.4.4",
    from: &[CancelState::Costing],
    to: None,
    by: By::ActingManager,
    opens: &[],
    closes: &[],
    rules: &[BALANCED],
};

/// `POST /cancellations/{id}/costs/{cost}/decision`
pub async fn bear(
    State(app): State<App>,
    ask: Ask,
    Path((id, cost)): Path<(Id, Id)>,
    body: Body<BearForm>,
) -> Result<Response, Failure> {
    let act = Bear { cancellation: id, cost, form: body.value };
    cancel_page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub struct Bear {
    pub cancellation: Id,
    pub cost: Id,
    pub form: BearForm,
}

impl Act for Bear {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = cancellation::desk(tx, who, self.cancellation, "")?;
        let costs = cancellation::costs(tx, self.cancellation)?;
        let cost = costs.iter().find(|cost| cost.id == self.cost).ok_or(Trouble::Hidden)?;
        let mut fields = Fields::none();
        let mut part = |name: &str, text: &str| {
            let text = text.trim();
            if text.is_empty() {
                return 0;
            }
            let found = Money::parse_lenient(text, desk.order.currency).ok().map(Money::minor).filter(|m| *m >= 0);
            if found.is_none() {
                fields.add(name, Say::new("change-cost-unreadable"));
            }
            found.unwrap_or(0)
        };
        let split = Cost {
            charged: part("charged", &self.form.charged),
            absorbed: part("absorbed", &self.form.absorbed),
            reused: part("reused", &self.form.reused),
            ..cost.clone()
        };
        fields.check()?;
        let known = CancelKnown { balance: split.open(), ..CancelKnown::default() };
        let leave = BEAR.admit(desk.one.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.cancellation);
        }
        let (now, by) = (tx.now(), Some(who.id));
        let (charged, absorbed, reused) = (split.charged, split.absorbed, split.reused);
        tx.execute(&DECIDE, &[&charged, &absorbed, &reused, &now, &by, &cost.id, &self.cancellation])?;
        let body = json!({ "cost": cost.text, "charged": charged, "absorbed": absorbed, "reused": reused });
        cancellation::advance(tx, who, &desk.order, &mut desk.one, &leave, body)?;
        Ok(self.cancellation)
    }
}

fn known(costs: &[Cost]) -> CancelKnown {
    CancelKnown {
        undecided: costs.iter().filter(|cost| cost.decided_at.is_none()).count(),
        balance: costs.iter().map(Cost::open).sum(),
        ..CancelKnown::default()
    }
}

pub const SETTLE: Step<CancelState, CancelKnown> = Step {
    id: "cancel.settle",
    clause: "4.4.4",
    from: &[CancelState::Costing],
    to: Some(CancelState::Settling),
    by: By::Owner,
    opens: &["settle_cancellation"],
    closes: &["cost_cancellation"],
    rules: &[DECIDED],
};

/// `POST /cancellations/{id}/settlement`
pub async fn settle(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PressForm>,
) -> Result<Response, Failure> {
    let act = Settle { cancellation: id, form: body.value };
    cancel_page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub struct Settle {
    pub cancellation: Id,
    pub form: PressForm,
}

impl Act for Settle {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = cancellation::desk(tx, who, self.cancellation, &self.form.lock)?;
        let known = known(&cancellation::costs(tx, self.cancellation)?);
        let leave = SETTLE.admit(desk.one.state, &desk.stands, &known, &[])?;
        if !leave.idle {
            cancellation::advance(tx, who, &desk.order, &mut desk.one, &leave, json!({}))?;
        }
        Ok(self.cancellation)
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AgreeForm {
    pub text: String,
    /// The customer's paper, where there is one.
    pub source: String,
    pub lock: String,
}

/// What the customer said to the costs is written down.
pub const AGREE: Step<CancelState, CancelKnown> = Step {
    id: "cancel.agree",
    clause: "4.4.4",
    from: &[CancelState::Settling],
    to: None,
    by: By::Owner,
    opens: &[],
    closes: &[],
    rules: &[SAID],
};

/// `POST /cancellations/{id}/agreement`
pub async fn agree(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<AgreeForm>,
) -> Result<Response, Failure> {
    let act = Agree { cancellation: id, form: body.value };
    cancel_page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub struct Agree {
    pub cancellation: Id,
    pub form: AgreeForm,
}

impl Act for Agree {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = cancellation::desk(tx, who, self.cancellation, &self.form.lock)?;
        let text = bounded("text", &self.form.text)?;
        let known = CancelKnown { words: !text.is_empty(), ..CancelKnown::default() };
        let leave = AGREE.admit(desk.one.state, &desk.stands, &known, &[])?;
        if !leave.idle {
            let source = paper(tx, &desk.order, &self.form.source, None)?;
            desk.one.said.agreed = Mark { source, ..Mark::of(tx, who, &text) };
            cancellation::advance(tx, who, &desk.order, &mut desk.one, &leave, json!({ "text": text }))?;
        }
        Ok(self.cancellation)
    }
}

pub const CLOSE: Step<CancelState, CancelKnown> = Step {
    id: "cancel.close",
    clause: "4.4.4",
    from: &[CancelState::Settling],
    to: Some(CancelState::Closed),
    by: By::Owner,
    opens: &[],
    closes: &["settle_cancellation"],
    rules: &[STOPPED, CLOSED_BALANCED, AGREED],
};

/// The sum, once more, before anything is posted.
const CLOSED_BALANCED: platform::step::Rule<CancelKnown> =
    platform::step::Rule { id: "cancel.closed_balanced", ..BALANCED };

/// `POST /cancellations/{id}/closing`
pub async fn close(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PressForm>,
) -> Result<Response, Failure> {
    let act = CloseCancellation { cancellation: id, form: body.value };
    cancel_page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub struct CloseCancellation {
    pub cancellation: Id,
    pub form: PressForm,
}

impl Act for CloseCancellation {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = cancellation::desk(tx, who, self.cancellation, &self.form.lock)?;
        let costs = cancellation::costs(tx, self.cancellation)?;
        let sum = |part: fn(&Cost) -> i64| costs.iter().map(part).sum::<i64>();
        let stops = cancellation::stops(tx, self.cancellation)?;
        let known = CancelKnown {
            open_stops: stops.iter().filter(|stop| stop.acknowledged_at.is_none()).count(),
            // Where he pays nothing there is nothing to agree to.
            agreed: sum(|cost| cost.charged) == 0 || desk.one.said.agreed.is_set(),
            ..known(&costs)
        };
        let leave = CLOSE.admit(desk.one.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.cancellation);
        }
        desk.one.said.closed = Mark::of(tx, who, "");
        let sums = [
            ("cancellation_charged", sum(|cost| cost.charged)),
            ("cancellation_absorbed", sum(|cost| cost.absorbed)),
            ("cancellation_reused", sum(|cost| cost.reused)),
        ];
        for (kind, amount) in sums.into_iter().filter(|(_, amount)| *amount != 0) {
            posting::post(tx, &desk.order, self.cancellation, kind, amount, &desk.one.number)?;
        }
        if !cancellation::another(tx, desk.order.id, self.cancellation)? {
            order::lower_flag(tx, desk.order.id, "cancelling")?;
        }
        cancellation::advance(tx, who, &desk.order, &mut desk.one, &leave, json!({ "costs": costs.len() }))?;
        Ok(self.cancellation)
    }
}
