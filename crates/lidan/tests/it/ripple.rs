//! 4.1.4 with a thousand open work orders: whoever slips is true at once, the rest follows within seconds, and everybody
//! else goes on meanwhile. How fast it is stands in the figures; here it has to be right, and to end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ::desk::fulfilment::production;
use ::desk::{masters, people};
use platform::Id;
use serde_json::{Value, json};

use crate::cast::{MANAGER, PRODUCTION, SPECIALIST};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{Standing, TICKS, approve, filed, recorded_only, seen, submit, submitted, written};
use crate::plant::no_minute_twice;

const ORDERS: usize = 25;
const LINES: usize = 40;
const CENTRES: usize = 8;
/// Against hanging only.
const AT_MOST: Duration = Duration::from_secs(180);
/// Some weeks later: half of what was planned lies behind.
const LATER: &str = "2026-12-10T02:00:00Z";

const OUT_OF_STEP: &str = "SELECT COUNT(*) FROM work_order w JOIN dispatch d ON d.id = w.id \
    WHERE w.finished_at IS NULL AND w.end_on <> d.expected_on";
const UNDONE: &str = "SELECT COUNT(*) FROM replan WHERE done_at IS NULL";
const OPEN: &str = "SELECT COUNT(*) FROM work_order WHERE finished_at IS NULL";

fn sku(n: usize) -> String {
    format!("RP-{n:02}")
}

/// Products of two operations each, made on eight work centres of their own.
async fn plant(desk: &Desk) {
    let person = |login: &'static str| desk.app.read(move |tx| people::by_login(tx, login));
    let (manager, executive) = (person(MANAGER).await.expect("one"), person("executive").await.expect("one"));
    let head = "sku,name_hant,name_hans,specification,unit,list_price,floor_price,price_base,currency,tax_rate,pack,\
        supply,lead_days,opening_stock\n";
    let list: String =
        (0..LINES).map(|n| format!("{},齒輪泵,齿轮泵,GP-{n},台,5.00,4.00,1,CNY,13,1,make,0,0\n", sku(n))).collect();
    let list = format!("{head}{list}");
    let table = (masters::Kind::Products, list.as_bytes(), "ripple.csv");
    masters::import_priced(&desk.app, &manager, &executive, table).await.expect("a price list");
    let centres: String = (0..CENTRES).map(|n| format!("RC-{n},工作中心 {n},480,480,480,480,480\n")).collect();
    let routing = |n: usize, at: usize| format!("{},{},RC-{},8,5\n", sku(n), (at + 1) * 10, (n + at * 3) % CENTRES);
    let routings: String = (0..LINES).flat_map(|n| [routing(n, 0), routing(n, 1)]).collect();
    let lists = [
        (masters::Kind::WorkCentres, format!("code,name,mon,tue,wed,thu,fri\n{centres}")),
        (masters::Kind::Operations, format!("sku,no,centre,setup_minutes,run_minutes\n{routings}")),
    ];
    for (kind, list) in lists {
        let taken = masters::import(&desk.app, &manager, kind, list.into_bytes(), "ripple.csv", false).await;
        assert_eq!(taken.expect("a list").bad, 0);
    }
}

async fn made(chen: &Client, no: &str, lines: usize) -> Standing {
    let mut content = written(no);
    content["customer"] = json!("C001");
    content["lines"] = (0..lines).map(|n| json!({"sku": sku(n), "qty": "4"})).collect();
    let order = recorded_only(chen, &content).await;
    filed(chen, &order.id).await;
    submit(chen, &order.id).await.done();
    order
}

async fn count(desk: &Desk, text: &'static str) -> i64 {
    let read = desk.app.read(move |tx| Ok(tx.list_built("count", text, &[], |row| row.get::<i64>(0))?[0]));
    read.await.expect("a count")
}

async fn works(desk: &Desk, order: &Standing) -> Vec<production::Work> {
    let id: Id = order.id.parse().expect("an id");
    desk.app.read(move |tx| production::of_order(tx, id)).await.expect("its works")
}

async fn released(production: &Client, work: Id) {
    production.post_json(&format!("/api/v1/dispatches/{work}/acknowledgement"), &json!({})).await.done();
    for step in ["plan", "release"] {
        production.post_json(&format!("/api/v1/production/{work}/{step}"), &json!({})).await.done();
    }
}

async fn report(production: &Client, work: Id, good: &str, scrap: &str) -> u16 {
    let form = json!({"no": "10", "good": good, "scrap": scrap, "remark": "毛邊"});
    production.post_json(&format!("/api/v1/production/{work}/reports"), &form).await.status
}

fn forecast(order: &Value, line: Id) -> String {
    let lines = order["lines"].as_array().expect("lines");
    let own = lines.iter().find(|one| one["id"] == json!(line)).expect("the line");
    own["forecast_on"].as_str().expect("a day").to_string()
}

both! {
    async fn c4_1_4_a_slip_ripples_through_a_thousand_works_while_everybody_goes_on(desk) {
        plant(&desk).await;
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let production_of = desk.log_in(PRODUCTION).await;
        let mut orders = Vec::new();
        for n in 0..ORDERS {
            let order = made(&chen, &format!("RP-{n}"), LINES).await;
            approve(&manager, &order.id).await.done();
            orders.push(order);
        }
        assert_eq!(count(&desk, OPEN).await, (ORDERS * LINES) as i64);
        // The first of each order is at work; other orders wait for their verdict.
        let mut at_work = Vec::new();
        for order in orders.iter().take(6) {
            let work = works(&desk, order).await[0].clone();
            released(&production_of, work.id).await;
            at_work.push(work);
        }
        let mut waiting = vec![made(&chen, "RP-W0", 2).await, made(&chen, "RP-W1", 2).await];
        for n in 0..4 {
            waiting.push(submitted(&desk, &format!("RP-S{n}")).await);
        }

        // Weeks pass and nobody reported a piece; then one of them says that four were spoilt.
        desk.clock.set(LATER.parse().expect("an instant"));
        let (chen, manager) = (desk.log_in(SPECIALIST).await, Arc::new(desk.log_in(MANAGER).await));
        let production_of = Arc::new(desk.log_in(PRODUCTION).await);
        let (slipped, order) = (&at_work[0], &orders[0]);
        let before = forecast(&seen(&chen, &order.id).await, slipped.line);
        assert_eq!(report(&production_of, slipped.id, "0", "4").await, 200);
        let after = forecast(&seen(&chen, &order.id).await, slipped.line);
        assert!(after > before, "its own line at once, in its own transaction: {before} {after}");
        assert!(production_of.get("/production").await.page().contains("排程重算中"), "the rest is being recomputed");
        let other = works(&desk, &orders[1]).await[0].clone();
        assert_eq!(other.end_on, at_work[1].end_on, "the rest is not moved by him who slipped");

        let app = desk.app.clone();
        let laying = tokio::spawn(async move {
            let began = Instant::now();
            loop {
                let moved = production::replan(&app).await.expect("a plan");
                let left = app.read(|tx| Ok(tx.list_built("count", UNDONE, &[], |row| row.get::<i64>(0))?[0])).await;
                if moved == 0 && left.expect("a count") == 0 {
                    return;
                }
                assert!(began.elapsed() < AT_MOST, "it never ends");
            }
        });
        // Meanwhile: verdicts, reports, orders that come in, one after the other and at once.
        let mut beside = tokio::task::JoinSet::new();
        for order in waiting {
            let manager = manager.clone();
            beside.spawn(async move {
                let body = json!({"decision": "金額與交期均已核對，同意接單。", "ticks": TICKS});
                manager.post_json(&format!("/api/v1/orders/{}/approval", order.id), &body).await.status
            });
        }
        for work in at_work.iter().skip(1) {
            let (production_of, work) = (production_of.clone(), work.id);
            beside.spawn(async move { report(&production_of, work, "1", "0").await });
        }
        for n in 0..5 {
            let content = written(&format!("RP-N{n}"));
            let answer = chen.post_json("/api/v1/orders", &content).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        let mut done = 0;
        while let Some(status) = beside.join_next().await {
            match status.expect("an answer") {
                200 => done += 1,
                // It moved under him; he looks again.
                409 => {}
                other => panic!("{other}"),
            }
        }
        assert!(done >= 6, "most are done at the first try: {done} of 11");
        laying.await.expect("the plan ends");

        assert_eq!((count(&desk, UNDONE).await, count(&desk, OUT_OF_STEP).await), (0, 0));
        assert!(!production_of.get("/production").await.page().contains("排程重算中"));
        let moved = works(&desk, &orders[1]).await[1].clone();
        assert!(moved.begin_on > Some("2026-12-10".parse().expect("a day")), "{moved:?}");
        no_minute_twice(&desk).await;
        desk.verified().await;
    }
}
