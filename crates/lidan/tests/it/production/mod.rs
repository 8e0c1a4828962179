//! 4.1: from the approval to the shelf, over the address, on both engines; and what happens when a day slips.

mod planned;
mod reported;
mod slips;

use std::sync::Arc;

use serde_json::{Value, json};

use crate::cast::{ADMIN, MANAGER, PRODUCTION, SPECIALIST, WAREHOUSE};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{Standing, approve, recorded, seen, submit, written};

/// Twelve pumps: cast, machined, assembled, tested.
pub async fn pumps(desk: &Desk, no: &str, requested_on: &str, qty: &str) -> (Standing, Value) {
    pumps_for(desk, no, requested_on, qty, "lin@hongyuan.example").await
}

/// The same for somebody who has this mail, or none.
pub async fn pumps_for(desk: &Desk, no: &str, requested_on: &str, qty: &str, email: &str) -> (Standing, Value) {
    let warehouse = desk.log_in(WAREHOUSE).await;
    for part in PARTS {
        let found = desk.app.read(move |tx| ::desk::masters::product_by_sku(tx, part)).await.expect("a read");
        let path = format!("/api/v1/products/{}/stock", found.expect("a part").id);
        warehouse.post_json(&path, &json!({"kind": "receipt", "quantity": "300"})).await.done();
    }
    ordered_for(desk, no, requested_on, qty, email).await
}

/// Whatever the warehouse holds of their parts.
async fn ordered(desk: &Desk, no: &str, requested_on: &str, qty: &str) -> (Standing, Value) {
    ordered_for(desk, no, requested_on, qty, "lin@hongyuan.example").await
}

async fn ordered_for(desk: &Desk, no: &str, requested_on: &str, qty: &str, email: &str) -> (Standing, Value) {
    let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
    let mut content = written(no);
    content["customer"] = json!("C001");
    content["email"] = json!(email);
    content["requested_on"] = json!(requested_on);
    content["lines"] = json!([{"sku": "GP-25CC", "qty": qty}]);
    let order = recorded(&chen, &content).await;
    submit(&chen, &order.id).await.done();
    approve(&manager, &order.id).await.done();
    let production = desk.log_in(PRODUCTION).await;
    let queue = production.get_json("/api/v1/production?state=dispatched").await.done();
    let rows = queue["rows"].as_array().expect("rows");
    let own = rows.iter().find(|row| row["work"]["order"] == order.id).expect("a work order");
    (order, own["work"].clone())
}

/// What the code in the card's corner says, read from a picture of its page.
pub fn code_on_card(desk: &Desk, pdf: &[u8]) -> String {
    let (file, picture) = (desk.folder.join("card.pdf"), desk.folder.join("card"));
    std::fs::write(&file, pdf).expect("a file");
    let mut drawn = std::process::Command::new("pdftoppm");
    let status = drawn.args(["-png", "-r", "150", "-singlefile"]).arg(&file).arg(&picture).status();
    assert!(status.expect("pdftoppm of poppler-utils").success());
    let page = std::fs::read(picture.with_extension("png")).expect("its page");
    papers::pdf::qr_in_image(&page, papers::pdf::ScanLimits::default()).expect("a code")
}

/// What a pump is made of, as far as a list says.
pub const PARTS: &[&str] = &["BR-6203-2RS", "HB-M8x30-A2"];

pub fn id(value: &Value) -> &str {
    value["id"].as_str().expect("an id")
}

pub async fn work(by: &Client, id: &str) -> Value {
    by.get_json(&format!("/api/v1/production/{id}")).await.done()["work"].clone()
}

pub async fn acknowledged(production: &Client, work: &str) {
    production.post_json(&format!("/api/v1/dispatches/{work}/acknowledgement"), &json!({})).await.done();
}

/// Acknowledged, planned and released.
pub async fn released(production: &Client, work: &str) {
    acknowledged(production, work).await;
    production.post_json(&format!("/api/v1/production/{work}/plan"), &json!({})).await.done();
    production.post_json(&format!("/api/v1/production/{work}/release"), &json!({})).await.done();
}

pub async fn report(by: &Client, work: &str, no: i64, good: &str, scrap: &str) -> crate::client::Answer {
    let form = json!({"no": no.to_string(), "good": good, "scrap": scrap});
    by.post_json(&format!("/api/v1/production/{work}/reports"), &form).await
}
