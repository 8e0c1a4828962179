//! 4.2.2: rounds, tax, a choice per line, who is asked again, suppliers abroad, their record.

use super::*;

both! {
    async fn c4_2_2_every_round_and_every_offer_stay_readable_side_by_side(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let (purchase, first, second) = two_lines(&desk, &buyer, "BU-3").await;
        assert_eq!(reply(&desk, &first, &["24", "51"], "CNY", "15").await.status, 200);
        assert_eq!(reply(&desk, &first, &["23.7", "50"], "CNY", "14").await.status, 200);
        assert_eq!(reply(&desk, &second, &["3", "6"], "EUR", "10").await.status, 200);
        let yongxing = supplier(&desk, "S02").await;
        ask(&buyer, &purchase, &[&yongxing], "請再降價百分之三").await.done();
        assert_eq!(reply(&desk, &first, &["22.5", "49"], "CNY", "9").await.status, 200);
        let seen = look(&buyer, &purchase).await;
        let offers: Vec<(String, i64, String, i64)> = seen["offers"].as_array().expect("offers").iter()
            .map(|o| (text(&o["supplier"]), o["round"].as_i64().expect("a round"), text(&o["net"]), o["lead_days"].as_i64().expect("days")))
            .collect();
        let all: Vec<(&str, i64, &str, i64)> = offers.iter().map(|(s, r, n, d)| (s.as_str(), *r, n.as_str(), *d)).collect();
        assert_eq!(all, [("S02", 2, "1,695.00", 9), ("S03", 1, "210.00", 10), ("S02", 1, "1,737.00", 14), ("S02", 1, "1,770.00", 15)]);
        assert_eq!((&seen["offers"][3]["lines"][0]["price"], &seen["offers"][3]["by"]), (&json!("24"), &json!("業務部")));
        let rounds = seen["rounds"].as_array().expect("rounds");
        assert_eq!((rounds.len(), &rounds[0]["message"]), (2, &json!("請再降價百分之三")));
        let shown = buyer.get(&page(&purchase)).await.page();
        for words in ["1,770.00", "1,737.00", "1,695.00", "23.70", "請再降價百分之三", "議價經過", "15 個工作天"] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        // Also when it is long decided; never for who may not see prices.
        let last = quote_of(&buyer, &purchase, "S02").await;
        award(&buyer, &purchase, &last, "已議價，交期較短").await.done();
        assert!(buyer.get(&page(&purchase)).await.page().contains("1,770.00"));
        let chen = desk.log_in(SPECIALIST).await;
        assert!(look(&chen, &purchase).await["offers"].is_null() && look(&chen, &purchase).await["rounds"].is_null());
        assert!(!chen.get(&page(&purchase)).await.page().contains("1,770.00"));
        desk.verified().await;
    }

    async fn c4_2_2_offers_and_contracts_carry_their_tax_to_the_cent(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let (purchase, first, second) = two_lines(&desk, &buyer, "BU-4").await;
        // The rate of the goods where he says none; who sells from abroad bills none.
        assert_eq!(reply(&desk, &first, &["24.99", "50.01"], "CNY", "15").await.status, 200);
        assert_eq!(reply(&desk, &second, &["3.1", "6.2"], "EUR", "10").await.status, 200);
        let seen = look(&buyer, &purchase).await;
        let sums = |q: &Value| ["net", "tax", "gross"].map(|key| text(&q[key]));
        let (one, other) = (&seen["quotations"][0], &seen["quotations"][1]);
        assert_eq!(sums(one), ["1,750.20", "227.53", "1,977.73"], "13 % of the sum, rounded once");
        assert_eq!(sums(other), ["217.00", "0.00", "217.00"]);
        assert_eq!(seen["compared_by"], json!({"basis": "net", "currency": "CNY"}));
        let shown = buyer.get(&page(&purchase)).await.page();
        assert!(shown.contains("比較基準") && shown.contains("227.53") && shown.contains("1,977.73"), "{shown}");
        // He says another rate, and one line another again.
        let offer = json!({"lines": [{"no": "1", "price": "25"}, {"no": "2", "price": "50", "tax_rate": "9"}], "tax_rate": "6",
            "currency": "CNY", "lead_days": "15", "valid_until": "2027-01-31"});
        desk.stranger().post_json(&format!("{first}/answer"), &offer).await;
        let wrong = json!({"lines": [{"no": "1", "price": "25"}], "tax_rate": "101", "currency": "CNY", "lead_days": "15"});
        assert_eq!(desk.stranger().post_json(&format!("{first}/answer"), &wrong).await.status, 400);
        let seen = look(&buyer, &purchase).await;
        let one = seen["quotations"].as_array().expect("offers").iter().find(|q| q["supplier"] == "S02").expect("his").clone();
        // One line is for ten pieces, the other for thirty, in the order of the purchase's lines.
        let (a, b) = (text(&line_of(&seen, "BV-DN20-304")["quantity"]), line_of(&seen, "BV-DN20-304")["no"].clone());
        assert_eq!(a, "10");
        let expected = if b == 1 { ["1,750.00", "150.00", "1,900.00"] } else { ["1,250.00", "90.00", "1,340.00"] };
        assert_eq!(sums(&one), expected, "each rate on the sum of its lines");
        award(&buyer, &purchase, &text(&one["id"]), "國內供貨，付款條件較好").await.done();
        let seen = look(&buyer, &purchase).await;
        assert_eq!(sums(&seen), expected);
        assert_eq!((&seen["lines"][0]["tax_rate"], &seen["lines"][1]["tax_rate"]), (&json!("6"), &json!("9")));
        signed(&buyer, &purchase, "2026-12-15").await;
        let said = words_of(&desk, &buyer.get(&format!("{}/contract.pdf", page(&purchase))).await.body);
        for words in [expected[0], expected[2], "稅額（6%）", "稅額（9%）"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        desk.verified().await;
    }

    async fn c4_2_2_one_supplier_gets_all_lines_under_one_contract_or_each_line_its_own(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let (purchase, first, second) = two_lines(&desk, &buyer, "BU-5").await;
        // One offers everything, the other only one line: he cannot have it all.
        assert_eq!(reply(&desk, &first, &["24", "51"], "CNY", "15").await.status, 200);
        assert_eq!(reply(&desk, &second, &["2.8", ""], "EUR", "10").await.status, 200);
        let (all, part) = (quote_of(&buyer, &purchase, "S02").await, quote_of(&buyer, &purchase, "S03").await);
        let no = award(&buyer, &purchase, &part, "品質較好").await.rules();
        assert_eq!(no, ["award.whole"]);
        let shown = buyer.get(&page(&purchase)).await.page();
        assert!(shown.contains("只報部分品項") && shown.contains("未報"), "{shown}");
        // The lines are divided: he gets his, the other the rest.
        let divide = format!("{purchase}/parts");
        assert_eq!(buyer.post_json(&divide, &json!({"lines": []})).await.refused(), ["4.2.2"]);
        assert_eq!(buyer.post_json(&divide, &json!({"lines": ["1", "2"]})).await.refused(), ["4.2.2"], "nothing would stay");
        let done = buyer.post_json(&divide, &json!({"lines": ["1"]})).await.done();
        let own = format!("/api/v1/purchases/{}", text(&done["id"]));
        let (rest, his) = (look(&buyer, &purchase).await, look(&buyer, &own).await);
        assert_eq!((rest["lines"].as_array().map(Vec::len), his["lines"].as_array().map(Vec::len)), (Some(1), Some(1)));
        assert_eq!((&rest["lines"][0]["no"], &his["lines"][0]["no"]), (&json!(2), &json!(1)), "the numbers that suppliers know");
        let net = |seen: &Value, code: &str| {
            let all = seen["quotations"].as_array().cloned().unwrap_or_default();
            all.iter().find(|q| q["supplier"] == code).map(|q| (text(&q["net"]), q["whole"].clone()))
        };
        let sku = text(&his["lines"][0]["sku"]);
        let (mine, theirs) = if sku == "BV-DN20-304" { ("240.00", "1,530.00") } else { ("720.00", "510.00") };
        assert_eq!(net(&his, "S02"), Some((mine.into(), json!(true))));
        assert_eq!(net(&rest, "S02"), Some((theirs.into(), json!(true))));
        assert!(net(&his, "S03").is_some() && net(&rest, "S03").is_none(), "each offer went where its line went");
        assert_eq!((his["rounds"].as_array().map(Vec::len), duties(&buyer, &id_in(&own)).await), (Some(1), vec!["award_purchase".to_string()]));
        assert!(buyer.get(&page(&own)).await.page().contains(&text(&rest["number"])), "it says of what it was a part");
        let part = quote_of(&buyer, &own, "S03").await;
        award(&buyer, &own, &part, "品質較好").await.done();
        award(&buyer, &purchase, &quote_of(&buyer, &purchase, "S02").await, "").await.done();
        assert_eq!(award(&buyer, &purchase, &all, "").await.status, 422, "it is awarded");
        let numbers = [text(&look(&buyer, &own).await["number"]), text(&look(&buyer, &purchase).await["number"])];
        assert_eq!(numbers, ["PO-2026-000001", "PO-2026-000002"], "two contracts");
        assert_eq!(look(&buyer, &own).await["supplier"], "Nordvalve AB");
        signed(&buyer, &own, "2026-12-15").await;
        signed(&buyer, &purchase, "2026-12-18").await;

        // All of it to one supplier is one contract with one total.
        let (purchase, first, second) = two_lines(&desk, &buyer, "BU-6").await;
        assert_eq!(reply(&desk, &first, &["20", "40"], "CNY", "15").await.status, 200);
        let no = json!({"decline": "yes", "lines": []});
        assert_eq!(desk.stranger().post_json(&format!("{second}/answer"), &no).await.status, 200);
        award(&buyer, &purchase, &quote_of(&buyer, &purchase, "S02").await, "").await.done();
        signed(&buyer, &purchase, "2026-12-15").await;
        let seen = look(&buyer, &purchase).await;
        let expected = if line_of(&seen, "BV-DN20-304")["no"] == 1 { "1,400.00" } else { "1,000.00" };
        assert_eq!((seen["lines"].as_array().map(Vec::len), text(&seen["net"])), (Some(2), expected.to_string()));
        assert_eq!(buyer.post_json(&format!("{purchase}/parts"), &json!({"lines": ["1"]})).await.status, 422, "it is signed");
        desk.verified().await;
    }

    async fn c4_2_2_who_had_not_answered_for_lines_that_were_divided_off_is_asked_again_with_one_press(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let (purchase, first, second) = two_lines(&desk, &buyer, "BU-9").await;
        assert_eq!(reply(&desk, &first, &["24", "51"], "CNY", "15").await.status, 200);
        let questions = |of: &str| format!("{of}/questions");
        let no = buyer.post_json(&questions(&purchase), &json!({})).await;
        assert_eq!((no.refused(), no.rules()), (vec!["4.2.2".to_string()], vec!["inquiry.lost".to_string()]), "he still has a link");
        let done = buyer.post_json(&format!("{purchase}/parts"), &json!({"lines": ["1"]})).await.done();
        let own = format!("/api/v1/purchases/{}", text(&done["id"]));
        // The other has not answered, and his link shows the line no more.
        assert_eq!((&look(&buyer, &own).await["lost"], &look(&buyer, &purchase).await["lost"]), (&json!(["S03"]), &json!([])));
        let sku = text(&look(&buyer, &own).await["lines"][0]["sku"]);
        assert!(!desk.stranger().get(&second).await.page().contains(&sku));
        let shown = buyer.get(&page(&own)).await.page();
        assert!(shown.contains("再問尚未回覆的供應商") && shown.contains("Nordvalve AB"), "{shown}");
        assert!(!buyer.get(&page(&purchase)).await.page().contains("再問尚未回覆的供應商"));
        assert_eq!(desk.log_in(WAREHOUSE).await.post_json(&questions(&own), &json!({})).await.status, 403);
        let late = json!({"reply_by": "2026-11-20"});
        assert_eq!(buyer.post_json(&questions(&own), &late).await.rules(), ["inquiry.ahead"]);
        buyer.post(&page(&questions(&own)), &[]).await;
        let seen = look(&buyer, &own).await;
        assert_eq!((&seen["lost"], &seen["round"], &seen["reply_by"]), (&json!([]), &json!(1), &json!("2026-11-27")), "the same round");
        assert_eq!(seen["rounds"].as_array().map(Vec::len), Some(1));
        assert_eq!(duties(&buyer, &id_in(&own)).await, ["await_quotes"]);
        assert_eq!(buyer.post_json(&questions(&own), &json!({})).await.rules(), ["inquiry.lost"], "once");
        let anew = link(&desk, "sales@nordvalve.example").await;
        assert!(anew != second && desk.stranger().get(&anew).await.page().contains(&sku));
        let price = json!({"lines": [{"no": "1", "price": "2.8"}], "currency": "EUR", "lead_days": "10", "valid_until": "2027-01-31", "name": "Sales"});
        assert_eq!(desk.stranger().post_json(&format!("{anew}/answer"), &price).await.status, 200);
        assert_eq!(duties(&buyer, &id_in(&own)).await, ["award_purchase"], "now everybody has answered");
        assert!(!quote_of(&buyer, &own, "S03").await.is_empty());
        // Whom we may not ask any more is not among them; a day that is over becomes another.
        let (purchase, _, _) = two_lines(&desk, &buyer, "BU-10").await;
        let done = buyer.post_json(&format!("{purchase}/parts"), &json!({"lines": ["1"]})).await.done();
        let own = format!("/api/v1/purchases/{}", text(&done["id"]));
        assert_eq!(look(&buyer, &own).await["lost"], json!(["S02", "S03"]));
        let nord = supplier(&desk, "S03").await;
        blocked(&buyer, &nord, "block").await;
        desk.clock.set("2026-12-01T02:00:00Z".parse().expect("an instant"));
        buyer.log_in(PURCHASING).await;
        buyer.post_json(&questions(&own), &json!({})).await.done();
        let seen = look(&buyer, &own).await;
        assert_eq!((&seen["reply_by"], &seen["lost"]), (&json!("2026-12-04"), &json!([])));
        desk.verified().await;
    }

    async fn c4_2_2_a_supplier_abroad_is_written_to_in_his_language(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let order = ordered(&desk, "BU-7", &[("BV-DN20-304", "10")]).await;
        acknowledged(&buyer, &order.id).await;
        let (purchase, rfq) = opened(&buyer).await;
        let nord = supplier(&desk, "S03").await;
        ask(&buyer, &purchase, &[&nord], "").await.done();
        let asked = mail(&desk, "sales@nordvalve.example", &rfq).await.expect("the inquiry");
        assert!(asked.contains("Dear Ingrid Lindqvist") && !asked.contains("您好"), "{asked}");
        let link = link(&desk, "sales@nordvalve.example").await;
        let there = desk.stranger().get(&link).await.page();
        assert!(there.contains("lang=\"en\"") && there.contains("Tax rate") && !there.contains("單價"), "{there}");
        let pdf = words_of(&desk, &desk.stranger().get(&format!("{link}/inquiry.pdf")).await.body);
        assert!(pdf.contains("Goods") && !pdf.contains("詢價"), "{pdf}");
        assert_eq!(reply(&desk, &link, &["3"], "EUR", "10").await.status, 200);
        award(&buyer, &purchase, &quote_of(&buyer, &purchase, "S03").await, "").await.done();
        let draft = words_of(&desk, &buyer.get(&format!("{}/contract-draft.pdf", page(&purchase))).await.body);
        assert!(draft.contains("DRAFT"), "{draft}");
        signed(&buyer, &purchase, "2026-12-15").await;
        let said = words_of(&desk, &buyer.get(&format!("{}/contract.pdf", page(&purchase))).await.body);
        assert!(said.contains("Totalwithtax") && said.contains("EUR30.00") && !said.contains("金額大寫"), "{said}");
        let sent = mail(&desk, "sales@nordvalve.example", "PO-2026-000001").await.expect("the contract");
        assert!(sent.contains("Purchase contract PO-2026-000001") && sent.contains("Dear Ingrid Lindqvist"), "{sent}");
        desk.verified().await;
    }

    async fn c4_2_2_the_on_time_rate_is_counted_from_what_came(desk) {
        let (buyer, warehouse) = (desk.log_in(PURCHASING).await, desk.log_in(WAREHOUSE).await);
        let (_, early) = contracted(&desk, &buyer, "BU-8").await;
        // Two deliveries before the day, one after it.
        received(&warehouse, &early, "1", "2").await.done();
        received(&warehouse, &early, "1", "3").await.done();
        desk.clock.set("2026-12-16T02:00:00Z".parse().expect("an instant"));
        let (buyer, warehouse) = (desk.log_in(PURCHASING).await, desk.log_in(WAREHOUSE).await);
        received(&warehouse, &early, "1", "5").await.done();
        let need = json!({"sku": "BV-DN20-304", "quantity": "6", "wanted_on": "2027-01-20"});
        buyer.post_json("/api/v1/purchase-requests", &need).await.done();
        let (purchase, _) = opened(&buyer).await;
        let (yongxing, nord) = (supplier(&desk, "S02").await, supplier(&desk, "S03").await);
        let form = json!({"suppliers": [yongxing, nord], "reply_by": "2026-12-20", "message": ""});
        buyer.post_json(&format!("{purchase}/inquiries"), &form).await.done();
        for (to, price) in [("order@yongxing.example", "20"), ("sales@nordvalve.example", "21")] {
            assert_eq!(reply(&desk, &link(&desk, to).await, &[price], "CNY", "15").await.status, 200);
        }
        let receipts = look(&buyer, &early).await["receipts"].as_array().cloned().unwrap_or_default();
        let in_time = receipts.iter().filter(|receipt| receipt["in_time"] == true).count();
        assert_eq!((receipts.len(), in_time), (3, 2));
        let offers = look(&buyer, &purchase).await["quotations"].clone();
        let of = |code: &str| offers.as_array().expect("offers").iter().find(|o| o["supplier"] == code).expect("his")["on_time"].clone();
        assert_eq!((of("S02"), of("S03")), (json!({"all": 3, "in_time": 2}), json!({"all": 0, "in_time": 0})));
        let shown = buyer.get(&page(&purchase)).await.page();
        assert!(shown.contains("66 % ") && shown.contains("3 次到貨"), "{shown}");
        // After twelve months it does not count any more.
        desk.clock.set("2028-01-16T02:00:00Z".parse().expect("an instant"));
        let buyer = desk.log_in(PURCHASING).await;
        assert_eq!(look(&buyer, &purchase).await["quotations"][0]["on_time"], json!({"all": 0, "in_time": 0}));
        desk.verified().await;
    }
}
