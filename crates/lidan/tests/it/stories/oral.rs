//! No path leads an unsigned oral order into the review (3.1.3): one test for each path.

use serde_json::json;

use super::link::{link_path, sent};
use super::sheets::scan;
use crate::cast::{MANAGER, SECOND, SPECIALIST};
use crate::client::Client;
use crate::orders::{self, Standing, filed, recorded, recorded_only, seen, standing, submit, written};

async fn spoken(chen: &Client) -> Standing {
    recorded(chen, &orders::said_on_the_telephone()).await
}

/// It is refused by 3.1.3 and is where it was.
async fn stays(who: &Client, order: &str, path: &str) {
    let no = submit(who, order).await;
    assert!(no.refused().contains(&"3.1.3".to_string()), "{path}: {}", no.text());
    let now = seen(who, order).await;
    assert!(matches!(now["approval"].as_str(), Some("draft" | "returned")), "{path}: {now}");
}

async fn rewritten(who: &Client, order: &str, mut content: serde_json::Value) {
    content["seen"] = seen(who, order).await["lock"].clone();
    who.post_json(&format!("/api/v1/orders/{order}"), &content).await.done();
}

both! {
    async fn c3_1_3_unsigned_it_is_not_submitted_on_the_page(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        for order in [spoken(&chen).await, sent(&desk, &chen).await.0] {
            let ticks = orders::TICKS.map(|tick| ("ticks[]", tick));
            let answer = chen.post(&format!("/orders/{}/submission", order.id), &ticks).await;
            assert!(answer.status == 422 && answer.text().contains("3.1.3"), "{}", answer.text());
            assert_eq!(seen(&chen, &order.id).await["approval"], "draft");
        }
    }

    async fn c3_1_3_unsigned_it_is_not_submitted_by_the_api(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        for order in [spoken(&chen).await, sent(&desk, &chen).await.0] {
            stays(&chen, &order.id, "the API").await;
        }
    }

    async fn c3_1_3_what_comes_as_a_file_cannot_be_entered_as_spoken(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let file = || ("po.png", scan("https://example.org/po"));
        let refused = chen.upload("/api/v1/intray", file(), &[("channel", "phone")]).await;
        assert_eq!(refused.status, 400, "the tray takes what was written: {}", refused.text());
        let done = chen.upload("/api/v1/intray", file(), &[("channel", "fax")]).await.done();
        let item = done["items"][0].as_str().expect("an item").to_string();
        let no = chen.post_json(&format!("/api/v1/intray/{item}/order"), &orders::said_on_the_telephone()).await;
        assert_eq!(no.refused(), ["3.1.1"]);
    }

    async fn c3_1_3_unsigned_it_stays_so_in_another_specialists_hands(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, _) = sent(&desk, &chen).await;
        let manager = desk.log_in(MANAGER).await;
        let wang = desk.app.read(|tx| ::desk::people::by_login(tx, SECOND)).await.expect("the cast").id;
        let lock = seen(&chen, &order.id).await["lock"].clone();
        manager.post_json(&format!("/api/v1/orders/{}/owner", order.id), &json!({"to": wang, "lock": lock.to_string()})).await.done();
        let second = desk.log_in(SECOND).await;
        stays(&second, &order.id, "reassignment").await;
        assert_eq!(seen(&second, &order.id).await["confirmation"], "sent");
    }

    async fn c3_1_3_another_word_for_its_channel_does_not_make_it_written(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = spoken(&chen).await;
        let mut mailed = orders::said_on_the_telephone();
        mailed["channel"] = json!("email");
        mailed["lines"][0]["qty"] = json!("1200");
        rewritten(&chen, &order.id, mailed).await;
        assert_eq!(seen(&chen, &order.id).await["channel"], "phone");
        stays(&chen, &order.id, "phone to e-mail").await;
        desk.verified().await;
    }

    async fn c3_1_3_what_turns_out_to_be_spoken_is_confirmed_as_well(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = recorded_only(&chen, &written("O-1")).await;
        assert_eq!(seen(&chen, &order.id).await["confirmation"], "not_required");
        let mut phoned = written("O-1");
        phoned["channel"] = json!("phone");
        rewritten(&chen, &order.id, phoned.clone()).await;
        assert_eq!(seen(&chen, &order.id).await["confirmation"], "to_send");
        stays(&chen, &order.id, "e-mail to phone").await;
        // With his letter on file it is a written order, whatever it is called.
        let other = recorded(&chen, &written("O-2")).await;
        let letter = ("po.png", scan("https://example.org/po"));
        chen.upload(&format!("/api/v1/orders/{}/sources", other.id), letter, &[("kind", "customer")]).await.done();
        phoned["customer_order_no"] = json!("O-2");
        rewritten(&chen, &other.id, phoned).await;
        assert_eq!(seen(&chen, &other.id).await["confirmation"], "not_required");
        desk.verified().await;
    }

    async fn c3_1_3_what_is_said_to_be_written_is_believed_with_the_paper_only(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        for (at, channel) in ["email", "fax", "chat", "customer_system", "portal"].iter().enumerate() {
            let mut content = written(&format!("W-{at}"));
            content["channel"] = json!(channel);
            let order = recorded_only(&chen, &content).await;
            let no = submit(&chen, &order.id).await;
            assert_eq!(no.refused(), ["3.1.3"], "{channel}");
            assert!(no.text().contains("submit.written") && no.text().contains("存入客戶"), "a way forward: {}", no.text());
            // A paper of our own, and another word for its channel, do not help.
            let place = format!("/api/v1/orders/{}/sources", order.id);
            chen.upload(&place, ("note.txt", b"ours".to_vec()), &[("kind", "other")]).await.done();
            content["channel"] = json!(if *channel == "fax" { "email" } else { "fax" });
            rewritten(&chen, &order.id, content).await;
            assert_eq!(submit(&chen, &order.id).await.refused(), ["3.1.3"], "{channel} renamed");
            filed(&chen, &order.id).await;
            submit(&chen, &order.id).await.done();
        }
        desk.verified().await;
    }

    async fn c3_1_3_what_was_only_told_is_confirmed_as_an_oral_order_and_goes_on(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let mut told = orders::said_on_the_telephone();
        told["channel"] = json!("email");
        let order = recorded_only(&chen, &told).await;
        assert_eq!(submit(&chen, &order.id).await.refused(), ["3.1.3"]);
        told["channel"] = json!("phone");
        rewritten(&chen, &order.id, told).await;
        stays(&chen, &order.id, "now it is oral").await;
        chen.post_json(&format!("/api/v1/orders/{}/confirmation", order.id), &json!({"medium": "email"})).await.done();
        let link = link_path(&desk, &chen.get(&format!("/orders/{}?tab=review", order.id)).await.page(), &order.id);
        assert_eq!(desk.stranger().post(&format!("{link}/signature"), &[("name", "陳怡君")]).await.status, 303);
        submit(&chen, &order.id).await.done();
        desk.verified().await;
    }

    async fn c3_1_3_in_another_specialists_hands_and_as_a_copy_it_needs_its_own_paper(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (first, moved) = (recorded(&chen, &written("W-8")).await, recorded_only(&chen, &written("W-9")).await);
        let mut copied = written("W-8 again");
        copied["channel"] = json!("email");
        let copy = recorded_only(&chen, &copied).await;
        submit(&chen, &first.id).await.done();
        assert_eq!(submit(&chen, &copy.id).await.refused(), ["3.1.3"]);
        let manager = desk.log_in(MANAGER).await;
        let wang = desk.app.read(|tx| ::desk::people::by_login(tx, SECOND)).await.expect("the cast").id;
        let lock = seen(&chen, &moved.id).await["lock"].to_string();
        manager.post_json(&format!("/api/v1/orders/{}/owner", moved.id), &json!({"to": wang, "lock": lock})).await.done();
        assert_eq!(submit(&desk.log_in(SECOND).await, &moved.id).await.refused(), ["3.1.3"]);
    }

    async fn c3_1_3_a_paper_of_our_own_does_not_make_it_written(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = spoken(&chen).await;
        let place = format!("/api/v1/orders/{}/sources", order.id);
        let note = ("note.png", scan("https://example.org/note"));
        chen.upload(&place, note.clone(), &[("kind", "other")]).await.done();
        assert_eq!(chen.upload(&place, note.clone(), &[("kind", "signed_return")]).await.status, 400);
        let warehouse = desk.log_in("warehouse").await;
        assert_eq!(warehouse.upload(&place, note, &[("kind", "customer")]).await.status, 403);
        stays(&chen, &order.id, "a filed paper").await;
    }

    async fn c3_1_3_a_copy_of_a_signed_order_is_signed_anew(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, link) = sent(&desk, &chen).await;
        assert_eq!(desk.stranger().post(&format!("{link}/signature"), &[("name", "陳怡君")]).await.status, 303);
        let form = chen.post_json(&format!("/orders/{}/copy", order.id), &json!({})).await;
        let place = if form.location.is_empty() { form.json()["form"].as_str().expect("a form").to_string() } else { form.location.clone() };
        let page = chen.get(&place).await.page();
        assert!(page.contains("HB-M6x20-A2"), "the form is filled in");
        let copy = standing(&chen.post_json("/api/v1/orders", &orders::said_on_the_telephone()).await.done());
        assert_eq!(seen(&chen, &copy.id).await["confirmation"], "to_send");
        stays(&chen, &copy.id, "a copy").await;
    }

    async fn c3_1_3_unsigned_it_is_approved_neither_alone_nor_in_a_batch(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, _) = sent(&desk, &chen).await;
        let manager = desk.log_in(MANAGER).await;
        assert_eq!(orders::approve(&manager, &order.id).await.status, 422);
        let batch = manager.post_json("/api/v1/review/approvals", &json!({"orders": [order.id]})).await;
        assert!(!batch.text().contains("\"approved\":true"), "{}", batch.text());
        assert_eq!(seen(&chen, &order.id).await["approval"], "draft");
        stays(&chen, &order.id, "a batch").await;
    }

    async fn c3_1_3_unsigned_it_is_carried_no_further_by_a_proposal(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, _) = sent(&desk, &chen).await;
        let ask = json!({"kind": "consent", "text": "請同意"});
        assert_eq!(chen.post_json(&format!("/api/v1/orders/{}/proposals", order.id), &ask).await.status, 422);
        let waive = json!({"reason": "客戶很急"});
        let manager = desk.log_in(MANAGER).await;
        let no = manager.post_json(&format!("/api/v1/orders/{}/waiver", order.id), &waive).await;
        assert_eq!(no.refused(), ["3.1.3"]);
        stays(&chen, &order.id, "a proposal").await;
    }

    async fn c3_1_3_autosave_changes_nothing_of_it(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = spoken(&chen).await;
        let kept = [("channel", "email"), ("customer", "C001"), ("confirmation", "confirmed"), ("seen", "1")];
        let saved = chen.post(&format!("/scratch/{}", order.id), &kept).await;
        assert!(saved.status < 400, "{}", saved.text());
        let now = seen(&chen, &order.id).await;
        assert_eq!((&now["channel"], &now["confirmation"]), (&json!("phone"), &json!("to_send")));
        stays(&chen, &order.id, "autosave").await;
    }

    async fn c3_1_3_taken_back_and_changed_it_is_signed_anew(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, link) = sent(&desk, &chen).await;
        assert_eq!(desk.stranger().post(&format!("{link}/signature"), &[("name", "陳怡君")]).await.status, 303);
        submit(&chen, &order.id).await.done();
        let back = json!({"reason": "客戶來電更正"});
        chen.post_json(&format!("/api/v1/orders/{}/submission/withdrawal", order.id), &back).await.done();
        let mut more = orders::said_on_the_telephone();
        more["lines"][0]["qty"] = json!("1500");
        rewritten(&chen, &order.id, more).await;
        assert_eq!(seen(&chen, &order.id).await["confirmation"], "to_send");
        stays(&chen, &order.id, "after a withdrawal").await;
        desk.verified().await;
    }
}
