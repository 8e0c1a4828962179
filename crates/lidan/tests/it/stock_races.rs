//! Chapter 4 on the same shelves at once: what comes in, is made, taken, counted, sent back, promised and cancelled by
//! sixty-four people. No piece is there twice and no line holds more than it wants.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::cancellations::asked;
use crate::cast::{MANAGER, PRODUCTION, PURCHASING, SPECIALIST, WAREHOUSE};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{approve, recorded, submit, written};
use crate::production::{acknowledged, id, pumps, released, report};
use crate::purchasing;

const VALVE: &str = "BV-DN20-304";
const PUMP: &str = "GP-25CC";
const BOLT: &str = "HB-M8x30-A2";
const BEARING: &str = "BR-6203-2RS";

const SHELVES: &str = "SELECT p.sku, s.on_hand, s.reserved, \
    CAST(COALESCE((SELECT SUM(r.quantity) FROM reservation r WHERE r.product = s.product AND r.ended_at IS NULL), 0) AS BIGINT), \
    CAST(COALESCE((SELECT SUM(m.quantity) FROM stock_movement m WHERE m.product = s.product), 0) AS BIGINT) \
    FROM stock s JOIN product p ON p.id = s.product ORDER BY p.sku";
const HOLD_TOO_MUCH: &str = "SELECT o.number FROM order_line l JOIN orders o ON o.id = l.order_id \
    JOIN reservation r ON r.line_id = l.id AND r.product = l.product AND r.ended_at IS NULL \
    GROUP BY o.number, l.id, l.quantity, l.cancelled, l.shipped \
    HAVING SUM(r.quantity) > l.quantity - l.cancelled - l.shipped";

/// What every shelf must be able to say, whoever was at it.
async fn shelves_are_right(desk: &Desk) {
    let read = desk.app.read(|tx| {
        let figures = |row: &platform::db::Row<'_>| {
            Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?, row.get::<i64>(3)?, row.get::<i64>(4)?))
        };
        let shelves = tx.list_built("SHELVES", SHELVES, &[], figures)?;
        Ok((shelves, tx.list_built("HOLD_TOO_MUCH", HOLD_TOO_MUCH, &[], |row| row.get::<String>(0))?))
    });
    let (shelves, greedy) = read.await.expect("the shelves");
    for (sku, on_hand, reserved, promised, moved) in shelves {
        assert!(on_hand >= 0 && (0..=on_hand).contains(&reserved), "{sku}: {reserved} of {on_hand}");
        assert_eq!(reserved, promised, "{sku}: what is reserved is what the lines hold");
        assert_eq!(on_hand, moved, "{sku}: what lies there is the sum of its movements");
    }
    assert_eq!(greedy, Vec::<String>::new(), "a line holds more than it wants");
}

async fn shelf(desk: &Desk, sku: &'static str) -> String {
    let found = desk.app.read(move |tx| ::desk::masters::product_by_sku(tx, sku)).await.expect("a read");
    format!("/api/v1/products/{}/stock", found.expect("a product").id)
}

async fn waiting(chen: &Client, no: &str, lines: &[(&str, &str)]) -> String {
    let mut content = written(no);
    content["customer"] = json!("C001");
    content["lines"] = lines.iter().map(|(sku, qty)| json!({"sku": sku, "qty": qty})).collect();
    let order = recorded(chen, &content).await;
    submit(chen, &order.id).await.done();
    order.id
}

/// One press of somebody's, made ready: who, where, what.
struct Press {
    by: Arc<Client>,
    path: String,
    body: Value,
}

/// All at once. Answers how many were done, of each kind of address.
async fn at_once(presses: Vec<Press>) -> std::collections::BTreeMap<String, usize> {
    let mut racing = tokio::task::JoinSet::new();
    for press in presses {
        racing.spawn(async move {
            let answer = press.by.post_json(&press.path, &press.body).await;
            (press.path, answer)
        });
    }
    let mut done = std::collections::BTreeMap::new();
    while let Some(pressed) = racing.join_next().await {
        let (path, answer) = pressed.expect("an answer");
        // Refused with reasons, or told that somebody was faster: nothing is done by halves.
        assert!(matches!(answer.status, 200 | 409 | 422), "{path}: {} {}", answer.status, answer.text());
        let what = path.rsplit('/').next().unwrap_or_default().to_string();
        *done.entry(what).or_default() += usize::from(answer.status == 200);
    }
    done
}

both! {
    async fn c4_1_3_sixty_four_at_the_same_shelves_never_take_a_piece_twice(desk) {
        let (chen, buyer) = (desk.log_in(SPECIALIST).await, Arc::new(desk.log_in(PURCHASING).await));
        let (manager, warehouse) = (Arc::new(desk.log_in(MANAGER).await), Arc::new(desk.log_in(WAREHOUSE).await));
        let production = Arc::new(desk.log_in(PRODUCTION).await);
        let mut presses = Vec::new();
        let mut press = |by: &Arc<Client>, path: String, body: Value| presses.push(Press { by: by.clone(), path, body });

        // Valves: three orders' needs in one purchase; some came in already and may go back.
        let mut bought = Vec::new();
        for n in 0..3 {
            let order = purchasing::ordered(&desk, &format!("RV-{n}"), &[(VALVE, "20")]).await;
            purchasing::acknowledged(&buyer, &order.id).await;
            bought.push(order);
        }
        let (purchase, _) = purchasing::opened(&buyer).await;
        purchasing::bound(&desk, &buyer, &purchase, "2026-12-15").await;
        let line = purchasing::look(&buyer, &purchase).await["lines"][0]["no"].to_string();
        purchasing::received(&warehouse, &purchase, &line, "20").await.done();
        let receipt = purchasing::look(&buyer, &purchase).await["receipts"][0]["id"].clone();
        for n in 0..8 {
            let note = json!({"line": line, "quantity": "5", "note_no": format!("DN-{n}")});
            press(&warehouse, format!("{purchase}/receipts"), note);
        }
        for _ in 0..6 {
            let back = json!({"receipt": receipt, "quantity": "3", "outcome": "replace", "reason": "刮傷"});
            press(&warehouse, format!("{purchase}/returns"), back);
        }

        // Pumps: three works that are made and wait for the shelf, three that wait for their parts.
        for n in 0..3 {
            let (_, made) = pumps(&desk, &format!("RM-{n}"), "2027-03-16", "4").await;
            released(&production, id(&made)).await;
            for no in [10, 20, 30] {
                report(&production, id(&made), no, if no == 30 { "3" } else { "4" }, "").await.done();
            }
            for _ in 0..3 {
                press(&warehouse, format!("/api/v1/production/{}/stock", id(&made)), json!({"quantity": "1"}));
            }
            let last = json!({"no": "30", "good": "1", "scrap": ""});
            press(&production, format!("/api/v1/production/{}/reports", id(&made)), last);
        }
        for n in 0..3 {
            let (_, made) = pumps(&desk, &format!("RR-{n}"), "2027-03-16", "6").await;
            acknowledged(&production, id(&made)).await;
            production.post_json(&format!("/api/v1/production/{}/plan", id(&made)), &json!({})).await.done();
            for _ in 0..2 {
                press(&production, format!("/api/v1/production/{}/release", id(&made)), json!({}));
            }
        }

        // Orders that are approved meanwhile, and such as are cancelled.
        for n in 0..14 {
            let lines: &[(&str, &str)] = if n % 2 == 0 { &[(BOLT, "400"), (VALVE, "4")] } else { &[(BOLT, "300"), (PUMP, "1")] };
            let order = waiting(&chen, &format!("RA-{n}"), lines).await;
            press(&manager, format!("/api/v1/orders/{order}/approval"), json!({"decision": "金額與交期均已核對，同意接單。"}));
        }
        let mut cancelled = Vec::new();
        for n in 0..6 {
            let order = waiting(&chen, &format!("RC-{n}"), &[(BOLT, "200"), (VALVE, "2")]).await;
            approve(&manager, &order).await.done();
            cancelled.push(asked(&chen, &order, json!({"all": "yes"})).await);
        }
        // One of those whose valves are on their way goes too.
        cancelled.push(asked(&chen, &bought[2].id, json!({"all": "yes"})).await);
        for one in &cancelled {
            chen.post_json(&format!("/api/v1/cancellations/{one}/submission"), &json!({})).await.done();
            press(&manager, format!("/api/v1/cancellations/{one}/decision"), json!({"verdict": "approve"}));
        }

        // And whoever walks along the shelves and counts.
        for sku in [VALVE, PUMP, BOLT, BEARING] {
            let at = shelf(&desk, sku).await;
            for (kind, quantity) in [("issue", "2"), ("count", "120"), ("receipt", "3")] {
                press(&warehouse, at.clone(), json!({"kind": kind, "quantity": quantity, "reason": "盤點"}));
            }
        }
        assert!(presses.len() >= 64, "{} at once", presses.len());
        let done = at_once(presses).await;
        for what in ["receipts", "returns", "stock", "reports", "release", "approval", "decision"] {
            assert!(done.get(what).is_some_and(|done| *done > 0), "{what}: {done:?}");
        }
        shelves_are_right(&desk).await;
        desk.verified().await;
    }

    async fn c3_2_3a_counting_and_taking_out_say_why_and_never_go_below_what_is_promised(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let warehouse = Arc::new(desk.log_in(WAREHOUSE).await);
        let at = shelf(&desk, BOLT).await;
        let order = waiting(&chen, "RS-1", &[(BOLT, "1000")]).await;
        approve(&manager, &order).await.done();
        let go = |kind: &str, quantity: &str, reason: &str| json!({"kind": kind, "quantity": quantity, "reason": reason});
        for (kind, quantity) in [("issue", "10"), ("count", "2900")] {
            assert_eq!(warehouse.post_json(&at, &go(kind, quantity, " ")).await.status, 422, "{kind} says why");
        }
        assert_eq!(warehouse.post_json(&at, &go("issue", "2001", "樣品")).await.status, 422, "promised to a customer");
        assert_eq!(warehouse.post_json(&at, &go("count", "999", "盤點")).await.status, 422, "fewer than are promised");
        assert_eq!(chen.post_json(&at, &go("count", "2900", "盤點")).await.status, 403, "the warehouse counts");
        warehouse.post_json(&at, &go("issue", "10", "樣品")).await.done();
        let counted = warehouse.post_json(&at, &go("count", "2900", "盤點")).await.done();
        assert_eq!((&counted["quantity"], &counted["on_hand"]), (&json!("-90"), &json!("2900")));
        // Twenty take a hundred each of nineteen hundred that are free.
        let all = (0..20).map(|_| Press { by: warehouse.clone(), path: at.clone(), body: go("issue", "100", "領用") });
        let mut done = at_once(all.collect()).await["stock"];
        // Whoever was told that somebody was faster comes again.
        while warehouse.post_json(&at, &go("issue", "100", "領用")).await.status == 200 {
            done += 1;
        }
        assert_eq!(done, 19);
        assert_eq!(purchasing::stock(&desk, BOLT).await, ("1,000".into(), "1,000".into()));
        shelves_are_right(&desk).await;
        desk.verified().await;
    }
}
