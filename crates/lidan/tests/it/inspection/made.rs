//! 5.1.1: what we made: tranches, verdicts, what becomes of what failed.

use super::*;

both! {
    async fn c5_1_1_finished_pieces_wait_for_quality_and_tranches_are_judged_one_by_one(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, made, production) = made(&desk, "QI-1", "6").await;
        let (quality, warehouse) = (desk.log_in(QUALITY).await, desk.log_in(WAREHOUSE).await);
        assert_eq!(work(&production, &made).await["state"], "finished");
        assert_eq!(stocked(&warehouse, &made, "1").await.rules(), ["work.put_away_passed"]);
        let at = waiting(&quality).await;
        assert_eq!(purchasing::duties(&quality, &purchasing::id_in(&at)).await, ["inspect"]);
        // Only quality, no more than is there, every characteristic, all of the sample.
        assert_eq!(warehouse.post_json(&format!("{at}/verdict"), &json!({"verdict": "pass"})).await.status, 403);
        let chen = desk.log_in(SPECIALIST).await;
        assert_eq!(pass(&chen, &at, "1").await.status, 403);
        assert_eq!(pass(&quality, &at, "7").await.rules(), ["inspection.within"]);
        assert_eq!(pass(&quality, &at, "0").await.rules(), ["inspection.within"]);
        let form = json!({"verdict": "pass", "quantity": "6", "looked": "5", "results": results(&quality, &at).await});
        assert_eq!(quality.post_json(&format!("{at}/verdict"), &form).await.rules(), ["inspection.sample"]);
        let out = json!({"verdict": "pass", "results": [{"value": "25.021"}, {"good": "yes"}]});
        assert_eq!(quality.post_json(&format!("{at}/verdict"), &out).await.rules(), ["inspection.results"]);
        pass(&quality, &at, "2").await.done();
        assert_eq!(line(&desk, &order).await["inspected"], "2", "the rest comes later");
        assert_eq!(stocked(&warehouse, &made, "3").await.rules(), ["work.put_away_passed"]);
        stocked(&warehouse, &made, "2").await.done();
        pass(&quality, &at, "").await.done();
        assert!(purchasing::duties(&quality, &purchasing::id_in(&at)).await.is_empty());
        assert_eq!(pass(&quality, &at, "").await.rules(), ["step.state"], "judged is judged");
        assert_eq!(work(&production, &made).await["state"], "inspected");
        stocked(&warehouse, &made, "4").await.done();
        assert_eq!(work(&production, &made).await["state"], "stocked");
        assert_eq!(line(&desk, &order).await["inspected"], "6");
        desk.verified().await;
    }

    async fn c5_1_1_what_is_not_as_planned_is_taken_by_the_manager_with_a_ground(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, made, production) = made(&desk, "QI-2", "4").await;
        let (quality, manager) = (desk.log_in(QUALITY).await, desk.log_in(MANAGER).await);
        let at = waiting(&quality).await;
        let bare = json!({"verdict": "fail", "quantity": "1"});
        assert_eq!(quality.post_json(&format!("{at}/verdict"), &bare).await.rules(), ["inspection.ground"]);
        fail(&quality, &at, "3").await.done();
        assert_eq!(purchasing::duties(&quality, &purchasing::id_in(&at)).await.len(), 2, "one to inspect, three to settle");
        let take = json!({"verdict": "concession", "tranche": "2", "quantity": "3", "ground": "不影響裝配"});
        assert_eq!(quality.post_json(&format!("{at}/verdict"), &take).await.status, 403, "quality does not decide that");
        let silent = json!({"verdict": "concession", "tranche": "2", "quantity": "3", "ground": " "});
        let answer = manager.post_json(&format!("{at}/verdict"), &silent).await;
        assert_eq!(answer.rules(), ["inspection.ground"]);
        manager.post_json(&format!("{at}/verdict"), &take).await.done();
        // What he takes without quality's word is his as well.
        let take = json!({"verdict": "concession", "ground": "急件"});
        manager.post_json(&format!("{at}/verdict"), &take).await.done();
        assert_eq!(line(&desk, &order).await["inspected"], "4");
        assert_eq!(work(&production, &made).await["state"], "inspected");
        let again = json!({"verdict": "concession", "tranche": "2", "ground": "急件"});
        assert_eq!(manager.post_json(&format!("{at}/verdict"), &again).await.rules(), ["step.state"]);
        desk.verified().await;
    }

    async fn c5_1_1_failed_pieces_block_exactly_their_quantity_and_are_reported_again_after_rework(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let before = purchasing::stock(&desk, "GP-25CC").await;
        let (order, made, production) = made(&desk, "QI-3", "4").await;
        let (quality, warehouse) = (desk.log_in(QUALITY).await, desk.log_in(WAREHOUSE).await);
        let at = waiting(&quality).await;
        fail(&quality, &at, "1").await.done();
        pass(&quality, &at, "").await.done();
        stocked(&warehouse, &made, "3").await.done();
        assert_eq!(stocked(&warehouse, &made, "1").await.rules(), ["work.put_away_passed"]);
        let number = |text: &str| text.replace(',', "").parse::<i64>().expect("a whole number");
        let after = purchasing::stock(&desk, "GP-25CC").await;
        assert_eq!(number(&after.0) - number(&before.0), 3);
        assert_eq!(number(&after.1) - number(&before.1), 3, "all that is there is the line's");
        assert_eq!((line(&desk, &order).await["inspected"].clone(), work(&production, &made).await["state"].clone()), (json!("3"), json!("finished")));
        assert_eq!(report(&production, &made, 30, "1", "").await.rules()[0], "step.state", "quality has not said what becomes of it");
        assert_eq!(settle(&quality, &at, json!({"fate": "return"})).await.rules(), ["inspection.fits"], "we made it ourselves");
        assert_eq!(settle(&quality, &at, json!({"fate": "rework", "quantity": "2"})).await.rules(), ["inspection.within"]);
        settle(&quality, &at, json!({"fate": "rework"})).await.done();
        assert_eq!(settle(&quality, &at, json!({"fate": "rework"})).await.rules(), ["step.state"]);
        let now = work(&production, &made).await;
        assert_eq!((&now["state"], &now["good"], &now["scrap"]), (&json!("in_progress"), &json!("3"), &json!("0")));
        assert_eq!(line(&desk, &order).await["produced"], "3");
        assert!(purchasing::duties(&production, &made).await.contains(&"make_work".to_string()));
        report(&production, &made, 30, "1", "").await.done();
        let at = waiting(&quality).await;
        pass(&quality, &at, "").await.done();
        stocked(&warehouse, &made, "1").await.done();
        assert_eq!(work(&production, &made).await["state"], "stocked");
        desk.verified().await;
    }

    async fn c5_1_1_scrap_is_made_again_from_the_first_operation(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, made, production) = made(&desk, "QI-4", "4").await;
        let quality = desk.log_in(QUALITY).await;
        let at = waiting(&quality).await;
        fail(&quality, &at, "1").await.done();
        pass(&quality, &at, "").await.done();
        settle(&quality, &at, json!({"fate": "scrap"})).await.done();
        let now = work(&production, &made).await;
        assert_eq!((&now["state"], &now["good"], &now["scrap"]), (&json!("in_progress"), &json!("3"), &json!("1")));
        assert!(now["end_on"].as_str() > Some("2026-11-20"), "its minutes are planned again: {now}");
        assert_eq!(report(&production, &made, 30, "1", "").await.rules(), ["work.report_flow"], "the piece is gone");
        for step in [10, 20, 30] {
            report(&production, &made, step, "1", "").await.done();
        }
        pass(&quality, &waiting(&quality).await, "").await.done();
        assert_eq!((&line(&desk, &order).await["produced"], &line(&desk, &order).await["inspected"]), (&json!("4"), &json!("4")));
        desk.verified().await;
    }

    async fn c4_1_3_parts_of_what_is_made_again_are_taken_or_bought_and_given_to_the_work(desk) {
        let (_, made) = pumps(&desk, "QI-5", "2027-03-16", "4").await;
        let (production, warehouse) = (desk.log_in(PRODUCTION).await, desk.log_in(WAREHOUSE).await);
        released(&production, id(&made)).await;
        let bolts = desk.app.read(|tx| ::desk::masters::product_by_sku(tx, BOLT)).await.expect("a read");
        let at = format!("/api/v1/products/{}/stock", bolts.expect("bolts").id);
        let (on_hand, _) = purchasing::stock(&desk, BOLT).await;
        report(&production, id(&made), 10, "3", "1").await.done();
        let (left, _) = purchasing::stock(&desk, BOLT).await;
        let number = |text: &str| text.replace(',', "").parse::<i64>().expect("a whole number");
        let each = number(&on_hand) - number(&left);
        assert!(each > 0, "free ones were taken: {on_hand} {left}");
        // With none left, they are bought for it.
        let buyer = desk.log_in(PURCHASING).await;
        let (_, reserved) = purchasing::stock(&desk, BOLT).await;
        warehouse.post_json(&at, &json!({"kind": "count", "quantity": reserved.replace(',', ""), "reason": "盤點"})).await.done();
        let before = purchasing::needs(&buyer).await.len();
        report(&production, id(&made), 10, "", "1").await.done();
        let needs = purchasing::needs(&buyer).await;
        assert_eq!(needs.len(), before + 1, "{needs:?}");
        let need = needs.iter().find(|need| need["sku"] == BOLT).expect("bolts are to be bought").clone();
        assert_eq!((&need["open"], &need["component"]), (&json!(each.to_string()), &json!(true)));
        let done = buyer.post_json("/api/v1/purchases", &json!({"requests": [need["id"]]})).await.done();
        let purchase = format!("/api/v1/purchases/{}", text(&done["id"]));
        purchasing::bound(&desk, &buyer, &purchase, "2026-12-15").await;
        let held = purchasing::stock(&desk, BOLT).await;
        purchasing::received(&warehouse, &purchase, "1", &each.to_string()).await.done();
        let quality = desk.log_in(QUALITY).await;
        for row in queue(&quality, "pending").await {
            pass(&quality, &format!("/api/v1/inspections/{}", id(&row["inspection"])), "").await.done();
        }
        assert_eq!(purchasing::stock(&desk, BOLT).await, held, "what came went straight to the work");
        desk.verified().await;
    }

    async fn c5_1_1_between_operations_quality_holds_what_it_has_not_judged(desk) {
        planned(&desk, "GP-25CC", "in_process").await;
        let (_, made) = pumps(&desk, "QI-8", "2027-03-16", "4").await;
        let (production, quality) = (desk.log_in(PRODUCTION).await, desk.log_in(QUALITY).await);
        released(&production, id(&made)).await;
        report(&production, id(&made), 10, "4", "").await.done();
        assert_eq!(report(&production, id(&made), 20, "1", "").await.rules(), ["work.report_inspected"]);
        let at = waiting(&quality).await;
        pass(&quality, &at, "2").await.done();
        fail(&quality, &at, "").await.done();
        assert_eq!(report(&production, id(&made), 20, "3", "").await.rules(), ["work.report_inspected"]);
        report(&production, id(&made), 20, "2", "").await.done();
        settle(&quality, &at, json!({"fate": "rework", "quantity": "1"})).await.done();
        settle(&quality, &at, json!({"fate": "scrap"})).await.done();
        let step = work(&production, id(&made)).await["steps"][0].clone();
        assert_eq!((&step["good"], &step["scrap"]), (&json!("2"), &json!("1")));
        report(&production, id(&made), 10, "2", "").await.done();
        // Quality may also ask by itself, for what lies there and nothing more.
        let ask = |no: &str, quantity: &str| json!({"work": id(&made), "no": no, "quantity": quantity});
        assert_eq!(quality.post_json("/api/v1/inspections", &ask("20", "9")).await.rules(), ["inspection.within"]);
        assert_eq!(production.post_json("/api/v1/inspections", &ask("20", "1")).await.status, 403);
        assert_eq!(quality.post_json("/api/v1/inspections", &ask("30", "1")).await.status, 400, "that is the final one");
        desk.verified().await;
    }

    async fn c5_1_1_a_refused_verdict_keeps_every_result_that_was_typed(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (_, _, _) = made(&desk, "QI-16", "4").await;
        let quality = desk.log_in(QUALITY).await;
        let at = waiting(&quality).await;
        fail(&quality, &at, "1").await.done();
        let path = format!("{}/verdict", at.replace("/api/v1", ""));
        let typed = [("verdict", "pass"), ("tranche", "1"), ("quantity", "3"), ("looked", "2"),
            ("results[0][value]", "25.125"), ("results[1][good]", "yes"), ("results[1][value]", "輕微刮痕"), ("ground", "目視")];
        let answer = quality.post(&path, &typed).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        let page = answer.text();
        let form = page.split("<form").find(|form| form.contains("25.125")).expect("the form with what was typed");
        assert!(form.contains("輕微刮痕") && form.contains("value=\"2\"") && form.contains("目視"), "{form}");
        let tick = form.split("<input").find(|input| input.contains("results[1][good]")).expect("the tick");
        assert!(tick.split('>').next().is_some_and(|tick| tick.contains("checked")), "{tick}");
        assert_eq!(page.matches("目視").count(), 1, "and in no other form of the page");
        // Nothing is there to be kept before anything was typed.
        let fresh = quality.get(&at.replace("/api/v1", "")).await.page();
        assert!(!fresh.contains("25.125") && fresh.contains("value=\"3\""), "{fresh}");
    }

    async fn c5_1_1_two_inspectors_at_once_let_no_piece_pass_twice(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, _, _) = made(&desk, "QI-10", "6").await;
        let quality = Arc::new(desk.log_in(QUALITY).await);
        let at = waiting(&quality).await;
        let mut racing = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (quality, at) = (quality.clone(), at.clone());
            racing.spawn(async move { pass(&quality, &at, "1").await.status });
        }
        let mut passed = 0;
        while let Some(status) = racing.join_next().await {
            match status.expect("an answer") {
                200 => passed += 1,
                409 | 422 => {}
                other => panic!("{other}"),
            }
        }
        assert!(passed <= 6, "{passed}");
        assert_eq!(line(&desk, &order).await["inspected"], passed.to_string());
        // Who saw an older state is told so.
        let late = json!({"verdict": "fail", "lock": "1", "ground": "刮傷"});
        assert_eq!(quality.post_json(&format!("{at}/verdict"), &late).await.status, 409);
        desk.verified().await;
    }

    async fn c4_4_3_what_stopped_work_had_finished_is_judged_and_put_away(desk) {
        planned(&desk, "GP-25CC", "final").await;
        let (order, work_of) = pumps(&desk, "QI-12", "2027-03-16", "4").await;
        let production = desk.log_in(PRODUCTION).await;
        released(&production, id(&work_of)).await;
        for step in [10, 20, 30] {
            report(&production, id(&work_of), step, "2", "").await.done();
        }
        let quality = desk.log_in(QUALITY).await;
        let at = waiting(&quality).await;
        let chen = desk.log_in(SPECIALIST).await;
        let one = cancellations::asked(&chen, &order.id, json!({"all": "yes"})).await;
        cancellations::decided(&desk, &one).await;
        assert_eq!(work(&production, id(&work_of)).await["state"], "stopped");
        let (on_hand, reserved) = purchasing::stock(&desk, "GP-25CC").await;
        // One is good and lies in the stock for whoever wants it; the other is scrap, and no third is made for it.
        pass(&quality, &at, "1").await.done();
        fail(&quality, &at, "").await.done();
        assert_eq!(settle(&quality, &at, json!({"fate": "rework"})).await.rules(), ["step.state"]);
        settle(&quality, &at, json!({"fate": "scrap"})).await.done();
        let warehouse = desk.log_in(WAREHOUSE).await;
        warehouse.post_json(&format!("/api/v1/production/{}/stock", id(&work_of)), &json!({"quantity": "1"})).await.done();
        let after: i64 = on_hand.parse::<i64>().expect("whole pieces") + 1;
        assert_eq!(purchasing::stock(&desk, "GP-25CC").await, (after.to_string(), reserved));
        let ended = work(&production, id(&work_of)).await;
        assert_eq!((&ended["state"], &ended["good"], &ended["scrap"]), (&json!("stopped"), &json!("1"), &json!("1")), "{ended}");
        desk.verified().await;
    }
}
