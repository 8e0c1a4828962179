//! Requests with a name or a tag of their own: the same name is one request, and a tag that is not true any more stops it.

use serde_json::json;

use crate::cast::{MANAGER, SPECIALIST};
use crate::orders::{self, submit, submitted, written};

both! {
    async fn a_name_that_was_used_for_something_else_is_no_name(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let first = chen.post_once("/api/v1/orders", "one", &written("N-1")).await.done();
        assert_eq!(chen.post_once("/api/v1/orders", "one", &written("N-1")).await.done(), first, "answered, not done");
        let other = chen.post_once("/api/v1/orders", "one", &written("N-2")).await;
        assert_eq!((other.status, other.header("content-type")), (422, "application/problem+json"));
        assert_eq!(other.json()["type"], "/problems/name-reused");
        let wang = desk.log_in(crate::cast::SECOND).await;
        let own = wang.post_once("/api/v1/orders", "one", &written("N-3")).await.done();
        assert_ne!(own["id"], first["id"], "a name belongs to its person");
        assert_eq!(chen.get_json("/api/v1/orders").await.done()["rows"].as_array().map(Vec::len), Some(2));
    }

    async fn c1_3_1_a_tag_that_is_not_true_any_more_stops_the_write_and_says_what_changed(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = orders::recorded(&chen, &written("N-4")).await;
        let path = format!("/api/v1/orders/{}", order.id);
        let seen = chen.get_json(&path).await;
        let tag = seen.header("etag").to_string();
        assert!(tag.starts_with('"') && tag.ends_with('"'), "a strong tag: {tag}");
        let mut content = written("N-4");
        content["remark"] = json!("請附出廠檢驗報告");
        assert_eq!(chen.post_tagged(&path, &tag, &content).await.status, 200);
        content["remark"] = json!("另一個說法");
        let late = chen.post_tagged(&path, &tag, &content).await;
        assert_eq!((late.status, late.header("content-type")), (412, "application/problem+json"), "{}", late.text());
        let said = late.json();
        assert_eq!((&said["status"], &said["about"]), (&json!(412), &json!(order.id)));
        let changed = said["changed"][0].as_str().unwrap_or("").to_string();
        assert!(!changed.is_empty() && !changed.contains("step-"), "who did what, in words: {said}");
        assert_eq!(orders::seen(&chen, &order.id).await["head"]["remark"], "請附出廠檢驗報告", "nothing was written");
        let fresh = chen.get_json(&path).await.header("etag").to_string();
        assert_eq!(chen.post_tagged(&path, &fresh, &content).await.status, 200);
        desk.verified().await;
    }

    async fn c3_2_5_a_form_of_an_older_state_decides_nothing(desk) {
        let order = submitted(&desk, "N-5").await;
        let manager = desk.log_in(MANAGER).await;
        let old = json!({"decision": "同意接單。", "lock": 1});
        let late = manager.post_json(&format!("/api/v1/orders/{}/approval", order.id), &old).await;
        assert_eq!((late.status, &late.json()["type"]), (409, &json!("/problems/stale")), "{}", late.text());
        assert_eq!(orders::seen(&manager, &order.id).await["approval"], "final_review");
        let chen = desk.log_in(SPECIALIST).await;
        assert_eq!(submit(&chen, &order.id).await.status, 422, "a second submission is refused, not stale");
    }
}
