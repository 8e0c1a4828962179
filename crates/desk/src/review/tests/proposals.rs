//! Who may change a setting, in which words, and against what stands. One fact a test, each under its own clause.

use platform::who::Role;

use super::policy::{MANAGERS, answer, proposal};
use super::{Desk, order_of, refused, rules};
use crate::people::setting::{ChangeState, Propose, ProposeForm};
use crate::review::approve::{Approve, ApproveForm};

#[tokio::test]
async fn c1_3_1_a_proposed_setting_differs_from_what_stands() {
    let desk = Desk::open().await;
    assert_eq!(rules(&refused(desk.does("manager", proposal(MANAGERS, "10")).await)), ["setting.differs"]);
}

#[tokio::test]
async fn c1_3_1_a_proposed_setting_is_accepted_only_while_what_it_was_compared_with_stands() {
    let desk = Desk::open().await;
    let asked = desk.does("manager", proposal(MANAGERS, "12")).await.unwrap();
    desk.given(|tx| Ok(platform::settings::keep(tx, MANAGERS, "1100")?)).await;
    assert_eq!(rules(&refused(desk.does("executive", answer(&asked, "accepted")).await)), ["setting.fresh"]);
    let refusal = desk.does("executive", answer(&asked, "refused")).await.unwrap();
    assert_eq!(refusal.state, ChangeState::Refused);
}

#[tokio::test]
async fn c1_3_4_a_proposed_setting_has_its_ground_and_waits_for_no_other() {
    let desk = Desk::open().await;
    let silent = Propose { name: MANAGERS.into(), form: ProposeForm { value: "12".into(), ground: " ".into() } };
    assert_eq!(rules(&refused(desk.does("manager", silent).await)), ["setting.words"]);
    desk.does("manager", proposal(MANAGERS, "12")).await.unwrap();
    assert_eq!(rules(&refused(desk.does("manager", proposal(MANAGERS, "13")).await)), ["setting.one_open"]);
}

#[tokio::test]
async fn c1_3_4_a_setting_is_refused_in_words_and_never_accepted_by_who_proposed_it() {
    let desk = Desk::open().await;
    let asked = desk.does("manager", proposal(MANAGERS, "12")).await.unwrap();
    let mut silent = answer(&asked, "refused");
    silent.form.text = String::new();
    assert_eq!(rules(&refused(desk.does("executive", silent).await)), ["setting.answer_words"]);
    let mut both = desk.person("manager").await;
    both.roles = both.roles.with(Role::Executive);
    let own = desk.app.perform(&both, answer(&asked, "accepted")).await;
    assert_eq!(rules(&refused(own)), ["setting.apart"]);
}

#[tokio::test]
async fn c2_2_1c_an_order_that_is_special_is_not_approved_in_a_batch() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "HB-M6x20-A2", 1_000)).await;
    desk.clock.set("2026-11-19T09:00:00+08:00".parse().unwrap());
    let asked = desk.does("manager", proposal(MANAGERS, "25")).await.unwrap();
    desk.does("executive", answer(&asked, "accepted")).await.unwrap();
    let form = ApproveForm { batch: 3, ..ApproveForm::default() };
    let no = refused(desk.does("manager", Approve { order: order.id, form }).await);
    assert_eq!(rules(&no), ["approve.regular"]);
}
