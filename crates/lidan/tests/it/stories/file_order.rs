//! A workbook from the customer becomes an approved order (3.1.1, 3.1.2, 3.2.2, 3.2.5).

use serde_json::{Value, json};

use crate::cast::{MANAGER, SPECIALIST};
use crate::orders::{approve, seen, standing, submit};

const BOOK: &[u8] = include_bytes!("../../../../papers/fixtures/01-xlsx_plain.xlsx");
const EXPECTED: &str = include_str!("../../../../papers/fixtures/01-xlsx_plain.expected.json");

both! {
    async fn c3_1_1_a_workbook_in_the_tray_becomes_an_order_with_its_source_beside_it(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let received = chen.upload("/api/v1/intray", ("order.xlsx", BOOK.to_vec()), &[("channel", "email")]).await.done();
        let item = received["items"][0].as_str().unwrap_or_else(|| panic!("an item in {received}")).to_string();

        // The tray shows what was read.
        let page = chen.get(&format!("/intray/{item}")).await.page();
        let expected: Value = serde_json::from_str(EXPECTED).expect("what a clerk would enter");
        assert!(page.contains(expected["customer_order_no"].as_str().expect("a number")), "the reading is in the form");

        // The specialist enters it, correcting the day into the future of this desk.
        let mut content = expected.clone();
        content["channel"] = json!("email");
        content["requested_on"] = json!("2027-06-15");
        content["special_none"] = json!(if expected["special"] == "" { "yes" } else { "" });
        let entered = chen.post_json(&format!("/api/v1/intray/{item}/order"), &content).await.done();
        let order = standing(&entered);
        assert_eq!(entered["confirmation"], "not_required", "it came in writing");
        assert_eq!(entered["lines"], expected["lines"].as_array().map_or(0, Vec::len));
        desk.verified().await;

        // A second person cannot take the same item again.
        let again = chen.post_json(&format!("/api/v1/intray/{item}/order"), &content).await;
        assert_eq!(again.status, 422, "{}", again.text());

        // The day is not the one that the customer wrote: red until the specialist says why.
        let no = submit(&chen, &order.id).await;
        assert_eq!(no.refused(), ["1.3.1"], "{}", no.text());
        let red = no.json()["reasons"].as_array().cloned().expect("reasons");
        assert!(red.iter().all(|reason| reason["rule"] == "accurate.source"), "{red:?}");
        let grounds: Vec<Value> = red.iter().map(ground_for).collect();
        let form = json!({"ticks": crate::orders::TICKS, "grounds": grounds});
        chen.post_json(&format!("/api/v1/orders/{}/submission", order.id), &form).await.done();
        let manager = desk.log_in(MANAGER).await;
        let cockpit = manager.get(&format!("/review/{}", order.id)).await.page();
        assert!(cockpit.contains("3.2.3"), "the three checks of the final review");
        // One price is five per cent under the list: red until the manager gives the ground for it.
        let no = approve(&manager, &order.id).await;
        assert_eq!(no.refused(), ["3.2.3b"], "{}", no.text());
        let grounds: Vec<Value> = no.json()["reasons"].as_array().expect("reasons").iter().map(ground_for).collect();
        let decision = json!({"decision": "金額與交期均已核對，同意接單。", "grounds": grounds});
        manager.post_json(&format!("/api/v1/orders/{}/approval", order.id), &decision).await.done();
        assert_eq!(seen(&chen, &order.id).await["approval"], "approved");
        desk.verified().await;
    }
}

/// A ground for exactly what was found, and for nothing else.
fn ground_for(reason: &Value) -> Value {
    json!({
        "rule": reason["rule"], "line": reason["line"], "facts": reason["facts"],
        "code": "market", "text": "年度議價，總量折讓後仍高於底價。",
    })
}
