//! 4.3.1: after the talk with the customer the specialist fills in the change: what differs, why, and the contact or the
//! document that it comes from. What was said on the telephone is confirmed in writing before it goes on (3.1.3).

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx, series};
use serde::Deserialize;
use serde_json::json;

use super::consent::DISPUTED;
use super::difference::{self, Difference, TypedDifference};
use super::heard::{self, NewLink};
use super::remind::CONFIRMS;
use super::request::{self, CONFIRMED, Change, ChangeState, DIFFERS, Known, LINKED, Mark, ONE, REASON, SHIPPED, Said};
use super::{claim, consent_desk, duties, form, page};
use crate::fulfilment::delay;
use crate::order::{self, NoteKind, Order};
use crate::people::{self, Again};
use crate::review::bounded;

/// `POST /orders/{id}/changes`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(order): Path<Id>,
    body: Body<ChangeForm>,
) -> Result<Response, Failure> {
    let id = app.0.ids.new_id(app.0.clock.now());
    let token = app.config().change_token(id).digest().to_vec();
    match app.perform_once(ask.who()?, body.once, Draft { id, order, token, form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/changes/{id}"), &json!({ "id": id }))),
        Err(trouble) => form::again(&app, &ask, order, None, Again::after(&ask, body.raw, trouble)?).await,
    }
}

/// `POST /changes/{id}`
pub async fn save(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ChangeForm>,
) -> Result<Response, Failure> {
    let link = NewLink::of_change(&app);
    match app.perform_once(ask.who()?, body.once, Save { change: id, link, form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/changes/{id}"), &json!({ "id": id }))),
        Err(trouble) => {
            let again = Again::after(&ask, body.raw, trouble)?;
            let order = app.read(move |tx| Ok(request::fetch(tx, id)?.order)).await?;
            form::again(&app, &ask, order, Some(id), again).await
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChangeForm {
    pub reason: String,
    /// The logged contact that it comes from.
    pub note: String,
    /// Or a document of the order.
    pub source: String,
    /// Or what was agreed on a delay.
    pub delay: String,
    #[serde(flatten)]
    pub difference: TypedDifference,
    pub lock: String,
}

pub const MAKE: Step<ChangeState, Known> = Step {
    id: "change.make",
    clause: "4.3.1",
    from: &[ChangeState::New],
    to: Some(ChangeState::Draft),
    by: By::Owner,
    opens: &["submit_change"],
    closes: &[],
    rules: &[REASON, LINKED, DIFFERS, SHIPPED, ONE, APPROVED],
};

pub const SAVE: Step<ChangeState, Known> =
    Step { id: "change.save", from: &[ChangeState::Draft], to: None, opens: &[], closes: &[DISPUTED], ..MAKE };

pub const SUBMIT: Step<ChangeState, Known> = Step {
    id: "change.submit",
    clause: "4.3.1",
    from: &[ChangeState::Draft],
    to: Some(ChangeState::ManagerReview),
    by: By::Owner,
    opens: &["decide_change"],
    closes: &["submit_change", CONFIRMS],
    rules: &[CONFIRMED],
};

/// The order is still a draft of ours: it is edited, not changed.
const APPROVED: platform::step::Rule<Known> = platform::step::Rule {
    id: "change.approved",
    clause: "4.3.1",
    weight: platform::step::Weight::Must,
    verdict: |known| {
        let say = platform::trouble::Say::new("change-refused-open");
        if known.present { Vec::new() } else { vec![platform::step::Finding::fail(say)] }
    },
};

pub struct Draft {
    pub id: Id,
    pub order: Id,
    /// Digest of the secret of the customer's first link, whose id is the change's.
    pub token: Vec<u8>,
    pub form: ChangeForm,
}

impl Act for Draft {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let mut said = Said::default();
        let known = read(tx, &order, &self.form, &mut said, self.id)?;
        let stands = request::standing(tx, who, &order, who.id)?;
        let leave = MAKE.admit(ChangeState::New, &stands, &known, &[])?;
        if leave.idle {
            return Ok(self.id);
        }
        let keys = said.difference.keys(&order);
        let year = people::today(tx)?.year();
        let number = format!("CR-{year}-{:06}", series::next(tx, &format!("CR-{year}"))?);
        let mut change = Change {
            id: self.id,
            number,
            order: order.id,
            order_number: order.number.clone(),
            state: leave.to,
            made_at: tx.now(),
            made_by: who.id,
            lock: 1,
            said,
        };
        request::add(tx, &change, &self.token)?;
        claim::claim(tx, &order, &keys, change.id, &change.number)?;
        if let Some(delay) = change.said.delay {
            delay::carry(tx, who, &order, delay, change.id, &change.number)?;
        }
        duties::settle(tx, who, &request::about(&change, &order), leave.closes, leave.opens)?;
        let body = json!({ "reason": change.said.reason, "difference": change.said.difference });
        request::tell_history(tx, who, &order, &change, &leave, body)?;
        if change.said.oral {
            let link = NewLink::with(self.id, self.token.clone());
            consent_desk::ask(tx, who, &order, &mut change, (&stands, &link))?;
        }
        Ok(self.id)
    }
}

/// What was typed, and what the rules look at.
fn read(tx: &mut Tx, order: &Order, form: &ChangeForm, said: &mut Said, own: Id) -> Outcome<Known> {
    let before = said.difference.clone();
    said.difference = difference::typed(tx, order, &form.difference, &before)?;
    said.reason = bounded("reason", &form.reason)?;
    origin(tx, order, form, said)?;
    if let Ok(id) = form.delay.trim().parse::<Id>() {
        said.delay = delay::agreement(tx, order, id, Some(own))?.map(|delay| delay.id);
    }
    Ok(Known {
        reason: !said.reason.is_empty(),
        linked: said.note.is_some() || said.source.is_some() || said.delay.is_some(),
        present: order.approval == order::Approval::Approved,
        ..about(tx, order, &said.difference, own)?
    })
}

/// What any step that writes a difference looks at.
pub fn about(tx: &mut Tx, order: &Order, difference: &Difference, own: Id) -> Outcome<Known> {
    let keys = difference.keys(order);
    Ok(Known {
        differs: !difference.is_empty(),
        shipped: difference.below_shipped(order),
        taken: claim::taken(tx, order, &keys, own)?,
        ..Known::default()
    })
}

/// The contact or document, if it is this order's. A talk by telephone or on the spot is spoken.
pub fn origin(tx: &mut Tx, order: &Order, form: &ChangeForm, said: &mut Said) -> Outcome<()> {
    let (note, source) = (form.note.trim().parse::<Id>().ok(), form.source.trim().parse::<Id>().ok());
    let note = match note {
        Some(id) => order::notes(tx, order.id)?.into_iter().find(|n| n.id == id && n.kind == NoteKind::Contact),
        None => None,
    };
    let source = match source {
        Some(id) => order::sources(tx, order.id)?.into_iter().find(|s| s.id == id && s.from_customer),
        None => None,
    };
    said.oral = source.is_none() && note.as_ref().is_some_and(|n| matches!(n.medium.as_str(), "phone" | "visit"));
    said.note = note.map(|note| note.id);
    said.source = source.map(|source| source.id);
    Ok(())
}

pub struct Save {
    pub change: Id,
    /// Where the customer confirms it, if it is to be confirmed anew.
    pub link: NewLink,
    pub form: ChangeForm,
}

impl Act for Save {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = request::desk(tx, who, self.change, &self.form.lock)?;
        let before = (desk.change.said.difference.clone(), desk.change.said.oral);
        let from = desk.change.said.delay;
        let known = read(tx, &desk.order, &self.form, &mut desk.change.said, self.change)?;
        let leave = SAVE.admit(desk.change.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.change);
        }
        let disputed = std::mem::take(&mut desk.change.said.disputed).is_set();
        let other = desk.change.said.difference != before.0;
        if other {
            // What he confirmed is no longer what stands here.
            desk.change.said.confirmed = Mark::default();
        }
        let keys = desk.change.said.difference.keys(&desk.order);
        claim::claim(tx, &desk.order, &keys, desk.change.id, &desk.change.number)?;
        follow(tx, who, &desk, from)?;
        let body = json!({ "reason": desk.change.said.reason, "difference": desk.change.said.difference });
        request::advance(tx, who, &desk.order, &mut desk.change, &leave, body)?;
        if !desk.change.said.oral || desk.change.said.confirmed.is_set() {
            heard::end_all(tx, who.id, self.change)?;
            duties::settle(tx, who, &request::about(&desk.change, &desk.order), &[CONFIRMS], &[])?;
        } else if other || disputed || !before.1 {
            consent_desk::ask(tx, who, &desk.order, &mut desk.change, (&desk.stands, &self.link))?;
        }
        Ok(self.change)
    }
}

/// It follows from another agreement on a delay than before (4.1.4): that one is carried out, the other is owed.
fn follow(tx: &mut Tx, who: &Person, desk: &request::Desk, from: Option<Id>) -> Outcome<()> {
    let change = &desk.change;
    if from == change.said.delay {
        return Ok(());
    }
    if let Some(before) = from {
        delay::owe_again(tx, who, &desk.order, before, change.id, &change.number)?;
    }
    match change.said.delay {
        Some(now) => delay::carry(tx, who, &desk.order, now, change.id, &change.number),
        None => Ok(()),
    }
}

/// `POST /changes/{id}/submission`
pub async fn submit(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PressForm>,
) -> Result<Response, Failure> {
    let act = Submit { change: id, form: body.value };
    page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

/// A button without words.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PressForm {
    pub lock: String,
}

pub struct Submit {
    pub change: Id,
    pub form: PressForm,
}

impl Act for Submit {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = request::desk(tx, who, self.change, &self.form.lock)?;
        let said = &desk.change.said;
        let known = Known { confirmed: !said.oral || said.confirmed.is_set(), ..Known::default() };
        let leave = SUBMIT.admit(desk.change.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.change);
        }
        desk.change.said.submitted = Mark::of(tx, who, "");
        request::advance(tx, who, &desk.order, &mut desk.change, &leave, json!({}))?;
        Ok(self.change)
    }
}

/// `POST /changes/{id}/confirmation`
pub async fn confirm(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ConfirmForm>,
) -> Result<Response, Failure> {
    let act = Confirm { change: id, form: body.value };
    page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    /// The customer's paper, filed with the order after the talk.
    pub source: String,
    pub lock: String,
}

/// The specialist holds what the customer wrote after the talk.
pub const CONFIRM: Step<ChangeState, Known> = Step {
    id: "change.confirm",
    clause: "3.1.3",
    from: &[ChangeState::Draft],
    to: None,
    by: By::Owner,
    opens: &[],
    closes: &[CONFIRMS, DISPUTED],
    rules: &[PAPER],
};

const PAPER: platform::step::Rule<Known> = platform::step::Rule {
    id: "change.paper",
    clause: "3.1.3",
    weight: platform::step::Weight::Must,
    verdict: |known| {
        let say = platform::trouble::Say::new("change-refused-paper");
        if known.written { Vec::new() } else { vec![platform::step::Finding::fail(say)] }
    },
};

pub struct Confirm {
    pub change: Id,
    pub form: ConfirmForm,
}

impl Act for Confirm {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = request::desk(tx, who, self.change, &self.form.lock)?;
        let source = paper(tx, &desk.order, &self.form.source, Some(desk.change.made_at))?;
        let known = Known { written: source.is_some(), ..Known::default() };
        let leave = CONFIRM.admit(desk.change.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.change);
        }
        desk.change.said.confirmed = Mark { source, medium: "scan".into(), ..Mark::of(tx, who, "") };
        heard::end_all(tx, who.id, self.change)?;
        request::advance(tx, who, &desk.order, &mut desk.change, &leave, json!({ "source": source }))?;
        Ok(self.change)
    }
}

/// A document of the order that came from the customer, filed not before an instant.
pub fn paper(tx: &mut Tx, order: &Order, source: &str, since: Option<platform::day::Instant>) -> Outcome<Option<Id>> {
    let Ok(id) = source.trim().parse::<Id>() else { return Ok(None) };
    let fits = |s: &order::Source| s.id == id && s.from_customer && since.is_none_or(|since| s.added_at >= since);
    Ok(order::sources(tx, order.id)?.iter().find(|source| fits(source)).map(|source| source.id))
}

/// Something that is no document of ours is not found.
pub fn known_change(tx: &mut Tx, who: &Person, id: Id) -> Outcome<(Order, Change)> {
    let change = request::fetch(tx, id)?;
    let order = order::fetch(tx, who, change.order).map_err(|_| Trouble::Hidden)?;
    Ok((order, change))
}
