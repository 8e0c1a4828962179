//! Tells the customer something about his order, in his language: by mail where he has one, else as a duty to call or fax.

use platform::act::Outcome;
use platform::history::{self, Entry};
use platform::outbox::{self, Mail};
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::wording::{self, Wording};
use crate::masters;
use crate::order::{self, Order, duty};
use crate::people;

platform::words! {
    /// What the customer is told.
    pub enum Notice {
        Accepted = "accepted",
        Declined = "declined",
        /// That the confirmation sheet did not come back.
        Reminder = "reminder",
        /// What we could do instead.
        Offer = "offer",
        /// That a promised day will not be kept, and what we propose.
        Delay = "delay",
        /// That he has not answered it.
        Chase = "chase",
        /// A change that he asked for, with its price and days, to be agreed (4.3.4).
        Change = "change",
        /// The change took effect.
        Changed = "changed",
        /// What was cancelled.
        Cancelled = "cancelled",
        /// What was said on the telephone, to be confirmed.
        Heard = "heard",
        /// That it was not.
        Unanswered = "unanswered",
        /// That his word on a change is still waited for.
        Pending = "pending",
    }
}

platform::words! {
    /// By which way.
    pub enum Medium { Email = "email", Phone = "phone", Fax = "fax" }
}

impl Notice {
    pub fn clause(self) -> &'static str {
        match self {
            Notice::Accepted => "3.2.5",
            Notice::Declined | Notice::Offer | Notice::Chase => "3.2.4",
            Notice::Reminder | Notice::Heard | Notice::Unanswered => "3.1.3",
            Notice::Delay => "4.1.4",
            Notice::Change | Notice::Changed | Notice::Pending => "4.3.4",
            Notice::Cancelled => "4.4.4",
        }
    }

    /// The owner's duty where no mail can tell it.
    pub fn duty(self) -> &'static str {
        match self {
            Notice::Accepted
            | Notice::Declined
            | Notice::Offer
            | Notice::Delay
            | Notice::Change
            | Notice::Changed
            | Notice::Heard
            | Notice::Cancelled => "tell_customer",
            Notice::Reminder | Notice::Chase | Notice::Unanswered | Notice::Pending => "remind_customer",
        }
    }
}

platform::sql! {
    WRITE = "INSERT INTO notice (id, order_id, kind, medium, address, text, made_at, outbox, done_at, outcome) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')";
}

/// Writes the notice in the caller's transaction. A mail is queued with it; a call or fax opens the owner's duty.
/// `words` are for the customer: why an order is declined, where a mail lets him sign.
pub fn to_customer(tx: &mut Tx, who: &Person, order: &Order, notice: Notice, words: &[String]) -> Outcome<Id> {
    let customer = masters::customer(tx, order.customer)?;
    let lang = customer.as_ref().map_or(who.lang, |c| c.lang);
    let (medium, address) = way(order, customer.as_ref());
    let owner = people::name_of(tx, order.owner)?;
    let company = masters::company(tx)?;
    let name = customer.as_ref().map_or(String::new(), |c| c.name.clone());
    let wording = Wording { lang, order, customer: &name, owner: &owner, company: &company, words };
    let text =
        if medium == Medium::Email { wording::mail(notice, &wording) } else { wording::script(notice, &wording) };
    let mail = match medium {
        Medium::Email => {
            let subject = wording::subject(notice, &wording);
            let mail = Mail { to: address.clone(), subject, text: text.clone(), html: None, attachments: Vec::new() };
            Some(outbox::queue_mail(tx, order.id, &mail)?)
        }
        Medium::Phone | Medium::Fax => {
            duty::open(tx, order, notice.duty())?;
            None
        }
    };
    let (id, now) = (tx.new_id(), tx.now());
    let done_at = mail.map(|_| now);
    tx.execute(&WRITE, &[&id, &order.id, &notice, &medium, &address, &text, &now, &mail, &done_at])?;
    // The system writes in the specialist's name, and the history says that it was the system.
    let system = Person::system();
    let body = json!({"kind": notice, "medium": medium, "address": address, "for": owner});
    let (step, rows) = (format!("notice.{notice}"), order::rows_digest(order)?);
    history::append(tx, &system, &Entry { chain: order.id, step: &step, clause: notice.clause(), body, rows })?;
    Ok(id)
}

/// The contact named on the order comes before what the master record says.
fn way(order: &Order, customer: Option<&masters::Customer>) -> (Medium, String) {
    let contact = &order.head.contact;
    let of_master = |field: fn(&masters::Customer) -> &String| customer.map_or("", |c| field(c).trim());
    let first = |a: &str, b: &str| if a.trim().is_empty() { b.to_string() } else { a.trim().to_string() };
    let email = if contact.email.contains('@') {
        contact.email.trim().to_string()
    } else {
        of_master(|c| &c.email).to_string()
    };
    if email.contains('@') && !email.contains(char::is_whitespace) {
        return (Medium::Email, email);
    }
    let phone = first(&contact.phone, of_master(|c| &c.phone));
    if !phone.is_empty() {
        return (Medium::Phone, phone);
    }
    (Medium::Fax, first(&contact.fax, of_master(|c| &c.fax)))
}
