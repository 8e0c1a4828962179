//! 1.3.1, 2.2.1c in a browser: two tabs of one order with a dead server in between, and the manager's many at one press.

use platform::db::Engine;
use serde_json::{Value, json};

use super::hands_on::at;
use super::harness::Browser;
use super::pages::log_in;
use crate::cast::{MANAGER, SPECIALIST};
use crate::client::Client;
use crate::desk::Desk;
use crate::kill::{clear_up, fitted_out, own_place, started};
use crate::orders::{recorded, seen, submitted, written};
use crate::review::owes;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_1_two_tabs_are_merged_by_eye_after_the_server_was_killed_on_sqlite() {
    story(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_1_two_tabs_are_merged_by_eye_after_the_server_was_killed_on_postgres() {
    story(Engine::Postgres).await;
}

async fn story(engine: Engine) {
    let Some((folder, place)) = own_place("tabs", engine, 4) else { return };
    let settings = fitted_out(&folder, &place).await;
    let mut server = started(&settings, &place).await;
    let chen = Client::stranger(&settings.public_url);
    chen.log_in(SPECIALIST).await;
    let order = recorded(&chen, &written("TAB-1")).await;
    let was = written("TAB-1")["place"].as_str().expect("a place").to_string();
    let mut browser = Browser::open(&settings.public_url).await;
    browser.allow(&[0, 409]).await;
    log_in(&mut browser, SPECIALIST).await;
    let form = format!("/orders/{}/edit", order.id);

    // Both tabs are opened before either is saved; each changes something of its own, and both the place.
    browser.goto(&form).await;
    let first = browser.driver().window().await.expect("a tab");
    let second = browser.driver().new_tab().await.expect("another tab");
    browser.driver().switch_to_window(second.clone()).await.expect("the other tab");
    browser.goto(&form).await;
    typed(&browser, &[("place", "乙倉"), ("phone", "+886-2-2222-0002"), ("lines[1][remark]", "乙註")]).await;
    browser.driver().switch_to_window(first).await.expect("the first tab");
    typed(&browser, &[("place", "甲倉"), ("contact", "甲聯絡人"), ("lines[0][remark]", "甲註")]).await;

    server.kill().expect("it runs");
    let _ = server.wait();
    let mut server = started(&settings, &place).await;

    assert_eq!(fields(&browser).await, json!(["甲倉", "甲聯絡人", "甲註"]), "typed words outlive the server");
    browser.press("Ctrl+s").await;
    browser.wait_gone_path("/edit").await;
    browser.driver().switch_to_window(second).await.expect("the other tab");
    browser.press("Ctrl+s").await;
    browser.wait_for("雙方都改過").await;
    assert_eq!(seen(&chen, &order.id).await["head"]["place"], "甲倉", "nothing is written before the answer");

    // What only one of them changed is there; what both changed is shown as it was, as mine and as theirs.
    assert_eq!(fields(&browser).await, json!(["乙倉", "甲聯絡人", "甲註"]));
    let page = browser.text().await;
    for word in [format!("原本：{was}"), "我的：乙倉".into(), "對方的：甲倉".into()] {
        assert!(page.contains(&word), "{word} in {page}");
    }
    assert_eq!(browser.count("[name^='conflict['][value=theirs]").await, 1, "only the place is asked");
    browser.run("document.querySelector(\"[name='conflict[0][keep]'][value=theirs]\").click()", Vec::new()).await;
    browser.press("Ctrl+s").await;
    browser.wait_path(&format!("/orders/{}", order.id)).await;
    browser.wait_gone_path("/edit").await;
    let saved = seen(&chen, &order.id).await;
    let head = &saved["head"];
    assert_eq!((&head["place"], &head["contact"]["name"]), (&json!("甲倉"), &json!("甲聯絡人")), "{head}");
    assert_eq!(head["contact"]["phone"], "+886-2-2222-0002", "{head}");
    let remarks: Vec<&Value> = saved["lines"].as_array().into_iter().flatten().map(|line| &line["remark"]).collect();
    assert_eq!(remarks, ["甲註", "乙註"]);
    browser.finish().await;
    server.kill().expect("it runs");
    let _ = server.wait();
    clear_up(&folder, &place).await;
}

async fn typed(browser: &Browser, words: &[(&str, &str)]) {
    for (name, text) in words {
        browser.fill_css(&format!("[name='{name}']"), text).await;
    }
}

async fn fields(browser: &Browser) -> Value {
    let script =
        "return ['place', 'contact', 'lines[0][remark]'].map(name => document.querySelector(`[name='${name}']`).value)";
    browser.run(script, Vec::new()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_2_1c_the_manager_sees_what_becomes_of_many_before_he_approves_them_on_sqlite() {
    many(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_2_1c_the_manager_sees_what_becomes_of_many_before_he_approves_them_on_postgres() {
    many(Engine::Postgres).await;
}

async fn many(engine: Engine) {
    let Some(desk) = Desk::open(engine).await else { return };
    owes(&desk, "100000", "0", "0").await;
    let orders = [submitted(&desk, "MANY-1").await, submitted(&desk, "MANY-2").await, submitted(&desk, "MANY-3").await];
    let manager = desk.log_in(MANAGER).await;
    let question = json!({"kind": "question", "medium": "production", "text": "這張能準時嗎？", "required": "yes"});
    manager.post_json(&format!("/api/v1/orders/{}/notes", orders[2].id), &question).await.done();
    let mut browser = at(&desk, MANAGER).await;
    browser.goto("/review").await;
    for order in &orders {
        browser.click_css(&format!("[name='orders[]'][value='{}']", order.id)).await;
    }
    browser.click("核准勾選的訂單").await;
    browser.wait_for("可核准 2 張，不可核准 1 張").await;
    let page = browser.text().await;
    assert!(page.contains(&orders[2].number) && page.contains("1.3.3"), "why the third cannot: {page}");
    for order in &orders {
        assert_eq!(seen(&manager, &order.id).await["approval"], "final_review", "looking approves nothing");
    }
    // Each row opens what its decision rests on.
    browser.run("document.querySelectorAll('.batch-says').forEach(one => one.open = true)", Vec::new()).await;
    browser.wait_for("信用額度為").await;
    // While he reads, finance takes in what the customer owes: the press is told as it was and as it is, and is made anew.
    owes(&desk, "90000", "700", "0").await;
    browser.click("核准這 2 張").await;
    browser.wait_for("2 張中 0 張已核准").await;
    assert!(browser.count(".changes del").await >= 2 && browser.count(".changes ins").await >= 2);
    assert!(browser.text().await.contains("開啟頁面之後有變動，未核准"));
    assert_eq!(seen(&manager, &orders[0].id).await["approval"], "final_review");
    browser.click("重新檢視這 2 張").await;
    browser.wait_for("可核准 2 張，不可核准 0 張").await;
    browser.click("核准這 2 張").await;
    browser.wait_for("2 張中 2 張已核准").await;
    let stand = |at: usize| seen(&manager, &orders[at].id);
    assert_eq!(
        [stand(0).await, stand(1).await, stand(2).await].map(|order| order["approval"].clone()),
        [json!("approved"), json!("approved"), json!("final_review")]
    );
    browser.finish().await;
    desk.close().await;
}
