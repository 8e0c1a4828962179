//! 3.1.3, 4.3.4 over HTTP on both engines: a customer who owes a word on a change or a cancellation is asked again, by the
//! clock and by hand, and stands on the list of those who are waited for.

use serde_json::{Value, json};

use crate::cancellations;
use crate::cast::{MANAGER, SECOND, SPECIALIST};
use crate::changes::{approved, asked, filed, id_of, more, press, reviewed, says, shown, talked};
use crate::client::Client;
use crate::due_times::set;
use crate::heard::{at, by_telephone, duties, looked, mails};

const WORDS: &str = "尚待答覆：";

/// Said on the telephone: another quantity of the first line.
async fn spoken(by: &Client, order: &str, quantity: &str) -> String {
    let note = talked(by, order, "phone").await;
    let mut wish = more(quantity);
    wish["note"] = json!(note);
    wish["reason"] = json!("工地擴建");
    id_of(&by.post_json(&format!("/api/v1/orders/{order}/changes"), &wish).await.done())
}

async fn waits(by: &Client, change: &str) -> Vec<String> {
    let waits = shown(by, change).await["waits"].as_array().cloned().unwrap_or_default();
    waits.iter().filter_map(|one| one["kind"].as_str().map(str::to_string)).collect()
}

async fn listed(by: &Client, what: &str) -> Vec<Value> {
    let list = by.get_json(&format!("/api/v1/confirmations?what={what}")).await.done();
    list["rows"].as_array().cloned().unwrap_or_default()
}

both! {
    async fn c3_1_3_who_does_not_confirm_a_spoken_change_is_reminded_once_every_working_day(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CU-1").await;
        let change = spoken(&chen, &order.id, "300").await;
        assert!(waits(&chen, &change).await.contains(&"confirm_change".to_string()), "it is the customer's turn");
        let page = chen.get(&format!("/changes/{change}")).await.page();
        assert!(page.contains("尚未提醒") && page.contains("下次自動提醒：2026-11-26 10:00"), "{page}");
        // Said on Tuesday at ten: due on Thursday at ten, Taipei's time.
        at(&desk, &chen, "2026-11-26T01:59:00Z").await;
        looked(&desk).await;
        assert!(mails(&desk, WORDS).await.is_empty(), "not before it is due");
        at(&desk, &chen, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        looked(&desk).await;
        let first = mails(&desk, WORDS).await;
        assert!(first.len() == 1 && first[0].contains("{change:"), "{first:?}");
        let no = press(&chen, &change, "reminders", json!({})).await;
        assert_eq!((no.refused(), no.rules()), (vec!["3.1.3".to_string()], vec!["heard.daily".to_string()]));
        assert_eq!(desk.log_in(SECOND).await.get(&format!("/changes/{change}")).await.status, 200);
        let page = chen.get(&format!("/changes/{change}")).await.page();
        assert!(page.contains("已提醒 1 次") && page.contains("下次自動提醒：2026-11-27 10:00"), "{page}");
        // By hand sooner than the clock: the clock leaves out that day, and nobody is reminded on a Sunday.
        at(&desk, &chen, "2026-11-27T01:00:00Z").await;
        press(&chen, &change, "reminders", json!({})).await.done();
        let kept = shown(&chen, &change).await;
        assert_eq!((&kept["reminders"]["times"], &kept["reminders"]["next"]), (&json!(2), &json!("2026-11-30T02:00:00Z")));
        for later in ["2026-11-27T02:00:00Z", "2026-11-29T06:00:00Z"] {
            at(&desk, &chen, later).await;
            looked(&desk).await;
            assert_eq!(mails(&desk, WORDS).await.len(), 2, "{later}");
        }
        at(&desk, &chen, "2026-11-30T02:00:00Z").await;
        looked(&desk).await;
        assert_eq!(mails(&desk, WORDS).await.len(), 3);
        // Confirmed, he is left alone.
        assert_eq!(says(&desk, &change, "signed").await.status, 200);
        assert!(!waits(&chen, &change).await.contains(&"confirm_change".to_string()));
        at(&desk, &chen, "2026-12-03T06:00:00Z").await;
        looked(&desk).await;
        assert_eq!(mails(&desk, WORDS).await.len(), 3);
        let no = press(&chen, &change, "reminders", json!({})).await;
        assert_eq!(no.rules(), ["change.spoken"]);
        assert!(!chen.get(&format!("/changes/{change}")).await.page().contains("下次自動提醒"));
        let story = chen.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        for step in ["請客戶確認口頭變更", "提醒客戶確認口頭變更", "專員提醒客戶確認口頭變更"] {
            assert!(story.contains(step), "{step}: {story}");
        }
        desk.verified().await;
    }

    async fn c3_1_3_a_spoken_change_that_was_corrected_goes_to_the_customer_anew(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CU-2").await;
        let change = spoken(&chen, &order.id, "300").await;
        // What he was asked, without the reminders.
        let told = || async { mails(&desk, "的變更（貴方單號").await.len() - mails(&desk, WORDS).await.len() };
        assert_eq!(told().await, 1);
        let note = talked(&chen, &order.id, "phone").await;
        let place = format!("/api/v1/changes/{change}");
        let corrected = |quantity: &str, reason: &str| {
            let mut wish = more(quantity);
            wish["note"] = json!(note);
            wish["reason"] = json!(reason);
            wish
        };
        at(&desk, &chen, "2026-11-25T02:00:00Z").await;
        chen.post_json(&place, &corrected("300", "工地擴建，第二期")).await.done();
        assert_eq!(told().await, 1, "other words of ours are nothing to him");
        assert_eq!(says(&desk, &change, "signed").await.status, 200);
        chen.post_json(&place, &corrected("350", "工地擴建")).await.done();
        assert_eq!(told().await, 2, "another quantity is");
        assert!(waits(&chen, &change).await.contains(&"confirm_change".to_string()));
        at(&desk, &chen, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        assert!(mails(&desk, WORDS).await.is_empty(), "his two days begin anew");
        at(&desk, &chen, "2026-11-27T02:00:00Z").await;
        looked(&desk).await;
        assert_eq!(mails(&desk, WORDS).await.len(), 1);
        // What came by mail, or on paper, waits for nobody.
        let paper = filed(&chen, &order.id).await;
        press(&chen, &change, "confirmation", json!({"source": paper})).await.done();
        assert!(!waits(&chen, &change).await.contains(&"confirm_change".to_string()));
        let written = talked(&chen, &order.id, "email").await;
        let mut other = corrected("400", "改以郵件提出");
        other["note"] = json!(written);
        chen.post_json(&place, &other).await.done();
        assert_eq!((told().await, waits(&chen, &change).await), (2, vec!["submit_change".to_string()]));
        desk.verified().await;
    }

    async fn c4_3_4_who_does_not_answer_a_proposed_change_is_reminded_as_the_setting_says(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CU-3").await;
        let change = asked(&chen, &order.id, more("300")).await;
        let early = press(&chen, &change, "reminders", json!({})).await;
        assert_eq!(early.refused(), ["3.1.3"], "nothing is waited for yet");
        reviewed(&desk, &change).await;
        at(&desk, &chen, "2026-11-26T01:59:00Z").await;
        looked(&desk).await;
        assert!(mails(&desk, WORDS).await.is_empty(), "not before it is due");
        at(&desk, &chen, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        let first = mails(&desk, WORDS).await;
        assert!(first.len() == 1 && first[0].contains("數量如所要求") && first[0].contains("{change:"), "{first:?}");
        let no = press(&chen, &change, "reminders", json!({})).await;
        assert_eq!((no.refused(), no.rules()), (vec!["4.3.4".to_string()], vec!["change.remind_daily".to_string()]));
        at(&desk, &chen, "2026-11-27T01:00:00Z").await;
        press(&chen, &change, "reminders", json!({})).await.done();
        assert_eq!(mails(&desk, WORDS).await.len(), 2, "by hand, at once");
        let page = chen.get(&format!("/changes/{change}")).await.page();
        assert!(page.contains("已提醒 2 次") && page.contains("下次自動提醒：2026-11-30 10:00"), "{page}");
        // Nobody is reminded of an order on hold.
        let manager = desk.log_in(MANAGER).await;
        let hold = format!("/api/v1/orders/{}/hold", order.id);
        manager.post_json(&hold, &json!({"hold": "on", "ground": "客戶暫緩"})).await.done();
        at(&desk, &chen, "2026-11-30T02:00:00Z").await;
        looked(&desk).await;
        assert_eq!(mails(&desk, WORDS).await.len(), 2);
        let no = press(&chen, &change, "reminders", json!({})).await;
        assert_eq!((no.refused(), no.rules()), (vec!["2.2.1c".to_string()], vec!["heard.held".to_string()]));
        assert!(!chen.get(&format!("/changes/{change}")).await.page().contains("下次自動提醒"));
        manager.log_in(MANAGER).await;
        manager.post_json(&hold, &json!({"hold": "off"})).await.done();
        press(&chen, &change, "reminders", json!({})).await.done();
        assert_eq!(mails(&desk, WORDS).await.len(), 3);
        // He has answered.
        assert_eq!(says(&desk, &change, "agreed").await.status, 200);
        let no = press(&chen, &change, "reminders", json!({})).await;
        assert!(no.rules().contains(&"change.unanswered".to_string()), "{}", no.text());
        at(&desk, &chen, "2026-12-04T02:00:00Z").await;
        looked(&desk).await;
        assert_eq!(mails(&desk, WORDS).await.len(), 3);
        desk.verified().await;
    }

    async fn c4_3_4_every_how_many_days_is_the_same_setting_as_for_a_sheet(desk) {
        set(&desk, "reminder.days", "3").await;
        let chen = desk.log_in(SPECIALIST).await;
        let order = approved(&desk, "CU-4").await;
        let change = spoken(&chen, &order.id, "300").await;
        let note = talked(&chen, &order.id, "phone").await;
        let wish = json!({"note": note, "reason": "工程縮減", "lines": [{"no": "2", "quantity": "10"}]});
        let cancelled = id_of(&chen.post_json(&format!("/api/v1/orders/{}/cancellations", order.id), &wish).await.done());
        at(&desk, &chen, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        let page = chen.get(&format!("/changes/{change}")).await.page();
        assert!(page.contains("下次自動提醒：2026-12-01 10:00"), "{page}");
        let page = chen.get(&format!("/cancellations/{cancelled}")).await.page();
        assert!(page.contains("已提醒 1 次") && page.contains("下次自動提醒：2026-12-01 10:00"), "{page}");
        let sent = || async { mails(&desk, WORDS).await.len() + mails(&desk, "尚待確認：").await.len() };
        let before = sent().await;
        for quiet in ["2026-11-27T02:00:00Z", "2026-11-30T02:00:00Z"] {
            at(&desk, &chen, quiet).await;
            looked(&desk).await;
            assert_eq!(sent().await, before, "{quiet}");
        }
        at(&desk, &chen, "2026-12-01T02:00:00Z").await;
        looked(&desk).await;
        assert_eq!(sent().await, before + 1, "one a day, of whichever it is");
        desk.verified().await;
    }

    async fn c4_3_4_without_a_mail_the_owner_calls_until_the_customer_has_answered(desk) {
        let order = by_telephone(&desk).await;
        let chen = desk.log_in(SPECIALIST).await;
        let (first, second) = (spoken(&chen, &order.id, "300").await, asked(&chen, &order.id, json!({"lines": [{"no": "2", "quantity": "200"}]})).await);
        at(&desk, &chen, "2026-11-26T02:00:00Z").await;
        looked(&desk).await;
        assert_eq!(duties(&chen, "remind_customer").await, 1);
        at(&desk, &chen, "2026-11-27T02:00:00Z").await;
        assert_eq!(press(&chen, &first, "reminders", json!({})).await.rules(), ["heard.call"]);
        let page = chen.get(&format!("/orders/{}?tab=departments", order.id)).await.page();
        assert!(page.contains("我們還沒有收到您的答覆") && !page.contains("{change:"), "the words to say: {page}");
        // His paper comes: nobody need call any more.
        let paper = filed(&chen, &order.id).await;
        press(&chen, &first, "confirmation", json!({"source": paper})).await.done();
        assert_eq!(duties(&chen, "remind_customer").await, 0);
        reviewed(&desk, &second).await;
        at(&desk, &chen, "2026-12-01T02:00:00Z").await;
        looked(&desk).await;
        assert_eq!(duties(&chen, "remind_customer").await, 1);
        at(&desk, &chen, "2026-12-02T02:00:00Z").await;
        let no = press(&chen, &second, "reminders", json!({})).await;
        assert_eq!((no.refused(), no.rules()), (vec!["4.3.4".to_string()], vec!["change.remind_call".to_string()]));
        assert_eq!(says(&desk, &second, "refused").await.status, 200);
        assert_eq!(duties(&chen, "remind_customer").await, 0, "he has said what he wants");
        desk.verified().await;
    }

    async fn c4_3_4_what_waits_for_a_customers_word_on_a_change_stands_on_the_list(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        for (what, words) in [("spoken", "沒有待確認的口頭變更"), ("changes", "沒有待客戶答覆的變更"), ("cancellations", "沒有待確認的口頭取消")] {
            let page = chen.get(&format!("/confirmations?what={what}")).await.page();
            assert!(page.contains("empty-state") && page.contains(words), "{what}: {page}");
        }
        let order = approved(&desk, "CU-5").await;
        let heard = spoken(&chen, &order.id, "300").await;
        let note = talked(&chen, &order.id, "phone").await;
        let wish = json!({"note": note, "reason": "工程縮減", "lines": [{"no": "2", "quantity": "10"}]});
        let cancelled = id_of(&chen.post_json(&format!("/api/v1/orders/{}/cancellations", order.id), &wish).await.done());
        let other = approved(&desk, "CU-6").await;
        let proposed = asked(&chen, &other.id, more("300")).await;
        reviewed(&desk, &proposed).await;
        at(&desk, &chen, "2026-11-26T02:00:00Z").await;
        for (what, about, number, document) in [
            ("spoken", &heard, &order.number, "CR-2026-000001"),
            ("changes", &proposed, &other.number, "CR-2026-000002"),
            ("cancellations", &cancelled, &order.number, "CX-2026-000001"),
        ] {
            let rows = listed(&chen, what).await;
            assert_eq!(rows.len(), 1, "{what}: {rows:?}");
            let row = &rows[0];
            assert_eq!((&row["about"], &row["document"], &row["number"]), (&json!(about), &json!(document), &json!(number)));
            assert_eq!((&row["age"], &row["reminders"]), (&json!("two"), &json!(0)));
            let page = chen.get(&format!("/confirmations?what={what}")).await.page();
            assert!(page.contains(document) && page.contains(number.as_str()) && page.contains("立即提醒"), "{page}");
            let book = chen.get(&format!("/confirmations/export.xlsx?what={what}")).await;
            assert!(book.status == 200 && book.body.starts_with(b"PK"));
            assert!(listed(&desk.log_in(SECOND).await, &format!("{what}&owner=me")).await.is_empty(), "not his");
        }
        assert!(listed(&chen, "").await.is_empty(), "none of them is a sheet");
        // The list's button comes back to the list; of one order the customer hears once a day.
        let back = chen.post(&format!("/cancellations/{cancelled}/reminders"), &[("from", "cancellations")]).await;
        assert_eq!((back.status, back.header("location")), (303, "/confirmations?what=cancellations"));
        let page = chen.get("/confirmations?what=spoken").await.page();
        assert!(page.contains("今天已提醒") || page.contains("aria-disabled"), "{page}");
        assert_eq!(chen.post(&format!("/changes/{heard}/reminders"), &[("from", "spoken")]).await.status, 422);
        let back = chen.post(&format!("/changes/{proposed}/reminders"), &[("from", "changes")]).await;
        assert_eq!(back.header("location"), "/confirmations?what=changes");
        assert_eq!(listed(&chen, "changes").await[0]["reminders"], 1);
        // Answered, confirmed, dropped: nobody is waited for.
        assert_eq!(says(&desk, &proposed, "agreed").await.status, 200);
        assert_eq!(says(&desk, &heard, "signed").await.status, 200);
        cancellations::press(&chen, &cancelled, "dropping", json!({})).await.done();
        for what in ["spoken", "changes", "cancellations"] {
            assert!(listed(&chen, what).await.is_empty(), "{what}");
        }
        desk.verified().await;
    }
}
