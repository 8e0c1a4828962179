//! 4.2.2, 4.2.3: inquiries, offers, the award, the contract.

use super::*;

both! {
    async fn c4_2_2_two_suppliers_two_rounds_an_award_a_contract_and_the_goods(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let order = ordered(&desk, "PU-1", &[("BV-DN20-304", "10")]).await;
        // 4.2.1: before purchasing has acknowledged it, nobody can buy it.
        assert!(needs(&buyer).await.is_empty());
        let waiting = buyer.get_json("/api/v1/purchases?state=dispatched").await.done();
        let early = buyer.post_json(NEEDS, &json!({"requests": [waiting["rows"][0]["id"]]})).await;
        assert_eq!(early.refused(), ["4.2.1"]);
        acknowledged(&buyer, &order.id).await;
        let need = needs(&buyer).await;
        assert_eq!((need.len(), &need[0]["order_number"], &need[0]["open"]), (1, &json!(order.number), &json!("10")));
        assert_eq!(duties(&buyer, &text(&need[0]["id"])).await, ["quote_request"]);
        assert_eq!(buyer.post_json(NEEDS, &json!({"requests": []})).await.refused(), ["4.2.2"]);

        let (purchase, rfq) = opened(&buyer).await;
        assert!(rfq.starts_with("RFQ-2026-") && needs(&buyer).await.is_empty());
        assert!(duties(&buyer, &text(&need[0]["id"])).await.is_empty(), "bought: nobody's duty any more");
        assert_eq!(duties(&buyer, &id_in(&purchase)).await, ["send_rfq"]);
        // Two suppliers; one writes in euros.
        let (yongxing, nord) = (supplier(&desk, "S02").await, supplier(&desk, "S03").await);
        assert_eq!(ask(&buyer, &purchase, &[], "").await.refused(), ["4.2.2"]);
        let late = json!({"suppliers": [yongxing], "reply_by": "2026-11-20", "message": ""});
        assert_eq!(buyer.post_json(&format!("{purchase}/inquiries"), &late).await.refused(), ["4.2.2"]);
        ask(&buyer, &purchase, &[&yongxing, &nord], "").await.done();
        assert_eq!(duties(&buyer, &id_in(&purchase)).await, ["await_quotes"]);
        let (first, second) = (link(&desk, "order@yongxing.example").await, link(&desk, "sales@nordvalve.example").await);
        let page = desk.stranger().get(&first).await.page();
        assert!(page.contains(&rfq) && page.contains("BV-DN20-304"), "{page}");
        assert!(!page.contains("Nordvalve") && !page.contains(&order.number), "nobody else's, no customer");
        assert_eq!(reply(&desk, &first, &[""], "CNY", "15").await.refused(), ["4.2.2"]);
        assert_eq!(reply(&desk, &first, &["24.00"], "CNY", "15").await.status, 200);
        assert_eq!(duties(&buyer, &id_in(&purchase)).await, ["await_quotes"], "one has not answered");
        assert_eq!(reply(&desk, &second, &["2.90"], "EUR", "10").await.status, 200);
        assert_eq!(duties(&buyer, &id_in(&purchase)).await, ["award_purchase"]);
        // Compared in the company's currency: 2.90 euros are 22.68 yuan.
        let seen = look(&buyer, &purchase).await;
        let nets: Vec<String> = seen["quotations"].as_array().expect("offers").iter().map(|q| text(&q["net_company"])).collect();
        assert_eq!(nets, ["240.00", "226.78"]);
        assert!(!desk.stranger().get(&first).await.page().contains("2.90"), "no other supplier's price");

        // The second round says what it is about.
        assert_eq!(ask(&buyer, &purchase, &[&yongxing], "").await.refused(), ["4.2.2"]);
        ask(&buyer, &purchase, &[&yongxing], "請再降價").await.done();
        assert_eq!(duties(&buyer, &id_in(&purchase)).await, ["await_quotes"]);
        assert!(desk.stranger().get(&first).await.page().contains("請再降價"), "the same link, the new round");
        assert_eq!(reply(&desk, &first, &["23.50"], "CNY", "9").await.status, 200);
        let (dear, cheap) = (quote_of(&buyer, &purchase, "S02").await, quote_of(&buyer, &purchase, "S03").await);
        let page = buyer.get(&purchase.replace("/api/v1", "")).await.page();
        assert!(page.contains("23.50") && page.contains("2.90") && page.contains("Nordvalve AB"), "side by side");
        // Not the lowest: only with a reason.
        assert_eq!(award(&buyer, &purchase, &dear, " ").await.refused(), ["4.2.2"]);
        let done = award(&buyer, &purchase, &dear, "交期早，且有到貨紀錄").await.done();
        assert_eq!(done["number"], "PO-2026-000001");
        assert!(award(&buyer, &purchase, &cheap, "").await.status == 422, "it is awarded");
        assert_eq!(reply(&desk, &second, &["1.00"], "EUR", "10").await.status, 422, "the links have ended");
        assert_eq!(duties(&buyer, &id_in(&purchase)).await, ["sign_contract"]);

        // 4.2.3: the contract; its copy on the order; the specialist is told.
        let past = buyer.post_json(&format!("{purchase}/contract"), &json!({"day": "2026-11-20"})).await;
        assert_eq!(past.refused(), ["4.2.3"]);
        signed(&buyer, &purchase, "2026-12-15").await;
        assert_eq!(duties(&buyer, &id_in(&purchase)).await, ["await_goods"]);
        let chen = desk.log_in(SPECIALIST).await;
        let memos = chen.get_json("/api/v1/memos?show=unread").await.done();
        assert_eq!((&memos["rows"][0]["kind"], &memos["rows"][0]["subject"]), (&json!("contracted"), &json!(order.number)));
        let tab = chen.get(&format!("/orders/{}?tab=departments", order.id)).await.page();
        assert!(tab.contains("PO-2026-000001") && tab.contains("2026-12-15"), "{tab}");
        let copy = chen.get(&format!("/orders/{}/contracts/{}", order.id, id_in(&purchase))).await;
        assert!(copy.status == 200 && copy.body.starts_with(b"%PDF-"));
        let contract = buyer.get(&format!("{}/contract.pdf", purchase.replace("/api/v1", ""))).await;
        let said = words_of(&desk, &contract.body);
        // 235.00 yuan and 13 % of tax, in words.
        assert!(said.contains("PO-2026-000001") && said.contains("235.00") && said.contains("265.55"), "{said}");
        assert!(said.contains("貳佰陸拾伍元伍角伍分"), "{said}");
        let said = words_of(&desk, &copy.body);
        assert!(said.contains("PO-2026-000001") && said.contains("BV-DN20-304") && !said.contains("23.50"), "{said}");
        // The specialist sees where it stands, and no purchase price.
        let his = chen.get(&purchase.replace("/api/v1", "")).await.page();
        assert!(his.contains("BV-DN20-304") && !his.contains("23.50") && !his.contains("235.00"), "{his}");
        let his = look(&chen, &purchase).await;
        assert!(his["lines"][0]["price"].is_null() && his["quotations"].is_null() && his["supplier"].is_string());
        let pdf = chen.get(&format!("{}/contract.pdf", purchase.replace("/api/v1", ""))).await;
        assert_eq!(pdf.status, 403);

        // 4.2.4: some, then the rest; too much is refused.
        let warehouse = desk.log_in(WAREHOUSE).await;
        let hers = warehouse.get(&purchase.replace("/api/v1", "")).await.page();
        assert!(!hers.contains("永興") && !hers.contains("23.50"), "the warehouse sees goods, no supplier, no price");
        assert_eq!(received(&buyer, &purchase, "1", "4").await.status, 403);
        let bare = json!({"line": "1", "quantity": "4", "note_no": " "});
        assert_eq!(warehouse.post_json(&format!("{purchase}/receipts"), &bare).await.refused(), ["4.2.4"]);
        received(&warehouse, &purchase, "1", "4").await.done();
        assert_eq!((stock(&desk, "BV-DN20-304").await, look(&buyer, &purchase).await["state"].clone()),
            (("4".into(), "4".into()), json!("partly_received")));
        assert_eq!(received(&warehouse, &purchase, "1", "7").await.refused(), ["4.2.4"]);
        received(&warehouse, &purchase, "1", "6").await.done();
        assert_eq!(stock(&desk, "BV-DN20-304").await, ("10".into(), "10".into()), "held for the order, each piece once");
        let seen = look(&buyer, &purchase).await;
        assert_eq!((&seen["state"], duties(&buyer, &id_in(&purchase)).await), (&json!("received"), vec!["close_purchase".to_string()]));
        buyer.post_json(&format!("{purchase}/closing"), &json!({})).await.done();
        assert!(duties(&buyer, &id_in(&purchase)).await.is_empty());
        let bought = chen.get_json(&format!("/api/v1/orders/{}", order.id)).await.done()["bought"].clone();
        assert_eq!((&bought[0]["state"], &bought[0]["received"]), (&json!("closed"), &json!("10")));
        desk.verified().await;
    }

    async fn c4_2_2_of_two_who_award_at_once_one_does(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let order = ordered(&desk, "PU-7", &[("BV-DN20-304", "10")]).await;
        acknowledged(&buyer, &order.id).await;
        let (purchase, _) = opened(&buyer).await;
        let (yongxing, hengchang) = (supplier(&desk, "S02").await, supplier(&desk, "S01").await);
        ask(&buyer, &purchase, &[&yongxing, &hengchang], "").await.done();
        for (to, price) in [("order@yongxing.example", "20"), ("sales@hengchang.example", "20")] {
            assert_eq!(reply(&desk, &link(&desk, to).await, &[price], "CNY", "15").await.status, 200);
        }
        let (one, other) = (quote_of(&buyer, &purchase, "S01").await, quote_of(&buyer, &purchase, "S02").await);
        let second = desk.log_in(PURCHASING).await;
        let (a, b) = tokio::join!(award(&buyer, &purchase, &one, ""), award(&second, &purchase, &other, ""));
        let mut codes = [a.status, b.status];
        codes.sort_unstable();
        assert_eq!(codes, [200, 422], "{} {}", a.text(), b.text());
        desk.verified().await;
    }

    async fn c4_2_2_a_link_leads_to_its_own_inquiry_only_and_a_blocked_supplier_gets_none(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let (_, purchase) = contracted(&desk, &buyer, "PU-8").await;
        let order = ordered(&desk, "PU-9", &[("BV-DN32-304", "20")]).await;
        acknowledged(&buyer, &order.id).await;
        let (other, rfq) = opened(&buyer).await;
        let (yongxing, nord) = (supplier(&desk, "S02").await, supplier(&desk, "S03").await);
        ask(&buyer, &other, &[&nord], "").await.done();
        let strangers = desk.stranger();
        let old = link(&desk, "order@yongxing.example").await;
        assert!(!strangers.get(&old).await.page().contains(&rfq), "another inquiry's link");
        assert_eq!(reply(&desk, &old, &["1"], "CNY", "1").await.status, 422);
        assert_eq!(strangers.get("/quotes/nothing-of-ours").await.status, 404);
        let mine = link(&desk, "sales@nordvalve.example").await;
        // He offers nothing: that is an answer.
        let no = json!({"decline": "yes", "lines": []});
        assert_eq!(strangers.post_json(&format!("{mine}/answer"), &no).await.status, 200);
        assert_eq!(duties(&buyer, &id_in(&other)).await, ["award_purchase"]);
        let block = format!("/api/v1/suppliers/{yongxing}/block").replace("/api/v1", "");
        assert_eq!(buyer.post_json(&block, &json!({"ground": ""})).await.refused(), ["4.2.2"]);
        buyer.post_json(&block, &json!({"ground": "品質不良"})).await.done();
        assert_eq!(ask(&buyer, &other, &[&yongxing], "請報價").await.refused(), ["4.2.2"]);
        buyer.post_json(&format!("/suppliers/{yongxing}/opening"), &json!({"ground": "已改善"})).await.done();
        ask(&buyer, &other, &[&yongxing], "請報價").await.done();
        assert!(look(&buyer, &purchase).await["number"] == "PO-2026-000001");
        desk.verified().await;
    }

    async fn c4_2_3_a_contract_names_a_day_ahead_and_a_supplier_who_is_not_blocked(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let (order, purchase) = awarded(&desk, &buyer, "PU-21").await;
        let contract = format!("{purchase}/contract");
        assert_eq!(buyer.post_json(&contract, &json!({"day": "2026-11-20"})).await.refused(), ["4.2.3"]);
        let yongxing = supplier(&desk, "S02").await;
        blocked(&buyer, &yongxing, "block").await;
        assert_eq!(buyer.post_json(&contract, &json!({"day": "2026-12-15"})).await.refused(), ["4.2.3"]);
        blocked(&buyer, &yongxing, "opening").await;
        let form = buyer.post(&contract.replace("/api/v1", ""), &[("day", "soon")]).await;
        assert_eq!(form.status, 400, "{}", form.text());
        signed(&buyer, &purchase, "2026-12-15").await;
        assert_eq!(look(&buyer, &purchase).await["state"], "contracted");
        let chen = desk.log_in(SPECIALIST).await;
        assert_eq!(chen.get(&format!("/orders/{}/contracts/{}", order.id, id_in(&purchase))).await.status, 200);
        let warehouse = desk.log_in(WAREHOUSE).await;
        assert_eq!(warehouse.get(&format!("/orders/{}/contracts/{}", order.id, id_in(&purchase))).await.status, 403);
        desk.verified().await;
    }

    async fn c4_2_2_only_an_offer_that_stands_and_holds_is_awarded(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let (_, purchase, link) = asked(&desk, &buyer, "PU-22").await;
        let yongxing = supplier(&desk, "S02").await;
        let old = json!({"lines": [{"no": "1", "price": "20"}], "currency": "CNY", "lead_days": "5", "valid_until": "2026-11-01"});
        let answer = format!("{link}/answer");
        assert_eq!(desk.stranger().post_json(&answer, &old).await.refused(), ["4.2.2"], "it holds no more");
        assert_eq!(reply(&desk, &link, &["20"], "CNY", "15").await.status, 200);
        let first = quote_of(&buyer, &purchase, "S02").await;
        // The desk enters what he says on the telephone; the offer before it stands no more.
        let entered = json!({"supplier": yongxing, "lines": [{"no": "1", "price": "19"}], "currency": "CNY", "lead_days": "15",
            "valid_until": "2026-11-25"});
        buyer.post_json(&format!("{purchase}/quotations"), &entered).await.done();
        let no = award(&buyer, &purchase, &first, "").await.rules();
        assert!(no.iter().any(|rule| rule == "award.stands"), "{no:?}");
        let second = quote_of(&buyer, &purchase, "S02").await;
        assert!(second != first);
        blocked(&buyer, &yongxing, "block").await;
        assert_eq!(award(&buyer, &purchase, &second, "").await.refused(), ["4.2.2"]);
        blocked(&buyer, &yongxing, "opening").await;
        desk.clock.set("2026-11-26T02:00:00Z".parse().expect("an instant"));
        let buyer = desk.log_in(PURCHASING).await;
        assert_eq!(award(&buyer, &purchase, &second, "").await.refused(), ["4.2.2"], "its time is over");
        // Long after the day of reply the link has ended.
        desk.clock.set("2026-12-28T02:00:00Z".parse().expect("an instant"));
        assert_eq!(reply(&desk, &link, &["18"], "CNY", "15").await.refused(), ["4.2.2"]);
        // Who has no address for mail cannot be asked by mail.
        let buyer = desk.log_in(PURCHASING).await;
        let mute = json!({"code": "S88", "name": "電話供應商", "lang": "zh-Hant", "currency": "CNY", "phone": "+886-2-2299-0000"});
        let mute = text(&buyer.post_json("/suppliers", &mute).await.done()["id"]);
        let form = json!({"suppliers": [mute], "reply_by": "2026-12-30", "message": "請報價"});
        assert_eq!(buyer.post_json(&format!("{purchase}/inquiries"), &form).await.refused(), ["4.2.2"]);
        // That the manager decides on what is late is beside purchasing's own duty.
        assert!(::desk::order::look_at_late(&desk.app).await.expect("a look") > 0);
        desk.verified().await;
    }
}
