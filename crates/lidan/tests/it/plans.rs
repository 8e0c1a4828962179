//! Plans and their goals over HTTP (2.2.1a).

use serde_json::{Value, json};

use crate::board::id_of;
use crate::cast::{MANAGER, PRODUCTION, SPECIALIST};
use crate::client::Client;
use crate::orders::{approve, recorded, submit, submitted, written};

async fn plan(who: &Client, query: &str) -> Value {
    who.get_json(&format!("/api/v1/plans?{query}")).await.done()
}

both! {
    async fn c2_2_1a_goals_stand_beside_figures_that_follow_the_work(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let form = json!({"month": "2026-11", "text": "十一月：清完逾期。", "goals": {"handled": "2", "on_time": "95.5", "value": "1,000.00", "late": "0"}});
        assert_eq!(chen.post_json("/api/v1/plans", &form).await.status, 403, "a specialist plans nothing");
        manager.post_json("/api/v1/plans", &form).await.done();
        let seen = plan(&manager, "month=2026-11").await;
        let goal = |metric: &str| {
            let all = seen["plan"]["goals"].as_array().cloned().unwrap_or_default();
            all.into_iter().find(|goal| goal[0] == metric).map(|goal| goal[1].clone())
        };
        assert_eq!((goal("handled"), goal("on_time"), goal("problems")), (Some(json!(2)), Some(json!(955)), None));
        assert_eq!(seen["figures"]["handled"], json!(0));

        let good = submitted(&desk, "PL-1").await;
        approve(&manager, &good.id).await.done();
        let bad = recorded(&chen, &written("PL-2")).await;
        submit(&chen, &bad.id).await.done();
        manager.post_json(&format!("/api/v1/orders/{}/return", bad.id), &json!({"reasons": ["price"], "text": "價差"})).await.done();
        let figures = plan(&manager, "month=2026-11").await["figures"].clone();
        assert_eq!((&figures["handled"], &figures["first"], &figures["first_right"]), (&json!(1), &json!(2), &json!(1)));
        let approved = crate::orders::seen(&chen, &good.id).await["gross_company"].clone();
        assert_eq!(figures["value"], approved);
        assert_eq!(figures["ended"], figures["in_time"], "nothing was late: {figures}");
        let me = id_of(&desk, SPECIALIST).await;
        let mine = plan(&chen, &format!("month=2026-11&of={me}")).await;
        assert_eq!((&mine["figures"]["handled"], &mine["plan"]["state"]), (&json!(1), &json!("new")));
        let page = manager.get("/plans?month=2026-11").await.page();
        assert!(page.contains("50.0 %") && page.contains("chart-gauge") && page.contains("清完逾期"), "{page}");
        let page = chen.get("/plans").await.page();
        assert!(!page.contains("goals[handled]"), "who may not plan is offered no form");
        assert_eq!(desk.log_in(PRODUCTION).await.get("/plans").await.status, 403);
        desk.verified().await;
    }

    async fn c2_2_1a_a_month_that_is_over_is_frozen_with_its_figures(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let me = id_of(&desk, SPECIALIST).await;
        let goals = json!({"handled": "5"});
        manager.post_json("/api/v1/plans", &json!({"month": "2026-11", "goals": goals})).await.done();
        manager.post_json("/api/v1/plans", &json!({"month": "2026-11", "of": me, "goals": goals})).await.done();
        let order = submitted(&desk, "PL-3").await;
        approve(&manager, &order.id).await.done();
        let late = recorded(&chen, &written("PL-4")).await;
        assert_eq!(::desk::office::turn_month(&desk.app).await.expect("a look"), 0, "the month runs");
        // The first of December, a quarter past midnight in Taipei.
        desk.clock.set("2026-11-30T16:15:00Z".parse().expect("an instant"));
        assert_eq!(::desk::office::turn_month(&desk.app).await.expect("a look"), 2);
        assert_eq!(::desk::office::turn_month(&desk.app).await.expect("a look"), 0, "once");
        manager.log_in(MANAGER).await;
        let frozen = plan(&manager, "month=2026-11").await;
        assert_eq!((&frozen["plan"]["state"], &frozen["figures"]["handled"]), (&json!("frozen"), &json!(1)));
        assert_eq!(frozen["figures"]["late"], json!(1), "what was late then");
        // What happens afterwards changes them no more.
        chen.log_in(SPECIALIST).await;
        chen.post_json(&format!("/api/v1/orders/{}/discard", late.id), &json!({"reason": "duplicate"})).await;
        assert_eq!(plan(&manager, "month=2026-11").await["figures"], frozen["figures"]);
        let no = manager.post_json("/api/v1/plans", &json!({"month": "2026-11", "goals": {"handled": "1"}})).await;
        assert_eq!(no.refused(), ["2.2.1a"], "it is over");
        let mine = plan(&manager, &format!("month=2026-11&of={me}")).await;
        assert_eq!(mine["plan"]["state"], "frozen");
        let page = manager.get("/plans?month=2026-12").await.page();
        assert!(page.contains("chart-small"), "the line of earlier months");
        desk.verified().await;
    }

    async fn c2_2_1a_a_plan_says_something_and_its_goals_are_possible(desk) {
        let manager = desk.log_in(MANAGER).await;
        let set = |form: Value| { let manager = &manager; async move { manager.post_json("/api/v1/plans", &form).await } };
        assert_eq!(set(json!({"month": "2026-11", "text": " "})).await.refused(), ["2.2.1a"]);
        assert_eq!(set(json!({"month": "2026-11", "goals": {"accuracy": "100.1"}})).await.refused(), ["2.2.1a"]);
        assert_eq!(set(json!({"month": "2026-10", "text": "補"})).await.refused(), ["2.2.1a"]);
        for (month, goals) in [("2026-13", json!({})), ("2026-11", json!({"handled": "many"})), ("2026-11", json!({"on_time": "95.55"}))] {
            assert_eq!(set(json!({"month": month, "text": "x", "goals": goals})).await.status, 400, "{month} {goals}");
        }
        set(json!({"month": "2026-12", "text": "下個月"})).await.done();
        // Two managers at once: the second sees that it moved.
        let stale = set(json!({"month": "2026-12", "text": "另一", "lock": "0"})).await;
        assert_eq!(stale.status, 409);
        // A form with a mistake keeps what was typed.
        let again = manager.post("/plans", &[("month", "2026-11"), ("text", "寫過的"), ("goals[handled]", "很多")]).await;
        assert!(again.status == 400 && again.text().contains("寫過的") && again.text().contains("很多"), "{}", again.text());
        desk.verified().await;
    }
}
