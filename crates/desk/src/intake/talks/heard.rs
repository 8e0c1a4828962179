//! 3.2.4: a customer without a link answers a counter-proposal on the telephone or in a letter: the owner writes down
//! who said what. And the owner takes back what he proposed.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::limits::TEXT_CHARS;
use platform::step::{By, Rule, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::offer::{Offer, OfferState, Replied, offers, reply};
use super::{bounded, failing, named};
use crate::order::{self, Order, TalkBy};

/// `POST /orders/{id}/offers/{offer}/answer`
pub async fn answer(
    State(app): State<App>,
    ask: Ask,
    Path((id, offer)): Path<(Id, Id)>,
    body: Body<HeardForm>,
) -> Result<Response, Failure> {
    app.perform_once(ask.who()?, body.once, HeardOffer { order: id, offer, form: body.value }).await?;
    Ok(ask.see(&format!("/orders/{id}?tab=talks"), &json!({ "id": offer })))
}

/// `POST /orders/{id}/offers/{offer}/end`
pub async fn end(
    State(app): State<App>,
    ask: Ask,
    Path((id, offer)): Path<(Id, Id)>,
    body: Body<HeardForm>,
) -> Result<Response, Failure> {
    app.perform_once(ask.who()?, body.once, TakeBack { order: id, offer, text: body.value.text }).await?;
    Ok(ask.see(&format!("/orders/{id}?tab=talks"), &json!({ "id": offer })))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct HeardForm {
    /// `accept`, `refuse` or `counter`.
    pub answer: String,
    pub name: String,
    pub medium: String,
    pub text: String,
}

pub struct HeardOffer {
    pub order: Id,
    pub offer: Id,
    pub form: HeardForm,
}

impl Act for HeardOffer {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let offer = one(tx, &order, self.offer)?;
        let step = match self.form.answer.as_str() {
            "accept" => &ACCEPT,
            "refuse" => &REFUSE,
            "counter" => &COUNTER,
            _ => return Err(Trouble::invalid("answer", Say::new("offer-answer-missing"))),
        };
        let Some(medium) = TalkBy::from_code(&self.form.medium) else {
            return Err(Trouble::invalid("medium", Say::new("talk-medium-missing")));
        };
        let mut fields = Fields::none();
        let name = named(&mut fields, &self.form.name);
        let text = bounded(&mut fields, "text", &self.form.text, TEXT_CHARS.value);
        fields.check()?;
        let heard = Heard { whom: !name.is_empty(), words: !text.is_empty() };
        let stands = order::standing(tx, who, &order)?;
        let leave = step.admit(offer.state, &stands, &heard, &[])?;
        if !leave.idle {
            reply(tx, who, &order, &offer, &leave, &Replied { name, medium, text, address: "", agent: "" })?;
        }
        Ok(offer.id)
    }
}

pub struct TakeBack {
    pub order: Id,
    pub offer: Id,
    pub text: String,
}

impl Act for TakeBack {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let offer = one(tx, &order, self.offer)?;
        let mut fields = Fields::none();
        let text = bounded(&mut fields, "text", &self.text, TEXT_CHARS.value);
        fields.check()?;
        let heard = Heard { whom: true, words: !text.is_empty() };
        let stands = order::standing(tx, who, &order)?;
        let leave = TAKE_BACK.admit(offer.state, &stands, &heard, &[])?;
        if !leave.idle {
            let said = Replied { name: &who.name, medium: TalkBy::Link, text, address: "", agent: "" };
            reply(tx, who, &order, &offer, &leave, &said)?;
        }
        Ok(offer.id)
    }
}

fn one(tx: &mut Tx, order: &Order, id: Id) -> Outcome<Offer> {
    offers(tx, order.id)?.into_iter().find(|offer| offer.id == id).ok_or(Trouble::Hidden)
}

/// Who said it, and that something was said.
pub struct Heard {
    whom: bool,
    words: bool,
}

const fn step(id: &'static str, to: OfferState, opens: &'static [&'static str]) -> Step<OfferState, Heard> {
    Step {
        id,
        clause: "3.2.4",
        from: &[OfferState::Open],
        to: Some(to),
        by: By::Owner,
        opens,
        closes: &["answer_offer", "remind_customer"],
        rules: &[HEARD],
    }
}

const HEARD: Rule<Heard> = Rule {
    id: "heard.words",
    clause: "3.2.4",
    weight: Weight::Must,
    verdict: |heard| failing(heard.whom && heard.words, "talk-words-missing"),
};

pub const ACCEPT: Step<OfferState, Heard> = step("offer.heard_accept", OfferState::Accepted, &["settle_offer"]);
pub const REFUSE: Step<OfferState, Heard> = step("offer.heard_refuse", OfferState::Refused, &["settle_offer"]);
pub const COUNTER: Step<OfferState, Heard> = step("offer.heard_counter", OfferState::Countered, &["settle_offer"]);
pub const TAKE_BACK: Step<OfferState, Heard> = step("offer.take_back", OfferState::TakenBack, &[]);
