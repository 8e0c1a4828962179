//! Each rule of the entrances and of 3.1.3 refuses in its own clause's name, and each step moves what it says.

use super::tray::{SHEET, multipart, upload};
use super::*;
use crate::intake::confirmation::{Facts, SEND};
use crate::order::{FileSource, SourceKind};

platform::sql! {
    IN_REVIEW = "UPDATE orders SET approval = 'final_review' WHERE id = $1";
    SUBMITTED_ONCE = "UPDATE orders SET round = 1 WHERE id = $1";
    SHOWN = "UPDATE orders SET shown_digest = $1 WHERE id = $2";
    PAPERLESS = "UPDATE intray SET file = NULL WHERE id = $1";
}

/// Past the acts: what no act can bring about, and the rule must stop all the same.
async fn given(desk: &Desk, sql: &'static platform::db::Sql, id: Id) {
    let done = desk.app.0.db.write(move |tx| Ok(tx.execute(sql, &[&id])?));
    assert_eq!(done.await.unwrap(), 1);
}

async fn item(desk: &Desk) -> Id {
    let cookie = desk.cookie("chen").await;
    let answer = upload(desk, &cookie, multipart(&[("po.csv", SHEET.as_bytes())], &[("channel", "email")])).await;
    let href = answer.headers().get(header::LOCATION).expect("the item").to_str().unwrap().to_string();
    href.strip_prefix("/intray/").unwrap().parse().unwrap()
}

fn from_mail() -> Typed {
    let line = json!({"sku": "GP-25CC", "qty": "10", "price": "560", "price_base": "1"});
    Typed::of(&json!({"channel": "email", "customer": "C004", "lines": [line]}))
}

#[tokio::test]
async fn c3_1_2_a_sheet_is_not_sent_while_a_fact_of_the_order_is_missing() {
    let desk = Desk::open().await;
    let typed = Typed::of(&json!({"channel": "visit", "customer": "C004"}));
    let entered = desk.does(&desk.chen, RecordOrder { typed, draft: NEW_FORM }).await;
    let order = desk.order(entered.id).await;
    let act = desk.sending(&order).await;
    let no = desk.refused(&desk.chen, act).await;
    assert_eq!(no, ["confirmation.contact", "confirmation.lines", "confirmation.place", "confirmation.date"]);
    let facts = desk.app.read(move |tx| Facts::gather(tx, &order)).await.unwrap();
    let found = SEND.findings(&Facts { customer_known: false, ..facts });
    assert!(found.iter().any(|broken| broken.rule == "confirmation.customer"), "{found:?}");
}

#[tokio::test]
async fn c3_1_2_what_was_entered_lies_in_the_tray_no_more() {
    let desk = Desk::open().await;
    let id = item(&desk).await;
    assert_eq!(desk.duties(id).await, ["take_intray"]);
    desk.does(&desk.chen, EnterItem { item: id, typed: from_mail() }).await;
    assert!(desk.duties(id).await.is_empty());
    assert_eq!(desk.refused(&desk.wang, EnterItem { item: id, typed: from_mail() }).await, ["step.state"]);
}

#[tokio::test]
async fn c1_3_1_an_item_without_its_document_is_not_entered() {
    let desk = Desk::open().await;
    let id = item(&desk).await;
    given(&desk, &PAPERLESS, id).await;
    assert_eq!(desk.refused(&desk.chen, EnterItem { item: id, typed: from_mail() }).await, ["enter.document"]);
}

#[tokio::test]
async fn c1_3_1_a_document_is_filed_beside_its_order() {
    let desk = Desk::open().await;
    let order = desk.phoned().await;
    let stored = desk.app.0.files.keep(b"%PDF-1.7 a drawing").unwrap();
    let (name, media_type, kind) = ("drawing.pdf".to_string(), "application/pdf", SourceKind::Other);
    desk.does(&desk.chen, FileSource { order: order.id, stored, name, media_type, kind, code: None }).await;
    let id = order.id;
    let sources = desk.app.read(move |tx| order::sources(tx, id)).await.unwrap();
    assert_eq!(sources.iter().map(|source| source.name.as_str()).collect::<Vec<_>>(), ["drawing.pdf"]);
}

#[tokio::test]
async fn c3_1_3_a_paper_that_shows_something_else_is_asked_for_again() {
    let desk = Desk::open().await;
    let order = desk.sent().await;
    desk.does(&desk.chen, desk.returned(&order, None)).await;
    let id = order.id;
    let sending = desk.app.read(move |tx| sendings(tx, id)).await.unwrap()[0].id;
    let form = SeenForm { verdict: "other".into(), reason: "the stamp is missing".into() };
    desk.does(&desk.manager, See { order: id, sending, form }).await;
    assert_eq!(desk.order(id).await.confirmation, Confirmation::Sent);
    assert_eq!(desk.duties(id).await, ["signed_return", "submit"]);
}

#[tokio::test]
async fn c3_1_3_the_manager_waives_the_sheet_of_an_order_that_the_customer_wrote() {
    let desk = Desk::open().await;
    let order = desk.sent().await;
    let stored = desk.app.0.files.keep(b"%PDF-1.7 his letter").unwrap();
    let (name, media_type, kind) = ("letter.pdf".to_string(), "application/pdf", SourceKind::Customer);
    desk.does(&desk.chen, FileSource { order: order.id, stored, name, media_type, kind, code: None }).await;
    let form = WaiveForm { reason: "his own letter says the same".into() };
    desk.does(&desk.manager, Waive { order: order.id, form }).await;
    assert_eq!(desk.order(order.id).await.confirmation, Confirmation::Waived);
    assert_eq!(desk.duties(order.id).await, ["submit"]);
}

#[tokio::test]
async fn c3_1_3_a_spoken_order_that_was_not_shown_yet_is_a_written_one_once_the_customer_writes() {
    let desk = Desk::open().await;
    let order = desk.phoned().await;
    assert_eq!(desk.order(order.id).await.confirmation, Confirmation::ToSend);
    let filed = |kind| {
        let stored = desk.app.0.files.keep(b"%PDF-1.7 his letter").unwrap();
        FileSource {
            order: order.id,
            stored,
            name: "letter.pdf".into(),
            media_type: "application/pdf",
            kind,
            code: None,
        }
    };
    desk.does(&desk.chen, filed(SourceKind::Other)).await;
    assert_eq!(desk.order(order.id).await.confirmation, Confirmation::ToSend, "a paper of our own changes nothing");
    desk.does(&desk.chen, filed(SourceKind::Customer)).await;
    assert_eq!(desk.order(order.id).await.confirmation, Confirmation::NotRequired);
    assert!(!desk.duties(order.id).await.contains(&"send_confirmation".to_string()));
}

#[tokio::test]
async fn c3_1_3_a_signature_counts_only_under_what_was_shown() {
    let desk = Desk::open().await;
    let order = desk.sent().await;
    let (id, other) = (order.id, Some(vec![7_u8; 32]));
    desk.app.0.db.write(move |tx| Ok(tx.execute(&SHOWN, &[&other, &id])?)).await.unwrap();
    assert_eq!(
        desk.refused(&desk.wang, desk.returned(&order, Some(order::code_text(&order)))).await,
        ["register.shown"]
    );
    assert_eq!(desk.refused(&desk.wang, desk.returned(&order, None)).await, ["register.shown"]);
}

#[tokio::test]
async fn c3_2_1_what_is_no_order_leaves_the_tray_with_a_reason() {
    let desk = Desk::open().await;
    let id = item(&desk).await;
    let dismiss = |reason: &str| DismissItem { item: id, form: DismissForm { reason: reason.into() } };
    assert_eq!(desk.refused(&desk.chen, dismiss(" ")).await, ["dismiss.reason"]);
    assert_eq!(desk.duties(id).await, ["take_intray"]);
    desk.does(&desk.chen, dismiss("an inquiry")).await;
    assert!(desk.duties(id).await.is_empty());
    assert_eq!(desk.refused(&desk.chen, dismiss("again")).await, ["step.state"]);
}

#[tokio::test]
async fn c3_2_2_no_sheet_leaves_while_the_order_is_in_review() {
    let desk = Desk::open().await;
    let order = desk.phoned().await;
    given(&desk, &IN_REVIEW, order.id).await;
    let act = desk.sending(&order).await;
    assert_eq!(desk.refused(&desk.chen, act).await, ["confirmation.open"]);
}

#[tokio::test]
async fn c3_2_2_what_was_once_submitted_is_not_given_up_as_a_draft() {
    let desk = Desk::open().await;
    let order = desk.phoned().await;
    given(&desk, &SUBMITTED_ONCE, order.id).await;
    let act = DiscardOrder { order: order.id, form: DiscardForm { reason: "entered twice".into() } };
    assert_eq!(desk.refused(&desk.chen, act).await, ["discard.never_submitted"]);
    assert_eq!(desk.order(order.id).await.approval, Approval::Draft);
}

#[tokio::test]
async fn c4_4_1_a_withdrawal_says_why() {
    let desk = Desk::open().await;
    let order = desk.phoned().await;
    let (chen, id) = (desk.chen.clone(), order.id);
    let note = desk.app.0.db.write(move |tx| {
        let order = order::fetch(tx, &chen, id)?;
        order::add_note(tx, &chen, &order, NoteKind::Contact, "phone", "he takes it back")
    });
    let form = WithdrawalForm { reason: " ".into(), linked: note.await.unwrap().to_string() };
    assert_eq!(desk.refused(&desk.chen, CustomerWithdraws { order: id, form }).await, ["withdrawal.reason"]);
    assert_eq!(desk.order(id).await.approval, Approval::Draft);
}
