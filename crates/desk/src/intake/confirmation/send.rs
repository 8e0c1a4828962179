//! 3.1.3 send: the sheet goes to the customer by e-mail, by fax or by hand. It restates his order and says that it is
//! accepted only with the notice of 3.2.5.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::files::{self, Stored};
use platform::outbox::{Mail, queue_mail};
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::super::link::{self, NewLink};
use super::super::receive::keep;
use super::super::record::Entered;
use super::{Facts, Medium, Sheet, sheet};
use crate::order::{self, Confirmation, Line, Order};
use crate::{masters, people};

/// `POST /orders/{id}/confirmation`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<SendForm>,
) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let reader = who.clone();
    let (printed, digest) = app
        .read(move |tx| {
            let order = order::fetch(tx, &reader, id)?;
            let digest = order.content_digest.clone();
            Ok((sheet(tx, &order)?, digest))
        })
        .await?;
    let Sheet { name, pdf } = printed;
    let stored = keep(&app.0.files, Arc::new(pdf)).await?;
    let link = NewLink::made(&app);
    let act = SendConfirmation { order: id, form: body.value, stored, name, digest, link };
    let done = app.perform_once(&who, body.once, act).await?;
    Ok(ask.see(&format!("/orders/{id}?tab=review#confirmation"), &done))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SendForm {
    /// `email`, `fax` or `hand`.
    pub medium: String,
    /// Where a mail goes; empty means the order's contact.
    pub to: String,
}

pub struct SendConfirmation {
    pub order: Id,
    pub form: SendForm,
    pub stored: Stored,
    pub name: String,
    /// What the stored sheet shows.
    pub digest: Vec<u8>,
    /// The link that goes beside the sheet.
    pub link: NewLink,
}

impl Act for SendConfirmation {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Entered> {
        let medium = Medium::from_code(&self.form.medium)
            .ok_or_else(|| Trouble::invalid("medium", Say::new("intake-medium-missing")))?;
        let mut order = order::fetch_seen(tx, who, self.order, None)?;
        let facts = Facts::gather(tx, &order)?;
        let leave = SEND.admit(order.confirmation, &order::standing(tx, who, &order)?, &facts, &[])?;
        if order.content_digest != self.digest {
            return Err(Trouble::stale(order.id)); // Printed a moment ago, and edited since.
        }
        if leave.idle {
            return Ok(Entered::of(&order));
        }
        let file = files::record(tx, &self.stored, &self.name, "application/pdf", who.id)?;
        let to = match medium {
            Medium::Email => self.mail(tx, &order, file)?,
            Medium::Fax => order.head.contact.fax.clone(),
            Medium::Hand => String::new(),
        };
        let (id, now) = (tx.new_id(), tx.now());
        tx.execute(
            &PUT,
            &[&id, &order.id, &order.revision, &order.content_digest, &medium, &now, &who.id, &super::Proof::None],
        )?;
        link::make(tx, who, &order, &self.link)?;
        order::show_digest(&mut order);
        let body = json!({ "medium": medium, "to": to, "file": file, "digest": platform::history::hex(&self.digest),
            "link": self.link.id });
        let order = order::advance_confirmation(tx, who, order, leave, body)?;
        Ok(Entered::of(&order))
    }
}

impl SendConfirmation {
    fn mail(&self, tx: &mut Tx, order: &Order, file: Id) -> Outcome<String> {
        let to = if self.form.to.trim().is_empty() { order.head.contact.email.trim() } else { self.form.to.trim() };
        if !to.contains('@') {
            return Err(Trouble::invalid("to", Say::new("intake-confirmation-no-email")));
        }
        let company = masters::company(tx)?;
        let lang = masters::customer(tx, order.customer)?.map_or(platform::i18n::Lang::Hant, |customer| customer.lang);
        let args = [
            ("number", order.number.clone()),
            ("company", company.name),
            ("contact", order.head.contact.name.clone()),
            ("owner", people::name_of(tx, order.owner)?),
            ("link", self.link.placeholder()),
        ];
        let mail = Mail {
            to: to.to_string(),
            subject: lang.ta("intake-mail-subject", &args),
            text: lang.ta("intake-mail-text", &args),
            html: None,
            attachments: vec![file],
        };
        queue_mail(tx, order.id, &mail)?;
        Ok(to.to_string())
    }
}

pub const SEND: Step<Confirmation, Facts> = Step {
    id: "confirmation.send",
    clause: "3.1.3",
    from: &[Confirmation::ToSend, Confirmation::Disputed],
    to: Some(Confirmation::Sent),
    by: By::Owner,
    opens: &["signed_return"],
    closes: &["send_confirmation", "settle_dispute"],
    rules: &[
        Rule { id: "confirmation.open", clause: "3.2.2", weight: Weight::Must, verdict: open_to_edit },
        Rule { id: "confirmation.customer", clause: "3.1.2", weight: Weight::Must, verdict: has_customer },
        Rule { id: "confirmation.contact", clause: "3.1.2", weight: Weight::Must, verdict: has_contact },
        Rule { id: "confirmation.lines", clause: "3.1.2", weight: Weight::Must, verdict: has_lines },
        Rule { id: "confirmation.place", clause: "3.1.2", weight: Weight::Must, verdict: has_place },
        Rule { id: "confirmation.date", clause: "3.1.2", weight: Weight::Must, verdict: has_date },
    ],
};

fn failing(holds: bool, key: &'static str) -> Vec<Finding> {
    if holds { Vec::new() } else { vec![Finding::fail(Say::new(key))] }
}

fn open_to_edit(facts: &Facts) -> Vec<Finding> {
    failing(facts.order.approval.is_open_to_edit(), "intake-confirmation-closed")
}

fn has_customer(facts: &Facts) -> Vec<Finding> {
    failing(facts.customer_known, "intake-confirmation-customer")
}

fn has_contact(facts: &Facts) -> Vec<Finding> {
    let c = &facts.order.head.contact;
    let reachable = [&c.phone, &c.email, &c.fax].iter().any(|way| !way.trim().is_empty());
    failing(!c.name.trim().is_empty() && reachable, "intake-confirmation-contact")
}

fn has_lines(facts: &Facts) -> Vec<Finding> {
    failing(every_line(facts, |line| line.quantity.is_positive()), "intake-confirmation-lines")
}

fn has_place(facts: &Facts) -> Vec<Finding> {
    let head = !facts.order.head.place.trim().is_empty();
    failing(head || every_line(facts, |line| !line.place.trim().is_empty()), "intake-confirmation-place")
}

fn has_date(facts: &Facts) -> Vec<Finding> {
    let head = facts.order.requested_on.is_some();
    failing(head || every_line(facts, |line| line.requested_on.is_some()), "intake-confirmation-date")
}

/// There are lines, and all of them have it.
fn every_line(facts: &Facts, has: fn(&Line) -> bool) -> bool {
    !facts.order.lines.is_empty() && facts.order.lines.iter().all(has)
}

platform::sql! {
    PUT = "INSERT INTO confirmation (id, order_id, revision, digest, medium, sent_at, sent_by, proof, ground) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')";
}
