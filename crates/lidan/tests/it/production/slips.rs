//! 4.1.4: a day slips, and what becomes of it.

use super::*;

both! {
    async fn c4_1_4_a_slip_opens_one_case_that_closes_only_by_the_customers_agreement(desk) {
        let (order, made) = pumps(&desk, "W-12", "2026-12-18", "12").await;
        let (production, chen) = (desk.log_in(PRODUCTION).await, desk.log_in(SPECIALIST).await);
        acknowledged(&production, id(&made)).await;
        let plan = format!("/api/v1/production/{}/plan", id(&made));
        production.post_json(&plan, &json!({"from": "2026-12-21"})).await.done();
        let first = chen.get_json("/api/v1/delays?state=open").await.done()["rows"][0]["delay"]["forecast_on"].clone();
        production.post_json(&plan, &json!({"from": "2026-12-23"})).await.done();
        let open = chen.get_json("/api/v1/delays?state=open").await.done()["rows"].clone();
        let cases: Vec<&Value> = open.as_array().expect("rows").iter().filter(|row| row["number"] == order.number).collect();
        assert_eq!(cases.len(), 1, "one case, however often it slips");
        let delay = cases[0]["delay"].clone();
        assert_eq!(delay["promised_on"], "2026-12-18");
        assert!(delay["forecast_on"].as_str() > first.as_str(), "the case knows the later day: {delay}");
        let at = format!("/api/v1/delays/{}", id(&delay));
        let answer = json!({"agrees": "yes", "remedy": "new_date", "day": "2027-01-08", "contact": "陳怡君", "answer": "可以"});
        assert_eq!(chen.post_json(&format!("{at}/answer"), &answer).await.rules(), ["step.state"], "he was not told yet");
        assert_eq!(chen.post_json(&format!("{at}/message"), &json!({"remedy": "new_date"})).await.rules(), ["delay.message"]);
        chen.post_json(&format!("{at}/message"), &json!({"remedy": "new_date", "message": "泵會晚到，改 2027-01-08 可以嗎？"})).await.done();
        let with = |name: &str, value: &str| { let mut form = answer.clone(); form[name] = json!(value); form };
        assert_eq!(chen.post_json(&format!("{at}/answer"), &with("answer", "")).await.rules(), ["delay.answer"]);
        assert_eq!(chen.post_json(&format!("{at}/answer"), &with("day", "")).await.rules(), ["delay.day"]);
        assert_eq!(chen.post_json(&format!("{at}/answer"), &with("day", "2026-12-19")).await.rules(), ["delay.early"]);
        chen.post_json(&format!("{at}/answer"), &with("agrees", "no")).await.done();
        chen.post_json(&format!("{at}/message"), &json!({"remedy": "new_date", "message": "最快 2027-01-08。"})).await.done();
        // Later still: he must hear of it again.
        production.post_json(&plan, &json!({"from": "2026-12-28"})).await.done();
        let again = chen.get_json(&at).await.done()["delay"]["state"].clone();
        assert_eq!(again, "open");
        chen.post_json(&format!("{at}/message"), &json!({"remedy": "new_date", "message": "最快 2027-01-15。"})).await.done();
        chen.post_json(&format!("{at}/answer"), &with("day", "2027-01-15")).await.done();
        let line = seen(&chen, &order.id).await["lines"][0].clone();
        assert_eq!(line["promised_on"], "2027-01-15");
        let whole = chen.get_json(&at).await.done();
        assert_eq!(whole["delay"]["state"], "agreed");
        let moves = whole["moves"].as_array().expect("moves");
        let last = moves.last().expect("a move");
        assert_eq!((last["what"].as_str(), last["before_on"].as_str(), last["after_on"].as_str()), (Some("promise"), Some("2026-12-18"), Some("2027-01-15")));
        assert!(last["answer"].as_str().is_some_and(|said| said.contains("可以")) && last["message"].as_str().is_some_and(|m| m.contains("2027-01-15")));
        desk.verified().await;
    }

    async fn c4_1_4_a_plan_that_will_be_late_says_so_before_it_is_made(desk) {
        let (order, made) = pumps(&desk, "W-13", "2026-12-18", "12").await;
        let production = desk.log_in(PRODUCTION).await;
        acknowledged(&production, id(&made)).await;
        production.post_json(&format!("/api/v1/production/{}/plan", id(&made)), &json!({})).await.done();
        let tasks = production.get_json(&format!("/api/v1/production/{}", id(&made))).await.done()["tasks"].clone();
        let last = tasks.as_array().expect("tasks").last().expect("one").clone();
        let address = format!("/tasks/{}/move?day=2026-12-30", id(&last));
        let page = production.get(&address).await.text();
        assert!(page.contains("會晚，並開交期異常單") && page.contains("晚於承諾"), "{page}");
        // The drag takes this piece out of the page; a machine gets the lines.
        assert!(page.contains("id=\"effect\""), "{page}");
        let told = production.get_json(&format!("/api/v1{address}")).await.done();
        let line = &told["lines"][0];
        assert_eq!((line["number"].as_str(), line["no"].as_i64(), line["breaks"].as_bool()), (Some(order.number.as_str()), Some(1), Some(true)));
        assert_eq!((line["promised_on"].as_str(), line["after"].as_str()), (Some("2026-12-18"), Some("2027-01-04")), "inspected on the last day of the year");
        assert!(line["customer"].as_str().is_some_and(|name| name.contains("鴻")), "{line}");
        // Where it stands, nobody's day moves.
        let stays = production.get_json(&format!("/api/v1/tasks/{}/move", id(&last))).await.done();
        assert_eq!(stays["lines"], json!([]));
        // The plan from a day on says the same before it is made.
        let at = format!("/production/{}?from=2026-12-23", id(&made));
        let preview = production.get_json(&format!("/api/v1{at}")).await.done()["preview"].clone();
        assert_eq!((preview["lines"][0]["breaks"].as_bool(), preview["from"].as_str()), (Some(true), Some("2026-12-23")));
        let page = production.get(&at).await.page();
        assert!(page.contains("晚於承諾") && page.contains("value=\"2026-12-23\""), "{page}");
        production.post_json(&format!("/api/v1/production/{}/plan", id(&made)), &json!({"from": "2026-12-23"})).await.done();
        assert_eq!(seen(&desk.log_in(SPECIALIST).await, &order.id).await["lines"][0]["forecast_on"], preview["lines"][0]["after"], "it is what came");
        assert!(production.get_json(&format!("/api/v1/production/{}", id(&made))).await.done()["preview"].is_null());
    }

    async fn c4_1_4_what_was_not_done_is_laid_anew_and_its_customer_known(desk) {
        let (order, made) = pumps(&desk, "W-14", "2026-12-11", "6").await;
        let production = desk.log_in(PRODUCTION).await;
        released(&production, id(&made)).await;
        let before = work(&production, id(&made)).await["end_on"].clone();
        // Three weeks pass and nobody reported a piece.
        desk.clock.set("2026-12-15T02:00:00Z".parse().expect("an instant"));
        let production = desk.log_in(PRODUCTION).await;
        let moved = ::desk::fulfilment::production::replan(&desk.app).await.expect("a plan");
        assert!(moved >= 1);
        let after = work(&production, id(&made)).await;
        assert!(after["end_on"].as_str() > before.as_str(), "{after}");
        let chen = desk.log_in(SPECIALIST).await;
        let open = chen.get_json("/api/v1/delays?state=open").await.done().to_string();
        assert!(open.contains(&order.number), "{open}");
        assert_eq!(::desk::fulfilment::production::replan(&desk.app).await.expect("a plan"), 0, "nothing is left to move");
        desk.verified().await;
    }

    async fn c4_1_4_released_work_has_its_parts_and_no_supplier_is_blamed(desk) {
        let (order, made) = ordered(&desk, "W-17", "2027-03-16", "40").await;
        assert!(made["parts_on"].is_string(), "bearings are missing: {made}");
        let (production, warehouse) = (desk.log_in(PRODUCTION).await, desk.log_in(WAREHOUSE).await);
        for part in PARTS {
            let found = desk.app.read(move |tx| ::desk::masters::product_by_sku(tx, part)).await.expect("a read");
            let path = format!("/api/v1/products/{}/stock", found.expect("a part").id);
            warehouse.post_json(&path, &json!({"kind": "receipt", "quantity": "400"})).await.done();
        }
        released(&production, id(&made)).await;
        // Weeks pass and nobody reported a piece.
        desk.clock.set("2027-02-02T02:00:00Z".parse().expect("an instant"));
        assert!(::desk::fulfilment::production::replan(&desk.app).await.expect("a plan") >= 1);
        let id: platform::Id = order.id.parse().expect("an id");
        let kinds = desk.app.read(move |tx| {
            const KINDS: &str = "SELECT kind FROM promise_move WHERE order_id = $1 ORDER BY at DESC, id DESC LIMIT 1";
            Ok(tx.list_built("why it moved", KINDS, &[&id], |row| row.get::<String>(0))?)
        });
        assert_eq!(kinds.await.expect("a read"), ["progress"]);
        desk.verified().await;
    }

    async fn c4_1_4_what_if_an_order_went_first_is_answered_and_nothing_stored(desk) {
        let (one, _) = pumps(&desk, "W-15", "2027-03-16", "40").await;
        let (two, made) = pumps(&desk, "W-16", "2027-03-16", "40").await;
        let manager = desk.log_in(MANAGER).await;
        let answer = manager.get_json(&format!("/api/v1/production/what-if/{}", two.id)).await.done();
        assert!(answer["ready_on"].as_str() < answer["planned_on"].as_str(), "{answer}");
        assert!(answer["moves"].to_string().contains(&one.number), "{answer}");
        let production = desk.log_in(PRODUCTION).await;
        assert_eq!(work(&production, id(&made)).await, made, "nothing moved");
        let page = manager.get(&format!("/production/what-if/{}", two.id)).await;
        assert!(page.status == 200 && page.text().contains("如果"), "{}", page.status);
    }

    async fn c4_1_4_work_on_hold_slips_day_by_day_until_it_goes_on(desk) {
        let (order, made) = pumps(&desk, "W-19", "2026-12-11", "6").await;
        let (production, chen) = (desk.log_in(PRODUCTION).await, desk.log_in(SPECIALIST).await);
        released(&production, id(&made)).await;
        let planned = work(&production, id(&made)).await;
        let hold = format!("/api/v1/production/{}/hold", id(&made));
        production.post_json(&hold, &json!({"hold": "on", "ground": "刀具斷裂"})).await.done();
        let laid = async |at: &str| {
            desk.clock.set(at.parse().expect("an instant"));
            ::desk::fulfilment::production::replan(&desk.app).await.expect("a plan")
        };
        // It begins in the future: nothing is lost yet.
        assert_eq!(laid("2026-11-24T03:00:00Z").await, 0);
        assert_eq!(work(&production, id(&made)).await["end_on"], planned["end_on"]);
        assert!(laid("2026-12-15T02:00:00Z").await >= 1);
        let (production, chen) = (desk.log_in(PRODUCTION).await, { drop(chen); desk.log_in(SPECIALIST).await });
        let first = work(&production, id(&made)).await;
        assert!(first["end_on"].as_str() > planned["end_on"].as_str(), "{first}");
        let case = async |by: &Client| {
            let rows = by.get_json("/api/v1/delays?state=open").await.done()["rows"].clone();
            rows.as_array().expect("rows").iter().find(|row| row["number"] == order.number.as_str()).map(|row| row["delay"].clone())
        };
        let open = case(&chen).await.expect("a delay case");
        assert_eq!(open["kind"], "hold");
        assert!(open["cause"].as_str().is_some_and(|cause| cause.contains("刀具斷裂")), "{open}");
        assert_eq!(laid("2026-12-15T03:00:00Z").await, 0, "once a day");
        assert!(laid("2026-12-16T02:00:00Z").await >= 1, "and the next day again");
        let production = desk.log_in(PRODUCTION).await;
        let second = work(&production, id(&made)).await;
        assert!(second["begin_on"].as_str() > first["begin_on"].as_str(), "{first} {second}");
        // It goes on, and is laid anew in the same act.
        production.post_json(&hold, &json!({"hold": "off"})).await.done();
        let on = work(&production, id(&made)).await;
        assert_eq!((on["on_hold"].as_bool(), on["begin_on"].as_str()), (Some(false), Some("2026-12-17")));
        report(&production, id(&made), 10, "1", "").await.done();
        desk.verified().await;
    }

    async fn c4_1_4_a_holiday_that_comes_later_moves_goods_whose_inspection_or_way_crosses_it(desk) {
        let (order, made) = pumps(&desk, "W-28", "2026-12-11", "3").await;
        let (production, admin, chen) = (desk.log_in(PRODUCTION).await, desk.log_in(ADMIN).await, desk.log_in(SPECIALIST).await);
        released(&production, id(&made)).await;
        // What lies in stock is on its way only.
        let warehouse = desk.log_in(WAREHOUSE).await;
        let found = desk.app.read(|tx| ::desk::masters::product_by_sku(tx, "BV-DN20-304")).await.expect("a read");
        let path = format!("/api/v1/products/{}/stock", found.expect("a product").id);
        warehouse.post_json(&path, &json!({"kind": "receipt", "quantity": "40"})).await.done();
        let mut content = written("W-29");
        content["customer"] = json!("C001");
        content["lines"] = json!([{"sku": "BV-DN20-304", "qty": "2"}]);
        let shelf = recorded(&chen, &content).await;
        submit(&chen, &shelf.id).await.done();
        approve(&desk.log_in(MANAGER).await, &shelf.id).await.done();
        ::desk::fulfilment::production::replan(&desk.app).await.expect("a plan");
        let forecast = async |of: &Standing| seen(&chen, &of.id).await["lines"][0]["forecast_on"].as_str().expect("a day").to_string();
        let (first, stays) = (forecast(&order).await, work(&production, id(&made)).await);
        let from_stock = forecast(&shelf).await;
        assert!(stays["end_on"].as_str() < Some(first.as_str()), "the work ends before: {stays}");
        let close = async |day: &str| {
            admin.post_json("/api/v1/calendar", &json!({"day": day, "kind": "holiday", "name": "颱風假"})).await.done();
            ::desk::fulfilment::production::replan(&desk.app).await.expect("a plan")
        };
        // The day on which they would have arrived; the work stays where it is.
        assert_eq!(close(&first).await, 0, "no work moved");
        let second = forecast(&order).await;
        assert!(second > first, "{first} {second}");
        assert_eq!(work(&production, id(&made)).await["end_on"], stays["end_on"]);
        let of_order: platform::Id = order.id.parse().expect("an id");
        let why = desk.app.read(move |tx| {
            const KIND: &str = "SELECT kind FROM promise_move WHERE order_id = $1 ORDER BY at DESC, id DESC LIMIT 1";
            Ok(tx.list_built("why it moved", KIND, &[&of_order], |row| row.get::<String>(0))?)
        });
        assert_eq!(why.await.expect("a read"), ["calendar"]);
        assert_eq!(forecast(&shelf).await, from_stock, "another day is nothing to it");
        // A day between the last operation and our gate: it is inspected later, and comes later.
        let gate = desk.app.read(move |tx| {
            const GATE: &str = "SELECT expected_on FROM dispatch WHERE order_id = $1";
            Ok(tx.list_built("at the gate", GATE, &[&of_order], |row| row.get::<platform::day::Day>(0))?)
        });
        let gate = gate.await.expect("a read")[0].to_string();
        if Some(gate.as_str()) > stays["end_on"].as_str() {
            let before = forecast(&order).await;
            assert_eq!(close(&gate).await, 0);
            assert!(forecast(&order).await > before);
        }
        close(&from_stock).await;
        assert!(forecast(&shelf).await > from_stock);
        let open = chen.get_json("/api/v1/delays?state=open").await.done().to_string();
        assert_eq!(open.contains(&order.number), forecast(&order).await.as_str() > "2026-12-11", "its customer is told where the promise breaks");
        assert_eq!(::desk::fulfilment::production::replan(&desk.app).await.expect("a plan"), 0);
        desk.verified().await;
    }

    async fn c4_1_4_what_is_reported_while_the_plan_is_made_is_not_laid_again(desk) {
        let (_, made) = pumps(&desk, "W-30", "2026-12-11", "12").await;
        let production = desk.log_in(PRODUCTION).await;
        released(&production, id(&made)).await;
        desk.clock.set("2026-12-15T02:00:00Z".parse().expect("an instant"));
        let production = { drop(production); desk.log_in(PRODUCTION).await };
        // The plan is thought out; before it is written somebody reports most of the first operation.
        let laid = desk.app.read(|tx| Ok(::desk::fulfilment::production::lay_anew(&::desk::fulfilment::production::floor(tx)?)));
        let laid = laid.await.expect("a plan");
        let work_id: platform::Id = id(&made).parse().expect("an id");
        assert!(laid.iter().any(|one| one.work == work_id));
        report(&production, id(&made), 10, "11", "").await.done();
        let before = production.get_json(&format!("/api/v1/production/{}", id(&made))).await.done()["tasks"].clone();
        let answer = ::desk::fulfilment::production::apply_plan(&desk.app, laid).await;
        assert!(matches!(answer, Err(platform::Trouble::Stale(_))), "{answer:?}");
        assert_eq!(production.get_json(&format!("/api/v1/production/{}", id(&made))).await.done()["tasks"], before, "nothing of it was written");
        // Made anew, it holds the minutes that are left and no more.
        assert!(::desk::fulfilment::production::replan(&desk.app).await.expect("a plan") >= 1);
        let stands = desk.app.read(move |tx| Ok(::desk::fulfilment::production::work_of(tx, work_id)?.expect("the work"))).await.expect("a read");
        let tasks = production.get_json(&format!("/api/v1/production/{}", id(&made))).await.done()["tasks"].clone();
        for step in stands.steps.iter().filter(|step| step.centre.is_some()) {
            let ahead = tasks.as_array().expect("tasks").iter().filter(|t| t["no"] == step.no && t["day"].as_str() > Some("2026-12-15"));
            assert_eq!(ahead.filter_map(|t| t["minutes"].as_i64()).sum::<i64>(), stands.minutes_left(step), "operation {}", step.no);
        }
        desk.verified().await;
    }

    async fn c4_1_4_what_if_is_asked_in_the_review_and_by_whom_it_concerns(desk) {
        let (other, _) = pumps(&desk, "W-22", "2027-03-16", "40").await;
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let mut content = written("W-23");
        content["customer"] = json!("C001");
        content["lines"] = json!([{"sku": "GP-25CC", "qty": "40"}]);
        let order = recorded(&chen, &content).await;
        submit(&chen, &order.id).await.done();
        let link = format!("/production/what-if/{}", order.id);
        for page in [format!("/review/{}", order.id), format!("/orders/{}", order.id)] {
            assert!(manager.get(&page).await.page().contains(&link), "{page}");
        }
        let stored = async || {
            const ALL: &str = "SELECT (SELECT COUNT(*) FROM task), (SELECT COUNT(*) FROM work_order), (SELECT COUNT(*) FROM history)";
            let all = desk.app.read(|tx| Ok(tx.list_built("all that stands", ALL, &[], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?)))?));
            all.await.expect("a read")
        };
        let before = stored().await;
        let answer = manager.get_json(&format!("/api/v1{link}")).await.done();
        assert!(answer["ready_on"].is_string() && answer["planned_on"].is_null(), "{answer}");
        assert!(answer["moves"].to_string().contains(&other.number), "{answer}");
        assert_eq!(stored().await, before, "nothing is stored");
        // The change's form and page; nobody else is shown the way.
        let change = crate::changes::asked(&chen, &other.id, json!({"lines": [{"no": "1", "quantity": "50"}]})).await;
        let link = format!("/production/what-if/{}", other.id);
        for page in [format!("/orders/{}/changes/new", other.id), format!("/changes/{change}")] {
            assert!(chen.get(&page).await.page().contains(&link), "{page}");
        }
        let warehouse = desk.log_in(WAREHOUSE).await;
        assert!(!warehouse.get(&format!("/orders/{}", other.id)).await.page().contains("/production/what-if/"));
        assert_eq!(warehouse.get(&link).await.status, 403);
    }
}
