//! 5.1.1, 7.1: what quality finds on goods that were bought and made, over HTTP on both engines.

mod bought;
mod made;
mod papers;
mod shipment;

use std::sync::Arc;

use serde_json::{Value, json};

use crate::cancellations;
use crate::cast::{MANAGER, PRODUCTION, PURCHASING, SPECIALIST, WAREHOUSE};
use crate::client::{Answer, Client};
use crate::desk::Desk;
use crate::orders::{Standing, seen};
use crate::production::{id, pumps, released, report, work};
use crate::purchasing::{self, text};

pub const QUALITY: &str = "quality";
const BOLT: &str = "HB-M8x30-A2";

/// Quality's plan for a product: a bore in millimetres, and how it looks.
pub async fn planned(desk: &Desk, sku: &str, kind: &str) {
    let quality = desk.log_in(QUALITY).await;
    quality.post_json("/api/v1/inspection-plans", &plan(sku, kind)).await.done();
}

fn plan(sku: &str, kind: &str) -> Value {
    json!({"sku": sku, "kind": kind, "sample": "all", "points": [
        {"name": "內徑", "low": "24.98", "high": "25.02", "unit": "mm"},
        {"name": "外觀", "target": "無毛邊"},
    ]})
}

/// The tranches in a state, the oldest first, each with its inspection.
pub async fn queue(by: &Client, state: &str) -> Vec<Value> {
    let all = by.get_json(&format!("/api/v1/inspections?state={state}")).await.done();
    all["rows"].as_array().cloned().unwrap_or_default()
}

/// The address of the inspection that waits.
pub async fn waiting(by: &Client) -> String {
    let rows = queue(by, "pending").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    format!("/api/v1/inspections/{}", id(&rows[0]["inspection"]))
}

/// Good results for everything that it asks for.
async fn results(by: &Client, at: &str) -> Value {
    let one = by.get_json(at).await.done();
    let points = one["inspection"]["points"].as_array().cloned().unwrap_or_default();
    let good = |point: &Value| match point["low"].as_str().or(point["high"].as_str()) {
        Some(bound) => json!({"value": bound}),
        None => json!({"value": "", "good": "yes"}),
    };
    points.iter().map(good).collect()
}

pub async fn pass(by: &Client, at: &str, quantity: &str) -> Answer {
    let form = json!({"verdict": "pass", "quantity": quantity, "results": results(by, at).await});
    by.post_json(&format!("{at}/verdict"), &form).await
}

async fn fail(by: &Client, at: &str, quantity: &str) -> Answer {
    let found = [json!({"value": "25.3"}), json!({"good": "yes"})];
    let form = json!({"verdict": "fail", "quantity": quantity, "ground": "內徑超差", "results": found});
    by.post_json(&format!("{at}/verdict"), &form).await
}

async fn settle(by: &Client, at: &str, form: Value) -> Answer {
    by.post_json(&format!("{at}/disposition"), &form).await
}

/// Pumps whose every operation has reported all of them.
async fn made(desk: &Desk, no: &str, qty: &str) -> (Standing, String, Client) {
    let (order, work) = pumps(desk, no, "2027-03-16", qty).await;
    let production = desk.log_in(PRODUCTION).await;
    released(&production, id(&work)).await;
    for step in [10, 20, 30] {
        report(&production, id(&work), step, qty, "").await.done();
    }
    (order, id(&work).to_string(), production)
}

async fn line(desk: &Desk, order: &Standing) -> Value {
    seen(&desk.log_in(SPECIALIST).await, &order.id).await["lines"][0].clone()
}

async fn stocked(by: &Client, work: &str, quantity: &str) -> Answer {
    by.post_json(&format!("/api/v1/production/{work}/stock"), &json!({ "quantity": quantity })).await
}

/// Ten ball valves are bought and must be inspected.
async fn arrived(desk: &Desk, no: &str) -> (Standing, String, String) {
    let (buyer, warehouse) = (desk.log_in(PURCHASING).await, desk.log_in(WAREHOUSE).await);
    planned(desk, "BV-DN20-304", "incoming").await;
    let (order, purchase) = purchasing::contracted(desk, &buyer, no).await;
    purchasing::received(&warehouse, &purchase, "1", "10").await.done();
    let at = waiting(&desk.log_in(QUALITY).await).await;
    (order, purchase, at)
}
