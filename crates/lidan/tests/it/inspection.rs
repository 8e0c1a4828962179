//! 5.1.1, 7.1: what quality finds on goods that were bought and made, over HTTP on both engines.

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

both! {
    async fn c5_1_1_finished_pieces_wait_for_quality_and_tranches_are_judged_one_by_one(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, made, production) = made(&desk, "QI-1", "6").await;
        let (quality, warehouse) = (desk.log_in(QUALITY).await, desk.log_in(WAREHOUSE).await);
        assert_eq!(work(&production, &made).await["state"], "finished");
        assert_eq!(stocked(&warehouse, &made, "1").await.rules(), ["work.put_away_passed"]);
        let at = waiting(&quality).await;
        assert_eq!(purchasing::duties(&quality, &purchasing::id_in(&at)).await, ["inspect"]);
        // Only quality, no more than is there, every characteristic, all of the sample.
        assert_eq!(warehouse.post_json(&format!("{at}/verdict"), &json!({"verdict": "pass"})).await.status, 403);
        let chen = desk.log_in(SPECIALIST).await;
        assert_eq!(pass(&chen, &at, "1").await.status, 403);
        assert_eq!(pass(&quality, &at, "7").await.rules(), ["inspection.within"]);
        assert_eq!(pass(&quality, &at, "0").await.rules(), ["inspection.within"]);
        let form = json!({"verdict": "pass", "quantity": "6", "looked": "5", "results": results(&quality, &at).await});
        assert_eq!(quality.post_json(&format!("{at}/verdict"), &form).await.rules(), ["inspection.sample"]);
        let out = json!({"verdict": "pass", "results": [{"value": "25.021"}, {"good": "yes"}]});
        assert_eq!(quality.post_json(&format!("{at}/verdict"), &out).await.rules(), ["inspection.results"]);
        pass(&quality, &at, "2").await.done();
        assert_eq!(line(&desk, &order).await["inspected"], "2", "the rest comes later");
        assert_eq!(stocked(&warehouse, &made, "3").await.rules(), ["work.put_away_passed"]);
        stocked(&warehouse, &made, "2").await.done();
        pass(&quality, &at, "").await.done();
        assert!(purchasing::duties(&quality, &purchasing::id_in(&at)).await.is_empty());
        assert_eq!(pass(&quality, &at, "").await.rules(), ["step.state"], "judged is judged");
        assert_eq!(work(&production, &made).await["state"], "inspected");
        stocked(&warehouse, &made, "4").await.done();
        assert_eq!(work(&production, &made).await["state"], "stocked");
        assert_eq!(line(&desk, &order).await["inspected"], "6");
        desk.verified().await;
    }

    async fn c5_1_1_what_is_not_as_planned_is_taken_by_the_manager_with_a_ground(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, made, production) = made(&desk, "QI-2", "4").await;
        let (quality, manager) = (desk.log_in(QUALITY).await, desk.log_in(MANAGER).await);
        let at = waiting(&quality).await;
        let bare = json!({"verdict": "fail", "quantity": "1"});
        assert_eq!(quality.post_json(&format!("{at}/verdict"), &bare).await.rules(), ["inspection.ground"]);
        fail(&quality, &at, "3").await.done();
        assert_eq!(purchasing::duties(&quality, &purchasing::id_in(&at)).await.len(), 2, "one to inspect, three to settle");
        let take = json!({"verdict": "concession", "tranche": "2", "quantity": "3", "ground": "不影響裝配"});
        assert_eq!(quality.post_json(&format!("{at}/verdict"), &take).await.status, 403, "quality does not decide that");
        let silent = json!({"verdict": "concession", "tranche": "2", "quantity": "3", "ground": " "});
        let answer = manager.post_json(&format!("{at}/verdict"), &silent).await;
        assert_eq!(answer.rules(), ["inspection.ground"]);
        manager.post_json(&format!("{at}/verdict"), &take).await.done();
        // What he takes without quality's word is his as well.
        let take = json!({"verdict": "concession", "ground": "急件"});
        manager.post_json(&format!("{at}/verdict"), &take).await.done();
        assert_eq!(line(&desk, &order).await["inspected"], "4");
        assert_eq!(work(&production, &made).await["state"], "inspected");
        let again = json!({"verdict": "concession", "tranche": "2", "ground": "急件"});
        assert_eq!(manager.post_json(&format!("{at}/verdict"), &again).await.rules(), ["step.state"]);
        desk.verified().await;
    }

    async fn c5_1_1_failed_pieces_block_exactly_their_quantity_and_are_reported_again_after_rework(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let before = purchasing::stock(&desk, "GP-25CC").await;
        let (order, made, production) = made(&desk, "QI-3", "4").await;
        let (quality, warehouse) = (desk.log_in(QUALITY).await, desk.log_in(WAREHOUSE).await);
        let at = waiting(&quality).await;
        fail(&quality, &at, "1").await.done();
        pass(&quality, &at, "").await.done();
        stocked(&warehouse, &made, "3").await.done();
        assert_eq!(stocked(&warehouse, &made, "1").await.rules(), ["work.put_away_passed"]);
        let number = |text: &str| text.replace(',', "").parse::<i64>().expect("a whole number");
        let after = purchasing::stock(&desk, "GP-25CC").await;
        assert_eq!(number(&after.0) - number(&before.0), 3);
        assert_eq!(number(&after.1) - number(&before.1), 3, "all that is there is the line's");
        assert_eq!((line(&desk, &order).await["inspected"].clone(), work(&production, &made).await["state"].clone()), (json!("3"), json!("finished")));
        assert_eq!(report(&production, &made, 30, "1", "").await.rules()[0], "step.state", "quality has not said what becomes of it");
        assert_eq!(settle(&quality, &at, json!({"fate": "return"})).await.rules(), ["inspection.fits"], "we made it ourselves");
        assert_eq!(settle(&quality, &at, json!({"fate": "rework", "quantity": "2"})).await.rules(), ["inspection.within"]);
        settle(&quality, &at, json!({"fate": "rework"})).await.done();
        assert_eq!(settle(&quality, &at, json!({"fate": "rework"})).await.rules(), ["step.state"]);
        let now = work(&production, &made).await;
        assert_eq!((&now["state"], &now["good"], &now["scrap"]), (&json!("in_progress"), &json!("3"), &json!("0")));
        assert_eq!(line(&desk, &order).await["produced"], "3");
        assert!(purchasing::duties(&production, &made).await.contains(&"make_work".to_string()));
        report(&production, &made, 30, "1", "").await.done();
        let at = waiting(&quality).await;
        pass(&quality, &at, "").await.done();
        stocked(&warehouse, &made, "1").await.done();
        assert_eq!(work(&production, &made).await["state"], "stocked");
        desk.verified().await;
    }

    async fn c5_1_1_scrap_is_made_again_from_the_first_operation(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, made, production) = made(&desk, "QI-4", "4").await;
        let quality = desk.log_in(QUALITY).await;
        let at = waiting(&quality).await;
        fail(&quality, &at, "1").await.done();
        pass(&quality, &at, "").await.done();
        settle(&quality, &at, json!({"fate": "scrap"})).await.done();
        let now = work(&production, &made).await;
        assert_eq!((&now["state"], &now["good"], &now["scrap"]), (&json!("in_progress"), &json!("3"), &json!("1")));
        assert!(now["end_on"].as_str() > Some("2026-11-20"), "its minutes are planned again: {now}");
        assert_eq!(report(&production, &made, 30, "1", "").await.rules(), ["work.report_flow"], "the piece is gone");
        for step in [10, 20, 30] {
            report(&production, &made, step, "1", "").await.done();
        }
        pass(&quality, &waiting(&quality).await, "").await.done();
        assert_eq!((&line(&desk, &order).await["produced"], &line(&desk, &order).await["inspected"]), (&json!("4"), &json!("4")));
        desk.verified().await;
    }

    async fn c4_1_3_parts_of_what_is_made_again_are_taken_or_bought_and_given_to_the_work(desk) {
        let (_, made) = pumps(&desk, "QI-5", "2027-03-16", "4").await;
        let (production, warehouse) = (desk.log_in(PRODUCTION).await, desk.log_in(WAREHOUSE).await);
        released(&production, id(&made)).await;
        let bolts = desk.app.read(|tx| ::desk::masters::product_by_sku(tx, BOLT)).await.expect("a read");
        let at = format!("/api/v1/products/{}/stock", bolts.expect("bolts").id);
        let (on_hand, _) = purchasing::stock(&desk, BOLT).await;
        report(&production, id(&made), 10, "3", "1").await.done();
        let (left, _) = purchasing::stock(&desk, BOLT).await;
        let number = |text: &str| text.replace(',', "").parse::<i64>().expect("a whole number");
        let each = number(&on_hand) - number(&left);
        assert!(each > 0, "free ones were taken: {on_hand} {left}");
        // With none left, they are bought for it.
        let buyer = desk.log_in(PURCHASING).await;
        let (_, reserved) = purchasing::stock(&desk, BOLT).await;
        warehouse.post_json(&at, &json!({"kind": "count", "quantity": reserved.replace(',', ""), "reason": "盤點"})).await.done();
        let before = purchasing::needs(&buyer).await.len();
        report(&production, id(&made), 10, "", "1").await.done();
        let needs = purchasing::needs(&buyer).await;
        assert_eq!(needs.len(), before + 1, "{needs:?}");
        let need = needs.iter().find(|need| need["sku"] == BOLT).expect("bolts are to be bought").clone();
        assert_eq!((&need["open"], &need["component"]), (&json!(each.to_string()), &json!(true)));
        let done = buyer.post_json("/api/v1/purchases", &json!({"requests": [need["id"]]})).await.done();
        let purchase = format!("/api/v1/purchases/{}", text(&done["id"]));
        purchasing::bound(&desk, &buyer, &purchase, "2026-12-15").await;
        let held = purchasing::stock(&desk, BOLT).await;
        purchasing::received(&warehouse, &purchase, "1", &each.to_string()).await.done();
        let quality = desk.log_in(QUALITY).await;
        for row in queue(&quality, "pending").await {
            pass(&quality, &format!("/api/v1/inspections/{}", id(&row["inspection"])), "").await.done();
        }
        assert_eq!(purchasing::stock(&desk, BOLT).await, held, "what came went straight to the work");
        desk.verified().await;
    }

    async fn c5_1_1_bought_goods_that_failed_go_back_and_the_rest_goes_on(desk) {
        let (order, purchase, at) = arrived(&desk, "QI-6").await;
        let (quality, buyer) = (desk.log_in(QUALITY).await, desk.log_in(PURCHASING).await);
        let before = purchasing::stock(&desk, "BV-DN20-304").await;
        fail(&quality, &at, "3").await.done();
        pass(&quality, &at, "7").await.done();
        let seen = purchasing::look(&buyer, &purchase).await;
        assert_eq!((&seen["lines"][0]["to_inspect"], &seen["receipts"][0]["passed"]), (&json!("3"), &json!("7")));
        assert_eq!(line(&desk, &order).await["inspected"], "7");
        let after = purchasing::stock(&desk, "BV-DN20-304").await;
        assert_ne!(before, after, "seven lie there, for the line");
        assert_eq!(buyer.post_json(&format!("{purchase}/closing"), &json!({})).await.status, 422);
        assert_eq!(settle(&quality, &at, json!({"fate": "scrap"})).await.rules(), ["inspection.fits"]);
        assert_eq!(settle(&quality, &at, json!({"fate": "return"})).await.status, 400, "replaced or credited?");
        settle(&quality, &at, json!({"fate": "return", "quantity": "1", "outcome": "replace"})).await.done();
        // Sorted out here, the second is looked at once more; the third goes back from the purchase's own page.
        settle(&quality, &at, json!({"fate": "rework", "quantity": "1"})).await.done();
        pass(&quality, &at, "1").await.done();
        let receipt = &seen["receipts"][0]["id"];
        let back = json!({"receipt": receipt, "quantity": "1", "outcome": "replace", "reason": "漏水"});
        buyer.post_json(&format!("{purchase}/returns"), &back).await.done();
        let states: Vec<String> = quality.get_json(&at).await.done()["tranches"].as_array().expect("tranches").iter()
            .map(|t| format!("{} {}", t["quantity"].as_str().unwrap_or(""), t["state"].as_str().unwrap_or(""))).collect();
        assert_eq!(states, ["7 passed", "1 return", "1 return", "1 rework", "1 passed"]);
        let seen = purchasing::look(&buyer, &purchase).await;
        assert_eq!((&seen["lines"][0]["returned"], &seen["lines"][0]["to_inspect"]), (&json!("2"), &json!("0")));
        assert_eq!(line(&desk, &order).await["inspected"], "8");
        assert!(queue(&quality, "failed").await.is_empty());
        desk.verified().await;
    }

    async fn c5_1_1_goods_that_go_back_unseen_are_not_inspected_any_more(desk) {
        let (_, purchase, at) = arrived(&desk, "QI-7").await;
        let (quality, buyer) = (desk.log_in(QUALITY).await, desk.log_in(PURCHASING).await);
        let receipt = purchasing::look(&buyer, &purchase).await["receipts"][0]["id"].clone();
        let back = json!({"receipt": receipt, "quantity": "4", "outcome": "replace", "reason": "送錯貨"});
        buyer.post_json(&format!("{purchase}/returns"), &back).await.done();
        assert_eq!(pass(&quality, &at, "10").await.rules(), ["inspection.within"]);
        pass(&quality, &at, "6").await.done();
        assert_eq!(queue(&quality, "dropped").await.len(), 1);
        desk.verified().await;
    }

    async fn c5_1_1_between_operations_quality_holds_what_it_has_not_judged(desk) {
        planned(&desk, "GP-25CC", "in_process").await;
        let (_, made) = pumps(&desk, "QI-8", "2027-03-16", "4").await;
        let (production, quality) = (desk.log_in(PRODUCTION).await, desk.log_in(QUALITY).await);
        released(&production, id(&made)).await;
        report(&production, id(&made), 10, "4", "").await.done();
        assert_eq!(report(&production, id(&made), 20, "1", "").await.rules(), ["work.report_inspected"]);
        let at = waiting(&quality).await;
        pass(&quality, &at, "2").await.done();
        fail(&quality, &at, "").await.done();
        assert_eq!(report(&production, id(&made), 20, "3", "").await.rules(), ["work.report_inspected"]);
        report(&production, id(&made), 20, "2", "").await.done();
        settle(&quality, &at, json!({"fate": "rework", "quantity": "1"})).await.done();
        settle(&quality, &at, json!({"fate": "scrap"})).await.done();
        let step = work(&production, id(&made)).await["steps"][0].clone();
        assert_eq!((&step["good"], &step["scrap"]), (&json!("2"), &json!("1")));
        report(&production, id(&made), 10, "2", "").await.done();
        // Quality may also ask by itself, for what lies there and nothing more.
        let ask = |no: &str, quantity: &str| json!({"work": id(&made), "no": no, "quantity": quantity});
        assert_eq!(quality.post_json("/api/v1/inspections", &ask("20", "9")).await.rules(), ["inspection.within"]);
        assert_eq!(production.post_json("/api/v1/inspections", &ask("20", "1")).await.status, 403);
        assert_eq!(quality.post_json("/api/v1/inspections", &ask("30", "1")).await.status, 400, "that is the final one");
        desk.verified().await;
    }

    async fn c5_1_1_before_shipment_what_failed_is_not_at_hand_until_it_is_put_right(desk) {
        let (order, made, _) = made(&desk, "QI-9", "4").await;
        let (quality, warehouse) = (desk.log_in(QUALITY).await, desk.log_in(WAREHOUSE).await);
        let ask = |quantity: &str| json!({"order": order.number, "no": "1", "quantity": quantity});
        assert_eq!(quality.post_json("/api/v1/inspections", &ask("1")).await.rules(), ["inspection.within"], "not on the shelf");
        stocked(&warehouse, &made, "4").await.done();
        assert_eq!(quality.post_json("/api/v1/inspections", &ask("5")).await.rules(), ["inspection.within"]);
        let begun = quality.post_json("/api/v1/inspections", &ask("4")).await.done();
        assert_eq!(quality.post_json("/api/v1/inspections", &ask("1")).await.rules(), ["inspection.within"], "they are being looked at");
        let at = format!("/api/v1/inspections/{}", text(&begun["id"]));
        let chen = desk.log_in(SPECIALIST).await;
        assert_eq!(seen(&chen, &order.id).await["execution"], "ready");
        fail(&quality, &at, "1").await.done();
        pass(&quality, &at, "").await.done();
        assert_eq!((&line(&desk, &order).await["inspected"], &seen(&chen, &order.id).await["execution"]), (&json!("3"), &json!("in_progress")));
        settle(&quality, &at, json!({"fate": "rework"})).await.done();
        assert_eq!(line(&desk, &order).await["inspected"], "3", "not before it passed");
        pass(&quality, &at, "").await.done();
        assert_eq!((&line(&desk, &order).await["inspected"], &seen(&chen, &order.id).await["execution"]), (&json!("4"), &json!("ready")));
        desk.verified().await;
    }

    async fn c5_1_1_before_shipment_what_cannot_be_put_right_goes_back_to_production_or_is_made_anew(desk) {
        let (order, made, production) = made(&desk, "QI-14", "5").await;
        let (quality, warehouse) = (desk.log_in(QUALITY).await, desk.log_in(WAREHOUSE).await);
        stocked(&warehouse, &made, "5").await.done();
        assert_eq!(work(&production, &made).await["state"], "stocked");
        let shelf = purchasing::stock(&desk, "GP-25CC").await;
        let begin = async |quantity: &str| {
            let form = json!({"order": order.number, "no": "1", "quantity": quantity});
            let begun = quality.post_json("/api/v1/inspections", &form).await.done();
            format!("/api/v1/inspections/{}", text(&begun["id"]))
        };
        let at = begin("5").await;
        fail(&quality, &at, "3").await.done();
        pass(&quality, &at, "").await.done();
        assert_eq!(quality.get_json(&at).await.done()["fates"], json!(["rework", "return", "scrap"]));
        let page = quality.get(&at.replace("/api/v1", "")).await.page();
        assert!(page.contains("退回生產重做") && page.contains("報廢") && !page.contains("name=\"outcome\""), "{page}");
        // Back to production: off the shelf and out of the line's pieces, the last operation reports it again.
        assert_eq!(settle(&production, &at, json!({"fate": "return"})).await.status, 403, "quality says so");
        assert_eq!(settle(&quality, &at, json!({"fate": "return", "quantity": "4"})).await.rules(), ["inspection.within"]);
        settle(&quality, &at, json!({"fate": "return", "quantity": "1"})).await.done();
        let now = work(&production, &made).await;
        assert_eq!((&now["state"], &now["good"], &now["stocked"], &now["scrap"]), (&json!("in_progress"), &json!("4"), &json!("4"), &json!("0")));
        let number = |text: &str| text.replace(',', "").parse::<i64>().expect("a whole number");
        let less = purchasing::stock(&desk, "GP-25CC").await;
        assert_eq!((number(&shelf.0) - number(&less.0), number(&shelf.1) - number(&less.1)), (1, 1), "on hand and held for the line");
        assert_eq!(purchasing::duties(&production, &made).await, ["make_work"]);
        // Scrap, while its work runs again: it is made anew from the first operation on, with parts.
        settle(&quality, &at, json!({"fate": "scrap", "quantity": "1"})).await.done();
        let now = work(&production, &made).await;
        assert_eq!((&now["state"], &now["good"], &now["stocked"], &now["scrap"]), (&json!("in_progress"), &json!("3"), &json!("3"), &json!("1")));
        let of_line = line(&desk, &order).await;
        assert_eq!((&of_line["produced"], &of_line["inspected"]), (&json!("3"), &json!("2")), "the third waits for a word");
        // The manager may still take it as it is.
        let tranches = quality.get_json(&at).await.done()["tranches"].clone();
        let failed = tranches.as_array().expect("tranches").iter().find(|t| t["state"] == "failed").expect("one").clone();
        let take = json!({"verdict": "concession", "tranche": failed["no"].to_string(), "ground": "客戶同意"});
        desk.log_in(MANAGER).await.post_json(&format!("{at}/verdict"), &take).await.done();
        assert_eq!(line(&desk, &order).await["inspected"], "3");
        assert_eq!(settle(&quality, &at, json!({"fate": "return"})).await.rules(), ["step.state"]);
        // What comes again is put away and looked at once more.
        assert_eq!(report(&production, &made, 30, "2", "").await.rules(), ["work.report_flow"], "one is gone");
        report(&production, &made, 30, "1", "").await.done();
        for step in [10, 20, 30] {
            report(&production, &made, step, "1", "").await.done();
        }
        stocked(&warehouse, &made, "2").await.done();
        assert_eq!(work(&production, &made).await["state"], "stocked");
        assert_eq!(purchasing::stock(&desk, "GP-25CC").await, shelf);
        let again = begin("2").await;
        pass(&quality, &again, "").await.done();
        let chen = desk.log_in(SPECIALIST).await;
        assert_eq!((&line(&desk, &order).await["inspected"], &seen(&chen, &order.id).await["execution"]), (&json!("5"), &json!("ready")));
        desk.verified().await;
    }

    async fn c5_1_1_before_shipment_what_we_did_not_make_is_put_right_and_nothing_else(desk) {
        let warehouse = desk.log_in(WAREHOUSE).await;
        let found = desk.app.read(|tx| ::desk::masters::product_by_sku(tx, "BV-DN20-304")).await.expect("a read");
        let path = format!("/api/v1/products/{}/stock", found.expect("a product").id);
        warehouse.post_json(&path, &json!({"kind": "receipt", "quantity": "40"})).await.done();
        let (chen, manager, quality) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await, desk.log_in(QUALITY).await);
        let mut content = crate::orders::written("QI-15");
        content["customer"] = json!("C001");
        content["lines"] = json!([{"sku": "BV-DN20-304", "qty": "2"}]);
        let order = crate::orders::recorded(&chen, &content).await;
        crate::orders::submit(&chen, &order.id).await.done();
        crate::orders::approve(&manager, &order.id).await.done();
        let form = json!({"order": order.number, "no": "1", "quantity": "2"});
        let at = format!("/api/v1/inspections/{}", text(&quality.post_json("/api/v1/inspections", &form).await.done()["id"]));
        fail(&quality, &at, "").await.done();
        assert_eq!(quality.get_json(&at).await.done()["fates"], json!(["rework"]));
        for fate in ["return", "scrap"] {
            assert_eq!(settle(&quality, &at, json!({"fate": fate})).await.rules(), ["inspection.fits"], "{fate}");
        }
        settle(&quality, &at, json!({"fate": "rework"})).await.done();
        pass(&quality, &at, "").await.done();
        desk.verified().await;
    }

    async fn c5_1_1_before_shipment_what_was_bought_goes_back_to_its_supplier_or_is_bought_anew(desk) {
        let (buyer, warehouse, quality) = (desk.log_in(PURCHASING).await, desk.log_in(WAREHOUSE).await, desk.log_in(QUALITY).await);
        let (order, purchase) = purchasing::contracted(&desk, &buyer, "QI-18").await;
        purchasing::received(&warehouse, &purchase, "1", "10").await.done();
        let form = json!({"order": order.number, "no": "1", "quantity": "10"});
        let at = format!("/api/v1/inspections/{}", text(&quality.post_json("/api/v1/inspections", &form).await.done()["id"]));
        fail(&quality, &at, "7").await.done();
        pass(&quality, &at, "").await.done();
        let before = line(&desk, &order).await;
        assert_eq!((&before["received"], &before["inspected"], &before["forecast_on"]), (&json!("10"), &json!("3"), &json!("2026-11-25")));
        assert_eq!(quality.get_json(&at).await.done()["fates"], json!(["rework", "return", "scrap"]));
        let page = quality.get(&at.replace("/api/v1", "")).await.page();
        assert!(page.contains("name=\"outcome\"") && page.contains("報廢，重新採購") && !page.contains("退回生產重做"), "{page}");
        assert_eq!(settle(&quality, &at, json!({"fate": "return", "quantity": "2"})).await.status, 400, "replaced, or for credit?");
        // To be replaced: the purchase goes on, the goods are in no stock, and the line learns when others can be here.
        settle(&quality, &at, json!({"fate": "return", "quantity": "2", "outcome": "replace"})).await.done();
        let bought = purchasing::look(&buyer, &purchase).await;
        assert_eq!((&bought["state"], &bought["lines"][0]["received"]), (&json!("partly_received"), &json!("8")), "{bought}");
        assert_eq!((&bought["returns"][0]["quantity"], &bought["returns"][0]["reason"]), (&json!("2"), &json!("內徑超差")));
        assert_eq!(purchasing::duties(&buyer, &purchasing::id_in(&purchase)).await, ["await_goods"]);
        assert_eq!(purchasing::stock(&desk, "BV-DN20-304").await, ("8".into(), "8".into()));
        let after = line(&desk, &order).await;
        assert_eq!((&after["received"], &after["inspected"]), (&json!("8"), &json!("3")), "what failed was not at hand before");
        // Twelve days of his, two on the way, one to the customer.
        assert_eq!(after["forecast_on"], "2026-12-15");
        assert!(purchasing::needs(&buyer).await.is_empty(), "the same supplier brings it");
        // For credit, and as scrap: the need is purchasing's duty again.
        settle(&quality, &at, json!({"fate": "return", "quantity": "1", "outcome": "credit"})).await.done();
        let need = purchasing::needs(&buyer).await;
        assert_eq!((need.len(), &need[0]["open"]), (1, &json!("1")), "{need:?}");
        settle(&quality, &at, json!({"fate": "scrap", "quantity": "3", "ground": "閥體裂紋"})).await.done();
        let need = purchasing::needs(&buyer).await;
        assert_eq!((need.len(), &need[0]["open"]), (1, &json!("4")), "{need:?}");
        assert_eq!(purchasing::duties(&buyer, &text(&need[0]["id"])).await, ["quote_request"]);
        assert_eq!(purchasing::stock(&desk, "BV-DN20-304").await, ("4".into(), "4".into()));
        let bought = purchasing::look(&buyer, &purchase).await;
        assert_eq!((&bought["lines"][0]["received"], &bought["lines"][0]["quantity"]), (&json!("7"), &json!("9")), "scrap was brought and is paid");
        // The manager takes the last as it is.
        let tranches = quality.get_json(&at).await.done()["tranches"].clone();
        let failed = tranches.as_array().expect("tranches").iter().find(|t| t["state"] == "failed").expect("one").clone();
        assert_eq!(failed["quantity"], "1");
        let take = json!({"verdict": "concession", "tranche": failed["no"].to_string(), "ground": "客戶同意"});
        desk.log_in(MANAGER).await.post_json(&format!("{at}/verdict"), &take).await.done();
        assert_eq!(line(&desk, &order).await["inspected"], "4");
        // What is replaced comes, and the rest is bought as a fresh need.
        purchasing::received(&warehouse, &purchase, "1", "2").await.done();
        let (anew, _) = purchasing::opened(&buyer).await;
        purchasing::bound(&desk, &buyer, &anew, "2026-12-22").await;
        assert_eq!(line(&desk, &order).await["forecast_on"], "2026-12-23");
        purchasing::received(&warehouse, &anew, "1", "4").await.done();
        let done = line(&desk, &order).await;
        assert_eq!((&done["received"], &done["inspected"], &done["forecast_on"]), (&json!("10"), &json!("10"), &json!("2026-11-25")));
        assert_eq!(seen(&desk.log_in(SPECIALIST).await, &order.id).await["execution"], "ready");
        assert_eq!(purchasing::stock(&desk, "BV-DN20-304").await, ("10".into(), "10".into()));
        desk.verified().await;
    }

    async fn c5_1_1_before_shipment_a_closed_purchase_brings_nothing_instead_but_takes_back_for_credit(desk) {
        let (buyer, warehouse, quality) = (desk.log_in(PURCHASING).await, desk.log_in(WAREHOUSE).await, desk.log_in(QUALITY).await);
        let (order, purchase) = purchasing::contracted(&desk, &buyer, "QI-19").await;
        purchasing::received(&warehouse, &purchase, "1", "10").await.done();
        buyer.post_json(&format!("{purchase}/closing"), &json!({})).await.done();
        let form = json!({"order": order.number, "no": "1", "quantity": "4"});
        let at = format!("/api/v1/inspections/{}", text(&quality.post_json("/api/v1/inspections", &form).await.done()["id"]));
        fail(&quality, &at, "").await.done();
        let no = settle(&quality, &at, json!({"fate": "return", "outcome": "replace"})).await;
        assert_eq!((no.refused(), no.rules()), (vec!["4.2.4".to_string()], vec!["step.state".to_string()]));
        assert_eq!(purchasing::stock(&desk, "BV-DN20-304").await, ("10".into(), "10".into()), "nothing moved");
        assert_eq!(line(&desk, &order).await["received"], "10");
        settle(&quality, &at, json!({"fate": "return", "outcome": "credit", "quantity": "1"})).await.done();
        settle(&quality, &at, json!({"fate": "scrap"})).await.done();
        assert_eq!(purchasing::look(&buyer, &purchase).await["state"], "closed");
        assert_eq!(purchasing::needs(&buyer).await[0]["open"], "4");
        assert_eq!(purchasing::stock(&desk, "BV-DN20-304").await, ("6".into(), "6".into()));
        desk.verified().await;
    }

    async fn c5_1_1_a_refused_verdict_keeps_every_result_that_was_typed(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (_, _, _) = made(&desk, "QI-16", "4").await;
        let quality = desk.log_in(QUALITY).await;
        let at = waiting(&quality).await;
        fail(&quality, &at, "1").await.done();
        let path = format!("{}/verdict", at.replace("/api/v1", ""));
        let typed = [("verdict", "pass"), ("tranche", "1"), ("quantity", "3"), ("looked", "2"),
            ("results[0][value]", "25.125"), ("results[1][good]", "yes"), ("results[1][value]", "輕微刮痕"), ("ground", "目視")];
        let answer = quality.post(&path, &typed).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        let page = answer.text();
        let form = page.split("<form").find(|form| form.contains("25.125")).expect("the form with what was typed");
        assert!(form.contains("輕微刮痕") && form.contains("value=\"2\"") && form.contains("目視"), "{form}");
        let tick = form.split("<input").find(|input| input.contains("results[1][good]")).expect("the tick");
        assert!(tick.split('>').next().is_some_and(|tick| tick.contains("checked")), "{tick}");
        assert_eq!(page.matches("目視").count(), 1, "and in no other form of the page");
        // Nothing is there to be kept before anything was typed.
        let fresh = quality.get(&at.replace("/api/v1", "")).await.page();
        assert!(!fresh.contains("25.125") && fresh.contains("value=\"3\""), "{fresh}");
    }

    async fn c7_1_inspection_reports_stand_in_the_list_of_all_records_by_class(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, _, _) = made(&desk, "QI-17", "1").await;
        let (quality, chen) = (desk.log_in(QUALITY).await, desk.log_in(SPECIALIST).await);
        let at = waiting(&quality).await;
        pass(&quality, &at, "").await.done();
        let number = text(&quality.get_json(&at).await.done()["inspection"]["number"]);
        let list = async |query: &str| chen.get_json(&format!("/api/v1/records{query}")).await.done();
        let rows = |list: &Value| list["rows"].as_array().cloned().expect("rows");
        let reports = rows(&list("?kind=inspection").await);
        assert_eq!(reports.len(), 1, "{reports:?}");
        assert_eq!((&reports[0]["name"], &reports[0]["order"]), (&json!(format!("{number}.pdf")), &json!(order.id)));
        let pdf = chen.get(&text(&reports[0]["href"])).await;
        assert!(pdf.status == 200 && pdf.body.starts_with(b"%PDF"), "{}", pdf.status);
        for query in ["?customer=C001&kind=inspection", "?q=QI-17&kind=inspection", "?customer=C001", "?q=QI-17"] {
            assert!(rows(&list(query).await).contains(&reports[0]), "{query}");
        }
        for query in ["?customer=C002&kind=inspection", "?q=NOTHING&kind=inspection", "?kind=customer", "?to=2020-01-01"] {
            assert!(!rows(&list(query).await).contains(&reports[0]), "{query}");
        }
        let page = chen.get("/records?kind=inspection").await.page();
        assert!(page.contains(&format!("{number}.pdf")) && page.contains("檢驗報告"), "{page}");
        // Page by page, newest first, everything once: what came and what was made beside each other.
        for n in 0..60 {
            let name = format!("n{n}.txt");
            let path = format!("/api/v1/orders/{}/sources", order.id);
            chen.upload(&path, (&name, vec![b'x'; n + 1]), &[("kind", "other")]).await.done();
        }
        let (mut all, mut after) = (Vec::new(), String::new());
        loop {
            let page = list(&format!("?after={after}")).await;
            assert!(rows(&page).len() <= 50);
            all.extend(rows(&page));
            match page["next"].as_str() {
                Some(next) => after = next.to_string(),
                None => break,
            }
        }
        let mut ids: Vec<String> = all.iter().map(|row| text(&row["id"])).collect();
        let days: Vec<&str> = all.iter().filter_map(|row| row["added_at"].as_str()).collect();
        assert!(days.is_sorted_by(|a, b| a >= b), "{days:?}");
        assert!(all.contains(&reports[0]) && all.len() > 60, "{}", all.len());
        ids.sort();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "each once");
    }

    async fn c5_1_1_two_inspectors_at_once_let_no_piece_pass_twice(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, _, _) = made(&desk, "QI-10", "6").await;
        let quality = Arc::new(desk.log_in(QUALITY).await);
        let at = waiting(&quality).await;
        let mut racing = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (quality, at) = (quality.clone(), at.clone());
            racing.spawn(async move { pass(&quality, &at, "1").await.status });
        }
        let mut passed = 0;
        while let Some(status) = racing.join_next().await {
            match status.expect("an answer") {
                200 => passed += 1,
                409 | 422 => {}
                other => panic!("{other}"),
            }
        }
        assert!(passed <= 6, "{passed}");
        assert_eq!(line(&desk, &order).await["inspected"], passed.to_string());
        // Who saw an older state is told so.
        let late = json!({"verdict": "fail", "lock": "1", "ground": "刮傷"});
        assert_eq!(quality.post_json(&format!("{at}/verdict"), &late).await.status, 409);
        desk.verified().await;
    }

    async fn c5_1_1_a_plan_says_what_is_looked_at_and_a_product_may_be_let_through(desk) {
        let (quality, production) = (desk.log_in(QUALITY).await, desk.log_in(PRODUCTION).await);
        let set = "/api/v1/inspection-plans";
        assert_eq!(production.post_json(set, &plan("GP-25CC", "final")).await.status, 403);
        let empty = json!({"sku": "GP-25CC", "kind": "final", "points": [{"name": " "}]});
        assert_eq!(quality.post_json(set, &empty).await.rules(), ["inspection_plan.points"]);
        let crossed = json!({"sku": "GP-25CC", "kind": "final", "points": [{"name": "內徑", "low": "3", "high": "2.999999"}]});
        assert_eq!(quality.post_json(set, &crossed).await.rules(), ["inspection_plan.bounds"]);
        assert_eq!(quality.post_json(set, &json!({"sku": "NONE", "kind": "final", "points": [{"name": "外觀"}]})).await.status, 400);
        // For every product, and one that is let through.
        quality.post_json(set, &plan("", "final")).await.done();
        let free = json!({"sku": "GP-25CC", "kind": "final", "required": "no"});
        let first = quality.post_json(set, &free).await.done();
        let (_, made, production) = made(&desk, "QI-11", "1").await;
        assert_eq!(work(&production, &made).await["state"], "inspected");
        let second = quality.post_json(set, &plan("GP-25CC", "final")).await.done();
        assert_eq!(first["id"], second["id"], "one plan for a product and a kind");
        let rows = quality.get_json(set).await.done()["rows"].clone();
        assert_eq!(rows.as_array().map(Vec::len), Some(2));
        let page = quality.get(&format!("/inspection-plans/{}", text(&second["id"]))).await.page();
        assert!(page.contains("內徑") && page.contains("24.98") && page.matches("訂檢驗計畫").count() >= 2, "{page}");
        desk.verified().await;
    }

    async fn c4_4_3_what_stopped_work_had_finished_is_judged_and_put_away(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, work_of) = pumps(&desk, "QI-12", "2027-03-16", "4").await;
        let production = desk.log_in(PRODUCTION).await;
        released(&production, id(&work_of)).await;
        for step in [10, 20, 30] {
            report(&production, id(&work_of), step, "2", "").await.done();
        }
        let quality = desk.log_in(QUALITY).await;
        let at = waiting(&quality).await;
        let chen = desk.log_in(SPECIALIST).await;
        let one = cancellations::asked(&chen, &order.id, json!({"all": "yes"})).await;
        cancellations::decided(&desk, &one).await;
        assert_eq!(work(&production, id(&work_of)).await["state"], "stopped");
        let (on_hand, reserved) = purchasing::stock(&desk, "GP-25CC").await;
        // One is good and lies in the stock for whoever wants it; the other is scrap, and no third is made for it.
        pass(&quality, &at, "1").await.done();
        fail(&quality, &at, "").await.done();
        assert_eq!(settle(&quality, &at, json!({"fate": "rework"})).await.rules(), ["step.state"]);
        settle(&quality, &at, json!({"fate": "scrap"})).await.done();
        let warehouse = desk.log_in(WAREHOUSE).await;
        warehouse.post_json(&format!("/api/v1/production/{}/stock", id(&work_of)), &json!({"quantity": "1"})).await.done();
        let after: i64 = on_hand.parse::<i64>().expect("whole pieces") + 1;
        assert_eq!(purchasing::stock(&desk, "GP-25CC").await, (after.to_string(), reserved));
        let ended = work(&production, id(&work_of)).await;
        assert_eq!((&ended["state"], &ended["good"], &ended["scrap"]), (&json!("stopped"), &json!("1"), &json!("1")), "{ended}");
        desk.verified().await;
    }

    async fn c7_1_the_report_is_printed_and_filed_with_its_order(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, made, production) = made(&desk, "QI-13", "2").await;
        let (quality, chen) = (desk.log_in(QUALITY).await, desk.log_in(SPECIALIST).await);
        let at = waiting(&quality).await;
        let number = text(&quality.get_json(&at).await.done()["inspection"]["number"]);
        assert!(number.starts_with("QI-2026-"));
        let file = |page: &str| {
            let place = format!("/orders/{}/papers/", order.id);
            page.find(&place).map(|at| page[at..at + place.len() + 36].to_string())
        };
        let sources = format!("/orders/{}?tab=sources", order.id);
        fail(&quality, &at, "1").await.done();
        pass(&quality, &at, "").await.done();
        assert!(file(&chen.get(&sources).await.page()).is_none(), "one still waits for a word");
        settle(&quality, &at, json!({"fate": "rework"})).await.done();
        let filed = file(&chen.get(&sources).await.page()).expect("the report lies in the order's file");
        let pdf = chen.get(&filed).await;
        assert!(pdf.status == 200 && pdf.body.starts_with(b"%PDF"), "{}", pdf.status);
        let words = purchasing::words_of(&desk, &pdf.body);
        for word in [number.as_str(), "內徑", "25.3", "內徑超差", "合格", "重工"] {
            assert!(words.contains(word), "{word} in {words}");
        }
        assert_eq!(::desk::fulfilment::inspection::file_reports(&desk.app).await.expect("a round"), 0, "once");
        // Everybody finds it where he works.
        for page in [format!("/orders/{}?tab=departments", order.id), format!("/production/{made}")] {
            assert!(production.get(&page).await.page().contains(&number), "{page}");
        }
        assert!(production.get(&filed).await.status == 403, "the order's file is not the shop floor's");
        desk.verified().await;
    }
}
