//! 3.2.4: an order that was sent back is declined by two.

use serde_json::{Value, json};

use crate::cast::{DEPUTY, MANAGER, SECOND, SPECIALIST};
use crate::client::{Answer, Client};
use crate::desk::Desk;
use crate::orders::{Standing, recorded, seen, submit, submitted, written};

const EXECUTIVE: &str = "executive";

async fn sent_back(by: &Client, order: &str) {
    let why = json!({"reasons": ["delivery"], "text": "交期趕不上，請與客戶協調。"});
    by.post_json(&format!("/api/v1/orders/{order}/return"), &why).await.done();
}

async fn returned(desk: &Desk, no: &str) -> Standing {
    let order = submitted(desk, no).await;
    sent_back(&desk.log_in(MANAGER).await, &order.id).await;
    order
}

async fn proposes(by: &Client, order: &str, form: Value) -> Answer {
    by.post_json(&format!("/api/v1/orders/{order}/decline-proposal"), &form).await
}

fn why() -> Value {
    json!({"reasons": ["capacity"], "text": "客戶不接受較晚的日期，談了三次。"})
}

async fn proposed(by: &Client, order: &str) -> String {
    let done = proposes(by, order, why()).await.done();
    done["id"].as_str().expect("an id").to_string()
}

async fn answers(by: &Client, order: &str, proposal: &str, accepted: &str, text: &str) -> Answer {
    let body = json!({"accepted": accepted, "text": text});
    by.post_json(&format!("/api/v1/orders/{order}/proposals/{proposal}/answer"), &body).await
}

async fn owes(by: &Client, kind: &str) -> bool {
    let inbox = by.get_json("/api/v1/inbox").await.done();
    inbox["rows"].as_array().is_some_and(|rows| rows.iter().any(|row| row["kind"] == kind))
}

both! {
    async fn c3_2_4_a_returned_order_is_declined_when_the_manager_accepts_its_owners_proposal(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = returned(&desk, "RD-1").await;
        let tab = chen.get(&format!("/orders/{}?tab=review", order.id)).await.page();
        assert!(tab.contains("/decline-proposal"), "{tab}");
        // Without a reason or a word it is no proposal, and the form keeps what was typed.
        let none = json!({"reasons": [], "text": " "});
        let no = proposes(&chen, &order.id, none).await;
        assert_eq!(no.refused(), ["3.2.4"]);
        let form = format!("/orders/{}/decline-proposal", order.id);
        let again = chen.post(&form, &[("text", "打過的字")]).await;
        assert!(again.status == 422 && again.text().contains("打過的字"), "{}", again.text());
        // Nobody but its owner, and only of what came back.
        let wang = desk.log_in(SECOND).await;
        assert_eq!(proposes(&wang, &order.id, why()).await.status, 403);
        assert_eq!(proposes(&manager, &order.id, why()).await.status, 403);
        let waiting = submitted(&desk, "RD-2").await;
        assert_eq!(proposes(&chen, &waiting.id, why()).await.rules(), ["step.state"]);
        let proposal = proposed(&chen, &order.id).await;
        assert!(owes(&manager, "decline_returned").await);
        assert!(manager.get("/review").await.page().contains("談了三次"), "it stands among what he is asked");
        let page = manager.get(&format!("/review/{}", order.id)).await.page();
        assert!(page.contains("談了三次") && page.contains("同意婉拒"), "{page}");
        assert!(!chen.get(&format!("/review/{}", order.id)).await.page().contains("同意婉拒"), "not his to answer");
        for by in [&chen, &wang, &desk.log_in("finance").await, &desk.log_in(EXECUTIVE).await] {
            assert_eq!(answers(by, &order.id, &proposal, "yes", "").await.status, 403);
        }
        answers(&manager, &order.id, &proposal, "yes", "").await.done();
        assert_eq!(seen(&chen, &order.id).await["approval"], "declined");
        assert!(!owes(&manager, "decline_returned").await && !owes(&chen, "renegotiate").await);
        assert!(owes(&chen, "file_order").await, "what is over is filed");
        let id = order.id.parse().expect("an id");
        let told = desk.app.read(move |tx| ::desk::notices::of_order(tx, id)).await.expect("its notices");
        assert!(told.iter().any(|notice| !notice.text.contains("談了三次")), "the customer hears the coded words: {told:?}");
        assert!(!told.is_empty());
        assert_eq!(answers(&manager, &order.id, &proposal, "yes", "").await.status, 409, "answered once");
        desk.verified().await;
    }

    async fn c3_2_4_what_the_manager_does_not_accept_is_renegotiated_and_a_submission_ends_the_proposal(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = returned(&desk, "RD-3").await;
        let proposal = proposed(&chen, &order.id).await;
        assert_eq!(answers(&manager, &order.id, &proposal, "no", " ").await.refused(), ["3.2.4"]);
        answers(&manager, &order.id, &proposal, "no", "再談一次，可分批交貨。").await.done();
        assert_eq!(seen(&chen, &order.id).await["approval"], "returned");
        assert!(owes(&chen, "renegotiate").await && !owes(&manager, "decline_returned").await);
        let tab = chen.get(&format!("/orders/{}?tab=review", order.id)).await.page();
        assert!(tab.contains("可分批交貨"), "its owner reads why: {tab}");
        // The customer gives way after all.
        let proposal = proposed(&chen, &order.id).await;
        submit(&chen, &order.id).await.done();
        assert!(!owes(&manager, "decline_returned").await);
        assert_eq!(answers(&manager, &order.id, &proposal, "yes", "").await.status, 409);
        assert_eq!(seen(&chen, &order.id).await["approval"], "final_review");
        desk.verified().await;
    }

    async fn c3_2_4_what_was_changed_since_it_was_proposed_is_not_declined(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = returned(&desk, "RD-4").await;
        let proposal = proposed(&chen, &order.id).await;
        let mut later = written("RD-4");
        later["requested_on"] = json!("2027-05-18");
        later["seen"] = seen(&chen, &order.id).await["lock"].clone();
        chen.post_json(&format!("/api/v1/orders/{}", order.id), &later).await.done();
        let no = answers(&manager, &order.id, &proposal, "yes", "").await;
        assert_eq!(no.rules(), ["decline.fresh"]);
        assert_eq!(seen(&chen, &order.id).await["approval"], "returned");
        desk.verified().await;
    }

    async fn c4_4_1_where_the_customer_takes_it_back_nobody_need_decline_it(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = returned(&desk, "RD-7").await;
        let proposal = proposed(&chen, &order.id).await;
        let said = json!({"kind": "contact", "medium": "phone", "text": "客戶來電取消"});
        let call = chen.post_json(&format!("/api/v1/orders/{}/notes", order.id), &said).await.done();
        let why = json!({"reason": "改向他處採購", "linked": call["id"]});
        chen.post_json(&format!("/api/v1/orders/{}/customer-withdrawal", order.id), &why).await.done();
        assert!(!owes(&manager, "decline_returned").await);
        assert_eq!(answers(&manager, &order.id, &proposal, "yes", "").await.status, 409);
        assert_eq!(seen(&chen, &order.id).await["approval"], "withdrawn");
        desk.verified().await;
    }

    async fn c1_3_3_a_decline_is_proposed_once_at_a_time(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = returned(&desk, "RD-5").await;
        proposed(&chen, &order.id).await;
        assert_eq!(proposes(&chen, &order.id, why()).await.refused(), ["1.3.3"]);
    }

    async fn c1_3_4_who_proposed_to_decline_does_not_accept_it_though_he_became_manager(desk) {
        let (deputy, manager) = (desk.log_in(DEPUTY).await, desk.log_in(MANAGER).await);
        let order = recorded(&deputy, &written("RD-6")).await;
        submit(&deputy, &order.id).await.done();
        sent_back(&manager, &order.id).await;
        let proposal = proposed(&deputy, &order.id).await;
        let id = desk.app.read(|tx| ::desk::people::by_login(tx, DEPUTY)).await.expect("the deputy").id;
        let away = json!({"kind": "manager", "deputy": id.to_string(), "starts": "2026-11-24T10:00", "ends": "2026-11-25T10:00", "ground": "出差"});
        manager.post_json("/api/v1/delegation", &away).await.done();
        assert_eq!(answers(&deputy, &order.id, &proposal, "yes", "").await.refused(), ["1.3.4"]);
        let executive = desk.log_in(EXECUTIVE).await;
        answers(&executive, &order.id, &proposal, "yes", "").await.done();
        assert_eq!(seen(&deputy, &order.id).await["approval"], "declined");
        desk.verified().await;
    }

    async fn c1_3_4_who_edits_it_after_the_proposal_is_named_to_the_duty_to_decide(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = returned(&desk, "RD-8").await;
        proposed(&chen, &order.id).await;
        let deputy = desk.app.read(|tx| ::desk::people::by_login(tx, DEPUTY)).await.expect("the deputy").id;
        let lock = seen(&manager, &order.id).await["lock"].to_string();
        let to = json!({"to": deputy.to_string(), "lock": lock});
        manager.post_json(&format!("/api/v1/orders/{}/owner", order.id), &to).await.done();
        let mut later = written("RD-8");
        later["requested_on"] = json!("2027-05-18");
        later["seen"] = seen(&chen, &order.id).await["lock"].clone();
        desk.log_in(DEPUTY).await.post_json(&format!("/api/v1/orders/{}", order.id), &later).await.done();
        let away = json!({"kind": "manager", "deputy": deputy.to_string(), "starts": "2026-11-24T10:00", "ends": "2026-11-25T10:00", "ground": "出差"});
        manager.post_json("/api/v1/delegation", &away).await.done();
        assert!(owes(&desk.log_in(EXECUTIVE).await, "decline_returned").await, "the one who acts as manager has edited it");
        assert!(!owes(&desk.log_in(DEPUTY).await, "decline_returned").await);
        desk.verified().await;
    }
}
