//! 4.1.4: what is said about a delay, and what follows from it: the draft of each remedy, the change that an agreement
//! brings, and cases that a change or a cancellation ends.

use platform::calendar::Due;
use serde_json::{Value, json};

use crate::cast::{PRODUCTION, PURCHASING, SPECIALIST};
use crate::changes::{agreed, press, state, up_to_proposal};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{Standing, seen};
use crate::production::{acknowledged, id, pumps, released, report, work};
use crate::{cancellations, changes, purchasing};

/// Twelve pumps whose plan begins too late. (order, address of the case)
async fn late(desk: &Desk, no: &str) -> (Standing, String) {
    let (order, case, _) = late_work(desk, no).await;
    (order, case)
}

/// The same, with the work order.
async fn late_work(desk: &Desk, no: &str) -> (Standing, String, String) {
    let (order, made) = pumps(desk, no, "2026-12-18", "12").await;
    let production = desk.log_in(PRODUCTION).await;
    acknowledged(&production, id(&made)).await;
    planned_from(&production, id(&made), "2026-12-23").await;
    let case = case_of(desk, &order.number).await;
    (order, case, id(&made).to_string())
}

pub async fn planned_from(production: &Client, work: &str, day: &str) {
    production.post_json(&format!("/api/v1/production/{work}/plan"), &json!({"from": day})).await.done();
}

/// Expediting, as a change that names the agreement.
async fn expedited(by: &Client, order: &str, case: &str) -> String {
    let wish = json!({"reason": "依議定趕工", "delay": case, "special": "第 1 項趕工，仍於 2026-12-18 送達。"});
    id(&by.post_json(&format!("/api/v1/orders/{order}/changes"), &wish).await.done()).to_string()
}

/// How many cases the order's line ever had.
async fn cases(by: &Client, order: &str) -> usize {
    by.get_json(&format!("/api/v1/orders/{order}")).await.done()["delays"].as_array().map_or(0, Vec::len)
}

pub async fn case_of(desk: &Desk, number: &str) -> String {
    let open = desk.log_in(SPECIALIST).await.get_json("/api/v1/delays?state=open").await.done()["rows"].clone();
    let own = open.as_array().expect("rows").iter().find(|row| row["number"] == number).cloned();
    id(&own.expect("a case")["delay"]).to_string()
}

async fn settled(by: &Client, case: &str, remedy: &str) {
    let at = format!("/api/v1/delays/{case}");
    by.post_json(&format!("{at}/message"), &json!({"remedy": remedy, "message": "會晚到，這樣可以嗎？"})).await.done();
    let answer = json!({"agrees": "yes", "remedy": remedy, "contact": "林志豪", "answer": "可以"});
    by.post_json(&format!("{at}/answer"), &answer).await.done();
}

pub async fn case_state(by: &Client, case: &str) -> Value {
    by.get_json(&format!("/api/v1/delays/{case}")).await.done()["delay"]["state"].clone()
}

/// What the books say of the days that were promised: (kind, whose agreement).
async fn promises(desk: &Desk, order: &str) -> Vec<(String, String)> {
    const MOVES: &str =
        "SELECT kind, message FROM promise_move WHERE order_id = $1 AND what = 'promise' ORDER BY at, id";
    let id: platform::Id = order.parse().expect("an id");
    let read =
        desk.app.read(move |tx| Ok(tx.list_built("promises", MOVES, &[&id], |row| Ok((row.get(0)?, row.get(1)?)))?));
    read.await.expect("a read")
}

both! {
    async fn c4_1_4_a_cancelled_lines_case_ends_with_it(desk) {
        let (order, case) = late(&desk, "DL-1").await;
        let chen = desk.log_in(SPECIALIST).await;
        assert_eq!(purchasing::duties(&chen, &case).await, ["settle_delay"]);
        let one = cancellations::asked(&chen, &order.id, json!({"all": "yes"})).await;
        assert_eq!(case_state(&chen, &case).await, "open", "not by asking");
        cancellations::decided(&desk, &one).await;
        assert_eq!(case_state(&chen, &case).await, "moot");
        assert!(purchasing::duties(&chen, &case).await.is_empty());
        let list = chen.get("/delays?state=moot").await.page();
        assert!(list.contains(&order.number), "{list}");
        desk.verified().await;
    }

    async fn c4_1_4_a_change_that_makes_the_promise_kept_ends_the_case_and_stands_in_the_ledger(desk) {
        let (order, case) = late(&desk, "DL-2").await;
        let chen = desk.log_in(SPECIALIST).await;
        let wish = json!({"reason": "工地延後", "lines": [{"no": "1", "requested_on": "2027-03-16"}]});
        let change = changes::asked(&chen, &order.id, wish).await;
        agreed(&desk, &change).await;
        assert_eq!(case_state(&chen, &case).await, "open");
        press(&chen, &change, "effect", json!({})).await.done();
        assert_eq!(case_state(&chen, &case).await, "moot");
        assert!(purchasing::duties(&chen, &case).await.is_empty());
        let line = changes::line(&seen(&chen, &order.id).await, 1);
        assert_eq!(line["promised_on"], "2027-03-16");
        let kept = promises(&desk, &order.id).await;
        assert_eq!(kept, [("change".to_string(), "數量如所要求，交期不變。".to_string())]);
        let page = chen.get(&format!("/orders/{}", order.id)).await.page();
        assert!(page.contains("次異動") && page.contains("工地延後") && page.contains("客戶變更"), "{page}");
        let there = desk.log_in(PRODUCTION).await.get(&format!("/orders/{}", order.id)).await.page();
        assert!(there.contains("客戶變更") && !there.contains("數量如所要求"), "not what was said to him");
        desk.verified().await;
    }

    async fn c4_1_4_each_remedy_has_its_draft_before_the_first_word(desk) {
        let (order, case) = late(&desk, "DL-3").await;
        let chen = desk.log_in(SPECIALIST).await;
        for (remedy, words) in [("new_date", "可否改為"), ("partial", "可先送"), ("substitute", "相當的品項"), ("expedite", "正在趕工")] {
            let page = chen.get(&format!("/delays/{case}?remedy={remedy}")).await.page();
            assert!(page.contains(words) && page.contains(&order.number), "{remedy}: {page}");
            for other in ["可否改為", "可先送", "相當的品項", "正在趕工"].iter().filter(|other| **other != words) {
                assert!(!page.contains(other), "{remedy} says {other}");
            }
        }
        let nonsense = chen.get(&format!("/delays/{case}?remedy=none")).await.page();
        assert!(nonsense.contains("可否改為"));
    }

    async fn c4_1_4_a_part_first_is_a_change_that_comes_filled_in(desk) {
        let (order, made) = pumps(&desk, "DL-4", "2026-12-11", "6").await;
        let production = desk.log_in(PRODUCTION).await;
        released(&production, id(&made)).await;
        for step in work(&production, id(&made)).await["steps"].as_array().expect("steps") {
            report(&production, id(&made), step["no"].as_i64().expect("a number"), "2", "0").await.done();
        }
        // Three weeks pass, and no other piece is reported.
        desk.clock.set("2026-12-15T02:00:00Z".parse().expect("an instant"));
        assert!(::desk::fulfilment::production::replan(&desk.app).await.expect("a plan") >= 1);
        let case = case_of(&desk, &order.number).await;
        let chen = desk.log_in(SPECIALIST).await;
        assert!(chen.get(&format!("/delays/{case}?remedy=partial")).await.page().contains("現有 2"));
        settled(&chen, &case, "partial").await;
        let page = chen.get(&format!("/delays/{case}")).await.page();
        let address = format!("/orders/{}/changes/new?delay={case}", order.id);
        assert!(page.contains(&address), "the way on: {page}");
        let form = chen.get(&address).await.page();
        let delay = chen.get_json(&format!("/api/v1/delays/{case}")).await.done()["delay"].clone();
        let forecast = delay["forecast_on"].as_str().expect("a day");
        for field in [&format!(r#"name="delay" value="{case}""#), r#"value="GP-25CC""#, r#"value="2""#, r#"value="4""#, &format!(r#"value="{forecast}""#)] {
            assert!(form.contains(field), "{field}: {form}");
        }
        let wish = json!({"reason": "分批", "lines": [{"no": "1", "quantity": "2"}, {"sku": "GP-25CC", "quantity": "4", "requested_on": "2027-03-16"}]});
        let path = format!("/api/v1/orders/{}/changes", order.id);
        assert_eq!(chen.post_json(&path, &wish).await.rules(), ["change.linked"]);
        let mut from = wish.clone();
        from["delay"] = json!(order.id);
        assert_eq!(chen.post_json(&path, &from).await.rules(), ["change.linked"], "no agreement of this order");
        from["delay"] = json!(case);
        let change = chen.post_json(&path, &from).await.done();
        up_to_proposal(&desk, id(&change)).await;
        assert_eq!(state(&chen, id(&change)).await, "proposal");
        desk.verified().await;
    }

    async fn c4_1_4_an_agreed_remedy_is_its_owners_duty_until_the_change_is_made(desk) {
        let (order, case, work) = late_work(&desk, "DL-10").await;
        let chen = desk.log_in(SPECIALIST).await;
        settled(&chen, &case, "expedite").await;
        assert_eq!(case_state(&chen, &case).await, "owed");
        assert_eq!(purchasing::duties(&chen, &case).await, ["carry_remedy"]);
        let inbox = chen.get("/inbox").await.page();
        assert!(inbox.contains("提出延期議定的變更"), "{inbox}");
        assert!(chen.get("/delays?state=owed").await.page().contains(&order.number));
        // The day moves, though not beyond what he was told of: the case knows, and there is no second one.
        let production = desk.log_in(PRODUCTION).await;
        planned_from(&production, &work, "2026-12-22").await;
        assert_eq!((case_state(&chen, &case).await, cases(&chen, &order.id).await), (json!("owed"), 1));
        let change = expedited(&chen, &order.id, &case).await;
        assert!(purchasing::duties(&chen, &case).await.is_empty(), "it is made");
        let page = chen.get(&format!("/delays/{case}")).await.page();
        assert!(page.contains(&format!("/changes/{change}")) && !page.contains("changes/new?delay="), "{page}");
        let path = format!("/api/v1/orders/{}/changes", order.id);
        let twice = json!({"reason": "再一次", "delay": case, "lines": [{"no": "1", "quantity": "11"}]});
        assert_eq!(chen.post_json(&path, &twice).await.rules()[0], "change.linked", "one change carries it out");
        // Now a later day is that change's to tell.
        planned_from(&production, &work, "2026-12-28").await;
        assert_eq!((case_state(&chen, &case).await, cases(&chen, &order.id).await), (json!("owed"), 1));
        desk.verified().await;
    }

    async fn c4_1_4_a_change_that_comes_to_nothing_is_owed_again_and_an_effective_one_settles_the_case(desk) {
        let (order, case) = late(&desk, "DL-11").await;
        let chen = desk.log_in(SPECIALIST).await;
        settled(&chen, &case, "expedite").await;
        let first = expedited(&chen, &order.id, &case).await;
        press(&chen, &first, "withdrawal", json!({"text": "寫錯了"})).await.done();
        assert_eq!(purchasing::duties(&chen, &case).await, ["carry_remedy"], "owed as before");
        let second = expedited(&chen, &order.id, &case).await;
        agreed(&desk, &second).await;
        assert_eq!(case_state(&chen, &case).await, "owed", "until it takes effect");
        press(&chen, &second, "effect", json!({})).await.done();
        assert_eq!(case_state(&chen, &case).await, "agreed");
        assert!(purchasing::duties(&chen, &case).await.is_empty());
        assert_eq!(cases(&chen, &order.id).await, 1);
        desk.verified().await;
    }

    async fn c4_1_4_later_than_what_was_agreed_is_told_again_and_a_cancelled_line_owes_nothing(desk) {
        let (order, case, work) = late_work(&desk, "DL-12").await;
        let chen = desk.log_in(SPECIALIST).await;
        settled(&chen, &case, "expedite").await;
        planned_from(&desk.log_in(PRODUCTION).await, &work, "2026-12-29").await;
        assert_eq!(case_state(&chen, &case).await, "open");
        assert_eq!(purchasing::duties(&chen, &case).await, ["settle_delay"]);
        settled(&chen, &case, "substitute").await;
        assert_eq!(purchasing::duties(&chen, &case).await, ["carry_remedy"]);
        let one = cancellations::asked(&chen, &order.id, json!({"all": "yes"})).await;
        cancellations::decided(&desk, &one).await;
        assert_eq!((case_state(&chen, &case).await, cases(&chen, &order.id).await), (json!("moot"), 1));
        assert!(purchasing::duties(&chen, &case).await.is_empty());
        desk.verified().await;
    }

    async fn c4_1_4_expediting_is_a_change_with_a_note_and_no_wish_of_the_customers(desk) {
        let (order, case) = late(&desk, "DL-5").await;
        let chen = desk.log_in(SPECIALIST).await;
        settled(&chen, &case, "expedite").await;
        let form = chen.get(&format!("/orders/{}/changes/new?delay={case}", order.id)).await.page();
        assert!(form.contains("第 1 項趕工"), "{form}");
        let wish = json!({"reason": "依議定趕工", "delay": case, "special": "第 1 項趕工，仍於 2026-12-18 送達。"});
        let change = chen.post_json(&format!("/api/v1/orders/{}/changes", order.id), &wish).await.done();
        up_to_proposal(&desk, id(&change)).await;
        let asked = changes::shown(&chen, id(&change)).await["assessments"].clone();
        assert!(asked.to_string().contains("quality"), "what goods must be like is quality's, too: {asked}");
        desk.verified().await;
    }

    async fn c4_1_4_a_substitute_is_a_change_with_an_empty_row(desk) {
        let (order, case) = late(&desk, "DL-6").await;
        let chen = desk.log_in(SPECIALIST).await;
        settled(&chen, &case, "substitute").await;
        let form = chen.get(&format!("/orders/{}/changes/new?delay={case}", order.id)).await.page();
        assert!(form.contains(r#"value="12""#) && form.contains("換別的品項"), "{form}");
        // A day that was agreed on is promised already: nothing changes the order.
        let (second, later) = late(&desk, "DL-7").await;
        let at = format!("/api/v1/delays/{later}");
        chen.post_json(&format!("{at}/message"), &json!({"remedy": "new_date", "message": "改 2027-01-15 可以嗎？"})).await.done();
        let answer = json!({"agrees": "yes", "remedy": "new_date", "day": "2027-01-15", "contact": "林志豪", "answer": "可以"});
        chen.post_json(&format!("{at}/answer"), &answer).await.done();
        let wish = json!({"reason": "改期", "delay": later, "lines": [{"no": "1", "quantity": "13"}]});
        let no = chen.post_json(&format!("/api/v1/orders/{}/changes", second.id), &wish).await;
        assert_eq!(no.rules(), ["change.linked"]);
        assert_eq!(promises(&desk, &second.id).await, [("agreed".to_string(), "改 2027-01-15 可以嗎？".to_string())]);
    }

    async fn c4_2_2_suppliers_are_asked_within_a_day_of_the_acknowledgement(desk) {
        let buyer = desk.log_in(PURCHASING).await;
        let order = purchasing::ordered(&desk, "DL-8", &[("BV-DN20-304", "10")]).await;
        purchasing::acknowledged(&buyer, &order.id).await;
        let due = |rows: Value, kind: &str| {
            let row = rows["rows"].as_array().and_then(|rows| rows.iter().find(|row| row["kind"] == kind).cloned());
            row.map_or(Value::Null, |row| row["due_at"].clone())
        };
        let first = due(buyer.get_json("/api/v1/inbox").await.done(), "quote_request");
        assert!(!first.is_null());
        desk.clock.advance(std::time::Duration::from_secs(3 * 3600)).expect("time passes");
        purchasing::opened(&buyer).await;
        assert_eq!(due(buyer.get_json("/api/v1/inbox").await.done(), "send_rfq"), first, "not a day more");
    }

    async fn c4_3_4_the_proposal_begins_with_the_sum_of_what_the_departments_said(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = cancellations::mixed(&desk, "DL-9").await;
        let wish = json!({"lines": [{"no": "1", "quantity": "300"}, {"no": "2", "quantity": "3"}]});
        let change = changes::asked(&chen, &order.id, wish).await;
        up_to_proposal(&desk, &change).await;
        let shown = changes::shown(&chen, &change).await;
        let n = shown["assessments"].as_array().map_or(0, Vec::len);
        assert!(n >= 2, "{shown}");
        assert_eq!((&shown["merged"]["days"], &shown["merged"]["cost"]), (&json!(n), &json!(12_000 * n)));
        let page = chen.get(&format!("/changes/{change}")).await.page();
        assert!(page.contains("加開一班") && page.contains(&format!("{n} 個工作天")), "{page}");
        let there = changes::shown(&desk.log_in(PRODUCTION).await, &change).await;
        assert!(there["merged"].is_null(), "no sums for those who make");
    }
}

/// The due times of chapter 4, as the house promised them to itself.
#[test]
fn c4_duties_are_due_as_the_house_says() {
    let said = [
        ("acknowledge", Due::Hours(4)),
        ("plan_work", Due::Days(1)),
        ("quote_request", Due::Days(1)),
        ("send_rfq", Due::Days(1)),
        ("settle_delay", Due::Hours(4)),
        ("carry_remedy", Due::Hours(4)),
        ("decide_change", Due::Hours(4)),
        ("assess_change", Due::Days(1)),
        ("decide_cancellation", Due::Hours(4)),
        ("acknowledge_stop", Due::Hours(2)),
    ];
    for (kind, due) in said {
        let known = ::desk::order::duty::kind_of(kind).unwrap_or_else(|| panic!("no duty {kind}"));
        let (time, _) = ::desk::people::setting::find(&format!("due.{kind}")).expect("its time");
        assert_eq!(time.default.parse(), Ok(due), "{kind}");
        assert!(known.clause.starts_with("4.") || known.clause == "3.2.5", "{kind} {}", known.clause);
    }
}
