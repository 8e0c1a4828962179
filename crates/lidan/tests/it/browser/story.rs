//! The main job in a real browser: a telephone order typed in, refused unsigned, signed, submitted, decided by the
//! manager, seen by the warehouse. Nothing may complain in the console.

use super::harness::{Browser, cell};
use super::pages::log_in;
use crate::cast::{MANAGER, SECOND, SPECIALIST, WAREHOUSE};
use crate::desk::Desk;
use crate::orders;
use platform::db::Engine;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_1_2_an_order_is_typed_in_from_the_telephone_without_the_mouse() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let mut browser = Browser::open(&desk.base).await;
    log_in(&mut browser, SPECIALIST).await;
    browser.goto("/orders/new?channel=phone").await;
    for (field, text) in [
        ("customer", "C001"),
        ("contact", "陳怡君"),
        ("phone", "+886-4-2359-1180"),
        ("customer_order_no", "HD-261124-77"),
        ("requested_on", "2027-03-16"),
        ("place", "臺中市西屯區工業區二十路 18 號"),
    ] {
        browser.fill(field, text).await;
    }
    browser.run("document.querySelector('[name=special_none]').click()", Vec::new()).await;
    browser.fill_css(&cell(1, "sku"), "HB-M6x20-A2").await;
    browser.fill_css(&cell(1, "qty"), "1,000").await;
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
    browser.fill("decision", "金額與交期均已核對，同意接單。").await;
    browser.run("document.querySelector('form[action$=\"/approval\"]').requestSubmit()", Vec::new()).await;
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
