//! 3.2.3c: what a customer has ordered in another currency weighs at the rate of the day on which it is looked at.

use serde_json::{Value, json};

use crate::cast::{MANAGER, SPECIALIST};
use crate::client::{Answer, Client};
use crate::desk::Desk;
use crate::orders::{Standing, recorded, seen, submit, written};

/// An order in euro, at prices that the buyer was told.
async fn in_euro(desk: &Desk, no: &str) -> Standing {
    let chen = desk.log_in(SPECIALIST).await;
    let mut content = written(no);
    content["customer"] = json!("C008");
    content["contact"] = json!("Anna Lindqvist");
    content["phone"] = json!("+46-31-700-4521");
    content["email"] = json!("purchase@lindqvist.example");
    content["place"] = json!("Hamngatan 12, 411 06 Göteborg, Sweden");
    content["lines"] = json!([{"sku": "HB-M6x30-A2", "qty": "200", "price": "1.25"}]);
    let order = recorded(&chen, &content).await;
    let no = submit(&chen, &order.id).await;
    if no.status == 422 {
        let again = json!({"ticks": crate::orders::TICKS, "grounds": grounds(&no)});
        chen.post_json(&format!("/api/v1/orders/{}/submission", order.id), &again).await.done();
    }
    order
}

/// A ground for everything that one would pass.
fn grounds(no: &Answer) -> Value {
    let reasons = no.json()["reasons"].as_array().cloned().unwrap_or_default();
    let given = reasons.into_iter().map(|r| {
        json!({"rule": r["rule"], "line": r["line"], "facts": r["facts"], "code": "verified", "text": "已與客戶逐項核對"})
    });
    Value::Array(given.collect())
}

async fn approved(desk: &Desk, order: &Standing) {
    let manager = desk.log_in(MANAGER).await;
    let path = format!("/api/v1/orders/{}/approval", order.id);
    let mut form = json!({"decision": "金額與交期均已核對，同意接單。"});
    let first = manager.post_json(&path, &form).await;
    if first.status == 422 {
        form["grounds"] = grounds(&first);
        manager.post_json(&path, &form).await.done();
    }
}

async fn rate(desk: &Desk, from_day: &str, rate: &str) {
    let finance = desk.log_in("finance").await;
    let form = [("currency", "EUR"), ("from_day", from_day), ("rate", rate)];
    assert_eq!(finance.post("/rates", &form).await.status, 303);
}

async fn open_orders(by: &Client, order: &Standing) -> i64 {
    let seen = by.get_json(&format!("/api/v1/review/{}", order.id)).await.done();
    seen["credit"]["open_orders"].as_i64().unwrap_or_else(|| panic!("an exposure in {seen}"))
}

both! {
    async fn c3_2_3c_open_orders_in_another_currency_weigh_at_the_rate_of_the_day(desk) {
        let first = in_euro(&desk, "X-1").await;
        approved(&desk, &first).await;
        let second = in_euro(&desk, "X-2").await;
        let manager = desk.log_in(MANAGER).await;
        let gross = seen(&manager, &first.id).await["gross"].clone();
        assert_eq!(gross["currency"], "EUR", "{gross}");
        let cents: i64 = gross["amount"].as_str().expect("an amount").replace('.', "").parse().expect("cents");
        assert_eq!(cents, 28_250, "200 at 1.25, and 13 per cent: the same on both engines");
        // As the demo company begins: 7.82.
        assert_eq!(open_orders(&manager, &second).await, 220_915);
        // Another rate from today on, and yet another from tomorrow on, which is not looked at yet. Half a cent goes up.
        rate(&desk, "2026-11-24", "8.00003").await;
        rate(&desk, "2026-11-25", "9").await;
        assert_eq!(open_orders(&manager, &second).await, 226_001);
        desk.clock.set("2026-11-25T02:00:00Z".parse().expect("an instant"));
        manager.log_in(MANAGER).await;
        assert_eq!(open_orders(&manager, &second).await, 254_250);
        desk.verified().await;
    }
}
