//! The customer's link (3.1.3, 2.2.2b), over HTTP: what it shows, what it takes, and what it never lets through.

use platform::outbox;
use serde_json::json;

use crate::cast::{SECOND, SPECIALIST};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{self, Standing, seen, submit};

/// A telephoned order whose sheet was sent: the order and the path of its link.
pub async fn sent(desk: &Desk, chen: &Client) -> (Standing, String) {
    let order = orders::recorded(chen, &orders::said_on_the_telephone()).await;
    let path = send(desk, chen, &order.id).await;
    (order, path)
}

async fn send(desk: &Desk, chen: &Client, order: &str) -> String {
    chen.post_json(&format!("/api/v1/orders/{order}/confirmation"), &json!({"medium": "email"})).await.done();
    link_path(desk, &chen.get(&format!("/orders/{order}?tab=review")).await.page(), order)
}

/// The link of an order's page, as its holder has it.
pub fn link_path(desk: &Desk, page: &str, order: &str) -> String {
    let place = format!("/orders/{order}/links/");
    let at = page.find(&place).unwrap_or_else(|| panic!("a link on the page: {page}")) + place.len();
    let id = page[at..at + 36].parse().expect("an id");
    desk.app.config().link_address(id).replace(&desk.base, "")
}

both! {
    async fn c1_3_4_no_refusal_on_a_customers_link_tells_of_another_customer(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(crate::cast::MANAGER).await);
        // Another customer's order with the very same number of his own, and goods that this one wants as well.
        let mut other = orders::written("HD-261124-01");
        other["lines"] = json!([{"sku": "SV-DN25-24V", "qty": "4"}]);
        let other = orders::recorded(&chen, &other).await;
        orders::submit(&chen, &other.id).await.done();
        orders::approve(&manager, &other.id).await;
        let strange = desk.log_in(SPECIALIST).await;
        let (order, link) = sent(&desk, &chen).await;
        let stranger = desk.stranger();
        let mut said = Vec::new();
        let wrong = "00000000-0000-7000-8000-000000000000";
        for (path, form) in [
            ("signature", vec![("name", "")]),
            ("objection", vec![("reason", "")]),
            ("understanding", vec![("name", "")]),
            ("offers/00000000-0000-7000-8000-000000000000/answer", vec![("answer", "accept")]),
        ] {
            said.push(stranger.post(&format!("{link}/{path}"), &form).await);
        }
        // His order is written anew: what the link shows is not what stands here.
        let mut content = orders::said_on_the_telephone();
        content["requested_on"] = json!("2027-04-20");
        content["seen"] = orders::seen(&strange, &order.id).await["lock"].clone();
        strange.post_json(&format!("/api/v1/orders/{}", order.id), &content).await.done();
        said.push(stranger.post(&format!("{link}/signature"), &[("name", "陳怡君")]).await);
        said.push(stranger.post(&format!("{link}/objection"), &[("reason", "數量不對")]).await);
        said.push(stranger.post(&format!("/links/{wrong}/signature"), &[("name", "陳怡君")]).await);
        assert!(said.iter().filter(|answer| answer.status >= 400).count() >= 5, "{:?}", said.iter().map(|a| a.status).collect::<Vec<_>>());
        said.push(stranger.get(&link).await);
        for answer in said {
            let text = answer.text();
            for secret in [other.number.as_str(), "宏遠", "C004", "林志豪", "lin@hongyuan.example"] {
                assert!(!text.contains(secret), "{secret} in {} {text}", answer.status);
            }
        }
        desk.verified().await;
    }

    async fn c3_1_3_the_customer_signs_on_his_link_and_what_proves_it_is_kept(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, link) = sent(&desk, &chen).await;
        let customer = desk.stranger();
        let page = customer.get(&link).await;
        assert_eq!(page.header("x-robots-tag"), "noindex, nofollow, noarchive");
        let html = page.page();
        let digest = seen(&chen, &order.id).await["content_digest"].as_str().expect("as it was asked").to_string();
        for shown in [order.number.as_str(), "HB-M6x20-A2", "臺中市西屯區工業區二十路 18 號", digest.as_str(), "簽署"] {
            assert!(html.contains(shown), "{shown} is not on the page: {html}");
        }
        assert!(!html.contains("/login") && !html.contains("nav class=\"side\""), "no way into the desk");
        assert!(customer.get(&format!("{link}?lang=en")).await.page().contains("Order SO-2026-000001: please confirm"));
        assert!(customer.get(&format!("{link}/sheet.pdf")).await.body.starts_with(b"%PDF"));

        let unnamed = customer.post(&format!("{link}/signature"), &[("name", " ")]).await;
        assert_eq!(unnamed.status, 422, "a signature has a name");
        assert_eq!(seen(&chen, &order.id).await["confirmation"], "sent");
        let scribble = customer.post(&format!("{link}/signature"), &[("name", "陳怡君"), ("drawn", "\"><script>")]).await;
        assert_eq!(scribble.status, 400, "only strokes are strokes");

        let signed = [("name", "陳怡君"), ("drawn", "M10 20L30 40")];
        let done = customer.post(&format!("{link}/signature"), &signed).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(seen(&chen, &order.id).await["confirmation"], "confirmed");
        let page = chen.get(&format!("/orders/{}?tab=review", order.id)).await.page();
        for kept in ["127.0.0.1", digest.as_str(), "M10 20L30 40", "陳怡君"] {
            assert!(page.contains(kept), "{kept} is kept");
        }
        let story = chen.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        assert!(story.contains("經連結"), "the history says by which door: {story}");
        assert!(chen.get(&format!("/orders/{}?tab=sources", order.id)).await.page().contains("-signed.pdf"));
        assert_eq!(customer.post(&format!("{link}/signature"), &signed).await.status, 422, "once is enough");
        submit(&chen, &order.id).await.done();
        desk.verified().await;
    }

    async fn c3_1_3_a_disputed_order_is_not_submitted_and_its_words_reach_the_specialist(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, link) = sent(&desk, &chen).await;
        let customer = desk.stranger();
        assert_eq!(customer.post(&format!("{link}/objection"), &[("reason", "")]).await.status, 422);
        assert_eq!(customer.post(&format!("{link}/objection"), &[("reason", "是 200 個，不是 2 個")]).await.status, 303);
        assert_eq!(seen(&chen, &order.id).await["confirmation"], "disputed");
        assert!(submit(&chen, &order.id).await.refused().contains(&"3.1.3".to_string()));
        assert!(chen.get(&format!("/orders/{}?tab=review", order.id)).await.page().contains("是 200 個，不是 2 個"));
        let second = send(&desk, &chen, &order.id).await;
        assert_ne!(second, link);
        assert_eq!(customer.post(&format!("{link}/signature"), &[("name", "陳")]).await.status, 422, "the old one ended");
        desk.verified().await;
    }

    async fn c2_2_2b_the_customer_says_on_his_link_that_he_understood_and_nothing_else_moves(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, link) = sent(&desk, &chen).await;
        assert_eq!(desk.stranger().post(&format!("{link}/understanding"), &[]).await.status, 303);
        let now = seen(&chen, &order.id).await;
        assert_eq!((&now["confirmation"], &now["approval"]), (&json!("sent"), &json!("draft")));
        let story = chen.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        assert!(story.contains("客戶表示已瞭解") && story.contains("2.2.2b"), "{story}");
        assert!(submit(&chen, &order.id).await.refused().contains(&"3.1.3".to_string()), "understood is not signed");
        desk.verified().await;
    }

    async fn c3_1_3_changed_content_cannot_be_signed_and_the_specialist_sees_both_versions(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, link) = sent(&desk, &chen).await;
        let lock = seen(&chen, &order.id).await["lock"].clone();
        let mut other = orders::said_on_the_telephone();
        other["lines"][1]["qty"] = json!("3");
        other["seen"] = lock;
        chen.post_json(&format!("/api/v1/orders/{}", order.id), &other).await.done();
        assert_eq!(seen(&chen, &order.id).await["confirmation"], "to_send");
        let customer = desk.stranger();
        assert!(customer.get(&link).await.page().contains("內容已於送出後變更"));
        assert_eq!(customer.get(&format!("{link}/sheet.pdf")).await.status, 404);
        assert_eq!(customer.post(&format!("{link}/signature"), &[("name", "陳怡君")]).await.status, 422);
        assert_eq!(customer.post(&format!("{link}/understanding"), &[]).await.status, 422);
        let renewed = chen.post_json(&format!("/api/v1/orders/{}/links", order.id), &json!({})).await;
        assert_eq!(renewed.status, 422, "what was not shown is not signed on a new link either");
        let page = chen.get(&format!("/orders/{}?tab=review", order.id)).await.page();
        assert!(page.contains("送出的內容 → 目前內容") && page.contains("<del>"), "{page}");
        assert!(submit(&chen, &order.id).await.refused().contains(&"3.1.3".to_string()));
        desk.verified().await;
    }

    async fn c3_1_3_a_link_is_revoked_renewed_and_runs_out(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, link) = sent(&desk, &chen).await;
        let place = format!("/api/v1/orders/{}/links", order.id);
        let wang = desk.log_in(SECOND).await;
        assert_eq!(wang.post_json(&place, &json!({})).await.status, 403, "not his order");
        let renewed = chen.post_json(&place, &json!({})).await.done();
        let newer = renewed["link"].as_str().expect("as it was asked").replace(&desk.base, "");
        let customer = desk.stranger();
        assert!(customer.get(&link).await.page().contains("此連結已失效"));
        assert!(customer.get(&newer).await.page().contains("HB-M6x20-A2"));
        assert!(chen.get(&format!("/orders/{}/links/{}", order.id, renewed["id"].as_str().expect("as it was asked"))).await.page().contains("<svg"));
        chen.post_json(&format!("{place}/{}/end", renewed["id"].as_str().expect("as it was asked")), &json!({})).await.done();
        assert_eq!(customer.post(&format!("{newer}/signature"), &[("name", "陳怡君")]).await.status, 422);
        let last = chen.post_json(&place, &json!({})).await.done()["link"].as_str().expect("as it was asked").replace(&desk.base, "");
        desk.clock.advance(std::time::Duration::from_secs(31 * 24 * 3600)).expect("as it was asked");
        assert!(customer.get(&last).await.page().contains("此連結已失效"), "thirty days are over");
        assert_eq!(customer.post(&format!("{last}/signature"), &[("name", "陳怡君")]).await.status, 422);
        desk.verified().await;
    }

    async fn c3_1_3_guessing_links_is_slowed_down_and_the_secret_is_in_no_row(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (_, link) = sent(&desk, &chen).await;
        let queued = desk.app.read(|tx| {
            let end = (tx.now().saturating_add(std::time::Duration::from_secs(60)), tx.new_id());
            outbox::list(tx, outbox::OutboxState::Queued, end, 10)
        });
        let queued = queued.await.expect("the outbox");
        let secret = link.trim_start_matches("/links/");
        assert!(queued.iter().any(|parcel| parcel.body.contains("{link:")), "the mail names the link: {queued:?}");
        assert!(queued.iter().all(|parcel| !parcel.body.contains(secret)), "and does not hold its secret");
        let guesser = desk.stranger();
        let wrong = format!("/links/{}", "A".repeat(43));
        for _ in 0..30 {
            assert_eq!(guesser.get(&wrong).await.status, 404);
        }
        assert_eq!(guesser.get(&wrong).await.status, 429);
    }
}
