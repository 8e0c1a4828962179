//! What chance found: who enters, what a talk with the customer ends, and what nobody need answer any more.

use platform::Trouble;
use platform::act::Outcome;
use platform::who::Person;

use super::super::decline::{Decline, DeclineForm};
use super::super::propose::{Propose, ProposeForm};
use super::{Desk, order_of, rules};
use crate::intake::{CustomerWithdraws, WithdrawalForm};
use crate::order::{self, NoteForm, NoteKind, Order, ProposalKind, ProposalState, WriteNote, duty};

async fn talk(desk: &Desk, order: &Order) -> Outcome<platform::Id> {
    let form = NoteForm::of(NoteKind::Contact, "phone", "客戶問進度");
    desk.does("chen", WriteNote { order: order.id, form }).await
}

async fn due(desk: &Desk, order: &Order, kind: &'static str) -> Vec<platform::day::Instant> {
    let id = order.id;
    let open = desk.read(move |tx| duty::of(tx, id)).await;
    open.into_iter().filter(|duty| duty.kind == kind).map(|duty| duty.due_at).collect()
}

#[tokio::test]
async fn c3_1_2_only_a_specialist_enters_an_order_by_whatever_door() {
    let desk = Desk::open().await;
    for login in ["warehouse", "executive", "auditor", "manager"] {
        let who: Person = desk.person(login).await;
        let tried = desk.app.0.db.write(move |tx| {
            let content = order_of("C001", "HB-M6x20-A2", 1_000).content(tx)?;
            let now = tx.now();
            let mut order = order::record(tx, &who, &content, now, false)?;
            super::written(tx, &who, &mut order)?;
            Ok(order)
        });
        assert!(matches!(tried.await, Err(Trouble::Forbidden { clause: "3.1.2", .. })), "{login}");
    }
    assert_eq!(desk.entered(order_of("C001", "HB-M6x20-A2", 1_000)).await.number, "SO-2026-000001");
}

#[tokio::test]
async fn c2_2_2b_a_talk_with_the_customer_is_the_follow_up_and_begins_the_time_until_the_next() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    talk(&desk, &order).await.unwrap();
    assert!(due(&desk, &order, "follow_up").await.is_empty(), "nothing is followed up before the approval");
    desk.approves("manager", &order).await.unwrap();
    let first = due(&desk, &order, "follow_up").await;
    desk.clock.advance(std::time::Duration::from_secs(24 * 3600)).unwrap();
    talk(&desk, &order).await.unwrap();
    let next = due(&desk, &order, "follow_up").await;
    assert!(first.len() == 1 && next.len() == 1 && next[0] > first[0], "{first:?} {next:?}");
}

#[tokio::test]
async fn c1_3_3_nobody_is_asked_about_an_order_that_is_over() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let ask = || WriteNote { order: order.id, form: NoteForm::of(NoteKind::Question, "production", "何時可交？") };
    desk.does("chen", ask()).await.unwrap();
    let form = DeclineForm { lock: None, reasons: vec!["capacity".into()], text: "產能已滿".into() };
    desk.does("manager", Decline { order: order.id, form }).await.unwrap();
    let no = super::refused(desk.does("chen", ask()).await);
    assert_eq!((rules(&no), no.clauses()), (vec!["step.state"], vec!["1.3.3"]));
    assert!(due(&desk, &order, "answer_question").await.is_empty());
}

#[tokio::test]
async fn c4_4_1_what_was_asked_about_an_order_is_moot_when_the_customer_withdraws_it() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let form = ProposeForm { kind: ProposalKind::Consent, text: "客戶為長期往來".into() };
    desk.does("manager", Propose { order: order.id, form }).await.unwrap();
    let note = talk(&desk, &order).await.unwrap();
    let form = |linked: String| WithdrawalForm { reason: "客戶不要了".into(), linked };
    let no = super::refused(desk.does("chen", CustomerWithdraws { order: order.id, form: form(String::new()) }).await);
    assert_eq!(rules(&no), ["withdrawal.linked"]);
    desk.does("chen", CustomerWithdraws { order: order.id, form: form(note.to_string()) }).await.unwrap();
    let id = order.id;
    let asked = desk.read(move |tx| order::proposals(tx, id)).await;
    assert_eq!(asked[0].state, ProposalState::Moot);
    assert!(due(&desk, &order, "consent").await.is_empty());
}
