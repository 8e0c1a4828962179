//! 4.3: what stops a change: a hold, limits, consents, somebody faster, a lost connection.

use platform::db::{Probe, Strike};
use serde_json::json;

use crate::cast::{MANAGER, PRODUCTION, SPECIALIST};
use crate::changes::*;
use crate::dump::{difference, dump};

both! {
    async fn c4_3_4_approving_and_withdrawing_meet_and_one_of_them_happens(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CH-11").await;
        for _ in 0..4 {
            let change = asked(&chen, &order.id, more("300")).await;
            press(&chen, &change, "submission", json!({})).await.done();
            let (yes, taken) = tokio::join!(
                press(&manager, &change, "decision", json!({"verdict": "approve", "lock": "2"})),
                press(&chen, &change, "withdrawal", json!({"text": "客戶收回", "lock": "2"})),
            );
            assert_eq!([yes.status, taken.status].iter().filter(|code| **code == 200).count(), 1, "{} {}", yes.text(), taken.text());
            if taken.status != 200 {
                assert_eq!(press(&chen, &change, "withdrawal", json!({"text": " "})).await.refused(), ["4.3.4"]);
                press(&chen, &change, "withdrawal", json!({"text": "客戶收回"})).await.done();
            }
            assert_eq!(state(&chen, &change).await, "withdrawn");
        }
        desk.verified().await;
    }

    async fn c1_3_4_a_revision_names_who_proposed_and_who_reviewed_it_not_who_carried_it_out(desk) {
        let order = approved(&desk, "CH-18").await;
        let chen = desk.log_in(SPECIALIST).await;
        let change = asked(&chen, &order.id, more("300")).await;
        agreed(&desk, &change).await;
        press(&chen, &change, "effect", json!({})).await.done();
        let id: platform::Id = order.id.parse().expect("an id");
        let by = desk.app.read(move |tx| {
            let round = ::desk::order::rounds(tx, id)?.into_iter().find(|round| round.revision == 2).expect("a round");
            let name = |tx: &mut platform::Tx, id| ::desk::people::fetch(tx, id).map(|person| person.login);
            Ok((name(tx, round.submitted_by)?, name(tx, round.decided_by.expect("decided"))?))
        });
        assert_eq!(by.await.expect("a read"), (SPECIALIST.to_string(), MANAGER.to_string()));
        desk.verified().await;
    }

    async fn c2_2_1c_an_order_on_hold_is_not_changed(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CH-12").await;
        let change = asked(&chen, &order.id, more("300")).await;
        proposed(&desk, &change, json!({"text": "如所要求"})).await;
        let hold = |on: &str| json!({"hold": on, "ground": "客戶查帳"});
        let held = format!("/api/v1/orders/{}/hold", order.id);
        manager.post_json(&held, &hold("on")).await.done();
        let pass = json!({"verdict": "pass", "decision": PASS});
        assert!(press(&manager, &change, "review", pass.clone()).await.refused().contains(&"2.2.1c".to_string()));
        manager.post_json(&held, &hold("off")).await.done();
        press(&manager, &change, "review", pass).await.done();
        assert_eq!(says(&desk, &change, "agree").await.status, 200);
        manager.post_json(&held, &hold("on")).await.done();
        assert_eq!(press(&chen, &change, "effect", json!({})).await.refused(), ["2.2.1c"]);
        manager.post_json(&held, &hold("off")).await.done();
        press(&chen, &change, "effect", json!({})).await.done();
        desk.verified().await;
    }

    async fn c2_2_1c_the_largest_change_wants_the_executives_consent_first(desk) {
        let (chen, manager, executive) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await, desk.log_in("executive").await);
        let order = approved(&desk, "CH-15").await;
        let change = asked(&chen, &order.id, more("3000000")).await;
        proposed(&desk, &change, json!({"text": "分批交貨"})).await;
        let pass = json!({"verdict": "pass", "decision": PASS});
        assert!(press(&manager, &change, "review", pass.clone()).await.refused().contains(&"2.2.1c".to_string()));
        assert_eq!(press(&manager, &change, "permits", json!({"text": "我同意"})).await.status, 403, "not the manager's");
        assert_eq!(press(&executive, &change, "permits", json!({"text": " "})).await.refused(), ["2.2.1c"]);
        press(&executive, &change, "permits", json!({"text": "策略客戶，同意"})).await.done();
        let no = press(&manager, &change, "review", pass).await;
        assert!(no.status == 200 || !no.refused().contains(&"2.2.1c".to_string()), "{}", no.text());
        desk.verified().await;
    }

    async fn c3_2_3c_a_change_beyond_the_limit_wants_finances_release(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CH-16").await;
        let change = asked(&chen, &order.id, more("3000000")).await;
        proposed(&desk, &change, json!({"text": "分批交貨"})).await;
        let pass = json!({"verdict": "pass", "decision": PASS});
        assert!(press(&manager, &change, "review", pass.clone()).await.refused().contains(&"3.2.3c".to_string()));
        let finance = desk.log_in("finance").await;
        assert_eq!(press(&finance, &change, "permits", json!({"amount": "99999999", "until": "2026-11-01"})).await.refused(), ["3.2.3c"]);
        press(&finance, &change, "permits", json!({"amount": "99999999", "until": "2026-12-31"})).await.done();
        let no = press(&manager, &change, "review", pass).await;
        assert!(no.status == 200 || !no.refused().contains(&"3.2.3c".to_string()), "{}", no.text());
        desk.verified().await;
    }

    async fn an_error_between_any_two_statements_of_an_effective_change_leaves_nothing(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let arm = |probe: Option<Probe>| desk.app.0.probe.lock().expect("nobody panics while holding it").arm = probe;
        let first = approved(&desk, "CH-13").await;
        let change = asked(&chen, &first.id, more("300")).await;
        agreed(&desk, &change).await;
        press(&chen, &change, "effect", json!({})).await.done();
        let all = desk.app.0.probe.lock().expect("nobody panics while holding it").statements;
        assert!(all > 20, "an effect does more than {all} statements");
        let second = approved(&desk, "CH-14").await;
        let change = asked(&chen, &second.id, more("300")).await;
        agreed(&desk, &change).await;
        let before = dump(&desk).await;
        for at in 1..=all {
            arm(Some(Probe { at, strike: Strike::Error }));
            let failed = press(&chen, &change, "effect", json!({})).await;
            arm(None);
            assert!(failed.status >= 500, "struck at {at} of {all} and answered {}: {}", failed.status, failed.text());
            let changed = difference(&before, &dump(&desk).await);
            assert!(changed.is_empty(), "struck at statement {at} of {all}: {changed:#?}");
        }
        press(&chen, &change, "effect", json!({})).await.done();
        desk.verified().await;
    }

    async fn c4_3_4_departments_read_old_revisions_without_sale_money(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CH-19").await;
        let change = asked(&chen, &order.id, more("300")).await;
        agreed(&desk, &change).await;
        press(&chen, &change, "effect", json!({})).await.done();
        let at = format!("/orders/{}?tab=changes", order.id);
        let page = chen.get(&at).await.page();
        assert!(page.contains("版次 1 → 2") && page.contains("含稅合計"), "{page}");
        let there = desk.log_in(PRODUCTION).await.get(&at).await.page();
        assert!(there.contains("版次 1 → 2") && there.contains("<del>200"), "{there}");
        assert!(!there.contains("含稅合計"), "{there}");
        desk.verified().await;
    }
}
