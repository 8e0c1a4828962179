//! The confirmation on the order's page: where it stands, what comes next and who does it, with every button that the
//! steps offer and the reasons under those that are grey.

use maud::{Markup, html};
use platform::act::Outcome;
use platform::i18n::Lang;
use platform::step::{Standing, Step};
use platform::web::ui::{self, Button, Tone};
use platform::who::Person;
use platform::{Id, Tx};

use super::dispute::DISPUTE;
use super::remind::{Asking, REMIND_NOW, reminders};
use super::send::SEND;
use super::signed_return::{REGISTER, RETURN};
use super::waive::WAIVE;
use super::{Facts, Medium, Proof, Sending, sendings};
use crate::intake::edit::why;
use crate::intake::intray::clock;
use crate::intake::link;
use crate::order::{self, Confirmation, Order};
use crate::people;
use crate::shell::step_key;

struct Shown<'a> {
    lang: Lang,
    order: &'a Order,
    stands: Standing,
    facts: Facts,
    rows: Vec<Row>,
    token: Id,
    who: Id,
    asking: Asking,
    /// When the customer was reminded last, and how often.
    reminded: Option<(String, usize)>,
}

struct Row {
    sending: Sending,
    sent: String,
    returned: String,
}

/// The card of 3.1.3 on the order's page.
pub fn confirmation_box(tx: &mut Tx, who: &Person, order: &Order, lang: Lang) -> Outcome<Markup> {
    let mut facts = Facts::gather(tx, order)?;
    // What a form asks for does not grey its button.
    facts.ground = "–".into();
    let zone = people::zone(tx)?;
    let mut rows = Vec::new();
    for sending in sendings(tx, order.id)? {
        let sent = format!("{} · {}", clock(sending.sent_at, &zone), people::name_of(tx, sending.sent_by)?);
        let returned = match (sending.returned_at, sending.returned_by) {
            (Some(at), Some(by)) => format!("{} · {}", clock(at, &zone), people::name_of(tx, by)?),
            _ => String::new(),
        };
        rows.push(Row { sending, sent, returned });
    }
    let stands = order::standing(tx, who, order)?;
    let asking = Asking::gather(tx, order)?;
    let (last, times) = reminders(tx, order.id)?;
    let reminded = last.map(|(_, at)| (clock(at, &zone), times));
    let shown = Shown { lang, order, stands, facts, rows, token: tx.new_id(), who: who.id, asking, reminded };
    let link = link::controls(tx, who, order, lang)?;
    let body = html! { (shown.draw()) (link) };
    Ok(ui::card(lang.t("intake-confirmation"), html! { (ui::clause("3.1.3")) }, body))
}

impl Shown<'_> {
    fn draw(&self) -> Markup {
        let state = self.order.confirmation;
        html! {
            p { (ui::status(tone(state), self.lang.t(&format!("intake-confirmation-{}", state.code().replace('_', "-"))))) }
            @if let Some(next) = self.lang.maybe(&format!("intake-confirmation-{}-next", state.code().replace('_', "-"))) { p { (next) } }
            @if !self.rows.is_empty() { (self.sendings()) }
            @if state != Confirmation::NotRequired {
                p { (ui::link_button(self.lang.t("intake-confirmation-sheet"), format!("/orders/{}/confirmation.pdf", self.order.id)).icon("printer")) }
            }
            @if let Some((at, times)) = &self.reminded {
                p { (self.lang.ta("unsigned-times", &[("n", times.to_string()), ("at", at.clone())])) }
            }
            @if REMIND_NOW.offered(state, &self.stands) { (self.remind()) }
            @if SEND.offered(state, &self.stands) { (self.send()) }
            @if RETURN.offered(state, &self.stands) { (self.signed_return()) }
            @if DISPUTE.offered(state, &self.stands) { (self.reasoned(&DISPUTE, "dispute")) }
            @if WAIVE.offered(state, &self.stands) { (self.reasoned(&WAIVE, "waiver")) }
        }
    }

    fn sendings(&self) -> Markup {
        html! { ul { @for row in &self.rows { li {
            (self.lang.t(&format!("intake-medium-{}", row.sending.medium))) " · " (row.sent)
            " · " (ui::status(proof_tone(row.sending.proof), self.lang.t(&format!("intake-proof-{}", row.sending.proof))))
            @if !row.returned.is_empty() { " · " (row.returned) }
            @if row.sending.file.is_some() { " · " a href={ "/orders/" (self.order.id) "/signed-return/" (row.sending.id) } { (self.lang.t("intake-return-open")) } }
            @if !row.sending.ground.is_empty() { ": " (row.sending.ground) }
            @if row.sending.proof == Proof::Waiting { (self.seen(&row.sending)) }
        } } } }
    }

    /// A step's button, grey where something stops it.
    fn press(&self, step: &Step<Confirmation, Facts>, facts: &Facts, button: Button) -> Button {
        match step.stopped_by(self.order.confirmation, &self.stands, facts, &[]) {
            Some(trouble) => button.reasons(format!("why-{}", step.id.replace('.', "-")), why(&trouble, self.lang)),
            None => button,
        }
    }

    fn remind(&self) -> Markup {
        let press = ui::button(self.lang.t("unsigned-remind")).icon("bell");
        let press = match REMIND_NOW.stopped_by(self.order.confirmation, &self.stands, &self.asking, &[]) {
            Some(trouble) => press.reasons("why-remind", why(&trouble, self.lang)),
            None => press,
        };
        html! {
            form method="post" action={ "/orders/" (self.order.id) "/reminders" } {
                (ui::form_token(format!("{}-m", self.token)))
                (press)
            }
        }
    }

    fn send(&self) -> Markup {
        let media = Medium::ALL.iter().map(|medium| (medium.code(), self.lang.t(&format!("intake-medium-{medium}"))));
        let contact = &self.order.head.contact;
        let first = if contact.email.is_empty() { "fax" } else { "email" };
        html! {
            form method="post" action={ "/orders/" (self.order.id) "/confirmation" } {
                (ui::form_token(self.token))
                div.fields {
                    (ui::select("medium", self.lang.t("intake-medium"), media).value(first).id("confirmation-medium"))
                    (ui::text("to", self.lang.t("intake-confirmation-to")).value(&contact.email).id("confirmation-to"))
                }
                (self.press(&SEND, &self.facts, ui::primary(self.lang.t(&step_key(SEND.id))).icon("send")))
            }
        }
    }

    fn signed_return(&self) -> Markup {
        html! {
            form method="post" action={ "/orders/" (self.order.id) "/signed-return" } enctype="multipart/form-data" {
                (ui::form_token(self.token))
                (ui::file("file", self.lang.t("intake-return-file")).id("return-file").attr("accept", ".pdf,.png,.jpg,.jpeg").hint(Some(self.lang.t("intake-return-hint"))))
                (self.press(&RETURN, &self.facts, ui::primary(self.lang.t(&step_key(REGISTER.id))).icon("upload")))
            }
        }
    }

    /// The second person's answer; the first one sees why it is not his.
    fn seen(&self, sending: &Sending) -> Markup {
        let facts = Facts {
            order: self.order.clone(),
            customer_known: self.facts.customer_known,
            documented: self.facts.documented,
            ground: String::new(),
            carried: None,
            seen: Some(sending.returned_by != Some(self.who)),
        };
        let same = ui::primary(self.lang.t("intake-seen-same")).sends("verdict", "same");
        html! {
            form method="post" action={ "/orders/" (self.order.id) "/signed-return/" (sending.id) "/seen" } {
                (ui::form_token(self.token))
                (ui::textarea("reason", self.lang.t("intake-seen-reason")).id("seen-reason").rows(2))
                (self.press(&REGISTER, &facts, same))
                (ui::button(self.lang.t("intake-seen-other")).sends("verdict", "other"))
            }
        }
    }

    fn reasoned(&self, step: &Step<Confirmation, Facts>, noun: &str) -> Markup {
        let name = self.lang.t(&step_key(step.id));
        html! {
            details.drop {
                summary.btn { (name) }
                div.drop-body {
                    form method="post" action={ "/orders/" (self.order.id) "/" (noun) } {
                        (ui::form_token(self.token))
                        (ui::textarea("reason", self.lang.t("intake-reason")).id(format!("{noun}-reason")).rows(2).required())
                        (self.press(step, &self.facts, ui::button(&name)))
                    }
                }
            }
        }
    }
}

fn tone(state: Confirmation) -> Tone {
    match state {
        Confirmation::NotRequired | Confirmation::Confirmed => Tone::Good,
        Confirmation::ToSend | Confirmation::Waived => Tone::Warn,
        Confirmation::Sent => Tone::Active,
        Confirmation::Disputed => Tone::Bad,
    }
}

fn proof_tone(proof: Proof) -> Tone {
    match proof {
        Proof::None => Tone::Quiet,
        Proof::Waiting => Tone::Warn,
        Proof::Code | Proof::Seen | Proof::Link => Tone::Good,
        Proof::Refused => Tone::Bad,
    }
}
