//! 5.1.1, 7.1: plans and reports.

use super::*;

both! {
    async fn c7_1_inspection_reports_stand_in_the_list_of_all_records_by_class(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, _, _) = made(&desk, "QI-17", "1").await;
        let (quality, chen) = (desk.log_in(QUALITY).await, desk.log_in(SPECIALIST).await);
        let at = waiting(&quality).await;
        pass(&quality, &at, "").await.done();
        let number = text(&quality.get_json(&at).await.done()["inspection"]["number"]);
        let list = async |query: &str| chen.get_json(&format!("/api/v1/records{query}")).await.done();
        let rows = |list: &Value| list["rows"].as_array().cloned().expect("rows");
        let reports = rows(&list("?kind=inspection").await);
        assert_eq!(reports.len(), 1, "{reports:?}");
        assert_eq!((&reports[0]["name"], &reports[0]["order"]), (&json!(format!("{number}.pdf")), &json!(order.id)));
        let pdf = chen.get(&text(&reports[0]["href"])).await;
        assert!(pdf.status == 200 && pdf.body.starts_with(b"%PDF"), "{}", pdf.status);
        for query in ["?customer=C001&kind=inspection", "?q=QI-17&kind=inspection", "?customer=C001", "?q=QI-17"] {
            assert!(rows(&list(query).await).contains(&reports[0]), "{query}");
        }
        for query in ["?customer=C002&kind=inspection", "?q=NOTHING&kind=inspection", "?kind=customer", "?to=2020-01-01"] {
            assert!(!rows(&list(query).await).contains(&reports[0]), "{query}");
        }
        let page = chen.get("/records?kind=inspection").await.page();
        assert!(page.contains(&format!("{number}.pdf")) && page.contains("檢驗報告"), "{page}");
        // Page by page, newest first, everything once: what came and what was made beside each other.
        for n in 0..60 {
            let name = format!("n{n}.txt");
            let path = format!("/api/v1/orders/{}/sources", order.id);
            chen.upload(&path, (&name, vec![b'x'; n + 1]), &[("kind", "other")]).await.done();
        }
        let (mut all, mut after) = (Vec::new(), String::new());
        loop {
            let page = list(&format!("?after={after}")).await;
            assert!(rows(&page).len() <= 50);
            all.extend(rows(&page));
            match page["next"].as_str() {
                Some(next) => after = next.to_string(),
                None => break,
            }
        }
        let mut ids: Vec<String> = all.iter().map(|row| text(&row["id"])).collect();
        let days: Vec<&str> = all.iter().filter_map(|row| row["added_at"].as_str()).collect();
        assert!(days.is_sorted_by(|a, b| a >= b), "{days:?}");
        assert!(all.contains(&reports[0]) && all.len() > 60, "{}", all.len());
        ids.sort();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "each once");
    }

    async fn c5_1_1_a_plan_says_what_is_looked_at_and_a_product_may_be_let_through(desk) {
        let (quality, production) = (desk.log_in(QUALITY).await, desk.log_in(PRODUCTION).await);
        let set = "/api/v1/inspection-plans";
        assert_eq!(production.post_json(set, &plan("GP-25CC", "final")).await.status, 403);
        let empty = json!({"sku": "GP-25CC", "kind": "final", "points": [{"name": " "}]});
        assert_eq!(quality.post_json(set, &empty).await.rules(), ["inspection_plan.points"]);
        let crossed = json!({"sku": "GP-25CC", "kind": "final", "points": [{"name": "內徑", "low": "3", "high": "2.999999"}]});
        assert_eq!(quality.post_json(set, &crossed).await.rules(), ["inspection_plan.bounds"]);
        assert_eq!(quality.post_json(set, &json!({"sku": "NONE", "kind": "final", "points": [{"name": "外觀"}]})).await.status, 400);
        // For every product, and one that is let through.
        quality.post_json(set, &plan("", "final")).await.done();
        let free = json!({"sku": "GP-25CC", "kind": "final", "required": "no"});
        let first = quality.post_json(set, &free).await.done();
        let (_, made, production) = made(&desk, "QI-11", "1").await;
        assert_eq!(work(&production, &made).await["state"], "inspected");
        let second = quality.post_json(set, &plan("GP-25CC", "final")).await.done();
        assert_eq!(first["id"], second["id"], "one plan for a product and a kind");
        let rows = quality.get_json(set).await.done()["rows"].clone();
        assert_eq!(rows.as_array().map(Vec::len), Some(2));
        let page = quality.get(&format!("/inspection-plans/{}", text(&second["id"]))).await.page();
        assert!(page.contains("內徑") && page.contains("24.98") && page.matches("訂檢驗計畫").count() >= 2, "{page}");
        desk.verified().await;
    }

    async fn c7_1_the_report_is_printed_and_filed_with_its_order(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, made, production) = made(&desk, "QI-13", "2").await;
        let (quality, chen) = (desk.log_in(QUALITY).await, desk.log_in(SPECIALIST).await);
        let at = waiting(&quality).await;
        let number = text(&quality.get_json(&at).await.done()["inspection"]["number"]);
        assert!(number.starts_with("QI-2026-"));
        let file = |page: &str| {
            let place = format!("/orders/{}/papers/", order.id);
            page.find(&place).map(|at| page[at..at + place.len() + 36].to_string())
        };
        let sources = format!("/orders/{}?tab=sources", order.id);
        fail(&quality, &at, "1").await.done();
        pass(&quality, &at, "").await.done();
        assert!(file(&chen.get(&sources).await.page()).is_none(), "one still waits for a word");
        settle(&quality, &at, json!({"fate": "rework"})).await.done();
        let filed = file(&chen.get(&sources).await.page()).expect("the report lies in the order's file");
        let pdf = chen.get(&filed).await;
        assert!(pdf.status == 200 && pdf.body.starts_with(b"%PDF"), "{}", pdf.status);
        let words = purchasing::words_of(&desk, &pdf.body);
        for word in [number.as_str(), "內徑", "25.3", "內徑超差", "合格", "重工"] {
            assert!(words.contains(word), "{word} in {words}");
        }
        assert_eq!(::desk::fulfilment::inspection::file_reports(&desk.app).await.expect("a round"), 0, "once");
        // Everybody finds it where he works.
        for page in [format!("/orders/{}?tab=departments", order.id), format!("/production/{made}")] {
            assert!(production.get(&page).await.page().contains(&number), "{page}");
        }
        assert!(production.get(&filed).await.status == 403, "the order's file is not the shop floor's");
        desk.verified().await;
    }
}
