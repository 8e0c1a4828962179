//! What becomes of one order, from the customer's word to the departments.

use std::time::Duration;

use desk::fulfilment::{self, Acknowledge};
use desk::intake::{
    self, CustomerWithdraws, DiscardForm, DiscardOrder, DisputeForm, EnterItem, NEW_FORM, NewLink, Origin, RecordOrder,
    SendConfirmation, SendForm, Sign, SignForm, Typed, WithdrawalForm,
};
use desk::notices::{self, Told, ToldForm};
use desk::office::{DecideForm, DecideLate};
use desk::order::{self, Channel, Hold, HoldForm, NoteForm, NoteKind, ProposalKind, WriteNote, duty};
use desk::records::{FileForm, FileOrder};
use desk::review::{Decline, DeclineForm, Propose, ProposeForm, Submit, SubmitForm, TICKS, WithdrawSubmission};
use desk::{masters, people};
use platform::Id;
use platform::act::Outcome;
use platform::i18n::Lang;
use platform::trouble::Trouble;
use platform::web::UploadedFile;
use platform::who::{Person, Role};
use serde_json::{Value, json};

use super::deciding::{answer, decide, mend, send_back};
use super::making;
use super::plan::{BY_TELEPHONE, Fate};
use super::{Next, Stage, Story};
use crate::content::open_day;
use crate::moves::grounds;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beat {
    Record,
    Enter(Id),
    Sheet,
    Sign,
    Dispute,
    Submit,
    TakeBack,
    Decide,
    Ask(bool),
    Answer,
    SendBack(bool),
    Mend,
    Decline,
    Discard,
    Withdraws,
    File,
    Acknowledge,
    Tell,
    Talk,
    Rhythm,
    Question(Role),
    Reply,
    Hold,
}

pub fn next(minutes: i64, beat: Beat) -> (i64, super::Beat) {
    (minutes, super::Beat::Order(beat))
}

/// What must not be left undone because somebody else had become manager.
pub fn is_decision(beat: &super::Beat) -> bool {
    matches!(beat, super::Beat::Order(Beat::Decide | Beat::SendBack(_) | Beat::Decline))
}

pub async fn play(stage: &Stage, story: &mut Story, beat: &Beat) -> Outcome<Next> {
    if let Beat::Record = beat {
        return record(stage, story).await;
    }
    if let Beat::Enter(item) = beat {
        return enter(stage, story, *item).await;
    }
    let Some(order) = story.order else { return Ok(Next::new()) };
    let owner = stage.person(story.plan.owner).await?;
    let mut minutes = |low, high| story.dice.between(low, high);
    match *beat {
        Beat::Record | Beat::Enter(_) => Ok(Next::new()),
        Beat::Sheet => sheet(stage, story, &owner, order).await,
        Beat::Sign => sign(stage, story, order).await,
        Beat::Dispute => {
            let form = DisputeForm { reason: "客戶回覆：數量應為原來的一半。".into() };
            stage.app.perform(&owner, intake::Dispute { order, form }).await?;
            Ok(Next::new())
        }
        Beat::Submit => submit(stage, story, &owner, order).await,
        Beat::TakeBack => {
            let act = WithdrawSubmission { order, lock: None, reason: "客戶來電更正交貨地點".into() };
            stage.app.perform(&owner, act).await?;
            story.plan.fate = Fate::Through;
            Ok(vec![next(minutes(30, 120), Beat::Submit)])
        }
        Beat::Decide => decide(stage, story, order).await,
        Beat::Ask(consent) => {
            let kind = if consent { ProposalKind::Consent } else { ProposalKind::ReleaseCredit };
            let text = if consent {
                "金額較大，請核示。"
            } else {
                "客戶已承諾下週付清逾期款，請放行。"
            };
            let manager = stage.manager().await?;
            let form = ProposeForm { kind, text: text.into() };
            stage.app.perform(&manager, Propose { order, form }).await?;
            if matches!(story.plan.fate, Fate::AsksRelease | Fate::AsksConsent) {
                return Ok(Next::new());
            }
            Ok(vec![next(minutes(60, 400), Beat::Answer), next(minutes(420, 500), Beat::Decide)])
        }
        Beat::Answer => answer(stage, order).await,
        Beat::SendBack(late) => send_back(stage, story, order, late).await,
        Beat::Mend => mend(stage, story, &owner, order).await,
        Beat::Decline => {
            let manager = stage.decider(order).await?;
            let form =
                DeclineForm { lock: None, reasons: vec!["capacity".into()], text: "該期間產能已滿。".into() };
            stage.app.perform(&manager, Decline { order, form }).await?;
            Ok(vec![next(minutes(40, 150), Beat::Tell), next(minutes(300, 1_500), Beat::File)])
        }
        Beat::Discard => {
            let form = DiscardForm { reason: "客户重复发送同一份订单".into() };
            stage.app.perform(&owner, DiscardOrder { order, form }).await?;
            Ok(vec![next(minutes(60, 900), Beat::File)])
        }
        Beat::File => {
            let form = FileForm { ground: "客戶來電告知，未留文件。".into() };
            // Whoever has it by now.
            let read = stage.app.read(move |tx| {
                let order = order::fetch(tx, &Person::system(), order)?;
                people::fetch(tx, order.owner)
            });
            stage.app.perform(&read.await?, FileOrder { order, form }).await?;
            Ok(Next::new())
        }
        Beat::Withdraws => withdraws(stage, &owner, order).await,
        Beat::Acknowledge => acknowledge(stage, story, order).await,
        Beat::Tell => tell(stage, &owner, order).await,
        Beat::Talk => {
            let again = minutes(200, 500);
            let said = story.dice.pick(crate::content::TALKS).copied().unwrap_or("–");
            note(stage, &owner, order, NoteKind::Contact, "phone", said, None).await?;
            Ok(vec![next(again, Beat::Rhythm)])
        }
        Beat::Rhythm => rhythm(stage, story, order).await,
        Beat::Question(department) => {
            let asked = "這張單的交期能否確認？客戶急著要答覆。";
            note(stage, &owner, order, NoteKind::Question, department.code(), asked, None).await?;
            Ok(vec![next(minutes(60, 420), Beat::Reply)])
        }
        Beat::Reply => reply(stage, order).await,
        Beat::Hold => {
            let manager = stage.manager().await?;
            let form = HoldForm { hold: "on".into(), ground: "客戶要求暫緩，等候圖面確認。".into() };
            stage.app.perform(&manager, Hold { order, form }).await?;
            Ok(Next::new())
        }
    }
}

/// As the form would send it: customer and address from his card, the rest as planned.
pub async fn content(stage: &Stage, story: &Story) -> Outcome<Value> {
    let plan = story.plan.clone();
    stage
        .app
        .read(move |tx| {
            let customer = masters::customer_by_code(tx, plan.customer)?.ok_or(Trouble::Hidden)?;
            let today = people::today(tx)?;
            let wanted = open_day(tx, today, plan.wanted_in)?;
            let lines = plan.lines.iter();
            let lines: Vec<Value> =
                lines.map(|(sku, qty, price)| json!({"sku": sku, "qty": qty, "price": price})).collect();
            let email = if plan.by_phone { "" } else { customer.email.as_str() };
            Ok(json!({
                "channel": plan.channel, "customer": customer.code, "contact": customer.contact,
                "phone": customer.phone, "email": email, "fax": customer.fax, "customer_order_no": plan.no,
                "customer_order_on": today, "requested_on": wanted, "place": customer.address,
                "special": plan.special, "special_none": if plan.special.is_empty() { "yes" } else { "" },
                "priority": if plan.rush { "rush" } else { "normal" }, "lines": lines,
            }))
        })
        .await
}

async fn record(stage: &Stage, story: &mut Story) -> Outcome<Next> {
    let owner = stage.person(story.plan.owner).await?;
    if story.plan.by_sheet {
        let mut table = "訂單號,品號,數量\n".to_string();
        for (sku, quantity, _) in &story.plan.lines {
            table.push_str(&format!("{},{sku},{quantity}\n", story.plan.no));
        }
        let name = format!("{}.csv", story.plan.no);
        let file = UploadedFile { field: "file".into(), name, content: table.into_bytes() };
        let items = intake::receive_file(&stage.app, &owner, Channel::Email, "order@hongda.example", &file).await?;
        let minutes = story.dice.between(20, 110);
        return Ok(items.into_iter().map(|item| next(minutes, Beat::Enter(item))).collect());
    }
    let typed = Typed::of(&content(stage, story).await?);
    let entered = stage.app.perform(&owner, RecordOrder { typed, draft: NEW_FORM }).await?;
    story.order = Some(entered.id);
    if !matches!(story.plan.channel, "phone" | "visit") {
        crate::letter(&stage.app, &owner, entered.id).await?;
    }
    Ok(entered_next(story))
}

async fn enter(stage: &Stage, story: &mut Story, item: Id) -> Outcome<Next> {
    let owner = stage.person(story.plan.owner).await?;
    let typed = Typed::of(&content(stage, story).await?);
    let entered = stage.app.perform(&owner, EnterItem { item, typed }).await?;
    story.order = Some(entered.id);
    Ok(entered_next(story))
}

/// After the entry: the sheet where it was only said, the submission where it was written.
fn entered_next(story: &mut Story) -> Next {
    let soon = story.dice.between(25, 190);
    let mut after = match story.plan.fate {
        Fate::Draft => Next::new(),
        Fate::Discarded => vec![next(soon * 2, Beat::Discard)],
        _ if matches!(story.plan.channel, "phone" | "visit") => vec![next(soon, Beat::Sheet)],
        _ => vec![next(soon, Beat::Submit)],
    };
    if story.dice.chance(12) {
        let asked = [Role::Production, Role::Purchasing, Role::Quality, Role::Logistics];
        after.push(next(soon / 2, Beat::Question(*story.dice.pick(&asked).unwrap_or(&Role::Production))));
    }
    after
}

async fn sheet(stage: &Stage, story: &mut Story, owner: &Person, order: Id) -> Outcome<Next> {
    let (sheet, digest) = stage
        .app
        .read(move |tx| {
            let order = order::fetch(tx, &Person::system(), order)?;
            Ok((intake::sheet(tx, &order)?, order.content_digest))
        })
        .await?;
    let stored = stage.app.0.files.keep(&sheet.pdf)?;
    let medium = if story.plan.by_phone || story.plan.customer == BY_TELEPHONE { "fax" } else { "email" };
    let form = SendForm { medium: medium.into(), to: String::new() };
    let link = NewLink::made(&stage.app);
    let act = SendConfirmation { order, form, stored, name: sheet.name, digest, link };
    stage.app.perform(owner, act).await?;
    let later = story.dice.between(120, 900);
    Ok(match story.plan.fate {
        Fate::SheetSent => Next::new(),
        Fate::Disputed => vec![next(later / 3, Beat::Dispute)],
        Fate::Withdrawn => vec![next(later, Beat::Withdraws)],
        _ => vec![next(later, Beat::Sign)],
    })
}

/// The customer signs on his link, from a telephone.
async fn sign(stage: &Stage, story: &mut Story, id: Id) -> Outcome<Next> {
    let (holder, link, sheet) = stage
        .app
        .read(move |tx| {
            let order = order::fetch(tx, &Person::system(), id)?;
            let link = intake::links_of(tx, id)?.into_iter().next().ok_or(Trouble::Hidden)?;
            Ok((intake::link_holder(link.id, &order, Lang::Hant), link.id, intake::sheet(tx, &order)?))
        })
        .await?;
    let stored = stage.app.0.files.keep(&sheet.pdf)?;
    let form =
        SignForm { name: holder.name.clone(), drawn: "M 8 30 L 20 12 L 34 32 L 52 14".into(), lang: String::new() };
    let act = Sign {
        token: stage.app.config().link_token(link).digest().to_vec(),
        form,
        origin: Origin { address: "203.0.113.24".into(), agent: "Mozilla/5.0 (Android 15; Mobile)".into() },
        stored,
        file: sheet.name.replace(".pdf", "-signed.pdf"),
    };
    stage.app.perform(&holder, act).await?;
    Ok(vec![next(story.dice.between(20, 150), Beat::Submit)])
}

async fn submit(stage: &Stage, story: &mut Story, owner: &Person, order: Id) -> Outcome<Next> {
    let ticks: Vec<String> = TICKS.iter().map(|tick| (*tick).to_string()).collect();
    let form = SubmitForm { lock: None, ticks, ..SubmitForm::default() };
    let done = match stage.app.perform(owner, Submit { order, form: form.clone() }).await {
        Err(Trouble::Refused(no)) => {
            let grounds = grounds(&no.broken, Role::Specialist);
            stage.app.perform(owner, Submit { order, form: SubmitForm { grounds, ..form } }).await
        }
        done => done,
    };
    done?;
    let soon = story.dice.between(40, 420);
    Ok(match story.plan.fate {
        Fate::Waits => Next::new(),
        Fate::AsksConsent => vec![next(soon / 2, Beat::Ask(true))],
        Fate::AsksRelease => vec![next(soon / 2, Beat::Ask(false))],
        Fate::Declined => vec![next(soon, Beat::Decline)],
        Fate::Mended | Fate::Returned => vec![next(soon / 2, Beat::SendBack(false))],
        Fate::TakenBack => vec![next(soon / 3, Beat::TakeBack)],
        Fate::Withdrawn => vec![next(soon / 3, Beat::Withdraws)],
        _ => vec![next(soon, Beat::Decide)],
    })
}

async fn withdraws(stage: &Stage, owner: &Person, order: Id) -> Outcome<Next> {
    let said = "客戶來電：專案取消，這張單不要了。";
    let note = note(stage, owner, order, NoteKind::Contact, "phone", said, None).await?;
    let form = WithdrawalForm { reason: "客戶專案取消".into(), linked: note.to_string() };
    stage.app.perform(owner, CustomerWithdraws { order, form }).await?;
    Ok(vec![next(600, Beat::File)])
}

/// Every department says that it has its part.
async fn acknowledge(stage: &Stage, story: &mut Story, order: Id) -> Outcome<Next> {
    let dispatches = stage.app.read(move |tx| fulfilment::of_order(tx, order)).await?;
    for department in fulfilment::SUPPLIERS {
        if let Some(mine) = dispatches.iter().find(|dispatch| dispatch.department == *department) {
            let who = stage.person(department.code()).await?;
            stage.app.perform(&who, Acknowledge { dispatch: mine.id, all: true }).await?;
        }
    }
    if dispatches.iter().any(|dispatch| dispatch.department == Role::Production) {
        return Ok(vec![making::next(story.dice.between(20, 150), making::Beat::Plan)]);
    }
    Ok(Next::new())
}

/// Where no mail leaves, somebody calls.
async fn tell(stage: &Stage, owner: &Person, order: Id) -> Outcome<Next> {
    let told = stage.app.read(move |tx| notices::of_order(tx, order)).await?;
    for notice in told.iter().filter(|notice| notice.done_at.is_none()) {
        let form = ToldForm { spoke_with: "採購窗口".into(), said: "已知悉，謝謝。".into() };
        stage.app.perform(owner, Told { notice: notice.id, form }).await?;
    }
    Ok(Next::new())
}

/// The manager sets when this customer is called next.
async fn rhythm(stage: &Stage, story: &mut Story, order: Id) -> Outcome<Next> {
    let manager = stage.manager().await?;
    let due = stage.app.read(move |tx| duty::of(tx, order)).await?;
    let Some(follow_up) = due.into_iter().find(|duty| duty.kind == "follow_up") else { return Ok(Next::new()) };
    let days = 60 + story.dice.below(120) as u64;
    let at = stage.calendar.next_opening(stage.until.saturating_add(Duration::from_secs(days * 86_400 / 2)));
    let Ok(at) = at else { return Ok(Next::new()) };
    let ground = "交期尚遠，改為出貨前追蹤。".to_string();
    let form = DecideForm { to: String::new(), due: at.to_string(), ground };
    stage.app.perform(&manager, DecideLate { duty: follow_up.id, form }).await?;
    Ok(Next::new())
}

async fn reply(stage: &Stage, order: Id) -> Outcome<Next> {
    let notes = stage.app.read(move |tx| order::notes(tx, order)).await?;
    let Some(question) = notes.iter().rev().find(|note| note.kind == NoteKind::Question) else {
        return Ok(Next::new());
    };
    let who = stage.person(&question.medium).await?;
    note(stage, &who, order, NoteKind::Answer, "", "可以，已排入下週的工單。", Some(question.id)).await?;
    Ok(Next::new())
}

async fn note(
    stage: &Stage,
    who: &Person,
    order: Id,
    kind: NoteKind,
    medium: &str,
    text: &str,
    answers: Option<Id>,
) -> Outcome<Id> {
    let verdict = if kind == NoteKind::Answer { "yes".into() } else { String::new() };
    let form = NoteForm { answers, verdict, ..NoteForm::of(kind, medium, text) };
    stage.app.perform(who, WriteNote { order, form }).await
}
