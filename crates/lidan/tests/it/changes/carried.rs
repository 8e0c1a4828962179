//! 4.3.4: the proposal, the customer's word, the effect.

use super::*;

both! {
    async fn c4_3_4_a_change_goes_from_the_customers_word_to_the_next_revision(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CH-1").await;
        let before = seen(&chen, &order.id).await;
        let change = asked(&chen, &order.id, json!({"lines": [
            {"no": "1", "quantity": "300"}, {"sku": "HB-M6x20-A2", "quantity": "100"}, {"no": "2", "remove": "yes"},
        ]})).await;
        assert!(due(&chen, "submit_change").await);
        let stands = shown(&chen, &change).await;
        assert_eq!((&stands["change"]["number"], &stands["change"]["state"]), (&json!("CR-2026-000001"), &json!("draft")));
        assert!(stands["impact"]["gross"].is_array(), "the preview is there at once: {stands}");
        press(&chen, &change, "submission", json!({})).await.done();
        assert!(due(&manager, "decide_change").await);
        press(&manager, &change, "decision", json!({"verdict": "approve"})).await.done();
        let there = desk.log_in(WAREHOUSE).await;
        assert!(due(&there, "assess_change").await);
        assert_eq!(assessed(&desk, &change).await, ["warehouse"], "nobody else is touched");
        assert_eq!(state(&chen, &change).await, "proposal");
        press(&chen, &change, "proposal", json!({"text": "數量如所要求。", "surcharge": "80"})).await.done();
        press(&manager, &change, "review", json!({"verdict": "pass", "decision": PASS})).await.done();
        assert_eq!(state(&chen, &change).await, "customer_consent");
        // Until it takes effect the old revision is in force.
        let between = seen(&chen, &order.id).await;
        assert_eq!((&between["revision"], &line(&between, 1)["quantity"]), (&json!(1), &json!("200")));
        let page = desk.stranger().get(&link(&desk, &change).await).await.page();
        assert!(page.contains("CR-2026-000001") && page.contains("300"), "{page}");
        assert_eq!(press(&chen, &change, "effect", json!({})).await.refused(), ["4.3.4"], "not agreed yet");
        assert_eq!(says(&desk, &change, "agreed").await.status, 200);
        press(&chen, &change, "effect", json!({})).await.done();

        let after = seen(&chen, &order.id).await;
        assert_eq!((&after["revision"], &after["approval"]), (&json!(2), &json!("approved")));
        assert_eq!(line(&after, 1)["quantity"], "300");
        assert_eq!((&line(&after, 3)["sku"], after["lines"].as_array().map(Vec::len)), (&json!("HB-M6x20-A2"), Some(2)));
        assert_ne!(before["gross"], after["gross"]);
        assert!(line(&after, 1)["promised_on"].is_string(), "{after}");
        let tab = chen.get(&format!("/orders/{}?tab=changes", order.id)).await.page();
        assert!(tab.contains("CR-2026-000001") && tab.contains("<del>200</del>") && tab.contains("<ins>300</ins>"), "{tab}");
        let pdf = chen.get(&format!("/changes/{change}/form.pdf")).await;
        assert!(pdf.body.starts_with(b"%PDF"), "{}", pdf.status);
        assert_eq!(press(&chen, &change, "withdrawal", json!({"text": "算了"})).await.refused(), ["4.3.4"], "too late");
        desk.verified().await;
    }

    async fn c4_3_4_the_proposed_content_passes_the_checks_of_the_review(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CH-8").await;
        // Tomorrow is too soon for anything: red, and no ground passes it.
        let change = asked(&chen, &order.id, json!({"lines": [{"no": "1", "quantity": "90000", "requested_on": "2026-11-25"}]})).await;
        up_to_proposal(&desk, &change).await;
        assert_eq!(press(&chen, &change, "proposal", json!({"text": " "})).await.refused(), ["4.3.4"]);
        press(&chen, &change, "proposal", json!({"text": "趕工"})).await.done();
        let pass = json!({"verdict": "pass", "decision": PASS});
        let no = press(&manager, &change, "review", pass.clone()).await.refused();
        assert!(no.contains(&"3.2.3a".to_string()), "{no:?}");
        assert_eq!(press(&manager, &change, "review", json!({"verdict": "return", "decision": ""})).await.refused(), ["4.3.2"]);
        press(&manager, &change, "review", json!({"verdict": "return", "decision": "請與客戶談日期"})).await.done();
        assert_eq!(state(&chen, &change).await, "proposal");
        let better = json!({"text": "數量 400，交期不變", "lines": [{"no": "1", "quantity": "400"}]});
        press(&chen, &change, "proposal", better).await.done();
        press(&manager, &change, "review", pass).await.done();
        assert_eq!(state(&chen, &change).await, "customer_consent");
        desk.verified().await;
    }

    async fn c4_3_4_the_customer_agrees_in_writing_or_refuses_and_then_nothing_changes(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CH-9").await;
        let change = asked(&chen, &order.id, more("300")).await;
        reviewed(&desk, &change).await;
        let log = |answer: &str, source: &str, text: &str| json!({"answer": answer, "source": source, "text": text});
        assert_eq!(press(&chen, &change, "answers", log("agree", "", "他說好")).await.refused(), ["4.3.4"], "not in writing");
        assert_eq!(press(&chen, &change, "answers", log("refuse", "", "")).await.refused(), ["4.3.4"]);
        let nameless = desk.stranger().post_json(&format!("{}/answer", link(&desk, &change).await), &json!({"name": "", "answer": "agreed"})).await;
        assert_eq!(nameless.refused(), ["4.3.4"]);
        press(&chen, &change, "answers", log("refuse", "", "客戶嫌貴")).await.done();
        assert_eq!(state(&chen, &change).await, "refused_by_customer");
        assert_eq!(seen(&chen, &order.id).await["revision"], 1);
        // On paper.
        let second = asked(&chen, &order.id, more("400")).await;
        reviewed(&desk, &second).await;
        desk.clock.set("2026-11-24T02:30:00Z".parse().expect("an instant"));
        let paper = filed(&chen, &order.id).await;
        press(&chen, &second, "answers", log("agree", &paper, "")).await.done();
        press(&chen, &second, "effect", json!({})).await.done();
        assert_eq!(line(&seen(&chen, &order.id).await, 1)["quantity"], "400");
        // On the link he may refuse as well.
        let third = asked(&chen, &order.id, more("500")).await;
        reviewed(&desk, &third).await;
        assert_eq!(says(&desk, &third, "refused").await.status, 200);
        assert_eq!(state(&chen, &third).await, "refused_by_customer");
        assert_eq!(desk.stranger().get("/links/changes/none").await.status, 404);
        desk.verified().await;
    }

    async fn c4_3_4_what_was_agreed_to_is_what_takes_effect(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CH-10").await;
        let one = asked(&chen, &order.id, more("300")).await;
        let two = asked(&chen, &order.id, json!({"lines": [{"no": "2", "quantity": "200"}]})).await;
        agreed(&desk, &one).await;
        agreed(&desk, &two).await;
        press(&chen, &one, "effect", json!({})).await.done();
        // The second was reviewed on the revision before: once more, and agreed to once more. Whoever decides has it to do,
        // finds the form on its page, and reads why; the owner is offered nothing that would be refused.
        assert_eq!(press(&chen, &two, "effect", json!({})).await.refused(), ["4.3.4"]);
        assert_eq!(crate::purchasing::duties(&manager, &two).await, ["review_change"]);
        let form = format!("action=\"/changes/{two}/review\"");
        let his = manager.get(&format!("/changes/{two}")).await.page();
        assert!(his.contains(&form) && his.contains("須再審一次"), "{his}");
        let hers = chen.get(&format!("/changes/{two}")).await.page();
        assert!(hers.contains("須再審一次") && !hers.contains(&format!("/changes/{two}/effect")), "{hers}");
        press(&manager, &two, "review", json!({"verdict": "pass", "decision": PASS})).await.done();
        assert_eq!(press(&chen, &two, "effect", json!({})).await.refused(), ["4.3.4"]);
        assert!(crate::purchasing::duties(&manager, &two).await.is_empty());
        assert_eq!(says(&desk, &two, "agreed").await.status, 200);
        assert!(!manager.get(&format!("/changes/{two}")).await.page().contains(&form), "nothing moved since he agreed");
        press(&chen, &two, "effect", json!({})).await.done();
        let order = seen(&chen, &order.id).await;
        assert_eq!((&order["revision"], &line(&order, 1)["quantity"], &line(&order, 2)["quantity"]), (&json!(3), &json!("300"), &json!("200")));
        desk.verified().await;
    }

    async fn c1_1_the_map_counts_changes_and_cancellations_as_their_lists_do(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        for no in 0..3 {
            let order = approved(&desk, &format!("MAP-{no}")).await;
            asked(&chen, &order.id, more("300")).await;
            let second = approved(&desk, &format!("MAP-C{no}")).await;
            if no < 2 {
                crate::cancellations::asked(&chen, &second.id, json!({"all": "yes"})).await;
            }
        }
        let map = manager.get("/process").await.page();
        for (list, kind) in [("changes", "change"), ("cancellations", "cancellation")] {
            let figure = map.split(&format!("id=\"map-{kind}-t\"")).nth(1).expect("its picture");
            let figure = figure.split("</figure>").next().unwrap_or("");
            let station = figure.split(&format!("href=\"/{list}?state=draft\"")).nth(1).expect("a station");
            let shown: String = station.split("route-note").nth(1).unwrap_or("").split('>').nth(1).unwrap_or("")
                .chars().take_while(|c| *c != '<').filter(char::is_ascii_digit).collect();
            let rows = chen.get_json(&format!("/api/v1/{list}?state=draft")).await.done()["rows"].clone();
            let listed = rows.as_array().map(Vec::len).unwrap_or(0);
            assert_eq!((shown, listed > 0), (listed.to_string(), true), "{list}: {figure}");
            // It stands among the documents of the work, not behind the fold.
            assert!(map.find(&format!("id=\"map-{kind}-t\"")) < map.find("more-maps"));
        }
    }
}
