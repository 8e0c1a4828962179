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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_1_3_the_customer_signs_by_the_strokes_of_his_hand() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let chen = desk.log_in(SPECIALIST).await;
    let (order, link) = sent(&desk, &chen).await;
    let mut browser = Browser::open(&desk.base).await;
    browser.goto(&link).await;
    let drawn = "return document.querySelector('input[name=drawn]').value";
    stroke(&browser).await;
    let first = browser.run(drawn, Vec::new()).await;
    assert!(first.as_str().is_some_and(|path| path.starts_with('M') && path.contains('L')), "{first}");
    browser.click("清除").await;
    assert_eq!(browser.run(drawn, Vec::new()).await, "", "cleared");
    stroke(&browser).await;
    stroke(&browser).await;
    let path = browser.run(drawn, Vec::new()).await.as_str().expect("a path").to_string();
    assert_eq!(path.matches('M').count(), 2, "two strokes: {path}");
    browser.fill("name", "陳怡君").await;
    browser.click_css("form[action$='/signature'] button.btn-primary").await;
    browser.wait_for("陳怡君 已於").await;
    assert_eq!(seen(&chen, &order.id).await["confirmation"], "confirmed");
    let page = chen.get(&format!("/orders/{}?tab=review", order.id)).await.page();
    assert!(page.contains(&path), "the strokes are kept as they were drawn");
    browser.finish().await;
    desk.close().await;
}

/// Pressed, drawn, released: what a hand does with a mouse.
pub async fn stroke(browser: &Browser) {
    let pad = browser.css("svg[data-pad]").await;
    pad.scroll_into_view().await.expect("the pad comes into view");
    let hand = browser.driver().action_chain();
    let hand = hand.move_to_element_center(&pad).click_and_hold().move_by_offset(40, 15).move_by_offset(-25, 20);
    hand.release().perform().await.expect("a stroke");
}
