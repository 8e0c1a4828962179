//! 4.1: production plans, moves, releases, reports and stops work; the warehouse puts it away; the specialist tells the
//! customer of a later day. 2.2.2e: the file of an order that ended.

use desk::fulfilment::delay::{Agree, AgreeForm, Delay, Remedy, Tell, TellForm, of_order as delays_of};
use desk::fulfilment::production::{
    HoldWork, HoldWorkForm, MoveTask, MoveTaskForm, PlanWork, PlanWorkForm, PutAway, PutAwayForm, ReleaseWork,
    ReleaseWorkForm, ReportWork, ReportWorkForm, TakeBack, TakeBackForm, Work, WorkStep, work_of,
};
use desk::people;
use desk::records::{FileForm, FileOrder};
use platform::act::Outcome;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::{Id, Trouble};

use super::words;
use crate::look::{About, Chance};
use crate::world::{Planning, World};

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    Some(match (&c.about, c.step) {
        (About::Work { id, .. }, "work.plan") => plan(w, c, *id, careful).await,
        (About::Work { id, .. }, "work.move") => shift(w, c, *id, careful).await,
        (About::Work { id, .. }, "work.release") => {
            let form = ReleaseWorkForm { lock: if careful { String::new() } else { "0".into() } };
            w.does(&c.who, ReleaseWork { work: *id, form }).await.map(|_| ())
        }
        (About::Work { id, .. }, "work.report") => report(w, c, *id, careful).await,
        (About::Work { id, .. }, "work.hold") => hold(w, c, *id, "on", careful).await,
        (About::Work { id, .. }, "work.resume") => hold(w, c, *id, "off", careful).await,
        (About::Work { id, .. }, "work.put_away") => put_away(w, c, *id, careful).await,
        (About::Work { id, .. }, "work.take_back") => {
            let form = TakeBackForm { lock: if careful { String::new() } else { "0".into() } };
            w.does(&c.who, TakeBack { work: *id, form }).await.map(|_| ())
        }
        (About::Delay { order, id }, "delay.tell") => tell(w, c, *order, *id, careful).await,
        (About::Delay { order, id }, "delay.agree" | "delay.agree_change") => {
            answer(w, c, *order, *id, true, careful).await
        }
        (About::Delay { order, id }, "delay.refused") => answer(w, c, *order, *id, false, careful).await,
        (About::Order(order), "records.file") => {
            let form = FileForm { ground: words(w, careful) };
            w.does(&c.who, FileOrder { order: *order, form }).await.map(|_| ())
        }
        _ => return None,
    })
}

async fn work(w: &World, id: Id) -> Outcome<(Work, Day)> {
    w.app.read(move |tx| Ok((work_of(tx, id)?.ok_or(Trouble::Hidden)?, people::today(tx)?))).await
}

/// As it stands, soon, or later than anybody wants it.
async fn plan(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let (work, today) = work(w, id).await?;
    let wish = w.plans.take();
    let planning = wish.unwrap_or(if w.dice.chance(25) {
        Planning::Late
    } else if w.dice.chance(30) {
        Planning::Early
    } else {
        Planning::AsItStands
    });
    let late = [work.wanted_on, work.end_on, Some(today)].into_iter().flatten().max().unwrap_or(today);
    let day = match planning {
        Planning::AsItStands => None,
        Planning::Early => today.add_days(1).ok(),
        Planning::Late => late.add_days(w.dice.between(3, 12)).ok(),
    };
    let typed = |day: Option<Day>| day.map_or(String::new(), |day| day.to_string());
    let routed = work.steps.iter().any(|step| step.centre.is_some());
    let ready = if routed { None } else { day.or(today.add_days(9).ok()) };
    let pinned = if w.dice.chance(15) { "yes" } else { "" };
    let from = if careful { typed(day.filter(|_| routed)) } else { "bald".to_string() };
    let form = PlanWorkForm { from, ready: typed(ready), pinned: pinned.into(), ..PlanWorkForm::default() };
    w.does(&c.who, PlanWork { work: id, form }).await.map(|_| ())
}

/// Its last minutes a few days later; the careless want them yesterday.
async fn shift(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let later = w.dice.between(0, 9);
    let found = w.app.read(move |tx| {
        const LAST: &str = "SELECT id, day FROM task WHERE work = $1 ORDER BY no DESC, day DESC LIMIT 1";
        let last: Vec<(Id, Day)> = tx.list_built("last task", LAST, &[&id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (calendar, today) = (people::calendar(tx)?, people::today(tx)?);
        let Some((task, day)) = last.into_iter().next() else { return Ok(None) };
        let wanted = day.max(today).add_days(later).unwrap_or(day);
        Ok(Some((task, calendar.next_open_day(wanted).unwrap_or(wanted), today)))
    });
    let Some((task, day, today)) = found.await? else { return Err(Trouble::Hidden) };
    let day = if careful { day } else { today.add_days(-1).unwrap_or(today) };
    let form = MoveTaskForm { day: day.to_string(), ..MoveTaskForm::default() };
    w.does(&c.who, MoveTask { task, form }).await.map(|_| ())
}

/// Mostly all that lies before the furthest operation that has something to do; now and then a piece is scrap.
async fn report(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let (work, _) = work(w, id).await?;
    let open = |step: &&WorkStep| work.open_of(step.no).is_positive() && work.arrived(step.no).is_positive();
    let Some(step) = work.steps.iter().rev().find(open).or(work.steps.first()) else { return Err(Trouble::Hidden) };
    let all = work.open_of(step.no).min(work.arrived(step.no));
    let one = Quantity::whole(1).unwrap_or(all).min(all);
    let good = match w.dice.below(100) {
        0..30 => one,
        30..45 => all.checked_sub(one).unwrap_or(all),
        _ => all,
    };
    // What is scrapped arrived too.
    let room = work.arrived(step.no).checked_sub(good).unwrap_or_default().min(one);
    let scrap = if room.is_positive() && w.dice.chance(40) { room } else { Quantity::ZERO };
    let via = if w.dice.chance(50) { "phone" } else { "desk" };
    let form = ReportWorkForm {
        no: step.no.to_string(),
        good: if careful { good.to_string() } else { String::new() },
        scrap: if careful { scrap.to_string() } else { String::new() },
        via: via.into(),
        ..ReportWorkForm::default()
    };
    w.does(&c.who, ReportWork { work: id, form }).await.map(|_| ())
}

async fn hold(w: &mut World, c: &Chance, id: Id, hold: &str, careful: bool) -> Outcome<()> {
    let form = HoldWorkForm { hold: hold.into(), ground: words(w, careful), ..HoldWorkForm::default() };
    w.does(&c.who, HoldWork { work: id, form }).await.map(|_| ())
}

/// All that passed, or one of it; the careless put away more than there is.
async fn put_away(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let (work, _) = work(w, id).await?;
    let one = Quantity::whole(1).unwrap_or_default();
    let waits = work.passed.checked_sub(work.stocked).unwrap_or_default();
    let quantity = match careful {
        true if w.dice.chance(30) => waits.min(one),
        true => waits,
        false => waits.checked_add(one).unwrap_or(waits),
    };
    let form = PutAwayForm { quantity: quantity.to_string(), ..PutAwayForm::default() };
    w.does(&c.who, PutAway { work: id, form }).await.map(|_| ())
}

fn a_remedy(w: &mut World) -> Remedy {
    if w.dice.chance(70) {
        return Remedy::NewDate;
    }
    w.dice.pick(Remedy::ALL).copied().unwrap_or(Remedy::NewDate)
}

/// Any but another day.
fn another_remedy(w: &mut World) -> Remedy {
    w.dice.pick(&[Remedy::Partial, Remedy::Substitute, Remedy::Expedite]).copied().unwrap_or(Remedy::Expedite)
}

async fn tell(w: &mut World, c: &Chance, order: Id, id: Id, careful: bool) -> Outcome<()> {
    let delay = delay(w, order, id).await?;
    let said = format!("原訂 {} 交貨，將延至 {}，尚請見諒。", delay.promised_on, delay.forecast_on);
    let message = if careful { said } else { " ".into() };
    let form = TellForm { message, remedy: a_remedy(w).code().into(), ..TellForm::default() };
    w.does(&c.who, Tell { delay: id, form }).await.map(|_| ())
}

async fn answer(w: &mut World, c: &Chance, order: Id, id: Id, agrees: bool, careful: bool) -> Outcome<()> {
    let delay = delay(w, order, id).await?;
    let today = w.app.read(people::today).await?;
    let later = w.dice.between(0, 5);
    let day = delay.forecast_on.max(today).add_days(later).unwrap_or(delay.forecast_on);
    let remedy = match c.step {
        "delay.agree" => Remedy::NewDate,
        "delay.agree_change" => another_remedy(w),
        _ => a_remedy(w),
    };
    let form = AgreeForm {
        agrees: if agrees { "yes" } else { "no" }.into(),
        remedy: remedy.code().into(),
        day: day.to_string(),
        contact: "陳怡君".into(),
        answer: words(w, careful),
        ..AgreeForm::default()
    };
    w.does(&c.who, Agree { delay: id, form }).await.map(|_| ())
}

async fn delay(w: &World, order: Id, id: Id) -> Outcome<Delay> {
    let found = w.app.read(move |tx| Ok(delays_of(tx, order)?.into_iter().find(|delay| delay.id == id)));
    found.await?.ok_or(Trouble::Hidden)
}
