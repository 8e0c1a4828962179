//! 4.3 over HTTP on both engines: a change from the customer's word to the next revision, and every way in which it may
//! not come about.

use ::desk::order::SourceKind;
use platform::Id;
use serde_json::{Value, json};

use crate::cast::{DEPUTY, MANAGER, PRODUCTION, SECOND, SPECIALIST, WAREHOUSE};
use crate::client::{Answer, Client};
use crate::desk::Desk;
use crate::orders::{Standing, approve, recorded, seen, submit, submitted, written};

/// An approved order: two lines, both from stock.
pub async fn approved(desk: &Desk, no: &str) -> Standing {
    let order = submitted(desk, no).await;
    approve(&desk.log_in(MANAGER).await, &order.id).await.done();
    order
}

/// A talk with the customer, logged.
pub async fn talked(by: &Client, order: &str, medium: &str) -> String {
    let note = json!({"kind": "contact", "medium": medium, "text": "客戶要求變更數量"});
    let done = by.post_json(&format!("/api/v1/orders/{order}/notes"), &note).await.done();
    done["id"].as_str().expect("an id").to_string()
}

/// A paper of the customer's, filed with the order.
pub async fn filed(by: &Client, order: &str) -> String {
    let fields = [("kind", SourceKind::Customer.code())];
    let file = ("signed.pdf", b"%PDF-1.4 signed".to_vec());
    let answer = by.upload(&format!("/api/v1/orders/{order}/sources"), file, &fields).await;
    id_of(&answer.done())
}

pub async fn ask(by: &Client, order: &str, mut wish: Value, note: &str) -> Answer {
    wish["note"] = json!(note);
    if wish.get("reason").is_none() {
        wish["reason"] = json!("客戶工地擴建，數量增加");
    }
    by.post_json(&format!("/api/v1/orders/{order}/changes"), &wish).await
}

pub fn more(quantity: &str) -> Value {
    json!({"lines": [{"no": "1", "quantity": quantity}]})
}

pub async fn asked(by: &Client, order: &str, wish: Value) -> String {
    let note = talked(by, order, "email").await;
    id_of(&ask(by, order, wish, &note).await.done())
}

pub fn id_of(done: &Value) -> String {
    done["id"].as_str().unwrap_or_else(|| panic!("an id in {done}")).to_string()
}

pub async fn press(by: &Client, change: &str, path: &str, body: Value) -> Answer {
    by.post_json(&format!("/api/v1/changes/{change}/{path}"), &body).await
}

pub async fn shown(by: &Client, change: &str) -> Value {
    by.get_json(&format!("/api/v1/changes/{change}")).await.done()
}

pub async fn state(by: &Client, change: &str) -> String {
    shown(by, change).await["change"]["state"].as_str().unwrap_or("").to_string()
}

/// Every department that is asked answers.
pub async fn assessed(desk: &Desk, change: &str) -> Vec<String> {
    let chen = desk.log_in(SPECIALIST).await;
    let rows = shown(&chen, change).await["assessments"].as_array().cloned().unwrap_or_default();
    let departments: Vec<String> =
        rows.iter().filter_map(|row| row["department"].as_str().map(str::to_string)).collect();
    for department in &departments {
        let there = desk.log_in(department).await;
        let says = json!({"department": department, "days": "1", "cost": "120", "solution": "加開一班"});
        press(&there, change, "assessments", says).await.done();
    }
    departments
}

pub async fn up_to_proposal(desk: &Desk, change: &str) {
    let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
    press(&chen, change, "submission", json!({})).await.done();
    press(&manager, change, "decision", json!({"verdict": "approve"})).await.done();
    assessed(desk, change).await;
}

pub async fn proposed(desk: &Desk, change: &str, form: Value) {
    up_to_proposal(desk, change).await;
    press(&desk.log_in(SPECIALIST).await, change, "proposal", form).await.done();
}

pub const PASS: &str = "內容、價格與交期均已核對，同意變更。";

pub async fn reviewed(desk: &Desk, change: &str) {
    proposed(desk, change, json!({"text": "數量如所要求，交期不變。"})).await;
    let manager = desk.log_in(MANAGER).await;
    press(&manager, change, "review", json!({"verdict": "pass", "decision": PASS})).await.done();
}

pub fn link(desk: &Desk, change: &str) -> String {
    let id: Id = change.parse().expect("an id");
    desk.app.config().change_address(id).replace(&desk.base, "")
}

pub async fn says(desk: &Desk, change: &str, answer: &str) -> Answer {
    let body = json!({"name": "林志豪", "answer": answer});
    desk.stranger().post_json(&format!("{}/answer", link(desk, change)), &body).await
}

pub async fn agreed(desk: &Desk, change: &str) {
    reviewed(desk, change).await;
    let answer = says(desk, change, "agree").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

pub fn line(order: &Value, no: i64) -> Value {
    let lines = order["lines"].as_array().cloned().unwrap_or_default();
    lines.into_iter().find(|line| line["no"] == no).unwrap_or_else(|| panic!("line {no} in {order}"))
}

pub async fn due(by: &Client, kind: &str) -> bool {
    let inbox = by.get_json("/api/v1/inbox").await.done();
    inbox["rows"].as_array().is_some_and(|rows| rows.iter().any(|row| row["kind"] == kind))
}

both! {
    async fn c4_3_4_a_change_goes_from_the_customers_word_to_the_next_revision(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CH-1").await;
        let before = seen(&chen, &order.id).await;
        let change = asked(&chen, &order.id, json!({"lines": [
            {"no": "1", "quantity": "300"}, {"sku": "HB-M6x20-A2", "quantity": "100"}, {"no": "2", "remove": "yes"},
        ]})).await;
        assert!(due(&chen, "submit_change").await);
        let stands = shown(&chen, &change).await;
        assert_eq!((&stands["change"]["number"], &stands["change"]["state"]), (&json!("CR-2026-000001"), &json!("draft")));
        assert!(stands["impact"]["gross"].is_array(), "the preview is there at once: {stands}");
        press(&chen, &change, "submission", json!({})).await.done();
        assert!(due(&manager, "decide_change").await);
        press(&manager, &change, "decision", json!({"verdict": "approve"})).await.done();
        let there = desk.log_in(WAREHOUSE).await;
        assert!(due(&there, "assess_change").await);
        assert_eq!(assessed(&desk, &change).await, ["warehouse"], "nobody else is touched");
        assert_eq!(state(&chen, &change).await, "proposal");
        press(&chen, &change, "proposal", json!({"text": "數量如所要求。", "surcharge": "80"})).await.done();
        press(&manager, &change, "review", json!({"verdict": "pass", "decision": PASS})).await.done();
        assert_eq!(state(&chen, &change).await, "customer_consent");
        // Until it takes effect the old revision is in force.
        let between = seen(&chen, &order.id).await;
        assert_eq!((&between["revision"], &line(&between, 1)["quantity"]), (&json!(1), &json!("200")));
        let page = desk.stranger().get(&link(&desk, &change)).await.page();
        assert!(page.contains("CR-2026-000001") && page.contains("300"), "{page}");
        assert_eq!(press(&chen, &change, "effect", json!({})).await.refused(), ["4.3.4"], "not agreed yet");
        assert_eq!(says(&desk, &change, "agree").await.status, 200);
        press(&chen, &change, "effect", json!({})).await.done();

        let after = seen(&chen, &order.id).await;
        assert_eq!((&after["revision"], &after["approval"]), (&json!(2), &json!("approved")));
        assert_eq!(line(&after, 1)["quantity"], "300");
        assert_eq!((&line(&after, 3)["sku"], after["lines"].as_array().map(Vec::len)), (&json!("HB-M6x20-A2"), Some(2)));
        assert_ne!(before["gross"], after["gross"]);
        assert!(line(&after, 1)["promised_on"].is_string(), "{after}");
        let tab = chen.get(&format!("/orders/{}?tab=changes", order.id)).await.page();
        assert!(tab.contains("CR-2026-000001") && tab.contains("<del>200</del>") && tab.contains("<ins>300</ins>"), "{tab}");
        let pdf = chen.get(&format!("/changes/{change}/form.pdf")).await;
        assert!(pdf.body.starts_with(b"%PDF"), "{}", pdf.status);
        assert_eq!(press(&chen, &change, "withdrawal", json!({"text": "算了"})).await.refused(), ["4.3.4"], "too late");
        desk.verified().await;
    }

    async fn c4_3_1_a_change_has_a_reason_a_source_and_a_difference(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CH-2").await;
        let note = talked(&chen, &order.id, "email").await;
        let mut silent = more("300");
        silent["reason"] = json!(" ");
        assert_eq!(ask(&chen, &order.id, silent, &note).await.refused(), ["4.3.1"]);
        assert_eq!(ask(&chen, &order.id, more("300"), "").await.refused(), ["4.3.1"]);
        assert_eq!(ask(&chen, &order.id, more("200"), &note).await.refused(), ["4.3.1"], "it says the same");
        let wrong = ask(&chen, &order.id, json!({"lines": [{"no": "9", "quantity": "1"}]}), &note).await;
        assert_eq!((wrong.status, &wrong.json()["fields"][0]["field"]), (400, &json!("lines[0][no]")));
        let other = approved(&desk, "CH-2b").await;
        let theirs = talked(&chen, &other.id, "email").await;
        assert_eq!(ask(&chen, &order.id, more("300"), &theirs).await.refused(), ["4.3.1"], "another order's talk");
        let wang = desk.log_in(SECOND).await;
        assert_eq!(ask(&wang, &order.id, more("300"), &note).await.status, 403, "not his order");
        // What is not approved is edited, not changed.
        let draft = recorded(&chen, &written("CH-2c")).await;
        let note = talked(&chen, &draft.id, "email").await;
        assert_eq!(ask(&chen, &draft.id, more("300"), &note).await.refused(), ["4.3.1"]);
        // No number was used up by a refusal.
        let note = talked(&chen, &order.id, "email").await;
        let first = id_of(&ask(&chen, &order.id, more("300"), &note).await.done());
        assert_eq!(shown(&chen, &first).await["change"]["number"], "CR-2026-000001");
        // The draft is written over until it is submitted.
        let again = json!({"note": note, "reason": "改為二百五十", "lines": [{"no": "1", "quantity": "250"}]});
        chen.post_json(&format!("/api/v1/changes/{first}"), &again).await.done();
        assert_eq!(shown(&chen, &first).await["change"]["difference"]["lines"][0]["quantity"], "250");
        press(&chen, &first, "submission", json!({})).await.done();
        assert_eq!(chen.post_json(&format!("/api/v1/changes/{first}"), &again).await.refused(), ["4.3.1"]);
        assert_eq!(press(&chen, &first, "submission", json!({})).await.refused(), ["4.3.1"]);
        let page = chen.get(&format!("/orders/{}/changes/new", order.id)).await.page();
        assert!(page.contains("name=\"lines[0][quantity]\""), "{page}");
        desk.verified().await;
    }

    async fn c4_3_1_one_open_change_per_line_and_the_second_learns_of_the_first(desk) {
        let (chen, again) = (desk.log_in(SPECIALIST).await, desk.log_in(SPECIALIST).await);
        let order = approved(&desk, "CH-3").await;
        let note = talked(&chen, &order.id, "email").await;
        for _ in 0..3 {
            let (a, b) = tokio::join!(ask(&chen, &order.id, more("300"), &note), ask(&again, &order.id, more("400"), &note));
            let won = [&a, &b].iter().filter(|answer| answer.status == 200).count();
            assert!(won <= 1, "{} {}", a.text(), b.text());
        }
        let no = ask(&chen, &order.id, more("500"), &note).await;
        assert_eq!(no.refused(), ["4.3.1"]);
        assert!(no.text().contains("CR-2026-000001"), "{}", no.text());
        // Another line is free, and so is this one once the first is over.
        ask(&chen, &order.id, json!({"lines": [{"no": "2", "quantity": "150"}]}), &note).await.done();
        let rows = chen.get_json("/api/v1/changes").await.done()["rows"].clone();
        assert_eq!(rows.as_array().map(Vec::len), Some(2), "{rows}");
        let first = rows[1]["id"].as_str().expect("an id").to_string();
        press(&chen, &first, "withdrawal", json!({"text": "客戶收回"})).await.done();
        ask(&chen, &order.id, more("500"), &note).await.done();
        desk.verified().await;
    }

    async fn c3_1_3_a_change_said_on_the_telephone_waits_for_the_written_word(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CH-4").await;
        let note = talked(&chen, &order.id, "phone").await;
        let change = id_of(&ask(&chen, &order.id, more("300"), &note).await.done());
        assert_eq!(press(&chen, &change, "submission", json!({})).await.refused(), ["3.1.3"]);
        assert_eq!(press(&chen, &change, "confirmation", json!({"source": ""})).await.refused(), ["3.1.3"]);
        let nameless = desk.stranger().post_json(&format!("{}/answer", link(&desk, &change)), &json!({"name": " ", "answer": "confirm"})).await;
        assert_eq!(nameless.refused(), ["3.1.3"]);
        assert_eq!(says(&desk, &change, "confirm").await.status, 200);
        assert_eq!(shown(&chen, &change).await["change"]["confirmed"]["name"], "林志豪");
        // Another content is not what he confirmed.
        let other = json!({"note": note, "reason": "再改", "lines": [{"no": "1", "quantity": "350"}]});
        chen.post_json(&format!("/api/v1/changes/{change}"), &other).await.done();
        assert_eq!(press(&chen, &change, "submission", json!({})).await.refused(), ["3.1.3"]);
        let paper = filed(&chen, &order.id).await;
        press(&chen, &change, "confirmation", json!({"source": paper})).await.done();
        press(&chen, &change, "submission", json!({})).await.done();
        assert_eq!(state(&chen, &change).await, "manager_review");
        desk.verified().await;
    }

    async fn c4_3_2_the_manager_decides_and_only_touched_departments_are_asked(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CH-5").await;
        let change = asked(&chen, &order.id, more("300")).await;
        assert_eq!(press(&manager, &change, "decision", json!({"verdict": "approve"})).await.refused(), ["4.3.2"], "not submitted");
        press(&chen, &change, "submission", json!({})).await.done();
        assert_eq!(press(&desk.log_in(DEPUTY).await, &change, "decision", json!({"verdict": "approve"})).await.status, 403);
        assert_eq!(press(&manager, &change, "decision", json!({"verdict": "reject", "text": ""})).await.refused(), ["4.3.2"]);
        press(&manager, &change, "decision", json!({"verdict": "reject", "text": "本季產能已滿"})).await.done();
        assert_eq!(state(&chen, &change).await, "rejected");
        assert!(!due(&manager, "decide_change").await);
        // A price touches no department: it goes straight to the proposal.
        let price = asked(&chen, &order.id, json!({"lines": [{"no": "1", "price": "0.99"}]})).await;
        press(&chen, &price, "submission", json!({})).await.done();
        press(&manager, &price, "decision", json!({"verdict": "approve"})).await.done();
        assert_eq!(state(&chen, &price).await, "proposal");
        // A place is logistics', a term is finance's.
        let terms = asked(&chen, &order.id, json!({"place": "臺北市內湖區瑞光路 1 號", "payment_term": "月結 60 天"})).await;
        press(&chen, &terms, "submission", json!({})).await.done();
        press(&manager, &terms, "decision", json!({"verdict": "approve"})).await.done();
        assert_eq!(assessed(&desk, &terms).await, ["finance", "logistics"]);
        let there = desk.log_in(PRODUCTION).await;
        let shown = shown(&there, &price).await;
        assert!(shown["change"]["difference"]["lines"][0]["price"].is_null() && shown["impact"].get("gross").is_none(), "{shown}");
        assert!(!there.get(&format!("/changes/{price}")).await.page().contains("0.99"));
        desk.verified().await;
    }

    async fn c1_3_4_who_wrote_a_change_neither_decides_nor_reviews_it(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let executive = desk.log_in("executive").await;
        let deputy = desk.app.read(|tx| ::desk::people::by_login(tx, DEPUTY)).await.expect("the deputy");
        let order = recorded(&desk.log_in(DEPUTY).await, &written("CH-6")).await;
        let theirs = desk.log_in(DEPUTY).await;
        submit(&theirs, &order.id).await.done();
        approve(&manager, &order.id).await.done();
        let change = asked(&theirs, &order.id, more("300")).await;
        press(&theirs, &change, "submission", json!({})).await.done();
        let form = json!({"kind": "manager", "deputy": deputy.id.to_string(), "starts": "2026-11-24T10:00", "ends": "2026-11-25T10:00", "ground": "出差"});
        manager.post_json("/api/v1/delegation", &form).await.done();
        // Now the one who wrote it acts as manager.
        assert_eq!(press(&theirs, &change, "decision", json!({"verdict": "approve"})).await.refused(), ["1.3.4"]);
        press(&executive, &change, "decision", json!({"verdict": "approve"})).await.done();
        assessed(&desk, &change).await;
        press(&theirs, &change, "proposal", json!({"text": "如所要求"})).await.done();
        let pass = json!({"verdict": "pass", "decision": PASS});
        assert!(press(&theirs, &change, "review", pass.clone()).await.refused().contains(&"1.3.4".to_string()));
        press(&executive, &change, "review", pass).await.done();
        assert_eq!(state(&chen, &change).await, "customer_consent");
        desk.verified().await;
    }

    async fn c4_3_3_an_assessment_names_a_solution_and_the_last_one_hands_it_back(desk) {
        let (chen, there) = (desk.log_in(SPECIALIST).await, desk.log_in(WAREHOUSE).await);
        let order = approved(&desk, "CH-7").await;
        let change = asked(&chen, &order.id, json!({"place": "臺北市內湖區瑞光路 1 號", "lines": [{"no": "1", "quantity": "300"}]})).await;
        press(&chen, &change, "submission", json!({})).await.done();
        press(&desk.log_in(MANAGER).await, &change, "decision", json!({"verdict": "approve"})).await.done();
        assert_eq!(press(&there, &change, "assessments", json!({"solution": " "})).await.refused(), ["4.3.3"]);
        assert_eq!(press(&desk.log_in(PRODUCTION).await, &change, "assessments", json!({"solution": "可以"})).await.status, 403, "nobody asked it");
        let no = press(&there, &change, "assessments", json!({"solution": "可以", "days": "幾天"})).await;
        assert_eq!((no.status, &no.json()["fields"][0]["field"]), (400, &json!("days")));
        press(&there, &change, "assessments", json!({"solution": "調撥", "cost": "45.50"})).await.done();
        assert_eq!(state(&chen, &change).await, "assessing", "logistics has still to answer");
        assert_eq!(press(&there, &change, "assessments", json!({"solution": "再說一次"})).await.status, 409);
        assert!(!due(&there, "assess_change").await);
        press(&desk.log_in("logistics").await, &change, "assessments", json!({"solution": "改走北線"})).await.done();
        assert_eq!(state(&chen, &change).await, "proposal");
        assert!(due(&chen, "propose_change").await);
        let page = chen.get(&format!("/changes/{change}")).await.page();
        assert!(page.contains("調撥") && page.contains("45.50"), "{page}");
        desk.verified().await;
    }

    async fn c4_3_4_the_proposed_content_passes_the_checks_of_the_review(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CH-8").await;
        // Tomorrow is too soon for anything: red, and no ground passes it.
        let change = asked(&chen, &order.id, json!({"lines": [{"no": "1", "quantity": "90000", "requested_on": "2026-11-25"}]})).await;
        up_to_proposal(&desk, &change).await;
        assert_eq!(press(&chen, &change, "proposal", json!({"text": " "})).await.refused(), ["4.3.4"]);
        press(&chen, &change, "proposal", json!({"text": "趕工"})).await.done();
        let pass = json!({"verdict": "pass", "decision": PASS});
        let no = press(&manager, &change, "review", pass.clone()).await.refused();
        assert!(no.contains(&"3.2.3a".to_string()), "{no:?}");
        assert_eq!(press(&manager, &change, "review", json!({"verdict": "return", "decision": ""})).await.refused(), ["4.3.2"]);
        press(&manager, &change, "review", json!({"verdict": "return", "decision": "請與客戶談日期"})).await.done();
        assert_eq!(state(&chen, &change).await, "proposal");
        let better = json!({"text": "數量 400，交期不變", "lines": [{"no": "1", "quantity": "400"}]});
        press(&chen, &change, "proposal", better).await.done();
        press(&manager, &change, "review", pass).await.done();
        assert_eq!(state(&chen, &change).await, "customer_consent");
        desk.verified().await;
    }

    async fn c4_3_4_the_customer_agrees_in_writing_or_refuses_and_then_nothing_changes(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CH-9").await;
        let change = asked(&chen, &order.id, more("300")).await;
        reviewed(&desk, &change).await;
        let log = |answer: &str, source: &str, text: &str| json!({"answer": answer, "source": source, "text": text});
        assert_eq!(press(&chen, &change, "answers", log("agree", "", "他說好")).await.refused(), ["4.3.4"], "not in writing");
        assert_eq!(press(&chen, &change, "answers", log("refuse", "", "")).await.refused(), ["4.3.4"]);
        let nameless = desk.stranger().post_json(&format!("{}/answer", link(&desk, &change)), &json!({"name": "", "answer": "agree"})).await;
        assert_eq!(nameless.refused(), ["4.3.4"]);
        press(&chen, &change, "answers", log("refuse", "", "客戶嫌貴")).await.done();
        assert_eq!(state(&chen, &change).await, "refused_by_customer");
        assert_eq!(seen(&chen, &order.id).await["revision"], 1);
        // On paper.
        let second = asked(&chen, &order.id, more("400")).await;
        reviewed(&desk, &second).await;
        desk.clock.set("2026-11-24T02:30:00Z".parse().expect("an instant"));
        let paper = filed(&chen, &order.id).await;
        press(&chen, &second, "answers", log("agree", &paper, "")).await.done();
        press(&chen, &second, "effect", json!({})).await.done();
        assert_eq!(line(&seen(&chen, &order.id).await, 1)["quantity"], "400");
        // On the link he may refuse as well.
        let third = asked(&chen, &order.id, more("500")).await;
        reviewed(&desk, &third).await;
        assert_eq!(says(&desk, &third, "refuse").await.status, 200);
        assert_eq!(state(&chen, &third).await, "refused_by_customer");
        assert_eq!(desk.stranger().get("/links/changes/none").await.status, 404);
        desk.verified().await;
    }

    async fn c4_3_4_what_was_agreed_to_is_what_takes_effect(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CH-10").await;
        let one = asked(&chen, &order.id, more("300")).await;
        let two = asked(&chen, &order.id, json!({"lines": [{"no": "2", "quantity": "200"}]})).await;
        agreed(&desk, &one).await;
        agreed(&desk, &two).await;
        press(&chen, &one, "effect", json!({})).await.done();
        // The second was reviewed on the revision before: once more, and agreed to once more. Whoever decides has it to do,
        // finds the form on its page, and reads why; the owner is offered nothing that would be refused.
        assert_eq!(press(&chen, &two, "effect", json!({})).await.refused(), ["4.3.4"]);
        assert_eq!(crate::purchasing::duties(&manager, &two).await, ["review_change"]);
        let form = format!("action=\"/changes/{two}/review\"");
        let his = manager.get(&format!("/changes/{two}")).await.page();
        assert!(his.contains(&form) && his.contains("須再審一次"), "{his}");
        let hers = chen.get(&format!("/changes/{two}")).await.page();
        assert!(hers.contains("須再審一次") && !hers.contains(&format!("/changes/{two}/effect")), "{hers}");
        press(&manager, &two, "review", json!({"verdict": "pass", "decision": PASS})).await.done();
        assert_eq!(press(&chen, &two, "effect", json!({})).await.refused(), ["4.3.4"]);
        assert!(crate::purchasing::duties(&manager, &two).await.is_empty());
        assert_eq!(says(&desk, &two, "agree").await.status, 200);
        assert!(!manager.get(&format!("/changes/{two}")).await.page().contains(&form), "nothing moved since he agreed");
        press(&chen, &two, "effect", json!({})).await.done();
        let order = seen(&chen, &order.id).await;
        assert_eq!((&order["revision"], &line(&order, 1)["quantity"], &line(&order, 2)["quantity"]), (&json!(3), &json!("300"), &json!("200")));
        desk.verified().await;
    }

    async fn c1_1_the_map_counts_changes_and_cancellations_as_their_lists_do(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        for no in 0..3 {
            let order = approved(&desk, &format!("MAP-{no}")).await;
            asked(&chen, &order.id, more("300")).await;
            let second = approved(&desk, &format!("MAP-C{no}")).await;
            if no < 2 {
                crate::cancellations::asked(&chen, &second.id, json!({"all": "yes"})).await;
            }
        }
        let map = manager.get("/process").await.page();
        for (list, kind) in [("changes", "change"), ("cancellations", "cancellation")] {
            let figure = map.split(&format!("id=\"map-{kind}-t\"")).nth(1).expect("its picture");
            let figure = figure.split("</figure>").next().unwrap_or("");
            let station = figure.split(&format!("href=\"/{list}?state=draft\"")).nth(1).expect("a station");
            let shown: String = station.split("route-note").nth(1).unwrap_or("").split('>').nth(1).unwrap_or("")
                .chars().take_while(|c| *c != '<').filter(char::is_ascii_digit).collect();
            let rows = chen.get_json(&format!("/api/v1/{list}?state=draft")).await.done()["rows"].clone();
            let listed = rows.as_array().map(Vec::len).unwrap_or(0);
            assert_eq!((shown, listed > 0), (listed.to_string(), true), "{list}: {figure}");
            // It stands among the documents of the work, not behind the fold.
            assert!(map.find(&format!("id=\"map-{kind}-t\"")) < map.find("more-maps"));
        }
    }
}
