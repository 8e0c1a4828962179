//! 1.3.1 for orders that are too long to carry what they were along in their form: two tabs, and a server that is killed
//! between their saves.

use platform::db::Engine;
use serde_json::Value;

use crate::cast::SPECIALIST;
use crate::client::{Answer, Client};
use crate::kill::{clear_up, fitted_out, own_place, started};
use crate::orders::{long, recorded, seen, written};

const LINES: usize = 250;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_1_two_tabs_of_a_long_order_are_merged_after_the_server_was_killed_on_sqlite() {
    story(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_1_two_tabs_of_a_long_order_are_merged_after_the_server_was_killed_on_postgres() {
    story(Engine::Postgres).await;
}

async fn story(engine: Engine) {
    let Some((folder, place)) = own_place("long", engine, 4) else { return };
    let settings = fitted_out(&folder, &place).await;
    let mut server = started(&settings, &place).await;
    let chen = Client::stranger(&settings.public_url);
    chen.log_in(SPECIALIST).await;
    let order = recorded(&chen, &long("LONG-1", LINES)).await;
    let opened = seen(&chen, &order.id).await;

    let one = saved(&chen, &order.id, &opened, &[(2, "price", "0.7771"), (4, "remark", "甲")]).await;
    assert_eq!(one.status, 303, "{}", one.text());
    server.kill().expect("it runs");
    let _ = server.wait();
    let mut server = started(&settings, &place).await;

    // The other tab was opened before: it changed another line, and one that the first had changed too.
    let two = saved(&chen, &order.id, &opened, &[(6, "qty", "7700"), (4, "remark", "乙")]).await;
    let page = two.text();
    assert_eq!(two.status, 409, "{page}");
    assert!(page.contains("0.7771") && page.contains("7700"), "both are there");
    let asked = page.matches("name=\"conflict[").filter(|_| true).count();
    let fields = page.matches("[field]\"").count();
    assert_eq!(fields, 1, "only what both changed is asked ({asked} inputs)");
    assert_eq!(seen(&chen, &order.id).await["lines"][6]["quantity"], "200", "nothing is written before the answer");
    server.kill().expect("it runs");
    let _ = server.wait();
    clear_up(&folder, &place).await;
}

both! {
    async fn c3_1_2_a_page_that_did_not_come_whole_is_not_taken_for_the_order(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let content = long("LONG-2", 60);
        let order = recorded(&chen, &content).await;
        let lines = async || seen(&chen, &order.id).await["lines"].as_array().map(Vec::len);
        let page = chen.get(&format!("/orders/{}/edit", order.id)).await.page();
        assert!(page.contains("name=\"rows_shown\" value=\"68\""), "the page says how many rows it brings");
        let (shown, rest) = page.split_once("<noscript data-grid-rest").expect("rows for later");
        let count = |text: &str| text.matches("[sku]\"").count();
        assert_eq!((count(shown), count(rest.split("</noscript>").next().unwrap_or(""))), (48, 20), "each row once");

        // A script that never came to its end leaves the mark: neither the order nor a draft is written.
        let cut: Vec<(&str, &str)> =
            vec![("seen", "1"), ("customer", "C004"), ("rows_shown", "68"), ("lines[0][sku]", "HB-M6x30-A2"), ("lines[0][qty]", "1")];
        for place in [format!("/orders/{}", order.id), format!("/scratch/{}", order.id), "/orders".to_string()] {
            let answer = chen.post(&place, &cut).await;
            assert_eq!(answer.status, 400, "{place}: {}", answer.text());
            assert!(answer.text().contains("未儲存任何內容"), "{place}: {}", answer.text());
        }
        assert_eq!(lines().await, Some(60), "nothing was lost");
        let page = chen.get(&format!("/orders/{}/edit", order.id)).await.page();
        assert!(page.contains("value=\"68\""), "no draft of it is put back");
        // Without a script the page sends every row, the empty ones too.
        let all: Vec<(String, String)> = (0..68).map(|at| (format!("lines[{at}][sku]"), String::new())).collect();
        let mut whole = vec![("rows_shown", "68"), ("customer", "C004"), ("channel", "email")];
        whole.extend(all.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        assert_eq!(chen.post(&format!("/scratch/{}", order.id), &whole).await.status, 200);
    }
}

/// The whole form as a browser sends it, without what the order was.
async fn saved(by: &Client, id: &str, opened: &Value, changes: &[(usize, &str, &str)]) -> Answer {
    let text = |value: &Value| value.as_str().unwrap_or("").to_string();
    let mut fields: Vec<(String, String)> = vec![("seen".into(), opened["lock"].to_string())];
    for (name, value) in written("LONG-1").as_object().expect("a form") {
        if let Some(value) = value.as_str() {
            fields.push((name.clone(), value.to_string()));
        }
    }
    for (at, line) in opened["lines"].as_array().into_iter().flatten().enumerate() {
        let own = [
            ("id", "id"),
            ("sku", "sku"),
            ("name", "name"),
            ("spec", "spec"),
            ("quantity", "qty"),
            ("unit", "unit"),
            ("price", "price"),
            ("tax_rate", "tax_rate"),
            ("requested_on", "requested_on"),
            ("place", "place"),
            ("remark", "remark"),
        ];
        for (kept, field) in own {
            let change = changes.iter().find(|(line, name, _)| *line == at && *name == field);
            let value = change.map_or_else(|| text(&line[kept]), |(_, _, value)| (*value).to_string());
            fields.push((format!("lines[{at}][{field}]"), value));
        }
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    by.post(&format!("/orders/{id}"), &fields).await
}
