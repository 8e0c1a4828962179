use platform::Trouble;
use platform::db::{Probe, Strike};
use platform::history;
use platform::step::{Broken, findings};
use platform::who::Role;

use super::super::approve::{Approve, ApproveForm};
use super::super::checks::ALL;
use super::super::decline::{Decline, DeclineForm};
use super::super::grounds::GroundForm;
use super::super::send_back::{SendBack, SendBackForm};
use super::super::submit::Submit;
use super::super::withdraw::WithdrawSubmission;
use super::{Desk, Sketch, order_of, refused, rules, ticked};
use crate::fulfilment;
use crate::masters::Supply;
use crate::notices::{self, Medium};
use crate::order::{self, Approval, Channel, Execution, NoteForm, NoteKind, Order, RoundVerdict, WriteNote, duty};

platform::sql! {
    DELEGATE = "INSERT INTO delegation (id, kind, principal, deputy, starts_at, ends_at, ground, made_at) \
        VALUES ($1, 'manager', $2, $3, $4, $5, '出差', $4)";
    HOLD = "INSERT INTO order_flag (id, order_id, flag, at, by_person, ground) VALUES ($1, $2, 'on_hold', $3, $4, '等候')";
    MAILS = "SELECT COUNT(*) FROM outbox WHERE about = $1";
}

/// The manager is away; his deputy acts for him.
pub async fn manager_is_away(desk: &Desk) {
    let (manager, deputy) = (desk.person("manager").await, desk.person("deputy").await);
    desk.given(move |tx| {
        let (id, now) = (tx.new_id(), tx.now());
        let end = now.saturating_add(std::time::Duration::from_secs(86_400));
        tx.execute(&DELEGATE, &[&id, &manager.id, &deputy.id, &now, &end])?;
        Ok(())
    })
    .await;
}

fn ground(broken: &Broken, text: &str) -> GroundForm {
    GroundForm {
        rule: broken.rule.into(),
        line: broken.line,
        facts: broken.facts.clone(),
        code: "verified".into(),
        text: text.into(),
    }
}

async fn found(desk: &Desk, order: &Order) -> Vec<Broken> {
    findings(ALL, &desk.facts(order).await)
}

#[tokio::test]
async fn c3_2_5_an_approved_order_is_reserved_dispatched_and_the_customer_told() {
    let desk = Desk::open().await;
    let mut sketch = order_of("C001", "HB-M6x20-A2", 1_000);
    sketch.lines = vec![("HB-M6x20-A2", 1_000), ("GP-25CC", 2), ("BR-6204-2RS", 10)];
    let order = desk.submitted(sketch).await;
    assert_eq!((order.approval, order.round, order.special, order.major), (Approval::FinalReview, 1, false, false));
    desk.approves("manager", &order).await.unwrap();
    let order = desk.order(order.id).await;
    assert_eq!((order.approval, order.execution), (Approval::Approved, Execution::Released));
    assert_eq!(desk.free("HB-M6x20-A2").await, "1400");
    assert!(order.lines.iter().all(|l| l.promised_on == l.requested_on), "what he asked for is promised");
    let expected: Vec<String> = order.lines.iter().map(|l| l.forecast_on.unwrap().to_string()).collect();
    // In stock: one day on the way. Made: castings 8, two days through its three centres, inspected 1, on the way 1. Bought: 8 from stock, the rest 12 + 1.
    assert_eq!(expected, ["2026-11-20", "2026-12-07", "2026-12-08"]);
    let id = order.id;
    let (dispatched, duties, told, rounds, story, mails) = desk
        .read(move |tx| {
            Ok((
                fulfilment::of_order(tx, id)?,
                duty::of(tx, id)?,
                notices::of_order(tx, id)?,
                order::rounds(tx, id)?,
                history::page(tx, id, i64::MAX, 20)?,
                tx.one(&MAILS, &[&id], |row| row.get::<i64>(0))?,
            ))
        })
        .await;
    let mut given: Vec<(Role, Supply, String)> =
        dispatched.iter().map(|d| (d.department, d.mode, d.quantity.to_string())).collect();
    given.sort();
    assert_eq!(
        given,
        [
            (Role::Production, Supply::Make, "2".to_string()),
            (Role::Purchasing, Supply::Buy, "2".to_string()),
            (Role::Warehouse, Supply::Stock, "1000".to_string()),
            (Role::Warehouse, Supply::Stock, "8".to_string()),
        ]
    );
    let acknowledge = duties.iter().filter(|d| d.kind == "acknowledge").count();
    assert_eq!(acknowledge, 3, "one duty a department");
    assert!(duties.iter().any(|d| d.kind == "follow_up" && d.owner_person == Some(order.owner)));
    assert!(!duties.iter().any(|d| d.kind == "final_review"));
    assert_eq!((told.len(), told[0].medium, mails), (1, Medium::Email, 1));
    assert!(
        told[0].text.contains(&order.number) && told[0].text.contains(&order.lines[1].promised_on.unwrap().to_string()),
        "{}",
        told[0].text
    );
    assert_eq!(rounds[0].verdict, RoundVerdict::Approved);
    let steps: Vec<&str> = story.iter().map(|entry| entry.step.as_str()).collect();
    assert_eq!(
        steps,
        ["notice.accepted", "order.approve", "order.promise", "order.submit", "order.file", "order.record"]
    );
    assert_eq!(story[1].clause, "3.2.5");
}

#[tokio::test]
async fn c2_1_while_the_manager_is_away_his_deputy_decides_and_he_does_not() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    manager_is_away(&desk).await;
    // The office is the deputy's: the principal does not even read the queue meanwhile.
    assert!(matches!(desk.approves("manager", &order).await, Err(Trouble::Forbidden { .. } | Trouble::Hidden)));
    assert!(matches!(desk.approves("chen", &order).await, Err(Trouble::Forbidden { .. })));
    desk.approves("deputy", &order).await.unwrap();
}

/// Final reviews among somebody's duties, as his list and the count in his top bar say.
async fn reviews(desk: &Desk, login: &'static str) -> usize {
    let who = desk.person(login).await;
    let (list, (open, _)) = desk.read(move |tx| Ok((duty::mine(tx, &who, 100)?, duty::counts(tx, &who)?))).await;
    assert_eq!(list.len() as i64, open, "{list:?}");
    list.iter().filter(|duty| duty.kind == "final_review").count()
}

#[tokio::test]
async fn c1_3_4_who_entered_an_order_never_decides_on_it_and_the_executive_does() {
    let desk = Desk::open().await;
    let order = desk.entered_by("deputy", order_of("C001", "HB-M6x20-A2", 1_000)).await;
    desk.submits("deputy", &order).await.unwrap();
    assert!(matches!(desk.approves("executive", &order).await, Err(Trouble::Forbidden { .. })));
    assert_eq!([reviews(&desk, "manager").await, reviews(&desk, "executive").await], [1, 0]);
    manager_is_away(&desk).await;
    let waits = [reviews(&desk, "manager").await, reviews(&desk, "deputy").await, reviews(&desk, "executive").await];
    assert_eq!(waits, [0, 0, 1], "his who may decide, and nobody else's");
    let id = order.id;
    let shown = desk.read(move |tx| duty::of(tx, id)).await;
    assert_eq!(shown.iter().find(|d| d.kind == "final_review").and_then(|d| d.owner_role), Some(Role::Executive));
    let no = refused(desk.approves("deputy", &order).await);
    assert_eq!((rules(&no), no.clauses()), (vec!["approve.apart"], vec!["1.3.4"]));
    desk.approves("executive", &order).await.unwrap();
    assert_eq!(desk.approval(order.id).await, Approval::Approved);
}

#[tokio::test]
async fn c3_1_3_a_spoken_order_waits_for_the_signed_return() {
    let desk = Desk::open().await;
    let order = desk.entered(Sketch { channel: Channel::Phone, ..order_of("C001", "HB-M6x20-A2", 1_000) }).await;
    let no = refused(desk.submits("chen", &order).await);
    assert_eq!((rules(&no), no.clauses()), (vec!["submit.confirmed"], vec!["3.1.3"]));
    assert_eq!(desk.approval(order.id).await, Approval::Draft);
}

#[tokio::test]
async fn c3_2_1_own_ticks_and_grounds_are_wanted_before_the_submission() {
    let desk = Desk::open().await;
    let sketch = Sketch { customer_order_no: "PO-1".into(), ..order_of("C001", "HB-M6x20-A2", 100) };
    desk.entered(sketch.clone()).await;
    let order = desk.entered(sketch).await;
    let mut form = ticked();
    form.ticks.pop();
    let no = refused(desk.does("chen", Submit { order: order.id, form }).await);
    assert_eq!(rules(&no), ["accurate.duplicate", "submit.ticks"]);
    let red = found(&desk, &order).await;
    let mut form = ticked();
    form.grounds = vec![GroundForm { facts: "something else".into(), ..ground(&red[0], "不是重複") }];
    let no = refused(desk.does("chen", Submit { order: order.id, form: form.clone() }).await);
    assert_eq!(rules(&no), ["accurate.duplicate"], "a ground holds for its facts only");
    form.grounds = vec![ground(&red[0], "客戶電話確認為第二批")];
    let done = desk.does("chen", Submit { order: order.id, form }).await.unwrap();
    assert!(done.special);
    assert!(matches!(desk.submits("wang", &order).await, Err(Trouble::Forbidden { .. })));
    // The specialist's ground is carried into the decision.
    desk.approves("manager", &order).await.unwrap();
}

#[tokio::test]
async fn c3_2_4_a_return_names_its_reasons_and_the_next_round_is_counted() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let no = refused(desk.does("manager", SendBack { order: order.id, form: SendBackForm::default() }).await);
    assert_eq!((rules(&no), no.clauses()), (vec!["verdict.reasons", "verdict.words"], vec!["3.2.4"]));
    let form =
        SendBackForm { lock: None, reasons: vec!["price".into(), "nonsense".into()], text: "請再談單價".into() };
    desk.does("manager", SendBack { order: order.id, form }).await.unwrap();
    let back = desk.order(order.id).await;
    assert_eq!(back.approval, Approval::Returned);
    let id = order.id;
    let duties = desk.read(move |tx| duty::of(tx, id)).await;
    assert!(duties.iter().any(|d| d.kind == "renegotiate" && d.owner_person == Some(order.owner)));
    let again = desk.submits("chen", &back).await.unwrap();
    assert_eq!(again.round, 2);
    let rounds = desk.read(move |tx| order::rounds(tx, id)).await;
    assert_eq!(
        (rounds.len(), rounds[1].verdict, rounds[1].reasons.clone()),
        (2, RoundVerdict::Returned, vec!["price".to_string()])
    );
}

#[tokio::test]
async fn c3_2_4_a_declined_order_is_closed_and_the_customer_told_in_coded_words() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000).without_email()).await;
    let form = DeclineForm { lock: None, reasons: vec!["capacity".into()], text: "內部：產線全滿".into() };
    desk.does("manager", Decline { order: order.id, form }).await.unwrap();
    let id = order.id;
    let (told, duties) = desk.read(move |tx| Ok((notices::of_order(tx, id)?, duty::of(tx, id)?))).await;
    assert!(told[0].text.contains("產能") && !told[0].text.contains("產線全滿"));
    assert_eq!(desk.approval(id).await, Approval::Declined);
    assert!(duties.iter().all(|d| matches!(&*d.kind, "tell_customer" | "file_order")), "{duties:?}");
}

#[tokio::test]
async fn c3_2_2_of_a_withdrawal_and_a_decision_at_once_one_comes_too_late() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let withdraw = WithdrawSubmission { order: order.id, lock: Some(order.lock), reason: "改數量".into() };
    let approve = Approve { order: order.id, form: ApproveForm { lock: Some(order.lock), ..ApproveForm::default() } };
    let (taken, approved) = tokio::join!(desk.does("chen", withdraw), desk.does("manager", approve));
    let late = [taken.map(|_| ()), approved.map(|_| ())];
    assert_eq!(late.iter().filter(|done| done.is_ok()).count(), 1, "{late:?}");
    assert_eq!(late.iter().filter(|done| matches!(done, Err(Trouble::Stale(_)))).count(), 1, "{late:?}");
}

#[tokio::test]
async fn c3_2_3a_two_orders_on_one_stock_the_second_turns_red_and_says_because_of_whom() {
    let desk = Desk::open().await;
    let sketch = order_of("C001", "HB-M6x20-A2", 2_000).on("2026-11-23");
    let (one, two) = (desk.submitted(sketch.clone()).await, desk.submitted(sketch).await);
    assert!(found(&desk, &one).await.is_empty() && found(&desk, &two).await.is_empty(), "both are green in review");
    let (first, second) = tokio::join!(desk.approves("manager", &one), desk.approves("manager", &two));
    assert_ne!(first.is_ok(), second.is_ok());
    let (winner, no) = if first.is_ok() { (&one, refused(second)) } else { (&two, refused(first)) };
    assert_eq!((rules(&no), no.clauses()), (vec!["delivery.late"], vec!["3.2.3a"]));
    assert!(no.broken[0].say.args.iter().any(|(_, value)| value.contains(&winner.number)), "{:?}", no.broken[0].say);
    assert_eq!(desk.free("HB-M6x20-A2").await, "400");
}

#[tokio::test]
async fn c3_2_3a_dates_computed_before_somebody_took_the_stock_are_computed_anew() {
    let desk = Desk::open().await;
    let sketch = order_of("C001", "HB-M6x20-A2", 2_000).on("2026-11-23");
    let (one, two) = (desk.submitted(sketch.clone()).await, desk.submitted(sketch).await);
    let manager = desk.person("manager").await;
    let planned = super::super::approve::plan(&desk.app, &manager, two.id).await.unwrap();
    desk.approves("manager", &one).await.unwrap();
    let old = Approve { order: two.id, form: ApproveForm { planned: Some(planned), ..ApproveForm::default() } };
    let Err(Trouble::Stale(stale)) = desk.does("manager", old).await else { panic!("the old plan was taken") };
    assert_eq!(stale.changed[0].key, "promise-moved");
    let act = Approve { order: two.id, form: ApproveForm::default() };
    let no = refused(super::super::approve::perform(&desk.app, &manager, None, act).await.map(|_| ()));
    assert_eq!(rules(&no), ["delivery.late"]);
    assert!(no.broken[0].say.args.iter().any(|(_, value)| value.contains(&one.number)), "{:?}", no.broken[0].say);
}

#[tokio::test]
async fn c3_2_3a_an_approval_plans_its_work_and_the_next_order_comes_behind_it() {
    let desk = Desk::open().await;
    let (one, two) = (
        desk.submitted(order_of("C001", "CC-600x800", 40)).await,
        desk.submitted(order_of("C001", "CC-600x800", 1)).await,
    );
    let on = |facts: &super::super::facts::Facts| facts.promises[0].on.map(|day| day.to_string());
    let alone = desk.facts(&two).await;
    assert_eq!(on(&alone).as_deref(), Some("2026-11-30"));
    let manager = desk.person("manager").await;
    let form =
        ApproveForm { decision: "金額與交期均已核對，同意接單。".into(), ..ApproveForm::default() };
    let act = Approve { order: one.id, form };
    super::super::approve::perform(&desk.app, &manager, None, act).await.unwrap();
    let behind = desk.facts(&two).await;
    assert!(on(&behind) > on(&alone), "{:?} {:?}", on(&behind), behind.promises[0].reasons);
    assert!(behind.promises[0].earlier.iter().any(|say| say.key == "promise-earlier-centre"));
    assert_ne!(alone.epochs, behind.epochs);
}

#[tokio::test]
async fn c3_2_3a_a_later_promise_passes_with_consent_or_commitment_only() {
    let desk = Desk::open().await;
    let sketch = order_of("C001", "GP-25CC", 1).on("2026-11-27");
    let order = desk.submitted(sketch.clone()).await;
    assert_eq!(rules(&refused(desk.approves("manager", &order).await)), ["delivery.late"]);
    // He agreed, but nobody wrote until when; or not so far.
    let sketch = Sketch { late_consent: "11-19 電話 陳怡君同意 12 月中", ..sketch };
    for (until, says) in [(None, "check-late-undated"), (Some("2026-12-03"), "check-late-beyond")] {
        let order = desk.submitted(Sketch { late_until: until, ..sketch.clone() }).await;
        let no = refused(desk.approves("manager", &order).await);
        assert_eq!((rules(&no), no.broken[0].say.key.as_ref()), (vec!["delivery.late"], says));
    }
    let consented = desk.submitted(Sketch { late_until: Some("2026-12-15"), ..sketch }).await;
    desk.approves("manager", &consented).await.unwrap();
    let promised = |order: &Order| order.lines[0].promised_on.map(|day| day.to_string());
    assert_eq!(promised(&desk.order(consented.id).await).as_deref(), Some("2026-12-04"));
    let question = asks(&desk, &order, "1").await;
    answers(&desk, &order, question, &reply("yes", "1", "2026-11-27")).await.unwrap();
    desk.approves("manager", &order).await.unwrap();
    assert_eq!(
        promised(&desk.order(order.id).await).as_deref(),
        Some("2026-11-27"),
        "what was committed to is promised"
    );
}

/// Chen asks production until which day it can be done.
async fn asks(desk: &Desk, order: &order::Order, lines: &str) -> platform::Id {
    let about = NoteForm {
        asks: "day".into(),
        lines: lines.into(),
        ..NoteForm::of(NoteKind::Question, "production", "何時可交？")
    };
    desk.does("chen", WriteNote { order: order.id, form: about }).await.unwrap()
}

fn reply(verdict: &str, lines: &str, day: &str) -> NoteForm {
    let said = NoteForm::of(NoteKind::Answer, "", "已查在製品");
    NoteForm { verdict: verdict.into(), lines: lines.into(), day: day.into(), ..said }
}

async fn answers(
    desk: &Desk,
    order: &order::Order,
    question: platform::Id,
    form: &NoteForm,
) -> platform::act::Outcome<platform::Id> {
    let form = NoteForm { answers: Some(question), ..form.clone() };
    desk.does("production", WriteNote { order: order.id, form }).await
}

#[tokio::test]
async fn c3_2_3a_only_a_yes_for_that_line_and_no_later_day_passes_a_late_line() {
    let desk = Desk::open().await;
    let mut sketch = order_of("C001", "GP-25CC", 1).on("2026-11-27");
    sketch.lines = vec![("GP-25CC", 1), ("HB-M6x20-A2", 100)];
    let order = desk.submitted(sketch).await;
    let question = asks(&desk, &order, "").await;
    let stops = async |say: &str| {
        let no = refused(desk.approves("manager", &order).await);
        assert_eq!((rules(&no), no.broken[0].say.key.as_ref()), (vec!["delivery.late"], say));
    };
    stops("check-late").await;
    // Words alone, another line, a later day, a no: none of them is a yes.
    answers(&desk, &order, question, &reply("yes", "2", "2026-11-26")).await.unwrap();
    stops("check-late").await;
    answers(&desk, &order, question, &reply("yes", "1", "2026-12-02")).await.unwrap();
    stops("check-committed-later").await;
    desk.clock.advance(std::time::Duration::from_secs(60)).unwrap();
    answers(&desk, &order, question, &reply("no", "1", "")).await.unwrap();
    stops("check-denied").await;
    // The last word counts.
    desk.clock.advance(std::time::Duration::from_secs(60)).unwrap();
    answers(&desk, &order, question, &reply("yes", "1", "2026-11-27")).await.unwrap();
    desk.approves("manager", &order).await.unwrap();
    let lines = desk.order(order.id).await.lines;
    assert_eq!(lines[0].promised_on.map(|day| day.to_string()).as_deref(), Some("2026-11-27"));
}

#[tokio::test]
async fn c3_2_3a_a_no_stops_what_was_computed_in_time_until_the_manager_says_why_not() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let question = asks(&desk, &order, "").await;
    answers(&desk, &order, question, &reply("no", "", "")).await.unwrap();
    let no = refused(desk.approves("manager", &order).await);
    assert_eq!(rules(&no), ["delivery.denied"]);
    let ground = GroundForm {
        rule: "delivery.denied".into(),
        line: Some(1),
        code: "verified".into(),
        text: "庫存足夠，已與生產確認".into(),
        facts: no.broken[0].facts.clone(),
    };
    let form = ApproveForm { grounds: vec![ground], ..ApproveForm::default() };
    desk.does("manager", Approve { order: order.id, form }).await.unwrap();
}

#[tokio::test]
async fn c3_2_3a_a_yes_to_a_day_names_a_day_that_is_to_come() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "GP-25CC", 1).on("2026-11-27")).await;
    let question = asks(&desk, &order, "1").await;
    for day in ["", "2026-11-18"] {
        let no = refused(answers(&desk, &order, question, &reply("yes", "1", day)).await);
        assert_eq!((rules(&no), no.clauses()), (vec!["reply.day"], vec!["3.2.3a"]), "{day}");
    }
    answers(&desk, &order, question, &reply("yes", "1", "2026-11-27")).await.unwrap();
}

#[tokio::test]
async fn c1_3_3_a_question_about_a_day_is_answered_with_yes_or_no_line_by_line() {
    let desk = Desk::open().await;
    let mut sketch = order_of("C001", "GP-25CC", 1);
    sketch.lines = vec![("GP-25CC", 1), ("HB-M6x20-A2", 100)];
    let order = desk.submitted(sketch).await;
    let question = asks(&desk, &order, "1, 2").await;
    let no = refused(answers(&desk, &order, question, &reply("", "", "")).await);
    assert_eq!(rules(&no), ["reply.verdict"]);
    let no = refused(answers(&desk, &order, question, &reply("no", "1, 7", "")).await);
    assert_eq!(rules(&no), ["reply.lines"]);
    let open = async || {
        let id = order.id;
        desk.read(move |tx| order::duty::of(tx, id)).await.iter().filter(|duty| duty.kind == "answer_question").count()
    };
    answers(&desk, &order, question, &reply("no", "1", "")).await.unwrap();
    assert_eq!(open().await, 1, "the second line has no answer yet");
    answers(&desk, &order, question, &reply("yes", "2", "2027-01-05")).await.unwrap();
    assert_eq!(open().await, 0);
    let id = order.id;
    let said = desk.read(move |tx| order::notes(tx, id)).await;
    assert_eq!((said[1].verdict, said[1].lines.as_slice()), (Some(order::Verdict::No), &[order.lines[0].id][..]));
    let quality = NoteForm { asks: "day".into(), ..NoteForm::of(NoteKind::Question, "quality", "何時可交？") };
    assert!(
        desk.does("chen", WriteNote { order: order.id, form: quality }).await.is_err(),
        "quality stands for no day"
    );
}

#[tokio::test]
async fn c2_2_1c_an_order_on_hold_is_not_approved() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let (id, manager) = (order.id, desk.person("manager").await);
    desk.given(move |tx| {
        let (flag, now) = (tx.new_id(), tx.now());
        tx.execute(&HOLD, &[&flag, &id, &now, &manager.id])?;
        Ok(())
    })
    .await;
    assert_eq!(rules(&refused(desk.approves("manager", &order).await)), ["approve.hold"]);
}

#[tokio::test]
async fn an_approval_that_fails_halfway_leaves_nothing_behind() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let manager = desk.person("manager").await;
    let mut failures = 0;
    for at in (5..200).step_by(3) {
        let (id, who) = (order.id, manager.clone());
        let outcome = desk.app.0.db.write(move |tx| {
            let probe = Probe { at: tx.statements() + at, strike: Strike::Error };
            tx.arm(probe);
            let act = Approve { order: id, form: ApproveForm::default() };
            platform::act::Act::run(&act, tx, &who)
        });
        if outcome.await.is_ok() {
            break;
        }
        failures += 1;
        assert_eq!(desk.approval(order.id).await, Approval::FinalReview, "struck at {at}");
        assert_eq!(desk.free("HB-M6x20-A2").await, "2400", "struck at {at}");
    }
    assert!(failures > 10, "{failures}");
}
