//! 4.2 over HTTP: from the approved order to the goods.

mod needs;
mod negotiated;

use ::desk::masters;
use platform::quantity::Quantity;
use serde_json::{Value, json};

use crate::cast::{MANAGER, PURCHASING, SPECIALIST, WAREHOUSE};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{Standing, approve, recorded, submit, written};

pub const NEEDS: &str = "/api/v1/purchases";

/// An approved order of these goods.
pub async fn ordered(desk: &Desk, no: &str, lines: &[(&str, &str)]) -> Standing {
    uninspected(desk).await;
    let chen = desk.log_in(SPECIALIST).await;
    let mut content = written(no);
    content["lines"] = lines.iter().map(|(sku, qty)| json!({"sku": sku, "qty": qty})).collect();
    let order = recorded(&chen, &content).await;
    submit(&chen, &order.id).await.done();
    let manager = desk.log_in(MANAGER).await;
    approve(&manager, &order.id).await.done();
    order
}

/// The ball valves of these stories come in without an inspection.
pub async fn uninspected(desk: &Desk) {
    let buyer = desk.log_in(PURCHASING).await;
    let table = b"sku,lead_days,inspection_days,transport_days\nBV-DN20-304,12,0,2\n".to_vec();
    let run = buyer.upload("/imports", ("terms.csv", table), &[("kind", "supply_terms")]).await.done();
    buyer.post_json(&format!("/imports/{}/taking-over", text(&run["id"])), &json!({})).await.done();
}

pub async fn acknowledged(buyer: &Client, order: &str) {
    let dispatches = buyer.get_json(&format!("/api/v1/orders/{order}")).await.done()["dispatches"].clone();
    let rows = dispatches.as_array().cloned().unwrap_or_default();
    let own = rows.iter().find(|row| row["department"] == "purchasing").expect("something to buy");
    let id = own["id"].as_str().expect("an id");
    buyer.post_json(&format!("/api/v1/dispatches/{id}/acknowledgement"), &json!({"all": "yes"})).await.done();
}

pub async fn needs(buyer: &Client) -> Vec<Value> {
    buyer.get_json(NEEDS).await.done()["rows"].as_array().cloned().unwrap_or_default()
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}")).to_string()
}

/// A purchase of everything that waits; (address, inquiry's number).
pub async fn opened(buyer: &Client) -> (String, String) {
    let ids: Vec<Value> = needs(buyer).await.iter().map(|need| need["id"].clone()).collect();
    let done = buyer.post_json(NEEDS, &json!({ "requests": ids })).await.done();
    (format!("/api/v1/purchases/{}", text(&done["id"])), text(&done["number"]))
}

pub async fn supplier(desk: &Desk, code: &'static str) -> String {
    let found = desk.app.read(move |tx| masters::usual_suppliers(tx, &[code.to_string()])).await.expect("suppliers");
    found.first().expect("one of that code").id.to_string()
}

pub async fn ask(buyer: &Client, purchase: &str, suppliers: &[&String], message: &str) -> crate::client::Answer {
    let form = json!({"suppliers": suppliers, "reply_by": "2026-11-27", "message": message});
    buyer.post_json(&format!("{purchase}/inquiries"), &form).await
}

/// The newest mail to somebody that says this, as it waits.
pub async fn mail(desk: &Desk, to: &str, says: &str) -> Option<String> {
    let parcels = desk.app.read(|tx| {
        let far = platform::day::Instant::from_i64(4_102_444_800_000_000).expect("an instant");
        let end = platform::Id::from_uuid(uuid::Uuid::max());
        platform::outbox::list(tx, platform::outbox::OutboxState::Queued, (far, end), 50)
    });
    let parcels = parcels.await.expect("the outbox");
    parcels.into_iter().map(|parcel| parcel.body).find(|body| body.contains(to) && body.contains(says))
}

/// The link of the newest inquiry to a supplier.
pub async fn link(desk: &Desk, to: &'static str) -> String {
    let mail = mail(desk, to, "{quote:").await.expect("an inquiry to the supplier");
    assert!(mail.contains("\"attachments\":[\""), "the inquiry goes with it: {mail}");
    let at = mail.find("{quote:").expect("a link") + 7;
    let id = mail[at..at + 36].parse().expect("an id");
    let address = desk.app.config().quote_address(id);
    assert!(!mail.contains(&address), "the waiting mail does not hold the secret");
    address.replace(&desk.base, "")
}

pub async fn reply(desk: &Desk, link: &str, prices: &[&str], currency: &str, days: &str) -> crate::client::Answer {
    let lines: Vec<Value> = prices.iter().zip(1..).map(|(price, no)| json!({"no": no, "price": price})).collect();
    let form = json!({"lines": lines.iter().map(|l| json!({"no": l["no"].to_string(), "price": l["price"]})).collect::<Vec<_>>(),
        "currency": currency, "lead_days": days, "valid_until": "2027-01-31", "name": "業務部"});
    desk.stranger().post_json(&format!("{link}/answer"), &form).await
}

pub async fn look(buyer: &Client, purchase: &str) -> Value {
    buyer.get_json(purchase).await.done()
}

pub async fn duties(who: &Client, about: &str) -> Vec<String> {
    let inbox = who.get_json("/api/v1/inbox").await.done();
    let rows = inbox["rows"].as_array().cloned().unwrap_or_default();
    rows.iter().filter(|row| row["about"] == about).map(|row| text(&row["kind"])).collect()
}

pub fn id_in(purchase: &str) -> String {
    purchase.rsplit('/').next().expect("an id").to_string()
}

pub async fn quote_of(buyer: &Client, purchase: &str, code: &str) -> String {
    let all = look(buyer, purchase).await["quotations"].as_array().cloned().unwrap_or_default();
    text(&all.iter().find(|quote| quote["supplier"] == code).expect("an offer")["id"])
}

pub async fn award(buyer: &Client, purchase: &str, quote: &str, reason: &str) -> crate::client::Answer {
    buyer.post_json(&format!("{purchase}/award"), &json!({"quotation": quote, "reason": reason})).await
}

pub async fn signed(buyer: &Client, purchase: &str, day: &str) {
    buyer.post_json(&format!("{purchase}/contract"), &json!({ "day": day })).await.done();
}

pub async fn received(warehouse: &Client, purchase: &str, line: &str, quantity: &str) -> crate::client::Answer {
    let form = json!({"line": line, "quantity": quantity, "note_no": "DN-77"});
    warehouse.post_json(&format!("{purchase}/receipts"), &form).await
}

/// What a paper says, as a reader of PDFs finds it.
pub fn words_of(desk: &Desk, pdf: &[u8]) -> String {
    let file = desk.folder.join("paper.pdf");
    std::fs::write(&file, pdf).expect("a file");
    let said =
        std::process::Command::new("pdftotext").arg(&file).arg("-").output().expect("pdftotext of poppler-utils");
    let words = String::from_utf8_lossy(&said.stdout).into_owned();
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

/// (on hand, reserved)
pub async fn stock(desk: &Desk, sku: &'static str) -> (String, String) {
    let found = desk.app.read(move |tx| {
        let product = masters::product_by_sku(tx, sku)?.expect("a product");
        Ok(masters::stock(tx, &[product.id])?.remove(&product.id).unwrap_or_default())
    });
    let (on_hand, reserved): (Quantity, Quantity) = found.await.expect("a stock");
    (on_hand.page(), reserved.page())
}

/// One order for ten ball valves, put to one supplier, who has not answered yet.
pub async fn asked(desk: &Desk, buyer: &Client, no: &str) -> (Standing, String, String) {
    let order = ordered(desk, no, &[("BV-DN20-304", "10")]).await;
    acknowledged(buyer, &order.id).await;
    let (purchase, _) = opened(buyer).await;
    let yongxing = supplier(desk, "S02").await;
    ask(buyer, &purchase, &[&yongxing], "").await.done();
    let link = link(desk, "order@yongxing.example").await;
    (order, purchase, link)
}

/// The same, answered and awarded.
pub async fn awarded(desk: &Desk, buyer: &Client, no: &str) -> (Standing, String) {
    let (order, purchase, link) = asked(desk, buyer, no).await;
    assert_eq!(reply(desk, &link, &["20"], "CNY", "15").await.status, 200);
    let quote = quote_of(buyer, &purchase, "S02").await;
    award(buyer, &purchase, &quote, "").await.done();
    (order, purchase)
}

/// The same, under contract for the 15th of December.
pub async fn contracted(desk: &Desk, buyer: &Client, no: &str) -> (Standing, String) {
    let (order, purchase) = awarded(desk, buyer, no).await;
    signed(buyer, &purchase, "2026-12-15").await;
    (order, purchase)
}

/// Put to one supplier, answered, awarded and signed for a day.
pub async fn bound(desk: &Desk, buyer: &Client, purchase: &str, day: &str) {
    let yongxing = supplier(desk, "S02").await;
    ask(buyer, purchase, &[&yongxing], "").await.done();
    let link = link(desk, "order@yongxing.example").await;
    assert_eq!(reply(desk, &link, &["20"], "CNY", "15").await.status, 200);
    let quote = quote_of(buyer, purchase, "S02").await;
    award(buyer, purchase, &quote, "").await.done();
    signed(buyer, purchase, day).await;
}

pub async fn blocked(who: &Client, supplier: &str, how: &str) {
    who.post_json(&format!("/suppliers/{supplier}/{how}"), &json!({"ground": "品質"})).await.done();
}
