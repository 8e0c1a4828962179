//! Orders as the stories need them, made the way people make them: over the address.

use serde_json::{Value, json};

use crate::cast::SPECIALIST;
use crate::client::Client;
use crate::desk::Desk;

/// What Hongda's buyer says on the telephone: something from stock, something to make, something to buy.
pub fn said_on_the_telephone() -> Value {
    json!({
        "channel": "phone",
        "customer": "C001",
        "contact": "陳怡君",
        "phone": "+886-4-2359-1180",
        "email": "order@hongda.example",
        "customer_order_no": "HD-261124-01",
        "customer_order_on": "2026-11-24",
        "requested_on": "2027-03-16",
        "place": "臺中市西屯區工業區二十路 18 號",
        "special_none": "yes",
        "lines": [
            {"sku": "HB-M6x20-A2", "qty": "1000"},
            {"sku": "CC-600x800", "qty": "2"},
            {"sku": "SV-DN25-24V", "qty": "4"},
        ],
    })
}

/// The same in writing, so that nothing has to be confirmed first, small and all from stock.
pub fn written(customer_order_no: &str) -> Value {
    json!({
        "channel": "email",
        "customer": "C004",
        "contact": "林志豪",
        "phone": "+886-2-2698-5510",
        "email": "lin@hongyuan.example",
        "customer_order_no": customer_order_no,
        "customer_order_on": "2026-11-23",
        "requested_on": "2027-03-16",
        "place": "新北市汐止區大同路一段 239 號",
        "special_none": "yes",
        "lines": [{"sku": "HB-M6x30-A2", "qty": "200"}, {"sku": "HB-M8x30-A2", "qty": "100"}],
    })
}

/// The same, with so many lines.
pub fn long(customer_order_no: &str, lines: usize) -> Value {
    let mut content = written(customer_order_no);
    content["lines"] = (0..lines).map(|_| json!({"sku": "HB-M6x30-A2", "qty": "200"})).collect();
    content
}

pub const TICKS: [&str; 4] = ["read_back", "compared", "place_checked", "lawful"];

/// An order by id and number.
pub struct Standing {
    pub id: String,
    pub number: String,
}

/// What came in writing is filed beside it, as specialists do (3.1.3).
pub async fn recorded(by: &Client, content: &Value) -> Standing {
    let order = recorded_only(by, content).await;
    if !matches!(content["channel"].as_str(), Some("phone" | "visit")) {
        filed(by, &order.id).await;
    }
    order
}

pub async fn recorded_only(by: &Client, content: &Value) -> Standing {
    standing(&by.post_json("/api/v1/orders", content).await.done())
}

/// The customer's letter is filed on the order.
pub async fn filed(by: &Client, order: &str) {
    let letter = ("letter.txt", "依附件下單".as_bytes().to_vec());
    by.upload(&format!("/api/v1/orders/{order}/sources"), letter, &[("kind", "customer")]).await.done();
}

pub fn standing(done: &Value) -> Standing {
    let text = |name: &str| done[name].as_str().unwrap_or_else(|| panic!("{name} in {done}")).to_string();
    Standing { id: text("id"), number: text("number") }
}

pub async fn submit(by: &Client, order: &str) -> crate::client::Answer {
    by.post_json(&format!("/api/v1/orders/{order}/submission"), &json!({"ticks": TICKS})).await
}

/// Recorded and submitted by the specialist.
pub async fn submitted(desk: &Desk, customer_order_no: &str) -> Standing {
    let chen = desk.log_in(SPECIALIST).await;
    let order = recorded(&chen, &written(customer_order_no)).await;
    submit(&chen, &order.id).await.done();
    order
}

pub async fn approve(by: &Client, order: &str) -> crate::client::Answer {
    by.post_json(&format!("/api/v1/orders/{order}/approval"), &json!({"decision": "金額與交期均已核對，同意接單。"}))
        .await
}

/// The order as the desk shows it now.
pub async fn seen(by: &Client, order: &str) -> Value {
    by.get_json(&format!("/api/v1/orders/{order}")).await.done()["order"].clone()
}
