//! 3.2.3: what the final review shows is ready, holds as long as nothing moved, and is what is decided on.

use serde_json::{Value, json};

use crate::cast::{DEPUTY, MANAGER, SPECIALIST};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{Standing, approve, recorded, seen, submit, submitted, written};
use crate::review::owes;

const DECISION: &str = "金額與交期均已核對，同意接單。";

fn at(text: &str) -> platform::day::Instant {
    text.parse().expect("an instant")
}

/// What the job does every minute.
async fn looked(desk: &Desk) -> usize {
    ::desk::review::refresh_evidence(&desk.app).await.expect("a look")
}

/// Two pumps lie in the warehouse; this order wants both.
async fn pumps(desk: &Desk, no: &str) -> Standing {
    let chen = desk.log_in(SPECIALIST).await;
    let mut content = written(no);
    content["customer"] = json!("C001");
    content["lines"] = json!([{"sku": "GP-6CC", "qty": "2"}]);
    let order = recorded(&chen, &content).await;
    submit(&chen, &order.id).await.done();
    order
}

/// What the approval's form carries of its page.
fn carried(page: &str) -> String {
    hidden(page, "seen")
}

/// The value of a form's hidden field.
fn hidden(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {page}"));
    let value = page[at..].split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value");
    value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

const MANY: &str = "/api/v1/review/approvals";

fn outcomes(rows: &Value) -> Vec<&str> {
    rows.as_array().into_iter().flatten().filter_map(|row| row["outcome"].as_str()).collect()
}

async fn press(by: &Client, order: &str, seen: &str) -> crate::client::Answer {
    by.post(&format!("/orders/{order}/approval"), &[("decision", DECISION), ("seen", seen)]).await
}

fn has(row: &Value, order: &Standing) -> bool {
    row["number"] == order.number
}

async fn queued(by: &Client, order: &Standing) -> Value {
    let queue = by.get_json("/api/v1/review").await.done();
    let rows = queue["rows"].as_array().cloned().unwrap_or_default();
    rows.into_iter().find(|row| has(row, order)).unwrap_or_else(|| panic!("{} in {queue}", order.number))
}

both! {
    async fn c1_3_1_what_moved_between_page_and_press_is_shown_and_decided_on_anew(desk) {
        let (manager, deputy) = (desk.log_in(MANAGER).await, desk.log_in(DEPUTY).await);
        let (first, second) = (pumps(&desk, "EV-1").await, pumps(&desk, "EV-2").await);
        let path = format!("/review/{}", second.id);
        let page = manager.get(&path).await.page();
        let old = carried(&page);
        let machine = manager.get_json(&format!("/api/v1{path}")).await.done();
        assert_eq!(machine["seen"], json!(old), "a machine is told the same");
        // While he reads, somebody else takes the pumps: nothing that he saw of the delivery is so any more.
        approve(&manager, &first.id).await.done();
        let no = press(&manager, &second.id, &old).await;
        let told = no.text();
        assert_eq!(no.status, 422, "{told}");
        assert!(told.contains("您開啟頁面之後的變動") && told.contains("最早交期"), "{told}");
        let moved = told.split("您開啟頁面之後的變動").nth(1).expect("the card");
        assert!(moved.contains("<del>") && moved.contains("<ins>"), "sentence by sentence: {moved}");
        assert!(told.contains(DECISION), "what was typed is kept");
        assert_eq!(seen(&manager, &second.id).await["approval"], "final_review", "nothing was decided");
        let body = json!({"decision": DECISION, "seen": old});
        let machine = manager.post_json(&format!("/api/v1/orders/{}/approval", second.id), &body).await;
        assert!(machine.rules().contains(&"approve.seen".to_string()), "{}", machine.text());
        assert!(machine.refused().contains(&"1.3.1".to_string()));
        let broken = json!({"decision": DECISION, "seen": "{"});
        let no = manager.post_json(&format!("/api/v1/orders/{}/approval", second.id), &broken).await;
        assert_eq!((no.status, &no.json()["fields"][0]["field"]), (400, &json!("seen")));
        // The page that told him carries what it said; another's page of the same order says the same.
        let anew = carried(&told);
        assert_ne!(anew, old);
        assert_eq!(carried(&manager.get(&path).await.page()), anew);
        assert_eq!(deputy.get(&path).await.status, 200);
        let done = press(&manager, &second.id, &anew).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(seen(&manager, &second.id).await["approval"], "approved");
        desk.verified().await;
    }

    async fn c1_3_1_a_limit_or_a_debt_that_moved_meanwhile_is_shown_before_the_decision(desk) {
        let manager = desk.log_in(MANAGER).await;
        owes(&desk, "100000", "0", "0").await;
        let order = submitted(&desk, "EV-3").await;
        let path = format!("/review/{}", order.id);
        let old = carried(&manager.get(&path).await.page());
        // Both still let it pass: no check says anything, and yet it is not what he saw.
        owes(&desk, "90000", "700", "0").await;
        let no = press(&manager, &order.id, &old).await;
        assert_eq!(no.status, 422, "{}", no.text());
        let told = no.text();
        assert!(told.contains("90,000.00") && told.contains("700.00") && told.contains("100,000.00"), "{told}");
        // Who decides by machine and says nothing of what he saw decides on what is now.
        approve(&manager, &order.id).await.done();
        desk.verified().await;
    }

    async fn c3_2_3a_what_no_longer_holds_is_computed_anew_before_anybody_opens_it(desk) {
        let manager = desk.log_in(MANAGER).await;
        owes(&desk, "100000", "0", "0").await;
        let (first, second) = (pumps(&desk, "EV-4").await, pumps(&desk, "EV-5").await);
        let third = submitted(&desk, "EV-6").await;
        looked(&desk).await;
        assert_eq!(looked(&desk).await, 0, "nothing moved");
        assert_eq!(queued(&manager, &third).await["moved"], false);
        // Stock moves: the other order for it is computed anew, at once ready, and the queue shows it.
        let before = queued(&manager, &second).await["figures"]["late"].clone();
        approve(&manager, &first.id).await.done();
        desk.clock.set(at("2026-11-24T02:20:00Z"));
        assert!(looked(&desk).await >= 1);
        assert_eq!(looked(&desk).await, 0);
        assert!(manager.get(&format!("/review/{}", second.id)).await.page().contains("計算於 2026-11-24 10:20"));
        assert_eq!(before, 0);
        // Finance reads in what the customer owes: no date moves, and what is ready is another all the same.
        owes(&desk, "1000", "700", "0").await;
        assert!(looked(&desk).await >= 1);
        let row = queued(&manager, &third).await;
        assert_eq!((&row["moved"], &row["figures"]["credit_bp"]), (&json!(true), &json!(9034)), "{row}");
        assert!(manager.get("/review").await.page().contains("提交後已變動"));
        // Past midnight every date is counted from another day.
        desk.clock.set(at("2026-11-24T16:01:00Z"));
        assert_eq!(looked(&desk).await, 2, "both that wait");
        assert_eq!(looked(&desk).await, 0);
        let manager = desk.log_in(MANAGER).await;
        let page = manager.get(&format!("/review/{}", third.id)).await.page();
        assert!(page.contains("計算於 2026-11-25 00:01"), "{page}");
        // What is decided is not looked at any more.
        approve(&manager, &third.id).await.done();
        desk.clock.set(at("2026-11-25T16:01:00Z"));
        assert_eq!(looked(&desk).await, 1);
        desk.verified().await;
    }

    async fn c1_3_1_of_many_at_one_press_what_moved_is_left_out_and_the_others_are_approved(desk) {
        let manager = desk.log_in(MANAGER).await;
        owes(&desk, "100000", "0", "0").await;
        let (first, second) = (submitted(&desk, "EV-7").await, submitted(&desk, "EV-8").await);
        let ids = [first.id.as_str(), second.id.as_str()];
        let old = manager.post_json(&format!("{MANY}/preview"), &json!({"orders": ids})).await.done();
        assert_eq!(outcomes(&old), ["approvable", "approvable"], "{old}");
        assert!(old[1]["figures"]["credit_bp"].is_number(), "the figures stand in its row: {old}");
        // While he reads, finance takes in what the customer owes: it still passes, and is not what he saw.
        owes(&desk, "90000", "700", "0").await;
        let fresh = manager.get_json(&format!("/api/v1/review/{}", first.id)).await.done()["seen"].clone();
        let seen_of = json!({(first.id.clone()): fresh, (second.id.clone()): old[1]["seen"].clone()});
        let rows = manager.post_json(MANY, &json!({"orders": ids, "seen": seen_of})).await.done();
        assert_eq!(outcomes(&rows), ["approved", "refused"], "{rows}");
        let broken = rows[1]["refusal"]["broken"].as_array().cloned().unwrap_or_default();
        assert!(!broken.is_empty() && broken.iter().all(|one| one["rule"] == "approve.seen" && one["clause"] == "1.3.1"));
        let moved = rows[1]["moved"].to_string();
        assert!(moved.contains("100,000.00") && moved.contains("90,000.00") && moved.contains("700.00"), "{moved}");
        assert!(rows[0].get("moved").is_none() && rows[0].get("refusal").is_none(), "{rows}");
        assert_eq!(seen(&manager, &second.id).await["approval"], "final_review", "nothing was decided on it");
        // What none of our pages carried stops the press before anything is approved.
        let third = submitted(&desk, "EV-9").await;
        let broken = json!({"orders": [third.id, second.id], "seen": {(second.id.clone()): "{"}});
        let no = manager.post_json(MANY, &broken).await;
        assert_eq!((no.status, &no.json()["fields"][0]["field"]), (400, &json!("seen")));
        assert_eq!(seen(&manager, &third.id).await["approval"], "final_review");
        // Who says nothing of what he saw decides on what is now, as with one order.
        let rows = manager.post_json(MANY, &json!({"orders": [third.id]})).await.done();
        assert_eq!(outcomes(&rows), ["approved"]);
        desk.verified().await;
    }

    async fn c1_3_1_the_page_of_many_shows_what_each_decision_rests_on_and_is_pressed_anew(desk) {
        let manager = desk.log_in(MANAGER).await;
        owes(&desk, "100000", "0", "0").await;
        let order = submitted(&desk, "EV-10").await;
        let field = format!("seen[{}]", order.id);
        let page = manager.post("/review/approvals/preview", &[("orders[]", &order.id)]).await.page();
        assert!(page.contains("信用額度為") && page.contains("100,000.00") && page.contains("最早交期為"), "its sentences stand there: {page}");
        let old = hidden(&page, &field);
        owes(&desk, "90000", "0", "0").await;
        let told = manager.post("/review/approvals", &[("orders[]", &order.id), (&field, &old)]).await.page();
        assert!(told.contains("1 張中 0 張已核准") && told.contains("§ 1.3.1"), "{told}");
        assert!(told.contains("100,000.00</del>") && told.contains("90,000.00</ins>"), "as it was and is: {told}");
        assert_eq!(seen(&manager, &order.id).await["approval"], "final_review");
        assert!(told.contains("重新檢視這 1 張"), "{told}");
        let anew = manager.post("/review/approvals/preview", &[("orders[]", &order.id)]).await.page();
        let done = manager.post("/review/approvals", &[("orders[]", &order.id), (&field, &hidden(&anew, &field))]).await;
        assert!(done.page().contains("1 張中 1 張已核准"));
        assert_eq!(seen(&manager, &order.id).await["approval"], "approved");
        desk.verified().await;
    }
}
