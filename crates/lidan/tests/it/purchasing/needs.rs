//! 4.2.1: what is to be bought, and of whom.

use super::*;

both! {
    async fn c4_2_1_what_production_lacks_is_bought_for_it(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        // Six bearings lie here; thirty pumps want sixty.
        let order = ordered(&desk, "PU-10", &[("GP-6CC", "30")]).await;
        let all = needs(&buyer).await;
        let need = all.iter().find(|need| need["sku"] == "BR-6203-2RS").expect("bearings are missing");
        assert_eq!((&need["component"], &need["order_number"]), (&json!(true), &json!(order.number)));
        assert_eq!(duties(&buyer, &text(&need["id"])).await, ["quote_request"]);
        let chen = desk.log_in(SPECIALIST).await;
        let bought = chen.get_json(&format!("/api/v1/orders/{}", order.id)).await.done()["bought"].clone();
        assert!(bought.as_array().is_some_and(|rows| rows.iter().any(|row| row["sku"] == "BR-6203-2RS")));
        desk.verified().await;
    }

    async fn c4_2_2_purchasing_keeps_its_suppliers(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let new = json!({"code": "S77", "name": "新進供應商", "lang": "zh-Hant", "currency": "CNY", "email": ""});
        assert_eq!(buyer.post_json("/suppliers", &new).await.refused(), ["4.2.2"]);
        let mut whole = new.clone();
        whole["email"] = json!("sales@new.example");
        let done = buyer.post_json("/suppliers", &whole).await.done();
        let id = text(&done["id"]);
        assert_eq!(buyer.post_json("/suppliers", &whole).await.status, 400, "the code is taken");
        whole["phone"] = json!("+886-2-2299-0000");
        whole["lock"] = json!("1");
        buyer.post_json(&format!("/suppliers/{id}"), &whole).await.done();
        assert_eq!(buyer.post_json(&format!("/suppliers/{id}"), &{ whole["name"] = json!("改名"); whole.clone() }).await.status, 409);
        let page = buyer.get(&format!("/suppliers/{id}")).await.page();
        assert!(page.contains("+886-2-2299-0000"), "{page}");
        assert!(buyer.get("/suppliers?q=新進").await.page().contains("S77"));
        assert_eq!(desk.log_in(WAREHOUSE).await.get("/suppliers").await.status, 403);
        desk.verified().await;
    }

    async fn c4_2_1_purchasing_buys_what_it_has_acknowledged_and_for_the_stock(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        ordered(&desk, "PU-20", &[("BV-DN20-304", "10")]).await;
        let waiting = buyer.get_json("/api/v1/purchases?state=dispatched").await.done();
        let early = buyer.post_json(NEEDS, &json!({"requests": [waiting["rows"][0]["id"]]})).await;
        assert_eq!(early.refused(), ["4.2.1"]);
        let need = |day: &str| json!({"sku": "BV-DN20-304", "quantity": "6", "wanted_on": day});
        let new = "/api/v1/purchase-requests";
        assert_eq!(buyer.post_json(new, &need("2026-11-01")).await.refused(), ["4.2.1"]);
        assert_eq!(buyer.post_json(new, &json!({"sku": "?", "quantity": "0", "wanted_on": ""})).await.status, 400);
        let again = buyer.post("/purchase-requests", &[("sku", "BV-DN20-304"), ("quantity", "x"), ("wanted_on", "2026-12-20")]).await;
        assert!(again.status == 400 && again.text().contains("BV-DN20-304"), "what was typed is kept");
        buyer.post_json(new, &need("2026-12-20")).await.done();
        assert_eq!(needs(&buyer).await.len(), 1);
        desk.verified().await;
    }
}
