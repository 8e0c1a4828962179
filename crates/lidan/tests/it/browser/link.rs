//! The customer at his telephone: he signs by typing his name, in one column, with nothing for axe to find.

use platform::db::Engine;

use super::harness::Browser;
use crate::cast::SPECIALIST;
use crate::desk::Desk;
use crate::orders::seen;
use crate::stories::link::sent;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_1_3_the_customer_signs_at_his_telephone() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let chen = desk.log_in(SPECIALIST).await;
    let (order, link) = sent(&desk, &chen).await;
    let mut browser = Browser::open(&desk.base).await;
    browser.viewport(390, 844).await;
    for lang in ["en", "zh-Hans", "zh-Hant"] {
        browser.goto(&format!("{link}?lang={lang}")).await;
        browser.assert_accessible(&format!("the link in {lang}")).await;
    }
    let wide = browser.run("return document.documentElement.scrollWidth", Vec::new()).await;
    assert!(wide.as_i64().is_some_and(|wide| wide <= 390), "nothing is cut off at the side: {wide}");
    browser.picture("link", true).await;
    browser.fill("name", "陳怡君").await;
    browser.run("document.querySelector('form[action$=\"/signature\"]').requestSubmit()", Vec::new()).await;
    browser.wait_for("簽署").await;
    browser.wait_for("陳怡君 已於").await;
    browser.assert_accessible("the link after the signature").await;
    assert_eq!(seen(&chen, &order.id).await["confirmation"], "confirmed");
    browser.finish().await;
    desk.close().await;
}
