//! 4.4.1, 4.4.2: after the talk with the customer the specialist fills in the cancellation; the manager decides. With his
//! leave it takes effect: quantities leave the lines, reservations are released, every department is ordered to stop.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::step::{By, Standing, Step};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx, series};
use serde::Deserialize;
use serde_json::json;

use super::cancellation::{
    self, APART, APPROVED, BEYOND, CONFIRMED, CancelKnown, CancelPart, CancelSaid, CancelState, Cancellation, LINKED,
    ONE, PAPER, PARTS, REASON, WORDS,
};
use super::decide::DecideForm;
use super::draft::{ChangeForm, ConfirmForm, PressForm, origin, paper};
use super::request::{Mark, Said};
use super::{cancel_page, claim, duties, stopping, touch};
use crate::fulfilment;
use crate::masters::Supply;
use crate::notices::{self, Notice};
use crate::order::{self, Approval, Cancelled, Line, Order};
use crate::people::{self, Again, MemoKind};
use crate::review::{bounded, hold_both};

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
    match app.perform_once(ask.who()?, body.once, MakeCancellation { order, form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/cancellations/{id}"), &json!({ "id": id }))),
        Err(trouble) => cancel_page::form_again(&app, &ask, order, Again::after(&ask, body.raw, trouble)?).await,
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

pub struct MakeCancellation {
    pub order: Id,
    pub form: CancelForm,
}

impl Act for MakeCancellation {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let said = self.read(tx, &order)?;
        let id = tx.new_id();
        let keys: Vec<Id> = said.parts.iter().map(|part| part.line).collect();
        let known = CancelKnown {
            reason: !said.reason.is_empty(),
            linked: said.note.is_some() || said.source.is_some(),
            approved: order.approval == Approval::Approved,
            parts: !said.parts.is_empty(),
            beyond: beyond(&order, &said.parts),
            taken: claim::taken(tx, &order, &keys, id)?,
            ..CancelKnown::default()
        };
        let stands = super::request::standing(tx, who, &order, who.id)?;
        let leave = MAKE.admit(CancelState::New, &stands, &known, &[])?;
        if leave.idle {
            return Ok(id);
        }
        let year = people::today(tx)?.year();
        let number = format!("CX-{year}-{:06}", series::next(tx, &format!("CX-{year}"))?);
        let one = Cancellation {
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
        claim::claim(tx, &order, &keys, id, &one.number)?;
        duties::settle(tx, who, &cancellation::about(&one, &order), leave.closes, leave.opens)?;
        let body = json!({ "reason": one.said.reason, "parts": one.said.parts });
        cancellation::tell_history(tx, who, &order, &one, &leave, body)?;
        Ok(id)
    }
}

impl MakeCancellation {
    fn read(&self, tx: &mut Tx, order: &Order) -> Outcome<CancelSaid> {
        let (form, mut fields) = (&self.form, Fields::none());
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
                (None, _) => {
                    fields.add(format!("lines[{at}][no]"), Say::new("change-line-unknown").arg("no", &typed.no))
                }
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
}

/// What of a line can still be cancelled: what has left the house comes back by a return.
pub fn most(line: &Line) -> Quantity {
    let out = line.shipped.max(line.delivered);
    let left = line.quantity.checked_sub(line.cancelled).and_then(|left| left.checked_sub(out));
    left.unwrap_or(Quantity::ZERO).max(Quantity::ZERO)
}

fn beyond(order: &Order, parts: &[CancelPart]) -> Vec<(i64, String)> {
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

const fn press(id: &'static str, to: CancelState) -> Step<CancelState, CancelKnown> {
    Step {
        id,
        clause: "4.4.1",
        from: &[CancelState::Draft],
        to: Some(to),
        by: By::Owner,
        opens: &[],
        closes: &["submit_cancellation"],
        rules: &[],
    }
}

pub const SUBMIT: Step<CancelState, CancelKnown> =
    Step { opens: &["decide_cancellation"], rules: &[CONFIRMED], ..press("cancel.submit", CancelState::ManagerReview) };
/// It was a mistake, or the customer wants the goods after all.
pub const DROP: Step<CancelState, CancelKnown> = press("cancel.drop", CancelState::Rejected);

/// `POST /cancellations/{id}/submission`
pub async fn submit(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PressForm>,
) -> Result<Response, Failure> {
    let act = Press { cancellation: id, form: body.value, drop: false };
    cancel_page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

/// `POST /cancellations/{id}/dropping`
pub async fn drop(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PressForm>,
) -> Result<Response, Failure> {
    let act = Press { cancellation: id, form: body.value, drop: true };
    cancel_page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub struct Press {
    pub cancellation: Id,
    pub form: PressForm,
    pub drop: bool,
}

impl Act for Press {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = cancellation::desk(tx, who, self.cancellation, &self.form.lock)?;
        let said = &desk.one.said;
        let known = CancelKnown { confirmed: !said.oral || said.confirmed.is_set(), ..CancelKnown::default() };
        let step = if self.drop { &DROP } else { &SUBMIT };
        let leave = step.admit(desk.one.state, &desk.stands, &known, &[])?;
        if !leave.idle {
            desk.one.said.submitted = Mark::of(tx, who, "");
            cancellation::advance(tx, who, &desk.order, &mut desk.one, &leave, json!({}))?;
        }
        Ok(self.cancellation)
    }
}

pub const CONFIRM: Step<CancelState, CancelKnown> = Step {
    id: "cancel.confirm",
    clause: "3.1.3",
    from: &[CancelState::Draft],
    to: None,
    by: By::Owner,
    opens: &[],
    closes: &[],
    rules: &[PAPER],
};

/// `POST /cancellations/{id}/confirmation`
pub async fn confirm(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ConfirmForm>,
) -> Result<Response, Failure> {
    let act = ConfirmCancellation { cancellation: id, form: body.value };
    cancel_page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub struct ConfirmCancellation {
    pub cancellation: Id,
    pub form: ConfirmForm,
}

impl Act for ConfirmCancellation {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = cancellation::desk(tx, who, self.cancellation, &self.form.lock)?;
        let source = paper(tx, &desk.order, &self.form.source, Some(desk.one.made_at))?;
        let known = CancelKnown { written: source.is_some(), ..CancelKnown::default() };
        let leave = CONFIRM.admit(desk.one.state, &desk.stands, &known, &[])?;
        if !leave.idle {
            desk.one.said.confirmed = Mark { source, medium: "scan".into(), ..Mark::of(tx, who, "") };
            cancellation::advance(tx, who, &desk.order, &mut desk.one, &leave, json!({ "source": source }))?;
        }
        Ok(self.cancellation)
    }
}

pub const APPROVE: Step<CancelState, CancelKnown> = Step {
    id: "cancel.approve",
    clause: "4.4.2",
    from: &[CancelState::ManagerReview],
    to: Some(CancelState::Stopping),
    by: By::Decider,
    opens: &["acknowledge_stop"],
    closes: &["decide_cancellation"],
    rules: &[APART, BEYOND_NOW],
};

/// What was still there when it was asked may have left the house since.
const BEYOND_NOW: platform::step::Rule<CancelKnown> =
    platform::step::Rule { id: "cancel.beyond_now", clause: "4.4.2", ..BEYOND };

pub const REJECT: Step<CancelState, CancelKnown> =
    Step { id: "cancel.reject", to: Some(CancelState::Rejected), opens: &[], rules: &[APART, WORDS], ..APPROVE };

/// `POST /cancellations/{id}/decision`
pub async fn decide(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<DecideForm>,
) -> Result<Response, Failure> {
    let act = DecideCancellation { cancellation: id, form: body.value };
    cancel_page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub struct DecideCancellation {
    pub cancellation: Id,
    pub form: DecideForm,
}

impl Act for DecideCancellation {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = cancellation::desk(tx, who, self.cancellation, &self.form.lock)?;
        hold_both(tx, &desk.order, &desk.order)?;
        let text = bounded("text", &self.form.text)?;
        let step = if self.form.verdict == "reject" { &REJECT } else { &APPROVE };
        let known = CancelKnown {
            entered: desk.entered,
            words: !text.is_empty(),
            beyond: beyond(&desk.order, &desk.one.said.parts),
            ..CancelKnown::default()
        };
        let leave = step.admit(desk.one.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.cancellation);
        }
        desk.one.said.decided = Mark::of(tx, who, &text);
        let order = match leave.to {
            CancelState::Stopping => take_effect(tx, who, desk.order, &desk.one)?,
            _ => desk.order,
        };
        cancellation::advance(tx, who, &order, &mut desk.one, &leave, json!({ "text": text }))?;
        people::tell(tx, who, order.owner, MemoKind::Change, &desk.one.href(), &desk.one.number, &text)?;
        if desk.one.state == CancelState::Stopping {
            stopping::all_stopped(tx, &order, &mut desk.one)?;
        }
        Ok(self.cancellation)
    }
}

/// Stops, releases, takes the quantities out of the lines, raises the flag, tells the customer.
fn take_effect(tx: &mut Tx, who: &Person, order: Order, one: &Cancellation) -> Outcome<Order> {
    let open = touch::open(tx, order.id)?;
    let mut cancelled = Vec::new();
    for part in &one.said.parts {
        let Some(line) = order.lines.iter().find(|line| line.id == part.line) else { continue };
        let mut rest = part.quantity;
        let mut reserved = line.reserved;
        // What is not begun goes first: bought, then made, and last what lies ready.
        for mode in [Supply::Buy, Supply::Make, Supply::Stock] {
            // The latest first: what was begun is the oldest.
            for dispatch in open.iter().rev().filter(|d| d.line == line.id && d.mode == mode) {
                let quantity = rest.min(dispatch.quantity);
                if !quantity.is_positive() {
                    continue;
                }
                let cut = touch::cut(tx, who, &order, dispatch, quantity, &one.number)?;
                if mode == Supply::Stock {
                    reserved = reserved.checked_sub(quantity).unwrap_or(Quantity::ZERO).max(Quantity::ZERO);
                }
                stopping::order_all(tx, &order, one, dispatch, quantity, &cut)?;
                rest = rest.checked_sub(quantity).unwrap_or(Quantity::ZERO);
            }
        }
        cancelled.push(Cancelled { line: line.id, quantity: part.quantity, reserved });
    }
    order::raise_flag(tx, who, order.id, "cancelling", &one.number)?;
    // What goes on with less may have moved the forecast.
    let order = order::fetch_held(tx, order.id)?;
    let order = order::cancel_quantities(tx, who, order, &one.number, &cancelled)?;
    let touched: Vec<Id> = cancelled.iter().map(|one| one.line).collect();
    fulfilment::let_go(tx, &order, &touched)?;
    fulfilment::delay::moot(tx, who, &order, &touched, &one.number)?;
    touch::tidy(tx, who, &order)?;
    if order.execution == order::Execution::Cancelled {
        order::duty::close_all(tx, order.id)?; // Nothing is left to be followed up.
    }
    let words: Vec<String> =
        one.said.parts.iter().map(|part| format!("{} · {} × {}", part.no, part.sku, part.quantity.page())).collect();
    notices::to_customer(tx, who, &order, Notice::Cancelled, &words)?;
    Ok(order)
}

/// The system's own standing, where the last answer moves it on.
pub fn system() -> Standing {
    Standing { system: true, ..Standing::default() }
}
