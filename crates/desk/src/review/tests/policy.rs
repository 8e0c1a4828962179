//! A price policy takes two people, and what was changed while an order lay in review is seen at its decision.

use platform::Trouble;
use platform::i18n::Lang;
use platform::step::findings;

use super::super::approve::{Approve, ApproveForm};
use super::super::checks::ALL;
use super::{Desk, ids, order_of, refused, rules};
use crate::order::Approval;
use crate::people::setting::{self, AnswerChange, AnswerForm, ChangeState, PolicyChange, Propose, ProposeForm};

pub(super) const MANAGERS: &str = "price.authority.manager";

pub(super) fn proposal(name: &str, value: &str) -> Propose {
    Propose {
        name: name.into(), form: ProposeForm { value: value.into(), ground: "鋼材降價，跟進市場".into() }
    }
}

pub(super) fn answer(change: &PolicyChange, answer: &str) -> AnswerChange {
    let form = AnswerForm { answer: answer.into(), text: "同意".into() };
    AnswerChange { name: change.name.clone(), change: change.id, form }
}

#[tokio::test]
async fn c3_2_3b_a_price_policy_is_proposed_by_the_manager_and_accepted_by_the_executive() {
    let desk = Desk::open().await;
    let order = desk.entered(order_of("C001", "GP-25CC", 2).off(12)).await;
    let beyond = |facts: &super::Facts| ids(&findings(ALL, facts));
    assert_eq!(beyond(&desk.facts(&order).await), ["price.consent"]);
    for stranger in ["chen", "finance", "executive"] {
        let no = desk.does(stranger, proposal(MANAGERS, "15")).await;
        assert!(matches!(no, Err(Trouble::Forbidden { .. })), "{stranger}: {no:?}");
    }
    let asked = desk.does("manager", proposal(MANAGERS, "12.5")).await.unwrap();
    assert_eq!((asked.state, asked.from.as_str(), asked.to.as_str()), (ChangeState::Open, "1000", "1250"));
    assert_eq!(beyond(&desk.facts(&order).await), ["price.consent"], "a proposal is not in force");
    let no = refused(desk.does("manager", proposal(MANAGERS, "13")).await);
    assert_eq!(rules(&no), ["setting.one_open"]);
    assert!(matches!(desk.does("manager", answer(&asked, "accepted")).await, Err(Trouble::Forbidden { .. })));
    assert!(matches!(desk.does("finance", answer(&asked, "accepted")).await, Err(Trouble::Forbidden { .. })));
    let done = desk.does("executive", answer(&asked, "accepted")).await.unwrap();
    assert_eq!(done.state, ChangeState::Accepted);
    assert_eq!(beyond(&desk.facts(&order).await), ["price.authority"], "now the manager may");
    let late = desk.does("executive", answer(&asked, "refused")).await;
    assert_eq!(rules(&refused(late)), ["step.state"], "an answer is given once");
}

#[tokio::test]
async fn c3_2_3b_a_proposal_has_its_ground_differs_and_is_refused_in_words() {
    let desk = Desk::open().await;
    let silent = Propose { name: MANAGERS.into(), form: ProposeForm { value: "10".into(), ground: " ".into() } };
    assert_eq!(rules(&refused(desk.does("manager", silent).await)), ["setting.words", "setting.differs"]);
    for wrong in ["", "ten", "-1", "101"] {
        assert!(matches!(desk.does("manager", proposal(MANAGERS, wrong)).await, Err(Trouble::Invalid(_))), "{wrong}");
    }
    let asked = desk.does("manager", proposal(MANAGERS, "20")).await.unwrap();
    let mut no = answer(&asked, "refused");
    no.form.text = String::new();
    assert_eq!(rules(&refused(desk.does("executive", no).await)), ["setting.answer_words"]);
    desk.does("executive", answer(&asked, "refused")).await.unwrap();
    let again = desk.does("manager", proposal(MANAGERS, "15")).await.unwrap();
    desk.does("manager", answer(&again, "taken_back")).await.unwrap();
    assert_eq!(rules(&refused(desk.does("executive", answer(&again, "accepted")).await)), ["step.state"]);
}

#[tokio::test]
async fn c3_2_3b_a_proposed_value_is_tried_on_last_months_orders_before_it_is_accepted() {
    let desk = Desk::open().await;
    let turns = desk.submitted(order_of("C001", "GP-25CC", 2).off(12)).await;
    let stays = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    let draft = desk.entered(order_of("C001", "GP-25CC", 3).off(12)).await;
    let asked = desk.does("manager", proposal(MANAGERS, "12.5")).await.unwrap();
    let cookie = super::pages::logs_in(&desk, "executive").await;
    let page = super::pages::get(&desk, &format!("/settings/{MANAGERS}"), &cookie).await.body;
    let path = format!("/settings/{MANAGERS}/trial?value=12%2E5");
    assert!(page.contains(&path), "the decider sees it before he answers: {page}");
    let page = super::pages::get(&desk, &path, &cookie).await.body;
    assert!(page.contains(&turns.number) && !page.contains(&stays.number) && !page.contains(&draft.number), "{page}");
    for who in ["chen", "production"] {
        let cookie = super::pages::logs_in(&desk, who).await;
        assert_eq!(super::pages::get(&desk, &path, &cookie).await.status, 403, "{who}");
    }
    // Two months later it is last month's order no more; and nothing was switched on by looking.
    assert_eq!(ids(&findings(ALL, &desk.facts(&turns).await)), ["price.consent"]);
    desk.clock.set("2027-01-21T08:30:00+08:00".parse().unwrap());
    let cookie = super::pages::logs_in(&desk, "executive").await;
    let page = super::pages::get(&desk, &path, &cookie).await.body;
    assert!(!page.contains(&turns.number), "{page}");
    desk.does("executive", answer(&asked, "accepted")).await.unwrap();
}

#[tokio::test]
async fn c3_2_3b_a_value_whose_effect_no_order_of_last_month_can_show_is_not_tried() {
    let desk = Desk::open().await;
    let cookie = super::pages::logs_in(&desk, "manager").await;
    let mut untried = Vec::new();
    for setting in setting::KNOWN.iter().filter(|setting| setting.of_review() && !setting.family) {
        let page = super::pages::get(&desk, &format!("/settings/{}", setting.name), &cookie).await.body;
        let path = format!("/settings/{}/trial", setting.name);
        let status = super::pages::get(
            &desk,
            &format!("{path}?value={}", setting.kind.show(setting.default).replace(' ', "+")),
            &cookie,
        )
        .await
        .status;
        assert_eq!(status, if setting.is_tried() { 200 } else { 404 }, "{}", setting.name);
        assert!(setting.is_tried() || !page.contains(&path), "{}: no button that leads nowhere", setting.name);
        untried.extend((!setting.is_tried()).then_some(setting.name));
    }
    assert_eq!(untried, ["feasibility.departments", "delivery.transit_days", "tax.rate"]);
}

#[tokio::test]
async fn c3_2_3c_terms_are_finances_own() {
    let desk = Desk::open().await;
    let sketch = super::Sketch { term: Some("月結180天"), ..order_of("C001", "HB-M6x20-A2", 1_000) };
    let order = desk.entered(sketch).await;
    assert_eq!(ids(&findings(ALL, &desk.facts(&order).await)), ["payment.term"]);
    let class = desk.facts(&order).await.customer.unwrap().price_class;
    let name = format!("payment.terms.{class}");
    for stranger in ["manager", "executive", "chen"] {
        let no = desk.does(stranger, proposal(&name, "月結180天")).await;
        assert!(matches!(no, Err(Trouble::Forbidden { .. })), "{stranger}");
    }
    let done = desk.does("finance", proposal(&name, "月結 90 天, 月結180天")).await.unwrap();
    assert_eq!(done.state, ChangeState::Accepted);
    assert!(findings(ALL, &desk.facts(&order).await).is_empty());
}

#[tokio::test]
async fn c3_2_3b_a_setting_changed_to_let_one_order_pass_is_shown_at_its_decision() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    assert!(!order.special);
    desk.clock.set("2026-11-19T09:00:00+08:00".parse().unwrap());
    let asked = desk.does("manager", proposal(MANAGERS, "25")).await.unwrap();
    desk.does("executive", answer(&asked, "accepted")).await.unwrap();
    let found = findings(ALL, &desk.facts(&order).await);
    assert_eq!(ids(&found), ["price.policy"]);
    let told = found[0].say.text(Lang::En);
    assert!(told.contains("10 %") && told.contains("25 %") && told.contains("鋼材降價"), "{told}");
    // It is no regular order any more: not at one press with others.
    let form = ApproveForm { batch: 3, ..ApproveForm::default() };
    let no = refused(desk.does("manager", Approve { order: order.id, form }).await);
    assert_eq!(rules(&no), ["approve.regular"]);
    // Looked at by itself it may pass; the history keeps that it was shown.
    desk.approves("manager", &order).await.unwrap();
    assert_eq!(desk.approval(order.id).await, Approval::Approved);
    let id = order.id;
    let story = desk.read(move |tx| platform::history::page(tx, id, i64::MAX, 5)).await;
    let approval = story.iter().find(|entry| entry.step == "order.approve").unwrap();
    assert!(approval.body.to_string().contains("price.policy"), "{}", approval.body);
    // What changed before the submission was policy when it was submitted.
    let later = desk.submitted(order_of("C001", "HB-M6x20-A2", 100)).await;
    assert!(findings(ALL, &desk.facts(&later).await).is_empty());
}

#[tokio::test]
async fn c1_3_4_the_own_order_is_not_approved_through_a_batch_or_after_a_change_of_owner() {
    let desk = Desk::open().await;
    let order = desk.entered_by("deputy", order_of("C001", "HB-M6x20-A2", 1_000)).await;
    desk.submits("deputy", &order).await.unwrap();
    let (id, wang) = (order.id, desk.person("wang").await);
    let stood = desk.order(id).await;
    desk.does(
        "manager",
        super::Does(move |tx: &mut platform::Tx, who: &platform::who::Person| {
            Ok(crate::order::reassign(tx, who, id, stood.lock, wang.id)?.id)
        }),
    )
    .await
    .unwrap();
    super::acts::manager_is_away(&desk).await;
    for batch in [0, 2] {
        let form = ApproveForm { batch, ..ApproveForm::default() };
        let no = refused(desk.does("deputy", Approve { order: id, form }).await);
        assert_eq!(rules(&no), ["approve.apart"], "batch of {batch}");
    }
    desk.approves("executive", &order).await.unwrap();
}
