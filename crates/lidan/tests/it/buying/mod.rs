//! 4.2.2 and 4.2.3 over HTTP on both engines: the whole negotiation, tax, a choice per line, suppliers abroad, the contract
//! from its draft to the signature; and what goes back when a customer cancels.

mod after;
mod offers;

use serde_json::{Value, json};

use crate::cancellations;
use crate::cast::{MANAGER, PURCHASING, SPECIALIST, WAREHOUSE};
use crate::desk::Desk;
use crate::orders::seen;
use crate::purchasing::*;

/// The address of a page of the desk.
fn page(api: &str) -> String {
    api.replace("/api/v1", "")
}

/// Ten valves for an order and thirty others for the stock, in one purchase, put to two suppliers.
async fn two_lines(desk: &Desk, buyer: &crate::client::Client, no: &str) -> (String, String, String) {
    let order = ordered(desk, no, &[("BV-DN20-304", "10")]).await;
    acknowledged(buyer, &order.id).await;
    let need = json!({"sku": "BV-DN32-304", "quantity": "30", "wanted_on": "2026-12-20"});
    buyer.post_json("/api/v1/purchase-requests", &need).await.done();
    let (purchase, _) = opened(buyer).await;
    let (yongxing, nord) = (supplier(desk, "S02").await, supplier(desk, "S03").await);
    ask(buyer, &purchase, &[&yongxing, &nord], "").await.done();
    (purchase, link(desk, "order@yongxing.example").await, link(desk, "sales@nordvalve.example").await)
}

/// The line of a product in a purchase.
fn line_of<'a>(seen: &'a Value, sku: &str) -> &'a Value {
    let lines = seen["lines"].as_array().expect("lines");
    lines.iter().find(|line| line["sku"] == sku).unwrap_or_else(|| panic!("no {sku} in {seen}"))
}
