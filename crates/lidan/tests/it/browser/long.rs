//! 3.1.2 with 500 lines in a real browser: nothing that was pasted is lost, and no key waits for the page. The figures
//! are printed; they are held to a multiple of what the product promises.

use serde_json::{Value, json};

use super::harness::Browser;
use super::pages::log_in;
use crate::cast::SPECIALIST;
use crate::client::Client;
use crate::desk::Desk;
use crate::orders;
use platform::db::Engine;

const LINES: usize = 500;
/// Of the promised milliseconds: a build for tests on a busy machine is no measure, but it shows what grows too fast.
const SLOWER: f64 = if cfg!(debug_assertions) { 20.0 } else { 2.0 };

/// The best of five, each taken back before the next: what the page itself needs, whatever else the machine does.
async fn best(browser: &Browser, tool: &str) -> f64 {
    let (script, undo) = (
        format!("document.querySelector('[data-grid-do={tool}]').click()"),
        "document.querySelector('[data-grid-do=undo]').click()",
    );
    let mut least = f64::MAX;
    for _ in 0..5 {
        least = least.min(drawn(browser, &script).await);
        if tool == "copy" {
            drawn(browser, undo).await;
        }
    }
    least
}

/// Milliseconds until the page has drawn what a script did.
async fn drawn(browser: &Browser, script: &str) -> f64 {
    let whole = format!(
        "const began = performance.now(); {script}; \
         return new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now() - began))))"
    );
    browser.run(&whole, Vec::new()).await.as_f64().expect("milliseconds")
}

/// Milliseconds from the request to the page that stands.
async fn opened(browser: &Browser) -> f64 {
    let script = "return new Promise(done => setTimeout(() => done(performance.getEntriesByType('navigation')[0].duration), 200))";
    browser.run(script, Vec::new()).await.as_f64().expect("milliseconds")
}

fn held(what: &str, took: f64, promised: f64, slower: f64) {
    println!("{LINES} lines: {what} {took:.0} ms of {promised:.0}");
    assert!(took <= promised * slower, "{what}: {took} ms");
}

async fn rows(browser: &Browser) -> u64 {
    let script = "return [...document.querySelectorAll('[data-grid] tbody tr')].filter(row => row.querySelector('[data-key=sku]').value !== '').length";
    browser.run(script, Vec::new()).await.as_u64().expect("a count")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_1_2_five_hundred_lines_are_opened_changed_pasted_and_saved_without_waiting() {
    // `LIDAN_LONG_AT=http://127.0.0.1:18080` prints the figures of a demo company that runs
    // there, such as one of a release build, and holds them to nothing.
    if let Ok(base) = std::env::var("LIDAN_LONG_AT") {
        let chen = Client::stranger(&base);
        chen.log_in(SPECIALIST).await;
        return five_hundred_lines(&base, &chen, f64::MAX).await;
    }
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let chen = desk.log_in(SPECIALIST).await;
    five_hundred_lines(&desk.base, &chen, SLOWER).await;
    desk.close().await;
}

/// The rows below the screen come while nobody types; then the total stands there.
async fn whole(browser: &Browser) {
    for _ in 0..400 {
        let script = "return document.querySelectorAll('[data-grid] tbody tr').length > arguments[0] \
            && !document.querySelector('[data-rows-shown], [data-grid-rest]') && document.querySelector('[data-total]').textContent !== ''";
        if browser.run(script, vec![json!(LINES)]).await == json!(true) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the rows did not all come");
}

async fn five_hundred_lines(base: &str, chen: &Client, slower: f64) {
    let held = |what: &str, took: f64, promised: f64| held(what, took, promised, slower);
    let order = orders::recorded(chen, &orders::long("LONG-500", LINES)).await;
    let mut browser = Browser::open(base).await;
    browser.viewport(1280, 800).await;
    log_in(&mut browser, SPECIALIST).await;
    let form = format!("/orders/{}/edit", order.id);
    // Whoever asks for the form before its last rows have come gets every one of them, each once.
    browser.goto(&form).await;
    let sent = "const at = document.querySelectorAll('[data-grid] tbody tr').length; \
        const names = [...new FormData(document.querySelector('form[data-autosave]')).keys()].filter(name => /\\[qty\\]$/.test(name)); \
        return [names.length, new Set(names).size, at]";
    let early = browser.run(sent, Vec::new()).await;
    assert_eq!((&early[0], &early[1]), (&json!(LINES + 8), &json!(LINES + 8)), "{early}");
    browser.goto(&form).await;
    held("open", opened(&browser).await, 700.0);
    whole(&browser).await;

    let cell = "const row = document.querySelectorAll('[data-grid] tbody tr')[249]; row.querySelector('[data-key=qty]').focus()";
    browser.run(cell, Vec::new()).await;
    held("duplicate", best(&browser, "copy").await, 100.0);
    held("add", best(&browser, "add").await, 100.0);
    browser.run(cell, Vec::new()).await;
    let keys = "window.keys = []; new PerformanceObserver(list => keys.push(...list.getEntries().map(one => one.duration)))\
        .observe({type: 'event', durationThreshold: 16})";
    browser.run(keys, Vec::new()).await;
    browser.press("4").await;
    browser.press("0").await;
    browser.press("Tab").await;
    let longest =
        browser.run("return new Promise(done => setTimeout(() => done(Math.max(0, ...keys)), 300))", Vec::new()).await;
    held("change", longest.as_f64().unwrap_or(0.0), 100.0);

    // What came in is what is shown, good or marked; one press takes all of it back.
    let before = rows(&browser).await;
    let block: String = (0..LINES)
        .map(|n| {
            if n % 100 == 7 { "HB-M8x30-A2\t\t\tmany\n".to_string() } else { format!("HB-M8x30-A2\t\t\t{}\n", n + 100) }
        })
        .collect();
    let last = "const all = document.querySelectorAll('[data-grid] tbody tr'); all[all.length - 1].querySelector('[data-key=sku]').focus()";
    browser.run(last, Vec::new()).await;
    let began = std::time::Instant::now();
    browser.paste(&block).await;
    println!("{LINES} lines: paste {} ms with the way there and back", began.elapsed().as_millis());
    let marked = browser
        .run("return document.querySelectorAll('[data-grid] tbody [aria-invalid=true]').length", Vec::new())
        .await;
    assert_eq!((rows(&browser).await - before, marked), (LINES as u64, json!(5)));
    browser.press("Ctrl+z").await;
    assert_eq!(rows(&browser).await, before, "taken back at once");

    // A twin stands where it was put, also after the save.
    browser.run(cell, Vec::new()).await;
    browser.run("const row = document.querySelector('[data-grid] tbody .is-here'); row.querySelector('[data-key=remark]').value = '孿生'", Vec::new()).await;
    browser.run("document.querySelector('[data-grid-do=copy]').click(); document.querySelector('[data-grid-do=copy]').click()", Vec::new()).await;
    browser.press("Ctrl+s").await;
    browser.wait_path(&format!("/orders/{}", order.id)).await;
    browser.wait_gone_path("/edit").await;
    held("save", opened(&browser).await, 500.0);
    let saved = orders::seen(chen, &order.id).await;
    let twins: Vec<usize> = saved["lines"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
        .filter(|(_, line)| line["remark"] == "孿生")
        .map(|(at, _)| at)
        .collect();
    assert_eq!((saved["lines"].as_array().map(Vec::len), twins), (Some(LINES + 2), vec![249, 250, 251]));
    let _: &Value = &saved;
    browser.finish().await;
}
