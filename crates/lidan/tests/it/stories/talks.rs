//! Rounds and negotiation (3.2.4), and that the customer understood (2.2.2b): one conversation on the order's page.

use platform::outbox;
use serde_json::{Value, json};

use super::link::sent;
use super::sheets::scan;
use crate::cast::{MANAGER, SECOND, SPECIALIST};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{Standing, recorded, recorded_only, seen, submit, written};

/// Submitted by the specialist and sent back for its price.
async fn returned(desk: &Desk, chen: &Client, number: &str) -> Standing {
    let order = recorded(chen, &written(number)).await;
    submit(chen, &order.id).await.done();
    let manager = desk.log_in(MANAGER).await;
    let why = json!({"reasons": ["price"], "text": "第 1 項請談到 0.40"});
    manager.post_json(&format!("/api/v1/orders/{}/return", order.id), &why).await.done();
    order
}

/// The path of the link in the newest mail that proposes something.
async fn link_in_mail(desk: &Desk) -> String {
    let queued = desk.app.read(|tx| {
        let end = (tx.now().saturating_add(std::time::Duration::from_secs(60)), tx.new_id());
        outbox::list(tx, outbox::OutboxState::Queued, end, 50)
    });
    let queued = queued.await.expect("the outbox");
    let mail =
        queued.iter().find(|parcel| parcel.body.contains("提案")).unwrap_or_else(|| panic!("a mail: {queued:?}"));
    let at = mail.body.find("{link:").expect("a link") + 6;
    let id = mail.body[at..at + 36].parse().expect("an id");
    desk.app.config().link_address(id).replace(&desk.base, "")
}

async fn duties(who: &Client, kind: &str) -> usize {
    let inbox = who.get_json("/api/v1/inbox").await.done();
    inbox["rows"].as_array().map_or(0, |rows| rows.iter().filter(|row| row["kind"] == kind).count())
}

async fn talks_page(who: &Client, order: &Standing) -> String {
    who.get(&format!("/orders/{}?tab=talks", order.id)).await.page()
}

both! {
    async fn c3_2_4_the_customer_answers_a_counter_proposal_on_his_link_and_the_owner_acts_on_it(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = returned(&desk, &chen, "T-1").await;
        let offers = format!("/api/v1/orders/{}/offers", order.id);
        let words = json!({"line": "1", "field": "price", "reason": "price", "text": "單價 0.40，數量改為 300"});
        assert_eq!(desk.log_in(SECOND).await.post_json(&offers, &words).await.status, 403, "the owner's");
        assert_eq!(chen.post_json(&offers, &json!({"text": " "})).await.refused(), ["3.2.4"]);
        let wrong = chen.post_json(&offers, &json!({"line": "9", "text": "x"})).await;
        assert_eq!((wrong.status, &wrong.json()["fields"][0]["field"]), (400, &json!("line")));
        let offer = chen.post_json(&offers, &words).await.done()["id"].as_str().expect("an id").to_string();
        assert_eq!(chen.post_json(&offers, &words).await.refused(), ["3.2.4"], "one at a time");

        let link = link_in_mail(&desk).await;
        let customer = desk.stranger();
        let page = customer.get(&link).await.page();
        assert!(page.contains("單價 0.40，數量改為 300") && page.contains("另提條件"), "{page}");
        let answer = format!("{link}/offers/{offer}/answer");
        assert_eq!(customer.post(&answer, &[("answer", "counter"), ("text", "")]).await.status, 422, "in words");
        assert_eq!(customer.post(&answer, &[("answer", "maybe")]).await.status, 400);
        assert_eq!(customer.post(&answer, &[("answer", "counter"), ("text", "0.42 可以")]).await.status, 303);
        assert_eq!(customer.post(&answer, &[("answer", "accept")]).await.status, 422, "answered once");
        assert!(customer.get(&link).await.page().contains("您已另提條件"));
        assert_eq!(duties(&chen, "settle_offer").await, 1, "it is the owner's duty");
        let page = talks_page(&chen, &order).await;
        for told in ["單價 0.40，數量改為 300", "0.42 可以", "客戶另提條件", "第 1 項", "退回原因"] {
            assert!(page.contains(told), "{told} stands in the log: {page}");
        }
        // The next one settles it, and its acceptance is the next duty.
        let second = chen.post_json(&offers, &json!({"text": "0.42 成交"})).await.done()["id"].as_str().expect("an id").to_string();
        assert_eq!(duties(&chen, "settle_offer").await, 0);
        assert_eq!(customer.post(&format!("{link}/offers/{second}/answer"), &[("answer", "refuse")]).await.status, 303);
        assert!(talks_page(&chen, &order).await.contains("客戶不接受提案"));
        let third = chen.post_json(&offers, &json!({"text": "0.41 成交"})).await.done()["id"].as_str().expect("an id").to_string();
        assert_eq!(customer.post(&format!("{link}/offers/{third}/answer"), &[("answer", "accept")]).await.status, 303);
        assert_eq!(duties(&chen, "settle_offer").await, 1);
        assert_eq!(seen(&chen, &order.id).await["approval"], "returned", "an answer changes no content");

        // Kept over the rounds, and beside the decision.
        submit(&chen, &order.id).await.done();
        assert_eq!(duties(&chen, "settle_offer").await, 0);
        let manager = desk.log_in(MANAGER).await;
        let cockpit = manager.get(&format!("/review/{}", order.id)).await.page();
        assert!(cockpit.contains("與客戶的協商") && cockpit.contains("0.42 可以"), "{cockpit}");
        assert_eq!(chen.post_json(&offers, &words).await.refused(), ["3.2.2"], "in review nothing is negotiated");
        desk.verified().await;
    }

    async fn c3_2_4_an_answer_needs_a_link_that_leads_somewhere_and_an_order_that_is_open(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = returned(&desk, &chen, "T-2").await;
        let offers = format!("/api/v1/orders/{}/offers", order.id);
        let offer = chen.post_json(&offers, &json!({"text": "分兩批交貨"})).await.done()["id"].as_str().expect("an id").to_string();
        let link = link_in_mail(&desk).await;
        let customer = desk.stranger();
        let answer = format!("{link}/offers/{offer}/answer");
        let mut other = written("T-2");
        other["seen"] = seen(&chen, &order.id).await["lock"].clone();
        submit(&chen, &order.id).await.done();
        assert_eq!(customer.post(&answer, &[("answer", "accept")]).await.status, 422, "in review");
        chen.post_json(&format!("/api/v1/orders/{}/submission/withdrawal", order.id), &json!({"reason": "等客戶"})).await.done();
        desk.clock.advance(std::time::Duration::from_secs(31 * 24 * 3600)).expect("a later day");
        assert_eq!(customer.post(&answer, &[("answer", "accept")]).await.status, 422, "the link has run out");
        chen.log_in(SPECIALIST).await;
        assert_eq!(duties(&chen, "settle_offer").await, 0);
        // On the telephone he may answer all the same.
        let heard = format!("{offers}/{offer}/answer");
        let silent = json!({"answer": "refuse", "medium": "phone", "name": "林志豪", "text": ""});
        assert_eq!(chen.post_json(&heard, &silent).await.refused(), ["3.2.4"]);
        let said = json!({"answer": "refuse", "medium": "phone", "name": "林志豪", "text": "一次交齊"});
        chen.post_json(&heard, &said).await.done();
        assert_eq!(duties(&chen, "settle_offer").await, 1);
        assert!(talks_page(&chen, &order).await.contains("一次交齊"));
        desk.verified().await;
    }

    async fn c3_2_2_in_review_nothing_is_negotiated(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = returned(&desk, &chen, "T-7").await;
        let offers = format!("/api/v1/orders/{}/offers", order.id);
        let offer = chen.post_json(&offers, &json!({"text": "分兩批交貨"})).await.done()["id"].as_str().expect("an id").to_string();
        let link = link_in_mail(&desk).await;
        submit(&chen, &order.id).await.done();
        let answered = desk.stranger().post(&format!("{link}/offers/{offer}/answer"), &[("answer", "accept")]).await;
        assert_eq!(answered.status, 422, "{}", answered.text());
        chen.post_json(&format!("{offers}/{offer}/end"), &json!({"text": "已送審"})).await.done();
        assert_eq!(chen.post_json(&offers, &json!({"text": "再提一次"})).await.refused(), ["3.2.2"]);
        desk.verified().await;
    }

    async fn c3_2_4_heard_answers_and_what_is_taken_back_stand_in_the_log(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = returned(&desk, &chen, "T-3").await;
        let offers = format!("/api/v1/orders/{}/offers", order.id);
        let make = |text: &str| json!({ "text": text });
        let id = |done: Value| done["id"].as_str().expect("an id").to_string();
        for (answer, kind) in [("accept", "客戶接受提案"), ("counter", "客戶另提條件")] {
            let offer = id(chen.post_json(&offers, &make("改用替代品")).await.done());
            let said = json!({"answer": answer, "medium": "visit", "name": "林志豪", "text": "就這樣"});
            chen.post_json(&format!("{offers}/{offer}/answer"), &said).await.done();
            assert!(talks_page(&chen, &order).await.contains(kind), "{kind}");
        }
        let offer = id(chen.post_json(&offers, &make("寫錯了")).await.done());
        let end = format!("{offers}/{offer}/end");
        assert_eq!(chen.post_json(&end, &json!({"text": " "})).await.refused(), ["3.2.4"]);
        chen.post_json(&end, &json!({"text": "數量寫錯"})).await.done();
        let link = link_in_mail(&desk).await;
        assert!(!desk.stranger().get(&link).await.page().contains("寫錯了"), "he is not shown it any more");
        assert!(talks_page(&chen, &order).await.contains("數量寫錯"));
        chen.post_json(&offers, &make("重新提案")).await.done();
        desk.verified().await;
    }

    async fn c3_2_4_who_said_what_about_which_line_is_written_down_and_kept_over_rounds(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = returned(&desk, &chen, "T-4").await;
        let talks = format!("/api/v1/orders/{}/talks", order.id);
        let said = json!({"side": "customer", "name": "林志豪", "medium": "phone", "line": "2", "field": "quantity",
            "reason": "price", "text": "數量可以加到 200"});
        let mut nobody = said.clone();
        nobody["name"] = json!("");
        assert_eq!(chen.post_json(&talks, &nobody).await.refused(), ["3.2.4"]);
        assert_eq!(desk.log_in("warehouse").await.post_json(&talks, &said).await.status, 403);
        chen.post_json(&talks, &said).await.done();
        let mut more = written("T-4");
        more["lines"][1]["qty"] = json!("200");
        more["lines"].as_array_mut().expect("lines").remove(0);
        more["lines"].as_array_mut().expect("lines").push(json!({"sku": "HB-M6x20-A2", "qty": "100"}));
        let lines = seen(&chen, &order.id).await["lines"].clone();
        more["lines"][0]["id"] = lines[1]["id"].clone();
        more["seen"] = seen(&chen, &order.id).await["lock"].clone();
        chen.post_json(&format!("/api/v1/orders/{}", order.id), &more).await.done();
        submit(&chen, &order.id).await.done();
        let page = talks_page(&chen, &order).await;
        assert!(page.contains("數量可以加到 200") && page.contains("第 2 項") && page.contains("第 1 輪"), "{page}");
        // What the second round changed, line by line, on the order's page and in the cockpit.
        let manager = desk.log_in(MANAGER).await;
        for place in [format!("/orders/{}?tab=review", order.id), format!("/review/{}", order.id)] {
            let page = manager.get(&place).await.page();
            for told in ["新增", "刪除", "變更", "<del>100</del>", "<ins>200</ins>"] {
                assert!(page.contains(told), "{place}: {told} in {page}");
            }
        }
        desk.verified().await;
    }

    async fn c2_2_2b_he_understood_by_a_call_or_by_his_reply(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = recorded(&chen, &written("T-5")).await;
        let place = format!("/api/v1/orders/{}/understanding", order.id);
        assert_eq!(chen.post_json(&place, &json!({"medium": "phone", "name": "林志豪"})).await.refused(), ["2.2.2b"]);
        let called = json!({"medium": "phone", "name": "林志豪", "text": "複述了數量與交期"});
        assert_eq!(desk.log_in("warehouse").await.post_json(&place, &called).await.status, 403);
        chen.post_json(&place, &called).await.done();
        let page = talks_page(&chen, &order).await;
        assert!(page.contains("客戶表示已瞭解") && page.contains("複述了數量與交期"), "{page}");
        // His reply: a document of his on this order, and no other one.
        let file = |kind: &'static str| (("reply.png", scan("https://example.org/reply")), [("kind", kind)]);
        let sources = format!("/api/v1/orders/{}/sources", order.id);
        let (paper, kind) = file("other");
        let ours = chen.upload(&sources, paper, &kind).await.done()["id"].clone();
        assert_eq!(chen.post_json(&place, &json!({"source": ours})).await.refused(), ["2.2.2b"]);
        let (paper, kind) = file("customer");
        let his = chen.upload(&sources, paper, &kind).await.done()["id"].clone();
        chen.post_json(&place, &json!({ "source": his })).await.done();
        let story = chen.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        assert!(story.contains("記錄客戶已瞭解") && story.contains("2.2.2b"), "{story}");
        assert_eq!(seen(&chen, &order.id).await["approval"], "draft", "it moves nothing");
        desk.verified().await;
    }

    async fn c2_2_2b_the_whole_conversation_is_one_stream(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let empty = recorded_only(&chen, &written("T-6")).await;
        assert!(talks_page(&chen, &empty).await.contains("尚無對話"), "an empty stream says what would stand there");
        let (order, link) = sent(&desk, &chen).await;
        let call = json!({"kind": "contact", "medium": "phone", "text": "客戶來電問交期"});
        chen.post_json(&format!("/api/v1/orders/{}/notes", order.id), &call).await.done();
        chen.post_json(&format!("/api/v1/orders/{}/reminders", order.id), &json!({})).await.done();
        assert_eq!(desk.stranger().post(&format!("{link}/understanding"), &[]).await.status, 303);
        let page = talks_page(&chen, &order).await;
        for told in ["客戶來電問交期", "提醒簽回", "表示已瞭解訂單內容", "送出確認書"] {
            assert!(page.contains(told), "{told} in {page}");
        }
        assert!(!page.contains("{link:"), "no secret's name on a page");
        let warehouse = desk.log_in("warehouse").await;
        let theirs = warehouse.get(&format!("/orders/{}?tab=talks", order.id)).await.page();
        assert!(!theirs.contains("客戶來電問交期"), "terms are for those who see sale money");
    }
}
