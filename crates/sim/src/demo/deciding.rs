//! The decision on an order: approved, asked about, sent back and mended.

use desk::intake::{RewriteOrder, Typed};
use desk::order::{self, Approval, ProposalKind};
use desk::people;
use desk::review::{Answer, AnswerForm, Approve, ApproveForm, SendBack, SendBackForm};
use platform::Id;
use platform::act::Outcome;
use platform::trouble::Trouble;
use platform::who::{Person, Role};

use super::orders::{Beat, content, next};
use super::plan::Fate;
use super::{Next, Stage, Story};
use crate::moves::grounds;

pub async fn decide(stage: &Stage, story: &mut Story, id: Id) -> Outcome<Next> {
    let stands = stage.app.read(move |tx| Ok(order::fetch(tx, &Person::system(), id)?.approval)).await?;
    if stands != Approval::FinalReview {
        return Ok(Next::new());
    }
    let manager = stage.decider(id).await?;
    let decision = "交期、價格與付款條件均已核對，同意接單。".to_string();
    let form = ApproveForm { decision, ..ApproveForm::default() };
    let done = match stage.app.perform(&manager, Approve { order: id, form: form.clone() }).await {
        Err(Trouble::Refused(no)) => {
            let grounds = grounds(&no.broken, Role::Manager);
            let form = ApproveForm { grounds, ..form };
            stage.app.perform(&manager, Approve { order: id, form }).await
        }
        done => done,
    };
    let minutes = story.dice.between(30, 200);
    match done {
        Ok(_) => Ok(approved_next(story)),
        Err(Trouble::Refused(no)) => {
            let broken = |part: &str| no.broken.iter().any(|broken| broken.rule.contains(part));
            if broken("delivery") {
                Ok(vec![next(minutes, Beat::SendBack(true))])
            } else if broken("consent") {
                Ok(vec![next(5, Beat::Ask(true))])
            } else if broken("payment") {
                Ok(vec![next(5, Beat::Ask(false))])
            } else {
                // A question that must be answered first, or a hold: another day.
                Ok(vec![next(480, Beat::Decide)])
            }
        }
        Err(trouble) => Err(trouble),
    }
}

fn approved_next(story: &mut Story) -> Next {
    let mut minutes = |low, high| story.dice.between(low, high);
    let mut after = vec![next(minutes(6 * 480, 9 * 480) / 2, Beat::Rhythm)];
    if story.plan.fate != Fate::Unacknowledged {
        after.push(next(minutes(20, 190), Beat::Acknowledge));
    }
    if story.plan.fate != Fate::Untold {
        after.push(next(minutes(30, 180), Beat::Tell));
    }
    if story.plan.fate == Fate::OnHold {
        after.push(next(minutes(200, 300), Beat::Hold));
    }
    if minutes(0, 99) < 25 {
        after.push(next(minutes(900, 1_800), Beat::Talk));
    }
    after
}

pub async fn send_back(stage: &Stage, story: &mut Story, order: Id, late: bool) -> Outcome<Next> {
    let manager = stage.decider(order).await?;
    let (reason, text) = match (late, story.dice.below(3)) {
        (true, _) => ("delivery", "交期趕不上，請與客戶協調較晚的日期。"),
        (_, 0) => ("price", "單價與年度合約不符，請與客戶確認後再送。"),
        (_, 1) => ("unclear", "包裝要求不明，請補充。"),
        _ => ("document", "请附客户盖章的订单。"),
    };
    let form = SendBackForm { lock: None, reasons: vec![reason.into()], text: text.into() };
    stage.app.perform(&manager, SendBack { order, form }).await?;
    if story.plan.fate == Fate::Returned {
        return Ok(Next::new());
    }
    story.plan.fate = Fate::Through;
    let minutes = story.dice.between(90, 420);
    Ok(vec![next(minutes / 2, Beat::Talk), next(minutes, Beat::Mend)])
}

/// Later, and a line less: what the customer agreed to.
pub async fn mend(stage: &Stage, story: &mut Story, owner: &Person, order: Id) -> Outcome<Next> {
    story.plan.wanted_in += 40;
    let last = story.plan.lines.len().saturating_sub(1);
    if let Some(line) = story.plan.lines.get_mut(last) {
        line.1 = (line.1 / 2 / 100 * 100).max(if line.1 >= 100 { 200 } else { line.1 });
    }
    let lock = stage.app.read(move |tx| Ok(order::fetch(tx, &Person::system(), order)?.lock)).await?;
    let mut typed = Typed::of(&content(stage, story).await?);
    typed.seen = Some(lock);
    stage.app.perform(owner, RewriteOrder { order, typed }).await?;
    let minutes = story.dice.between(30, 120);
    let spoken = matches!(story.plan.channel, "phone" | "visit");
    Ok(vec![next(minutes, if spoken { Beat::Sheet } else { Beat::Submit })])
}

pub async fn answer(stage: &Stage, id: Id) -> Outcome<Next> {
    let open = stage.app.read(move |tx| {
        let asked = order::proposals(tx, id)?;
        let today = people::today(tx)?;
        Ok((asked.into_iter().find(|p| p.state == order::ProposalState::Open), today))
    });
    let (Some(proposal), today) = open.await? else { return Ok(Next::new()) };
    let consent = proposal.kind == ProposalKind::Consent;
    let who = stage.person(if consent { "executive" } else { "finance" }).await?;
    let form = AnswerForm {
        accepted: true,
        text: if consent { "同意，請留意交期。" } else { "客戶往來正常，放行一個月。" }.into(),
        amount: if consent { String::new() } else { "4000000".into() },
        until: if consent { String::new() } else { today.add_days(30).map(|d| d.to_string()).unwrap_or_default() },
    };
    stage.app.perform(&who, Answer { order: id, proposal: proposal.id, form }).await?;
    Ok(Next::new())
}
