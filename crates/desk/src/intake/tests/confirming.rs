//! 3.1.3: what was sent, signed, seen by a second person, waived.

use super::*;

#[tokio::test]
async fn c3_1_3_what_was_sent_and_signed_confirms_the_order() {
    let desk = Desk::open().await;
    let order = desk.sent().await;
    assert_eq!((order.confirmation, order.shown_digest.as_ref()), (Confirmation::Sent, Some(&order.content_digest)));
    assert_eq!(desk.duties(order.id).await, ["signed_return", "submit"]);
    assert_eq!(desk.app.read(platform::outbox::counts).await.unwrap().0, 1, "a mail waits");

    let other = format!("LIDAN1 {} r1 {}", order.number, hex(&[7; 32]));
    assert_eq!(desk.refused(&desk.wang, desk.returned(&order, Some(other))).await, ["register.code"]);
    assert_eq!(desk.order(order.id).await.confirmation, Confirmation::Sent);

    desk.does(&desk.wang, desk.returned(&order, Some(order::code_text(&order)))).await;
    let order = desk.order(order.id).await;
    assert_eq!(order.confirmation, Confirmation::Confirmed);
    assert_eq!(desk.duties(order.id).await, ["submit"]);
    let id = order.id;
    let sources = desk.app.read(move |tx| order::sources(tx, id)).await.unwrap();
    assert_eq!((sources.len(), sources[0].kind), (1, order::SourceKind::SignedReturn));
}

#[tokio::test]
async fn c3_1_3_without_a_code_a_second_person_sees_the_paper() {
    let desk = Desk::open().await;
    let order = desk.sent().await;
    desk.does(&desk.chen, desk.returned(&order, None)).await;
    assert_eq!(desk.duties(order.id).await, ["see_signed_return", "signed_return", "submit"]);
    let id = order.id;
    let sending = desk.app.read(move |tx| sendings(tx, id)).await.unwrap()[0].id;
    let seen = |verdict: &str, reason: &str| See {
        order: id,
        sending,
        form: SeenForm { verdict: verdict.into(), reason: reason.into() },
    };
    assert_eq!(desk.refused(&desk.chen, seen("same", "")).await, ["register.second"]);
    assert_eq!(desk.order(id).await.confirmation, Confirmation::Sent);
    assert_eq!(desk.refused(&desk.manager, seen("other", "")).await, ["refuse_return.reason"]);
    desk.does(&desk.manager, seen("same", "")).await;
    assert_eq!(desk.order(id).await.confirmation, Confirmation::Confirmed);
    assert_eq!(desk.duties(id).await, ["submit"]);
}

#[tokio::test]
async fn c3_1_3_other_content_is_confirmed_anew() {
    let desk = Desk::open().await;
    let order = desk.sent().await;
    let mut form = phone_form();
    form["seen"] = json!(order.lock);
    form["lines"][0]["qty"] = json!("11");
    desk.does(&desk.chen, RewriteOrder { order: order.id, typed: Typed::of(&form) }).await;
    let now = desk.order(order.id).await;
    assert_eq!(now.confirmation, Confirmation::ToSend);
    assert_eq!(desk.duties(order.id).await, ["send_confirmation", "submit"]);
    // The paper of the first sheet no longer helps, and a sheet printed before the edit cannot be sent.
    assert_eq!(desk.refused(&desk.wang, desk.returned(&now, Some(order::code_text(&order)))).await, ["step.state"]);
    let stale = SendConfirmation { digest: order.content_digest.clone(), ..desk.sending(&now).await };
    assert!(matches!(desk.app.perform(&desk.chen, stale).await, Err(Trouble::Stale(_))));
}

#[tokio::test]
async fn c3_1_3_an_oral_order_is_never_waived() {
    let desk = Desk::open().await;
    let order = desk.sent().await;
    let waive = |reason: &str| Waive { order: order.id, form: WaiveForm { reason: reason.into() } };
    assert_eq!(desk.refused(&desk.chen, waive("known for years")).await, ["3.1.3"]);
    assert_eq!(desk.refused(&desk.manager, waive("known for years")).await, ["waive.oral"]);
    assert_eq!(desk.refused(&desk.manager, waive("")).await, ["waive.oral", "waive.ground"]);
    assert_eq!(desk.order(order.id).await.confirmation, Confirmation::Sent);
}

#[tokio::test]
async fn c3_1_3_a_sheet_restates_an_order_that_has_all_its_facts() {
    let desk = Desk::open().await;
    let typed = Typed::of(&json!({"channel": "visit", "customer": "C004"}));
    let entered = desk.does(&desk.chen, RecordOrder { typed, draft: NEW_FORM }).await;
    let order = desk.order(entered.id).await;
    let act = desk.sending(&order).await;
    let rules = desk.refused(&desk.chen, act).await;
    assert_eq!(rules, ["confirmation.contact", "confirmation.lines", "confirmation.place", "confirmation.date"]);
    let order = desk.sent().await;
    let dispute = |reason: &str| Dispute { order: order.id, form: DisputeForm { reason: reason.into() } };
    assert_eq!(desk.refused(&desk.chen, dispute(" ")).await, ["dispute.reason"]);
    desk.does(&desk.chen, dispute("ten, not eleven")).await;
    assert_eq!(desk.order(order.id).await.confirmation, Confirmation::Disputed);
    assert_eq!(desk.duties(order.id).await, ["settle_dispute", "submit"]);
}
