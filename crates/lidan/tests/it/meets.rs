//! 4.3, 4.4: what happens when a stop, a change and a report of progress meet in one instant. One is before the other; none
//! is lost, none is done by halves.

use serde_json::json;

use crate::cancellations::{self, mixed};
use crate::cast::{MANAGER, PRODUCTION, SPECIALIST, WAREHOUSE};
use crate::changes::{self, press, talked};
use crate::desk::Desk;
use crate::orders::seen;
use crate::production::{id, pumps, released, report, work};
use crate::purchasing;

async fn pumps_in_stock(desk: &Desk) -> i64 {
    purchasing::stock(desk, "GP-25CC").await.0.parse().expect("a whole number")
}

both! {
    async fn c4_4_3_a_stop_and_a_report_of_progress_meet_and_no_piece_is_lost(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let (production, warehouse) = (desk.log_in(PRODUCTION).await, desk.log_in(WAREHOUSE).await);
        for round in 0..5 {
            let (order, made) = pumps(&desk, &format!("MT-1-{round}"), "2027-03-16", "20").await;
            let of = id(&made);
            released(&production, of).await;
            let steps = work(&production, of).await["steps"].as_array().cloned().expect("steps");
            let (last, before) = steps.split_last().expect("operations");
            for step in before {
                report(&production, of, step["no"].as_i64().expect("a number"), "3", "0").await.done();
            }
            let one = cancellations::asked(&chen, &order.id, json!({"all": "yes"})).await;
            cancellations::press(&chen, &one, "submission", json!({})).await.done();
            let no = last["no"].as_i64().expect("a number");
            let (yes, told) = tokio::join!(
                cancellations::press(&manager, &one, "decision", json!({"verdict": "approve"})),
                report(&production, of, no, "2", "0"),
            );
            assert_eq!(yes.status, 200, "{}", yes.text());
            let counted = told.status == 200;
            assert!(counted || told.refused() == ["4.1.3"], "before it, or told that it is stopped: {}", told.text());
            let ended = work(&production, of).await;
            let good = if counted { "2" } else { "0" };
            assert_eq!((&ended["state"], &ended["good"]), (&json!("stopped"), &json!(good)));
            assert_eq!(changes::line(&seen(&chen, &order.id).await, 1)["produced"], good);
            if counted {
                let stood = pumps_in_stock(&desk).await;
                warehouse.post_json(&format!("/api/v1/production/{of}/stock"), &json!({"quantity": "2"})).await.done();
                assert_eq!(pumps_in_stock(&desk).await, stood + 2);
            }
        }
        desk.verified().await;
    }

    async fn c4_3_1_a_change_and_a_cancellation_of_one_line_meet_and_one_is_taken(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        for round in 0..4 {
            let order = changes::approved(&desk, &format!("MT-2-{round}")).await;
            let note = talked(&chen, &order.id, "email").await;
            let change = json!({"note": note, "reason": "增加", "lines": [{"no": "1", "quantity": "300"}]});
            let stop = json!({"note": note, "reason": "停建", "lines": [{"no": "1", "quantity": "10"}]});
            let (to_change, to_stop) =
                (format!("/api/v1/orders/{}/changes", order.id), format!("/api/v1/orders/{}/cancellations", order.id));
            let (a, b) = tokio::join!(chen.post_json(&to_change, &change), chen.post_json(&to_stop, &stop));
            match (a.status, b.status) {
                (200, 422) => assert_eq!(b.rules(), ["cancel.one"]),
                (422, 200) => assert_eq!(a.rules(), ["change.one"]),
                (a, b) => panic!("{a} and {b}"),
            }
        }
        desk.verified().await;
    }

    async fn c4_3_4_a_change_takes_effect_while_a_cancellation_is_allowed_and_both_are_whole(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        for round in 0..3 {
            let order = mixed(&desk, &format!("MT-3-{round}")).await;
            let change = changes::asked(&chen, &order.id, json!({"lines": [{"no": "1", "quantity": "300"}]})).await;
            changes::agreed(&desk, &change).await;
            let one = cancellations::asked(&chen, &order.id, json!({"lines": [{"no": "3", "quantity": "1"}]})).await;
            cancellations::press(&chen, &one, "submission", json!({})).await.done();
            let (done, yes) = tokio::join!(
                press(&chen, &change, "effect", json!({})),
                cancellations::press(&manager, &one, "decision", json!({"verdict": "approve"})),
            );
            assert_eq!(yes.status, 200, "{}", yes.text());
            assert!(done.status == 200 || done.refused() == ["4.3.4"], "or reviewed once more: {}", done.text());
            let after = seen(&chen, &order.id).await;
            let wanted = if done.status == 200 { ("300", 2) } else { ("200", 1) };
            assert_eq!((&changes::line(&after, 1)["quantity"], &after["revision"]), (&json!(wanted.0), &json!(wanted.1)));
            assert_eq!(changes::line(&after, 3)["cancelled"], "1");
        }
        desk.verified().await;
    }
}
