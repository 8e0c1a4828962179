//! 4.2.4 over HTTP on both engines: the supplier's day, what comes in, what goes back, what is given up.

use serde_json::{Value, json};

use crate::cast::{PURCHASING, WAREHOUSE};
use crate::inspection;
use crate::purchasing::*;

both! {
    async fn c4_2_4_another_day_is_kept_with_its_ground_and_what_is_over_is_listed(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let (_, purchase) = contracted(&desk, &buyer, "PU-2").await;
        let promise = format!("{purchase}/promises");
        let revised = |day: &str, ground: &str| json!({"day": day, "ground": ground});
        assert_eq!(buyer.post_json(&promise, &revised("2026-12-18", " ")).await.refused(), ["4.2.4"]);
        assert_eq!(buyer.post_json(&promise, &revised("2026-11-01", "塞港")).await.refused(), ["4.2.4"]);
        buyer.post_json(&promise, &revised("2026-12-18", "塞港")).await.done();
        let seen = look(&buyer, &purchase).await;
        assert_eq!((&seen["lines"][0]["promised_on"], &seen["lines"][0]["expected_on"]), (&json!("2026-12-15"), &json!("2026-12-18")));
        let said = &seen["promises"][0];
        assert_eq!((&said["old_on"], &said["new_on"], &said["ground"]), (&json!("2026-12-15"), &json!("2026-12-18"), &json!("塞港")));
        let overdue = "/api/v1/purchases?state=overdue";
        assert!(buyer.get_json(overdue).await.done()["rows"].as_array().is_some_and(Vec::is_empty));
        desk.clock.set("2026-12-21T02:00:00Z".parse().expect("an instant"));
        let buyer = desk.log_in(PURCHASING).await;
        let late = buyer.get_json(overdue).await.done();
        assert_eq!((&late["rows"][0]["number"], &late["rows"][0]["days"]), (&json!("PO-2026-000001"), &json!(3)));
        assert!(late["rows"][0]["supplier"].is_string());
        let warehouse = desk.log_in(WAREHOUSE).await;
        assert!(warehouse.get_json(overdue).await.done()["rows"][0]["supplier"].is_null());
        // Late goods count against the supplier; the last of them ends the list.
        received(&warehouse, &purchase, "1", "10").await.done();
        assert!(buyer.get_json(overdue).await.done()["rows"].as_array().is_some_and(Vec::is_empty));
        let seen = look(&buyer, &purchase).await;
        assert_eq!((&seen["receipts"][0]["in_time"], &seen["quotations"][0]["on_time"]), (&json!(false), &json!({"all": 1, "in_time": 0})));
        assert_eq!(buyer.post_json(&promise, &revised("2026-12-30", "塞港")).await.status, 422, "nothing is to come");
        desk.verified().await;
    }

    async fn c4_2_4_what_goes_back_is_held_no_more_and_comes_again_or_is_bought_elsewhere(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let (_, purchase) = contracted(&desk, &buyer, "PU-3").await;
        let warehouse = desk.log_in(WAREHOUSE).await;
        received(&warehouse, &purchase, "1", "10").await.done();
        let receipt = text(&look(&buyer, &purchase).await["receipts"][0]["id"]);
        let back = |quantity: &str, outcome: &str, reason: &str| {
            json!({"receipt": receipt, "quantity": quantity, "outcome": outcome, "reason": reason})
        };
        let returns = format!("{purchase}/returns");
        assert_eq!(buyer.post_json(&returns, &back("3", "replace", "")).await.refused(), ["4.2.4"]);
        assert_eq!(buyer.post_json(&returns, &back("11", "replace", "漏水")).await.refused(), ["4.2.4"]);
        buyer.post_json(&returns, &back("3", "replace", "漏水")).await.done();
        assert_eq!(stock(&desk, "BV-DN20-304").await, ("7".into(), "7".into()));
        let seen = look(&buyer, &purchase).await;
        assert_eq!((&seen["state"], &seen["lines"][0]["received"]), (&json!("partly_received"), &json!("7")));
        assert_eq!(duties(&buyer, &id_in(&purchase)).await, ["await_goods"]);
        received(&warehouse, &purchase, "1", "3").await.done();
        // For credit: nothing comes instead, the need is to be bought again.
        buyer.post_json(&returns, &back("2", "credit", "漏水")).await.done();
        assert_eq!(stock(&desk, "BV-DN20-304").await, ("8".into(), "8".into()));
        let again = needs(&buyer).await;
        assert_eq!((again.len(), &again[0]["open"]), (1, &json!("2")));
        assert_eq!(duties(&buyer, &text(&again[0]["id"])).await, ["quote_request"]);
        desk.verified().await;
    }

    async fn c4_2_4_goods_to_be_inspected_wait_for_quality(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let order = ordered(&desk, "PU-4", &[("SV-DN25-24V", "5")]).await;
        acknowledged(&buyer, &order.id).await;
        assert_eq!(needs(&buyer).await[0]["open"], "4", "one lies in stock");
        let (purchase, _) = opened(&buyer).await;
        let hengchang = supplier(&desk, "S01").await;
        ask(&buyer, &purchase, &[&hengchang], "").await.done();
        // He telephones: the desk enters it.
        let offer = json!({"supplier": hengchang, "lines": [{"no": "1", "price": "70"}], "currency": "CNY", "lead_days": "12"});
        buyer.post_json(&format!("{purchase}/quotations"), &offer).await.done();
        let quote = quote_of(&buyer, &purchase, "S01").await;
        award(&buyer, &purchase, &quote, "").await.done();
        signed(&buyer, &purchase, "2026-12-15").await;
        let (warehouse, quality) = (desk.log_in(WAREHOUSE).await, desk.log_in("quality").await);
        received(&warehouse, &purchase, "1", "4").await.done();
        assert_eq!(stock(&desk, "SV-DN25-24V").await, ("1".into(), "1".into()), "not yet in stock");
        assert_eq!(buyer.post_json(&format!("{purchase}/closing"), &json!({})).await.refused(), ["4.2.4"]);
        let receipt = text(&look(&buyer, &purchase).await["receipts"][0]["id"]);
        let at = inspection::waiting(&quality).await;
        inspection::pass(&quality, &at, "3").await.done();
        assert_eq!(stock(&desk, "SV-DN25-24V").await, ("4".into(), "4".into()));
        // The fourth goes back before it was ever in stock.
        let back = json!({"receipt": receipt, "quantity": "1", "outcome": "replace", "reason": "線圈不良"});
        quality.post_json(&format!("{purchase}/returns"), &back).await.done();
        assert_eq!(stock(&desk, "SV-DN25-24V").await, ("4".into(), "4".into()));
        // What replaces it comes and passes; then nothing is left to wait for.
        received(&warehouse, &purchase, "1", "1").await.done();
        inspection::pass(&quality, &inspection::waiting(&quality).await, "1").await.done();
        buyer.post_json(&format!("{purchase}/closing"), &json!({})).await.done();
        assert_eq!(look(&buyer, &purchase).await["state"], "closed");
        desk.verified().await;
    }

    async fn c4_2_4_one_customers_need_ends_and_the_others_of_a_shared_purchase_stay(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let first = ordered(&desk, "PU-5", &[("BV-DN20-304", "10")]).await;
        let second = ordered(&desk, "PU-6", &[("BV-DN20-304", "4")]).await;
        acknowledged(&buyer, &first.id).await;
        acknowledged(&buyer, &second.id).await;
        let stock_need = json!({"sku": "BV-DN20-304", "quantity": "6", "wanted_on": "2026-12-20"});
        buyer.post_json("/api/v1/purchase-requests", &stock_need).await.done();
        let all = needs(&buyer).await;
        assert_eq!(all.len(), 3);
        let of_second = all.iter().find(|need| need["order_number"] == second.number.as_str()).expect("its need");
        let of_second = text(&of_second["id"]);
        let (purchase, _) = opened(&buyer).await;
        assert_eq!(look(&buyer, &purchase).await["lines"][0]["quantity"], "20", "one line for the three");
        let stop = format!("/api/v1/purchase-requests/{of_second}/stop");
        assert_eq!(buyer.post_json(&stop, &json!({"ground": ""})).await.refused(), ["4.2.4"]);
        buyer.post_json(&stop, &json!({"ground": "客戶取消"})).await.done();
        let seen = look(&buyer, &purchase).await;
        assert_eq!((&seen["state"], &seen["lines"][0]["quantity"]), (&json!("quoting"), &json!("16")));
        let story = buyer.get(&purchase.replace("/api/v1", "")).await.page();
        assert!(story.contains("調整採購數量"), "{story}");
        // Stopped as a whole, what is left is to be bought elsewhere.
        assert_eq!(buyer.post_json(&format!("{purchase}/stop"), &json!({"ground": " "})).await.refused(), ["4.2.4"]);
        buyer.post_json(&format!("{purchase}/stop"), &json!({"ground": "改向他家購買"})).await.done();
        let again = needs(&buyer).await;
        assert_eq!(again.len(), 2, "{again:?}");
        // The last need of a purchase takes the purchase with it.
        let one = again.iter().find(|need| need["order_number"] == first.number.as_str()).expect("the first order's");
        let done = buyer.post_json(NEEDS, &json!({"requests": [one["id"]]})).await.done();
        let purchase = format!("/api/v1/purchases/{}", text(&done["id"]));
        let stop = format!("/api/v1/purchase-requests/{}/stop", text(&one["id"]));
        buyer.post_json(&stop, &json!({"ground": "客戶取消"})).await.done();
        assert_eq!(look(&buyer, &purchase).await["state"], "stopped");
        assert!(duties(&buyer, &id_in(&purchase)).await.is_empty());
        desk.verified().await;
    }

    async fn c4_2_4_too_much_is_refused_and_the_rest_may_be_given_up_or_amended(desk) {
        let (buyer, warehouse) = (desk.log_in(PURCHASING).await, desk.log_in(WAREHOUSE).await);
        let (_, purchase) = contracted(&desk, &buyer, "PU-23").await;
        let bare = json!({"line": "1", "quantity": "4", "note_no": " "});
        assert_eq!(warehouse.post_json(&format!("{purchase}/receipts"), &bare).await.refused(), ["4.2.4"]);
        // Five in a hundred more are taken, no more.
        assert_eq!(received(&warehouse, &purchase, "1", "10.6").await.refused(), ["4.2.4"]);
        received(&warehouse, &purchase, "1", "4").await.done();
        assert_eq!(look(&buyer, &purchase).await["state"], "partly_received");
        let other = json!({"line": "9", "day": "2026-12-20", "ground": "塞港"});
        assert_eq!(buyer.post_json(&format!("{purchase}/promises"), &other).await.refused(), ["4.2.4"]);
        let stop = format!("{purchase}/stop");
        assert_eq!(buyer.post_json(&stop, &json!({"ground": ""})).await.refused(), ["4.2.4"]);
        buyer.post_json(&stop, &json!({"ground": "對方停產"})).await.done();
        assert_eq!(look(&buyer, &purchase).await["state"], "closed");
        let again = needs(&buyer).await;
        assert_eq!((again.len(), &again[0]["open"]), (1, &json!("6")), "the rest is to be bought elsewhere");

        // Two orders share a purchase; one came, the other's need ends: all that is wanted is there.
        let second = ordered(&desk, "PU-24", &[("BV-DN20-304", "3")]).await;
        acknowledged(&buyer, &second.id).await;
        let all = needs(&buyer).await;
        let of_second = all.iter().find(|need| need["order_number"] == second.number.as_str()).expect("its need");
        let of_second = text(&of_second["id"]);
        let (purchase, _) = opened(&buyer).await;
        let hengchang = supplier(&desk, "S01").await;
        ask(&buyer, &purchase, &[&hengchang], "").await.done();
        let at = link(&desk, "sales@hengchang.example").await;
        assert_eq!(reply(&desk, &at, &["20"], "CNY", "15").await.status, 200);
        let quote = quote_of(&buyer, &purchase, "S01").await;
        award(&buyer, &purchase, &quote, "").await.done();
        signed(&buyer, &purchase, "2026-12-16").await;
        received(&warehouse, &purchase, "1", "1").await.done();
        // The most urgent gets it.
        let parts = look(&buyer, &purchase).await["parts"].clone();
        let got = |number: &Value| parts.as_array().expect("parts").iter().filter(|p| p["order_number"] == *number)
            .map(|p| text(&p["received"])).collect::<Vec<_>>();
        assert_eq!(got(&json!(second.number)), ["0"]);
        received(&warehouse, &purchase, "1", "5").await.done();
        buyer.post_json(&format!("/api/v1/purchase-requests/{of_second}/stop"), &json!({"ground": "客戶取消"})).await.done();
        let seen = look(&buyer, &purchase).await;
        assert_eq!((&seen["state"], &seen["lines"][0]["quantity"]), (&json!("received"), &json!("6")));
        let story = buyer.get(&purchase.replace("/api/v1", "")).await.page();
        assert!(story.contains("調整後到齊"), "{story}");
        desk.verified().await;
    }
}
