//! 4.3.1 to 4.3.3: what is asked for, who decides, who assesses.

use super::*;

both! {
    async fn c4_3_1_a_change_has_a_reason_a_source_and_a_difference(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CH-2").await;
        let note = talked(&chen, &order.id, "email").await;
        let mut silent = more("300");
        silent["reason"] = json!(" ");
        assert_eq!(ask(&chen, &order.id, silent, &note).await.refused(), ["4.3.1"]);
        assert_eq!(ask(&chen, &order.id, more("300"), "").await.refused(), ["4.3.1"]);
        assert_eq!(ask(&chen, &order.id, more("200"), &note).await.refused(), ["4.3.1"], "it says the same");
        let wrong = ask(&chen, &order.id, json!({"lines": [{"no": "9", "quantity": "1"}]}), &note).await;
        assert_eq!((wrong.status, &wrong.json()["fields"][0]["field"]), (400, &json!("lines[0][no]")));
        let other = approved(&desk, "CH-2b").await;
        let theirs = talked(&chen, &other.id, "email").await;
        assert_eq!(ask(&chen, &order.id, more("300"), &theirs).await.refused(), ["4.3.1"], "another order's talk");
        let wang = desk.log_in(SECOND).await;
        assert_eq!(ask(&wang, &order.id, more("300"), &note).await.status, 403, "not his order");
        // What is not approved is edited, not changed.
        let draft = recorded(&chen, &written("CH-2c")).await;
        let note = talked(&chen, &draft.id, "email").await;
        assert_eq!(ask(&chen, &draft.id, more("300"), &note).await.refused(), ["4.3.1"]);
        // No number was used up by a refusal.
        let note = talked(&chen, &order.id, "email").await;
        let first = id_of(&ask(&chen, &order.id, more("300"), &note).await.done());
        assert_eq!(shown(&chen, &first).await["change"]["number"], "CR-2026-000001");
        // The draft is written over until it is submitted.
        let again = json!({"note": note, "reason": "改為二百五十", "lines": [{"no": "1", "quantity": "250"}]});
        chen.post_json(&format!("/api/v1/changes/{first}"), &again).await.done();
        assert_eq!(shown(&chen, &first).await["change"]["difference"]["lines"][0]["quantity"], "250");
        press(&chen, &first, "submission", json!({})).await.done();
        assert_eq!(chen.post_json(&format!("/api/v1/changes/{first}"), &again).await.refused(), ["4.3.1"]);
        assert_eq!(press(&chen, &first, "submission", json!({})).await.refused(), ["4.3.1"]);
        let page = chen.get(&format!("/orders/{}/changes/new", order.id)).await.page();
        assert!(page.contains("name=\"lines[0][quantity]\""), "{page}");
        desk.verified().await;
    }

    async fn c4_3_1_one_open_change_per_line_and_the_second_learns_of_the_first(desk) {
        let (chen, again) = (desk.log_in(SPECIALIST).await, desk.log_in(SPECIALIST).await);
        let order = approved(&desk, "CH-3").await;
        let note = talked(&chen, &order.id, "email").await;
        for _ in 0..3 {
            let (a, b) = tokio::join!(ask(&chen, &order.id, more("300"), &note), ask(&again, &order.id, more("400"), &note));
            let won = [&a, &b].iter().filter(|answer| answer.status == 200).count();
            assert!(won <= 1, "{} {}", a.text(), b.text());
        }
        let no = ask(&chen, &order.id, more("500"), &note).await;
        assert_eq!(no.refused(), ["4.3.1"]);
        assert!(no.text().contains("CR-2026-000001"), "{}", no.text());
        // Another line is free, and so is this one once the first is over.
        ask(&chen, &order.id, json!({"lines": [{"no": "2", "quantity": "150"}]}), &note).await.done();
        let rows = chen.get_json("/api/v1/changes").await.done()["rows"].clone();
        assert_eq!(rows.as_array().map(Vec::len), Some(2), "{rows}");
        let first = rows[1]["id"].as_str().expect("an id").to_string();
        press(&chen, &first, "withdrawal", json!({"text": "客戶收回"})).await.done();
        ask(&chen, &order.id, more("500"), &note).await.done();
        desk.verified().await;
    }

    async fn c3_1_3_a_change_said_on_the_telephone_waits_for_the_written_word(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CH-4").await;
        let note = talked(&chen, &order.id, "phone").await;
        let change = id_of(&ask(&chen, &order.id, more("300"), &note).await.done());
        assert_eq!(press(&chen, &change, "submission", json!({})).await.refused(), ["3.1.3"]);
        assert_eq!(press(&chen, &change, "confirmation", json!({"source": ""})).await.refused(), ["3.1.3"]);
        let nameless = desk.stranger().post_json(&format!("{}/answer", link(&desk, &change).await), &json!({"name": " ", "answer": "signed"})).await;
        assert_eq!(nameless.refused(), ["3.1.3"]);
        assert_eq!(says(&desk, &change, "signed").await.status, 200);
        assert_eq!(shown(&chen, &change).await["change"]["confirmed"]["name"], "林志豪");
        // Another content is not what he confirmed.
        let other = json!({"note": note, "reason": "再改", "lines": [{"no": "1", "quantity": "350"}]});
        chen.post_json(&format!("/api/v1/changes/{change}"), &other).await.done();
        assert_eq!(press(&chen, &change, "submission", json!({})).await.refused(), ["3.1.3"]);
        let paper = filed(&chen, &order.id).await;
        press(&chen, &change, "confirmation", json!({"source": paper})).await.done();
        press(&chen, &change, "submission", json!({})).await.done();
        assert_eq!(state(&chen, &change).await, "manager_review");
        desk.verified().await;
    }

    async fn c4_3_2_the_manager_decides_and_only_touched_departments_are_asked(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CH-5").await;
        let change = asked(&chen, &order.id, more("300")).await;
        assert_eq!(press(&manager, &change, "decision", json!({"verdict": "approve"})).await.refused(), ["4.3.2"], "not submitted");
        press(&chen, &change, "submission", json!({})).await.done();
        assert_eq!(press(&desk.log_in(DEPUTY).await, &change, "decision", json!({"verdict": "approve"})).await.status, 403);
        assert_eq!(press(&manager, &change, "decision", json!({"verdict": "reject", "text": ""})).await.refused(), ["4.3.2"]);
        press(&manager, &change, "decision", json!({"verdict": "reject", "text": "本季產能已滿"})).await.done();
        assert_eq!(state(&chen, &change).await, "rejected");
        assert!(!due(&manager, "decide_change").await);
        // A price touches no department: it goes straight to the proposal.
        let price = asked(&chen, &order.id, json!({"lines": [{"no": "1", "price": "0.99"}]})).await;
        press(&chen, &price, "submission", json!({})).await.done();
        press(&manager, &price, "decision", json!({"verdict": "approve"})).await.done();
        assert_eq!(state(&chen, &price).await, "proposal");
        // A place is logistics', a term is finance's.
        let terms = asked(&chen, &order.id, json!({"place": "臺北市內湖區瑞光路 1 號", "payment_term": "月結 60 天"})).await;
        press(&chen, &terms, "submission", json!({})).await.done();
        press(&manager, &terms, "decision", json!({"verdict": "approve"})).await.done();
        assert_eq!(assessed(&desk, &terms).await, ["finance", "logistics"]);
        let there = desk.log_in(PRODUCTION).await;
        let shown = shown(&there, &price).await;
        assert!(shown["change"]["difference"]["lines"][0]["price"].is_null() && shown["impact"].get("gross").is_none(), "{shown}");
        assert!(!there.get(&format!("/changes/{price}")).await.page().contains("0.99"));
        desk.verified().await;
    }

    async fn c1_3_4_who_wrote_a_change_neither_decides_nor_reviews_it(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let executive = desk.log_in("executive").await;
        let deputy = desk.app.read(|tx| ::desk::people::by_login(tx, DEPUTY)).await.expect("the deputy");
        let order = recorded(&desk.log_in(DEPUTY).await, &written("CH-6")).await;
        let theirs = desk.log_in(DEPUTY).await;
        submit(&theirs, &order.id).await.done();
        approve(&manager, &order.id).await.done();
        let change = asked(&theirs, &order.id, more("300")).await;
        press(&theirs, &change, "submission", json!({})).await.done();
        let form = json!({"kind": "manager", "deputy": deputy.id.to_string(), "starts": "2026-11-24T10:00", "ends": "2026-11-25T10:00", "ground": "出差"});
        manager.post_json("/api/v1/delegation", &form).await.done();
        // Now the one who wrote it acts as manager.
        assert_eq!(press(&theirs, &change, "decision", json!({"verdict": "approve"})).await.refused(), ["1.3.4"]);
        press(&executive, &change, "decision", json!({"verdict": "approve"})).await.done();
        assessed(&desk, &change).await;
        press(&theirs, &change, "proposal", json!({"text": "如所要求"})).await.done();
        let pass = json!({"verdict": "pass", "decision": PASS});
        assert!(press(&theirs, &change, "review", pass.clone()).await.refused().contains(&"1.3.4".to_string()));
        press(&executive, &change, "review", pass).await.done();
        assert_eq!(state(&chen, &change).await, "customer_consent");
        desk.verified().await;
    }

    async fn c4_3_3_an_assessment_names_a_solution_and_the_last_one_hands_it_back(desk) {
        let (chen, there) = (desk.log_in(SPECIALIST).await, desk.log_in(WAREHOUSE).await);
        let order = approved(&desk, "CH-7").await;
        let change = asked(&chen, &order.id, json!({"place": "臺北市內湖區瑞光路 1 號", "lines": [{"no": "1", "quantity": "300"}]})).await;
        press(&chen, &change, "submission", json!({})).await.done();
        press(&desk.log_in(MANAGER).await, &change, "decision", json!({"verdict": "approve"})).await.done();
        assert_eq!(press(&there, &change, "assessments", json!({"solution": " "})).await.refused(), ["4.3.3"]);
        assert_eq!(press(&desk.log_in(PRODUCTION).await, &change, "assessments", json!({"solution": "可以"})).await.status, 403, "nobody asked it");
        let no = press(&there, &change, "assessments", json!({"solution": "可以", "days": "幾天"})).await;
        assert_eq!((no.status, &no.json()["fields"][0]["field"]), (400, &json!("days")));
        press(&there, &change, "assessments", json!({"solution": "調撥", "cost": "45.50"})).await.done();
        assert_eq!(state(&chen, &change).await, "assessing", "logistics has still to answer");
        assert_eq!(press(&there, &change, "assessments", json!({"solution": "再說一次"})).await.status, 409);
        assert!(!due(&there, "assess_change").await);
        press(&desk.log_in("logistics").await, &change, "assessments", json!({"solution": "改走北線"})).await.done();
        assert_eq!(state(&chen, &change).await, "proposal");
        assert!(due(&chen, "propose_change").await);
        let page = chen.get(&format!("/changes/{change}")).await.page();
        assert!(page.contains("調撥") && page.contains("45.50"), "{page}");
        desk.verified().await;
    }
}
