//! The papers of every order (2.2.2e): browsed, found and opened; the file of one that ended is checked and frozen.

use serde_json::{Value, json};

use super::link::sent;
use crate::cast::{MANAGER, PRODUCTION, SECOND, SPECIALIST};
use crate::client::Client;
use crate::orders::{recorded, recorded_only, seen, submit, written};

async fn found(who: &Client, query: &str) -> Vec<Value> {
    who.get_json(&format!("/api/v1/records{query}")).await.done()["rows"].as_array().cloned().expect("rows")
}

async fn to_file(who: &Client) -> usize {
    let inbox = who.get_json("/api/v1/inbox").await.done();
    inbox["rows"].as_array().map_or(0, |rows| rows.iter().filter(|row| row["kind"] == "file_order").count())
}

both! {
    async fn c2_2_2e_papers_are_found_by_order_class_customer_and_day_and_open(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        assert!(chen.get("/records").await.page().contains("沒有文件"));
        let (one, two) = (recorded(&chen, &written("A-1")).await, recorded(&chen, &written("A-2")).await);
        chen.upload(&format!("/api/v1/orders/{}/sources", one.id), ("dwg.txt", b"M1".to_vec()), &[("kind", "other")]).await.done();
        assert_eq!(found(&chen, "").await.len(), 3);
        assert_eq!(found(&chen, "?kind=other").await[0]["name"], "dwg.txt");
        assert_eq!(found(&chen, &format!("?q={}", two.number)).await.len(), 1);
        assert_eq!(found(&chen, "?q=A-1&kind=customer").await.len(), 1);
        assert_eq!((found(&chen, "?customer=C004").await.len(), found(&chen, "?customer=C001").await.len()), (3, 0));
        assert_eq!(found(&chen, "?customer=C004&kind=customer").await.len(), 2);
        assert_eq!(found(&chen, "?customer=nobody").await.len(), 0);
        assert_eq!((found(&chen, "?from=2026-11-24&to=2026-11-24").await.len(), found(&chen, "?to=2026-11-23").await.len()), (3, 0));
        // His papers move with an order that turns out to be another customer's.
        let mut other = written("A-2");
        (other["customer"], other["seen"]) = (json!("C001"), seen(&chen, &two.id).await["lock"].clone());
        chen.post_json(&format!("/api/v1/orders/{}", two.id), &other).await.done();
        assert_eq!(found(&chen, "?customer=C001").await.len(), 1);
        let page = chen.get("/records").await.page();
        let href = page.split("href=\"").find(|rest| rest.starts_with("/orders/") && rest.contains("/sources/")).expect("a paper");
        assert_eq!(chen.get(href.split('"').next().expect("an address")).await.status, 200);
        // Page by page, none twice and none left out.
        for n in 0..60 {
            let note = (&*format!("n{n}.txt"), format!("{n}").into_bytes());
            chen.upload(&format!("/api/v1/orders/{}/sources", one.id), note, &[("kind", "other")]).await.done();
        }
        let first = chen.get_json("/api/v1/records").await.done();
        let rest = found(&chen, &format!("?after={}", first["next"].as_str().expect("more"))).await;
        assert_eq!((first["rows"].as_array().map(Vec::len), rest.len()), (Some(50), 13));
        assert_eq!(desk.log_in(PRODUCTION).await.get("/records").await.status, 403, "they state prices");
    }

    async fn c2_2_2e_an_order_that_ended_is_put_away_with_the_list_of_its_papers(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = recorded(&chen, &written("E-1")).await;
        let place = format!("/api/v1/orders/{}/file", order.id);
        assert_eq!(chen.post_json(&place, &json!({})).await.status, 422, "it has not ended");
        submit(&chen, &order.id).await.done();
        let no = json!({"reasons": ["capacity"], "text": "產能已滿"});
        manager.post_json(&format!("/api/v1/orders/{}/refusal", order.id), &no).await.done();
        assert_eq!((&seen(&chen, &order.id).await["archive"], to_file(&chen).await), (&json!("to_archive"), 1));
        assert_eq!(desk.log_in(SECOND).await.post_json(&place, &json!({})).await.status, 403, "the owner's");
        let page = chen.get(&format!("/orders/{}?tab=sources", order.id)).await.page();
        assert!(page.contains("訂單案卷") && page.contains("訂單歸檔") && !page.contains("缺件"), "{page}");
        assert_eq!(chen.post_json(&place, &json!({})).await.done()["papers"], 1);
        assert_eq!((&seen(&chen, &order.id).await["archive"], to_file(&chen).await), (&json!("archived"), 0));
        assert!(chen.get(&format!("/orders/{}?tab=sources", order.id)).await.page().contains("歸檔；文件清單"));
        assert_eq!(chen.post_json(&place, &json!({})).await.status, 422, "once");
        desk.verified().await;
    }

    async fn c2_2_2e_what_is_missing_is_told_and_passes_with_a_ground_only(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = recorded_only(&chen, &written("E-2")).await;
        chen.post_json(&format!("/api/v1/orders/{}/discard", order.id), &json!({"reason": "重複"})).await.done();
        let place = format!("/api/v1/orders/{}/file", order.id);
        let no = chen.post_json(&place, &json!({"ground": " "})).await;
        assert_eq!(no.refused(), ["2.2.2e"]);
        assert!(no.text().contains("records.complete") && no.text().contains("補存"), "a way forward: {}", no.text());
        assert!(chen.get(&format!("/orders/{}?tab=sources", order.id)).await.page().contains("缺件"));
        chen.post_json(&place, &json!({"ground": "客戶來電重複下單，未留文件"})).await.done();
        let history = chen.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        assert!(history.contains("未留文件"), "the ground is kept: {history}");
        // A talk that was written down is enough for what was never submitted; a signature is a contract.
        let told = recorded_only(&chen, &written("E-3")).await;
        let call = json!({"kind": "contact", "medium": "phone", "text": "客戶說先不下單"});
        chen.post_json(&format!("/api/v1/orders/{}/notes", told.id), &call).await.done();
        chen.post_json(&format!("/api/v1/orders/{}/discard", told.id), &json!({"reason": "不下了"})).await.done();
        chen.post_json(&format!("/api/v1/orders/{}/file", told.id), &json!({})).await.done();
        let (signed, link) = sent(&desk, &chen).await;
        assert_eq!(desk.stranger().post(&format!("{link}/signature"), &[("name", "陳怡君")]).await.status, 303);
        chen.post_json(&format!("/api/v1/orders/{}/discard", signed.id), &json!({"reason": "不下了"})).await.done();
        assert_eq!(chen.post_json(&format!("/api/v1/orders/{}/file", signed.id), &json!({})).await.done()["papers"], 1);
        desk.verified().await;
    }
}
