use platform::Trouble;

use super::super::answer::{Answer, AnswerForm};
use super::super::approve::{Approve, ApproveForm};
use super::super::checks::ALL;
use super::super::grounds::GroundForm;
use super::super::propose::{Propose, ProposeForm};
use super::super::send_back::{SendBack, SendBackForm};
use super::{Desk, order_of, refused, rules};
use crate::order::{self, Order, ProposalKind, ProposalState, duty};
use platform::Id;
use platform::step::findings;

async fn asks(desk: &Desk, order: &Order, kind: ProposalKind) -> Id {
    let form = ProposeForm { kind, text: "請予同意，客戶為長期往來。".into() };
    desk.does("manager", Propose { order: order.id, form }).await.unwrap()
}

fn yes(order: &Order, proposal: Id, amount: &str, until: &str) -> Answer {
    let form = AnswerForm { accepted: true, text: "同意".into(), amount: amount.into(), until: until.into() };
    Answer { order: order.id, proposal, form }
}

#[tokio::test]
async fn c3_2_3b_a_price_beyond_the_specialist_wants_the_managers_ground() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "GP-25CC", 2).off(5)).await;
    assert!(order.special);
    let no = refused(desk.approves("manager", &order).await);
    assert_eq!((rules(&no), no.clauses()), (vec!["price.authority"], vec!["3.2.3b"]));
    let red = findings(ALL, &desk.facts(&order).await).remove(0);
    let ground = GroundForm {
        rule: red.rule.into(),
        line: red.line,
        facts: red.facts.clone(),
        code: "market".into(),
        text: "競爭對手報價更低".into(),
    };
    let form = ApproveForm { grounds: vec![ground], ..ApproveForm::default() };
    desk.does("manager", Approve { order: order.id, form }).await.unwrap();
}

#[tokio::test]
async fn c3_2_3b_under_the_floor_the_executive_consents_to_exactly_what_he_saw() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "GP-25CC", 2).off(15)).await;
    assert!(order.major, "under the floor is major");
    let no = refused(desk.approves("manager", &order).await);
    assert_eq!(rules(&no), ["price.consent"]);
    let proposal = asks(&desk, &order, ProposalKind::Consent).await;
    let id = order.id;
    let duties = desk.read(move |tx| duty::of(tx, id)).await;
    assert!(duties.iter().any(|d| d.kind == "consent" && d.owner_role == Some(platform::who::Role::Executive)));
    assert!(matches!(desk.does("manager", yes(&order, proposal, "", "")).await, Err(Trouble::Forbidden { .. })));
    assert!(matches!(desk.does("finance", yes(&order, proposal, "", "")).await, Err(Trouble::Forbidden { .. })));
    desk.does("executive", yes(&order, proposal, "", "")).await.unwrap();
    assert!(matches!(desk.does("executive", yes(&order, proposal, "", "")).await, Err(Trouble::Stale(_))));
    desk.approves("manager", &order).await.unwrap();
}

#[tokio::test]
async fn c3_2_3c_overdue_is_released_by_finance_up_to_an_amount_and_a_day() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C003", "HB-M6x20-A2", 100)).await;
    let no = refused(desk.approves("manager", &order).await);
    assert_eq!(no.clauses(), ["3.2.1", "3.2.3c"], "the licence expires soon, and something is overdue");
    assert_eq!(rules(&no), ["legal.licence", "payment.overdue"]);
    let proposal = asks(&desk, &order, ProposalKind::ReleaseCredit).await;
    let no = refused(desk.does("finance", yes(&order, proposal, "", "2026-11-18")).await);
    assert_eq!(rules(&no), ["release.amount", "release.until"]);
    assert!(matches!(
        desk.does("executive", yes(&order, proposal, "1", "2026-12-01")).await,
        Err(Trouble::Forbidden { .. })
    ));
    desk.does("finance", yes(&order, proposal, "100,000", "2026-12-01")).await.unwrap();
    let no = refused(desk.approves("manager", &order).await);
    assert_eq!(rules(&no), ["legal.licence"], "finance released its part, the manager owes his ground");
    desk.clock.set("2026-12-02T09:00:00+08:00".parse().unwrap());
    let no = refused(desk.approves("manager", &order).await);
    assert_eq!(rules(&no), ["legal.licence", "payment.overdue"], "a release ends with its day");
}

#[tokio::test]
async fn c3_2_3c_two_approvals_at_once_never_break_the_credit_limit() {
    let desk = Desk::open().await;
    // Limit 800,000; owed 89,696; each order 449,740 with tax.
    let sketch = order_of("C004", "CC-800x1800", 100);
    let (one, two) = (desk.submitted(sketch.clone()).await, desk.submitted(sketch).await);
    let (first, second) = tokio::join!(desk.approves("manager", &one), desk.approves("manager", &two));
    assert_ne!(first.is_ok(), second.is_ok(), "{first:?} {second:?}");
    let no = refused(if first.is_ok() { second } else { first });
    assert_eq!((rules(&no), no.clauses()), (vec!["payment.credit"], vec!["3.2.3c"]));
}

#[tokio::test]
async fn c2_2_1c_a_major_order_wants_a_written_decision() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C004", "CC-800x1800", 30)).await;
    assert!(order.major);
    for words in ["", "同意", "　　　　　　　　　　　　"] {
        let form = ApproveForm { decision: words.into(), ..ApproveForm::default() };
        let no = refused(desk.does("manager", Approve { order: order.id, form }).await);
        assert_eq!((rules(&no), no.clauses()), (vec!["major.decision"], vec!["2.2.1c"]));
    }
    desk.approves("manager", &order).await.unwrap();
    let id = order.id;
    let rounds = desk.read(move |tx| order::rounds(tx, id)).await;
    assert!(!rounds[0].decision.is_empty());
}

#[tokio::test]
async fn c3_2_4_what_was_asked_lapses_with_its_round() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "GP-25CC", 2).off(15)).await;
    let proposal = asks(&desk, &order, ProposalKind::Consent).await;
    let form = SendBackForm { lock: None, reasons: vec!["price".into()], text: "回去談".into() };
    desk.does("manager", SendBack { order: order.id, form }).await.unwrap();
    let id = order.id;
    let (kept, duties) = desk.read(move |tx| Ok((order::fetch_proposal(tx, id, proposal)?, duty::of(tx, id)?))).await;
    assert_eq!(kept.unwrap().state, ProposalState::Moot);
    assert!(!duties.iter().any(|d| d.kind == "consent"));
    assert!(matches!(desk.does("executive", yes(&order, proposal, "", "")).await, Err(Trouble::Stale(_))));
}

#[tokio::test]
async fn c3_2_3c_exposure_is_open_orders_and_receivables_less_deposits_at_the_rate_of_the_day() {
    let desk = Desk::open().await;
    let sketch = order_of("C004", "CC-800x1800", 30);
    let one = desk.submitted(sketch.clone()).await;
    let before = desk.facts(&one).await.credit.exposure();
    desk.approves("manager", &one).await.unwrap();
    let two = desk.entered(sketch).await;
    let facts = desk.facts(&two).await;
    assert_eq!(facts.credit.open_count, 1);
    assert_eq!(facts.credit.exposure(), before + one.gross_company, "what was approved counts");
    let finance = desk.person("finance").await;
    let list = "code,receivable_open,receivable_overdue,deposit\nC004,10000,0,2500\n";
    crate::masters::import(&desk.app, &finance, crate::masters::Kind::Receivables, list.into(), "owed.csv", false)
        .await
        .unwrap();
    let facts = desk.facts(&two).await;
    assert_eq!(facts.credit.exposure(), one.gross_company + 1_000_000 - 250_000);
    // The customer list, which knows nothing of deposits, leaves them.
    let list = "code,name,receivable_open,receivable_overdue\nC004,宏遠機械,20000,0\n";
    crate::masters::import(&desk.app, &finance, crate::masters::Kind::Customers, list.into(), "c.csv", false)
        .await
        .unwrap();
    assert_eq!(desk.facts(&two).await.credit.exposure(), one.gross_company + 2_000_000 - 250_000);
}
