//! 5.1.1: before goods leave.

use super::*;

both! {
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
        // Not before the day of his contract, and one to the customer.
        assert_eq!(after["forecast_on"], "2026-12-16");
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
}
