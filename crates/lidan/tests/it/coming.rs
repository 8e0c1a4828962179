//! 3.2.3a over HTTP: what is bought for the stock is promised to customers before it is there, and never twice.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::cast::{MANAGER, PURCHASING, SPECIALIST, WAREHOUSE};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{Standing, approve, recorded, seen, submit, written};
use crate::purchasing::{bound, needs, opened, received, stock, text, uninspected};

const VALVE: &str = "BV-DN20-304";

// Not registered: a test may walk through its few rows.
const TAKEN: &str = "SELECT CAST(SUM(t.quantity) AS BIGINT), CAST(SUM(CASE WHEN r.order_id IS NULL THEN t.quantity ELSE 0 END) \
    AS BIGINT), MIN(t.quantity) FROM purchase_part t JOIN purchase_request r ON r.id = t.request";

/// So many are bought for the stock, under contract for the 25th of November; its address.
async fn stocked(desk: &Desk, quantity: &str) -> String {
    uninspected(desk).await;
    let buyer = desk.log_in(PURCHASING).await;
    let need = json!({"sku": VALVE, "quantity": quantity, "wanted_on": "2026-12-20"});
    buyer.post_json("/api/v1/purchase-requests", &need).await.done();
    let (purchase, _) = opened(&buyer).await;
    bound(desk, &buyer, &purchase, "2026-11-26").await;
    purchase
}

async fn ordered(chen: &Client, no: &str, quantity: &str) -> Standing {
    let mut content = written(no);
    content["requested_on"] = json!("2026-12-01");
    content["lines"] = json!([{"sku": VALVE, "qty": quantity}]);
    let order = recorded(chen, &content).await;
    submit(chen, &order.id).await.done();
    order
}

async fn promise(manager: &Client, order: &str) -> Value {
    manager.get_json(&format!("/api/v1/review/{order}")).await.done()["promises"][0].clone()
}

/// (all, for the stock, the smallest part)
async fn taken(desk: &Desk) -> (i64, i64, i64) {
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let found = desk.app.read(move |tx| Ok(tx.list_built("TAKEN", TAKEN, &[], read)?));
    found.await.expect("a sum")[0]
}

both! {
    async fn c3_2_3a_goods_bought_for_the_stock_are_promised_to_who_orders_them(desk) {
        let purchase = stocked(&desk, "100").await;
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let first = ordered(&chen, "CO-1", "40").await;
        let said = promise(&manager, &first.id).await;
        assert_eq!((&said["binding"], &said["on"]), (&json!("coming"), &json!("2026-11-27")), "{said}");
        approve(&manager, &first.id).await.done();
        // The need of the order stands in the contract that was signed for the stock.
        let buyer = desk.log_in(PURCHASING).await;
        let bought = chen.get_json(&format!("/api/v1/orders/{}", first.id)).await.done()["bought"].clone();
        assert_eq!((&bought[0]["quantity"], &bought[0]["expected_on"]), (&json!("40"), &json!("2026-11-26")), "{bought}");
        assert!(needs(&buyer).await.is_empty(), "nobody has to buy anything");
        assert_eq!(taken(&desk).await, (100_000_000, 60_000_000, 40_000_000));
        // The supplier's later day moves this customer's forecast.
        buyer.post_json(&format!("{purchase}/promises"), &json!({"line": "1", "day": "2026-12-15", "ground": "船期延後"})).await.done();
        let line = seen(&chen, &first.id).await["lines"][0].clone();
        assert_eq!(line["forecast_on"], "2026-12-16");
        // What is left is promised for the new day only, which is no better than buying: it is bought.
        let second = ordered(&chen, "CO-2", "70").await;
        assert_eq!(promise(&manager, &second.id).await["binding"], "lead_time");
        let warehouse = desk.log_in(WAREHOUSE).await;
        received(&warehouse, &purchase, "1", "100").await.done();
        assert_eq!(stock(&desk, VALVE).await, ("100".into(), "40".into()));
        assert_eq!(promise(&manager, &second.id).await["parts"][0], json!({"mode": "stock", "quantity": "60"}));
        desk.verified().await;
    }

    async fn c3_2_3a_of_sixty_four_approvals_at_once_no_two_get_the_same_delivery(desk) {
        stocked(&desk, "100").await;
        let chen = desk.log_in(SPECIALIST).await;
        let manager = Arc::new(desk.log_in(MANAGER).await);
        let mut orders = Vec::new();
        for no in 0..64 {
            orders.push(text(&json!(ordered(&chen, &format!("CR-{no}"), "3").await.id)));
        }
        let mut racing = tokio::task::JoinSet::new();
        for order in orders {
            let manager = manager.clone();
            racing.spawn(async move { (approve(&manager, &order).await, order) });
        }
        let mut late = Vec::new();
        while let Some(done) = racing.join_next().await {
            let (answer, order) = done.expect("an approval");
            match answer.status {
                200 => {}
                409 => late.push(order),
                // Too late for the delivery: what is promised now is later than asked for.
                422 => {}
                other => panic!("{other} {}", answer.text()),
            }
        }
        for order in late {
            let again = approve(&manager, &order).await;
            assert!(matches!(again.status, 200 | 422), "{}", again.text());
        }
        let (all, left, least) = taken(&desk).await;
        assert_eq!((all, left), (100_000_000, 1_000_000), "thirty-three times three");
        assert!(least >= 0);
        desk.verified().await;
    }
}
