//! Due times over HTTP on both engines (1.3.2): counted by the owner department's own hours, and as long as the settings
//! say.

use serde_json::{Value, json};

use crate::cast::{ADMIN, MANAGER, PRODUCTION, SPECIALIST, WAREHOUSE};
use crate::changes::{asked, more, press, shown};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{approve, recorded, submit, submitted, written};
use crate::stories::link::sent;

const EXECUTIVE: &str = "executive";

fn at(text: &str) -> platform::day::Instant {
    text.parse().expect("an instant")
}

/// A department that is there on Tuesdays and Thursdays only, from half past eight to half past five.
async fn works_twice_a_week(desk: &Desk, department: &str) {
    let hours =
        [("department", department), ("hours", "08:30-12:00, 13:00-17:30"), ("weekdays[]", "2"), ("weekdays[]", "4")];
    assert_eq!(desk.log_in(ADMIN).await.post("/calendar/hours", &hours).await.status, 303);
}

async fn due_of(who: &Client, kind: &str) -> String {
    let inbox = who.get_json("/api/v1/inbox").await.done();
    let rows = inbox["rows"].as_array().cloned().unwrap_or_default();
    let found = rows.into_iter().find(|row| row["kind"] == kind).unwrap_or_else(|| panic!("no {kind} in {inbox}"));
    found["due_at"].as_str().expect("an instant").to_string()
}

pub async fn set(desk: &Desk, name: &str, value: &str) {
    let path = format!("/api/v1/settings/{name}");
    let asks = json!({"value": value, "ground": "旺季人手調整"});
    let asked = desk.log_in(MANAGER).await.post_json(&path, &asks).await.done();
    let answer = format!("{path}/changes/{}", asked["id"].as_str().expect("an id"));
    let yes = json!({"answer": "accepted", "text": ""});
    desk.log_in(EXECUTIVE).await.post_json(&answer, &yes).await.done();
}

async fn value_of(who: &Client, name: &str) -> Value {
    let all = who.get_json("/api/v1/settings").await.done();
    let rows = all["settings"].as_array().cloned().unwrap_or_default();
    rows.into_iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("{name} in {all}"))["value"].clone()
}

both! {
    async fn c2_2_2d_a_problem_falls_due_by_its_departments_own_hours_on_its_page_as_in_the_queue(desk) {
        works_twice_a_week(&desk, "production").await;
        let (chen, there) = (desk.log_in(SPECIALIST).await, desk.log_in(PRODUCTION).await);
        let report = json!({"title": "水壓機故障", "story": "停機", "department": "production", "severity": "serious"});
        let id = chen.post_json("/api/v1/problems", &report).await.done()["id"].as_str().expect("an id").to_string();
        // Tuesday at ten and one of its days: Thursday. The company's would be Wednesday.
        let page = format!("/api/v1/problems/{id}");
        assert_eq!(there.get_json(&page).await.done()["due_at"], "2026-11-26T02:00:00Z");
        assert_eq!(due_of(&there, "solve_problem").await, "2026-11-26T02:00:00Z");
        there.post_json(&format!("{page}/resolution"), &json!({"cause": "閥門", "resolution": "換新"})).await.done();
        desk.clock.set(at("2026-11-24T03:00:00Z"));
        chen.post_json(&format!("{page}/reopening"), &json!({"ground": "仍漏水"})).await.done();
        assert_eq!(there.get_json(&page).await.done()["due_at"], "2026-11-26T03:00:00Z");
        assert_eq!(due_of(&there, "solve_problem").await, "2026-11-26T03:00:00Z");
        // Another department keeps the company's.
        let mut other = report.clone();
        other["department"] = json!("purchasing");
        let id = chen.post_json("/api/v1/problems", &other).await.done()["id"].as_str().expect("an id").to_string();
        let due = chen.get_json(&format!("/api/v1/problems/{id}")).await.done()["due_at"].clone();
        assert_eq!(due, "2026-11-25T03:00:00Z");
        desk.verified().await;
    }

    async fn c4_3_3_an_assessment_falls_due_by_its_departments_own_hours_on_the_page_as_in_the_queue(desk) {
        works_twice_a_week(&desk, "warehouse").await;
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = submitted(&desk, "DT-1").await;
        approve(&manager, &order.id).await.done();
        let change = asked(&chen, &order.id, more("300")).await;
        press(&chen, &change, "submission", json!({})).await.done();
        press(&manager, &change, "decision", json!({"verdict": "approve"})).await.done();
        let there = desk.log_in(WAREHOUSE).await;
        let on_page = |seen: &Value| {
            let rows = seen["assessments"].as_array().cloned().unwrap_or_default();
            let row = rows.into_iter().find(|row| row["department"] == "warehouse");
            row.unwrap_or_else(|| panic!("the warehouse in {seen}"))["due_at"].clone()
        };
        let due = due_of(&there, "assess_change").await;
        assert_eq!(due, "2026-11-26T02:00:00Z");
        assert_eq!(on_page(&shown(&chen, &change).await), json!(due));
        // Its hours are the company's again: both are counted anew.
        let usual = [("department", "warehouse"), ("hours", "")];
        assert_eq!(desk.log_in(ADMIN).await.post("/calendar/hours", &usual).await.status, 303);
        assert!(::desk::order::recount(&desk.app).await.expect("a count") > 0);
        let due = due_of(&there, "assess_change").await;
        assert_eq!(due, "2026-11-25T02:00:00Z");
        assert_eq!(on_page(&shown(&chen, &change).await), json!(due));
        desk.verified().await;
    }

    async fn c1_3_2_a_late_duty_gets_its_whole_time_again_in_its_departments_own_hours(desk) {
        works_twice_a_week(&desk, "warehouse").await;
        let manager = desk.log_in(MANAGER).await;
        let order = submitted(&desk, "DT-2").await;
        approve(&manager, &order.id).await.done();
        let there = desk.log_in(WAREHOUSE).await;
        assert_eq!(due_of(&there, "acknowledge").await, "2026-11-24T07:00:00Z");
        for later in ["2026-11-24T07:00:00Z", "2026-11-26T08:00:00Z"] {
            desk.clock.set(at(later));
            assert!(::desk::order::look_at_late(&desk.app).await.expect("a look") > 0, "{later}");
        }
        manager.log_in(MANAGER).await;
        let inbox = manager.get_json("/api/v1/inbox").await.done();
        let rows = inbox["rows"].as_array().cloned().unwrap_or_default();
        let late: Vec<&str> = rows.iter().filter(|r| r["kind"] == "decide_late").filter_map(|r| r["detail"].as_str()).collect();
        assert!(!late.is_empty(), "{inbox}");
        for id in late {
            manager.post_json(&format!("/api/v1/duties/{id}/decision"), &json!({"ground": "盤點中"})).await.done();
        }
        there.log_in(WAREHOUSE).await;
        // Thursday at four: an hour and a half, and the rest on Tuesday. The company's would be Friday.
        assert_eq!(due_of(&there, "acknowledge").await, "2026-12-01T03:00:00Z");
        desk.verified().await;
    }

    async fn c1_3_2_a_due_time_is_changed_by_two_and_counts_for_what_begins_later(desk) {
        let (manager, executive, chen) =
            (desk.log_in(MANAGER).await, desk.log_in(EXECUTIVE).await, desk.log_in(SPECIALIST).await);
        submitted(&desk, "DT-3").await;
        assert_eq!(due_of(&manager, "final_review").await, "2026-11-25T02:00:00Z");
        let path = "/api/v1/settings/due.final_review";
        assert_eq!(value_of(&chen, "due.final_review").await, "1d");
        // Who may not, and what may not be.
        let two_hours = json!({"value": "2 小時", "ground": "旺季"});
        assert_eq!(chen.post_json(path, &two_hours).await.status, 403);
        assert_eq!(desk.log_in("finance").await.post_json(path, &two_hours).await.status, 403);
        for wrong in ["", "soon", "0h", "300h", "90d", "2"] {
            let no = manager.post_json(path, &json!({"value": wrong, "ground": "旺季"})).await;
            assert_eq!((no.status, &no.json()["fields"][0]["field"]), (400, &json!("value")), "{wrong}");
        }
        assert_eq!(manager.post_json(path, &json!({"value": "2h", "ground": " "})).await.refused(), ["1.3.4"]);
        assert_eq!(manager.post_json("/api/v1/settings/due.nothing", &two_hours).await.status, 404);
        assert_eq!(manager.get_json("/api/v1/settings/due.final_review/trial?value=2h").await.status, 404);
        let proposed = manager.post_json(path, &two_hours).await.done();
        let answer = format!("{path}/changes/{}", proposed["id"].as_str().expect("an id"));
        assert_eq!(manager.post_json(&answer, &json!({"answer": "accepted"})).await.status, 403);
        assert_eq!(value_of(&chen, "due.final_review").await, "1d", "not before the executive has said yes");
        executive.post_json(&answer, &json!({"answer": "accepted", "text": ""})).await.done();
        assert_eq!(value_of(&chen, "due.final_review").await, "2h");
        // What runs keeps its time; what begins is given the new one.
        assert_eq!(due_of(&manager, "final_review").await, "2026-11-25T02:00:00Z");
        desk.clock.set(at("2026-11-24T02:30:00Z"));
        let later = recorded(&chen, &written("DT-4")).await;
        submit(&chen, &later.id).await.done();
        let inbox = manager.get_json("/api/v1/inbox").await.done();
        let rows = inbox["rows"].as_array().cloned().unwrap_or_default();
        let mut dues: Vec<&str> = rows.iter().filter(|r| r["kind"] == "final_review").filter_map(|r| r["due_at"].as_str()).collect();
        dues.sort_unstable();
        // Half past ten: an hour and a half until noon, and half an hour after one.
        assert_eq!(dues, ["2026-11-24T05:30:00Z", "2026-11-25T02:00:00Z"], "{inbox}");
        // The past tells who and why; the map tells how long; no order's decision is troubled with it.
        let page = manager.get("/settings/due.final_review").await.page();
        assert!(page.contains("旺季") && page.contains("2 個上班小時") && page.contains("1.3.2"), "{page}");
        assert!(manager.get("/process").await.page().contains("（2 個上班小時）"));
        assert!(manager.get("/settings").await.page().contains("href=\"/settings/due.put_away\""));
        let cockpit = manager.get(&format!("/review/{}", later.id)).await.page();
        assert!(!cockpit.contains("旺季"), "{cockpit}");
        desk.verified().await;
    }

    async fn c2_2_2d_how_long_a_problem_may_take_by_its_severity_is_a_setting(desk) {
        set(&desk, "due.solve_problem.serious", "3h").await;
        let chen = desk.log_in(SPECIALIST).await;
        assert!(chen.get("/problems/new").await.page().contains("3 個上班小時"));
        let report = json!({"title": "缺料", "story": "", "department": "production", "severity": "serious"});
        let id = chen.post_json("/api/v1/problems", &report).await.done()["id"].as_str().expect("an id").to_string();
        let due = chen.get_json(&format!("/api/v1/problems/{id}")).await.done()["due_at"].clone();
        // From ten: two hours until noon, one after one.
        assert_eq!(due, "2026-11-24T06:00:00Z");
        desk.verified().await;
    }

    async fn c3_1_3_how_often_a_customer_is_reminded_and_how_long_his_link_lives_are_settings(desk) {
        set(&desk, "reminder.days", "3").await;
        set(&desk, "link.days", "5").await;
        let manager = desk.log_in(MANAGER).await;
        for (name, wrong) in [("reminder.days", "0"), ("reminder.days", "31"), ("link.days", "366"), ("link.days", "x")] {
            let no = manager.post_json(&format!("/api/v1/settings/{name}"), &json!({"value": wrong, "ground": "試"})).await;
            assert_eq!(no.status, 400, "{name} {wrong}");
        }
        let chen = desk.log_in(SPECIALIST).await;
        let (_, link) = sent(&desk, &chen).await;
        let looked = || async { ::desk::intake::remind_customers(&desk.app).await.expect("a look") };
        // Due on Thursday at ten; then every third working day.
        desk.clock.set(at("2026-11-26T02:00:00Z"));
        assert_eq!(looked().await, 1);
        for quiet in ["2026-11-27T02:00:00Z", "2026-11-30T02:00:00Z"] {
            desk.clock.set(at(quiet));
            assert_eq!(looked().await, 0, "{quiet}");
            if quiet < "2026-11-29" {
                assert!(desk.stranger().get(&link).await.page().contains("/signature"), "not five days yet");
            }
        }
        desk.clock.set(at("2026-12-01T02:00:00Z"));
        assert_eq!(looked().await, 1);
        let over = desk.stranger().post(&format!("{link}/signature"), &[("name", "陳怡君")]).await;
        assert_eq!(over.status, 422, "five days are over: {}", over.text());
        desk.verified().await;
    }

    async fn c1_3_2_due_times_stand_by_chapter_are_found_by_a_word_and_say_that_they_were_changed(desk) {
        let manager = desk.log_in(MANAGER).await;
        set(&desk, "due.put_away", "2h").await;
        let all = manager.get_json("/api/v1/settings").await.done();
        let rows = all["settings"].as_array().cloned().unwrap_or_default();
        let row = |name: &str| rows.iter().find(|row| row["name"] == name).cloned().unwrap_or_default();
        let changed = row("due.put_away");
        assert_eq!((&changed["value"], &changed["default"], &changed["changed"]), (&json!("2h"), &json!("4h"), &json!(true)));
        assert_eq!((&changed["chapter"], &row("due.plan_work")["changed"]), (&json!("4.1"), &json!(false)));
        let page = manager.get("/settings").await.page();
        assert!(page.contains("4.1 生產") && page.contains("已變更（預設：4 個上班小時）"), "{page}");
        // The chapter with a changed one stands open, the others are folded; every way on the page leads somewhere.
        let folds: Vec<&str> = page.split("<details class=\"setting-group\"").skip(1).collect();
        let fold = |title: &str| {
            let part = folds.iter().find(|part| part.contains(title));
            part.and_then(|part| part.split('>').next()).unwrap_or_else(|| panic!("no {title}: {page}"))
        };
        assert!(fold("4.1 生產").contains("open") && !fold("4.2 採購").contains("open"));
        let ways: Vec<&str> =
            page.split("href=\"#times-").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(ways.len(), folds.len(), "{ways:?}");
        assert!(ways.iter().all(|to| page.contains(&format!("id=\"times-{to}\""))), "{ways:?}");
        let names = |seen: &Value| seen["settings"].as_array().into_iter().flatten().filter_map(|row| row["name"].as_str().map(str::to_string)).collect::<Vec<_>>();
        let found = manager.get_json("/api/v1/settings?q=PUT_AWAY").await.done();
        assert_eq!(names(&found), ["due.put_away"]);
        let chapter = manager.get_json("/api/v1/settings?q=4.4").await.done();
        assert!(!names(&chapter).is_empty() && names(&chapter).iter().all(|name| row(name)["chapter"] == "4.4"), "{chapter}");
        let none = manager.get("/settings?q=%E6%B2%92%E6%9C%89%E9%80%99%E5%80%8B").await.page();
        assert!(none.contains("沒有這個名稱的設定") && none.contains("value=\"沒有這個\""), "{none}");
        // The last word of the search leads back to the whole.
        assert!(none.contains("href=\"/settings\""));
        desk.verified().await;
    }

    async fn c1_3_2_a_new_time_for_a_duty_whose_clock_stands_still_begins_when_it_goes_on(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = crate::changes::approved(&desk, "DT-H1").await;
        let there = desk.log_in(WAREHOUSE).await;
        let hold = format!("/api/v1/orders/{}/hold", order.id);
        manager.post_json(&hold, &json!({"hold": "on", "ground": "客戶暫緩"})).await.done();
        let id: platform::Id = order.id.parse().expect("an id");
        let open = desk.app.read(move |tx| ::desk::order::duty::of(tx, id)).await.expect("its duties");
        let duty = open.iter().find(|duty| duty.kind == "acknowledge").expect("the warehouse's").id;
        let decision = format!("/api/v1/duties/{duty}/decision");
        // Tuesday at ten: four hours of the day's working time would end on the same day.
        manager.post_json(&decision, &json!({"due": "2026-11-24T12:00", "ground": "改期"})).await.done();
        desk.clock.set(at("2026-11-26T02:00:00Z"));
        ::desk::order::look_at_late(&desk.app).await.expect("a look");
        there.log_in(WAREHOUSE).await;
        assert!(due_of(&there, "acknowledge").await.as_str() > "2100", "nothing is late while it stands still");
        manager.log_in(MANAGER).await;
        manager.post_json(&hold, &json!({"hold": "off", "ground": "恢復"})).await.done();
        // Two working hours were given; they begin on Thursday at ten.
        assert_eq!(due_of(&there, "acknowledge").await, "2026-11-26T04:00:00Z");
        chen.log_in(SPECIALIST).await;
        desk.verified().await;
    }
}
