//! 4.3: what stops a change: a hold, limits, consents, somebody faster, a lost connection.

use ::desk::order::NoteKind;
use platform::db::{Probe, Strike};
use serde_json::{Value, json};

use crate::cast::{MANAGER, PRODUCTION, SPECIALIST};
use crate::changes::*;
use crate::dump::{difference, dump};
use crate::orders::seen;

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
        assert_eq!(says(&desk, &change, "agreed").await.status, 200);
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
    async fn c4_3_1_a_refused_form_shows_what_was_typed_in_every_field_of_its_lines(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CH-20").await;
        let path = format!("/orders/{}/changes", order.id);
        let typed = [("reason", "工地擴建"), ("place", "高雄港第七號碼頭"), ("payment_term", ""),
            ("lines[0][no]", "1"), ("lines[0][quantity]", "好多"), ("lines[0][price]", "12.34"), ("lines[0][requested_on]", "2027-04-20"), ("lines[0][place]", "工地後門"),
            ("lines[1][no]", "2"), ("lines[1][quantity]", ""), ("lines[1][remove]", "yes"),
            ("lines[2][sku]", "沒有這種"), ("lines[2][quantity]", "7"), ("lines[2][place]", "舊倉")];
        let answer = chen.post(&path, &typed).await;
        assert_eq!(answer.status, 400);
        let page = answer.text();
        for kept in ["工地擴建", "高雄港第七號碼頭", "value=\"好多\"", "value=\"12.34\"", "value=\"2027-04-20\"", "value=\"工地後門\"", "value=\"沒有這種\"", "value=\"7\"", "value=\"舊倉\""] {
            assert!(page.contains(kept), "{kept}: {page}");
        }
        assert!(!page.contains("value=\"100\""), "an emptied field stays empty");
        assert!(page.contains("checked"), "the tick stays");
        // The form of a change that is there already gives back the same.
        let change = asked(&chen, &order.id, more("300")).await;
        let again = [("reason", ""), ("lines[0][no]", "1"), ("lines[0][quantity]", "350"), ("lines[0][place]", "工地前門")];
        let page = chen.post(&format!("/changes/{change}"), &again).await.text();
        assert!(page.contains("value=\"350\"") && page.contains("value=\"工地前門\"") && !page.contains("value=\"300\""), "{page}");
        let words = [("reason", "停建"), ("lines[0][no]", "2"), ("lines[0][quantity]", "一半")];
        let page = chen.post(&format!("/orders/{}/cancellations", order.id), &words).await.text();
        assert!(page.contains("value=\"一半\"") && page.contains("停建"), "{page}");
        desk.verified().await;
    }
    async fn c4_3_1_a_line_of_no_price_list_is_added_when_those_concerned_can_make_it(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "CH-21").await;
        let line = |price: &str, unit: &str| json!({"lines": [{"name": "特製泵座", "spec": "Φ120", "quantity": "2", "unit": unit, "price": price, "requested_on": "2027-04-20"}]});
        let note = talked(&chen, &order.id, "email").await;
        for half in [line("", "件"), line("500", "")] {
            assert_eq!(ask(&chen, &order.id, half, &note).await.status, 400, "nobody else knows its unit and its price");
        }
        let change = id_of(&ask(&chen, &order.id, line("500", "件"), &note).await.done());
        let questions = |inbox: Value| inbox["rows"].as_array().into_iter().flatten().filter(|row| row["kind"] == "answer_question").count();
        let there = desk.log_in(PRODUCTION).await;
        assert_eq!(questions(there.get_json("/api/v1/inbox").await.done()), 0, "nobody is asked before the manager has looked at it");
        press(&chen, &change, "submission", json!({})).await.done();
        press(&manager, &change, "decision", json!({"verdict": "approve"})).await.done();
        assert_eq!(questions(there.get_json("/api/v1/inbox").await.done()), 1);
        let impact = shown(&chen, &change).await["impact"].clone();
        let departments = impact["departments"].as_array().cloned().unwrap_or_default();
        assert!(departments.contains(&json!("production")) && departments.contains(&json!("quality")), "{impact}");
        assert_eq!((&impact["lines"][0]["sku"], &impact["lines"][0]["no"]), (&json!("特製泵座"), &json!(3)));
        assessed(&desk, &change).await;
        press(&chen, &change, "proposal", json!({"text": "可另製兩件。"})).await.done();
        let pass = json!({"verdict": "pass", "decision": PASS});
        let no = press(&manager, &change, "review", pass.clone()).await;
        assert!(no.rules().contains(&"accurate.feasible".to_string()), "{}", no.text());
        // Each department says for itself whether it can be made, and from when.
        let notes = desk.app.read({ let id = order.id.parse().expect("an id"); move |tx| ::desk::order::notes(tx, id) }).await.expect("its notes");
        let asked: Vec<_> = notes.iter().filter(|note| note.kind == NoteKind::Question).collect();
        assert!(asked.len() == 2 && asked.iter().all(|note| note.text.contains("Φ120")), "{asked:?}");
        let place = format!("/api/v1/orders/{}/notes", order.id);
        for question in &asked {
            let by = desk.log_in(&question.medium).await;
            let yes = json!({"kind": "answer", "medium": question.medium, "text": "可", "answers": question.id, "verdict": "yes", "day": "2027-04-10"});
            by.post_json(&place, &yes).await.done();
        }
        assert_eq!(questions(there.get_json("/api/v1/inbox").await.done()), 0);
        // The price stands in no list: the manager's authority has its say, as in the order's own review.
        let answer = press(&manager, &change, "review", pass).await;
        if answer.status != 200 {
            assert!(!answer.rules().contains(&"accurate.feasible".to_string()), "{}", answer.text());
            let reasons = answer.json()["reasons"].as_array().cloned().unwrap_or_default();
            let ground = |reason: &Value| json!({"rule": reason["rule"], "line": reason["line"], "facts": reason["facts"], "code": "customer_agreed", "text": "客戶已書面同意"});
            let grounds: Vec<Value> = reasons.iter().map(ground).collect();
            let again = json!({"verdict": "pass", "decision": PASS, "grounds": grounds});
            press(&manager, &change, "review", again).await.done();
        }
        assert_eq!(says(&desk, &change, "agreed").await.status, 200);
        press(&chen, &change, "effect", json!({})).await.done();
        let now = seen(&chen, &order.id).await;
        let new = &now["lines"][2];
        assert_eq!((&new["name"], &new["quantity"], &new["no"]), (&json!("特製泵座"), &json!("2"), &json!(3)), "{new}");
        let given = there.get_json("/api/v1/departments?department=production").await.done();
        assert!(given["rows"].as_array().is_some_and(|rows| rows.iter().any(|row| row["order"] == order.id.as_str())), "{given}");
        desk.verified().await;
    }

    async fn c4_3_1_nobody_answers_for_a_line_that_does_not_come(desk) {
        let (chen, manager, there) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await, desk.log_in(PRODUCTION).await);
        let order = approved(&desk, "CH-22").await;
        let wish = json!({"lines": [{"name": "特製泵座", "quantity": "2", "unit": "件", "price": "500"}]});
        let change = asked(&chen, &order.id, wish).await;
        press(&chen, &change, "submission", json!({})).await.done();
        press(&manager, &change, "decision", json!({"verdict": "approve"})).await.done();
        let open = || async {
            let inbox = there.get_json("/api/v1/inbox").await.done();
            inbox["rows"].as_array().into_iter().flatten().filter(|row| row["kind"] == "answer_question").count()
        };
        assert_eq!(open().await, 1);
        press(&chen, &change, "withdrawal", json!({"text": "客戶不要了"})).await.done();
        assert_eq!(open().await, 0);
        assert_eq!(seen(&chen, &order.id).await["lines"].as_array().map(Vec::len), Some(2));
        desk.verified().await;
    }
}
