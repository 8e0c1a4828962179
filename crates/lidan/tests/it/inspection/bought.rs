//! 5.1.1: goods that suppliers brought.

use super::*;

both! {
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
}
