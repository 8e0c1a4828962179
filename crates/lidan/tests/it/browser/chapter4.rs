//! Chapter 4 under people's hands: an order that is made, one that is bought, a late supplier, a change while it is made,
//! a cancellation with scrap. Everybody sits at a browser of his own; nothing may complain in a console.

use serde_json::json;

use super::hands_on::{acknowledged, answer, approved, at, id_here, put_away, send, work_of};
use super::harness::Browser;
use crate::cast::{MANAGER, PRODUCTION, PURCHASING, SPECIALIST, WAREHOUSE};
use crate::changes::{self, talked};
use crate::desk::Desk;
use crate::orders::{Standing, recorded, seen, submit, written};
use crate::production::{PARTS, code_on_card, id, pumps, released, report};
use crate::purchasing;

/// The parts of four pumps lie there, and an order for them waits for its verdict.
async fn submitted(desk: &Desk, no: &str, lines: &[(&str, &str)], requested_on: &str) -> Standing {
    let (chen, warehouse) = (desk.log_in(SPECIALIST).await, desk.log_in(WAREHOUSE).await);
    for part in PARTS {
        let found = desk.app.read(move |tx| ::desk::masters::product_by_sku(tx, part)).await.expect("a read");
        let path = format!("/api/v1/products/{}/stock", found.expect("a part").id);
        warehouse.post_json(&path, &json!({"kind": "receipt", "quantity": "300"})).await.done();
    }
    let mut content = written(no);
    content["customer"] = json!("C001");
    content["requested_on"] = json!(requested_on);
    content["lines"] = lines.iter().map(|(sku, qty)| json!({"sku": sku, "qty": qty})).collect();
    let order = recorded(&chen, &content).await;
    submit(&chen, &order.id).await.done();
    order
}

async fn made(desk: std::sync::Arc<Desk>) {
    let order = submitted(&desk, "B4-1", &[("GP-25CC", "4")], "2027-03-16").await;
    approved(&desk, &order.id).await;
    // 4.1.1, 4.1.2: taken, planned, released with its parts.
    let mut production = at(&desk, PRODUCTION).await;
    acknowledged(&mut production, &order.number).await;
    let work = work_of(&desk, &order.id).await;
    production.goto("/production").await;
    production.assert_accessible("production's queue").await;
    production.goto(&format!("/production/{}", id(&work))).await;
    production.assert_accessible("the work order").await;
    send(&mut production, "/plan", &[]).await;
    send(&mut production, "/release", &[]).await;
    // 4.1.3: at the machine, on a telephone, from the code on the card: what comes next stands there already.
    production.viewport(390, 844).await;
    let phone = format!("/w/{}", id(&work));
    for operation in 0..3 {
        production.goto(&phone).await;
        if operation == 0 {
            production.assert_accessible("the page behind the card's code").await;
        }
        send(&mut production, "/reports", &[]).await;
        assert!(production.path().await.starts_with(&phone), "the page is there for the next report");
    }
    production.finish().await;
    put_away(&desk, id(&work)).await;
    // The specialist sees it where he looks after his order.
    let mut chen = at(&desk, SPECIALIST).await;
    chen.goto(&format!("/orders/{}?tab=departments", order.id)).await;
    chen.wait_for("備妥待出貨").await;
    chen.assert_accessible("the order's departments").await;
    chen.finish().await;
    let line = seen(&desk.log_in(SPECIALIST).await, &order.id).await["lines"][0].clone();
    assert_eq!(line["produced"], "4", "{line}");
    assert_eq!(purchasing::stock(&desk, "GP-25CC").await, ("4".into(), "4".into()), "all of them are the line's");
    desk.verified().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_1_3_an_order_is_made_from_the_approval_to_the_shelf() {
    crate::desk::on(platform::db::Engine::Sqlite, made).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_1_3_an_order_is_made_from_the_approval_to_the_shelf_on_postgres() {
    crate::desk::on(platform::db::Engine::Postgres, made).await;
}

/// 4.1.3: from the code on the card to a report, and to a problem, with a thumb that is counted.
async fn reported_by_thumb(desk: std::sync::Arc<Desk>) {
    let (order, made) = pumps(&desk, "B4-6", "2027-03-16", "12").await;
    let by_machine = desk.log_in(PRODUCTION).await;
    released(&by_machine, id(&made)).await;
    let card = by_machine.get(&format!("/production/{}/card.pdf", id(&made))).await;
    let code = code_on_card(&desk, &card.body);
    let path = code.strip_prefix(&desk.app.config().public_url).expect("an address of ours").to_string();
    let photo = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/white.png");
    let mut production = at(&desk, PRODUCTION).await;
    production.viewport(390, 844).await;
    production.goto(&path).await;
    production.wait_for(made["number"].as_str().expect("its number")).await;
    // Nothing has to be looked for: numbers, keys and the button that reports stand on the first screen.
    let below = "return Math.max(...[...document.querySelectorAll('.pad, .thumb .btn-primary')].slice(0, 2)\
        .map((one) => one.getBoundingClientRect().bottom))";
    let below = production.run(below, Vec::new()).await.as_f64().expect("a place");
    assert!(below <= 844.0, "the button that reports ends at {below}");
    let over = "const page = document.documentElement; return page.scrollWidth - page.clientWidth";
    assert_eq!(production.run(over, Vec::new()).await, json!(0), "nothing hangs over the side");
    // Five good, one scrapped: four taps.
    let digit = |digit: &str| format!("[data-digit='{digit}']");
    let report = "form[action$='/reports'] .btn-primary";
    let taps = [digit("5"), "#f-scrap".to_string(), digit("1"), report.to_string()];
    assert!(taps.len() <= 4);
    for tap in &taps {
        production.click_css(tap).await;
    }
    production.wait_for("良品 5、報廢 1").await;
    production.assert_accessible("the page after a report").await;
    let told = by_machine.get_json(&format!("/api/v1/production/{}", id(&made))).await.done()["reports"][0].clone();
    assert_eq!((&told["good"], &told["scrap"], &told["via"]), (&json!("5"), &json!("1"), &json!("phone")));
    // The proposed number with a photo: the camera and the button are two.
    production.upload_css("#report-photo", &photo).await;
    production.click_css(report).await;
    production.wait_for("良品 7、報廢 0").await;
    let told = by_machine.get_json(&format!("/api/v1/production/{}", id(&made))).await.done()["reports"][0].clone();
    assert!(told["photo"].is_string(), "{told}");
    // A slip of the thumb: back takes a digit, the next digit is added, a tap on the field begins anew.
    for tap in ["#f-good".to_string(), digit("3"), digit("4"), digit("back"), digit("."), digit("."), digit("5")] {
        production.click_css(&tap).await;
    }
    assert_eq!(production.value("good").await, "3.5");
    // A problem: open, what it is, camera, done.
    production.click_css("details.thumb > summary").await;
    production.click("機台故障").await;
    production.upload_css("#problem-photo", &photo).await;
    production.click_css("form[action='/problems'] .btn-primary").await;
    production.wait_for("問題已通報").await;
    assert!(production.path().await.starts_with(&format!("{path}?problem=")), "back at the machine");
    production.click("看這個問題").await;
    production.css("img.photo").await;
    production.assert_accessible("a problem with its photo").await;
    production.finish().await;
    let mut chen = at(&desk, SPECIALIST).await;
    chen.goto("/memos").await;
    chen.wait_for(&format!("{} 機台故障", made["number"].as_str().expect("its number"))).await;
    chen.goto(&format!("/orders/{}", order.id)).await;
    chen.wait_for("機台故障").await;
    chen.finish().await;
    desk.verified().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_1_3_four_taps_at_the_most_from_the_card_to_a_report_and_to_a_problem() {
    crate::desk::on(platform::db::Engine::Sqlite, reported_by_thumb).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_1_3_four_taps_at_the_most_from_the_card_to_a_report_and_to_a_problem_on_postgres() {
    crate::desk::on(platform::db::Engine::Postgres, reported_by_thumb).await;
}

async fn bought(desk: std::sync::Arc<Desk>) {
    purchasing::uninspected(&desk).await;
    let order = submitted(&desk, "B4-2", &[("BV-DN20-304", "10")], "2027-03-16").await;
    approved(&desk, &order.id).await;
    // 4.2.1, 4.2.2: the need is taken, bought, put to two suppliers.
    let mut buyer = at(&desk, PURCHASING).await;
    acknowledged(&mut buyer, &order.number).await;
    buyer.goto("/purchases").await;
    buyer.assert_accessible("the needs").await;
    buyer.click_css("input[name='requests[]']").await;
    send(&mut buyer, "form[id=bundle]", &[]).await;
    let purchase = id_here(&buyer).await;
    let (one, two) = (purchasing::supplier(&desk, "S02").await, purchasing::supplier(&desk, "S03").await);
    send(&mut buyer, "/inquiries", &[("suppliers[]", &one), ("suppliers[]", &two)]).await;
    // Each supplier answers on a link of his own, without logging in.
    for (mail, price, days) in [("order@yongxing.example", "20", "15"), ("sales@nordvalve.example", "2.90", "10")] {
        let link = purchasing::link(&desk, mail).await;
        let mut supplier = Browser::open(&desk.base).await;
        supplier.goto(&link).await;
        supplier.assert_accessible("a supplier's link").await;
        answer_inquiry(&mut supplier, price, days).await;
        supplier.finish().await;
    }
    // Side by side; the cheaper one needs no reason.
    buyer.goto(&format!("/purchases/{purchase}")).await;
    buyer.wait_for("Nordvalve AB").await;
    assert!(buyer.shows("TWD 20").await && buyer.shows("EUR 2.90").await, "{}", buyer.text().await);
    buyer.assert_accessible("the offers side by side").await;
    send(&mut buyer, "form[action$='/award']:not(:has([name=reason]))", &[]).await;
    // 4.2.3: the draft is looked at, then it is signed and leaves by mail.
    buyer.goto(&format!("/purchases/{purchase}")).await;
    buyer.wait_for("合約草稿").await;
    buyer.css("iframe[src*='contract-draft.pdf']").await;
    send(&mut buyer, "/contract", &[("day", "2026-12-15")]).await;
    buyer.goto(&format!("/purchases/{purchase}")).await;
    buyer.wait_for("order@yongxing.example").await;
    buyer.css("form[action$='/signed-contracts'] input[type=file]").await;
    buyer.assert_accessible("the purchase under contract").await;
    buyer.finish().await;
    // 4.2.4: the goods; the order's specialist sees contract and goods.
    let mut warehouse = at(&desk, WAREHOUSE).await;
    warehouse.goto(&format!("/purchases/{purchase}")).await;
    send(&mut warehouse, "/receipts", &[("quantity", "10"), ("note_no", "DN-B4")]).await;
    warehouse.finish().await;
    let mut chen = at(&desk, SPECIALIST).await;
    chen.goto(&format!("/orders/{}?tab=departments", order.id)).await;
    chen.wait_for("PO-2026-000001").await;
    chen.finish().await;
    let line = seen(&desk.log_in(SPECIALIST).await, &order.id).await["lines"][0].clone();
    assert_eq!(line["received"], "10", "{line}");
    assert_eq!(purchasing::stock(&desk, "BV-DN20-304").await, ("10".into(), "10".into()), "all of them are the line's");
    desk.verified().await;
}

async fn answer_inquiry(supplier: &mut Browser, price: &str, days: &str) {
    let fields = [("lines[0][price]", price), ("lead_days", days), ("valid_until", "2027-01-31"), ("name", "業務部")];
    send(supplier, "form[action$='/answer']", &fields).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_2_2_an_order_is_bought_from_the_need_to_the_goods() {
    crate::desk::on(platform::db::Engine::Sqlite, bought).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_2_2_an_order_is_bought_from_the_need_to_the_goods_on_postgres() {
    crate::desk::on(platform::db::Engine::Postgres, bought).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_2_4_a_supplier_is_late_and_the_customer_takes_a_part_first() {
    crate::desk::on(platform::db::Engine::Sqlite, late).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_2_4_a_supplier_is_late_and_the_customer_takes_a_part_first_on_postgres() {
    crate::desk::on(platform::db::Engine::Postgres, late).await;
}

async fn late(desk: std::sync::Arc<Desk>) {
    purchasing::uninspected(&desk).await;
    let lines = [("HB-M6x30-A2", "200"), ("GP-25CC", "2"), ("BV-DN20-304", "10")];
    let order = submitted(&desk, "B4-3", &lines, "2026-12-31").await;
    approved(&desk, &order.id).await;
    let by_machine = desk.log_in(PURCHASING).await;
    purchasing::acknowledged(&by_machine, &order.id).await;
    let (purchase, _) = purchasing::opened(&by_machine).await;
    purchasing::bound(&desk, &by_machine, &purchase, "2026-12-15").await;
    // Four of ten are there, and the supplier telephones: the rest four weeks later.
    purchasing::received(&desk.log_in(WAREHOUSE).await, &purchase, "1", "4").await.done();
    let mut buyer = at(&desk, PURCHASING).await;
    buyer.goto(&purchase.replace("/api/v1", "")).await;
    send(&mut buyer, "/promises", &[("day", "2027-01-12"), ("ground", "原廠缺料")]).await;
    buyer.finish().await;
    // 4.1.4: the specialist has a case with a message that is written already, and asks the customer.
    let mut chen = at(&desk, SPECIALIST).await;
    chen.goto("/delays").await;
    chen.wait_for(&order.number).await;
    chen.assert_accessible("the delay cases").await;
    chen.click_css("main a[href^='/delays/']").await;
    chen.css("form[action$='/message']").await;
    chen.assert_accessible("the delay case").await;
    send(&mut chen, "/message", &[("remedy", "partial")]).await;
    let fields = [("remedy", "partial"), ("contact", "陳怡君"), ("answer", "先交螺栓與泵，閥門隨後。")];
    answer(&mut chen, "/answer", &fields, "agrees=yes").await;
    let case = id_here(&chen).await;
    chen.assert_accessible("the delay case, agreed").await;
    let machine = desk.log_in(SPECIALIST).await;
    assert_eq!(purchasing::duties(&machine, &case).await, ["carry_remedy"]);
    // 4.3.1: the change comes filled in as agreed, and is carried to its end.
    chen.click_css("main a[href*='/changes/new?delay=']").await;
    chen.css("form[action$='/changes']").await;
    chen.assert_accessible("the form of a change, filled in").await;
    send(&mut chen, "/changes", &[]).await;
    let change = id_here(&chen).await;
    assert!(purchasing::duties(&machine, &case).await.is_empty(), "it is made");
    send(&mut chen, "/submission", &[]).await;
    looked_into(&desk, &mut chen, &change, "先交四台，其餘一月。").await;
    chen.goto(&format!("/delays/{case}")).await;
    chen.assert_accessible("the delay case, carried out").await;
    chen.finish().await;
    let whole = desk.log_in(SPECIALIST).await.get_json(&format!("/api/v1/delays/{case}")).await.done();
    assert_eq!((&whole["delay"]["state"], &whole["delay"]["remedy"]), (&json!("agreed"), &json!("partial")), "{whole}");
    let after = seen(&machine, &order.id).await;
    let (first, rest) = (changes::line(&after, 3), changes::line(&after, 4));
    assert_eq!(
        (&first["quantity"], &rest["quantity"], &rest["sku"]),
        (&json!("4"), &json!("6"), &json!("BV-DN20-304"))
    );
    let (early, late) = (first["promised_on"].as_str().expect("a day"), rest["promised_on"].as_str().expect("a day"));
    assert!(early < late, "each has its own day: {early}, {late}");
    // Six of what was promised for one day are promised for another: agreed, not the customer's own wish.
    let kept = agreed_moves(&desk, &order.id).await;
    let [(message, answer, owner, cause, before, after_on)] = &kept[..] else { panic!("one promise moved: {kept:?}") };
    assert!(message.contains("先交四台") && answer.contains("陳怡君"), "{message} {answer}");
    assert!(!owner.is_empty() && cause.contains("CR-"), "{owner} {cause}");
    assert_eq!((&**before, &**after_on), (early, late));
    let whole = machine.get_json(&format!("/api/v1/orders/{}", order.id)).await.done();
    assert_eq!(whole["delays"].as_array().map(Vec::len), Some(1), "no second case: {}", whole["delays"]);
    desk.verified().await;
}

/// The promises of an order that an agreement moved: message, answer, owner, cause, the day before and after.
async fn agreed_moves(desk: &Desk, order: &str) -> Vec<(String, String, String, String, String, String)> {
    const MOVES: &str = "SELECT message, answer, owner, cause, before_on, after_on FROM promise_move WHERE order_id = $1 \
        AND what = 'promise' AND kind = 'agreed' ORDER BY at, id";
    let id: platform::Id = order.parse().expect("an id");
    let read = desk.app.read(move |tx| {
        Ok(tx.list_built("agreed", MOVES, &[&id], |row| {
            let day = |at: usize| row.get::<Option<platform::day::Day>>(at);
            let shown = |day: Option<platform::day::Day>| day.map_or(String::new(), |day| day.to_string());
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, shown(day(4)?), shown(day(5)?)))
        })?)
    });
    read.await.expect("a read")
}

/// 4.3.2 to 4.3.4: the manager lets a change be looked into, each department says what it means; it is proposed, reviewed,
/// agreed to by the customer on his link, and in effect.
async fn looked_into(desk: &Desk, chen: &mut Browser, change: &str, words: &str) {
    let (machine, here) = (desk.log_in(SPECIALIST).await, format!("/changes/{change}"));
    let mut manager = at(desk, MANAGER).await;
    manager.goto(&here).await;
    answer(&mut manager, "/decision", &[("text", "同意評估")], "verdict=approve").await;
    let asked = changes::shown(&machine, change).await["assessments"].as_array().cloned().unwrap_or_default();
    assert!(!asked.is_empty(), "a department is touched");
    for one in &asked {
        let department = one["department"].as_str().expect("a department");
        let mut there = at(desk, department).await;
        there.goto(&here).await;
        send(&mut there, "/assessments", &[("days", "1"), ("cost", "120"), ("solution", "加開一班")]).await;
        there.finish().await;
    }
    // 4.3.4: proposed, reviewed, agreed to by the customer on his link, in effect.
    chen.goto(&here).await;
    send(chen, "/proposal", &[("text", words)]).await;
    manager.goto(&here).await;
    manager.assert_accessible("the review of a change").await;
    answer(&mut manager, "/review", &[("decision", changes::PASS)], "verdict=pass").await;
    manager.finish().await;
    let mut customer = Browser::open(&desk.base).await;
    customer.viewport(390, 844).await;
    customer.goto(&changes::link(desk, change).await).await;
    customer.assert_accessible("the customer's link of a change").await;
    send(&mut customer, "form[data-answer=agreed]", &[("name", "陳怡君")]).await;
    customer.wait_for("陳怡君 已於").await;
    customer.finish().await;
    chen.goto(&here).await;
    send(chen, "/effect", &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_3_4_a_change_while_it_is_made_goes_from_the_wish_to_the_next_revision() {
    crate::desk::on(platform::db::Engine::Sqlite, changed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_3_4_a_change_while_it_is_made_goes_from_the_wish_to_the_next_revision_on_postgres() {
    crate::desk::on(platform::db::Engine::Postgres, changed).await;
}

async fn changed(desk: std::sync::Arc<Desk>) {
    let (order, made) = pumps(&desk, "B4-4", "2027-03-16", "12").await;
    let by_machine = desk.log_in(PRODUCTION).await;
    released(&by_machine, id(&made)).await;
    report(&by_machine, id(&made), 10, "4", "").await.done();
    let machine = desk.log_in(SPECIALIST).await;
    let note = talked(&machine, &order.id, "email").await;
    // 4.3.1: what the customer wants, typed as the difference.
    let mut chen = at(&desk, SPECIALIST).await;
    chen.goto(&format!("/orders/{}/changes/new", order.id)).await;
    chen.assert_accessible("the form of a change").await;
    let wish = [("note", &*note), ("reason", "客戶工地擴建，數量增加"), ("lines[0][quantity]", "16")];
    send(&mut chen, "/changes", &wish).await;
    let change = id_here(&chen).await;
    let here = format!("/changes/{change}");
    chen.assert_accessible("the change, with its impact").await;
    send(&mut chen, "/submission", &[]).await;
    looked_into(&desk, &mut chen, &change, "數量如所要求，交期不變。").await;
    chen.goto(&here).await;
    chen.assert_accessible("the change in effect").await;
    assert!(chen.shows("12").await && chen.shows("16").await, "before and after stand side by side");
    chen.finish().await;
    let after = seen(&machine, &order.id).await;
    assert_eq!((&after["revision"], &after["lines"][0]["quantity"]), (&json!(2), &json!("16")), "{after}");
    desk.verified().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_4_4_a_cancellation_with_scrap_is_stopped_costed_agreed_and_closed() {
    crate::desk::on(platform::db::Engine::Sqlite, cancelled).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_4_4_a_cancellation_with_scrap_is_stopped_costed_agreed_and_closed_on_postgres() {
    crate::desk::on(platform::db::Engine::Postgres, cancelled).await;
}

async fn cancelled(desk: std::sync::Arc<Desk>) {
    let (order, made) = pumps(&desk, "B4-5", "2027-03-16", "6").await;
    let by_machine = desk.log_in(PRODUCTION).await;
    released(&by_machine, id(&made)).await;
    report(&by_machine, id(&made), 10, "4", "").await.done();
    let machine = desk.log_in(SPECIALIST).await;
    let note = talked(&machine, &order.id, "email").await;
    // 4.4.1, 4.4.2: the whole order goes, with the manager's leave.
    let mut chen = at(&desk, SPECIALIST).await;
    chen.goto(&format!("/orders/{}/cancellations/new", order.id)).await;
    chen.assert_accessible("the form of a cancellation").await;
    send(&mut chen, "/cancellations", &[("note", &note), ("reason", "工程停建"), ("all", "yes")]).await;
    let one = id_here(&chen).await;
    let here = format!("/cancellations/{one}");
    send(&mut chen, "/submission", &[]).await;
    let mut manager = at(&desk, MANAGER).await;
    manager.goto(&here).await;
    answer(&mut manager, "/decision", &[("text", "同意取消")], "verdict=approve").await;
    // 4.4.3: whoever has begun says how many, and what becomes of them.
    let shown = machine.get_json(&format!("/api/v1{here}")).await.done();
    let stops = shown["stops"].as_array().cloned().unwrap_or_default();
    assert!(stops.iter().any(|stop| stop["department"] == "production"), "{shown}");
    for stop in &stops {
        let mut there = at(&desk, stop["department"].as_str().expect("a department")).await;
        there.goto(&here).await;
        if stop["department"] == "production" {
            there.assert_accessible("a stop order").await;
        }
        let form = format!("/stops/{}/acknowledgement", id(stop));
        send(&mut there, &form, &[("done", "4"), ("disposal", "scrap"), ("remark", "鑄件報廢")]).await;
        there.finish().await;
    }
    // 4.4.4: what it cost, who bears it, the customer's word; to the cent.
    chen.goto(&here).await;
    let cost = [("department", "production"), ("text", "鑄件報廢"), ("amount", "500")];
    send(&mut chen, "/costs", &cost).await;
    manager.goto(&here).await;
    send(&mut manager, "/decision", &[("charged", "300"), ("absorbed", "120"), ("reused", "80")]).await;
    manager.finish().await;
    chen.goto(&here).await;
    chen.assert_accessible("a cancellation with its costs").await;
    send(&mut chen, "/settlement", &[]).await;
    send(&mut chen, "/agreement", &[("text", "陳怡君同意負擔三百元")]).await;
    send(&mut chen, "/closing", &[]).await;
    chen.assert_accessible("a closed cancellation").await;
    chen.finish().await;
    let closed = machine.get_json(&format!("/api/v1{here}")).await.done();
    let posted: i64 = closed["postings"].as_array().into_iter().flatten().filter_map(|p| p["amount"].as_i64()).sum();
    assert_eq!((&closed["cancellation"]["state"], posted), (&json!("closed"), 50_000), "{closed}");
    desk.verified().await;
}

/// 3.1.3, 4.4.1: said on the telephone, confirmed at the customer's own; whoever has nothing to do sees how far it is.
async fn spoken(desk: std::sync::Arc<Desk>) {
    let order = submitted(&desk, "B4-8", &[("HB-M6x30-A2", "200")], "2027-03-16").await;
    approved(&desk, &order.id).await;
    let chen = desk.log_in(SPECIALIST).await;
    let note = talked(&chen, &order.id, "phone").await;
    let mut owner = at(&desk, SPECIALIST).await;
    owner.goto(&format!("/orders/{}/cancellations/new", order.id)).await;
    let fields = [("note", note.as_str()), ("reason", "工程縮減"), ("lines[0][quantity]", "50")];
    send(&mut owner, "/cancellations", &fields).await;
    owner.wait_for("CX-2026-000001").await;
    owner.assert_accessible("a cancellation that waits for the customer").await;
    let one = id_here(&owner).await;
    let link = crate::heard::link(&desk, &one).await;
    let mut customer = Browser::open(&desk.base).await;
    customer.viewport(390, 844).await;
    for lang in ["en", "zh-Hans", "zh-Hant"] {
        customer.goto(&format!("{link}?lang={lang}")).await;
        customer.assert_accessible(&format!("the cancellation's link in {lang}")).await;
    }
    let wide = customer.run("return document.documentElement.scrollWidth", Vec::new()).await;
    assert!(wide.as_i64().is_some_and(|wide| wide <= 390), "nothing is cut off at the side: {wide}");
    send(&mut customer, "form[data-answer=signed]", &[("name", "林志豪")]).await;
    customer.wait_for("林志豪 已於").await;
    customer.finish().await;
    owner.goto(&format!("/cancellations/{one}")).await;
    owner.wait_for("林志豪").await;
    send(&mut owner, "/submission", &[]).await;
    owner.finish().await;
    // Production has nothing to do here: state, owner, what is waited for stand there, at a telephone too.
    let mut there = at(&desk, PRODUCTION).await;
    for width in [1280, 390] {
        there.viewport(width, 844).await;
        there.goto(&format!("/cancellations/{one}")).await;
        there.wait_for("目前進度").await;
        assert!(there.shows("決定取消單").await || there.shows("部門經理").await, "{}", there.text().await);
        there.assert_accessible(&format!("a reader at {width}")).await;
        let wide = there.run("return document.documentElement.scrollWidth", Vec::new()).await;
        assert!(wide.as_i64().is_some_and(|wide| wide <= width.into()), "{width}: {wide}");
    }
    there.finish().await;
    desk.verified().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_1_3_a_spoken_cancellation_is_confirmed_at_the_customers_telephone() {
    crate::desk::on(platform::db::Engine::Sqlite, spoken).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_1_3_a_spoken_cancellation_is_confirmed_at_the_customers_telephone_on_postgres() {
    crate::desk::on(platform::db::Engine::Postgres, spoken).await;
}
