//! 1.3.4: who entered an order does not approve it by a machine of his either.

use ::desk::people;
use serde_json::{Value, json};

use crate::cast::{DEPUTY, MANAGER};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{TICKS, filed, recorded, seen, standing, submit, submitted, written};

async fn token_of(by: &Client) -> String {
    let done = by.post_json("/account/tokens", &json!({"name": "夜間匯入", "days": "30"})).await.done();
    done["token"].as_str().expect("a token").to_string()
}

/// The deputy acts as the manager for a day.
async fn stands_in(desk: &Desk) {
    let deputy = desk.app.read(|tx| people::by_login(tx, DEPUTY)).await.expect("the deputy").id;
    let away = json!({"kind": "manager", "deputy": deputy.to_string(), "starts": "2026-11-24T10:00", "ends": "2026-11-25T10:00", "ground": "出差"});
    desk.log_in(MANAGER).await.post_json("/api/v1/delegation", &away).await.done();
}

fn decision() -> Value {
    json!({"decision": "金額與交期均已核對，同意接單。"})
}

both! {
    async fn c1_3_4_the_own_order_is_not_approved_by_a_machine_of_its_maker_nor_the_machines_by_him(desk) {
        let deputy = desk.log_in(DEPUTY).await;
        let token = token_of(&deputy).await;
        let own = recorded(&deputy, &written("T-1")).await;
        submit(&deputy, &own.id).await.done();
        // What his machine enters is his as well.
        let stranger = desk.stranger();
        let entered = stranger.post_bearer("/api/v1/orders", &token, &written("T-2")).await.done();
        let entered = standing(&entered);
        filed(&deputy, &entered.id).await;
        let path = format!("/api/v1/orders/{}/submission", entered.id);
        stranger.post_bearer(&path, &token, &json!({"ticks": TICKS})).await.done();
        let other = submitted(&desk, "T-3").await;
        stands_in(&desk).await;
        let approval = |id: &str| format!("/api/v1/orders/{id}/approval");
        for order in [&own, &entered] {
            let no = stranger.post_bearer(&approval(&order.id), &token, &decision()).await;
            assert_eq!((no.rules(), no.refused()), (vec!["approve.apart".to_string()], vec!["1.3.4".to_string()]));
            assert_eq!(deputy.post_json(&approval(&order.id), &decision()).await.refused(), ["1.3.4"]);
            assert_eq!(seen(&deputy, &order.id).await["approval"], "final_review");
        }
        // What others entered, it may: the token acts for whoever is the manager now.
        stranger.post_bearer(&approval(&other.id), &token, &decision()).await.done();
        let story = deputy.get(&format!("/orders/{}?tab=history", other.id)).await.page();
        assert!(story.contains("3.2.5"), "{story}");
        desk.verified().await;
    }
}
