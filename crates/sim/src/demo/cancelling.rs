//! 4.4: customers who want an approved order, or some of it, no more: stops, costs, who bears them, and the end.

use desk::changes::{
    self, AcknowledgeStop, AddCost, AgreeOnCosts, AgreeOnCostsForm, Bear, BearForm, CancelForm, CancelState,
    CloseCancellation, CostForm, DecideCancellation, DecideForm, Disposal, MakeCancellation, NewHeardLink,
    PressCancellation, PressForm, Settle, StopForm, TypedPart,
};
use desk::order;
use desk::people;
use platform::Id;
use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::trouble::Trouble;
use platform::who::{Person, Role};

use super::changing::{an_order, talk};
use super::{Next, Stage, Story};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beat {
    Make(usize),
    Submit(usize, Id),
    Decide(usize, Id),
    Stop(usize, Id),
    Cost(usize, Id),
    Settle(usize, Id),
    Close(usize, Id),
}

/// (when, in working minutes before now; the whole order; where it ends, or stands now)
const WISHES: &[(i64, bool, CancelState)] = &[
    (40_000, true, CancelState::Closed),
    (29_000, false, CancelState::Closed),
    (21_000, false, CancelState::Rejected),
    (13_000, true, CancelState::Closed),
    (7_000, false, CancelState::Closed),
    (1_100, false, CancelState::Settling),
    (700, true, CancelState::Costing),
    (280, false, CancelState::Stopping),
    (190, false, CancelState::ManagerReview),
    (110, true, CancelState::Draft),
];

pub fn begins() -> impl Iterator<Item = (i64, super::Beat)> {
    WISHES.iter().enumerate().map(|(n, wish)| (wish.0, super::Beat::Cancelling(Beat::Make(n))))
}

fn next(minutes: i64, beat: Beat) -> Next {
    vec![(minutes, super::Beat::Cancelling(beat))]
}

pub async fn play(stage: &Stage, story: &mut Story, beat: Beat) -> Outcome<Next> {
    if let Beat::Make(n) = beat {
        return make(stage, story, n).await;
    }
    let Some(order) = story.order else { return Ok(Next::new()) };
    let owner = stage.app.read(move |tx| {
        let owner = order::fetch(tx, &Person::system(), order)?.owner;
        people::fetch(tx, owner)
    });
    let owner = owner.await?;
    let soon = story.dice.between(20, 80);
    match beat {
        Beat::Make(_) => Ok(Next::new()),
        Beat::Submit(n, id) => {
            let act = PressCancellation { cancellation: id, form: PressForm::default(), drop: false };
            stage.app.perform(&owner, act).await?;
            Ok(unless(n, CancelState::ManagerReview, soon, Beat::Decide(n, id)))
        }
        Beat::Decide(n, id) => {
            let manager = stage.manager().await?;
            let rejects = WISHES[n].2 == CancelState::Rejected;
            let (verdict, text) = if rejects {
                ("reject", "已備妥待出貨，請客戶照單提貨。")
            } else {
                ("approve", "同意，請各單位停工。")
            };
            let form = DecideForm { verdict: verdict.into(), text: text.into(), ..DecideForm::default() };
            stage.app.perform(&manager, DecideCancellation { cancellation: id, form }).await?;
            let ends = rejects || WISHES[n].2 == CancelState::Stopping;
            Ok(if ends { Next::new() } else { next(soon, Beat::Stop(n, id)) })
        }
        Beat::Stop(n, id) => stop(stage, id).await.map(|()| next(soon, Beat::Cost(n, id))),
        Beat::Cost(n, id) => {
            cost(stage, story, &owner, n, id).await?;
            Ok(unless(n, CancelState::Costing, soon, Beat::Settle(n, id)))
        }
        Beat::Settle(n, id) => {
            settle(stage, &owner, id).await?;
            Ok(unless(n, CancelState::Settling, soon * 8, Beat::Close(n, id)))
        }
        Beat::Close(_, id) => {
            let form = AgreeOnCostsForm { text: "客戶來電同意負擔。".into(), ..AgreeOnCostsForm::default() };
            stage.app.perform(&owner, AgreeOnCosts { cancellation: id, form }).await?;
            let act = CloseCancellation { cancellation: id, form: PressForm::default() };
            stage.app.perform(&owner, act).await?;
            Ok(Next::new())
        }
    }
}

/// It goes on, but for the one that stands here now.
fn unless(n: usize, here: CancelState, minutes: i64, beat: Beat) -> Next {
    if WISHES[n].2 == here { Next::new() } else { next(minutes, beat) }
}

async fn make(stage: &Stage, story: &mut Story, n: usize) -> Outcome<Next> {
    let Some(order) = an_order(stage, story).await? else { return Ok(Next::new()) };
    let owner = stage.app.read(move |tx| people::fetch(tx, order.owner)).await?;
    let note = talk(stage, &owner, order.id, "email", "客戶來信：專案縮減，請取消。").await?;
    let line = order.lines.last().ok_or(Trouble::Hidden)?;
    let whole = WISHES[n].1;
    let half = Quantity::whole((line.quantity.millionths() / 2_000_000).max(1)).unwrap_or(line.quantity);
    let part = TypedPart { no: line.no.to_string(), quantity: half.to_string() };
    let form = CancelForm {
        reason: if whole { "客戶專案取消" } else { "客户缩减需求" }.into(),
        note: note.to_string(),
        all: if whole { "yes".into() } else { String::new() },
        lines: if whole { Vec::new() } else { vec![part] },
        ..CancelForm::default()
    };
    story.order = Some(order.id);
    let link = NewHeardLink::of(&stage.app, note);
    let id = stage.app.perform(&owner, MakeCancellation { order: order.id, link, form }).await?;
    Ok(unless(n, CancelState::Draft, story.dice.between(15, 60), Beat::Submit(n, id)))
}

/// Every department that was ordered to stop says what it had done.
async fn stop(stage: &Stage, id: Id) -> Outcome<()> {
    let stops = stage.app.read(move |tx| changes::stops(tx, id)).await?;
    for stop in stops.iter().filter(|stop| stop.acknowledged_at.is_none()) {
        let who = stage.person(stop.department.code()).await?;
        let stores = stop.department == Role::Warehouse;
        let (done, disposal) = if stores { ("", Disposal::NotBegun) } else { ("1", Disposal::Stock) };
        let remark = if stores { "" } else { "已投料部分轉庫存。" };
        let form = StopForm { done: done.into(), disposal: disposal.code().into(), remark: remark.into() };
        stage.app.perform(&who, AcknowledgeStop { cancellation: id, stop: stop.id, form }).await?;
    }
    Ok(())
}

/// What it cost, and who bears it.
async fn cost(stage: &Stage, story: &mut Story, owner: &Person, n: usize, id: Id) -> Outcome<()> {
    let stops = stage.app.read(move |tx| changes::stops(tx, id)).await?;
    for (department, text) in [("production", "已投入工時"), ("purchasing", "供應商取消費用")] {
        let amount = story.dice.between(8, 60) * 10;
        let form = CostForm { department: department.into(), text: text.into(), amount: amount.to_string() };
        // Whoever stopped says what that costs.
        let own = stops.iter().any(|stop| stop.department.code() == department);
        let who = if own { stage.person(department).await? } else { owner.clone() };
        stage.app.perform(&who, AddCost { cancellation: id, form }).await?;
    }
    if WISHES[n].2 == CancelState::Costing {
        return Ok(());
    }
    let manager = stage.manager().await?;
    for cost in stage.app.read(move |tx| changes::costs(tx, id)).await? {
        let whole = Quantity::from_millionths(cost.amount.saturating_mul(10_000)).to_string();
        let (charged, absorbed) = if story.dice.chance(70) { (whole, String::new()) } else { (String::new(), whole) };
        let form = BearForm { charged, absorbed, reused: String::new() };
        stage.app.perform(&manager, Bear { cancellation: id, cost: cost.id, form }).await?;
    }
    Ok(())
}

async fn settle(stage: &Stage, owner: &Person, id: Id) -> Outcome<()> {
    stage.app.perform(owner, Settle { cancellation: id, form: PressForm::default() }).await?;
    Ok(())
}
