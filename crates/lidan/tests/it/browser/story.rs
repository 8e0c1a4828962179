//! The main job in a real browser: a telephone order typed in, refused unsigned, signed, submitted, decided by the
//! manager, seen by the warehouse. Nothing may complain in the console.

use super::harness::Browser;
use super::pages::log_in;
use crate::cast::{MANAGER, PRODUCTION, PURCHASING, SECOND, SPECIALIST, WAREHOUSE};
use crate::desk::Desk;
use crate::orders;
use platform::db::Engine;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_1_2_an_order_is_typed_in_from_the_telephone_without_the_mouse() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let mut browser = Browser::open(&desk.base).await;
    log_in(&mut browser, SPECIALIST).await;
    browser.goto("/orders/new?channel=phone").await;
    enter_by_keyboard(&mut browser).await;
    browser.press("Ctrl+s").await;
    browser.wait_for("SO-2026-000001").await;
    assert!(browser.path().await.starts_with("/orders/"), "the order's own page");
    browser.assert_accessible("the order just recorded").await;
    browser.picture("order-recorded", true).await;
    browser.finish().await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_2_5_the_manager_approves_at_his_cockpit_and_the_warehouse_has_it() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let order = orders::submitted(&desk, "PO-BROWSER-1").await;
    let mut browser = Browser::open(&desk.base).await;
    log_in(&mut browser, MANAGER).await;
    browser.goto(&format!("/review/{}", order.id)).await;
    browser.picture("cockpit", true).await;
    browser.tab_to("decision").await;
    browser.press("金額與交期均已核對，同意接單。").await;
    browser.press("Tab").await;
    browser.press("a").await;
    browser.wait_path("/review?approved=").await;
    let seen = orders::seen(&desk.log_in(SECOND).await, &order.id).await;
    assert_eq!(seen["approval"], "approved");
    browser.finish().await;
    let mut browser = Browser::open(&desk.base).await;
    log_in(&mut browser, WAREHOUSE).await;
    browser.goto("/departments").await;
    browser.wait_for(&order.number).await;
    browser.finish().await;
    desk.close().await;
}

/// What the customer says on the telephone, typed in without ever leaving the keys: he is chosen by Enter, the products
/// too, his contact comes from his card.
async fn enter_by_keyboard(browser: &mut Browser) {
    browser.tab_to("customer").await;
    browser.press("C001").await;
    browser.css("#customer-finder [role=option][aria-selected=true]").await;
    browser.press("Enter").await;
    assert_eq!(browser.focused().await, "contact", "Enter chose the customer and went on");
    assert!(browser.value("customer").await.starts_with("C001 "), "the customer's name stands in the field");
    browser.wait_value("contact", "陳怡君").await;
    for (field, text) in [
        ("customer_order_no", "HD-261124-77"),
        ("requested_on", "2027-03-16"),
        ("place", "臺中市西屯區工業區二十路 18 號"),
    ] {
        browser.tab_to(field).await;
        browser.press(text).await;
    }
    browser.press("Enter").await;
    assert_eq!(browser.focused().await, "payment_term", "Enter goes on and sends nothing");
    browser.tab_to("special_none").await;
    browser.press("Space").await;
    for (row, sku, qty) in [(0, "HB-M6x20-A2", "1,000"), (1, "CC-600x800", "2"), (2, "SV-DN25-24V", "4")] {
        let cell = format!("lines[{row}][sku]");
        if row == 0 {
            browser.tab_to(&cell).await
        } else {
            browser.tab_back_to(&cell).await
        }
        browser.press(sku).await;
        browser.css(".sheet .finder [role=option][aria-selected=true]").await;
        browser.press("Enter").await;
        assert_eq!(browser.focused().await, format!("lines[{row}][qty]"), "the product is taken");
        browser.press(qty).await;
        browser.press("Enter").await;
    }
}

/// Somebody of the cast at a browser of his own.
async fn at(desk: &Desk, login: &str) -> Browser {
    let mut browser = Browser::open(&desk.base).await;
    log_in(&mut browser, login).await;
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_1_to_3_2_5_an_order_goes_from_the_call_to_the_departments_under_people_s_hands() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let mut chen = at(&desk, SPECIALIST).await;
    chen.goto("/orders/new?channel=phone").await;
    enter_by_keyboard(&mut chen).await;
    chen.press("Ctrl+s").await;
    chen.wait_for("SO-2026-000001").await;
    let order = chen.path().await.split('?').next().unwrap_or_default().to_owned();

    // 3.1.3: the sheet goes out, comes back signed, and a second person looks at it.
    chen.goto(&format!("{order}?tab=review")).await;
    chen.click_css("form[action$='/confirmation'] button.btn-primary").await;
    chen.wait_for("已送出，待客戶簽回").await;
    chen.goto(&format!("{order}?tab=review")).await;
    let scan = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/white.png");
    chen.upload("file", &scan).await;
    chen.click_css("form[action$='/signed-return'] button.btn-primary").await;
    chen.css("form[action$='/seen']").await;
    let mut wang = at(&desk, SECOND).await;
    wang.goto(&format!("{order}?tab=review")).await;
    wang.picture("return-to-see", true).await;
    wang.click_css("form[action$='/seen'] button[value=same]").await;
    wang.wait_for("客戶已簽認").await;
    wang.finish().await;

    // 3.2.1, 3.2.2: ticked and submitted by keys.
    chen.goto(&format!("{order}/submission")).await;
    for tick in orders::TICKS {
        let found = chen.css(&format!("input[type=checkbox][value={tick}]")).await;
        found.focus().await.expect("a tick to stand on");
        chen.press("Space").await;
    }
    chen.picture("submission", true).await;
    chen.press("Ctrl+Enter").await;
    chen.wait_gone_path("/submission").await;
    chen.finish().await;

    // 3.2.5: the manager decides with his letter.
    let mut manager = at(&desk, MANAGER).await;
    manager.goto(&order.replace("/orders/", "/review/")).await;
    manager.tab_to("decision").await;
    manager.press("金額與交期均已核對，同意接單。").await;
    manager.press("Tab").await;
    manager.press("a").await;
    manager.wait_path("/review?approved=").await;

    for login in [WAREHOUSE, PRODUCTION, PURCHASING] {
        let mut there = at(&desk, login).await;
        there.goto("/departments").await;
        there.wait_for("SO-2026-000001").await;
        there.click_css("form[action$='/acknowledgement'] button[type=submit]").await;
        there.wait_path("/departments").await;
        there.finish().await;
    }
    manager.goto("/outbox").await;
    manager.wait_for("order@hongda.example").await;
    manager.finish().await;
    let story = desk.log_in(SPECIALIST).await.get(&format!("{order}?tab=history")).await.page();
    for clause in ["3.1.2", "3.1.3", "3.2.2", "3.2.5"] {
        assert!(story.contains(clause), "the history cites {clause}");
    }
    desk.verified().await;
    desk.close().await;
}
