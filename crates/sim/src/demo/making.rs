//! 4.1: what production makes of an approved order, and how far it has come by today.

use desk::fulfilment::delay::{self, DelayState, Remedy, Tell, TellForm};
use desk::fulfilment::production::{
    self, HoldWork, HoldWorkForm, PlanWork, PlanWorkForm, PutAway, PutAwayForm, ReleaseWork, ReleaseWorkForm,
    ReportWork, ReportWorkForm, Work, WorkState,
};
use desk::order;
use desk::people;
use platform::Id;
use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::trouble::Trouble;
use platform::who::Person;

use super::{Next, Stage, Story};

/// How far the work of an order comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Making {
    /// To the shelf.
    Through,
    /// Production has it and has not planned it.
    Waiting,
    Planned,
    Released,
    /// Half of the first operation is done.
    Half,
    /// A piece was spoilt and is made again.
    Scrap,
    /// Stands still after its first pieces.
    Held,
    /// Planned behind its promised day: the customer knows, and has not answered.
    Late,
    /// So is this one, and nobody has told its customer.
    Untold,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beat {
    Plan,
    Release,
    Report,
    Hold,
    Inspect,
    PutAway,
    TellDelay,
}

pub fn next(minutes: i64, beat: Beat) -> (i64, super::Beat) {
    (minutes, super::Beat::Making(beat))
}

pub async fn play(stage: &Stage, story: &mut Story, beat: Beat) -> Outcome<Next> {
    let Some(order) = story.order else { return Ok(Next::new()) };
    let works = stage.app.read(move |tx| production::of_order(tx, order)).await?;
    let who = stage.person(if beat == Beat::PutAway { "warehouse" } else { "production" }).await?;
    match beat {
        Beat::Plan => plan(stage, story, &who, works).await,
        Beat::Release => release(stage, story, &who, works).await,
        Beat::Report => report(stage, story, &who, works).await,
        Beat::Hold => hold(stage, &who, works).await,
        Beat::Inspect => super::inspecting::judge(stage, story, order).await,
        Beat::PutAway => put_away(stage, &who, works).await,
        Beat::TellDelay => tell(stage, order).await,
    }
}

async fn plan(stage: &Stage, story: &mut Story, who: &Person, works: Vec<Work>) -> Outcome<Next> {
    if story.plan.making == Making::Waiting {
        return Ok(Next::new());
    }
    let late = matches!(story.plan.making, Making::Late | Making::Untold);
    for work in works.iter().filter(|work| work.state == WorkState::Acknowledged) {
        let behind = work.wanted_on.filter(|_| late).and_then(|day| day.add_days(4).ok());
        let from = behind.map_or(String::new(), |day| day.to_string());
        // The machine would find it an earlier place.
        let pinned = if from.is_empty() { "" } else { "yes" };
        let form = PlanWorkForm { from, pinned: pinned.into(), ..PlanWorkForm::default() };
        refused_or(stage.app.perform(who, PlanWork { work: work.id, form }).await)?;
    }
    let minutes = story.dice.between(30, 200);
    Ok(match story.plan.making {
        Making::Planned | Making::Untold => Next::new(),
        Making::Late => vec![next(minutes, Beat::TellDelay)],
        _ => vec![next(minutes, Beat::Release)],
    })
}

async fn release(stage: &Stage, story: &mut Story, who: &Person, works: Vec<Work>) -> Outcome<Next> {
    let mut after = Next::new();
    for work in works.iter().filter(|work| work.state == WorkState::Planned) {
        match stage.app.perform(who, ReleaseWork { work: work.id, form: ReleaseWorkForm::default() }).await {
            Err(Trouble::Fault(fault)) => return Err(fault.into()),
            // Without its parts it waits for the next receipt.
            Err(_) => after = vec![next(7 * 480, Beat::Release)],
            Ok(()) => {}
        }
    }
    if story.plan.making != Making::Released {
        after.push(next(story.dice.between(200, 500), Beat::Report));
    }
    Ok(after)
}

async fn report(stage: &Stage, story: &mut Story, who: &Person, works: Vec<Work>) -> Outcome<Next> {
    let making = story.plan.making;
    let at_work = |work: &&Work| matches!(work.state, WorkState::Released | WorkState::InProgress);
    let (mut left, mut made) = (false, false);
    for work in works.iter().filter(at_work) {
        let Some(step) = work.next_step() else { continue };
        let open = work.open_of(step.no);
        let one = Quantity::whole(1).unwrap_or(open).min(open);
        let half = Quantity::whole(open.millionths() / 2_000_000).unwrap_or(one).max(one);
        let (good, scrap) = match making {
            Making::Half | Making::Held => (half, Quantity::ZERO),
            Making::Scrap => (open.checked_sub(one).unwrap_or(open), one),
            _ => (open, Quantity::ZERO),
        };
        let form = ReportWorkForm {
            no: step.no.to_string(),
            good: good.to_string(),
            scrap: scrap.to_string(),
            remark: if scrap.is_positive() { "尺寸超差，重做一件".into() } else { String::new() },
            via: if story.dice.chance(70) { "phone" } else { "desk" }.into(),
            ..ReportWorkForm::default()
        };
        refused_or(stage.app.perform(who, ReportWork { work: work.id, form }).await)?;
        made |= step.no == work.last_no();
        left |= step.no != work.last_no();
    }
    let minutes = story.dice.between(120, 480);
    let mut after = Next::new();
    match making {
        Making::Half | Making::Scrap => return Ok(after),
        Making::Held => return Ok(vec![next(minutes, Beat::Hold)]),
        _ => {}
    }
    if made {
        after.push(next(minutes / 4, Beat::Inspect));
        after.push(next(minutes / 2, Beat::PutAway));
    }
    if left {
        after.push(next(minutes, Beat::Report));
    }
    Ok(after)
}

async fn hold(stage: &Stage, who: &Person, works: Vec<Work>) -> Outcome<Next> {
    for work in works.iter().filter(|work| work.state == WorkState::InProgress) {
        let form = HoldWorkForm {
            hold: "on".into(), ground: "刀具斷裂，備品週四到".into(), ..HoldWorkForm::default()
        };
        refused_or(stage.app.perform(who, HoldWork { work: work.id, form }).await)?;
    }
    Ok(Next::new())
}

async fn put_away(stage: &Stage, who: &Person, works: Vec<Work>) -> Outcome<Next> {
    for work in works {
        let waits = work.passed.checked_sub(work.stocked).unwrap_or_default();
        if waits.is_positive() {
            let form = PutAwayForm { quantity: waits.to_string(), ..PutAwayForm::default() };
            refused_or(stage.app.perform(who, PutAway { work: work.id, form }).await)?;
        }
    }
    Ok(Next::new())
}

/// The specialist writes to the customer, and waits for his answer.
async fn tell(stage: &Stage, id: Id) -> Outcome<Next> {
    let read = stage.app.read(move |tx| {
        let order = order::fetch(tx, &Person::system(), id)?;
        Ok((people::fetch(tx, order.owner)?, delay::of_order(tx, id)?))
    });
    let (owner, late) = read.await?;
    for case in late.into_iter().filter(|case| case.state == DelayState::Open) {
        let message = format!(
            "您好：本單原訂 {} 交貨，因前段工序排程延後，預計 {} 到貨。若此日期可行請回覆，我們將儘量提前。",
            case.promised_on, case.forecast_on
        );
        let form = TellForm { message, remedy: Remedy::NewDate.code().into(), ..TellForm::default() };
        refused_or(stage.app.perform(&owner, Tell { delay: case.id, form }).await)?;
    }
    Ok(Next::new())
}

/// What the regulation refuses stays as it is; the order's other work goes on.
fn refused_or<T>(done: Outcome<T>) -> Outcome<()> {
    match done {
        Err(Trouble::Fault(fault)) => Err(fault.into()),
        _ => Ok(()),
    }
}
