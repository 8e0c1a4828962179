//! 4.4: an approved order, or some of it, is not wanted any more: stops, costs, who bears them, the end.

use desk::changes::{
    self, AcknowledgeStop, AddCost, AgreeOnCosts, AgreeOnCostsForm, AskAgain, Bear, BearForm, CancelForm,
    CloseCancellation, ConfirmCancellation, ConfirmForm, CostForm, DecideCancellation, DecideForm, DisagreeOnCosts,
    Disposal, HisWord, MakeCancellation, NewHeardLink, PressCancellation, PressForm, RemindOfCancellation,
    SaveCancellation, Settle, Stop, StopForm, TypedPart, WithdrawCost, Word,
};
use desk::fulfilment::purchasing;
use desk::intake::Origin;
use desk::masters::Supply;
use desk::order::{self, NoteKind};
use platform::Id;
use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::trouble::Trouble;
use platform::who::Person;

use super::words;
use crate::look::{About, Chance};
use crate::world::World;

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    let (order, id) = match c.about {
        About::NewCancellation(order) => return Some(make(w, c, order, careful).await),
        About::Cancellation { order, id } => (order, id),
        _ => return None,
    };
    let lock = if careful { String::new() } else { "0".to_string() };
    let done = match c.step {
        "cancel.confirm" => confirm(w, c, order, id, careful).await,
        "cancel.save" => save(w, c, (order, id), careful).await,
        "cancel.ask_customer" => {
            let act = AskAgain { cancellation: id, link: NewHeardLink::made(&w.app), form: PressForm { lock } };
            w.does(&c.who, act).await.map(|_| ())
        }
        "cancel.remind_now" => w.does(&c.who, RemindOfCancellation { cancellation: id }).await.map(|_| ()),
        "cancel.confirm_here" => his(w, c, id, Word::Signed, careful).await,
        "cancel.object" => his(w, c, id, Word::Disputed, careful).await,
        "cancel.understood" => his(w, c, id, Word::Understood, careful).await,
        "cancel.submit" | "cancel.drop" => {
            let drop = c.step == "cancel.drop";
            w.does(&c.who, PressCancellation { cancellation: id, form: PressForm { lock }, drop }).await.map(|_| ())
        }
        "cancel.approve" | "cancel.reject" => {
            let verdict = if c.step == "cancel.reject" { "reject" } else { "approve" }.to_string();
            let form = DecideForm { verdict, text: words(w, careful), lock };
            w.does(&c.who, DecideCancellation { cancellation: id, form }).await.map(|_| ())
        }
        "cancel.acknowledge_stop" => stop(w, c, id, careful).await,
        "cancel.add_cost" | "cancel.add_own_cost" => {
            let amount = if careful { w.dice.between(1, 900).to_string() } else { "0".into() };
            let form = CostForm { department: "production".into(), text: words(w, careful), amount };
            w.does(&c.who, AddCost { cancellation: id, form }).await.map(|_| ())
        }
        "cancel.withdraw_cost" => withdraw_cost(w, c, id).await,
        "cancel.disagreed" => {
            let form = AgreeOnCostsForm { text: words(w, careful), ..AgreeOnCostsForm::default() };
            w.does(&c.who, DisagreeOnCosts { cancellation: id, form }).await.map(|_| ())
        }
        "cancel.bear" => bear(w, c, id, careful).await,
        "cancel.settle" => w.does(&c.who, Settle { cancellation: id, form: PressForm { lock } }).await.map(|_| ()),
        "cancel.agree" => {
            let form = AgreeOnCostsForm { text: words(w, careful), ..AgreeOnCostsForm::default() };
            w.does(&c.who, AgreeOnCosts { cancellation: id, form }).await.map(|_| ())
        }
        "cancel.close" => {
            w.does(&c.who, CloseCancellation { cancellation: id, form: PressForm { lock } }).await.map(|_| ())
        }
        _ => return None,
    };
    Some(done)
}

async fn make(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let (form, link) = (form(w, id, careful).await?, NewHeardLink::made(&w.app));
    w.does(&c.who, MakeCancellation { order: id, link, form }).await.map(|_| ())
}

async fn save(w: &mut World, c: &Chance, (order, id): (Id, Id), careful: bool) -> Outcome<()> {
    let (form, link) = (form(w, order, careful).await?, NewHeardLink::made(&w.app));
    w.does(&c.who, SaveCancellation { cancellation: id, link, form }).await.map(|_| ())
}

/// The customer on the newest link; the careless have one that leads nowhere, or say nothing.
async fn his(w: &mut World, c: &Chance, id: Id, word: Word, careful: bool) -> Outcome<()> {
    let Some(link) = w.app.read(move |tx| changes::heard_link(tx, id)).await? else { return Err(Trouble::Hidden) };
    let token = w.app.config().heard_token(link.id).digest().to_vec();
    let form = super::said(w, &c.who, word, careful);
    let origin = Origin { address: "192.0.2.7".into(), agent: "a telephone".into() };
    w.does(&c.who, HisWord { token, form, origin }).await.map(|_| ())
}

/// All that is left, or some of a line; the careless want more than there is.
async fn form(w: &mut World, id: Id, careful: bool) -> Outcome<CancelForm> {
    let read = w.app.read(move |tx| Ok((order::fetch(tx, &Person::system(), id)?, order::notes(tx, id)?)));
    let (order, notes) = read.await?;
    let Some(line) = w.dice.pick(&order.lines).cloned() else { return Err(Trouble::Hidden) };
    let talks: Vec<_> = notes.iter().filter(|note| note.kind == NoteKind::Contact).collect();
    let note = w.dice.pick(&talks).map_or(String::new(), |note| note.id.to_string());
    let left = line.quantity.checked_sub(line.cancelled).unwrap_or(line.quantity);
    let one = Quantity::whole(1).unwrap_or(left);
    let some = match w.dice.below(3) {
        0 => left,
        1 => one.min(left),
        _ => Quantity::whole((left.millionths() / 2_000_000).max(1)).unwrap_or(left),
    };
    let some = if careful { some } else { left.checked_add(one).unwrap_or(left) };
    let all = if w.dice.chance(25) { "yes".to_string() } else { String::new() };
    let parts = vec![TypedPart { no: line.no.to_string(), quantity: some.to_string() }];
    let lines = if all.is_empty() { parts } else { Vec::new() };
    Ok(CancelForm { reason: words(w, careful), note, all, lines, ..CancelForm::default() })
}

async fn confirm(w: &mut World, c: &Chance, order: Id, id: Id, careful: bool) -> Outcome<()> {
    let all = w.app.read(move |tx| order::sources(tx, order)).await?;
    let own = all.iter().filter(|source| source.from_customer).max_by_key(|source| (source.added_at, source.id));
    let source = own.filter(|_| careful).map_or(String::new(), |source| source.id.to_string());
    let form = ConfirmForm { source, lock: String::new() };
    w.does(&c.who, ConfirmCancellation { cancellation: id, form }).await.map(|_| ())
}

async fn stop(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let all = w.app.read(move |tx| changes::stops(tx, id)).await?;
    let open: Vec<&Stop> = all.iter().filter(|stop| stop.acknowledged_at.is_none()).collect();
    let mine = open.iter().find(|stop| c.who.is(stop.department)).or(open.first());
    let Some(stop) = mine else { return Err(Trouble::Hidden) };
    let disposal = w.dice.pick(Disposal::ALL).copied().unwrap_or(Disposal::Stock);
    let (id_of_stop, need) = (stop.id, stop.request.unwrap_or(stop.dispatch));
    let here = w.app.read(move |tx| purchasing::returnable(tx, need)).await?;
    // Nothing goes back that is not there.
    let bought = stop.request.is_some() || stop.mode == Supply::Buy;
    let gone = bought && disposal == Disposal::Return && here < Quantity::whole(1).unwrap_or(here);
    let none = disposal == Disposal::NotBegun || gone;
    let done = if none || w.dice.chance(50) { "" } else { "1" }.to_string();
    let disposal = if careful { disposal.code() } else { "" }.to_string();
    let form = StopForm { done, disposal, remark: words(w, true) };
    w.does(&c.who, AcknowledgeStop { cancellation: id, stop: id_of_stop, form }).await.map(|_| ())
}

/// One that he wrote and nobody decided on, or any.
async fn withdraw_cost(w: &mut World, c: &Chance, id: Id) -> Outcome<()> {
    let all = w.app.read(move |tx| changes::costs(tx, id)).await?;
    let own = all.iter().find(|cost| cost.decided_at.is_none() && cost.added_by == c.who.id);
    let Some(cost) = own.or(all.first()) else { return Err(Trouble::Hidden) };
    w.does(&c.who, WithdrawCost { cancellation: id, cost: cost.id }).await.map(|_| ())
}

/// Charged, borne by us, or of use elsewhere; the careless leave something open.
async fn bear(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let all = w.app.read(move |tx| changes::costs(tx, id)).await?;
    let open: Vec<_> = all.iter().filter(|cost| cost.decided_at.is_none()).collect();
    let Some(cost) = open.first().copied().or(all.first()) else { return Err(Trouble::Hidden) };
    let minor = if careful { cost.amount } else { cost.amount + 1 };
    let whole = Quantity::from_millionths(minor.saturating_mul(10_000)).to_string();
    let mut form = BearForm::default();
    match w.dice.below(3) {
        0 => form.charged = whole,
        1 => form.absorbed = whole,
        _ => form.reused = whole,
    }
    w.does(&c.who, Bear { cancellation: id, cost: cost.id, form }).await.map(|_| ())
}
