//! From the call to the departments (3.1.2, 3.1.3, 3.2, 3.2.5), over HTTP.

use serde_json::json;

use crate::cast::{MANAGER, PRODUCTION, PURCHASING, SECOND, SPECIALIST, WAREHOUSE};
use crate::orders::{self, approve, seen, submit};

both! {
    async fn c3_1_3_a_telephoned_order_goes_to_the_departments_only_after_its_signed_return(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = orders::recorded(&chen, &orders::said_on_the_telephone()).await;
        assert_eq!(order.number, "SO-2026-000001");

        // Unsigned, no path leads to the manager.
        let no = submit(&chen, &order.id).await;
        assert!(no.refused().contains(&"3.1.3".to_string()), "{}", no.text());
        assert_eq!(seen(&chen, &order.id).await["approval"], "draft");

        // The sheet restates the order; it goes out by mail and waits in the outbox.
        let sheet = chen.get(&format!("/orders/{}/confirmation.pdf", order.id)).await;
        assert_eq!(sheet.status, 200, "{}", sheet.text());
        assert!(sheet.body.starts_with(b"%PDF"), "a sheet to sign");
        let sent = format!("/api/v1/orders/{}/confirmation", order.id);
        chen.post_json(&sent, &json!({"medium": "email"})).await.done();
        assert!(submit(&chen, &order.id).await.refused().contains(&"3.1.3".to_string()), "sent is not signed");

        // A scan without a readable code waits for a second person; who filed it is not the second.
        let scan = scan_without_code();
        let back = format!("/api/v1/orders/{}/signed-return", order.id);
        chen.upload(&back, ("scan.png", scan), &[]).await.done();
        assert!(submit(&chen, &order.id).await.refused().contains(&"3.1.3".to_string()), "filed is not seen");
        let sending = waiting_return(&chen.get(&format!("/orders/{}?tab=review", order.id)).await.page());
        let look = format!("{back}/{sending}/seen");
        let alone = chen.post_json(&look, &json!({"verdict": "same", "same": "yes"})).await;
        assert!(alone.status == 422 || alone.status == 403, "{}", alone.text());
        let wang = desk.log_in(SECOND).await;
        wang.post_json(&look, &json!({"verdict": "same", "signed": "yes", "same": "yes"})).await.done();
        assert_eq!(seen(&chen, &order.id).await["confirmation"], "confirmed");

        // Now the manager sees it, and decides; who entered it cannot.
        submit(&chen, &order.id).await.done();
        assert_eq!(approve(&chen, &order.id).await.status, 403, "a specialist does not decide");
        let manager = desk.log_in(MANAGER).await;
        assert!(manager.get("/review").await.page().contains(&order.number), "the queue shows it");
        approve(&manager, &order.id).await.done();
        assert_eq!(seen(&chen, &order.id).await["approval"], "approved");

        // One transaction told everybody: the departments, and the customer.
        for department in [WAREHOUSE, PRODUCTION, PURCHASING] {
            let there = desk.log_in(department).await;
            let queue = there.get("/departments").await.page();
            assert!(queue.contains(&order.number), "{department} has it in its queue");
        }
        let outbox = manager.get_json("/api/v1/outbox").await.done();
        let to_customer = |parcel: &&serde_json::Value| parcel["to"].as_str().is_some_and(|to| to.contains("hongda"));
        let parcels = outbox["parcels"].as_array().cloned().unwrap_or_default();
        assert_eq!(parcels.iter().filter(to_customer).count(), 2, "the sheet and the notice: {outbox}");

        // The warehouse acknowledges; the order's page tells the whole story.
        let warehouse = desk.log_in(WAREHOUSE).await;
        let rows = warehouse.get_json("/api/v1/departments").await.done();
        let dispatch = find_id(&rows).unwrap_or_else(|| panic!("a dispatch in {rows}"));
        let acknowledged = format!("/api/v1/dispatches/{dispatch}/acknowledgement");
        warehouse.post_json(&acknowledged, &json!({"all": "yes"})).await.done();
        let story = chen.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        for clause in ["3.1.2", "3.1.3", "3.2.2", "3.2.5"] {
            assert!(story.contains(clause), "the history cites {clause}");
        }
        desk.verified().await;
    }
}

/// A white page: nobody can read a code on it.
fn scan_without_code() -> Vec<u8> {
    const WHITE: &[u8] = include_bytes!("../fixtures/white.png");
    WHITE.to_vec()
}

/// The sending whose return waits to be seen, from the address of its form.
fn waiting_return(page: &str) -> String {
    let at = page.find("/seen\"").unwrap_or_else(|| panic!("a form to look at the return: {page}"));
    page[..at].rsplit('/').next().expect("an id before it").to_string()
}

/// The first dispatch of a department's queue.
fn find_id(rows: &serde_json::Value) -> Option<String> {
    match rows {
        serde_json::Value::Object(map) => {
            let own = map.get("dispatch").or_else(|| map.get("id")).and_then(|id| id.as_str()).map(str::to_string);
            own.or_else(|| map.values().find_map(find_id))
        }
        serde_json::Value::Array(items) => items.iter().find_map(find_id),
        _ => None,
    }
}
