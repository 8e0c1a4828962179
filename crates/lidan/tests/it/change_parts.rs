//! 4.3.4 over HTTP on both engines: what a change that lessens begun work does with its parts. What is only reserved is free at
//! once; what was issued comes back by the warehouse, to the last piece, whatever production reports meanwhile.

use serde_json::{Value, json};

use crate::cast::{PRODUCTION, PURCHASING, SPECIALIST, WAREHOUSE};
use crate::client::{Answer, Client};
use crate::desk::Desk;
use crate::joined::{becomes, half_made, on_hand};
use crate::production::{acknowledged, id, pumps, report, work};
use crate::{changes, purchasing};

const PART: &str = "BR-6203-2RS";

async fn take_back(by: &Client, work: &str) -> Answer {
    by.post_json(&format!("/api/v1/production/{work}/parts"), &json!({})).await
}

async fn reserved(desk: &Desk) -> i64 {
    purchasing::stock(desk, PART).await.1.parse().expect("a whole number")
}

both! {
    async fn c4_3_4_parts_that_were_only_reserved_are_free_when_less_is_made(desk) {
        let (order, made) = pumps(&desk, "CP-1", "2027-03-16", "6").await;
        let production = desk.log_in(PRODUCTION).await;
        acknowledged(&production, id(&made)).await;
        production.post_json(&format!("/api/v1/production/{}/plan", id(&made)), &json!({})).await.done();
        let before = reserved(&desk).await;
        assert!(before > 0);
        becomes(&desk, &order.id, "3").await;
        assert_eq!(reserved(&desk).await * 2, before, "the parts of three pumps");
        assert!(!purchasing::duties(&desk.log_in(WAREHOUSE).await, id(&made)).await.contains(&"take_back".to_string()));
        desk.verified().await;
    }

    async fn c4_3_4_parts_that_a_change_leaves_over_are_brought_back_by_the_warehouse(desk) {
        let (order, of, (issued, left)) = half_made(&desk, "CP-2", true).await;
        let (warehouse, production) = (desk.log_in(WAREHOUSE).await, desk.log_in(PRODUCTION).await);
        assert_eq!(take_back(&warehouse, &of).await.rules(), ["work.parts_over"], "nobody asked for any");
        becomes(&desk, &order, "3").await;
        assert_eq!(on_hand(&desk, PART).await, left, "not before somebody has brought them");
        assert!(purchasing::duties(&warehouse, &of).await.contains(&"take_back".to_string()));
        let page = warehouse.get(&format!("/production/{of}")).await.page();
        assert!(page.contains("餘料退庫") && page.contains(PART), "{page}");
        let over = warehouse.get_json(&format!("/api/v1/production/{of}")).await.done()["parts_over"].clone();
        let mine = over.as_array().into_iter().flatten().find(|part| part["sku"] == PART).cloned().unwrap_or(Value::Null);
        assert_eq!(mine["quantity"], (issued / 2).to_string(), "{over}");
        assert_eq!(take_back(&production, &of).await.status, 403, "it is the warehouse's");
        take_back(&warehouse, &of).await.done();
        assert_eq!((on_hand(&desk, PART).await - left) * 6, issued * 3, "the parts of three of six");
        assert!(!purchasing::duties(&warehouse, &of).await.contains(&"take_back".to_string()));
        assert_eq!(take_back(&warehouse, &of).await.rules(), ["work.parts_over"], "once");
        assert_eq!(on_hand(&desk, PART).await - left, issued / 2);
        assert_eq!(work(&production, &of).await["quantity"], "3", "and the work goes on");
        desk.verified().await;
    }

    async fn c4_3_4_parts_of_a_line_that_a_change_takes_away_are_brought_back(desk) {
        let (order, of, (issued, left)) = half_made(&desk, "CP-3", true).await;
        let chen = desk.log_in(SPECIALIST).await;
        let wish = json!({"lines": [{"no": "1", "remove": "yes"}, {"sku": "HB-M6x30-A2", "quantity": "100", "requested_on": "2027-04-20"}]});
        let change = changes::asked(&chen, &order, wish).await;
        changes::agreed(&desk, &change).await;
        changes::press(&desk.log_in(SPECIALIST).await, &change, "effect", json!({})).await.done();
        let warehouse = desk.log_in(WAREHOUSE).await;
        assert_eq!(work(&warehouse, &of).await["state"], "stopped");
        take_back(&warehouse, &of).await.done();
        assert_eq!((on_hand(&desk, PART).await - left) * 6, issued * 4, "two are begun and have theirs");
        desk.verified().await;
    }

    async fn c4_3_4_a_change_and_a_report_meet_and_no_part_is_lost(desk) {
        for round in 0..3 {
            let (order, of, (issued, left)) = half_made(&desk, &format!("CP-4-{round}"), true).await;
            let chen = desk.log_in(SPECIALIST).await;
            let change = changes::asked(&chen, &order, json!({"lines": [{"no": "1", "quantity": "3"}]})).await;
            changes::agreed(&desk, &change).await;
            let (chen, production) = (desk.log_in(SPECIALIST).await, desk.log_in(PRODUCTION).await);
            let (took, told) = tokio::join!(
                changes::press(&chen, &change, "effect", json!({})),
                report(&production, &of, 10, "2", "0"),
            );
            assert_eq!(took.status, 200, "{}", took.text());
            assert!(told.status == 200 || told.refused() == ["4.1.3"], "{}", told.text());
            let begun = if told.status == 200 { 4 } else { 2 };
            let warehouse = desk.log_in(WAREHOUSE).await;
            // And once more while it is brought back: what is begun keeps its parts.
            let (back, again) = tokio::join!(take_back(&warehouse, &of), report(&production, &of, 10, "1", "0"));
            assert_eq!(back.status, 200, "{}", back.text());
            let begun = if again.status == 200 { begun + 1 } else { begun };
            let needs = std::cmp::max(begun, 3);
            assert_eq!((on_hand(&desk, PART).await - left) * 6, issued * (6 - needs), "round {round}: {begun} begun");
        }
        desk.verified().await;
    }

    async fn c4_3_4_what_a_change_left_over_and_went_back_is_not_bought_again(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let (order, purchase) = purchasing::contracted(&desk, &buyer, "CP-7").await;
        purchasing::received(&desk.log_in(WAREHOUSE).await, &purchase, "1", "10").await.done();
        becomes(&desk, &order.id, "8").await;
        let receipt = purchasing::text(&purchasing::look(&buyer, &purchase).await["receipts"][0]["id"]);
        let back = json!({"receipt": receipt, "quantity": "3", "outcome": "credit", "reason": "漏水"});
        buyer.post_json(&format!("{purchase}/returns"), &back).await.done();
        let again = purchasing::needs(&buyer).await;
        assert_eq!((again.len(), &again[0]["open"]), (1, &json!("1")), "two of the three nobody wants any more");
        desk.verified().await;
    }
}
