//! What surrounds every address: who may write from where, what a browser is told, what an operator can see.

use serde_json::json;

use crate::cast::{ADMIN, MANAGER, SPECIALIST};
use crate::orders::{self, written};

both! {
    async fn a_write_from_another_site_is_not_carried_out(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let from = |site: &'static str| [("sec-fetch-site", site), ("accept", "text/html")];
        let evil = chen.send("POST", "/logout", &from("cross-site")).await;
        assert_eq!(evil.status, 403, "{}", evil.text());
        assert!(evil.text().contains("其他網站"), "it says why: {}", evil.text());
        assert_eq!(chen.get("/orders").await.status, 200, "still logged in");
        let machine = chen.send("POST", "/api/v1/orders", &[("origin", "https://evil.example")]).await;
        assert_eq!((machine.status, machine.header("content-type")), (403, "application/problem+json"));
        assert_eq!(chen.send("POST", "/logout", &from("same-origin")).await.status, 303);
    }

    async fn every_answer_tells_the_browser_what_it_may(desk) {
        let stranger = desk.stranger();
        let page = stranger.get("/login").await;
        assert!(page.header("content-security-policy").contains("default-src 'none'"));
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.header("cache-control"), "private, no-store");
        assert!(!page.header("x-request-id").is_empty());
        assert_eq!(page.header("strict-transport-security"), "", "no TLS here");
        let at = page.text().find("/assets/css/app.css?v=").expect("the page's own style");
        let style: String = page.text()[at..].chars().take_while(|c| *c != '"').collect();
        assert!(stranger.get(&style).await.header("cache-control").contains("immutable"));
    }

    async fn an_address_that_leads_nowhere_is_a_page_too(desk) {
        let stranger = desk.stranger().get("/no/such/page").await;
        assert_eq!(stranger.status, 404);
        assert!(stranger.text().contains("查無資料"), "{}", stranger.text());
        let chen = desk.log_in(SPECIALIST).await;
        let page = chen.get("/no/such/page").await;
        assert_eq!(page.status, 404);
        assert!(page.text().contains("href=\"/orders\""), "with the menu around it");
        let machine = chen.get_json("/api/v1/no/such/thing").await;
        assert_eq!((machine.status, machine.json()["type"].clone()), (404, json!("/problems/hidden")));
    }

    async fn the_operator_sees_that_it_lives_and_what_it_did(desk) {
        let machine = desk.stranger();
        assert_eq!(machine.get("/livez").await.page(), "alive\n");
        let ready = machine.get("/readyz").await.done();
        assert_eq!((ready["ready"].clone(), ready["disk"].clone()), (json!(true), json!("ok")), "{ready}");
        let chen = desk.log_in(SPECIALIST).await;
        let order = orders::recorded(&chen, &written("E-1")).await;
        chen.get(&format!("/orders/{}", order.id)).await.page();
        let text = machine.get("/metrics").await.page();
        assert!(text.contains("route=\"/orders/{id}\",status=\"200\"} 1\n"), "{text}");
        assert!(!text.contains(&order.id), "counted by pattern, not by address");
        assert!(text.contains("lidan_duties_open "), "{text}");
        let proxied = machine.send("GET", "/metrics", &[("x-forwarded-for", "203.0.113.7")]).await;
        assert_eq!(proxied.status, 404, "not through a proxy");
    }

    async fn c5_2_1_the_administrator_sees_the_envelope_and_not_the_letter(desk) {
        let (chen, manager, admin) =
            (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await, desk.log_in(ADMIN).await);
        let order = orders::recorded(&chen, &orders::said_on_the_telephone()).await;
        chen.post_json(&format!("/api/v1/orders/{}/confirmation", order.id), &json!({"medium": "email"})).await.done();
        assert!(manager.get("/outbox").await.page().contains(&order.number));
        let envelope = admin.get("/outbox").await.page();
        assert!(envelope.contains("order@hongda.example") && !envelope.contains(&order.number), "{envelope}");
        assert!(envelope.contains("尚未設定郵件伺服器"), "it says why nothing leaves");
        assert_eq!(chen.get("/outbox").await.status, 403);
    }
}
