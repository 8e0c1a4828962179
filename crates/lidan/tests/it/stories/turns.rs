//! 1.3.2: whose turn it is. The specialist's clock runs while the next word is his own, and stands still while the
//! customer or a department has it.

use ::desk::order::duty::{self, Duty};
use serde_json::json;

use super::link::sent;
use crate::cast::{MANAGER, PRODUCTION, SPECIALIST};
use crate::desk::Desk;
use crate::orders::{recorded, seen, submit, submitted, written};

fn at(text: &str) -> platform::day::Instant {
    text.parse().expect("an instant")
}

async fn duty_of(desk: &Desk, order: &str, kind: &'static str) -> Duty {
    let id = order.parse().expect("an id");
    let open = desk.app.read(move |tx| duty::of(tx, id)).await.expect("its duties");
    open.into_iter().find(|duty| duty.kind == kind).unwrap_or_else(|| panic!("no {kind}"))
}

async fn told(desk: &Desk, order: &str, step: &str) -> Vec<serde_json::Value> {
    let id = order.parse().expect("an id");
    let story = desk.app.read(move |tx| platform::history::page(tx, id, i64::MAX, 50)).await.expect("its history");
    story.into_iter().filter(|entry| entry.step == step).map(|entry| entry.body).collect()
}

both! {
    async fn c1_3_2_an_oral_order_is_not_late_while_its_sheet_is_out_for_signature(desk) {
        desk.clock.set(at("2026-11-24T02:00:00Z"));
        let chen = desk.log_in(SPECIALIST).await;
        let (order, link) = sent(&desk, &chen).await;
        assert_eq!(duty_of(&desk, &order.id, "submit").await.due_at, duty::held(), "the customer has the next word");
        assert_eq!(duty_of(&desk, &order.id, "signed_return").await.due_at, at("2026-11-26T02:00:00Z"));
        // He is two days late with his signature: that is no lateness of ours.
        desk.clock.set(at("2026-11-30T02:00:00Z"));
        ::desk::order::look_at_late(&desk.app).await.expect("a look");
        let manager = desk.log_in(MANAGER).await;
        let report = json!({"from": "2026-11-23", "to": "2026-11-30"});
        let made = manager.post_json("/api/v1/reports", &report).await;
        assert_eq!(made.status, 200, "{}", made.text());
        assert!(!made.text().contains("signed_return"), "{}", made.text());
        let home = manager.get("/").await.page();
        assert!(!home.contains("href=\"/inbox?whose=all&amp;late=1\">1"), "{home}");
        desk.stranger().post(&format!("{link}/signature"), &[("name", "陳怡君")]).await;
        assert_eq!(seen(&desk.log_in(SPECIALIST).await, &order.id).await["confirmation"], "confirmed");
        assert_eq!(duty_of(&desk, &order.id, "submit").await.due_at, at("2026-11-30T07:00:00Z"), "four hours from now");
        let resumed = told(&desk, &order.id, "duty.resume").await;
        assert_eq!(resumed[0]["due_at"], "2026-11-30T07:00:00Z");
        desk.verified().await;
    }

    async fn c1_3_2_while_an_offer_waits_for_its_answer_the_time_to_renegotiate_stands_still(desk) {
        let order = submitted(&desk, "T-1").await;
        let (manager, chen) = (desk.log_in(MANAGER).await, desk.log_in(SPECIALIST).await);
        desk.clock.set(at("2026-11-24T02:00:00Z"));
        let back = json!({"reasons": ["price"], "text": "價格須再議"});
        manager.log_in(MANAGER).await;
        manager.post_json(&format!("/api/v1/orders/{}/return", order.id), &back).await.done();
        let before = duty_of(&desk, &order.id, "renegotiate").await.due_at;
        assert_eq!(before, at("2026-11-25T02:00:00Z"));
        desk.clock.set(at("2026-11-24T04:00:00Z"));
        chen.log_in(SPECIALIST).await;
        let offer = json!({"text": "單價提高百分之二"});
        let done = chen.post_json(&format!("/api/v1/orders/{}/offers", order.id), &offer).await.done();
        assert_eq!(duty_of(&desk, &order.id, "renegotiate").await.due_at, duty::held());
        let paused = told(&desk, &order.id, "duty.pause").await;
        assert_eq!((&paused[0]["duty"], &paused[0]["from"]), (&json!("renegotiate"), &json!("2026-11-25T02:00:00Z")));
        // Taken back an hour of opening time later: what was left is left.
        desk.clock.set(at("2026-11-25T01:00:00Z"));
        chen.log_in(SPECIALIST).await;
        let offer = done["id"].as_str().expect("an id");
        let taken = chen.post_json(&format!("/api/v1/orders/{}/offers/{offer}/end", order.id), &json!({"text": "重擬"})).await;
        assert_eq!(taken.status, 200, "{}", taken.text());
        let after = duty_of(&desk, &order.id, "renegotiate").await.due_at;
        assert!(after > before && after < duty::held(), "{after}");
        desk.verified().await;
    }

    async fn c1_3_2_who_waits_for_a_department_is_not_late_and_what_opens_on_hold_does_not_run(desk) {
        desk.clock.set(at("2026-11-24T02:00:00Z"));
        let (chen, manager, there) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await, desk.log_in(PRODUCTION).await);
        let mut content = written("T-2");
        content["lines"] = json!([{"name": "特製泵座", "spec": "Φ120", "qty": "2", "unit": "件", "price": "500"}]);
        let order = recorded(&chen, &content).await;
        assert_eq!(duty_of(&desk, &order.id, "submit").await.due_at, duty::held(), "production and quality are asked");
        let id = order.id.parse().expect("an id");
        let asked = desk.app.read(move |tx| ::desk::order::notes(tx, id)).await.expect("its notes");
        let notes = format!("/api/v1/orders/{}/notes", order.id);
        for (by, note) in [(&there, &asked[0]), (&desk.log_in("quality").await, &asked[1])] {
            let yes = json!({"kind": "answer", "text": "可", "answers": note.id.to_string(), "verdict": "yes"});
            by.post_json(&notes, &yes).await.done();
        }
        assert_eq!(duty_of(&desk, &order.id, "submit").await.due_at, at("2026-11-24T07:00:00Z"));
        // On hold a question is asked: it waits as everything else does, and its whole day is left afterwards.
        let hold = format!("/api/v1/orders/{}/hold", order.id);
        manager.post_json(&hold, &json!({"hold": "on", "ground": "客戶暫緩"})).await.done();
        let question = json!({"kind": "question", "medium": "production", "text": "模具在嗎？"});
        chen.post_json(&notes, &question).await.done();
        assert_eq!(duty_of(&desk, &order.id, "answer_question").await.due_at, duty::held());
        let paused = told(&desk, &order.id, "duty.pause").await;
        assert!(paused.iter().any(|body| body["from"] == "2026-11-24T07:00:00Z" && body["held"] == true), "{paused:?}");
        desk.clock.set(at("2026-11-26T02:00:00Z"));
        manager.log_in(MANAGER).await;
        manager.post_json(&hold, &json!({"hold": "off"})).await.done();
        assert_eq!(duty_of(&desk, &order.id, "answer_question").await.due_at, at("2026-11-27T02:00:00Z"));
        assert_eq!(duty_of(&desk, &order.id, "submit").await.due_at, at("2026-11-26T07:00:00Z"));
        chen.log_in(SPECIALIST).await;
        let _ = submit(&chen, &order.id).await;
        desk.verified().await;
    }
}
