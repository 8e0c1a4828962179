//! 4.4 over HTTP on both engines: from the customer's word over the stops to costs that somebody bears.

use serde_json::{Value, json};

use crate::cast::{MANAGER, PRODUCTION, PURCHASING, SPECIALIST, WAREHOUSE};
use crate::changes::{approved, filed, talked};
use crate::client::{Answer, Client};
use crate::desk::Desk;
use crate::orders::{Standing, approve, recorded, seen, submit, written};

/// An approved order with something from stock, something to make and something to buy.
pub async fn mixed(desk: &Desk, no: &str) -> Standing {
    let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
    let mut content = written(no);
    content["lines"] = json!([{"sku": "HB-M6x30-A2", "qty": "200"}, {"sku": "CC-600x800", "qty": "2"}, {"sku": "SV-DN25-24V", "qty": "4"}]);
    let order = recorded(&chen, &content).await;
    submit(&chen, &order.id).await.done();
    approve(&manager, &order.id).await.done();
    order
}

async fn ask(by: &Client, order: &str, mut wish: Value, medium: &str) -> Answer {
    wish["note"] = json!(talked(by, order, medium).await);
    if wish.get("reason").is_none() {
        wish["reason"] = json!("工程停建");
    }
    by.post_json(&format!("/api/v1/orders/{order}/cancellations"), &wish).await
}

pub async fn asked(by: &Client, order: &str, wish: Value) -> String {
    ask(by, order, wish, "email").await.done()["id"].as_str().expect("an id").to_string()
}

pub async fn press(by: &Client, one: &str, path: &str, body: Value) -> Answer {
    by.post_json(&format!("/api/v1/cancellations/{one}/{path}"), &body).await
}

async fn shown(by: &Client, one: &str) -> Value {
    by.get_json(&format!("/api/v1/cancellations/{one}")).await.done()
}

async fn state(by: &Client, one: &str) -> String {
    shown(by, one).await["cancellation"]["state"].as_str().unwrap_or("").to_string()
}

pub async fn decided(desk: &Desk, one: &str) {
    press(&desk.log_in(SPECIALIST).await, one, "submission", json!({})).await.done();
    press(&desk.log_in(MANAGER).await, one, "decision", json!({"verdict": "approve"})).await.done();
}

pub async fn stops(by: &Client, one: &str) -> Vec<Value> {
    shown(by, one).await["stops"].as_array().cloned().unwrap_or_default()
}

pub async fn stopped(desk: &Desk, one: &str) {
    for stop in stops(&desk.log_in(SPECIALIST).await, one).await.iter().filter(|s| s["acknowledged_at"].is_null()) {
        let there = desk.log_in(stop["department"].as_str().expect("a department")).await;
        let path = format!("stops/{}/acknowledgement", stop["id"].as_str().expect("an id"));
        press(&there, one, &path, json!({"done": "0", "disposal": "not_begun"})).await.done();
    }
}

async fn costs(by: &Client, one: &str) -> Vec<Value> {
    shown(by, one).await["costs"].as_array().cloned().unwrap_or_default()
}

async fn bear(by: &Client, one: &str, cost: &Value, split: Value) -> Answer {
    press(by, one, &format!("costs/{}/decision", cost["id"].as_str().expect("an id")), split).await
}

/// The amounts of costs that were taken back, as the order's history has them.
async fn taken_back(desk: &Desk, order: &str) -> Vec<i64> {
    const TAKEN: &str = "SELECT body FROM history WHERE chain = $1 AND step = 'cancel.withdraw_cost' ORDER BY seq";
    let id: platform::Id = order.parse().expect("an id");
    let read = desk.app.read(move |tx| Ok(tx.list_built("taken back", TAKEN, &[&id], |row| row.get::<String>(0))?));
    let bodies: Vec<String> = read.await.expect("a read");
    let amount = |body: &String| serde_json::from_str::<Value>(body).expect("json")["amount"].as_i64().unwrap_or(0);
    bodies.iter().map(amount).collect()
}

fn line(order: &Value, no: i64) -> Value {
    let lines = order["lines"].as_array().cloned().unwrap_or_default();
    lines.into_iter().find(|line| line["no"] == no).unwrap_or_else(|| panic!("line {no} in {order}"))
}

both! {
    async fn c4_4_4_an_order_is_cancelled_and_its_costs_are_settled_to_the_cent(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = mixed(&desk, "CX-1").await;
        let one = asked(&chen, &order.id, json!({"all": "yes"})).await;
        assert_eq!(shown(&chen, &one).await["cancellation"]["number"], "CX-2026-000001");
        decided(&desk, &one).await;
        assert_eq!(state(&chen, &one).await, "stopping");
        let between = seen(&chen, &order.id).await;
        assert_eq!((&between["execution"], &line(&between, 2)["cancelled"]), (&json!("cancelled"), &json!("2")));
        assert_eq!(line(&between, 1)["reserved"], "0", "what was reserved is free again");
        let departments: Vec<Value> = stops(&chen, &one).await.iter().map(|stop| stop["department"].clone()).collect();
        for department in ["warehouse", "production", "purchasing"] {
            assert!(departments.contains(&json!(department)), "{departments:?}");
        }
        press(&chen, &one, "costs", json!({"department": "production", "text": "已備料", "amount": "500"})).await.done();
        assert_eq!(press(&chen, &one, "settlement", json!({})).await.refused(), ["4.4.4"], "work is still being stopped");
        stopped(&desk, &one).await;
        assert_eq!(state(&chen, &one).await, "costing");
        assert_eq!(press(&chen, &one, "costs", json!({"text": "", "amount": "5"})).await.refused(), ["4.4.4"]);
        assert_eq!(press(&chen, &one, "costs", json!({"text": "運費", "amount": "零"})).await.refused(), ["4.4.4"]);
        let cost = costs(&chen, &one).await[0].clone();
        assert_eq!(press(&chen, &one, "settlement", json!({})).await.refused(), ["4.4.4"], "nobody bears it yet");
        let split = json!({"charged": "300", "absorbed": "120", "reused": "80"});
        assert_eq!(bear(&chen, &one, &cost, split.clone()).await.status, 403, "the manager decides");
        assert_eq!(bear(&manager, &one, &cost, json!({"charged": "300", "absorbed": "120"})).await.refused(), ["4.4.4"]);
        bear(&manager, &one, &cost, split).await.done();
        press(&chen, &one, "settlement", json!({})).await.done();
        assert_eq!(press(&chen, &one, "closing", json!({})).await.refused(), ["4.4.4"], "the customer has not agreed");
        assert_eq!(press(&chen, &one, "agreement", json!({"text": " "})).await.refused(), ["4.4.4"]);
        press(&chen, &one, "agreement", json!({"text": "林志豪同意負擔三百元"})).await.done();
        press(&chen, &one, "closing", json!({})).await.done();
        let closed = shown(&chen, &one).await;
        assert_eq!(closed["cancellation"]["state"], "closed");
        let posted: Vec<(String, i64)> = closed["postings"].as_array().into_iter().flatten()
            .map(|p| (p["kind"].as_str().unwrap_or("").to_string(), p["amount"].as_i64().unwrap_or(0))).collect();
        let sum: i64 = posted.iter().map(|(_, amount)| amount).sum();
        assert_eq!((posted.len(), sum), (3, 50_000), "{posted:?}");
        let there = desk.log_in(PRODUCTION).await;
        assert!(shown(&there, &one).await["costs"].is_null(), "no money for those who make");
        desk.verified().await;
    }

    async fn c4_4_4_a_split_that_the_customer_does_not_take_goes_back_to_the_costs(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = mixed(&desk, "CX-30").await;
        let one = asked(&chen, &order.id, json!({"all": "yes"})).await;
        decided(&desk, &one).await;
        stopped(&desk, &one).await;
        // Mistyped: whoever wrote it takes it back, nobody else.
        press(&chen, &one, "costs", json!({"department": "production", "text": "已備料", "amount": "5000"})).await.done();
        let path = |cost: &Value| format!("costs/{}/withdrawal", cost["id"].as_str().expect("an id"));
        let wrong = costs(&chen, &one).await[0].clone();
        assert_eq!(press(&manager, &one, &path(&wrong), json!({})).await.rules(), ["cancel.cost_own"]);
        let page = chen.get(&format!("/cancellations/{one}")).await.page();
        assert!(page.contains(&path(&wrong)) && page.contains("收回這筆費用"), "{page}");
        press(&chen, &one, &path(&wrong), json!({})).await.done();
        assert!(costs(&chen, &one).await.is_empty());
        assert_eq!(press(&chen, &one, &path(&wrong), json!({})).await.status, 404, "it is no cost any more");
        assert_eq!(taken_back(&desk, &order.id).await, [500_000], "the history keeps it");
        press(&chen, &one, "costs", json!({"department": "production", "text": "已備料", "amount": "500"})).await.done();
        let cost = costs(&chen, &one).await[0].clone();
        bear(&manager, &one, &cost, json!({"charged": "500"})).await.done();
        assert_eq!(press(&chen, &one, &path(&cost), json!({})).await.rules(), ["cancel.cost_open"]);
        assert_eq!(press(&chen, &one, "disagreement", json!({"text": "不接受"})).await.rules(), ["step.state"]);
        press(&chen, &one, "settlement", json!({})).await.done();
        press(&chen, &one, "agreement", json!({"text": "林志豪同意負擔五百元"})).await.done();
        // A cost comes late, and he takes none of it as it is.
        assert_eq!(press(&chen, &one, "disagreement", json!({"text": " "})).await.rules(), ["cancel.said"]);
        assert!(chen.get(&format!("/cancellations/{one}")).await.page().contains(&format!("/cancellations/{one}/disagreement")));
        press(&chen, &one, "disagreement", json!({"text": "運費帳單後到，林志豪不接受備料費"})).await.done();
        assert_eq!(state(&chen, &one).await, "costing");
        assert_eq!(crate::purchasing::duties(&chen, &one).await, ["cost_cancellation"]);
        press(&chen, &one, "costs", json!({"department": "logistics", "text": "運費", "amount": "200"})).await.done();
        let page = manager.get(&format!("/cancellations/{one}")).await.page();
        assert!(page.contains("重新決定") && page.contains("運費帳單後到"), "{page}");
        bear(&manager, &one, &cost, json!({"absorbed": "500"})).await.done();
        let late = costs(&chen, &one).await[1].clone();
        bear(&manager, &one, &late, json!({"charged": "200"})).await.done();
        press(&chen, &one, "settlement", json!({})).await.done();
        assert_eq!(crate::purchasing::duties(&chen, &one).await, ["settle_cancellation"]);
        assert_eq!(press(&chen, &one, "closing", json!({})).await.rules(), ["cancel.agreed"], "what he agreed to was another sum");
        press(&chen, &one, "agreement", json!({"text": "林志豪同意負擔運費"})).await.done();
        press(&chen, &one, "closing", json!({})).await.done();
        let posted: Vec<(String, i64)> = shown(&chen, &one).await["postings"].as_array().into_iter().flatten()
            .map(|p| (p["kind"].as_str().unwrap_or("").to_string(), p["amount"].as_i64().unwrap_or(0))).collect();
        assert_eq!(posted, [("cancellation_charged".to_string(), 20_000), ("cancellation_absorbed".to_string(), 50_000)]);
        desk.verified().await;
    }

    async fn c4_4_1_a_cancellation_has_reason_source_and_no_more_than_there_is(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CX-2").await;
        let part = |quantity: &str| json!({"lines": [{"no": "1", "quantity": quantity}]});
        let mut silent = part("10");
        silent["reason"] = json!("");
        assert_eq!(ask(&chen, &order.id, silent, "email").await.refused(), ["4.4.1"]);
        assert_eq!(chen.post_json(&format!("/api/v1/orders/{}/cancellations", order.id), &json!({"reason": "停建", "all": "yes"})).await.refused(), ["4.4.1"]);
        assert_eq!(ask(&chen, &order.id, json!({}), "email").await.refused(), ["4.4.1"], "nothing");
        assert_eq!(ask(&chen, &order.id, part("201"), "email").await.refused(), ["4.4.1"], "more than there is");
        let draft = recorded(&chen, &written("CX-2b")).await;
        assert_eq!(ask(&chen, &draft.id, json!({"all": "yes"}), "email").await.refused(), ["4.4.1"]);
        let one = asked(&chen, &order.id, part("50")).await;
        let no = ask(&chen, &order.id, part("10"), "email").await;
        assert!(no.refused() == ["4.4.1"] && no.text().contains("CX-2026-000001"), "{}", no.text());
        // A change of the same line is refused as well.
        let note = talked(&chen, &order.id, "email").await;
        let change = json!({"note": note, "reason": "再加", "lines": [{"no": "1", "quantity": "300"}]});
        let no = chen.post_json(&format!("/api/v1/orders/{}/changes", order.id), &change).await;
        assert!(no.refused() == ["4.3.1"] && no.text().contains("CX-2026-000001"), "{}", no.text());
        press(&chen, &one, "dropping", json!({})).await.done();
        assert_eq!(state(&chen, &one).await, "rejected");
        assert_eq!(press(&chen, &one, "submission", json!({})).await.refused(), ["4.4.1"]);
        chen.post_json(&format!("/api/v1/orders/{}/changes", order.id), &change).await.done();
        let second = asked(&chen, &order.id, json!({"lines": [{"no": "2", "quantity": "10"}]})).await;
        press(&chen, &second, "submission", json!({})).await.done();
        assert_eq!(state(&chen, &second).await, "manager_review");
        let page = chen.get(&format!("/orders/{}/cancellations/new", order.id)).await.page();
        assert!(page.contains("lines[0][quantity]"));
        assert_eq!(manager.get("/cancellations").await.status, 200);
        desk.verified().await;
    }

    async fn c4_4_2_with_the_managers_leave_a_part_is_stopped_and_the_rest_goes_on(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = mixed(&desk, "CX-3").await;
        let one = asked(&chen, &order.id, json!({"lines": [{"no": "1", "quantity": "50"}, {"no": "3", "quantity": "1"}]})).await;
        assert_eq!(press(&manager, &one, "decision", json!({"verdict": "approve"})).await.refused(), ["4.4.2"], "not submitted");
        press(&chen, &one, "submission", json!({})).await.done();
        assert_eq!(press(&chen, &one, "decision", json!({"verdict": "approve"})).await.status, 403);
        assert_eq!(press(&manager, &one, "decision", json!({"verdict": "reject", "text": ""})).await.refused(), ["4.4.2"]);
        press(&manager, &one, "decision", json!({"verdict": "approve"})).await.done();
        let after = seen(&chen, &order.id).await;
        assert_eq!((&line(&after, 1)["cancelled"], &line(&after, 3)["cancelled"], &line(&after, 2)["cancelled"]), (&json!("50"), &json!("1"), &json!("0")));
        let whole: Vec<bool> = stops(&chen, &one).await.iter().map(|stop| stop["whole"] == true).collect();
        assert!(!whole.is_empty() && whole.iter().all(|whole| !whole), "all are amended, none is stopped: {whole:?}");
        let page = chen.get(&format!("/orders/{}", order.id)).await.page();
        assert!(page.contains("取消處理中") || page.contains("Being cancelled"), "the flag is up");
        let second = asked(&chen, &order.id, json!({"lines": [{"no": "2", "quantity": "1"}]})).await;
        press(&chen, &second, "submission", json!({})).await.done();
        press(&manager, &second, "decision", json!({"verdict": "reject", "text": "已近完工"})).await.done();
        assert_eq!(state(&chen, &second).await, "rejected");
        desk.verified().await;
    }

    async fn c4_4_3_each_department_says_what_was_done_and_what_becomes_of_it(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = mixed(&desk, "CX-4").await;
        let one = asked(&chen, &order.id, json!({"lines": [{"no": "2", "quantity": "2"}]})).await;
        decided(&desk, &one).await;
        let there = desk.log_in(PRODUCTION).await;
        let inbox = there.get_json("/api/v1/inbox").await.done();
        assert!(inbox["rows"].as_array().is_some_and(|rows| rows.iter().any(|row| row["kind"] == "acknowledge_stop")), "{inbox}");
        let stop = stops(&chen, &one).await.into_iter().find(|s| s["department"] == "production").expect("a stop");
        let path = format!("stops/{}/acknowledgement", stop["id"].as_str().expect("an id"));
        assert_eq!(press(&desk.log_in(PURCHASING).await, &one, &path, json!({"disposal": "not_begun"})).await.status, 403);
        assert_eq!(press(&there, &one, &path, json!({"done": "1", "disposal": ""})).await.refused(), ["4.4.3"]);
        assert_eq!(press(&there, &one, &path, json!({"done": "1", "disposal": "not_begun"})).await.refused(), ["4.4.3"], "then it was begun");
        assert_eq!(press(&there, &one, &path, json!({"done": "9", "disposal": "scrap"})).await.refused(), ["4.4.3"], "more than was to be made");
        press(&there, &one, &path, json!({"done": "1", "disposal": "rework", "remark": "改作庫存品"})).await.done();
        assert!(press(&there, &one, &path, json!({"done": "1", "disposal": "rework"})).await.status >= 400, "once");
        stopped(&desk, &one).await;
        assert_eq!(state(&chen, &one).await, "costing");
        let page = there.get(&format!("/cancellations/{one}")).await.page();
        assert!(page.contains("改作庫存品"), "{page}");
        desk.verified().await;
    }

    async fn c3_1_3_a_cancellation_said_on_the_telephone_waits_for_the_written_word(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CX-5").await;
        let one = ask(&chen, &order.id, json!({"all": "yes"}), "phone").await.done()["id"].as_str().expect("an id").to_string();
        assert_eq!(press(&chen, &one, "submission", json!({})).await.refused(), ["3.1.3"]);
        assert_eq!(press(&chen, &one, "confirmation", json!({"source": ""})).await.refused(), ["3.1.3"]);
        let paper = filed(&chen, &order.id).await;
        press(&chen, &one, "confirmation", json!({"source": paper})).await.done();
        press(&chen, &one, "submission", json!({})).await.done();
        desk.verified().await;
    }

    async fn c4_4_3_stopping_and_acknowledging_the_work_meet_and_nothing_is_lost(desk) {
        let (chen, manager, there) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await, desk.log_in(WAREHOUSE).await);
        for round in 0..3 {
            let order = approved(&desk, &format!("CX-6-{round}")).await;
            let one = asked(&chen, &order.id, json!({"all": "yes"})).await;
            press(&chen, &one, "submission", json!({})).await.done();
            let given = there.get_json("/api/v1/departments?department=warehouse").await.done();
            let rows = given["rows"].as_array().cloned().unwrap_or_default();
            let mine = rows.iter().find(|row| row["order"] == order.id.as_str()).expect("a dispatch")["id"].clone();
            let path = format!("/api/v1/dispatches/{}/acknowledgement", mine.as_str().expect("an id"));
            let nothing = json!({});
            let (yes, took) = tokio::join!(
                press(&manager, &one, "decision", json!({"verdict": "approve"})),
                there.post_json(&path, &nothing),
            );
            assert_eq!(yes.status, 200, "{}", yes.text());
            assert!(took.status == 200 || took.status == 409, "before it, or told that it is stopped: {}", took.text());
            stopped(&desk, &one).await;
            assert_eq!(state(&chen, &one).await, "costing");
            press(&chen, &one, "settlement", json!({})).await.done();
            press(&chen, &one, "closing", json!({})).await.done();
        }
        desk.verified().await;
    }

    async fn c4_4_4_the_departments_that_stop_say_their_own_costs_and_the_form_is_a_paper(desk) {
        let (chen, there) = (desk.log_in(SPECIALIST).await, desk.log_in(PRODUCTION).await);
        let order = mixed(&desk, "CX-7").await;
        let one = asked(&chen, &order.id, json!({"lines": [{"no": "2", "quantity": "2"}]})).await;
        let cost = json!({"department": "purchasing", "text": "已下料", "amount": "500"});
        assert_eq!(press(&there, &one, "costs", cost.clone()).await.status, 403, "nothing is stopped here yet");
        decided(&desk, &one).await;
        press(&chen, &one, "costs", json!({"department": "specialist", "text": "運費", "amount": "80"})).await.done();
        press(&there, &one, "costs", cost.clone()).await.done();
        assert_eq!(press(&there, &one, "costs", json!({"text": "", "amount": "5"})).await.rules(), ["cancel.cost"]);
        assert_eq!(press(&desk.log_in(PURCHASING).await, &one, "costs", cost).await.status, 403, "no stop of theirs");
        let all = costs(&chen, &one).await;
        assert_eq!((all.len(), &all[1]["department"], &all[1]["amount"]), (2, &json!("production"), &json!(50_000)));
        let own = costs(&there, &one).await;
        assert_eq!((own.len(), &own[0]["text"]), (1, &json!("已下料")), "what it said itself");
        assert!(there.get(&format!("/cancellations/{one}")).await.page().contains("cost-amount"));
        let form = chen.get(&format!("/cancellations/{one}/form.pdf")).await;
        let words = crate::purchasing::words_of(&desk, &form.body);
        for said in ["CX-2026-000001", "工程停建", "CC-600x800", "已下料"] {
            assert!(words.contains(said), "{said}: {words}");
        }
        let theirs = desk.log_in(WAREHOUSE).await.get(&format!("/cancellations/{one}/form.pdf")).await;
        assert!(!crate::purchasing::words_of(&desk, &theirs.body).contains("已下料"), "no money for the warehouse");
        desk.verified().await;
    }
}
