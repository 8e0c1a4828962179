//! What the clause report says of the month so far (1.1), over HTTP on both engines.

use serde_json::{Value, json};

use crate::cast::{ADMIN, MANAGER, SPECIALIST};
use crate::changes::approved;
use crate::orders::{recorded, submit, written};

both! {
    async fn c1_1_the_clause_report_says_what_was_done_and_refused_this_month(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let of = async |id: &str| -> Value {
            let all = manager.get_json("/api/v1/about/regulation").await.done();
            let found = all.as_array().into_iter().flatten().find(|clause| clause["id"] == id).cloned();
            found.unwrap_or_else(|| panic!("{id}"))["month"].clone()
        };
        let before = (of("3.2.5").await, of("3.2.1").await);
        approved(&desk, "CM-1").await;
        let mut content = written("CM-2");
        content["lines"] = json!([{"sku": "HB-M6x30-A2", "qty": "150"}]);
        let bad = recorded(&chen, &content).await;
        assert_eq!(submit(&chen, &bad.id).await.rules(), ["accurate.pack"]);
        let more = |after: &Value, before: &Value, what: &str| after[what].as_i64().unwrap_or(0) - before[what].as_i64().unwrap_or(0);
        let after = (of("3.2.5").await, of("3.2.1").await);
        assert!(more(&after.0, &before.0, "done") > 0, "{} and then {}", before.0, after.0);
        assert_eq!(more(&after.1, &before.1, "refused"), 1, "{} and then {}", before.1, after.1);
        let page = manager.get("/about/regulation").await.page();
        assert!(page.contains("本月") && page.contains("不予辦理 1"), "{page}");
        // Who reads no orders is told nothing of them.
        let admin = desk.log_in(ADMIN).await.get_json("/api/v1/about/regulation").await.done();
        assert!(admin[0]["month"].is_null() && !admin[0]["id"].is_null());
    }
}
