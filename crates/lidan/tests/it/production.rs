//! 4.1: from the approval to the shelf, over the address, on both engines; and what happens when a day slips.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::cast::{ADMIN, MANAGER, PRODUCTION, SPECIALIST, WAREHOUSE};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{Standing, approve, recorded, seen, submit, written};

/// Twelve pumps: cast, machined, assembled, tested.
pub async fn pumps(desk: &Desk, no: &str, requested_on: &str, qty: &str) -> (Standing, Value) {
    let warehouse = desk.log_in(WAREHOUSE).await;
    for part in PARTS {
        let found = desk.app.read(move |tx| ::desk::masters::product_by_sku(tx, part)).await.expect("a read");
        let path = format!("/api/v1/products/{}/stock", found.expect("a part").id);
        warehouse.post_json(&path, &json!({"kind": "receipt", "quantity": "300"})).await.done();
    }
    ordered(desk, no, requested_on, qty).await
}

/// Whatever the warehouse holds of their parts.
async fn ordered(desk: &Desk, no: &str, requested_on: &str, qty: &str) -> (Standing, Value) {
    let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
    let mut content = written(no);
    content["customer"] = json!("C001");
    content["requested_on"] = json!(requested_on);
    content["lines"] = json!([{"sku": "GP-25CC", "qty": qty}]);
    let order = recorded(&chen, &content).await;
    submit(&chen, &order.id).await.done();
    approve(&manager, &order.id).await.done();
    let production = desk.log_in(PRODUCTION).await;
    let queue = production.get_json("/api/v1/production?state=dispatched").await.done();
    let rows = queue["rows"].as_array().expect("rows");
    let own = rows.iter().find(|row| row["work"]["order"] == order.id).expect("a work order");
    (order, own["work"].clone())
}

/// What the code in the card's corner says, read from a picture of its page.
pub fn code_on_card(desk: &Desk, pdf: &[u8]) -> String {
    let (file, picture) = (desk.folder.join("card.pdf"), desk.folder.join("card"));
    std::fs::write(&file, pdf).expect("a file");
    let mut drawn = std::process::Command::new("pdftoppm");
    let status = drawn.args(["-png", "-r", "150", "-singlefile"]).arg(&file).arg(&picture).status();
    assert!(status.expect("pdftoppm of poppler-utils").success());
    let page = std::fs::read(picture.with_extension("png")).expect("its page");
    papers::pdf::qr_in_image(&page, papers::pdf::ScanLimits::default()).expect("a code")
}

/// What a pump is made of, as far as a list says.
pub const PARTS: &[&str] = &["BR-6203-2RS", "HB-M8x30-A2"];

pub fn id(value: &Value) -> &str {
    value["id"].as_str().expect("an id")
}

pub async fn work(by: &Client, id: &str) -> Value {
    by.get_json(&format!("/api/v1/production/{id}")).await.done()["work"].clone()
}

pub async fn acknowledged(production: &Client, work: &str) {
    production.post_json(&format!("/api/v1/dispatches/{work}/acknowledgement"), &json!({})).await.done();
}

/// Acknowledged, planned and released.
pub async fn released(production: &Client, work: &str) {
    acknowledged(production, work).await;
    production.post_json(&format!("/api/v1/production/{work}/plan"), &json!({})).await.done();
    production.post_json(&format!("/api/v1/production/{work}/release"), &json!({})).await.done();
}

pub async fn report(by: &Client, work: &str, no: i64, good: &str, scrap: &str) -> crate::client::Answer {
    let form = json!({"no": no.to_string(), "good": good, "scrap": scrap});
    by.post_json(&format!("/api/v1/production/{work}/reports"), &form).await
}

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

    async fn c4_1_3_a_photo_taken_at_the_machine_is_shown_to_production_and_the_specialist(desk) {
        let (order, made) = pumps(&desk, "W-2d", "2027-03-16", "12").await;
        let (production, chen) = (desk.log_in(PRODUCTION).await, desk.log_in(SPECIALIST).await);
        released(&production, id(&made)).await;
        let at = format!("/api/v1/production/{}", id(&made));
        let white = include_bytes!("fixtures/white.png").to_vec();
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
