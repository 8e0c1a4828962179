//! 4.1.3, 5.1.1: what is reported, passed and put away; what a hold stops.

use super::*;

both! {
    async fn c4_1_3_a_photo_taken_at_the_machine_is_shown_to_production_and_the_specialist(desk) {
        let (order, made) = pumps(&desk, "W-2d", "2027-03-16", "12").await;
        let (production, chen) = (desk.log_in(PRODUCTION).await, desk.log_in(SPECIALIST).await);
        released(&production, id(&made)).await;
        let at = format!("/api/v1/production/{}", id(&made));
        let white = include_bytes!("../fixtures/white.png").to_vec();
        let fields = [("no", "10"), ("good", "4"), ("scrap", "1"), ("via", "phone")];
        let sent = async |name: &'static str, content: Vec<u8>| {
            production.upload_as("photo", &format!("{at}/reports"), (name, content), &fields).await
        };
        // What only says that it is a picture is none, and nothing was counted.
        let said = sent("broken.png", b"not a picture".to_vec()).await;
        assert_eq!((said.status, said.json()["fields"][0]["field"].as_str()), (400, Some("photo")), "{}", said.text());
        assert_eq!(sent("list.csv", b"a,b".to_vec()).await.status, 400);
        assert_eq!(work(&production, id(&made)).await["steps"][0]["good"], "0");
        sent("broken.jpg", white.clone()).await.done();
        let told = production.get_json(&at).await.done()["reports"][0].clone();
        assert_eq!((&told["good"], &told["scrap"], &told["via"]), (&json!("4"), &json!("1"), &json!("phone")));
        let photo = told["photo"].as_str().expect("its photo").to_string();
        for by in [&production, &chen] {
            let picture = by.get(&photo).await;
            assert_eq!((picture.status, picture.header("content-type")), (200, "image/png"), "by its content");
            assert_eq!(picture.body, white);
            assert!(by.get(&format!("/production/{}", id(&made))).await.page().contains(&photo));
        }
        assert_eq!(desk.log_in("finance").await.get(&photo).await.status, 403);
        let other = photo.replace(id(&made), &order.id);
        assert_eq!(chen.get(&other).await.status, 404, "only beside its own work order");
        // The problem with its photo: production has to solve it, the order's specialist knows at once.
        let fields = [("title", "缺料"), ("order", order.number.as_str()), ("line", "1"), ("department", "production"),
            ("severity", "serious"), ("work", id(&made))];
        let broken = production.upload_as("photo", "/api/v1/problems", ("a.png", b"no".to_vec()), &fields).await;
        assert_eq!(broken.status, 400, "{}", broken.text());
        let opened = production.upload_as("photo", "/api/v1/problems", ("a.png", white.clone()), &fields).await.done();
        let page = format!("/problems/{}", id(&opened));
        for by in [&production, &chen] {
            assert!(by.get(&page).await.page().contains(&format!("{page}/photo")));
            assert_eq!(by.get(&format!("{page}/photo")).await.body, white);
        }
        assert!(chen.get("/memos").await.page().contains(&page), "he is told");
        assert!(production.get("/").await.page().contains("缺料"), "it is production's duty");
        desk.verified().await;
    }

    async fn c4_1_3_a_refused_report_keeps_what_was_typed_and_what_was_emptied(desk) {
        let (_, made) = pumps(&desk, "W-2e", "2027-03-16", "12").await;
        let production = desk.log_in(PRODUCTION).await;
        released(&production, id(&made)).await;
        let reports = format!("/production/{}/reports", id(&made));
        for via in ["phone", "desk"] {
            let fields = [("via", via), ("no", "20"), ("good", ""), ("scrap", "2"), ("remark", "砂孔")];
            let answer = production.post(&reports, &fields).await;
            assert_eq!(answer.status, 422);
            let page = answer.text();
            let form = page.split("<form").find(|form| form.contains(&reports)).expect("the form");
            let field = |name: &str| {
                let all = form.split("<input").map(|input| input.split('>').next().unwrap_or(""));
                all.into_iter().find(|input| input.contains(&format!("name=\"{name}\""))).expect("a field").to_string()
            };
            assert!(field("good").contains("value=\"\"") && field("scrap").contains("value=\"2\""), "{form}");
            assert!(field("remark").contains("砂孔") && form.contains("照片要再拍一次"), "{form}");
        }
    }

    async fn c4_1_3_reports_count_per_operation_and_the_last_one_finishes_the_work(desk) {
        let (order, made) = pumps(&desk, "W-6", "2027-03-16", "12").await;
        let (production, chen) = (desk.log_in(PRODUCTION).await, desk.log_in(SPECIALIST).await);
        released(&production, id(&made)).await;
        assert_eq!(report(&production, id(&made), 10, "0", "").await.rules(), ["work.report_something"]);
        assert_eq!(report(&production, id(&made), 20, "3", "").await.rules(), ["work.report_flow"], "nothing has arrived there");
        assert_eq!(report(&production, id(&made), 10, "13", "").await.rules(), ["work.report_more"]);
        report(&production, id(&made), 10, "12", "").await.done();
        report(&production, id(&made), 20, "12", "").await.done();
        report(&production, id(&made), 30, "5", "").await.done();
        let line = seen(&chen, &order.id).await["lines"][0].clone();
        assert_eq!((line["produced"].as_str(), line["inspected"].as_str()), (Some("5"), Some("5")));
        assert_eq!(seen(&chen, &order.id).await["execution"], "in_progress");
        let done = report(&production, id(&made), 30, "7", "").await.done();
        assert_eq!(done["finished"], true);
        assert_eq!(work(&production, id(&made)).await["state"], "inspected");
        assert_eq!(seen(&chen, &order.id).await["execution"], "ready");
        desk.verified().await;
    }

    async fn c4_1_3_the_warehouse_puts_away_what_passed_and_it_is_the_lines(desk) {
        let (_, made) = pumps(&desk, "W-7", "2027-03-16", "4").await;
        let (production, warehouse) = (desk.log_in(PRODUCTION).await, desk.log_in(WAREHOUSE).await);
        released(&production, id(&made)).await;
        for no in [10, 20] {
            report(&production, id(&made), no, "4", "").await.done();
        }
        report(&production, id(&made), 30, "3", "").await.done();
        let stock = format!("/api/v1/production/{}/stock", id(&made));
        assert_eq!(warehouse.post_json(&stock, &json!({"quantity": "0"})).await.rules(), ["work.report_something"]);
        warehouse.post_json(&stock, &json!({"quantity": "3"})).await.done();
        report(&production, id(&made), 30, "1", "").await.done();
        warehouse.post_json(&stock, &json!({"quantity": "1"})).await.done();
        let made = work(&production, id(&made)).await;
        assert_eq!((made["state"].as_str(), made["stocked"].as_str()), (Some("stocked"), Some("4")));
        desk.verified().await;
    }

    async fn c5_1_1_only_what_passed_is_put_away(desk) {
        let (_, made) = pumps(&desk, "W-8", "2027-03-16", "4").await;
        let (production, warehouse) = (desk.log_in(PRODUCTION).await, desk.log_in(WAREHOUSE).await);
        released(&production, id(&made)).await;
        report(&production, id(&made), 10, "4", "").await.done();
        let stock = format!("/api/v1/production/{}/stock", id(&made));
        assert_eq!(warehouse.post_json(&stock, &json!({"quantity": "1"})).await.rules(), ["work.put_away_passed"]);
    }

    async fn c4_1_3_work_on_hold_takes_no_report_until_it_goes_on(desk) {
        let (_, made) = pumps(&desk, "W-9", "2027-03-16", "4").await;
        let production = desk.log_in(PRODUCTION).await;
        released(&production, id(&made)).await;
        let hold = format!("/api/v1/production/{}/hold", id(&made));
        assert_eq!(production.post_json(&hold, &json!({"hold": "off"})).await.rules(), ["work.not_held"]);
        assert_eq!(production.post_json(&hold, &json!({"hold": "on"})).await.rules(), ["work.ground"]);
        production.post_json(&hold, &json!({"hold": "on", "ground": "刀具斷裂"})).await.done();
        assert_eq!(report(&production, id(&made), 10, "1", "").await.rules(), ["work.held"]);
        production.post_json(&hold, &json!({"hold": "off"})).await.done();
        report(&production, id(&made), 10, "1", "").await.done();
        desk.verified().await;
    }

    async fn c2_2_1c_an_order_on_hold_is_neither_released_nor_reported_on(desk) {
        let (order, made) = pumps(&desk, "W-10", "2027-03-16", "4").await;
        let (production, manager) = (desk.log_in(PRODUCTION).await, desk.log_in(MANAGER).await);
        acknowledged(&production, id(&made)).await;
        production.post_json(&format!("/api/v1/production/{}/plan", id(&made)), &json!({})).await.done();
        manager.post_json(&format!("/api/v1/orders/{}/hold", order.id), &json!({"hold": "on", "ground": "客戶查帳"})).await.done();
        let release = production.post_json(&format!("/api/v1/production/{}/release", id(&made)), &json!({})).await;
        assert_eq!(release.rules(), ["work.order_held"]);
    }

    async fn c4_1_3_two_reports_at_once_lose_no_piece(desk) {
        let (_, made) = pumps(&desk, "W-11", "2027-03-16", "12").await;
        let production = Arc::new(desk.log_in(PRODUCTION).await);
        released(&production, id(&made)).await;
        let mut racing = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let (production, made) = (production.clone(), id(&made).to_string());
            racing.spawn(async move { report(&production, &made, 10, "1", "").await.status });
        }
        let mut told = 0;
        while let Some(status) = racing.join_next().await {
            match status.expect("an answer") {
                200 => told += 1,
                409 | 422 => {}
                other => panic!("{other}"),
            }
        }
        let step = work(&production, id(&made)).await["steps"][0].clone();
        assert_eq!((step["good"].as_str().map(str::to_string), told <= 12), (Some(told.to_string()), true));
        desk.verified().await;
    }

    async fn c4_1_3_a_problem_is_reported_from_the_floor_with_everything_filled_in(desk) {
        let (order, made) = pumps(&desk, "W-18", "2027-03-16", "4").await;
        let production = desk.log_in(PRODUCTION).await;
        released(&production, id(&made)).await;
        for page in [format!("/w/{}", id(&made)), format!("/production/{}", id(&made))] {
            let text = production.get(&page).await.page();
            let at = text.find("/problems/new?").expect("the button");
            let href = text[at..].split('"').next().expect("an address").replace("&amp;", "&");
            let form = production.get(&href).await.page();
            let field = |name: &str, value: &str| form.contains(&format!("name=\"{name}\" value=\"{value}\"")) || form.split("<input").any(|input| {
                let input = input.split('>').next().unwrap_or("");
                input.contains(&format!("name=\"{name}\"")) && input.contains(&format!("value=\"{value}\""))
            });
            assert!(field("order", &order.number) && field("line", "1"), "{form}");
            assert!(field("title", made["number"].as_str().expect("its number")), "{form}");
            let chosen = form.split("<option").find(|option| option.contains("value=\"production\"")).expect("production");
            assert!(chosen.split('>').next().is_some_and(|option| option.contains("selected")), "{chosen}");
        }
        // Another department, and what is none.
        let form = production.get("/problems/new?department=quality").await.page();
        assert!(form.contains("value=\"quality\" selected"), "{form}");
        assert!(production.get("/problems/new?department=customer").await.page().contains("value=\"production\" selected"));
        // Somebody who may not know the order finds none.
        assert_eq!(production.get(&format!("/problems/new?order={}", id(&made))).await.status, 404);
    }
}
