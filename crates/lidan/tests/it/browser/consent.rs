//! 3.1.3, 4.3.4 under people's hands: a change said on the telephone is signed by the customer's own hand on his link, and
//! so is what we propose; what he drew stands on the desk's page.

use serde_json::json;

use super::hands_on::{approved, at, id_here, send};
use super::harness::Browser;
use super::link::stroke;
use crate::cast::{MANAGER, SPECIALIST};
use crate::changes::{self, press, talked};
use crate::desk::Desk;
use crate::orders::submitted;

/// What his hand has drawn so far.
async fn drawn(customer: &Browser) -> String {
    let path = customer.run("return document.querySelector('input[name=drawn]').value", Vec::new()).await;
    path.as_str().expect("a path").to_string()
}

/// On his telephone, in each language, with nothing for axe to find and nothing cut off.
async fn opened(desk: &Desk, change: &str) -> (Browser, String) {
    let link = changes::link(desk, change).await;
    let mut customer = Browser::open(&desk.base).await;
    customer.viewport(390, 844).await;
    for lang in ["en", "zh-Hans", "zh-Hant"] {
        customer.goto(&format!("{link}?lang={lang}")).await;
        customer.assert_accessible(&format!("the change's link in {lang}")).await;
    }
    let wide = customer.run("return document.documentElement.scrollWidth", Vec::new()).await;
    assert!(wide.as_i64().is_some_and(|wide| wide <= 390), "nothing is cut off at the side: {wide}");
    // As he finds it: what was folded is folded again.
    customer.goto(&link).await;
    (customer, link)
}

async fn signed(desk: std::sync::Arc<Desk>) {
    let order = submitted(&desk, "BC-1").await;
    approved(&desk, &order.id).await;
    let chen = desk.log_in(SPECIALIST).await;
    let note = talked(&chen, &order.id, "phone").await;
    let mut owner = at(&desk, SPECIALIST).await;
    owner.goto(&format!("/orders/{}/changes/new", order.id)).await;
    let wish = [("note", &*note), ("reason", "工地擴建"), ("lines[0][quantity]", "300")];
    send(&mut owner, "/changes", &wish).await;
    let change = id_here(&owner).await;
    owner.assert_accessible("a change that waits for the customer").await;
    // He says first that it was misheard; the owner corrects it and he has it anew.
    let (mut customer, first) = opened(&desk, &change).await;
    customer.click_css("details.link-object > summary").await;
    send(&mut customer, "form[data-answer=disputed]", &[("text", "是 400 個")]).await;
    customer.wait_for("是 400 個").await;
    owner.goto("/inbox").await;
    owner.wait_for("更正變更單").await;
    owner.goto(&format!("/changes/{change}/edit")).await;
    send(&mut owner, &format!("/changes/{change}"), &[("lines[0][quantity]", "400")]).await;
    customer.goto(&first).await;
    customer.wait_for("內容已於送出後變更").await;
    customer.assert_accessible("a link that was overtaken").await;
    customer.finish().await;
    // He signs by the strokes of his hand.
    let (mut customer, _) = opened(&desk, &change).await;
    stroke(&customer).await;
    customer.click("清除").await;
    assert_eq!(drawn(&customer).await, "", "cleared");
    stroke(&customer).await;
    stroke(&customer).await;
    let path = drawn(&customer).await;
    assert_eq!((path.matches('M').count(), path.contains('L')), (2, true), "two strokes: {path}");
    send(&mut customer, "form[data-answer=signed]", &[("name", "林志豪")]).await;
    customer.wait_for("林志豪 已於").await;
    customer.assert_accessible("the change's link after the signature").await;
    customer.finish().await;
    owner.goto(&format!("/changes/{change}")).await;
    owner.wait_for("林志豪 已於").await;
    owner.css(&format!("svg path[d='{path}']")).await;
    owner.assert_accessible("a change with what the customer signed").await;
    send(&mut owner, "/submission", &[]).await;
    agreed(&desk, &mut owner, &change).await;
    owner.finish().await;
    desk.verified().await;
}

/// The proposal: understood, then signed by hand; what he drew is kept beside the first.
async fn agreed(desk: &Desk, owner: &mut Browser, change: &str) {
    let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
    press(&manager, change, "decision", json!({"verdict": "approve"})).await.done();
    changes::assessed(desk, change).await;
    press(&chen, change, "proposal", json!({"text": "數量如所要求。", "surcharge": "80"})).await.done();
    press(&manager, change, "review", json!({"verdict": "pass", "decision": changes::PASS})).await.done();
    let (mut customer, _) = opened(desk, change).await;
    send(&mut customer, "form[data-answer=understood]", &[]).await;
    customer.wait_for("稍後答覆").await;
    stroke(&customer).await;
    let path = drawn(&customer).await;
    send(&mut customer, "form[data-answer=agreed]", &[("name", "林志豪")]).await;
    customer.wait_for("同意").await;
    customer.assert_accessible("the change's link after he agreed").await;
    customer.finish().await;
    owner.goto(&format!("/changes/{change}")).await;
    owner.css(&format!("svg path[d='{path}']")).await;
    send(owner, "/effect", &[]).await;
    assert_eq!(changes::state(&chen, change).await, "effective");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_3_4_a_change_is_signed_by_the_customers_hand_on_his_link() {
    crate::desk::on(platform::db::Engine::Sqlite, signed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_3_4_a_change_is_signed_by_the_customers_hand_on_his_link_on_postgres() {
    crate::desk::on(platform::db::Engine::Postgres, signed).await;
}
