//! 3.2: submit and take back, ask and answer, approve, send back, decline.

use desk::order::{self, ProposalKind};
use desk::people;
use desk::review::{
    self, Answer, AnswerForm, Approve, ApproveForm, Decline, DeclineForm, GroundForm, Propose, ProposeDecline,
    ProposeDeclineForm, ProposeForm, SendBack, SendBackForm, Submit, SubmitForm, WithdrawSubmission,
};
use platform::Id;
use platform::act::Outcome;
use platform::step::Broken;
use platform::who::{Person, Role};

use super::words;
use crate::look::{About, Chance};
use crate::world::World;

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    let About::Order(id) = c.about else { return None };
    Some(match c.step {
        "order.submit" => submit(w, c, id, careful).await,
        "order.withdraw_submission" => {
            let reason = words(w, careful);
            w.does(&c.who, WithdrawSubmission { order: id, lock: None, reason }).await.map(|_| ())
        }
        "order.ask_consent" => ask(w, c, id, ProposalKind::Consent, careful).await,
        "order.ask_decline_returned" => {
            let reasons = if careful { vec!["capacity".into()] } else { Vec::new() };
            let form = ProposeDeclineForm { lock: None, reasons, text: words(w, careful) };
            w.does(&c.who, ProposeDecline { order: id, form }).await.map(|_| ())
        }
        "order.ask_release_credit" => ask(w, c, id, ProposalKind::ReleaseCredit, careful).await,
        "order.approve" => approve(w, c, id, careful).await,
        "order.send_back" => {
            let reasons = if careful { vec!["price".into(), "unclear".into()] } else { Vec::new() };
            let form = SendBackForm { lock: None, reasons, text: words(w, careful) };
            w.does(&c.who, SendBack { order: id, form }).await.map(|_| ())
        }
        "order.decline" => {
            let form = DeclineForm { lock: None, reasons: vec!["capacity".into()], text: words(w, careful) };
            w.does(&c.who, Decline { order: id, form }).await.map(|_| ())
        }
        _ => return None,
    })
}

/// The grounds that would pass what is red.
pub fn grounds(found: &[Broken], role: Role) -> Vec<GroundForm> {
    let wanted = review::grounds_wanted(found, role).into_iter();
    wanted
        .map(|broken| GroundForm {
            rule: broken.rule.into(),
            line: broken.line,
            facts: broken.facts.clone(),
            code: "customer_agreed".into(),
            text: "已與客戶電話確認".into(),
        })
        .collect()
}

async fn checks(w: &World, order: Id) -> Outcome<Vec<Broken>> {
    let system = Person::system();
    w.app
        .read(move |tx| {
            let order = order::fetch(tx, &system, order)?;
            review::live_checks(tx, &system, &order)
        })
        .await
}

async fn submit(w: &mut World, c: &Chance, order: Id, careful: bool) -> Outcome<()> {
    let found = checks(w, order).await?;
    let ticks = review::TICKS.iter().map(|tick| (*tick).to_string());
    let ticks = if careful { ticks.collect() } else { ticks.skip(1).collect() };
    let form = SubmitForm { lock: None, ticks, grounds: grounds(&found, Role::Specialist) };
    w.does(&c.who, Submit { order, form }).await.map(|_| ())
}

async fn ask(w: &mut World, c: &Chance, order: Id, kind: ProposalKind, careful: bool) -> Outcome<()> {
    let form = ProposeForm { kind, text: words(w, careful) };
    w.does(&c.who, Propose { order, form }).await.map(|_| ())
}

async fn approve(w: &mut World, c: &Chance, order: Id, careful: bool) -> Outcome<()> {
    let found = checks(w, order).await?;
    let batch = if w.dice.chance(15) { 3 } else { 0 };
    let grounds = if careful { grounds(&found, Role::Manager) } else { Vec::new() };
    let decision =
        if careful { "交期、價格與付款條件均已核對，同意接單。".into() } else { String::new() };
    let form = ApproveForm { decision, grounds, batch, ..ApproveForm::default() };
    w.does(&c.who, Approve { order, form }).await.map(|_| ())
}

pub async fn answer(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    let About::Proposal { order, id } = c.about else { return None };
    let accepted = !c.step.starts_with("order.refuse");
    let until =
        w.app.read(|tx| Ok(people::today(tx)?.add_days(30).map(|day| day.to_string()).unwrap_or_default())).await;
    let until = match until {
        Ok(day) if careful => day,
        Ok(_) => String::new(),
        Err(trouble) => return Some(Err(trouble)),
    };
    let form = AnswerForm { accepted, text: words(w, careful), amount: "9000000".into(), until };
    Some(w.does(&c.who, Answer { order, proposal: id, form }).await.map(|_| ()))
}
