//! What is done every afternoon about what waits: late lines are settled with their customers, late duties are decided.

mod forgotten;

use std::time::Duration;

use desk::fulfilment::delay::{self, Agree, AgreeForm, DelayState, Remedy, Tell, TellForm};
use desk::office::{DecideForm, DecideLate};
use desk::order;
use desk::people;
use platform::Id;
use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::trouble::Trouble;
use platform::who::{Person, Role};

use super::{Next, Stage, buying, shipping};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beat {
    /// Who waits for a late line is told, and asked what he says to it.
    Customers,
    /// The manager decides on what is late, the executive on the manager's own.
    Late,
    /// What somebody has forgotten is done.
    Forgotten,
    /// What lies ready leaves.
    Shipping,
}

/// What happens on every working day, by the clock.
pub fn of_day(stage: &Stage, day: Day) -> Vec<(Instant, super::Beat)> {
    let all = [
        ("09:20:00", super::Beat::Buying(buying::Beat::Look)),
        ("14:05:00", super::Beat::Chasing(Beat::Shipping)),
        ("15:10:00", super::Beat::Chasing(Beat::Customers)),
        ("16:20:00", super::Beat::Chasing(Beat::Late)),
        ("16:40:00", super::Beat::Chasing(Beat::Forgotten)),
    ];
    let open = stage.calendar.is_open_day(day);
    let at = |clock: &str| crate::time::moment(day, clock, stage.calendar.zone());
    all.into_iter().filter(|_| open).filter_map(|(clock, beat)| Some((at(clock)?, beat))).collect()
}

pub async fn play(stage: &Stage, beat: Beat) -> Outcome<Next> {
    match beat {
        Beat::Customers => customers(stage).await?,
        Beat::Late => late(stage).await?,
        Beat::Forgotten => forgotten::all(stage).await?,
        Beat::Shipping => shipping::all(stage).await?,
    }
    Ok(Next::new())
}

pub fn ago(stage: &Stage, hours: u64) -> Instant {
    let now = stage.app.0.clock.now();
    now.checked_sub(Duration::from_secs(hours * 3_600)).unwrap_or(now)
}

async fn customers(stage: &Stage) -> Outcome<()> {
    // The last orders' are still open: nobody hears of everything on the same day.
    const OPEN: &str = "SELECT c.order_id, c.id FROM delay_case c JOIN orders o ON o.id = c.order_id \
        WHERE c.closed_at IS NULL AND o.made_at < $3 AND ((c.state = 'open' AND c.opened_at < $1) \
        OR (c.state = 'told' AND c.told_at < $2)) ORDER BY c.id LIMIT 40";
    let (opened, told) = (ago(stage, 26), ago(stage, 40));
    let made = stage.until.checked_sub(Duration::from_secs(7 * 86_400)).unwrap_or(stage.until);
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let open: Vec<(Id, Id)> =
        stage.app.read(move |tx| Ok(tx.list_built("late lines", OPEN, &[&opened, &told, &made], read)?)).await?;
    for (order, id) in open {
        refused_or(settle(stage, order, id).await)?;
    }
    Ok(())
}

async fn settle(stage: &Stage, order: Id, id: Id) -> Outcome<()> {
    let read = stage.app.read(move |tx| {
        let owner = order::fetch(tx, &Person::system(), order)?.owner;
        let case = delay::of_order(tx, order)?.into_iter().find(|case| case.id == id).ok_or(Trouble::Hidden)?;
        Ok((people::fetch(tx, owner)?, case, people::today(tx)?))
    });
    let (owner, case, today) = read.await?;
    if case.state == DelayState::Open {
        let message = format!(
            "您好：本單原訂 {} 交貨，因供應商延後，預計 {} 到貨，敬請見諒並回覆是否可行。",
            case.promised_on, case.forecast_on
        );
        let form = TellForm { message, remedy: Remedy::NewDate.code().into(), ..TellForm::default() };
        return stage.app.perform(&owner, Tell { delay: id, form }).await.map(|_| ());
    }
    let form = AgreeForm {
        agrees: "yes".into(),
        remedy: Remedy::NewDate.code().into(),
        day: case.forecast_on.max(today).to_string(),
        contact: "採購窗口".into(),
        answer: "可以，請依新日期交貨。".into(),
        ..AgreeForm::default()
    };
    stage.app.perform(&owner, Agree { delay: id, form }).await.map(|_| ())
}

async fn late(stage: &Stage) -> Outcome<()> {
    const LATE: &str = "SELECT over_duty, owner_role FROM duty WHERE kind = 'decide_late' AND done_at IS NULL \
        AND opened_at < $1 ORDER BY opened_at, id LIMIT 40";
    let before = ago(stage, 5);
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let late: Vec<(Id, Option<Role>)> =
        stage.app.read(move |tx| Ok(tx.list_built("late duties", LATE, &[&before], read)?)).await?;
    let (manager, executive) = (stage.manager().await?, stage.person("executive").await?);
    let due = stage.calendar.add_hours(stage.app.0.clock.now(), 2 * 480).unwrap_or(stage.until);
    for (duty, role) in late {
        let who = if role == Some(Role::Executive) { &executive } else { &manager };
        let ground = "已與承辦確認，兩日內完成。".to_string();
        let form = DecideForm { to: String::new(), due: due.to_string(), ground };
        refused_or(stage.app.perform(who, DecideLate { duty, form }).await)?;
    }
    Ok(())
}

pub fn refused_or<T>(done: Outcome<T>) -> Outcome<()> {
    match done {
        Err(Trouble::Fault(fault)) => Err(fault.into()),
        _ => Ok(()),
    }
}
