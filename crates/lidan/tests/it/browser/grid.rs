//! 3.1.2: the line grid under people's hands: what a spreadsheet puts on the clipboard, filling down, travel by arrows, and
//! an input method that is still composing.

use platform::db::Engine;
use serde_json::{Value, json};

use super::hands_on::at;
use super::harness::Browser;
use crate::cast::SPECIALIST;
use crate::desk::Desk;

async fn cell(browser: &Browser, row: usize, key: &str) -> String {
    let script = "return document.querySelectorAll('[data-grid] tbody tr')[arguments[0]]\
        .querySelector(`[data-key=${arguments[1]}]`).value";
    let found = browser.run(script, vec![json!(row), json!(key)]).await;
    found.as_str().unwrap_or_default().to_string()
}

async fn stand_in(browser: &Browser, row: usize, key: &str) {
    let script = "const one = document.querySelectorAll('[data-grid] tbody tr')[arguments[0]]\
        .querySelector(`[data-key=${arguments[1]}]`); one.focus(); one.select()";
    browser.run(script, vec![json!(row), json!(key)]).await;
}

/// Where the focus is: row and column.
async fn here(browser: &Browser) -> (u64, String) {
    let script = "const one = document.activeElement; \
        return [one.closest('tr') ? one.closest('tr').sectionRowIndex : -1, one.dataset.key || one.name || '']";
    let found = browser.run(script, Vec::new()).await;
    (found[0].as_u64().unwrap_or(u64::MAX), found[1].as_str().unwrap_or_default().to_string())
}

/// Enter where the focus is, as an input method or a hand sends it. Answers whether the page left it alone.
async fn enter(browser: &Browser, composing: bool) -> Value {
    let script = "const one = document.activeElement, composing = arguments[0];\
        if (composing) one.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));\
        return one.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true,\
            isComposing: composing, keyCode: composing ? 229 : 13 }))";
    browser.run(script, vec![json!(composing)]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_1_2_the_grid_takes_a_spreadsheets_cells_and_leaves_an_input_method_alone() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let mut chen = at(&desk, SPECIALIST).await;
    chen.goto("/orders/new?channel=email").await;

    // A quoted cell holds a line end, a tab and quotes; it stays one cell of one row.
    stand_in(&chen, 0, "sku").await;
    chen.paste("sku\tqty\tremark\nHB-M6x30-A2\t200\t\"上午送\n卸貨\t\"\"後門\"\"\"\nHB-M8x30-A2\t100\t平常\n").await;
    assert_eq!(
        (cell(&chen, 0, "sku").await, cell(&chen, 0, "qty").await, cell(&chen, 0, "remark").await),
        ("HB-M6x30-A2".into(), "200".into(), "上午送 卸貨 \"後門\"".into())
    );
    assert_eq!((cell(&chen, 1, "sku").await, cell(&chen, 1, "remark").await), ("HB-M8x30-A2".into(), "平常".into()));
    assert_eq!(cell(&chen, 2, "sku").await, "", "no row more than were copied");

    // Filled down as far as rows are in use; one press takes it back.
    stand_in(&chen, 0, "remark").await;
    chen.click_css("[data-grid-do=fill]").await;
    assert_eq!(cell(&chen, 1, "remark").await, cell(&chen, 0, "remark").await);
    assert_eq!(cell(&chen, 2, "remark").await, "", "an empty row is not filled");
    chen.click_css("[data-grid-do=undo]").await;
    assert_eq!(cell(&chen, 1, "remark").await, "平常");

    // By arrows: down and up a column, right and left along a row, not out of it at its beginning.
    stand_in(&chen, 0, "qty").await;
    chen.press("Down").await;
    assert_eq!(here(&chen).await, (1, "qty".into()));
    chen.press("Up").await;
    chen.press("Up").await;
    assert_eq!(here(&chen).await, (0, "qty".into()), "there is nothing above");
    stand_in(&chen, 0, "qty").await;
    chen.press("Right").await;
    let next = here(&chen).await;
    assert!(next.0 == 0 && next.1 != "qty", "{next:?}");
    chen.press("Left").await;
    assert_eq!(here(&chen).await, (0, "qty".into()));

    // Enter that chooses a word of an input method neither moves on nor sends; a hand's does move on.
    stand_in(&chen, 0, "remark").await;
    assert_eq!(enter(&chen, true).await, json!(true), "left to the input method");
    assert_eq!(here(&chen).await, (0, "remark".into()));
    assert_eq!(enter(&chen, false).await, json!(false));
    assert_eq!(here(&chen).await, (1, "remark".into()));
    chen.run("document.querySelector('[name=contact]').focus()", Vec::new()).await;
    assert_eq!(enter(&chen, true).await, json!(true));
    assert_eq!(here(&chen).await.1, "contact");
    assert!(chen.path().await.starts_with("/orders/new"), "nothing was sent");
    chen.finish().await;
    desk.close().await;
}
