//! 4.3.4, 4.4.2, 4.2.4: what changes, cancellations and suppliers' days do to work and purchases that are under way, over
//! HTTP on both engines.

use serde_json::{Value, json};

use crate::cast::{PRODUCTION, PURCHASING, SPECIALIST, WAREHOUSE};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::seen;
use crate::production::{acknowledged, id, pumps, released, report, work};
use crate::{cancellations, changes, inspection, purchasing};

/// A department's answer to its stop.
async fn answered(desk: &Desk, one: &str, department: &'static str, answer: Value) -> crate::client::Answer {
    let there = desk.log_in(department).await;
    let stops = cancellations::stops(&there, one).await;
    let stop = stops.iter().find(|s| s["department"] == department && s["acknowledged_at"].is_null());
    let path = format!("stops/{}/acknowledgement", id(stop.expect("a stop")));
    cancellations::press(&there, one, &path, answer).await
}

/// Six pumps, released with their parts; two of them are begun, or made. (order, work, (bearings issued, left))
pub async fn half_made(desk: &Desk, no: &str, cast_only: bool) -> (String, String, (i64, i64)) {
    let (order, begun) = pumps(desk, no, "2027-03-16", "6").await;
    let production = desk.log_in(PRODUCTION).await;
    let before = on_hand(desk, "BR-6203-2RS").await;
    released(&production, id(&begun)).await;
    let after = on_hand(desk, "BR-6203-2RS").await;
    assert!(before > after, "parts were issued");
    if cast_only {
        report(&production, id(&begun), 10, "2", "0").await.done();
    } else {
        made(&production, id(&begun), "2").await;
    }
    (order.id, id(&begun).to_string(), (before - after, after))
}

pub async fn on_hand(desk: &Desk, sku: &'static str) -> i64 {
    purchasing::stock(desk, sku).await.0.parse().expect("a whole number")
}

/// The customer wants another quantity of the first line; agreed and in force.
pub async fn becomes(desk: &Desk, order: &str, quantity: &str) {
    let chen = desk.log_in(SPECIALIST).await;
    let change = changes::asked(&chen, order, json!({"lines": [{"no": "1", "quantity": quantity}]})).await;
    changes::agreed(desk, &change).await;
    changes::press(&desk.log_in(SPECIALIST).await, &change, "effect", json!({})).await.done();
}

/// All that is left of these lines is cancelled, with the manager's leave.
async fn cancelled(desk: &Desk, order: &str, wish: Value) -> String {
    let chen = desk.log_in(SPECIALIST).await;
    let one = cancellations::asked(&chen, order, wish).await;
    cancellations::decided(desk, &one).await;
    one
}

/// The work orders of an order: (quantity, good, state).
async fn all_works(by: &Client, order: &str) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for state in
        ["dispatched", "acknowledged", "planned", "released", "in_progress", "finished", "inspected", "stopped"]
    {
        let queue = by.get_json(&format!("/api/v1/production?state={state}")).await.done();
        for row in queue["rows"].as_array().expect("rows").iter().filter(|row| row["work"]["order"] == order) {
            let text = |name: &str| row["work"][name].as_str().unwrap_or_default().to_string();
            all.push((text("quantity"), text("good"), text("state")));
        }
    }
    all
}

/// Every operation reports so many good pieces.
async fn made(production: &Client, of: &str, good: &str) {
    let steps = work(production, of).await["steps"].clone();
    for step in steps.as_array().expect("steps") {
        report(production, of, step["no"].as_i64().expect("a number"), good, "0").await.done();
    }
}

/// Minutes that stand on work centres, by the books.
async fn minutes(desk: &Desk) -> (i64, i64) {
    let sum = |text: &'static str| {
        let found = desk.app.read(move |tx| Ok(tx.list_built("sum", text, &[], |row| row.get::<i64>(0))?));
        async move { found.await.expect("a sum")[0] }
    };
    let tasks = sum("SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM task").await;
    (tasks, sum("SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM load_day").await)
}

/// Purchasing tells the supplier of a purchase that became less: a draft, a mail with the paper, and no duty any more.
async fn told(desk: &Desk, buyer: &Client, purchase: &str, left: &str) {
    let of = purchasing::id_in(purchase);
    assert_eq!(purchasing::duties(buyer, &of).await.iter().filter(|kind| *kind == "tell_supplier").count(), 1);
    let page = buyer.get(&purchase.replace("/api/v1", "")).await.page();
    assert!(page.contains("尚未告知供應商") && page.contains(&format!("/purchases/{of}/amendment")), "{page}");
    let draft = buyer.get(&format!("/purchases/{of}/contract-draft.pdf")).await;
    assert_eq!(draft.status, 200);
    let before = mails(desk).await;
    assert_eq!(desk.log_in(WAREHOUSE).await.post_json(&format!("{purchase}/amendment"), &json!({})).await.status, 403);
    buyer.post_json(&format!("{purchase}/amendment"), &json!({})).await.done();
    assert_eq!(mails(desk).await, before + 1, "one mail, with {left} left");
    assert!(!purchasing::duties(buyer, &of).await.contains(&"tell_supplier".to_string()));
    assert_eq!(buyer.post_json(&format!("{purchase}/amendment"), &json!({})).await.rules(), ["amendment.owed"]);
    assert_eq!(buyer.get(&format!("/purchases/{of}/contract.pdf")).await.status, 200);
}

/// Mails that carry an amended contract.
async fn mails(desk: &Desk) -> usize {
    const SENT: &str = "SELECT body FROM outbox WHERE kind = 'mail'";
    let read = desk.app.read(move |tx| Ok(tx.list_built("mails", SENT, &[], |row| row.get::<String>(0))?));
    read.await
        .expect("a read")
        .iter()
        .filter(|body| body.contains("修訂") || body.contains("Amended") || body.contains("变更"))
        .count()
}

both! {
    async fn c4_3_4_work_that_was_not_begun_is_planned_anew_with_its_line(desk) {
        let (order, before) = pumps(&desk, "JN-1", "2027-03-16", "6").await;
        let production = desk.log_in(PRODUCTION).await;
        acknowledged(&production, id(&before)).await;
        let (tasks, _) = minutes(&desk).await;
        becomes(&desk, &order.id, "9").await;
        let after = work(&production, id(&before)).await;
        assert_eq!((&after["quantity"], &after["state"]), (&json!("9"), &json!("acknowledged")), "the same work, more of it");
        let (more, load) = minutes(&desk).await;
        assert!(more > tasks && more == load, "{tasks} {more} {load}");
        assert_eq!(all_works(&production, &order.id).await.len(), 1);
        // Production says once more that it has it, and goes on.
        production.post_json(&format!("/api/v1/dispatches/{}/acknowledgement", id(&before)), &json!({})).await.done();
        production.post_json(&format!("/api/v1/production/{}/plan", id(&before)), &json!({})).await.done();
        production.post_json(&format!("/api/v1/production/{}/release", id(&before)), &json!({})).await.done();
        desk.verified().await;
    }

    async fn c4_3_4_begun_work_goes_on_as_it_is_and_more_is_a_work_of_its_own(desk) {
        let (order, begun) = pumps(&desk, "JN-2", "2027-03-16", "6").await;
        let production = desk.log_in(PRODUCTION).await;
        released(&production, id(&begun)).await;
        made(&production, id(&begun), "2").await;
        becomes(&desk, &order.id, "10").await;
        let works = all_works(&production, &order.id).await;
        assert_eq!(works.len(), 2, "{works:?}");
        assert!(works.contains(&("6".into(), "2".into(), "in_progress".into())), "{works:?}");
        assert!(works.contains(&("4".into(), "0".into(), "dispatched".into())), "{works:?}");
        made(&production, id(&begun), "4").await;
        let line = changes::line(&seen(&desk.log_in(SPECIALIST).await, &order.id).await, 1);
        assert_eq!((&line["quantity"], &line["produced"]), (&json!("10"), &json!("6")));
        desk.verified().await;
    }

    async fn c4_3_4_less_than_begun_ends_the_work_earlier_and_what_is_made_stays(desk) {
        let (order, begun) = pumps(&desk, "JN-3", "2027-03-16", "6").await;
        let production = desk.log_in(PRODUCTION).await;
        released(&production, id(&begun)).await;
        made(&production, id(&begun), "3").await;
        becomes(&desk, &order.id, "4").await;
        let less = work(&production, id(&begun)).await;
        assert_eq!((&less["quantity"], &less["state"]), (&json!("4"), &json!("in_progress")));
        assert_eq!(report(&production, id(&begun), 10, "2", "0").await.status, 422, "no more than is wanted");
        // Less than what is there: it ends with what is there, and the line keeps what it needs.
        becomes(&desk, &order.id, "2").await;
        let ended = work(&production, id(&begun)).await;
        assert_eq!((&ended["quantity"], &ended["good"], &ended["state"]), (&json!("3"), &json!("3"), &json!("inspected")));
        let warehouse = desk.log_in(WAREHOUSE).await;
        let path = format!("/api/v1/production/{}/stock", id(&begun));
        warehouse.post_json(&path, &json!({"quantity": "3"})).await.done();
        assert_eq!(purchasing::stock(&desk, "GP-25CC").await.1, "2", "one of three is free");
        let (tasks, load) = minutes(&desk).await;
        assert_eq!(tasks, load);
        desk.verified().await;
    }

    async fn c4_4_2_a_cancellation_stops_work_and_gives_back_its_places_and_parts(desk) {
        let (order, begun) = pumps(&desk, "JN-4", "2027-03-16", "6").await;
        let production = desk.log_in(PRODUCTION).await;
        acknowledged(&production, id(&begun)).await;
        let held: i64 = purchasing::stock(&desk, "BR-6203-2RS").await.1.parse().expect("a number");
        assert!(held > 0);
        let one = cancelled(&desk, &order.id, json!({"lines": [{"no": "1", "quantity": "2"}]})).await;
        let less = work(&production, id(&begun)).await;
        assert_eq!((&less["quantity"], &less["state"]), (&json!("4"), &json!("acknowledged")));
        let left: i64 = purchasing::stock(&desk, "BR-6203-2RS").await.1.parse().expect("a number");
        assert_eq!(left * 6, held * 4, "parts of two pumps are free again");
        cancellations::stopped(&desk, &one).await;
        let (tasks, load) = minutes(&desk).await;
        assert!(tasks > 0 && tasks == load);
        desk.verified().await;
    }

    async fn c4_4_3_work_under_way_is_stopped_and_what_is_made_is_free_stock(desk) {
        let (order, begun) = pumps(&desk, "JN-5", "2027-03-16", "6").await;
        let production = desk.log_in(PRODUCTION).await;
        released(&production, id(&begun)).await;
        made(&production, id(&begun), "2").await;
        let warehouse = desk.log_in(WAREHOUSE).await;
        let path = format!("/api/v1/production/{}/stock", id(&begun));
        warehouse.post_json(&path, &json!({"quantity": "2"})).await.done();
        assert_eq!(purchasing::stock(&desk, "GP-25CC").await.1, "2", "held for the line");
        cancelled(&desk, &order.id, json!({"all": "yes"})).await;
        let ended = work(&production, id(&begun)).await;
        assert_eq!((&ended["state"], &ended["good"]), (&json!("stopped"), &json!("2")));
        assert_eq!(purchasing::stock(&desk, "GP-25CC").await.1, "0");
        assert_eq!(report(&production, id(&begun), 10, "1", "0").await.refused(), ["4.1.3"], "a late report is told");
        let (tasks, load) = minutes(&desk).await;
        assert_eq!(tasks, load);
        desk.verified().await;
    }

    async fn c4_4_3_what_a_stopped_work_had_made_is_put_away_as_free_stock(desk) {
        let (order, of, _) = half_made(&desk, "JN-11", false).await;
        let before = on_hand(&desk, "GP-25CC").await;
        cancelled(&desk, &order, json!({"all": "yes"})).await;
        let warehouse = desk.log_in(WAREHOUSE).await;
        assert_eq!(purchasing::duties(&warehouse, &of).await, ["put_away"], "two pieces wait");
        let path = format!("/api/v1/production/{of}/stock");
        assert_eq!(warehouse.post_json(&path, &json!({"quantity": "3"})).await.rules(), ["work.put_away_passed"]);
        warehouse.post_json(&path, &json!({"quantity": "1"})).await.done();
        assert_eq!(purchasing::duties(&warehouse, &of).await, ["put_away"], "one still waits");
        warehouse.post_json(&path, &json!({"quantity": "1"})).await.done();
        assert_eq!(on_hand(&desk, "GP-25CC").await, before + 2);
        assert_eq!(purchasing::stock(&desk, "GP-25CC").await.1, "0", "nobody's");
        assert!(purchasing::duties(&warehouse, &of).await.is_empty());
        assert_eq!(work(&warehouse, &of).await["state"], "stopped");
        desk.verified().await;
    }

    async fn c4_4_3_parts_of_a_stopped_work_that_no_piece_needs_go_back(desk) {
        let (order, of, (issued, left)) = half_made(&desk, "JN-12", true).await;
        let one = cancelled(&desk, &order, json!({"all": "yes"})).await;
        assert_eq!(on_hand(&desk, "BR-6203-2RS").await, left, "not before production says so");
        answered(&desk, &one, "production", json!({"done": "2", "disposal": "return"})).await.done();
        assert_eq!((on_hand(&desk, "BR-6203-2RS").await - left) * 6, issued * 4, "parts of four of six");
        assert_eq!(work(&desk.log_in(PRODUCTION).await, &of).await["scrap"], "0");
        desk.verified().await;
    }

    async fn c4_4_3_what_is_begun_is_finished_for_the_stock_where_production_says_so(desk) {
        let (order, of, (issued, left)) = half_made(&desk, "JN-13", true).await;
        let one = cancelled(&desk, &order, json!({"all": "yes"})).await;
        answered(&desk, &one, "production", json!({"done": "2", "disposal": "finish"})).await.done();
        let production = desk.log_in(PRODUCTION).await;
        let goes_on = work(&production, &of).await;
        assert_eq!((&goes_on["state"], &goes_on["quantity"]), (&json!("in_progress"), &json!("2")));
        assert_eq!(purchasing::duties(&production, &of).await, ["make_work"]);
        assert_eq!((on_hand(&desk, "BR-6203-2RS").await - left) * 6, issued * 4);
        assert_eq!(report(&production, &of, 10, "1", "0").await.refused(), ["4.1.3"], "no more than was begun");
        for step in goes_on["steps"].as_array().expect("steps").iter().skip(1) {
            report(&production, &of, step["no"].as_i64().expect("a number"), "2", "0").await.done();
        }
        let warehouse = desk.log_in(WAREHOUSE).await;
        let before = on_hand(&desk, "GP-25CC").await;
        warehouse.post_json(&format!("/api/v1/production/{of}/stock"), &json!({"quantity": "2"})).await.done();
        assert_eq!((on_hand(&desk, "GP-25CC").await, purchasing::stock(&desk, "GP-25CC").await.1.as_str()), (before + 2, "0"));
        assert_eq!(work(&production, &of).await["state"], "stocked");
        let (tasks, load) = minutes(&desk).await;
        assert_eq!(tasks, load);
        desk.verified().await;
    }

    async fn c4_4_3_what_is_scrapped_at_a_stop_is_counted_and_not_put_away(desk) {
        let (order, of, _) = half_made(&desk, "JN-14", false).await;
        let one = cancelled(&desk, &order, json!({"all": "yes"})).await;
        answered(&desk, &one, "production", json!({"done": "2", "disposal": "scrap"})).await.done();
        let warehouse = desk.log_in(WAREHOUSE).await;
        let ended = work(&warehouse, &of).await;
        assert_eq!((&ended["scrap"], &ended["passed"], &ended["state"]), (&json!("2"), &json!("0"), &json!("stopped")));
        let path = format!("/api/v1/production/{of}/stock");
        assert_eq!(warehouse.post_json(&path, &json!({"quantity": "1"})).await.rules(), ["work.put_away_passed"]);
        assert!(purchasing::duties(&warehouse, &of).await.is_empty(), "nothing waits");
        let line = changes::line(&seen(&desk.log_in(SPECIALIST).await, &order).await, 1);
        assert_eq!((&line["produced"], &line["inspected"]), (&json!("2"), &json!("0")));
        desk.verified().await;
    }

    async fn c4_4_3_what_was_bought_for_stopped_work_is_stopped_by_purchasing(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let order = purchasing::ordered(&desk, "JN-15", &[("GP-6CC", "30")]).await;
        let bearings = |all: Vec<Value>| all.into_iter().find(|need| need["sku"] == "BR-6203-2RS");
        let need = bearings(purchasing::needs(&buyer).await).expect("bearings");
        let wanted: i64 = need["open"].as_str().and_then(|open| open.parse().ok()).expect("a whole number");
        let done = buyer.post_json("/api/v1/purchases", &json!({"requests": [need["id"]]})).await.done();
        let purchase = format!("/api/v1/purchases/{}", id(&done));
        purchasing::bound(&desk, &buyer, &purchase, "2027-02-16").await;
        let bought = |seen: Value| seen["lines"][0]["quantity"].as_str().and_then(|n| n.parse::<i64>().ok());
        // A part: less is made, less is bought, and purchasing says so.
        let part = cancelled(&desk, &order.id, json!({"lines": [{"no": "1", "quantity": "1"}]})).await;
        let stops = cancellations::stops(&buyer, &part).await;
        let own = stops.iter().find(|stop| stop["department"] == "purchasing").expect("a stop for purchasing");
        assert_eq!((&own["goods"], &own["whole"]), (&json!("BR-6203-2RS"), &json!(false)), "{own}");
        let less: i64 = own["quantity"].as_str().and_then(|n| n.parse().ok()).expect("a whole number");
        assert!(less > 0 && less < wanted, "{less} of {wanted}");
        assert_eq!(bought(purchasing::look(&buyer, &purchase).await), Some(wanted - less));
        assert_eq!(purchasing::duties(&buyer, &part).await, ["acknowledge_stop"]);
        let too_much = json!({"done": (wanted + 1).to_string(), "disposal": "return"});
        assert_eq!(answered(&desk, &part, "purchasing", too_much).await.refused(), ["4.4.3"]);
        cancellations::stopped(&desk, &part).await;
        assert!(purchasing::duties(&buyer, &part).await.is_empty());
        let chen = desk.log_in(SPECIALIST).await;
        cancellations::press(&chen, &part, "settlement", json!({})).await.done();
        cancellations::press(&chen, &part, "closing", json!({})).await.done();
        // The rest: nothing is bought for it any more.
        let rest = cancelled(&desk, &order.id, json!({"all": "yes"})).await;
        let stops = cancellations::stops(&buyer, &rest).await;
        let own = stops.iter().find(|stop| stop["department"] == "purchasing").expect("a stop for purchasing");
        assert_eq!((&own["whole"], &own["quantity"]), (&json!(true), &json!((wanted - less).to_string())));
        assert_eq!(purchasing::look(&buyer, &purchase).await["state"], "stopped");
        assert!(buyer.get(&format!("/cancellations/{rest}")).await.page().contains("BR-6203-2RS"));
        desk.verified().await;
    }

    async fn c4_3_4_what_was_bought_for_work_that_a_change_lessens_is_purchasings_to_know_and_the_suppliers(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let order = purchasing::ordered(&desk, "JN-16", &[("GP-6CC", "30"), ("HB-M6x30-A2", "200")]).await;
        let bearings = |all: Vec<Value>| all.into_iter().find(|need| need["sku"] == "BR-6203-2RS");
        let need = bearings(purchasing::needs(&buyer).await).expect("bearings");
        let wanted: i64 = need["open"].as_str().and_then(|open| open.parse().ok()).expect("a whole number");
        let done = buyer.post_json("/api/v1/purchases", &json!({"requests": [need["id"]]})).await.done();
        let purchase = format!("/api/v1/purchases/{}", id(&done));
        purchasing::bound(&desk, &buyer, &purchase, "2027-02-16").await;
        let bought = |seen: Value| seen["lines"][0]["quantity"].as_str().and_then(|n| n.parse::<i64>().ok());
        let chen = desk.log_in(SPECIALIST).await;
        // Less is to be made: purchasing is asked beforehand, and the preview counts what it buys for that.
        let wish = json!({"lines": [{"no": "1", "quantity": "29"}]});
        let change = changes::asked(&chen, &order.id, wish).await;
        let shown = changes::shown(&chen, &change).await;
        let asked = shown["impact"]["departments"].as_array().cloned().unwrap_or_default();
        assert!(asked.contains(&json!("purchasing")), "{shown}");
        assert!(shown["impact"]["purchases"].as_u64().is_some_and(|n| n > 0), "{shown}");
        changes::agreed(&desk, &change).await;
        assert!(purchasing::duties(&buyer, &change).await.is_empty(), "not before it takes effect");
        changes::press(&chen, &change, "effect", json!({})).await.done();
        // It learns of it, says so once, and the supplier is told by the contract as it is now.
        let less = changes::shown(&buyer, &change).await["change"]["needs"].as_array().cloned().unwrap_or_default();
        let own = less.iter().find(|less| less["sku"] == "BR-6203-2RS").expect("bearings are fewer");
        let fewer: i64 = own["quantity"].as_str().and_then(|n| n.parse().ok()).expect("a whole number");
        assert!(fewer > 0 && fewer < wanted, "{fewer} of {wanted}");
        assert_eq!(bought(purchasing::look(&buyer, &purchase).await), Some(wanted - fewer));
        assert_eq!(purchasing::duties(&buyer, &change).await, ["note_needs"]);
        let page = buyer.get(&format!("/changes/{change}")).await.page();
        assert!(page.contains("BR-6203-2RS") && page.contains(&format!("/changes/{change}/needs")), "{page}");
        assert_eq!(changes::press(&chen, &change, "needs", json!({})).await.status, 403);
        changes::press(&buyer, &change, "needs", json!({})).await.done();
        assert!(purchasing::duties(&buyer, &change).await.is_empty());
        assert_eq!(changes::press(&buyer, &change, "needs", json!({})).await.rules(), ["change.needs"]);
        told(&desk, &buyer, &purchase, &(wanted - fewer).to_string()).await;
        // The line goes: nothing is bought for it any more, and both hear of it.
        let gone = changes::asked(&chen, &order.id, json!({"lines": [{"no": "1", "remove": "yes"}]})).await;
        changes::agreed(&desk, &gone).await;
        changes::press(&chen, &gone, "effect", json!({})).await.done();
        assert_eq!(purchasing::look(&buyer, &purchase).await["state"], "stopped");
        assert_eq!(purchasing::duties(&buyer, &gone).await, ["note_needs"]);
        told(&desk, &buyer, &purchase, "0").await;
        desk.verified().await;
    }

    async fn c4_2_4_a_purchase_that_becomes_less_is_told_to_the_supplier_who_signed_it(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let (signed, bought) = purchasing::contracted(&desk, &buyer, "JN-18").await;
        cancelled(&desk, &signed.id, json!({"lines": [{"no": "1", "quantity": "4"}]})).await;
        assert_eq!(purchasing::look(&buyer, &bought).await["lines"][0]["quantity"], "6");
        told(&desk, &buyer, &bought, "6").await;
        // Nobody has signed this one: there is no word to give.
        let order = purchasing::ordered(&desk, "JN-17", &[("BV-DN20-304", "10")]).await;
        purchasing::acknowledged(&buyer, &order.id).await;
        let (purchase, _) = purchasing::opened(&buyer).await;
        cancelled(&desk, &order.id, json!({"lines": [{"no": "1", "quantity": "4"}]})).await;
        assert!(purchasing::look(&buyer, &purchase).await["amended_at"].is_null());
        let no = buyer.post_json(&format!("{purchase}/amendment"), &json!({})).await;
        assert_eq!(no.rules(), ["step.state"]);
        desk.verified().await;
    }

    async fn c4_2_4_a_suppliers_later_day_moves_the_forecast_and_opens_a_case(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let (order, purchase) = purchasing::contracted(&desk, &buyer, "JN-6").await;
        let chen = desk.log_in(SPECIALIST).await;
        let before = changes::line(&seen(&chen, &order.id).await, 1);
        assert_eq!(before["forecast_on"], "2026-12-16", "the supplier's day and one of transport");
        let later = json!({"day": "2027-06-16", "ground": "塞港"});
        buyer.post_json(&format!("{purchase}/promises"), &later).await.done();
        let after = changes::line(&seen(&chen, &order.id).await, 1);
        assert_eq!((&after["forecast_on"], &after["promised_on"]), (&json!("2027-06-17"), &before["promised_on"]));
        let open = chen.get_json("/api/v1/delays?state=open").await.done().to_string();
        assert!(open.contains(&order.number), "{open}");
        let warehouse = desk.log_in(WAREHOUSE).await;
        purchasing::received(&warehouse, &purchase, "1", "10").await.done();
        let there = changes::line(&seen(&chen, &order.id).await, 1);
        assert_eq!((&there["received"], &there["inspected"]), (&json!("10"), &json!("10")));
        assert!(there["forecast_on"].as_str() < after["forecast_on"].as_str(), "they came early after all: {there}");
        desk.verified().await;
    }

    async fn c4_1_4_a_missing_parts_later_day_moves_the_work_that_waits_for_it(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let order = purchasing::ordered(&desk, "JN-7", &[("GP-6CC", "30")]).await;
        let production = desk.log_in(PRODUCTION).await;
        let queue = production.get_json("/api/v1/production?state=dispatched").await.done();
        let own = queue["rows"].as_array().expect("rows").iter().find(|row| row["work"]["order"] == order.id).cloned();
        let own = own.expect("a work order")["work"].clone();
        let need = purchasing::needs(&buyer).await.into_iter().find(|need| need["sku"] == "BR-6203-2RS").expect("bearings");
        let done = buyer.post_json("/api/v1/purchases", &json!({"requests": [need["id"]]})).await.done();
        let purchase = format!("/api/v1/purchases/{}", done["id"].as_str().expect("an id"));
        purchasing::bound(&desk, &buyer, &purchase, "2027-02-16").await;
        let moved = work(&production, id(&own)).await;
        assert_eq!(moved["parts_on"], "2027-02-16");
        assert!(moved["begin_on"].as_str() > Some("2027-02-16") && moved["end_on"].as_str() > own["end_on"].as_str(), "{moved}");
        desk.verified().await;
    }

    async fn c4_1_4_work_waits_for_the_last_of_its_missing_parts(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let warehouse = desk.log_in(WAREHOUSE).await;
        let bolts = desk.app.read(|tx| ::desk::masters::product_by_sku(tx, "HB-M8x30-A2")).await.expect("a read");
        let path = format!("/api/v1/products/{}/stock", bolts.expect("bolts").id);
        warehouse.post_json(&path, &json!({"kind": "count", "quantity": "10", "reason": "盤點"})).await.done();
        let order = purchasing::ordered(&desk, "JN-10", &[("GP-25CC", "90")]).await;
        let production = desk.log_in(PRODUCTION).await;
        let queue = production.get_json("/api/v1/production?state=dispatched").await.done();
        let own = queue["rows"].as_array().expect("rows").iter().find(|row| row["work"]["order"] == order.id).cloned();
        let own = own.expect("a work order")["work"].clone();
        let lacks: Vec<Value> =
            purchasing::needs(&buyer).await.into_iter().filter(|need| need["component"] == true).collect();
        assert!(lacks.len() >= 2, "{lacks:?}");
        let mut purchases = Vec::new();
        // The last day is said first; what is said later is earlier, and moves nothing.
        for (at, need) in lacks.iter().enumerate() {
            let done = buyer.post_json("/api/v1/purchases", &json!({"requests": [need["id"]]})).await.done();
            let purchase = format!("/api/v1/purchases/{}", done["id"].as_str().expect("an id"));
            purchasing::bound(&desk, &buyer, &purchase, if at == 0 { "2027-05-18" } else { "2027-03-16" }).await;
            purchases.push(purchase);
            assert_eq!(work(&production, id(&own)).await["parts_on"], "2027-05-18");
        }
        // When the last comes early, the others decide; with nothing missing it waits for nothing.
        let quality = desk.log_in("quality").await;
        for (at, (purchase, need)) in purchases.iter().zip(&lacks).enumerate() {
            let open = need["open"].as_str().expect("a quantity");
            purchasing::received(&warehouse, purchase, "1", open).await.done();
            let seen = purchasing::look(&buyer, purchase).await;
            if seen["receipts"][0]["passed"] == "0" {
                let inspected = inspection::waiting(&quality).await;
                inspection::pass(&quality, &inspected, "").await.done();
            }
            let waits = work(&production, id(&own)).await["parts_on"].clone();
            let last = at + 1 == lacks.len();
            assert_eq!(waits, if last { Value::Null } else { json!("2027-03-16") });
        }
        desk.verified().await;
    }

    async fn c4_3_4_a_need_that_nobody_bought_yet_becomes_what_the_change_says(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let order = purchasing::ordered(&desk, "JN-10", &[("BV-DN20-304", "10")]).await;
        purchasing::acknowledged(&buyer, &order.id).await;
        becomes(&desk, &order.id, "13").await;
        purchasing::acknowledged(&buyer, &order.id).await;
        let need = purchasing::needs(&buyer).await.into_iter().find(|need| need["order_number"] == order.number.as_str());
        assert_eq!(need.expect("the same need, more of it")["open"], "13");
        desk.verified().await;
    }

    async fn c4_4_2_a_purchase_shared_with_another_customer_is_amended_not_stopped(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let first = purchasing::ordered(&desk, "JN-8", &[("BV-DN20-304", "10")]).await;
        let second = purchasing::ordered(&desk, "JN-9", &[("BV-DN20-304", "4")]).await;
        purchasing::acknowledged(&buyer, &first.id).await;
        purchasing::acknowledged(&buyer, &second.id).await;
        let (purchase, _) = purchasing::opened(&buyer).await;
        purchasing::bound(&desk, &buyer, &purchase, "2026-12-15").await;
        cancelled(&desk, &second.id, json!({"all": "yes"})).await;
        let left = purchasing::look(&buyer, &purchase).await;
        assert_eq!((&left["state"], &left["lines"][0]["quantity"]), (&json!("contracted"), &json!("10")));
        let chen = desk.log_in(SPECIALIST).await;
        let given = chen.get_json(&format!("/api/v1/orders/{}", second.id)).await.done()["dispatches"][0].clone();
        let need: platform::Id = id(&given).parse().expect("an id");
        let told = desk.app.read(move |tx| platform::history::page(tx, need, i64::MAX, 10)).await.expect("its history");
        assert!(told.iter().any(|entry| entry.step == "purchase_request.end"), "the need says that it ended");
        becomes(&desk, &first.id, "13").await;
        let need = purchasing::needs(&buyer).await.into_iter().find(|need| need["order_number"] == first.number.as_str());
        let need = need.expect("three more are to be bought");
        assert_eq!(need["open"], "3", "{need}");
        desk.verified().await;
    }
}
