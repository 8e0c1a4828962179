//! What waits for longer than anybody would believe is done in the afternoon: calls, acknowledgements, work.

use std::time::Duration;

use desk::fulfilment::production::{
    self, PlanWork, PlanWorkForm, PutAway, PutAwayForm, ReleaseWork, ReleaseWorkForm, ReportWork, ReportWorkForm,
    WorkState,
};
use desk::fulfilment::{self, Acknowledge};
use desk::notices::{self, Told, ToldForm};
use desk::office::{DecideForm, DecideLate};
use desk::order::{self, NoteForm, NoteKind, WriteNote};
use desk::people;
use platform::Id;
use platform::act::Outcome;
use platform::trouble::Trouble;
use platform::who::{Person, Role};

use super::{ago, refused_or};
use crate::demo::{Stage, inspecting};

/// Open, about something, of this kind, and whose department's.
type Open = (Id, Id, String, Option<Role>);

pub async fn all(stage: &Stage) -> Outcome<()> {
    const OPEN: &str = "SELECT id, about, kind, owner_role FROM duty WHERE done_at IS NULL AND ((kind IN ('acknowledge', \
        'plan_work', 'release_work', 'make_work', 'put_away', 'inspect') AND due_at < $1) OR (kind = 'settle_failed' AND opened_at < $1) OR (kind = 'follow_up' AND due_at < $2) \
        OR (kind = 'tell_customer' AND due_at < $3)) \
        ORDER BY due_at, id LIMIT 60";
    let long = ago(stage, 130);
    let (late, soon) = (ago(stage, 40), stage.app.0.clock.now().saturating_add(Duration::from_secs(30 * 3_600)));
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let open: Vec<Open> =
        stage.app.read(move |tx| Ok(tx.list_built("forgotten", OPEN, &[&late, &soon, &long], read)?)).await?;
    for (duty, about, kind, role) in open {
        refused_or(match kind.as_str() {
            "follow_up" => follow_up(stage, duty, about).await,
            "tell_customer" => tell(stage, about).await,
            "inspect" | "settle_failed" => inspecting::forgotten(stage, about).await,
            "acknowledge" => acknowledge(stage, about, role).await,
            _ => work(stage, about).await,
        })?;
    }
    Ok(())
}

async fn owner(stage: &Stage, order: Id) -> Outcome<Person> {
    let read = stage.app.read(move |tx| {
        let owner = order::fetch(tx, &Person::system(), order)?.owner;
        people::fetch(tx, owner)
    });
    read.await
}

/// The customer hears how it stands; the manager sets when he hears of it next.
async fn follow_up(stage: &Stage, duty: Id, order: Id) -> Outcome<()> {
    let (who, manager) = (owner(stage, order).await?, stage.manager().await?);
    let form = NoteForm::of(NoteKind::Comment, "", "已向客戶說明進度，交期不變。");
    stage.app.perform(&who, WriteNote { order, form }).await?;
    let at = stage.calendar.next_opening(stage.until.saturating_add(Duration::from_secs(40 * 86_400)));
    let due = at.map_err(|e| platform::Fault::other("working calendar", e))?.to_string();
    let form = DecideForm { to: String::new(), due, ground: "交期尚遠，改為出貨前追蹤。".into() };
    stage.app.perform(&manager, DecideLate { duty, form }).await.map(|_| ())
}

async fn tell(stage: &Stage, order: Id) -> Outcome<()> {
    let who = owner(stage, order).await?;
    let told = stage.app.read(move |tx| notices::of_order(tx, order)).await?;
    for notice in told.iter().filter(|notice| notice.done_at.is_none()) {
        let form = ToldForm { spoke_with: "採購窗口".into(), said: "已知悉，謝謝。".into() };
        stage.app.perform(&who, Told { notice: notice.id, form }).await?;
    }
    Ok(())
}

async fn acknowledge(stage: &Stage, order: Id, department: Option<Role>) -> Outcome<()> {
    let Some(department) = department else { return Ok(()) };
    let who = stage.person(department.code()).await?;
    let all = stage.app.read(move |tx| fulfilment::of_order(tx, order)).await?;
    let waits = fulfilment::DispatchState::Dispatched;
    match all.iter().find(|one| one.department == department && one.state == waits) {
        Some(mine) => stage.app.perform(&who, Acknowledge { dispatch: mine.id, all: true }).await.map(|_| ()),
        None => Ok(()),
    }
}

/// It goes on from where it stands, as far as its parts let it.
async fn work(stage: &Stage, id: Id) -> Outcome<()> {
    let (who, warehouse) = (stage.person("production").await?, stage.person("warehouse").await?);
    for _ in 0..12 {
        let work = stage.app.read(move |tx| production::work_of(tx, id)).await?.ok_or(Trouble::Hidden)?;
        match (work.state, work.next_step()) {
            (WorkState::Acknowledged, _) => {
                stage.app.perform(&who, PlanWork { work: id, form: PlanWorkForm::default() }).await?;
            }
            (WorkState::Planned, _) => {
                stage.app.perform(&who, ReleaseWork { work: id, form: ReleaseWorkForm::default() }).await?;
            }
            (WorkState::Released | WorkState::InProgress, Some(step)) => {
                let good = work.open_of(step.no).to_string();
                let form =
                    ReportWorkForm { no: step.no.to_string(), good, via: "desk".into(), ..ReportWorkForm::default() };
                stage.app.perform(&who, ReportWork { work: id, form }).await?;
            }
            (WorkState::Inspected | WorkState::Stopped, _) => {
                let waits = work.passed.checked_sub(work.stocked).unwrap_or_default();
                if !waits.is_positive() {
                    break;
                }
                let form = PutAwayForm { quantity: waits.to_string(), ..PutAwayForm::default() };
                stage.app.perform(&warehouse, PutAway { work: id, form }).await?;
            }
            _ => break,
        }
    }
    Ok(())
}
