//! 4.4.1: after the talk with the customer the specialist fills in the cancellation, and corrects it as long as it is his.
//! What was said on the telephone goes back to the customer, to be confirmed (3.1.3).

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::step::{By, Step};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx, series};
use serde::Deserialize;
use serde_json::json;

use super::cancellation::{
    self, APPROVED, BEYOND, CancelKnown, CancelPart, CancelSaid, CancelState, Cancellation, LINKED, ONE, PARTS, REASON,
};
use super::draft::{ChangeForm, origin};
use super::heard::{self, NewLink};
use super::heard_shown::{DISPUTED, WAITS};
use super::request::Said;
use super::{cancel_form, claim, duties, heard_desk};
use crate::order::{self, Approval, Line, Order};
use crate::people::{self, Again};
use crate::review::bounded;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TypedPart {
    pub no: String,
    /// Empty: nothing of this line.
    pub quantity: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CancelForm {
    pub reason: String,
    pub note: String,
    pub source: String,
    /// Anything but nothing: all that is left of every line.
    pub all: String,
    pub lines: Vec<TypedPart>,
    pub lock: String,
}

/// `POST /orders/{id}/cancellations`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(order): Path<Id>,
    body: Body<CancelForm>,
) -> Result<Response, Failure> {
    let link = NewLink::made(&app);
    match app.perform_once(ask.who()?, body.once, MakeCancellation { order, link, form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/cancellations/{id}"), &json!({ "id": id }))),
        Err(trouble) => cancel_form::again(&app, &ask, order, None, Again::after(&ask, body.raw, trouble)?).await,
    }
}

pub const MAKE: Step<CancelState, CancelKnown> = Step {
    id: "cancel.make",
    clause: "4.4.1",
    from: &[CancelState::New],
    to: Some(CancelState::Draft),
    by: By::Owner,
    opens: &["submit_cancellation"],
    closes: &[],
    rules: &[REASON, LINKED, APPROVED, PARTS, BEYOND, ONE],
};

/// What was misheard is corrected; what the customer confirmed before no longer counts.
pub const SAVE: Step<CancelState, CancelKnown> =
    Step { id: "cancel.save", from: &[CancelState::Draft], to: None, opens: &[], closes: &[WAITS, DISPUTED], ..MAKE };

pub struct MakeCancellation {
    pub order: Id,
    /// Where the customer confirms it, if it was said on the telephone.
    pub link: NewLink,
    pub form: CancelForm,
}

impl Act for MakeCancellation {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let said = read(tx, &order, &self.form)?;
        let id = tx.new_id();
        let known = known(tx, &order, &said, id)?;
        let stands = super::request::standing(tx, who, &order, who.id)?;
        let leave = MAKE.admit(CancelState::New, &stands, &known, &[])?;
        if leave.idle {
            return Ok(id);
        }
        let year = people::today(tx)?.year();
        let number = format!("CX-{year}-{:06}", series::next(tx, &format!("CX-{year}"))?);
        let mut one = Cancellation {
            id,
            number,
            order: order.id,
            order_number: order.number.clone(),
            state: leave.to,
            made_at: tx.now(),
            made_by: who.id,
            lock: 1,
            said,
        };
        cancellation::add(tx, &one)?;
        claim::claim(tx, &order, &keys(&one.said), id, &one.number)?;
        duties::settle(tx, who, &cancellation::about(&one, &order), leave.closes, leave.opens)?;
        let body = json!({ "reason": one.said.reason, "parts": one.said.parts });
        cancellation::tell_history(tx, who, &order, &one, &leave, body)?;
        if one.said.oral {
            heard_desk::ask(tx, who, &order, &mut one, &stands, &self.link)?;
        }
        Ok(id)
    }
}

/// `POST /cancellations/{id}`
pub async fn save(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<CancelForm>,
) -> Result<Response, Failure> {
    let link = NewLink::made(&app);
    match app.perform_once(ask.who()?, body.once, SaveCancellation { cancellation: id, link, form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/cancellations/{id}"), &json!({ "id": id }))),
        Err(trouble) => {
            let again = Again::after(&ask, body.raw, trouble)?;
            let order = app.read(move |tx| Ok(cancellation::fetch(tx, id)?.order)).await?;
            cancel_form::again(&app, &ask, order, Some(id), again).await
        }
    }
}

pub struct SaveCancellation {
    pub cancellation: Id,
    pub link: NewLink,
    pub form: CancelForm,
}

impl Act for SaveCancellation {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = cancellation::desk(tx, who, self.cancellation, &self.form.lock)?;
        let said = read(tx, &desk.order, &self.form)?;
        let known = known(tx, &desk.order, &said, desk.one.id)?;
        let leave = SAVE.admit(desk.one.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.cancellation);
        }
        let before = std::mem::replace(&mut desk.one.said, said);
        let said = &mut desk.one.said;
        // A correction of the reason takes nothing from what he confirmed.
        if (&said.parts, said.oral) == (&before.parts, before.oral) {
            said.confirmed = before.confirmed;
        }
        let (waits, keys) = (said.oral && !said.confirmed.is_set(), keys(said));
        claim::claim(tx, &desk.order, &keys, desk.one.id, &desk.one.number)?;
        let body = json!({ "reason": desk.one.said.reason, "parts": desk.one.said.parts });
        cancellation::advance(tx, who, &desk.order, &mut desk.one, &leave, body)?;
        if waits {
            heard_desk::ask(tx, who, &desk.order, &mut desk.one, &desk.stands, &self.link)?;
        } else {
            heard::end_all(tx, who.id, desk.one.id)?;
            let about = cancellation::about(&desk.one, &desk.order);
            duties::settle(tx, who, &about, &[WAITS], &[])?;
        }
        Ok(self.cancellation)
    }
}

fn keys(said: &CancelSaid) -> Vec<Id> {
    said.parts.iter().map(|part| part.line).collect()
}

fn known(tx: &mut Tx, order: &Order, said: &CancelSaid, own: Id) -> Outcome<CancelKnown> {
    Ok(CancelKnown {
        reason: !said.reason.is_empty(),
        linked: said.note.is_some() || said.source.is_some(),
        approved: order.approval == Approval::Approved,
        parts: !said.parts.is_empty(),
        beyond: beyond(order, &said.parts),
        taken: claim::taken(tx, order, &keys(said), own)?,
        ..CancelKnown::default()
    })
}

/// What was typed.
fn read(tx: &mut Tx, order: &Order, form: &CancelForm) -> Outcome<CancelSaid> {
    let mut fields = Fields::none();
    let part = |line: &Line, quantity| CancelPart { line: line.id, no: line.no, sku: line.sku.clone(), quantity };
    let mut parts = Vec::new();
    if !form.all.is_empty() {
        let left = order.lines.iter().map(|line| part(line, most(line))).filter(|p| p.quantity.is_positive());
        parts.extend(left);
    }
    for (at, typed) in form.lines.iter().enumerate().filter(|(_, typed)| !typed.quantity.trim().is_empty()) {
        let line = order.lines.iter().find(|line| typed.no.trim().parse() == Ok(line.no));
        let quantity = Quantity::parse_lenient(typed.quantity.trim()).ok().filter(|q| !q.is_negative());
        match (line, quantity) {
            (Some(_), Some(quantity)) if quantity.is_zero() || !form.all.is_empty() => {}
            (Some(line), Some(quantity)) => parts.push(part(line, quantity)),
            (None, _) => fields.add(format!("lines[{at}][no]"), Say::new("change-line-unknown").arg("no", &typed.no)),
            (_, None) => fields.add(format!("lines[{at}][quantity]"), Say::new("intake-bad-quantity")),
        }
    }
    fields.check()?;
    let mut linked = Said::default();
    let from = ChangeForm { note: form.note.clone(), source: form.source.clone(), ..ChangeForm::default() };
    origin(tx, order, &from, &mut linked)?;
    Ok(CancelSaid {
        reason: bounded("reason", &form.reason)?,
        note: linked.note,
        source: linked.source,
        oral: linked.oral,
        parts,
        ..CancelSaid::default()
    })
}

/// What of a line can still be cancelled: what has left the house comes back by a return.
pub fn most(line: &Line) -> Quantity {
    let out = line.shipped.max(line.delivered);
    let left = line.quantity.checked_sub(line.cancelled).and_then(|left| left.checked_sub(out));
    left.unwrap_or(Quantity::ZERO).max(Quantity::ZERO)
}

pub fn beyond(order: &Order, parts: &[CancelPart]) -> Vec<(i64, String)> {
    let over = |part: &&CancelPart| {
        let line = order.lines.iter().find(|line| line.id == part.line);
        let sum: i64 = parts.iter().filter(|p| p.line == part.line).map(|p| p.quantity.millionths()).sum();
        line.is_none_or(|line| sum > most(line).millionths())
    };
    let most_of = |part: &CancelPart| {
        let line = order.lines.iter().find(|line| line.id == part.line);
        (part.no, line.map_or(Quantity::ZERO, most).page())
    };
    parts.iter().filter(over).map(most_of).collect()
}
