//! 3.2.4: a counter-proposal that was not answered in time is asked about again, once a working day, as a sheet that did
//! not come back is: the clock does it, or somebody by hand. An order is written to once a day, for whichever reason.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::i18n::Lang;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::super::confirmation::{self, Asking, Reminding};
use super::super::link;
use super::offer::{Offer, OfferState, offers};
use crate::masters;
use crate::notices::Notice;
use crate::order::{self, Order};

/// The customer's duty that he is reminded of.
pub const DUTY: &str = "answer_offer";

/// `POST /orders/{id}/offers/reminders`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<confirmation::RemindForm>,
) -> Result<Response, Failure> {
    let notice = app.perform_once(ask.who()?, body.once, ChaseNow { order: id }).await?;
    let place = body.value.list().unwrap_or_else(|| format!("/orders/{id}?tab=talks"));
    Ok(ask.see(&place, &json!({ "id": notice })))
}

pub struct ChaseNow {
    pub order: Id,
}

impl Act for ChaseNow {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let notice = chase(tx, who, &order, &CHASE_NOW)?;
        Ok(notice.unwrap_or(order.id))
    }
}

/// By the clock: nothing where the rules say not now.
pub fn look(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<()> {
    match chase(tx, who, order, &CHASE) {
        Ok(_) | Err(Trouble::Refused(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

fn chase(tx: &mut Tx, who: &Person, order: &Order, step: &'static Step<OfferState, Asking>) -> Outcome<Option<Id>> {
    let newest: Option<Offer> = offers(tx, order.id)?.into_iter().next();
    let state = newest.as_ref().map_or(OfferState::New, |offer| offer.state);
    let facts = Asking { returned: false, ..Asking::gather(tx, order)? };
    let leave = step.admit(state, &order::standing(tx, who, order)?, &facts, &[])?;
    let Some(offer) = newest.filter(|_| !leave.idle) else { return Ok(None) };
    let lang = masters::customer(tx, order.customer)?.map_or(Lang::Hant, |customer| customer.lang);
    let mut words = vec![offer.text];
    if let Some(link) = link::open_of(tx, order)? {
        words.push(lang.ta("notice-offer-link", &[("link", link::placeholder(link))]));
    }
    let reminding = Reminding { step: leave.step, clause: leave.clause, notice: Notice::Chase, words: &words };
    confirmation::reminded(tx, who, order, &reminding).map(Some)
}

const RULES: &[Rule<Asking>] = &[
    Rule {
        id: "chase.open",
        clause: "3.2.2",
        weight: Weight::Must,
        verdict: |asking| failing(asking.open, "offer-order-closed"),
    },
    Rule {
        id: "chase.held",
        clause: "2.2.1c",
        weight: Weight::Must,
        verdict: |asking| failing(!asking.held, "remind-on-hold"),
    },
    Rule {
        id: "chase.daily",
        clause: "3.2.4",
        weight: Weight::Must,
        verdict: |asking| failing(!asking.today, "remind-today-already"),
    },
    Rule {
        id: "chase.call",
        clause: "3.2.4",
        weight: Weight::Must,
        verdict: |asking| failing(!asking.calling, "remind-call-open"),
    },
];

fn failing(holds: bool, key: &'static str) -> Vec<Finding> {
    if holds { Vec::new() } else { vec![Finding::fail(Say::new(key))] }
}

pub const CHASE: Step<OfferState, Asking> = Step {
    id: "offer.remind",
    clause: "3.2.4",
    from: &[OfferState::Open],
    to: None,
    by: By::System,
    opens: &["remind_customer"],
    closes: &[],
    rules: RULES,
};

pub const CHASE_NOW: Step<OfferState, Asking> =
    Step { id: "offer.remind_now", by: By::Roles(&[Role::Specialist, Role::Manager]), ..CHASE };
