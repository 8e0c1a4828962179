//! 4.2.3, 4.2.4, 4.4.3: the contract and what comes after it.

use super::*;

both! {
    async fn c4_2_3_the_contract_is_seen_as_a_draft_mailed_to_the_supplier_and_comes_back_signed(desk) {
        let (buyer, chen) = (desk.log_in(PURCHASING).await, desk.log_in(SPECIALIST).await);
        let (order, purchase, link) = asked(&desk, &buyer, "BU-1").await;
        let draft = format!("{}/contract-draft.pdf", page(&purchase));
        assert_eq!(buyer.get(&draft).await.status, 404, "nobody has it yet");
        assert_eq!(reply(&desk, &link, &["20"], "CNY", "15").await.status, 200);
        let quote = quote_of(&buyer, &purchase, "S02").await;
        award(&buyer, &purchase, &quote, "").await.done();
        assert!(buyer.get(&page(&purchase)).await.page().contains("contract-draft.pdf"), "before signing it is looked at");
        let said = words_of(&desk, &buyer.get(&format!("{draft}?day=2026-12-15")).await.body);
        for words in ["草稿", "PO-2026-000001", "2026-12-15", "200.00", "226.00", "貳佰貳拾陸元整"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert_eq!(chen.get(&draft).await.status, 403, "prices are not for the specialist");
        assert!(mail(&desk, "order@yongxing.example", "PO-2026-000001").await.is_none(), "nothing is sent yet");

        signed(&buyer, &purchase, "2026-12-15").await;
        assert_eq!(buyer.get(&draft).await.status, 404, "it is no draft any more");
        let contract = buyer.get(&format!("{}/contract.pdf", page(&purchase))).await;
        assert!(!words_of(&desk, &contract.body).contains("草稿"));
        let sent = mail(&desk, "order@yongxing.example", "PO-2026-000001").await.expect("the contract leaves by mail");
        assert!(sent.contains("採購合約") && sent.contains("226.00") && sent.contains("\"attachments\":[\""), "{sent}");
        assert_eq!(look(&buyer, &purchase).await["mailed_to"], "order@yongxing.example");
        assert!(buyer.get(&page(&purchase)).await.page().contains("order@yongxing.example"));
        // On the order: the contract for who sees what we pay, the copy for the specialist.
        let manager = desk.log_in(MANAGER).await;
        let records = format!("/orders/{}?tab=sources", order.id);
        let his = manager.get(&records).await.page();
        assert!(his.contains(">PO-2026-000001.pdf<"), "{his}");
        let at = his.find(">PO-2026-000001.pdf<").expect("the contract");
        let paper = his[..at].rsplit("href=\"").next().expect("a link").trim_end_matches('"').to_string();
        assert_eq!(manager.get(&paper).await.body, contract.body);
        let hers = chen.get(&records).await.page();
        assert!(!hers.contains(">PO-2026-000001.pdf<") && hers.contains(&format!("PO-2026-000001-{}.pdf", order.number)), "{hers}");
        assert_eq!(chen.get(&paper).await.status, 404, "an address that she guessed");

        // So in the list of all papers: the address says which class, the rows only what one may see.
        assert!(manager.get("/records").await.page().contains(">PO-2026-000001.pdf<"));
        assert!(manager.get("/records?kind=purchase").await.page().contains(">PO-2026-000001.pdf<"));
        let hers = chen.get("/records").await.page();
        assert!(!hers.contains(">PO-2026-000001.pdf<") && hers.contains("PO-2026-000001-SO-"), "{hers}");
        assert!(!chen.get("/records?kind=purchase").await.page().contains(">PO-2026-000001.pdf<"));

        // The supplier signs and sends a scan.
        let scans = format!("{purchase}/signed-contracts");
        let no = buyer.upload(&scans, ("signed.csv", b"signed,yes".to_vec()), &[]).await;
        assert_eq!(no.refused(), ["4.2.3"], "a table is no signature");
        assert_eq!(buyer.upload(&scans, ("false.pdf", b"no pdf".to_vec()), &[]).await.refused(), ["4.2.3"]);
        assert_eq!(buyer.upload(&scans, ("empty.pdf", Vec::new()), &[]).await.status, 400);
        let pdf = b"%PDF-1.7 signed and stamped".to_vec();
        assert_eq!(chen.upload(&scans, ("signed.pdf", pdf.clone()), &[]).await.status, 403);
        buyer.upload(&scans, ("yongxing-signed.pdf", pdf.clone()), &[]).await.done();
        let filed = look(&buyer, &purchase).await["signed"][0].clone();
        assert_eq!(filed["name"], "yongxing-signed.pdf");
        assert!(buyer.get(&page(&purchase)).await.page().contains("yongxing-signed.pdf"));
        let at = format!("{}/signed-contracts/{}", page(&purchase), text(&filed["id"]));
        assert_eq!(manager.get(&at).await.body, pdf);
        assert_eq!(chen.get(&at).await.status, 403);
        assert!(manager.get(&records).await.page().contains("yongxing-signed.pdf"), "it lies with the order, too");
        assert!(!chen.get(&records).await.page().contains("yongxing-signed.pdf"));
        assert!(look(&chen, &purchase).await["signed"].is_null() && look(&chen, &purchase).await["mailed_to"].is_null());
        desk.verified().await;
    }

    async fn c4_2_3_a_signed_copy_needs_a_contract_and_a_supplier_without_mail_gets_none(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let (_, purchase) = awarded(&desk, &buyer, "BU-2").await;
        let scans = format!("{purchase}/signed-contracts");
        let early = buyer.upload(&scans, ("signed.pdf", b"%PDF-1.7 too early".to_vec()), &[]).await;
        assert_eq!(early.status, 422, "there is nothing to sign yet");
        let yongxing = supplier(&desk, "S02").await;
        let known = buyer.get_json(&format!("/api/v1/suppliers/{yongxing}")).await.done();
        let mut mute = known.clone();
        mute["email"] = json!("");
        mute["lock"] = json!(known["lock"].to_string());
        mute["tax_rate"] = json!("");
        buyer.post_json(&format!("/suppliers/{yongxing}"), &mute).await.done();
        signed(&buyer, &purchase, "2026-12-15").await;
        assert_eq!(look(&buyer, &purchase).await["mailed_to"], "");
        assert!(buyer.get(&page(&purchase)).await.page().contains("請列印後寄送"), "it says what to do instead");
        desk.verified().await;
    }

    async fn c4_2_4_the_overdue_list_names_the_orders_and_customers_that_wait(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let first = ordered(&desk, "BU-9", &[("BV-DN20-304", "10")]).await;
        let second = ordered(&desk, "BU-10", &[("BV-DN20-304", "4")]).await;
        acknowledged(&buyer, &first.id).await;
        acknowledged(&buyer, &second.id).await;
        let need = json!({"sku": "BV-DN20-304", "quantity": "6", "wanted_on": "2027-01-20"});
        buyer.post_json("/api/v1/purchase-requests", &need).await.done();
        let (purchase, _) = opened(&buyer).await;
        bound(&desk, &buyer, &purchase, "2026-12-01").await;
        desk.clock.set("2027-03-01T02:00:00Z".parse().expect("an instant"));
        let (buyer, warehouse) = (desk.log_in(PURCHASING).await, desk.log_in(WAREHOUSE).await);
        let overdue = "/api/v1/purchases?state=overdue";
        let late = buyer.get_json(overdue).await.done()["rows"][0].clone();
        let waiting = late["waiting"].as_array().cloned().unwrap_or_default();
        assert_eq!((waiting.len(), &late["days"]), (2, &json!(90)), "the stock waits without a name: {late}");
        let numbers: Vec<&Value> = waiting.iter().map(|one| &one["number"]).collect();
        assert!(numbers.contains(&&json!(first.number)) && numbers.contains(&&json!(second.number)));
        assert!(waiting.iter().all(|one| one["customer_name"].is_string() && one["days"].as_i64() > Some(0)), "{late}");
        let shown = buyer.get("/purchases?state=overdue").await.page();
        assert!(shown.contains(&format!("href=\"/orders/{}\"", first.id)) && shown.contains(&second.number), "{shown}");
        assert!(!shown.contains("href=\"/customers/"), "purchasing does not open customers");
        let manager = desk.log_in(MANAGER).await;
        assert!(manager.get("/purchases?state=overdue").await.page().contains("href=\"/customers/"));
        // The most urgent has its goods: it waits no more.
        received(&warehouse, &purchase, "1", "10").await.done();
        let late = buyer.get_json(overdue).await.done()["rows"][0].clone();
        assert_eq!(late["waiting"].as_array().map(Vec::len), Some(1), "{late}");
        desk.verified().await;
    }

    async fn c4_4_3_what_goes_back_of_a_shared_delivery_is_not_what_others_hold(desk) {
        let (buyer, warehouse, chen) = (desk.log_in(PURCHASING).await, desk.log_in(WAREHOUSE).await, desk.log_in(SPECIALIST).await);
        let first = ordered(&desk, "BU-13", &[("BV-DN20-304", "10")]).await;
        let second = ordered(&desk, "BU-14", &[("BV-DN20-304", "6")]).await;
        acknowledged(&buyer, &first.id).await;
        acknowledged(&buyer, &second.id).await;
        let (purchase, _) = opened(&buyer).await;
        bound(&desk, &buyer, &purchase, "2026-12-15").await;
        received(&warehouse, &purchase, "1", "16").await.done();
        let one = cancellations::asked(&chen, &first.id, json!({"lines": [{"no": "1", "quantity": "4"}]})).await;
        cancellations::decided(&desk, &one).await;
        let stops = cancellations::stops(&chen, &one).await;
        let stop = stops.iter().find(|stop| stop["department"] == "purchasing").expect("purchasing stops").clone();
        let path = format!("stops/{}/acknowledgement", text(&stop["id"]));
        let back = |done: &str| json!({"done": done, "disposal": "return"});
        assert_eq!(cancellations::press(&buyer, &one, &path, back("5")).await.refused(), ["4.4.3"], "four were cancelled");
        cancellations::press(&buyer, &one, &path, back("4")).await.done();
        assert_eq!(stock(&desk, "BV-DN20-304").await, ("12".into(), "12".into()), "six for each of the two");
        assert_eq!(seen(&chen, &second.id).await["lines"][0]["received"], "6");
        desk.verified().await;
    }

    async fn c4_4_3_bought_goods_of_a_cancelled_line_go_back_to_the_supplier(desk) {
        let (buyer, warehouse, chen) = (desk.log_in(PURCHASING).await, desk.log_in(WAREHOUSE).await, desk.log_in(SPECIALIST).await);
        let (order, purchase) = contracted(&desk, &buyer, "BU-11").await;
        received(&warehouse, &purchase, "1", "10").await.done();
        buyer.post_json(&format!("{purchase}/closing"), &json!({})).await.done();
        assert_eq!(stock(&desk, "BV-DN20-304").await, ("10".into(), "10".into()));
        let one = cancellations::asked(&chen, &order.id, json!({"all": "yes"})).await;
        cancellations::decided(&desk, &one).await;
        let stops = cancellations::stops(&chen, &one).await;
        let stop = stops.iter().find(|stop| stop["department"] == "purchasing").expect("purchasing stops").clone();
        let path = format!("stops/{}/acknowledgement", text(&stop["id"]));
        // Somebody else holds some of it meanwhile: that does not go.
        let other = ordered(&desk, "BU-12", &[("BV-DN20-304", "3")]).await;
        assert_eq!(seen(&chen, &other.id).await["lines"][0]["reserved"], "3");
        let back = |done: &str| json!({"done": done, "disposal": "return", "remark": "客戶取消"});
        let no = cancellations::press(&buyer, &one, &path, back("10")).await;
        assert_eq!(no.refused(), ["4.4.3"], "{}", no.text());
        cancellations::press(&buyer, &one, &path, back("7")).await.done();
        assert_eq!(stock(&desk, "BV-DN20-304").await, ("3".into(), "3".into()), "seven left the house");
        let after = look(&buyer, &purchase).await;
        assert_eq!((&after["lines"][0]["returned"], &after["returns"][0]["quantity"]), (&json!("7"), &json!("7")));
        assert_eq!((&after["returns"][0]["outcome"], &after["state"]), (&json!("credit"), &json!("closed")));
        assert_eq!(text(&after["net"]), "60.00", "three are paid");
        let slip = format!("{}/returns/{}", page(&purchase), text(&after["returns"][0]["id"]));
        let said = words_of(&desk, &buyer.get(&slip).await.body);
        assert!(said.contains("退貨單PO-2026-000001") && said.contains("DN-77") && said.contains("7台"), "{said}");
        assert_eq!(warehouse.get(&slip).await.status, 403, "it names the supplier");
        desk.verified().await;
    }
}
