//! Pages of the customer's turn in the states that matter, at both widths and in both themes: the list of what is out,
//! the conversation, two versions side by side, the proposal on the link.

use platform::db::Engine;
use serde_json::json;

use super::harness::Browser;
use super::pages::log_in;
use crate::cast::SPECIALIST;
use crate::desk::Desk;
use crate::orders::{said_on_the_telephone, seen};
use crate::stories::link::sent;
use crate::stories::sheets::{code_of, scan};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_1_3_the_pages_of_the_customers_turn_fit_and_are_read_by_everybody() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let chen = desk.log_in(SPECIALIST).await;
    let ((order, link), (changed, _)) = (sent(&desk, &chen).await, sent(&desk, &chen).await);
    chen.post_json(&format!("/api/v1/orders/{}/reminders", order.id), &json!({})).await.done();
    let words = json!({"line": "1", "field": "price", "text": "單價 0.40，數量改為 300"});
    chen.post_json(&format!("/api/v1/orders/{}/offers", order.id), &words).await.done();
    let paper = scan(&code_of(&chen, &order).await);
    let item = chen.upload("/api/v1/intray", ("scan.png", paper), &[("channel", "fax")]).await.done();
    let item = item["items"][0].as_str().expect("an item").to_string();
    let mut other = said_on_the_telephone();
    other["lines"][1]["qty"] = json!("3");
    other["seen"] = seen(&chen, &changed.id).await["lock"].clone();
    chen.post_json(&format!("/api/v1/orders/{}", changed.id), &other).await.done();

    let mut browser = Browser::open(&desk.base).await;
    log_in(&mut browser, SPECIALIST).await;
    let pages = [
        ("unsigned", "/confirmations".to_string()),
        ("talks", format!("/orders/{}?tab=talks", order.id)),
        ("beside", format!("/orders/{}?tab=review", changed.id)),
        ("reminded", format!("/orders/{}?tab=review", order.id)),
        ("sheet-in-tray", format!("/intray/{item}")),
        ("offer-on-link", link),
    ];
    for (theme, width, height) in [("light", 1280, 800), ("dark", 1280, 800), ("light", 390, 844), ("dark", 390, 844)] {
        browser.system_theme(theme).await;
        browser.viewport(width, height).await;
        for (name, path) in &pages {
            browser.goto(path).await;
            browser.assert_accessible(&format!("{name} {theme} {width}")).await;
            browser.picture(&format!("{name}-{width}-{theme}"), true).await;
        }
    }
    // A press does what it says.
    browser.goto("/confirmations").await;
    assert!(browser.has("button[aria-disabled], button[disabled]").await, "reminded today: grey, with its reason");
    browser.finish().await;
    desk.close().await;
}
