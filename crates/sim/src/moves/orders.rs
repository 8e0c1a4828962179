//! What belongs to an order at every time: hold, reassign, file, talk; and what follows an approval.

use desk::fulfilment::Acknowledge;
use desk::intake::{CustomerWithdraws, DiscardForm, DiscardOrder, Understand, WithdrawalForm};
use desk::notices::{Told, ToldForm};
use desk::order::{
    self, FileSource, Hold, HoldForm, NoteForm, NoteKind, OwnerForm, Reassign, SourceKind, WaiveAnswer, WriteNote,
};
use platform::act::Outcome;
use platform::who::{Person, Role};
use platform::{Fault, Id};

use super::{confirm, words};
use crate::content::TALKS;
use crate::look::{About, Chance};
use crate::world::World;

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    Some(match (&c.about, c.step) {
        (About::Order(id), "order.hold") => hold(w, c, *id, "on", careful).await,
        (About::Order(id), "order.release") => hold(w, c, *id, "off", true).await,
        (About::Order(id), "order.reassign") => reassign(w, c, *id, careful).await,
        (About::Order(id), "order.file") => {
            // What the customer sent after he was shown a sheet is a document like others.
            let customers = c.who.is(Role::Specialist) && w.dice.chance(30);
            let kind = if customers { SourceKind::Customer } else { SourceKind::Other };
            file(w, &c.who, *id, kind, careful).await
        }
        (About::Order(id), "order.comment") => note(w, c, *id, NoteKind::Comment, careful).await,
        (About::Order(id), "order.contact") => note(w, c, *id, NoteKind::Contact, careful).await,
        (About::Order(id), "order.question") => note(w, c, *id, NoteKind::Question, careful).await,
        (About::Order(id), "order.require_answer") => note(w, c, *id, NoteKind::Question, careful).await,
        (About::Order(id), "order.waive_answer") => waive(w, c, *id).await,
        (About::Order(id), "order.answer") => answer(w, c, *id, careful).await,
        (About::Order(id), "order.discard") => {
            let form = DiscardForm { reason: words(w, careful) };
            w.does(&c.who, DiscardOrder { order: *id, form }).await.map(|_| ())
        }
        (About::Order(id), "order.customer_withdraws") => withdraws(w, c, *id, careful).await,
        (About::Link { id, .. }, "order.understood") => {
            let act = Understand { token: confirm::secret(w, *id), origin: confirm::origin() };
            w.does(&c.who, act).await.map(|_| ())
        }
        (About::Dispatch { id, .. }, "dispatch.acknowledge") => {
            let all = w.dice.chance(70);
            w.does(&c.who, Acknowledge { dispatch: *id, all }).await.map(|_| ())
        }
        (About::Notice { id, .. }, "notice.told") => {
            let said = words(w, careful);
            let form = ToldForm { spoke_with: "陳怡君".into(), said };
            w.does(&c.who, Told { notice: *id, form }).await.map(|_| ())
        }
        _ => return None,
    })
}

async fn hold(w: &mut World, c: &Chance, order: Id, hold: &str, careful: bool) -> Outcome<()> {
    let form = HoldForm { hold: hold.into(), ground: words(w, careful) };
    w.does(&c.who, Hold { order, form }).await.map(|_| ())
}

async fn reassign(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let to = if careful { w.somebody(Role::Specialist).await? } else { w.somebody(Role::Warehouse).await? };
    let to = to.map_or(c.who.id, |person| person.id);
    let lock = w.app.read(move |tx| Ok(order::fetch(tx, &Person::system(), id)?.lock)).await?;
    let form = OwnerForm { to, lock: lock.to_string() };
    w.does(&c.who, Reassign { order: id, form }).await.map(|_| ())
}

/// A document is filed: a small one, whose content is the same wherever it lies.
pub async fn file(w: &mut World, who: &Person, order: Id, kind: SourceKind, careful: bool) -> Outcome<()> {
    let kind = if careful { kind } else { SourceKind::SignedReturn };
    let stored = w.app.0.files.keep(b"%PDF-1.7 a drawing").map_err(|e| Fault::other("keep a file", e))?;
    let act =
        FileSource { order, stored, name: "DWG-0871.pdf".into(), media_type: "application/pdf", kind, code: None };
    w.does(who, act).await.map(|_| ())
}

async fn note(w: &mut World, c: &Chance, order: Id, kind: NoteKind, careful: bool) -> Outcome<()> {
    let departments =
        [Role::Production, Role::Purchasing, Role::Quality, Role::Warehouse, Role::Logistics, Role::Finance];
    let medium = match kind {
        NoteKind::Question => {
            let asked = w.asks.take().or(w.dice.pick(&departments).copied());
            asked.map_or("production", |role| role.code())
        }
        _ => "phone",
    };
    let text = w.dice.pick(TALKS).copied().unwrap_or("–");
    let text = if careful { text.to_string() } else { String::new() };
    let required = if c.step == "order.require_answer" { "yes".into() } else { String::new() };
    let form = NoteForm { required, ..NoteForm::of(kind, medium, &text) };
    w.does(&c.who, WriteNote { order, form }).await.map(|_| ())
}

/// He decides without the answer after all: to the question that he waits for, else to any.
async fn waive(w: &mut World, c: &Chance, order: Id) -> Outcome<()> {
    let notes = w.app.read(move |tx| order::notes(tx, order)).await?;
    let asked: Vec<&order::Note> = notes.iter().filter(|note| note.kind == NoteKind::Question).collect();
    let waits = asked.iter().find(|note| note.required).or(asked.first());
    let note = waits.map_or(order, |note| note.id);
    w.does(&c.who, WaiveAnswer { order, note }).await.map(|_| ())
}

async fn answer(w: &mut World, c: &Chance, order: Id, careful: bool) -> Outcome<()> {
    let who = c.who.clone();
    let question = w
        .app
        .read(move |tx| {
            let asked = order::notes(tx, order)?.into_iter().filter(|note| note.kind == NoteKind::Question);
            let mine = |note: &order::Note| Role::from_code(&note.medium).is_some_and(|role| who.is(role));
            let asked: Vec<order::Note> = asked.collect();
            let found = asked.iter().rev().find(|note| mine(note)).or(asked.first());
            Ok(found.map(|note| note.id))
        })
        .await?;
    let text = if careful { "可以，已排入下週二的工單。" } else { "" };
    // The careless say neither yes nor no.
    let verdict = if careful { "yes".into() } else { String::new() };
    let form = NoteForm { answers: question, verdict, ..NoteForm::of(NoteKind::Answer, "", text) };
    w.does(&c.who, WriteNote { order, form }).await.map(|_| ())
}

/// He said so in a logged talk; the careless refer to none.
async fn withdraws(w: &mut World, c: &Chance, order: Id, careful: bool) -> Outcome<()> {
    let said = w.app.read(move |tx| {
        let talks =
            order::notes(tx, order)?.into_iter().filter(|note| note.kind == NoteKind::Contact).map(|note| note.id);
        let papers = order::sources(tx, order)?.into_iter().filter(|s| s.from_customer).map(|source| source.id);
        Ok(talks.chain(papers).next())
    });
    let mut linked = said.await?.filter(|_| careful);
    if linked.is_none() && careful && c.allowed {
        let text = "客戶來電：不要了。".to_string();
        let form = NoteForm::of(NoteKind::Contact, "phone", &text);
        linked = Some(w.does(&c.who, WriteNote { order, form }).await?);
    }
    let linked = linked.map_or(String::new(), |id| id.to_string());
    let form = WithdrawalForm { reason: words(w, true), linked };
    w.does(&c.who, CustomerWithdraws { order, form }).await.map(|_| ())
}
