//! A sheet that does not come back (3.1.3): the customer is reminded, the list shows how long it has been out.

use platform::{Trouble, outbox};
use serde_json::{Value, json};

use super::link::sent;
use crate::cast::{MANAGER, SECOND, SPECIALIST};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{self, recorded, seen};

async fn at(desk: &Desk, instant: &str) {
    desk.clock.set(instant.parse().expect("an instant"));
}

/// What the clock does every minute.
async fn looked(desk: &Desk) -> usize {
    ::desk::intake::remind_customers(&desk.app).await.expect("a look")
}

/// Reminders that wait to leave.
async fn mails(desk: &Desk) -> Vec<String> {
    let queued = desk.app.read(|tx| {
        let end = (tx.now().saturating_add(std::time::Duration::from_secs(60)), tx.new_id());
        outbox::list(tx, outbox::OutboxState::Queued, end, 50)
    });
    let queued = queued.await.expect("the outbox");
    queued.into_iter().map(|parcel| parcel.body).filter(|body| body.contains("請簽回訂單")).collect()
}

/// Somebody who has no mail at all: his sheet goes by fax.
fn by_telephone() -> Value {
    let mut said = orders::said_on_the_telephone();
    said["email"] = json!("");
    said["fax"] = json!("+886-4-2359-1181");
    said
}

async fn faxed(desk: &Desk, chen: &Client) -> orders::Standing {
    const NO_MAIL: &str = "UPDATE customer SET email = '' WHERE code = 'C001' RETURNING 1";
    let moved: Result<Vec<i64>, Trouble> =
        desk.app.0.db.write(move |tx| Ok(tx.list_built("moved", NO_MAIL, &[], |_| Ok(1))?)).await;
    assert_eq!(moved.expect("past the acts").len(), 1);
    let order = recorded(chen, &by_telephone()).await;
    chen.post_json(&format!("/api/v1/orders/{}/confirmation", order.id), &json!({"medium": "fax"})).await.done();
    order
}

async fn calls(chen: &Client) -> Vec<Value> {
    let inbox = chen.get_json("/api/v1/inbox").await.done();
    let rows = inbox["rows"].as_array().cloned().unwrap_or_default();
    rows.into_iter().filter(|row| row["kind"] == "remind_customer").collect()
}

both! {
    async fn c3_1_3_who_does_not_sign_is_reminded_by_mail_once_every_working_day(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, link) = sent(&desk, &chen).await;
        // Sent on Tuesday at ten: due on Thursday at ten, Taipei's time.
        at(&desk, "2026-11-26T01:59:00Z").await;
        assert_eq!((looked(&desk).await, mails(&desk).await.len()), (0, 0), "not before it is due");
        at(&desk, "2026-11-26T02:00:00Z").await;
        assert_eq!((looked(&desk).await, mails(&desk).await.len()), (1, 1));
        let first = mails(&desk).await.remove(0);
        assert!(first.contains("{link:") && first.contains(&order.number), "{first}");
        for later in ["2026-11-26T02:01:00Z", "2026-11-26T15:30:00Z", "2026-11-27T01:59:00Z"] {
            at(&desk, later).await;
            assert_eq!((looked(&desk).await, mails(&desk).await.len()), (0, 1), "once a day: {later}");
        }
        at(&desk, "2026-11-27T02:00:00Z").await;
        looked(&desk).await;
        assert_eq!(mails(&desk).await.len(), 2);
        // Nobody is reminded on a Sunday, and one stop of the machine is one reminder.
        at(&desk, "2026-11-29T06:00:00Z").await;
        assert_eq!((looked(&desk).await, mails(&desk).await.len()), (0, 2));
        at(&desk, "2026-12-03T06:00:00Z").await;
        looked(&desk).await;
        looked(&desk).await;
        assert_eq!(mails(&desk).await.len(), 3);
        chen.log_in(SPECIALIST).await;
        let page = chen.get(&format!("/orders/{}?tab=review", order.id)).await.page();
        assert!(page.contains("已提醒 3 次"), "the owner sees it: {page}");
        assert_eq!(desk.stranger().post(&format!("{link}/signature"), &[("name", "陳怡君")]).await.status, 303);
        at(&desk, "2026-12-07T06:00:00Z").await;
        assert_eq!((looked(&desk).await, mails(&desk).await.len()), (0, 3), "what is signed is not asked for");
        desk.verified().await;
    }

    async fn c3_1_3_without_a_mail_the_reminder_is_the_owners_call_with_the_words_to_say(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = faxed(&desk, &chen).await;
        at(&desk, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        chen.log_in(SPECIALIST).await;
        let duty = calls(&chen).await;
        assert_eq!((duty.len(), &duty[0]["clause"]), (1, &json!("3.1.3")));
        assert!(mails(&desk).await.is_empty());
        // While the call is not made there is no second one, and by hand neither.
        at(&desk, "2026-11-27T02:00:00Z").await;
        looked(&desk).await;
        chen.log_in(SPECIALIST).await;
        assert_eq!(calls(&chen).await.len(), 1);
        let by_hand = format!("/api/v1/orders/{}/reminders", order.id);
        assert_eq!(chen.post_json(&by_hand, &json!({})).await.refused(), ["3.1.3"]);
        let page = chen.get(&format!("/orders/{}?tab=departments", order.id)).await.page();
        assert!(page.contains("還沒有收到簽回的確認書"), "the words to say: {page}");
        let form = page.split("/notices/").nth(1).expect("the form that says a call was made");
        let notice = &form[..36];
        let told = format!("/api/v1/notices/{notice}/done");
        assert_eq!(chen.post_json(&told, &json!({"spoke_with": "", "said": "明天簽"})).await.refused(), ["3.2.5"]);
        chen.post_json(&told, &json!({"spoke_with": "林小姐", "said": "明天簽回"})).await.done();
        assert!(calls(&chen).await.is_empty(), "done is what was written down");
        assert!(chen.get(&format!("/orders/{}?tab=notes", order.id)).await.page().contains("林小姐: 明天簽回"));
        at(&desk, "2026-11-30T02:00:00Z").await;
        looked(&desk).await;
        chen.log_in(SPECIALIST).await;
        assert_eq!(calls(&chen).await.len(), 1, "the next day, the next call");
        // The paper comes: nobody need call any more.
        chen.post_json(&format!("/api/v1/orders/{}/dispute", order.id), &json!({"reason": "數量不對"})).await.done();
        assert!(calls(&chen).await.is_empty());
        let page = chen.get(&format!("/orders/{}?tab=departments", order.id)).await.page();
        assert!(page.contains("已不需要") && !page.contains("/notices/"), "{page}");
        desk.verified().await;
    }

    async fn c3_1_3_nobody_is_reminded_of_what_is_held_disputed_withdrawn_or_here(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let manager = desk.log_in(MANAGER).await;
        let (held, _) = sent(&desk, &chen).await;
        let (disputed, link) = sent(&desk, &chen).await;
        let (withdrawn, _) = sent(&desk, &chen).await;
        let (here, _) = sent(&desk, &chen).await;
        let hold = format!("/api/v1/orders/{}/hold", held.id);
        manager.post_json(&hold, &json!({"hold": "on", "ground": "客戶暫緩"})).await.done();
        assert_eq!(desk.stranger().post(&format!("{link}/objection"), &[("reason", "數量不對")]).await.status, 303);
        let gone = json!({"kind": "contact", "medium": "phone", "text": "客戶來電取消"});
        let call = chen.post_json(&format!("/api/v1/orders/{}/notes", withdrawn.id), &gone).await.done();
        let why = json!({"reason": "改向他處採購", "linked": call["id"]});
        chen.post_json(&format!("/api/v1/orders/{}/customer-withdrawal", withdrawn.id), &why).await.done();
        let scan = ("scan.pdf", b"%PDF-1.4 a scan without a code".to_vec());
        chen.upload(&format!("/api/v1/orders/{}/signed-return", here.id), scan, &[]).await.done();
        for day in ["2026-11-26T02:00:00Z", "2026-11-27T02:00:00Z", "2026-11-30T02:00:00Z"] {
            at(&desk, day).await;
            looked(&desk).await;
            assert!(mails(&desk).await.is_empty(), "{day}: {:?}", mails(&desk).await);
        }
        manager.log_in(MANAGER).await;
        chen.log_in(SPECIALIST).await;
        let by_hand = |id: &str| format!("/api/v1/orders/{id}/reminders");
        assert_eq!(chen.post_json(&by_hand(&held.id), &json!({})).await.refused(), ["2.2.1c"]);
        assert_eq!(chen.post_json(&by_hand(&here.id), &json!({})).await.refused(), ["3.1.3"]);
        assert_eq!(chen.post_json(&by_hand(&disputed.id), &json!({})).await.refused(), ["3.1.3"]);
        assert_eq!(chen.post_json(&by_hand(&withdrawn.id), &json!({})).await.refused(), ["3.2.2"]);
        manager.post_json(&hold, &json!({"hold": "off"})).await.done();
        at(&desk, "2026-12-01T02:00:00Z").await;
        looked(&desk).await;
        assert_eq!(mails(&desk).await.len(), 1, "released, it is asked for again");
        desk.verified().await;
    }

    async fn c2_2_1c_nobody_is_reminded_of_an_order_on_hold(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let (order, _) = sent(&desk, &chen).await;
        let hold = format!("/api/v1/orders/{}/hold", order.id);
        manager.post_json(&hold, &json!({"hold": "on", "ground": "客戶暫緩"})).await.done();
        at(&desk, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        assert!(mails(&desk).await.is_empty());
        chen.log_in(SPECIALIST).await;
        let by_hand = format!("/api/v1/orders/{}/reminders", order.id);
        assert_eq!(chen.post_json(&by_hand, &json!({})).await.refused(), ["2.2.1c"]);
    }

    async fn c3_2_2_nobody_is_reminded_of_an_order_that_takes_no_confirmation(desk) {
        const IN_REVIEW: &str = "UPDATE orders SET approval = 'final_review' WHERE number = 'SO-2026-000001' RETURNING 1";
        let chen = desk.log_in(SPECIALIST).await;
        let (order, _) = sent(&desk, &chen).await;
        let moved: Result<Vec<i64>, Trouble> =
            desk.app.0.db.write(move |tx| Ok(tx.list_built("moved", IN_REVIEW, &[], |_| Ok(1))?)).await;
        assert_eq!(moved.expect("past the acts").len(), 1);
        at(&desk, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        assert!(mails(&desk).await.is_empty());
        chen.log_in(SPECIALIST).await;
        let by_hand = format!("/api/v1/orders/{}/reminders", order.id);
        assert_eq!(chen.post_json(&by_hand, &json!({})).await.refused(), ["3.2.2"]);
    }

    async fn c3_1_3_reminded_by_hand_is_reminded_for_that_day(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, _) = sent(&desk, &chen).await;
        let by_hand = format!("/api/v1/orders/{}/reminders", order.id);
        assert_eq!(desk.log_in("finance").await.post_json(&by_hand, &json!({})).await.status, 403);
        at(&desk, "2026-11-26T01:00:00Z").await;
        chen.log_in(SPECIALIST).await;
        // A colleague may: a customer who waits for nobody's holiday is reminded.
        desk.log_in(SECOND).await.post_json(&by_hand, &json!({})).await.done();
        assert_eq!(chen.post_json(&by_hand, &json!({})).await.refused(), ["3.1.3"]);
        at(&desk, "2026-11-26T02:00:00Z").await;
        assert_eq!((looked(&desk).await, mails(&desk).await.len()), (1, 1), "the clock leaves out that day");
        at(&desk, "2026-11-27T02:00:00Z").await;
        looked(&desk).await;
        assert_eq!(mails(&desk).await.len(), 2);
        chen.log_in(SPECIALIST).await;
        let story = chen.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        assert!(story.contains("專員提醒客戶簽回"), "{story}");
        desk.verified().await;
    }

    async fn c3_1_3_what_did_not_come_back_is_listed_by_age_and_taken_away_as_a_table(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        assert!(chen.get("/confirmations").await.page().contains("empty-state"), "an empty list says what would stand there");
        let (oldest, _) = sent(&desk, &chen).await;
        at(&desk, "2026-11-30T02:00:00Z").await;
        let wang = desk.log_in(SECOND).await;
        let (_, _) = sent(&desk, &wang).await;
        at(&desk, "2026-12-02T06:00:00Z").await;
        looked(&desk).await;
        chen.log_in(SPECIALIST).await;
        let (_, link) = sent(&desk, &chen).await;
        let list = chen.get_json("/api/v1/confirmations").await.done();
        let rows = list["rows"].as_array().cloned().unwrap_or_default();
        let ages: Vec<&str> = rows.iter().filter_map(|row| row["age"].as_str()).collect();
        // Tuesday to Wednesday of the next week are six working days.
        assert_eq!(ages, ["more", "two", "today"], "{list}");
        assert_eq!((&rows[0]["number"], &rows[0]["reminders"]), (&json!(oldest.number), &json!(1)));
        let mine = chen.get_json("/api/v1/confirmations?owner=me").await.done();
        assert_eq!(mine["rows"].as_array().map(Vec::len), Some(2));
        let two = chen.get_json("/api/v1/confirmations?age=two").await.done();
        assert_eq!(two["rows"].as_array().map(Vec::len), Some(1));
        let page = chen.get("/confirmations").await.page();
        assert!(page.contains("超過 5 個工作天") && page.contains("已提醒 1 次") && page.contains("立即提醒"), "{page}");
        let book = chen.get("/confirmations/export.xlsx?owner=me").await;
        assert!(book.status == 200 && book.body.starts_with(b"PK"));
        assert!(chen.get("/").await.page().contains("/confirmations?owner=me"), "home counts them");
        assert_eq!(desk.stranger().post(&format!("{link}/signature"), &[("name", "陳怡君")]).await.status, 303);
        let list = chen.get_json("/api/v1/confirmations").await.done();
        assert_eq!(list["rows"].as_array().map(Vec::len), Some(2), "what came back stands there no more");
        assert_eq!(seen(&chen, &oldest.id).await["confirmation"], "sent");
        desk.verified().await;
    }
}
