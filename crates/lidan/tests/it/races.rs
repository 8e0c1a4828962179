//! What happens when two people do it at the same moment. One of them wins; the other learns of it; nothing is done
//! twice and nothing by halves.

use serde_json::json;

use crate::cast::{DEPUTY, MANAGER, SPECIALIST};
use crate::client::Answer;
use crate::desk::Desk;
use crate::orders::{self, approve, seen, submitted, written};

async fn history_steps(desk: &Desk, order: &str, step: &str) -> usize {
    let id = order.parse().expect("an id");
    let all = desk.app.read(move |tx| platform::history::page(tx, id, i64::MAX, 200)).await.expect("a history");
    all.iter().filter(|entry| entry.step == step).count()
}

fn won(answers: &[&Answer]) -> usize {
    answers.iter().filter(|answer| answer.status == 200).count()
}

both! {
    async fn c3_2_5_the_manager_in_two_tabs_approves_once(desk) {
        let order = submitted(&desk, "R-1").await;
        let (one, two) = (desk.log_in(MANAGER).await, desk.log_in(MANAGER).await);
        for _ in 0..3 {
            let (a, b) = tokio::join!(approve(&one, &order.id), approve(&two, &order.id));
            assert!(won(&[&a, &b]) <= 1, "{} {}", a.text(), b.text());
        }
        assert_eq!(history_steps(&desk, &order.id, "order.approve").await, 1);
        desk.verified().await;
    }

    async fn c3_2_2_approving_and_taking_back_meet_and_one_of_them_happens(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        for round in 0..6 {
            let order = orders::recorded(&chen, &written(&format!("R-2-{round}"))).await;
            orders::submit(&chen, &order.id).await.done();
            let withdrawal = format!("/api/v1/orders/{}/submission/withdrawal", order.id);
            let taking_back = json!({"reason": "客戶更正數量", "ground": "客戶更正數量"});
            let (a, b) = tokio::join!(approve(&manager, &order.id), chen.post_json(&withdrawal, &taking_back));
            assert_eq!(won(&[&a, &b]), 1, "{} {}", a.text(), b.text());
            let stands = seen(&chen, &order.id).await["approval"].as_str().unwrap_or("").to_string();
            assert_eq!(stands, if a.status == 200 { "approved" } else { "draft" });
        }
        desk.verified().await;
    }

    async fn c3_1_2_the_same_request_sent_again_is_answered_and_not_done_again(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let content = written("R-3");
        let once = || chen.post_once("/api/v1/orders", "the-same", &content);
        let (a, b, c) = tokio::join!(once(), once(), once());
        let later = once().await;
        let numbers: Vec<_> = [&a, &b, &c, &later].iter().map(|answer| answer.done()["number"].clone()).collect();
        assert!(numbers.iter().all(|number| *number == "SO-2026-000001"), "{numbers:?}");
        let other = chen.post_once("/api/v1/orders", "the-same", &written("R-4")).await;
        assert_eq!(other.status, 422, "another content under the same name: {}", other.text());
        assert_eq!(chen.get_json("/api/v1/orders").await.done()["rows"].as_array().map(Vec::len), Some(1));
        desk.verified().await;
    }

    async fn c2_1_at_the_hand_over_exactly_one_of_two_acts_as_manager(desk) {
        let (manager, deputy) = (desk.log_in(MANAGER).await, desk.log_in(DEPUTY).await);
        let delegated = manager
            .post_json(
                "/api/v1/delegation",
                &json!({
                    "kind": "manager", "deputy": deputy_id(&desk).await,
                    "starts": "2026-11-24T14:00", "ends": "2026-11-25T14:00", "ground": "出差",
                }),
            )
            .await;
        assert_eq!(delegated.status, 200, "{}", delegated.text());
        let orders = [submitted(&desk, "R-5").await, submitted(&desk, "R-6").await, submitted(&desk, "R-7").await];

        // A minute before, the deputy has nothing to say; at the minute itself, the manager.
        desk.clock.set("2026-11-24T05:59:59Z".parse().expect("an instant"));
        assert_eq!(approve(&deputy, &orders[0].id).await.status, 403);
        approve(&manager, &orders[0].id).await.done();
        desk.clock.set("2026-11-24T06:00:00Z".parse().expect("an instant"));
        let (old, new) = tokio::join!(approve(&manager, &orders[1].id), approve(&deputy, &orders[1].id));
        assert_eq!((old.status, new.status), (403, 200), "{} {}", old.text(), new.text());
        // The end as exactly; a day later both log in anew.
        desk.clock.set("2026-11-25T06:00:00Z".parse().expect("an instant"));
        manager.log_in(MANAGER).await;
        deputy.log_in(DEPUTY).await;
        let (old, new) = tokio::join!(approve(&manager, &orders[2].id), approve(&deputy, &orders[2].id));
        assert_eq!((old.status, new.status), (200, 403), "{} {}", old.text(), new.text());
        desk.verified().await;
    }
}

async fn deputy_id(desk: &Desk) -> String {
    let found = desk.app.read(|tx| ::desk::people::by_login(tx, DEPUTY)).await.expect("the deputy");
    found.id.to_string()
}
