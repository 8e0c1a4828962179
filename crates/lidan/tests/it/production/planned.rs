//! 4.1.1, 4.1.2: work is acknowledged, planned, released and seen.

use super::*;

both! {
    async fn c4_1_1_an_approved_line_is_a_work_order_that_production_acknowledges(desk) {
        let (order, made) = pumps(&desk, "W-1", "2027-03-16", "12").await;
        assert_eq!((made["number"].as_str(), made["state"].as_str()), (Some(format!("{}-1", order.number).as_str()), Some("dispatched")));
        assert_eq!(made["steps"].as_array().map(Vec::len), Some(3), "the routing as it stood");
        let production = desk.log_in(PRODUCTION).await;
        acknowledged(&production, id(&made)).await;
        assert_eq!(work(&production, id(&made)).await["state"], "acknowledged");
        assert!(production.get("/").await.text().contains("排程"), "to plan it is a duty now");
        desk.verified().await;
    }

    async fn c4_1_2_work_is_planned_released_with_its_parts_and_its_card_printed(desk) {
        let (_, made) = pumps(&desk, "W-2", "2027-03-16", "12").await;
        let production = desk.log_in(PRODUCTION).await;
        let at = format!("/api/v1/production/{}", id(&made));
        // Out of order: not planned yet.
        let early = production.post_json(&format!("{at}/release"), &json!({})).await;
        assert_eq!(early.rules(), ["step.state"]);
        acknowledged(&production, id(&made)).await;
        production.post_json(&format!("{at}/plan"), &json!({"from": "2026-12-14", "pinned": "yes"})).await.done();
        let planned = work(&production, id(&made)).await;
        assert_eq!((planned["state"].as_str(), planned["begin_on"].as_str()), (Some("planned"), Some("2026-12-14")));
        let card = production.get(&format!("/production/{}/card.pdf", id(&made))).await;
        assert!(card.status == 200 && card.body.starts_with(b"%PDF"), "{}", card.status);
        production.post_json(&format!("{at}/release"), &json!({})).await.done();
        assert_eq!(work(&production, id(&made)).await["state"], "released");
        // Parts that are not there keep it.
        let (_, short) = ordered(&desk, "W-2b", "2027-03-16", "200").await;
        acknowledged(&production, id(&short)).await;
        let at_short = format!("/api/v1/production/{}", id(&short));
        assert_eq!(production.post_json(&format!("{at_short}/plan"), &json!({})).await.status, 200);
        assert_eq!(production.post_json(&format!("{at_short}/release"), &json!({})).await.rules()[0], "work.material");
        // Nobody else does it.
        let chen = desk.log_in(SPECIALIST).await;
        assert_eq!(chen.post_json(&format!("{at}/plan"), &json!({})).await.status, 403);
        desk.verified().await;
    }

    async fn c4_1_2_the_job_card_says_what_is_made_and_its_code_opens_the_report(desk) {
        let (order, made) = pumps(&desk, "W-2c", "2027-03-16", "12").await;
        let production = desk.log_in(PRODUCTION).await;
        let pdf = production.get(&format!("/production/{}/card.pdf", id(&made))).await;
        let words = crate::purchasing::words_of(&desk, &pdf.body);
        let number = made["number"].as_str().expect("its number");
        for said in [number, &order.number, "GP-25CC", "12", "流程卡", "10", "20", "30"] {
            assert!(words.contains(said), "{said}: {words}");
        }
        let operations = made["steps"].as_array().expect("operations").iter().filter_map(|step| step["name"].as_str());
        for operation in operations {
            assert!(words.contains(&operation.replace(' ', "")), "{operation}: {words}");
        }
        let address = code_on_card(&desk, &pdf.body);
        let path = format!("/w/{}", id(&made));
        assert_eq!(address, format!("{}{path}", desk.app.config().public_url));
        assert!(production.get(&path).await.page().contains(number));
        assert_eq!(desk.log_in(SPECIALIST).await.get(&path).await.status, 403, "only production reports");
        let door = desk.stranger().get(&path).await;
        assert!(door.location.starts_with("/login?next="), "whoever scans it logs in first: {}", door.location);
    }

    async fn c4_1_2_a_task_moves_only_where_it_may_and_the_page_says_whose_day_moves(desk) {
        let (_, made) = pumps(&desk, "W-3", "2027-03-16", "2").await;
        let production = desk.log_in(PRODUCTION).await;
        acknowledged(&production, id(&made)).await;
        let at = format!("/api/v1/production/{}", id(&made));
        production.post_json(&format!("{at}/plan"), &json!({"from": "2026-12-14"})).await.done();
        let tasks = production.get_json(&at).await.done()["tasks"].clone();
        let (first, last) = (tasks[0].clone(), tasks.as_array().expect("tasks").last().expect("one").clone());
        let move_to = |task: &Value, day: &str| (format!("/tasks/{}/move", id(task)), json!({"day": day}));
        let (path, form) = move_to(&last, "2026-12-05");
        assert_eq!(production.post_json(&format!("/api/v1{path}"), &form).await.rules(), ["work.move_day", "work.move_order", "work.move_room"], "a Saturday, and before the first operation");
        let (path, form) = move_to(&first, "2026-12-31");
        assert_eq!(production.post_json(&format!("/api/v1{path}"), &form).await.rules(), ["work.move_order"]);
        let page = production.get(&format!("/tasks/{}/move?day=2026-12-22", id(&last))).await;
        assert!(page.status == 200 && page.text().contains("鴻達機械"), "{}", page.text());
        let (path, form) = move_to(&last, "2026-12-22");
        production.post_json(&format!("/api/v1{path}"), &form).await.done();
        let moved = work(&production, id(&made)).await;
        assert_eq!((moved["end_on"].as_str(), moved["pinned"].as_bool()), (Some("2026-12-22"), Some(true)));
        desk.verified().await;
    }

    async fn c4_1_2_a_full_day_takes_no_more_work(desk) {
        let (_, one) = pumps(&desk, "W-4", "2027-03-16", "9").await;
        let (_, two) = pumps(&desk, "W-5", "2027-03-16", "9").await;
        let production = desk.log_in(PRODUCTION).await;
        for made in [&one, &two] {
            acknowledged(&production, id(made)).await;
            production.post_json(&format!("/api/v1/production/{}/plan", id(made)), &json!({})).await.done();
        }
        let tasks = |made: &Value| format!("/api/v1/production/{}", id(made));
        let of_one = production.get_json(&tasks(&one)).await.done()["tasks"].clone();
        let of_two = production.get_json(&tasks(&two)).await.done()["tasks"].clone();
        let (full, late) = (of_one[0].clone(), of_two[0].clone());
        let form = json!({"day": full["day"]});
        let answer = production.post_json(&format!("/api/v1/tasks/{}/move", id(&late)), &form).await;
        assert!(answer.rules().contains(&"work.move_room".to_string()), "{}", answer.text());
        desk.verified().await;
    }

    async fn c4_1_2_a_holiday_that_comes_later_takes_no_work(desk) {
        let (_, made) = pumps(&desk, "W-20", "2027-03-16", "12").await;
        let (production, admin) = (desk.log_in(PRODUCTION).await, desk.log_in(ADMIN).await);
        released(&production, id(&made)).await;
        ::desk::fulfilment::production::replan(&desk.app).await.expect("a plan");
        let at = format!("/api/v1/production/{}", id(&made));
        let days = async |by: &Client| -> Vec<String> {
            let tasks = by.get_json(&at).await.done()["tasks"].clone();
            tasks.as_array().expect("tasks").iter().filter_map(|task| task["day"].as_str().map(str::to_string)).collect()
        };
        let first = days(&production).await[0].clone();
        let page = format!("/production/{}", id(&made));
        assert!(!production.get(&page).await.page().contains("排程重算中"));
        admin.post_json("/api/v1/calendar", &json!({"day": first, "kind": "holiday", "name": "颱風假"})).await.done();
        assert!(production.get(&page).await.page().contains("排程重算中"), "the plan waits to be laid anew");
        assert!(::desk::fulfilment::production::replan(&desk.app).await.expect("a plan") >= 1);
        assert!(!days(&production).await.contains(&first));
        assert!(!production.get(&page).await.page().contains("排程重算中"));
        assert_eq!(::desk::fulfilment::production::replan(&desk.app).await.expect("a plan"), 0);
        desk.verified().await;
    }

    async fn c4_1_2_a_work_centre_with_fewer_hours_gives_work_back(desk) {
        let (_, made) = pumps(&desk, "W-21", "2027-03-16", "12").await;
        let production = desk.log_in(PRODUCTION).await;
        released(&production, id(&made)).await;
        ::desk::fulfilment::production::replan(&desk.app).await.expect("a plan");
        let at = format!("/api/v1/production/{}", id(&made));
        let seen = production.get_json(&at).await.done();
        let task = seen["tasks"][0].clone();
        let plant = production.get_json("/api/v1/plant").await.done();
        let centre = plant.as_array().expect("centres").iter().find(|row| row["centre"]["id"] == task["centre"]).expect("it");
        // From now on it works on Fridays only.
        let sheet = format!("code,name,mon,tue,wed,thu,fri,sat,sun\n{},{},0,0,0,0,480,0,0\n",
            centre["centre"]["code"].as_str().expect("a code"), centre["centre"]["name"].as_str().expect("a name"));
        let run = production.upload("/imports", ("centres.csv", sheet.into_bytes()), &[("kind", "work_centres")]).await.done();
        production.post_json(&format!("/imports/{}/taking-over", id(&run)), &json!({})).await.done();
        ::desk::fulfilment::production::replan(&desk.app).await.expect("a plan");
        let seen = production.get_json(&at).await.done();
        let still = seen["tasks"].as_array().expect("tasks").iter().filter(|one| one["centre"] == task["centre"] && one["day"].as_str() > Some("2026-11-24"));
        for one in still {
            let day: platform::day::Day = one["day"].as_str().expect("a day").parse().expect("a day");
            assert_eq!(day.weekday().to_monday_zero_offset(), 4, "{one}");
        }
    }

    async fn c4_1_2_work_that_fits_nowhere_before_the_horizon_is_not_planned(desk) {
        let (_, made) = pumps(&desk, "W-27", "2027-03-16", "3").await;
        let production = desk.log_in(PRODUCTION).await;
        acknowledged(&production, id(&made)).await;
        let plan = format!("/api/v1/production/{}/plan", id(&made));
        assert_eq!(production.post_json(&plan, &json!({"from": "2099-01-05"})).await.status, 400, "no room that far");
        assert_eq!(work(&production, id(&made)).await["state"], "acknowledged");
    }

    async fn c4_1_2_who_moves_what_was_planned_anew_meanwhile_is_shown_where_it_stands(desk) {
        let (_, made) = pumps(&desk, "W-26", "2027-03-16", "3").await;
        let production = desk.log_in(PRODUCTION).await;
        acknowledged(&production, id(&made)).await;
        let at = format!("/api/v1/production/{}", id(&made));
        let task = id(&production.get_json(&at).await.done()["tasks"][0]).to_string();
        production.post_json(&format!("{at}/plan"), &json!({"from": "2026-12-14"})).await.done();
        let there = production.get(&format!("/tasks/{task}/move")).await;
        assert!(there.status == 303 || there.text().contains("這段工作已重新排程"), "{} {}", there.status, there.text());
        assert_eq!(production.get_json(&format!("/api/v1/tasks/{task}/move")).await.status, 404, "a machine is told plainly");
        let pressed = production.post(&format!("/tasks/{task}/move"), &[("day", "2026-12-21"), ("lock", "1")]).await;
        assert!(pressed.status == 303 || pressed.text().contains("這段工作已重新排程"), "{}", pressed.status);
    }

    async fn c4_1_2_the_picture_shows_each_days_load_and_late_work_first(desk) {
        let (_, calm) = pumps(&desk, "W-24", "2027-03-16", "3").await;
        let (late, hurried) = pumps(&desk, "W-25", "2026-12-10", "3").await;
        let production = desk.log_in(PRODUCTION).await;
        for made in [&calm, &hurried] {
            acknowledged(&production, id(made)).await;
            production.post_json(&format!("/api/v1/production/{}/plan", id(made)), &json!({"from": "2026-12-14"})).await.done();
        }
        let told = production.get_json("/api/v1/production/gantt?from=2026-12-14").await.done();
        let rows = |what: &str| told[what].as_array().cloned().expect("rows");
        let (days, centres) = (rows("days").len(), rows("centres").len());
        assert_eq!(rows("loads").len(), days * centres, "one meter for each centre and day");
        let of = |made: &Value| rows("blocks").into_iter().find(|block| block["work"] == made["id"]).expect("a block");
        let (first, second) = (of(&hurried), of(&calm));
        assert_eq!((first["late"].as_bool(), second["late"].as_bool()), (Some(true), Some(false)));
        let minutes: i64 = rows("blocks").iter().filter(|b| b["centre"] == first["centre"] && b["day"] == first["day"]).filter_map(|b| b["minutes"].as_i64()).sum();
        let load = rows("loads").into_iter().find(|l| l["centre"] == first["centre"] && l["day"] == first["day"]).expect("its load");
        assert_eq!(load["booked"].as_i64(), Some(minutes));
        let page = production.get("/production/gantt?from=2026-12-14").await.page();
        assert_eq!(page.matches("<meter").count(), days * centres);
        // In the cell that both share, the late one stands first, and says so in words.
        let cell = page.split("<td").find(|cell| cell.contains(calm["number"].as_str().expect("its number")) && cell.contains(hurried["number"].as_str().expect("its number"))).expect("a cell of both");
        assert!(cell.find(hurried["number"].as_str().expect("it")) < cell.find(calm["number"].as_str().expect("it")), "{cell}");
        assert!(cell.contains("gantt-late") && cell.contains("▲"), "{} {cell}", late.number);
        assert!(page.contains("id=\"gantt-effect\""), "where the drag tells what moves");
        let warehouse = desk.log_in(WAREHOUSE).await;
        assert!(!warehouse.get("/production/gantt").await.page().contains("gantt-effect"));
    }

    async fn c2_2_2c_the_orders_page_shows_how_far_every_department_is(desk) {
        let (order, made) = pumps(&desk, "W-26", "2026-12-18", "12").await;
        let (production, chen) = (desk.log_in(PRODUCTION).await, desk.log_in(SPECIALIST).await);
        let tab = format!("/orders/{}?tab=departments", order.id);
        let at_once = chen.get(&tab).await.page();
        let number = made["number"].as_str().expect("its number");
        assert!(at_once.contains(&format!("/production/{}", id(&made))) && at_once.contains(number), "{at_once}");
        assert!(at_once.contains(PARTS[0]), "what the warehouse holds for it");
        released(&production, id(&made)).await;
        report(&production, id(&made), 10, "5", "1").await.done();
        // It slips, and the case stands there with its state.
        production.post_json(&format!("/api/v1/production/{}/hold", id(&made)), &json!({"hold": "on", "ground": "刀具斷裂"})).await.done();
        desk.clock.set("2026-12-22T02:00:00Z".parse().expect("an instant"));
        ::desk::fulfilment::production::replan(&desk.app).await.expect("a plan");
        let chen = { drop(chen); desk.log_in(SPECIALIST).await };
        let page = chen.get(&tab).await.page();
        for words in ["生產中", "10: 5", "刀具斷裂", "/delays/"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let told = chen.get_json(&format!("/api/v1/orders/{}", order.id)).await.done();
        assert_eq!((told["works"][0]["last"]["good"].as_str(), told["delays"][0]["kind"].as_str()), (Some("5"), Some("hold")));
        // The lines say why the day is not the promised one; every move stands behind the fold.
        let lines = chen.get(&format!("/orders/{}", order.id)).await.page();
        assert!(lines.contains("暫停: ") && lines.contains("<details") && lines.contains("次異動"), "{lines}");
        // Who holds the stock stands at the product.
        let (other, _) = ordered(&desk, "W-27", "2027-06-16", "1").await;
        let part = desk.app.read(move |tx| ::desk::masters::product_by_sku(tx, PARTS[0])).await.expect("a read").expect("a part");
        let page = chen.get(&format!("/products/{}", part.id)).await.page();
        assert!(page.contains(&other.number) && page.contains("保留給誰"), "{page}");
    }
}
