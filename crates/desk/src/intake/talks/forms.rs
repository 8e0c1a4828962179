//! The forms beside the conversation on the order's page: answer for the customer, propose, write down, understood.

use maud::{Markup, html};
use platform::act::Outcome;
use platform::i18n::Lang;
use platform::step::Standing;
use platform::web::ui::{self, Button, Choice};
use platform::who::Person;
use platform::{Id, Trouble, Tx};

use super::heard::{ACCEPT, TAKE_BACK};
use super::log::TALK;
use super::offer::{MAKE, Making, Offer, OfferState, offers};
use super::understood::UNDERSTOOD;
use crate::intake::edit::why;
use crate::order::{self, Order, RoundVerdict, TalkBy, TalkField};
use crate::review;

struct Forms<'a> {
    lang: Lang,
    order: &'a Order,
    stands: Standing,
    /// Reasons for which the order was sent back.
    reasons: Vec<String>,
    /// The customer's documents.
    replies: Vec<Choice>,
    token: Id,
}

/// Everything this reader may add to the conversation.
pub fn forms(tx: &mut Tx, who: &Person, order: &Order, lang: Lang) -> Outcome<Markup> {
    let mut reasons: Vec<String> = Vec::new();
    for round in order::rounds(tx, order.id)?.into_iter().filter(|round| round.verdict == RoundVerdict::Returned) {
        reasons.extend(round.reasons);
    }
    reasons.sort();
    reasons.dedup();
    let sources = order::sources(tx, order.id)?.into_iter().filter(|source| source.from_customer);
    let replies = sources.map(|source| Choice::new(source.id.to_string(), source.name)).collect();
    let open = offers(tx, order.id)?.into_iter().find(|offer| offer.state == OfferState::Open);
    let stands = order::standing(tx, who, order)?;
    let forms = Forms { lang, order, stands, reasons, replies, token: tx.new_id() };
    Ok(html! {
        @if let Some(open) = &open { (forms.open(open)) }
        @if MAKE.offered(OfferState::New, &forms.stands) { (forms.make(open.is_some())) }
        @if TALK.offered(order.approval, &forms.stands) { (forms.log()) }
        @if UNDERSTOOD.offered(order.approval, &forms.stands) { (forms.understood()) }
    })
}

impl Forms<'_> {
    fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    fn form(&self, title: &str, noun: &str, inside: Markup, press: Button) -> Markup {
        ui::card(
            self.t(title),
            ui::clause(if noun == "understanding" { "2.2.2b" } else { "3.2.4" }),
            html! {
                form method="post" action={ "/orders/" (self.order.id) "/" (noun) } data-guard {
                    (ui::form_token(format!("{}-{}", self.token, title)))
                    (inside)
                    (press)
                }
            },
        )
    }

    /// What we proposed and he has not answered: his answer, heard elsewhere; or it is taken back.
    fn open(&self, offer: &Offer) -> Markup {
        let about = review::talk_about(self.lang, &offer.about);
        let lead = html! {
            @if !about.is_empty() { p.muted { (about) } }
            @for line in offer.text.lines() { p { (line) } }
        };
        if !ACCEPT.offered(OfferState::Open, &self.stands) {
            return ui::card(self.t("talk-offer-open"), ui::clause("3.2.4"), lead);
        }
        let answers = ["accept", "refuse", "counter"].map(|a| Choice::new(a, self.t(&format!("talk-answer-{a}"))));
        let inside = html! {
            (lead)
            (ui::select("answer", self.t("talk-answer"), answers).id("heard-answer"))
            (self.medium("heard-medium"))
            (ui::text("name", self.t("talk-name")).id("heard-name").value(&self.order.head.contact.name).required())
            (ui::textarea("text", self.t("talk-text")).id("heard-text").rows(2).required())
        };
        let place = format!("offers/{}", offer.id);
        let back = html! { (ui::textarea("text", self.t("talk-why-back")).id("back-text").rows(2).required()) };
        html! {
            (self.form("talk-offer-open", &format!("{place}/answer"), inside, ui::primary(self.t("talk-heard"))))
            @if TAKE_BACK.offered(OfferState::Open, &self.stands) {
                (self.form("step-offer-take-back", &format!("{place}/end"), back, ui::button(self.t("step-offer-take-back"))))
            }
        }
    }

    fn make(&self, open: bool) -> Markup {
        let inside = html! {
            (self.about("offer"))
            (ui::textarea("text", self.t("talk-offer-text")).id("offer-text").rows(3).required())
        };
        let making = Making { order_open: self.order.approval.is_open_to_edit(), words: true, open };
        let press = ui::primary(self.t("step-offer-make")).icon("send");
        let press = match MAKE.stopped_by(OfferState::New, &self.stands, &making, &[]) {
            Some(trouble) => self.grey(press, &trouble),
            None => press,
        };
        self.form("step-offer-make", "offers", inside, press)
    }

    fn grey(&self, press: Button, trouble: &Trouble) -> Button {
        press.reasons("why-offer", why(trouble, self.lang))
    }

    fn log(&self) -> Markup {
        let sides = ["customer", "house"].map(|side| Choice::new(side, self.t(&format!("talk-side-{side}"))));
        let inside = html! {
            (ui::select("side", self.t("talk-side"), sides).id("talk-side"))
            (self.medium("talk-medium"))
            (ui::text("name", self.t("talk-name")).id("talk-name").value(&self.order.head.contact.name).required())
            (self.about("talk"))
            (ui::textarea("text", self.t("talk-text")).id("talk-text").rows(3).required())
        };
        self.form("step-order-talk", "talks", inside, ui::button(self.t("step-order-talk")))
    }

    fn understood(&self) -> Markup {
        let inside = html! {
            @if !self.replies.is_empty() {
                @let none = Choice::new("", self.t("understood-by-call"));
                (ui::select("source", self.t("understood-source"), std::iter::once(none).chain(self.replies.iter().cloned())).id("understood-source"))
            }
            (self.medium("understood-medium"))
            (ui::text("name", self.t("talk-name")).id("understood-name").value(&self.order.head.contact.name))
            (ui::textarea("text", self.t("talk-text")).id("understood-text").rows(2))
        };
        let press = ui::button(self.t("step-order-understood-heard"));
        self.form("step-order-understood-heard", "understanding", inside, press)
    }

    fn medium(&self, id: &str) -> ui::Field {
        let ways = TalkBy::ALL.iter().filter(|way| !matches!(way, TalkBy::Link | TalkBy::Document));
        let ways = ways.map(|way| Choice::new(way.code(), self.t(&format!("talk-medium-{way}"))));
        ui::select("medium", self.t("talk-medium"), ways).id(id)
    }

    /// Which line and field, and which reason of a return it answers.
    fn about(&self, id: &str) -> Markup {
        let any = || std::iter::once(Choice::new("", self.t("talk-any")));
        let fields =
            any().chain(TalkField::ALL.iter().map(|f| Choice::new(f.code(), review::talk_field(self.lang, *f))));
        let reasons = any().chain(self.reasons.iter().map(|r| Choice::new(r, self.t(&format!("reason-{r}")))));
        html! {
            div.fields {
                (ui::text("line", self.t("talk-line")).id(format!("{id}-line")).attr("inputmode", "numeric"))
                (ui::select("field", self.t("talk-field"), fields).id(format!("{id}-field")))
                @if !self.reasons.is_empty() {
                    (ui::select("reason", self.t("talk-reason"), reasons).id(format!("{id}-reason")))
                }
            }
        }
    }
}
