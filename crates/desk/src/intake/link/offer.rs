//! 3.2.4: the customer reads our counter-proposal on his link and accepts it, refuses it, or says what he would take.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::limits::TEXT_CHARS;
use platform::trouble::Say;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;

use super::page::{Seen, Typed, answered, opened};
use super::{LinkState, Origin, given};
use crate::intake::talks::{
    ACCEPT_OFFER, COUNTER_OFFER, Offer, OfferState, REFUSE_OFFER, Replied, Reply, offers, reply,
};
use crate::order::{self, TalkBy};
use crate::people::Caller;
use crate::review;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    /// `accept`, `refuse` or `counter`.
    pub answer: String,
    pub text: String,
    pub lang: String,
}

/// `POST /links/{token}/offers/{offer}/answer`
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    ask: Ask,
    Path((token, offer)): Path<(String, Id)>,
    body: Body<Form>,
) -> Result<Response, Failure> {
    let seen = opened(&app, &caller, &token, &body.value.lang).await?;
    let origin = Origin::of(caller.0, &ask.headers);
    let typed = Typed { counter: body.value.text.clone(), ..Typed::default() };
    let act = AnswerOffer { token: seen.token.clone(), offer, form: body.value, origin };
    let done = app.perform_once(&seen.holder, body.once, act).await;
    answered(&ask, seen, typed, done.map(|_| ()))
}

pub struct AnswerOffer {
    pub token: Vec<u8>,
    pub offer: Id,
    pub form: Form,
    pub origin: Origin,
}

impl Act for AnswerOffer {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let text = self.form.text.trim();
        if text.chars().count() as u64 > TEXT_CHARS.value {
            return Err(Trouble::invalid("text", Say::new("intake-too-long").arg("limit", TEXT_CHARS.value)));
        }
        let given = given(tx, &self.token, "", text)?;
        let found = offers(tx, given.order.id)?.into_iter().find(|offer| offer.id == self.offer);
        let offer = found.ok_or(Trouble::Hidden)?;
        let step = match self.form.answer.as_str() {
            "accept" => &ACCEPT_OFFER,
            "refuse" => &REFUSE_OFFER,
            "counter" => &COUNTER_OFFER,
            _ => return Err(Trouble::invalid("answer", Say::new("offer-answer-missing"))),
        };
        let facts = Reply {
            order_open: given.order.approval.is_open_to_edit(),
            link_open: given.link.state(given.now) == LinkState::Open,
            text: given.text.clone(),
        };
        let stands = order::standing(tx, who, &given.order)?;
        let leave = step.admit(offer.state, &stands, &facts, &[])?;
        if leave.idle {
            return Ok(offer.id);
        }
        let (address, agent) = (self.origin.address.as_str(), self.origin.agent.as_str());
        let said = Replied { name: &who.name, medium: TalkBy::Link, text, address, agent };
        reply(tx, who, &given.order, &offer, &leave, &said)?;
        Ok(offer.id)
    }
}

/// What we propose, and the one question about it.
pub fn section(seen: &Seen, typed: &Typed) -> Markup {
    html! { @for offer in &seen.offers { (card(seen, offer, typed)) } }
}

fn card(seen: &Seen, offer: &Offer, typed: &Typed) -> Markup {
    let lang = seen.lang;
    let about = review::talk_about(lang, &offer.about);
    let waits = offer.state == OfferState::Open && seen.order.approval.is_open_to_edit();
    html! {
        section.card.link-offer {
            h2 { (lang.t("link-offer-title")) }
            @if !about.is_empty() { p.muted { (about) } }
            @for line in offer.text.lines() { p { (line) } }
            @if offer.state != OfferState::Open {
                (ui::status(Tone::Good, lang.t(&format!("link-offer-{}", offer.state.code().replace('_', "-")))))
                @if !offer.answer.is_empty() { p { q { (offer.answer) } } }
            } @else if waits {
                form method="post" action={ (seen.address) "/offers/" (offer.id) "/answer" } {
                    (seen.common("f"))
                    (ui::textarea("text", lang.t("link-offer-text")).id("offer-text").value(&typed.counter).rows(3))
                    div.link-answers {
                        (ui::primary(lang.t("link-offer-accept")).sends("answer", "accept"))
                        (ui::button(lang.t("link-offer-counter")).sends("answer", "counter"))
                        (ui::button(lang.t("link-offer-refuse")).sends("answer", "refuse"))
                    }
                }
            } @else { p { (lang.t("offer-order-closed")) } }
        }
    }
}
