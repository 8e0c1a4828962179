//! 4.2.4: a purchase ends: everything is there and good, or the rest is given up with a ground, or it is stopped before
//! anything came. What it will not bring is to be bought elsewhere: those needs are purchasing's duty again.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::limits::FIELD_CHARS;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::book::{self, Needs};
use super::purchase::{self, PurchaseState};
use super::{link, page};
use crate::people::Again;

/// `POST /purchases/{id}/closing`
pub async fn close(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<EndForm>,
) -> Result<Response, Failure> {
    press(&app, &ask, id, body, End::Close).await
}

/// `POST /purchases/{id}/stop`
pub async fn stop(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<EndForm>,
) -> Result<Response, Failure> {
    press(&app, &ask, id, body, End::Stop).await
}

async fn press(app: &App, ask: &Ask, id: Id, body: Body<EndForm>, how: End) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, EndPurchase { purchase: id, form: body.value, how }).await {
        Ok(()) => Ok(ask.see(&format!("/purchases/{id}"), &json!({ "id": id }))),
        Err(trouble) => page::again(app, ask, id, Again::after(ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EndForm {
    pub lock: String,
    pub ground: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All of it is there.
    Close,
    /// What is not there does not come.
    Stop,
}

pub struct EndPurchase {
    pub purchase: Id,
    pub form: EndForm,
    pub how: End,
}

pub struct Facts {
    ground: String,
    uninspected: bool,
}

const INSPECTED: Rule<Facts> =
    Rule { id: "closing.inspected", clause: "4.2.4", weight: Weight::Must, verdict: inspected };
const GROUNDED: Rule<Facts> = Rule { id: "stop.ground", clause: "4.2.4", weight: Weight::Must, verdict: grounded };

pub const CLOSE: Step<PurchaseState, Facts> = Step {
    id: "purchase.close",
    clause: "4.2.4",
    from: &[PurchaseState::Received],
    to: Some(PurchaseState::Closed),
    by: By::Roles(&[Role::Purchasing]),
    opens: &[],
    closes: &["close_purchase"],
    rules: &[INSPECTED],
};

/// Some came, the rest is given up.
pub const CLOSE_SHORT: Step<PurchaseState, Facts> = Step {
    id: "purchase.close_short",
    from: &[PurchaseState::PartlyReceived],
    closes: &["await_goods"],
    rules: &[GROUNDED, INSPECTED],
    ..CLOSE
};

/// Nothing came yet.
pub const STOP: Step<PurchaseState, Facts> = Step {
    id: "purchase.stop",
    from: &[PurchaseState::Quoting, PurchaseState::Awarded, PurchaseState::Contracted],
    to: Some(PurchaseState::Stopped),
    closes: &["send_rfq", "await_quotes", "award_purchase", "sign_contract", "await_goods"],
    rules: &[GROUNDED],
    ..CLOSE
};

fn inspected(facts: &Facts) -> Vec<Finding> {
    if facts.uninspected { vec![Finding::fail(Say::new("closing-refused-inspection"))] } else { Vec::new() }
}

fn grounded(facts: &Facts) -> Vec<Finding> {
    if facts.ground.is_empty() { vec![Finding::fail(Say::new("masters-rule-ground"))] } else { Vec::new() }
}

impl Act for EndPurchase {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let mut purchase = purchase::held(tx, self.purchase, &self.form.lock)?;
        let ground = self.form.ground.trim().to_string();
        if ground.chars().count() as u64 > FIELD_CHARS.value {
            return Err(Trouble::invalid("ground", Say::new("masters-bad-too-long").arg("max", FIELD_CHARS.value)));
        }
        let lines = purchase::lines(tx, purchase.id)?;
        let facts =
            Facts { ground: ground.clone(), uninspected: lines.iter().any(|line| line.to_inspect.is_positive()) };
        let step = match (self.how, purchase.state) {
            (End::Close, _) => &CLOSE,
            (End::Stop, PurchaseState::PartlyReceived) => &CLOSE_SHORT,
            (End::Stop, _) => &STOP,
        };
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = step.admit(purchase.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        link::end_all(tx, purchase.id)?;
        let mut needs = Needs::held(tx, purchase.id)?;
        for mut line in lines {
            if line.outstanding().is_positive() {
                line.quantity = line.received;
                book::price(&mut line, purchase.currency)?;
            }
            line.awaited = false;
            purchase::write_line(tx, &line)?;
            needs.fit(tx, &line)?;
        }
        if !ground.is_empty() {
            purchase.ground.clone_from(&ground);
        }
        purchase::advance(tx, who, &purchase, &leave, json!({ "ground": ground }))
    }
}
