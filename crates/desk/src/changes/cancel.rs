//! 4.4.1, 4.4.2: the specialist submits the cancellation; the manager decides. With his leave it takes effect: quantities
//! leave the lines, reservations are released, every department is ordered to stop.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::step::{By, Standing, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::cancel_make::beyond;
use super::cancellation::{self, APART, BEYOND, CONFIRMED, CancelKnown, CancelState, Cancellation, PAPER, WORDS};
use super::decide::DecideForm;
use super::draft::{ConfirmForm, PressForm, paper};
use super::heard_shown::{DISPUTED, WAITS};
use super::request::Mark;
use super::{cancel_page, heard, stopping, touch};
use crate::fulfilment;
use crate::masters::Supply;
use crate::notices::{self, Notice};
use crate::order::{self, Cancelled, Order};
use crate::people::{self, MemoKind};
use crate::review::{bounded, hold_both};

const fn press(id: &'static str, to: CancelState) -> Step<CancelState, CancelKnown> {
    Step {
        id,
        clause: "4.4.1",
        from: &[CancelState::Draft],
        to: Some(to),
        by: By::Owner,
        opens: &[],
        closes: &["submit_cancellation", WAITS],
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
    closes: &[WAITS, DISPUTED],
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
            heard::end_all(tx, who.id, desk.one.id)?;
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
    let lines: Vec<Id> = one.said.parts.iter().map(|part| part.line).collect();
    let gone = touch::left_the_house(tx, &lines)?;
    let mut cancelled = Vec::new();
    for part in &one.said.parts {
        let Some(line) = order.lines.iter().find(|line| line.id == part.line) else { continue };
        let mut rest = part.quantity;
        let mut reserved = line.reserved;
        // What is not begun goes first: bought, then made, and last what lies ready.
        for mode in [Supply::Buy, Supply::Make, Supply::Stock] {
            // The latest first: what was begun is the oldest.
            for dispatch in open.iter().rev().filter(|d| d.line == line.id && d.mode == mode) {
                let left = gone.get(&dispatch.id).map_or(dispatch.quantity, |gone| dispatch.quantity.minus(*gone));
                let quantity = rest.min(left);
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
    let taken = touch::unpack(tx, who, &order, None, &touched, &one.number)?;
    stopping::order_unpacked(tx, &order, one, &taken)?;
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
