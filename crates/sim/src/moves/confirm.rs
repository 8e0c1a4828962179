//! 3.1.3: sheets go out and come back, on paper and on the customer's link.

use desk::intake::{
    self, Dispute, DisputeForm, EndLink, NewLink, Object, ObjectForm, Origin, Proof, RegisterReturn, RemindNow,
    RenewLink, See, SeenForm, SendConfirmation, SendForm, Sign, SignForm, Waive, WaiveForm,
};
use desk::order::{self, SourceKind};
use platform::act::Outcome;
use platform::who::Person;
use platform::{Fault, Id};

use super::{entry, orders, words};
use crate::look::{About, Chance};
use crate::world::World;

/// What stands for a printed sheet: the paper itself is other tests' business.
const SHEET: &[u8] = b"%PDF-1.7 a confirmation sheet";
const SCAN: &[u8] = b"%PDF-1.7 a signed sheet";

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    Some(match (&c.about, c.step) {
        (About::Order(id), "confirmation.send") => send(w, c, *id, careful).await,
        (About::Order(id), "confirmation.return") => returned(w, c, *id, false).await,
        (About::Order(id), "confirmation.register") => register(w, c, *id, careful).await,
        (About::Order(id), "confirmation.refuse") => see(w, c, *id, "other", careful).await,
        (About::Order(id), "confirmation.dispute") => {
            let form = DisputeForm { reason: words(w, careful) };
            w.does(&c.who, Dispute { order: *id, form }).await.map(|_| ())
        }
        (About::Order(id), "confirmation.waive") => {
            let form = WaiveForm { reason: words(w, careful) };
            w.does(&c.who, Waive { order: *id, form }).await.map(|_| ())
        }
        (About::Order(id), "confirmation.remind_now") => w.does(&c.who, RemindNow { order: *id }).await.map(|_| ()),
        (About::Order(id), "confirmation.anew") => entry::rewritten(w, &c.who, *id, None).await,
        (About::Order(id), "confirmation.spoken") => entry::rewritten(w, &c.who, *id, Some("phone")).await,
        (About::Order(id), "confirmation.documented") => documented(w, c, *id).await,
        (About::Link { id, .. }, "confirmation.sign") => sign(w, c, *id, careful).await,
        (About::Link { id, .. }, "confirmation.object") => {
            let form = ObjectForm { reason: words(w, careful), lang: String::new() };
            let act = Object { token: secret(w, *id), form, origin: origin() };
            w.does(&c.who, act).await.map(|_| ())
        }
        (About::Link { order, .. }, "link.renew") => {
            let link = NewLink::made(&w.app);
            w.does(&c.who, RenewLink { order: *order, link }).await.map(|_| ())
        }
        (About::Link { order, id }, "link.end") => {
            w.does(&c.who, EndLink { order: *order, link: *id }).await.map(|_| ())
        }
        _ => return None,
    })
}

/// What the customer's address is looked up by.
pub fn secret(w: &World, link: Id) -> Vec<u8> {
    w.app.config().link_token(link).digest().to_vec()
}

pub fn origin() -> Origin {
    Origin { address: "203.0.113.7".into(), agent: "a telephone".into() }
}

async fn send(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let digest = w.app.read(move |tx| Ok(order::fetch(tx, &Person::system(), id)?.content_digest)).await?;
    let medium = w.dice.pick(&["email", "fax", "hand"]).copied().unwrap_or("fax");
    let form = SendForm { medium: if careful { medium.into() } else { String::new() }, to: String::new() };
    let stored = w.app.0.files.keep(SHEET).map_err(|e| Fault::other("keep a file", e))?;
    let link = NewLink::made(&w.app);
    let act = SendConfirmation { order: id, form, stored, name: "sheet.pdf".into(), digest, link };
    w.does(&c.who, act).await.map(|_| ())
}

async fn returned(w: &mut World, c: &Chance, id: Id, coded: bool) -> Outcome<()> {
    let code = w.app.read(move |tx| Ok(order::code_text(&order::fetch(tx, &Person::system(), id)?))).await?;
    let stored = w.app.0.files.keep(SCAN).map_err(|e| Fault::other("keep a file", e))?;
    let code = coded.then_some(code);
    let act = RegisterReturn { order: id, stored, name: "scan.pdf".into(), media_type: "application/pdf", code };
    w.does(&c.who, act).await.map(|_| ())
}

/// By somebody's eyes where a paper waits for them, else by the code on it.
async fn register(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    if waiting(w, id).await?.is_some() { see(w, c, id, "same", careful).await } else { returned(w, c, id, true).await }
}

async fn waiting(w: &World, order: Id) -> Outcome<Option<Id>> {
    let sent = w.app.read(move |tx| intake::sendings(tx, order)).await?;
    Ok(sent.first().filter(|sending| sending.proof == Proof::Waiting).map(|sending| sending.id))
}

async fn see(w: &mut World, c: &Chance, order: Id, verdict: &str, careful: bool) -> Outcome<()> {
    let sent = w.app.read(move |tx| intake::sendings(tx, order)).await?;
    let sending = sent.first().map_or(order, |sending| sending.id);
    let form = SeenForm { verdict: verdict.into(), reason: words(w, careful) };
    w.does(&c.who, See { order, sending, form }).await.map(|_| ())
}

/// The customer's own paper comes after all.
async fn documented(w: &mut World, c: &Chance, order: Id) -> Outcome<()> {
    orders::file(w, &c.who, order, SourceKind::Customer, true).await
}

async fn sign(w: &mut World, c: &Chance, link: Id, careful: bool) -> Outcome<()> {
    let name = if careful { c.who.name.clone() } else { String::new() };
    let stored = w.app.0.files.keep(SCAN).map_err(|e| Fault::other("keep a file", e))?;
    let form = SignForm { name, drawn: "M 1 1 L 20 12".into(), lang: String::new() };
    let act = Sign { token: secret(w, link), form, origin: origin(), stored, file: "signed.pdf".into() };
    w.does(&c.who, act).await.map(|_| ())
}
