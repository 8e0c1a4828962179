//! 3.2.3 over HTTP on both engines: what a department answers, and what a setting would have done before it is switched on.

use serde_json::{Value, json};

use crate::cast::{MANAGER, PRODUCTION, SPECIALIST};
use crate::client::Answer;
use crate::orders::{approve, recorded, seen, submit, submitted, written};

fn reason(answer: &Answer, rule: &str) -> Value {
    let reasons = answer.json()["reasons"].as_array().cloned().unwrap_or_default();
    reasons.into_iter().find(|r| r["rule"] == rule).unwrap_or_else(|| panic!("{rule} in {}", answer.text()))
}

both! {
    async fn c3_2_3a_a_departments_no_is_never_taken_for_a_yes(desk) {
        let (chen, manager, there) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await, desk.log_in(PRODUCTION).await);
        let mut content = written("N-1");
        content["requested_on"] = json!("2026-11-27");
        content["lines"] = json!([{"sku": "GP-25CC", "qty": "1"}, {"sku": "HB-M6x30-A2", "qty": "200"}]);
        let order = recorded(&chen, &content).await;
        submit(&chen, &order.id).await.done();
        let notes = format!("/api/v1/orders/{}/notes", order.id);
        let about = json!({"kind": "question", "medium": "production", "asks": "day", "lines": "1", "text": "11-27 可交嗎？"});
        let question = chen.post_json(&notes, &about).await.done()["id"].clone();
        let says = |verdict: &str, lines: &str, day: &str| json!({"kind": "answer", "answers": question, "text": "已查",
            "verdict": verdict, "lines": lines, "day": day});
        assert_eq!(there.post_json(&notes, &says("yes", "1", "")).await.refused(), ["3.2.3a"], "a yes names the day");
        for (verdict, lines, day, why) in [("no", "1", "", "不到"), ("yes", "2", "2026-11-27", "最快"), ("yes", "1", "2026-12-08", "2026-12-08")] {
            there.post_json(&notes, &says(verdict, lines, day)).await.done();
            desk.clock.advance(std::time::Duration::from_secs(60)).expect("later");
            let no = approve(&manager, &order.id).await;
            let said = reason(&no, "delivery.late");
            if lines == "1" {
                assert!(said["text"].as_str().is_some_and(|text| text.contains(why)), "{verdict} {lines} {day}: {said}");
            }
        }
        let page = manager.get(&format!("/review/{}", order.id)).await.page();
        assert!(page.contains("2026-12-08"), "the manager sees what was said");
        let page = chen.get(&format!("/orders/{}?tab=notes", order.id)).await.page();
        assert!(page.contains("不可以") && page.contains("name=\"asks\""), "{page}");
        there.post_json(&notes, &says("yes", "1", "2026-11-27")).await.done();
        approve(&manager, &order.id).await.done();
        let lines = seen(&chen, &order.id).await["lines"].clone();
        assert_eq!(lines[0]["promised_on"], "2026-11-27");
        desk.verified().await;
    }

    async fn c3_2_3c_another_setting_is_tried_on_last_months_orders_and_nothing_is_written(desk) {
        let (chen, finance, executive) = (desk.log_in(SPECIALIST).await, desk.log_in("finance").await, desk.log_in("executive").await);
        let stays = submitted(&desk, "TR-1").await;
        let mut dear = written("TR-2");
        dear["lines"] = json!([{"sku": "HB-M6x30-A2", "qty": "200", "price": "120"}]);
        let turns = recorded(&chen, &dear).await;
        submit(&chen, &turns.id).await.done();
        // From twenty thousand on an order would be major: one is, the other is not.
        let path = "/api/v1/settings/major.gross/trial?value=20000";
        for by in [&finance, &executive, &desk.log_in(MANAGER).await] {
            let trial = by.get_json(path).await.done();
            let flips: Vec<&str> = trial["flips"].as_array().into_iter().flatten().filter_map(|f| f["number"].as_str()).collect();
            assert_eq!((flips, &trial["orders"], &trial["more"]), (vec![turns.number.as_str()], &json!(2), &json!(false)), "{trial}");
            assert!(!trial.to_string().contains(&stays.number));
        }
        assert_eq!(chen.get_json(path).await.status, 403);
        assert_eq!(finance.get_json("/api/v1/settings/major.gross/trial?value=many").await.status, 400);
        assert_eq!(finance.get_json("/api/v1/settings/nothing/trial?value=1").await.status, 404);
        let stands = finance.get_json("/api/v1/settings/major.gross").await.done();
        assert_eq!((&stands["value"], stands["changes"].as_array().map(Vec::len)), (&json!("100000"), Some(0)), "{stands}");
        desk.verified().await;
    }
}
