//! A counter-proposal that is not answered (3.2.4): the customer is reminded as of a sheet that did not come back, and the
//! list shows how long it has been out.

use platform::outbox;
use serde_json::json;

use crate::cast::{MANAGER, SPECIALIST};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{Standing, recorded, submit, written};

async fn at(desk: &Desk, instant: &str) {
    desk.clock.set(instant.parse().expect("an instant"));
}

async fn looked(desk: &Desk) {
    ::desk::intake::remind_customers(&desk.app).await.expect("a look");
}

/// Mails that ask for an answer.
async fn mails(desk: &Desk) -> Vec<String> {
    let queued = desk.app.read(|tx| {
        let end = (tx.now().saturating_add(std::time::Duration::from_secs(60)), tx.new_id());
        outbox::list(tx, outbox::OutboxState::Queued, end, 50)
    });
    let queued = queued.await.expect("the outbox");
    queued.into_iter().map(|parcel| parcel.body).filter(|body| body.contains("請答覆訂單")).collect()
}

/// Sent back for its price, and a proposal made; its id.
async fn proposed(desk: &Desk, chen: &Client, number: &str) -> (Standing, String) {
    let order = recorded(chen, &written(number)).await;
    submit(chen, &order.id).await.done();
    let why = json!({"reasons": ["price"], "text": "第 1 項請談到 0.40"});
    desk.log_in(MANAGER).await.post_json(&format!("/api/v1/orders/{}/return", order.id), &why).await.done();
    let made = chen
        .post_json(&format!("/api/v1/orders/{}/offers", order.id), &json!({"text": "單價 0.40，改為 300 支"}))
        .await
        .done();
    (order, made["id"].as_str().expect("an id").to_string())
}

both! {
    async fn c3_2_4_who_does_not_answer_is_reminded_once_every_working_day(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, offer) = proposed(&desk, &chen, "R-1").await;
        at(&desk, "2026-11-26T01:59:00Z").await;
        looked(&desk).await;
        assert!(mails(&desk).await.is_empty(), "not before it is due");
        at(&desk, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        looked(&desk).await;
        let first = mails(&desk).await;
        assert!(first.len() == 1 && first[0].contains("單價 0.40") && first[0].contains("{link:"), "{first:?}");
        chen.log_in(SPECIALIST).await;
        let by_hand = format!("/api/v1/orders/{}/offers/reminders", order.id);
        assert_eq!(chen.post_json(&by_hand, &json!({})).await.refused(), ["3.2.4"], "once a day, by hand too");
        // On the list, under its own heading.
        let list = chen.get_json("/api/v1/confirmations?what=offers").await.done();
        assert_eq!((&list["rows"][0]["number"], &list["rows"][0]["reminders"]), (&json!(order.number), &json!(1)));
        let page = chen.get("/confirmations?what=offers").await.page();
        assert!(page.contains(&order.number) && page.contains("客戶尚未答覆的提案") && page.contains("已提醒 1 次"), "{page}");
        let sheets = chen.get_json("/api/v1/confirmations").await.done();
        assert_eq!(sheets["rows"], json!([]), "it is no sheet");
        assert_eq!(chen.get("/confirmations/export.xlsx?what=offers").await.status, 200);
        // By hand sooner than the clock: then the clock leaves out that day.
        at(&desk, "2026-11-27T01:00:00Z").await;
        chen.log_in(SPECIALIST).await;
        chen.post_json(&by_hand, &json!({})).await.done();
        assert_eq!(mails(&desk).await.len(), 2);
        at(&desk, "2026-11-27T02:00:00Z").await;
        looked(&desk).await;
        assert_eq!(mails(&desk).await.len(), 2);
        chen.log_in(SPECIALIST).await;
        let talks = chen.get(&format!("/orders/{}?tab=talks", order.id)).await.page();
        assert!(talks.contains("提案催覆"), "it stands in the conversation: {talks}");
        // Answered, he is left alone.
        let said = json!({"answer": "refuse", "medium": "phone", "name": "林志豪", "text": "一次交齊"});
        chen.post_json(&format!("/api/v1/orders/{}/offers/{offer}/answer", order.id), &said).await.done();
        at(&desk, "2026-12-02T02:00:00Z").await;
        looked(&desk).await;
        assert_eq!(mails(&desk).await.len(), 2);
        chen.log_in(SPECIALIST).await;
        assert_eq!(chen.post_json(&by_hand, &json!({})).await.status, 422, "nothing is open");
        desk.verified().await;
    }

    async fn c2_2_1c_what_is_on_hold_is_not_asked_about_again(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let (held, _) = proposed(&desk, &chen, "R-2").await;
        let hold = json!({"hold": "on", "ground": "等圖面"});
        manager.post_json(&format!("/api/v1/orders/{}/hold", held.id), &hold).await.done();
        let by_hand = format!("/api/v1/orders/{}/offers/reminders", held.id);
        assert_eq!(chen.post_json(&by_hand, &json!({})).await.refused(), ["2.2.1c"]);
        at(&desk, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        assert!(mails(&desk).await.is_empty());
        desk.verified().await;
    }

    async fn c3_2_2_what_lies_in_review_is_not_asked_about_again(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (again, _) = proposed(&desk, &chen, "R-3").await;
        submit(&chen, &again.id).await.done();
        let by_hand = format!("/api/v1/orders/{}/offers/reminders", again.id);
        assert_eq!(chen.post_json(&by_hand, &json!({})).await.refused(), ["3.2.2"]);
        at(&desk, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        assert!(mails(&desk).await.is_empty());
        desk.verified().await;
    }

    async fn c3_2_4_without_a_mail_it_is_the_owners_call_and_one_at_a_time(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        const NO_MAIL: &str = "UPDATE customer SET email = '' WHERE code = 'C004' RETURNING 1";
        let moved: Result<Vec<i64>, platform::Trouble> =
            desk.app.0.db.write(move |tx| Ok(tx.list_built("moved", NO_MAIL, &[], |_| Ok(1))?)).await;
        assert_eq!(moved.expect("past the acts").len(), 1);
        let mut content = written("R-4");
        content["email"] = json!("");
        let order = recorded(&chen, &content).await;
        submit(&chen, &order.id).await.done();
        let why = json!({"reasons": ["price"], "text": "再談"});
        desk.log_in(MANAGER).await.post_json(&format!("/api/v1/orders/{}/return", order.id), &why).await.done();
        chen.post_json(&format!("/api/v1/orders/{}/offers", order.id), &json!({"text": "分兩批"})).await.done();
        for day in ["2026-11-26T02:00:00Z", "2026-11-27T02:00:00Z"] {
            at(&desk, day).await;
            looked(&desk).await;
            chen.log_in(SPECIALIST).await;
            let inbox = chen.get_json("/api/v1/inbox").await.done();
            let calls = inbox["rows"].as_array().map_or(0, |rows| rows.iter().filter(|row| row["kind"] == "remind_customer").count());
            assert_eq!(calls, 1, "one call, on {day}");
        }
        let list = chen.get_json("/api/v1/confirmations?what=offers").await.done();
        assert_eq!(list["rows"][0]["reminders"], 1, "no second one before the first call was made: {list}");
        let no = chen.post_json(&format!("/api/v1/orders/{}/offers/reminders", order.id), &json!({})).await;
        assert_eq!(no.refused(), ["3.2.4"]);
        desk.verified().await;
    }
}
