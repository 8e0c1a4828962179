//! 3.2.3a: the plant under sixty-four at once: no piece and no minute is given twice.

use std::sync::Arc;

use serde_json::json;

use crate::cast::{MANAGER, PRODUCTION, SPECIALIST};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{approve, recorded, seen, submit, written};

const WRITERS: usize = 64;

// Not registered: a test may walk through its few rows.
const HELD: &str = "SELECT p.sku, s.on_hand, s.reserved, CAST(COALESCE(SUM(r.quantity), 0) AS BIGINT) FROM stock s \
    JOIN product p ON p.id = s.product LEFT JOIN reservation r ON r.product = s.product \
    GROUP BY p.sku, s.on_hand, s.reserved ORDER BY p.sku";
const BUSIEST: &str = "SELECT c.code, d.day, d.minutes, c.mon, CAST(COALESCE(SUM(t.minutes), 0) AS BIGINT) \
    FROM load_day d JOIN work_centre c ON c.id = d.centre LEFT JOIN task t ON t.centre = d.centre AND t.day = d.day \
    GROUP BY c.code, d.day, d.minutes, c.mon ORDER BY c.code, d.day";
const ORDERS_AT_WORK: &str = "SELECT COUNT(DISTINCT order_id) FROM task";

async fn waiting(chen: &Client, no: usize) -> String {
    let mut content = written(&format!("P-{no}"));
    content["customer"] = json!("C001");
    // Eleven hundred bolts, two pumps in stock; the rest is bought and made.
    content["lines"] = json!([{"sku": "HB-M10x30-A2", "qty": "100"}, {"sku": "GP-6CC", "qty": "1"}]);
    let order = recorded(chen, &content).await;
    submit(chen, &order.id).await.done();
    order.id
}

/// No day of a work centre is asked for more than it has, and its sum is that of its tasks. Answers whether a day is full.
pub async fn no_minute_twice(desk: &Desk) -> bool {
    let busiest = desk.app.read(|tx| {
        let figures = |row: &platform::db::Row<'_>| {
            Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?, row.get::<i64>(3)?, row.get::<i64>(4)?))
        };
        Ok(tx.list_built("BUSIEST", BUSIEST, &[], figures)?)
    });
    let busiest = busiest.await.expect("a read");
    for (code, day, minutes, capacity, tasks) in &busiest {
        assert!(minutes <= capacity && minutes == tasks, "{code} on {day}: {minutes} of {capacity}, {tasks}");
    }
    busiest.iter().any(|(_, _, minutes, capacity, _)| minutes == capacity)
}

both! {
    async fn c3_2_3a_the_plants_pages_show_load_and_tasks_and_say_so_where_there_are_none(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let production = desk.log_in(PRODUCTION).await;
        let list = production.get_json("/api/v1/plant").await.done();
        let cell = list.as_array().and_then(|rows| rows.iter().find(|row| row["centre"]["code"] == "WC-20")).cloned();
        let id = cell.expect("the pump cell")["centre"]["id"].as_str().expect("its id").to_string();
        let page = production.get(&format!("/plant/{id}")).await;
        assert!(page.status == 200 && page.text().contains("尚無已排工作"), "{}", page.text());
        let mut content = written("P-page");
        content["customer"] = json!("C001");
        content["lines"] = json!([{"sku": "GP-25CC", "qty": "12"}]);
        let order = recorded(&chen, &content).await;
        submit(&chen, &order.id).await.done();
        approve(&manager, &order.id).await.done();
        let seen = production.get_json(&format!("/api/v1/plant/{id}")).await.done();
        // Set-up 90 minutes, and 99 for each of twelve.
        let minutes: i64 = seen["tasks"].as_array().expect("tasks").iter().filter_map(|t| t["minutes"].as_i64()).sum();
        assert_eq!(minutes, 90 + 99 * 12);
        assert_eq!(seen["tasks"][0]["number"], order.number);
        assert!(production.get(&format!("/plant/{id}")).await.text().contains(&order.number));
        assert!(production.get("/plant").await.text().contains("機加工中心"));
        desk.verified().await;
    }

    async fn c3_2_3a_sixty_four_approvals_at_once_hold_no_piece_and_no_minute_twice(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, Arc::new(desk.log_in(MANAGER).await));
        let mut orders = Vec::new();
        for no in 0..WRITERS {
            orders.push(waiting(&chen, no).await);
        }
        let mut racing = tokio::task::JoinSet::new();
        for order in orders.clone() {
            let manager = manager.clone();
            racing.spawn(async move { (approve(&manager, &order).await, order) });
        }
        let mut late = Vec::new();
        while let Some(done) = racing.join_next().await {
            let (answer, order) = done.expect("an approval");
            match answer.status {
                200 => {}
                // Three times faster than it could look: it is told so, and tries again.
                409 => late.push(order),
                other => panic!("{other} {}", answer.text()),
            }
        }
        for order in late {
            approve(&manager, &order).await.done();
        }
        let held = desk.app.read(|tx| {
            let figures = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
            Ok(tx.list_built("HELD", HELD, &[], figures)?)
        });
        let held: Vec<(String, i64, i64, i64)> = held.await.expect("a read");
        for (sku, on_hand, reserved, promised) in &held {
            assert!(reserved <= on_hand && reserved == promised, "{sku}: {on_hand} {reserved} {promised}");
        }
        let of = |sku: &str| held.iter().find(|row| row.0 == sku).map(|row| row.2 / 1_000_000);
        assert_eq!((of("HB-M10x30-A2"), of("GP-6CC")), (Some(1_100), Some(2)));
        let at_work = desk.app.read(|tx| Ok(tx.list_built("ORDERS_AT_WORK", ORDERS_AT_WORK, &[], |row| row.get::<i64>(0))?[0]));
        assert_eq!(at_work.await.expect("a read"), 62, "two of sixty-four come from stock");
        assert!(no_minute_twice(&desk).await, "no day was ever full");
        assert_eq!(seen(&chen, &orders[0]).await["approval"], "approved");
        desk.verified().await;
    }
}
