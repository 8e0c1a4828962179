//! 4.3 over HTTP on both engines: a change from the customer's word to the next revision, and every way in which it may
//! not come about.

mod asking;
mod carried;
mod consent;

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

/// The path of its newest link, as its holder has it.
pub async fn link(desk: &Desk, change: &str) -> String {
    let id: Id = change.parse().expect("an id");
    let link = desk.app.read(move |tx| ::desk::changes::heard_link(tx, id)).await.expect("a read").expect("a link");
    desk.app.config().change_address(link.id).replace(&desk.base, "")
}

/// The customer on that link: `signed` or `agreed` with his name, `refused` with a reason.
pub async fn says(desk: &Desk, change: &str, answer: &str) -> Answer {
    let text = if answer == "refused" { "照原訂內容即可" } else { "" };
    let body = json!({"name": "林志豪", "answer": answer, "text": text});
    desk.stranger().post_json(&format!("{}/answer", link(desk, change).await), &body).await
}

pub async fn agreed(desk: &Desk, change: &str) {
    reviewed(desk, change).await;
    let answer = says(desk, change, "agreed").await;
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
