//! Each rule of the review refuses in its own clause's name, and each step moves what it says.

use platform::Trouble;
use platform::step::findings;

use super::super::answer::{Answer, AnswerForm};
use super::super::checks::ALL;
use super::super::decline::{Decline, DeclineForm};
use super::super::propose::{Propose, ProposeForm};
use super::super::send_back::{SendBack, SendBackForm};
use super::super::verdicts::price::Within;
use super::rules::TABLE;
use super::{Desk, ids, order_of, refused, rules};
use crate::fulfilment::{self, Acknowledge, DispatchState};
use crate::order::{self, Approval, Order, ProposalKind, ProposalState, duty};
use platform::Id;

platform::sql! {
    AWAY = "INSERT INTO delegation (id, kind, principal, deputy, starts_at, ends_at, ground, made_at) \
        VALUES ($1, 'manager', $2, $3, $4, $5, '出差', $4)";
}

/// Every fault of the table whose rule serves the clause is found by that rule, and a good order by none.
async fn each_fault_is_found(clause: &str) {
    let desk = Desk::open().await;
    let order = desk.entered(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let of_clause = |id: &str| ALL.iter().any(|rule| rule.id == id && rule.clause == clause);
    let good = ids(&findings(ALL, &desk.facts(&order).await));
    assert!(!good.iter().any(|rule| of_clause(rule)), "{good:?}");
    let mut tried = 0;
    for (rule, spoil) in TABLE.iter().filter(|(rule, _)| of_clause(rule)) {
        let mut facts = desk.facts(&order).await;
        spoil(&mut facts);
        let found = ids(&findings(ALL, &facts));
        assert!(found.contains(rule), "{rule} says nothing: {found:?}");
        tried += 1;
    }
    assert!(tried > 0, "no fault of {clause} is in the table");
}

#[tokio::test]
async fn c3_1_2_each_of_the_eight_facts_is_missed() {
    each_fault_is_found("3.1.2").await;
}

#[tokio::test]
async fn c1_3_1_each_inaccuracy_is_found() {
    each_fault_is_found("1.3.1").await;
}

#[tokio::test]
async fn c2_2_1c_a_major_order_wants_the_executives_consent() {
    each_fault_is_found("2.2.1c").await;
}

#[tokio::test]
async fn c3_2_3c_each_doubt_about_the_payment_is_found() {
    each_fault_is_found("3.2.3c").await;
}

#[tokio::test]
async fn c3_2_3a_what_stands_in_no_price_list_waits_for_a_department() {
    let desk = Desk::open().await;
    let order = desk.entered(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let mut facts = desk.facts(&order).await;
    facts.promises[0].on = None;
    assert!(ids(&findings(ALL, &facts)).contains(&"delivery.custom"));
}

#[tokio::test]
async fn c3_2_3b_a_price_without_a_list_price_wants_the_managers_ground() {
    let desk = Desk::open().await;
    let order = desk.entered(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let mut facts = desk.facts(&order).await;
    facts.prices[0].within = Within::Unlisted;
    assert_eq!(ids(&findings(ALL, &facts)), ["price.unlisted"]);
}

async fn asks(desk: &Desk, order: &Order, kind: ProposalKind, text: &str) -> platform::act::Outcome<Id> {
    desk.does("manager", Propose { order: order.id, form: ProposeForm { kind, text: text.into() } }).await
}

fn answer(order: &Order, proposal: Id, accepted: bool, text: &str) -> Answer {
    let form = AnswerForm { accepted, text: text.into(), ..AnswerForm::default() };
    Answer { order: order.id, proposal, form }
}

/// The state of what was asked, and whether the decider still owes an answer.
async fn stands(desk: &Desk, order: &Order, proposal: Id, kind: &'static str) -> (Option<ProposalState>, bool) {
    let id = order.id;
    desk.read(move |tx| {
        let state = order::fetch_proposal(tx, id, proposal)?.map(|proposal| proposal.state);
        Ok((state, duty::of(tx, id)?.iter().any(|duty| duty.kind == kind)))
    })
    .await
}

#[tokio::test]
async fn c1_3_3_who_asks_writes_what_he_asks() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "GP-25CC", 2).off(15)).await;
    let no = refused(asks(&desk, &order, ProposalKind::Consent, " ").await);
    assert_eq!((rules(&no), no.clauses()), (vec!["ask.words"], vec!["1.3.3"]));
}

#[tokio::test]
async fn c1_3_3_what_is_asked_already_is_not_asked_again_and_an_answer_is_called_what_it_is() {
    const REFUSED: &str = "SELECT COUNT(*) FROM history WHERE chain = $1 AND step = $2";
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "GP-25CC", 2).off(15)).await;
    let proposal = asks(&desk, &order, ProposalKind::Consent, "客戶為長期往來").await.unwrap();
    let no = refused(asks(&desk, &order, ProposalKind::Consent, "再問一次").await);
    assert_eq!((rules(&no), no.clauses()), (vec!["ask.one"], vec!["1.3.3"]));
    desk.does("executive", answer(&order, proposal, false, "低於成本")).await.unwrap();
    let id = order.id;
    let said = desk.read(move |tx| {
        let of = |tx: &mut platform::Tx, step: &str| {
            Ok::<i64, platform::Trouble>(
                tx.list_built("said", REFUSED, &[&id, &step], |row| row.get::<i64>(0))?.into_iter().sum(),
            )
        };
        Ok((of(tx, "order.refuse_consent")?, of(tx, "order.consent")?))
    });
    assert_eq!(said.await, (1, 0));
    asks(&desk, &order, ProposalKind::Consent, "改為全額付款").await.unwrap();
}

#[tokio::test]
async fn c2_2_1c_the_executive_is_asked_and_consents_in_words() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "GP-25CC", 2).off(15)).await;
    let proposal = asks(&desk, &order, ProposalKind::Consent, "客戶為長期往來").await.unwrap();
    assert_eq!(stands(&desk, &order, proposal, "consent").await, (Some(ProposalState::Open), true));
    let no = refused(desk.does("executive", answer(&order, proposal, true, " ")).await);
    assert_eq!((rules(&no), no.clauses()), (vec!["answer.words"], vec!["2.2.1c"]));
    desk.does("executive", answer(&order, proposal, true, "同意")).await.unwrap();
    assert_eq!(stands(&desk, &order, proposal, "consent").await, (Some(ProposalState::Accepted), false));
}

#[tokio::test]
async fn c2_2_1c_without_the_executives_consent_the_manager_cannot_approve() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "GP-25CC", 2).off(15)).await;
    let proposal = asks(&desk, &order, ProposalKind::Consent, "客戶為長期往來").await.unwrap();
    desk.does("executive", answer(&order, proposal, false, "低於成本")).await.unwrap();
    assert_eq!(stands(&desk, &order, proposal, "consent").await, (Some(ProposalState::Refused), false));
    assert_eq!(rules(&refused(desk.approves("manager", &order).await)), ["price.consent"]);
}

#[tokio::test]
async fn c3_2_3c_finance_may_refuse_the_release() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C003", "HB-M6x20-A2", 100)).await;
    let proposal = asks(&desk, &order, ProposalKind::ReleaseCredit, "下週付款").await.unwrap();
    desk.does("finance", answer(&order, proposal, false, "先付清")).await.unwrap();
    assert_eq!(stands(&desk, &order, proposal, "release_credit").await, (Some(ProposalState::Refused), false));
    assert!(rules(&refused(desk.approves("manager", &order).await)).contains(&"payment.overdue"));
}

#[tokio::test]
async fn c1_3_4_who_entered_an_order_neither_consents_to_it_nor_sends_it_back() {
    let desk = Desk::open().await;
    let own = desk.entered_by("executive", order_of("C001", "GP-25CC", 2).off(15)).await;
    desk.submits("executive", &own).await.unwrap();
    let proposal = asks(&desk, &own, ProposalKind::Consent, "客戶為長期往來").await.unwrap();
    let no = refused(desk.does("executive", answer(&own, proposal, true, "同意")).await);
    assert_eq!((rules(&no), no.clauses()), (vec!["answer.apart"], vec!["1.3.4"]));

    let order = desk.entered_by("deputy", order_of("C001", "HB-M6x20-A2", 1_000)).await;
    desk.submits("deputy", &order).await.unwrap();
    let (manager, deputy) = (desk.person("manager").await, desk.person("deputy").await);
    desk.given(move |tx| {
        let (id, now) = (tx.new_id(), tx.now());
        let end = now.saturating_add(std::time::Duration::from_secs(86_400));
        tx.execute(&AWAY, &[&id, &manager.id, &deputy.id, &now, &end])?;
        Ok(())
    })
    .await;
    let back = SendBackForm { lock: None, reasons: vec!["price".into()], text: "再談".into() };
    let no = refused(desk.does("deputy", SendBack { order: order.id, form: back }).await);
    assert_eq!((rules(&no), no.clauses()), (vec!["verdict.apart"], vec!["1.3.4"]));
    let end = DeclineForm { lock: None, reasons: vec!["capacity".into()], text: "滿載".into() };
    let no = refused(desk.does("deputy", Decline { order: order.id, form: end }).await);
    assert_eq!(rules(&no), ["verdict.apart"]);
    assert_eq!(desk.approval(order.id).await, Approval::FinalReview);
}

#[tokio::test]
async fn c3_2_5_a_department_says_that_it_has_the_order() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    desk.approves("manager", &order).await.unwrap();
    let id = order.id;
    let told = desk.read(move |tx| fulfilment::of_order(tx, id)).await;
    assert_eq!((told.len(), told[0].state), (1, DispatchState::Dispatched));
    let take = || Acknowledge { dispatch: told[0].id, all: false };
    assert!(matches!(desk.does("chen", take()).await, Err(Trouble::Forbidden { .. })));
    desk.does("warehouse", take()).await.unwrap();
    let told = desk.read(move |tx| fulfilment::of_order(tx, id)).await;
    assert_eq!(told[0].state, DispatchState::Acknowledged);
    let duties = desk.read(move |tx| duty::of(tx, id)).await;
    assert!(!duties.iter().any(|duty| duty.kind == "acknowledge"));
}
