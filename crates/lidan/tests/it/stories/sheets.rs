//! A signed sheet says by its code to which order it belongs (3.1.3), wherever the scan is uploaded.

use serde_json::{Value, json};

use super::link::sent;
use crate::cast::{SECOND, SPECIALIST};
use crate::client::Client;
use crate::orders::{self, Standing, recorded, seen, submit, written};

/// The code that stands on an order's sheet now.
pub async fn code_of(who: &Client, order: &Standing) -> String {
    let digest = seen(who, &order.id).await["content_digest"].as_str().expect("a digest").to_string();
    format!("LIDAN1 {} r1 {digest}", order.number)
}

/// A scan with a code on it, as a PNG.
pub fn scan(code: &str) -> Vec<u8> {
    const MODULE: usize = 6;
    let svg = papers::pdf::qr_svg(code);
    let path = svg.rsplit_once("d=\"").expect("the drawing").1;
    let side: usize = svg
        .split("viewBox=\"0 0 ")
        .nth(1)
        .and_then(|r| r.split(' ').next())
        .expect("a side")
        .parse()
        .expect("a number");
    let width = side * MODULE;
    let mut pixels = vec![255_u8; width * width];
    for run in path.split('M').skip(1) {
        let (place, rest) = run.split_once('h').expect("a run");
        let (x, y) = place.split_once(' ').expect("a place");
        let length: usize = rest.split('v').next().expect("a length").parse().expect("a number");
        let (x, y): (usize, usize) = (x.parse().expect("a number"), y.parse().expect("a number"));
        for row in y * MODULE..(y + 1) * MODULE {
            pixels[row * width + x * MODULE..row * width + (x + length) * MODULE].fill(0);
        }
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width as u32, width as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().expect("a header").write_image_data(&pixels).expect("the picture");
    out
}

async fn received(who: &Client, file: Vec<u8>) -> String {
    let done = who.upload("/api/v1/intray", ("scan.png", file), &[("channel", "fax")]).await.done();
    done["items"][0].as_str().expect("an item").to_string()
}

both! {
    async fn c3_1_3_a_scan_uploaded_on_another_orders_page_is_filed_where_its_code_says(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let ((right, _), (wrong, _)) = (sent(&desk, &chen).await, sent(&desk, &chen).await);
        let paper = scan(&code_of(&chen, &right).await);
        let done = chen.upload(&format!("/api/v1/orders/{}/signed-return", wrong.id), ("scan.png", paper), &[]).await.done();
        assert_eq!((&done["number"], &done["confirmation"]), (&json!(right.number), &json!("confirmed")));
        assert_eq!(seen(&chen, &wrong.id).await["confirmation"], "sent", "it is nobody else's signature");
        assert!(submit(&chen, &wrong.id).await.refused().contains(&"3.1.3".to_string()));
        assert!(!submit(&chen, &right.id).await.text().contains("3.1.3"), "the right one waits for no signature");
        // A code that names no order of ours proves nothing.
        let stranger = scan(&format!("LIDAN1 SO-2019-000009 r1 {}", "ab".repeat(32)));
        let no = chen.upload(&format!("/api/v1/orders/{}/signed-return", wrong.id), ("scan.png", stranger), &[]).await;
        assert_eq!(no.refused(), ["3.1.3"]);
        desk.verified().await;
    }

    async fn c3_1_3_a_sheet_in_the_tray_is_offered_to_its_order_and_is_no_new_one(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, _) = sent(&desk, &chen).await;
        let item = received(&chen, scan(&code_of(&chen, &order).await)).await;
        let page = chen.get(&format!("/intray/{item}")).await.page();
        assert!(page.contains(&format!("這是訂單 {} 的確認書", order.number)), "{page}");
        assert!(!page.contains(&format!("/intray/{item}/order")), "there is no form for an order: {page}");
        let no = chen.post_json(&format!("/api/v1/intray/{item}/order"), &written("S-1")).await;
        assert_eq!(no.refused(), ["3.1.3"], "a signature is no order");
        let wang = desk.log_in(SECOND).await;
        let filed = format!("/api/v1/intray/{item}/signed-return");
        let done = wang.post_json(&filed, &json!({})).await.done();
        assert_eq!((&done["number"], &done["confirmation"]), (&json!(order.number), &json!("confirmed")));
        assert_eq!(wang.post_json(&filed, &json!({})).await.refused(), ["3.1.3"], "once");
        let inbox = chen.get_json("/api/v1/inbox").await.done();
        let open = |row: &Value| row["kind"] == "take_intray";
        assert!(!inbox["rows"].as_array().is_some_and(|rows| rows.iter().any(open)), "nothing lies in the tray");
        // What carries no code of ours is entered as ever, and filed nowhere by itself.
        let plain = received(&chen, scan("https://example.org/advertisement")).await;
        assert_eq!(chen.post_json(&format!("/api/v1/intray/{plain}/signed-return"), &json!({})).await.refused(), ["3.1.3"]);
        let story = chen.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        assert!(story.contains("登記簽回"), "{story}");
        desk.verified().await;
    }

    async fn c3_1_3_a_sheet_of_ours_is_never_filed_as_the_customers_own_document(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (sent, _) = sent(&desk, &chen).await;
        let spoken = recorded(&chen, &orders::said_on_the_telephone()).await;
        for (of, at) in [(&sent, &spoken), (&spoken, &spoken)] {
            let paper = scan(&code_of(&chen, of).await);
            let place = format!("/api/v1/orders/{}/sources", at.id);
            let no = chen.upload(&place, ("scan.png", paper), &[("kind", "customer")]).await;
            assert_eq!(no.refused(), ["3.1.3"], "{} on {}", of.number, at.number);
        }
        assert_eq!(seen(&chen, &spoken.id).await["confirmation"], "to_send", "it stays a spoken order");
        let letter = scan("https://example.org/po/7");
        chen.upload(&format!("/api/v1/orders/{}/sources", spoken.id), ("po.png", letter), &[("kind", "customer")]).await.done();
        assert_eq!(seen(&chen, &spoken.id).await["confirmation"], "not_required", "what he wrote himself does");
        desk.verified().await;
    }

    async fn c3_1_3_an_older_paper_confirms_nothing_and_both_versions_stand_side_by_side(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (order, _) = sent(&desk, &chen).await;
        let old = scan(&code_of(&chen, &order).await);
        let mut other = orders::said_on_the_telephone();
        other["lines"][1]["qty"] = json!("3");
        other["seen"] = seen(&chen, &order.id).await["lock"].clone();
        chen.post_json(&format!("/api/v1/orders/{}", order.id), &other).await.done();
        assert_eq!(seen(&chen, &order.id).await["confirmation"], "to_send");
        let story = chen.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        assert!(story.contains("內容變更，須重新確認"), "a step of its own: {story}");
        let inbox = chen.get_json("/api/v1/inbox").await.done();
        let again = |row: &Value| row["kind"] == "send_confirmation";
        assert!(inbox["rows"].as_array().is_some_and(|rows| rows.iter().any(again)), "{inbox}");
        let page = chen.get(&format!("/orders/{}?tab=review", order.id)).await.page();
        assert!(page.contains("送出給客戶的內容") && page.contains("<del>2</del>") && page.contains("<ins>3</ins>"), "{page}");
        let place = format!("/api/v1/orders/{}/signed-return", order.id);
        assert_eq!(chen.upload(&place, ("old.png", old.clone()), &[]).await.refused(), ["3.1.3"]);
        // Sent again, the older paper is still another one.
        chen.post_json(&format!("/api/v1/orders/{}/confirmation", order.id), &json!({"medium": "email"})).await.done();
        assert_eq!(chen.upload(&place, ("old.png", old), &[]).await.refused(), ["3.1.3"]);
        let now = scan(&code_of(&chen, &order).await);
        assert_eq!(chen.upload(&place, ("new.png", now), &[]).await.done()["confirmation"], "confirmed");
        desk.verified().await;
    }
}
