//! The manager's office over HTTP (1.3.3, 2.2.1b, 2.2.2d).

use serde_json::{Value, json};

use crate::cast::{MANAGER, PRODUCTION, SECOND, SPECIALIST};
use crate::desk::Desk;
use crate::orders::{recorded, written};

async fn id_of(desk: &Desk, login: &'static str) -> String {
    desk.app.read(move |tx| ::desk::people::by_login(tx, login)).await.expect("somebody of the cast").id.to_string()
}

fn reported() -> Value {
    json!({
        "title": "水壓機故障", "story": "週三起停機，待料件。", "department": "production", "severity": "serious",
    })
}

fn rows(answer: &Value) -> Vec<String> {
    let rows = answer["rows"].as_array().cloned().unwrap_or_default();
    rows.iter().filter_map(|row| row["title"].as_str().or(row["subject"].as_str()).map(str::to_string)).collect()
}

both! {
    async fn c2_2_2d_a_reported_problem_is_somebodys_duty_until_cause_and_solution_are_written(desk) {
        let (chen, there) = (desk.log_in(SPECIALIST).await, desk.log_in(PRODUCTION).await);
        let id = chen.post_json("/api/v1/problems", &reported()).await.done()["id"].as_str().expect("an id").to_string();
        let inbox = there.get_json("/api/v1/inbox").await.done();
        let mine = |row: &Value| row["kind"] == "solve_problem" && row["clause"] == "2.2.2d";
        assert!(inbox["rows"].as_array().is_some_and(|rows| rows.iter().any(mine)), "{inbox}");

        let solving = format!("/api/v1/problems/{id}/resolution");
        let no = there.post_json(&solving, &json!({"cause": "閥門", "resolution": " "})).await;
        assert_eq!(no.refused(), ["2.2.2d"]);
        let stranger = desk.log_in("purchasing").await;
        assert_eq!(stranger.post_json(&solving, &json!({"cause": "a", "resolution": "b"})).await.status, 403);
        there.post_json(&solving, &json!({"cause": "閥門磨損", "resolution": "換新閥門"})).await.done();
        let inbox = there.get_json("/api/v1/inbox").await.done();
        assert!(!inbox["rows"].as_array().is_some_and(|rows| rows.iter().any(mine)), "{inbox}");
        // Who reported it is told.
        let memos = chen.get_json("/api/v1/memos").await.done();
        assert_eq!(memos["rows"][0]["kind"], "problem_solved");

        // It was not solved after all: again a duty, and the page says how often.
        let again = format!("/api/v1/problems/{id}/reopening");
        assert_eq!(chen.post_json(&again, &json!({"ground": ""})).await.refused(), ["2.2.2d"]);
        chen.post_json(&again, &json!({"ground": "仍漏水"})).await.done();
        let seen = chen.get_json(&format!("/api/v1/problems/{id}")).await.done();
        assert_eq!((&seen["state"], &seen["reopened"]), (&json!("open"), &json!(1)));
        // Who cannot solve it calls the manager in.
        there.post_json(&format!("/api/v1/problems/{id}/escalation"), &json!({"ground": "要停線"})).await.done();
        let manager = desk.log_in(MANAGER).await;
        assert_eq!(rows(&manager.get_json("/api/v1/problems?state=escalated").await.done()), ["水壓機故障"]);
        let page = chen.get(&format!("/problems/{id}")).await.page();
        assert!(page.contains("換新閥門") && page.contains("仍漏水"), "the history tells both");
        desk.verified().await;
    }

    async fn c2_2_1b_the_manager_gives_a_problem_to_a_department_and_its_people_only(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let (wang, production) = (id_of(&desk, SECOND).await, id_of(&desk, PRODUCTION).await);
        let mut wrong = reported();
        wrong["owner"] = json!(wang);
        let no = chen.post_json("/api/v1/problems", &wrong).await;
        assert_eq!(no.refused(), ["2.2.1b"]);
        let id = chen.post_json("/api/v1/problems", &reported()).await.done()["id"].as_str().expect("an id").to_string();
        let given = format!("/api/v1/problems/{id}/owner");
        let to_him = json!({"department": "production", "owner": production, "due": "2026-11-25T12:00"});
        assert_eq!(chen.post_json(&given, &to_him).await.status, 403, "a specialist assigns nothing");
        let late = json!({"department": "production", "owner": production, "due": "2026-11-20T12:00"});
        assert_eq!(manager.post_json(&given, &late).await.refused(), ["2.2.1b"]);
        manager.post_json(&given, &to_him).await.done();
        let there = desk.log_in(PRODUCTION).await;
        let memos = there.get_json("/api/v1/memos?show=unread").await.done();
        assert_eq!((&memos["rows"][0]["kind"], &memos["rows"][0]["subject"]), (&json!("problem_given"), &json!("水壓機故障")));
        let inbox = there.get_json("/api/v1/inbox").await.done();
        let duties = inbox["rows"].as_array().cloned().unwrap_or_default();
        let mine: Vec<&Value> = duties.iter().filter(|row| row["kind"] == "solve_problem").collect();
        assert_eq!(mine.len(), 1, "one owner, one duty: {inbox}");
        assert_eq!(mine[0]["due_at"], "2026-11-25T04:00:00Z");

        // Called in, the manager has a duty of his own; giving it on ends that.
        let raised = format!("/api/v1/problems/{id}/escalation");
        assert_eq!(there.post_json(&raised, &json!({"ground": " "})).await.refused(), ["2.2.2d"]);
        there.post_json(&raised, &json!({"ground": "需停線兩天"})).await.done();
        let helps = |inbox: &Value| inbox["rows"].as_array().is_some_and(|r| r.iter().any(|d| d["kind"] == "help_problem"));
        assert!(helps(&manager.get_json("/api/v1/inbox").await.done()));
        manager.post_json(&given, &to_him).await.done();
        assert!(!helps(&manager.get_json("/api/v1/inbox").await.done()));
        desk.verified().await;
    }

    async fn c2_2_2d_problems_are_found_by_what_stands_in_the_address(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        assert!(chen.get("/problems").await.page().contains("empty-state"), "an empty list says what would stand there");
        let order = recorded(&chen, &written("P-1")).await;
        let mut about = reported();
        about["title"] = json!("缺料");
        about["department"] = json!("purchasing");
        about["severity"] = json!("blocking");
        about["order"] = json!(order.number);
        about["line"] = json!("9");
        let no = chen.post_json("/api/v1/problems", &about).await;
        assert_eq!((no.status, &no.json()["fields"][0]["field"]), (400, &json!("line")));
        about["line"] = json!("2");
        chen.post_json("/api/v1/problems", &about).await.done();
        for n in 0..60 {
            let mut more = reported();
            more["title"] = json!(format!("第 {n} 件"));
            chen.post_json("/api/v1/problems", &more).await.done();
        }
        let first = chen.get_json("/api/v1/problems").await.done();
        assert_eq!(rows(&first).len(), 50);
        let next = first["after"].as_str().expect("there is more").to_string();
        let second = chen.get_json(&next).await.done();
        assert_eq!((rows(&second).len(), second["after"].is_null()), (11, true));
        let of = |query: &str| format!("/api/v1/problems?{query}");
        assert_eq!(rows(&chen.get_json(&of("severity=blocking")).await.done()), ["缺料"]);
        assert_eq!(rows(&chen.get_json(&of("department=purchasing")).await.done()), ["缺料"]);
        assert!(rows(&chen.get_json(&of("state=resolved")).await.done()).is_empty());
        assert!(rows(&chen.get_json(&of("late=1")).await.done()).is_empty());
        let page = chen.get(&format!("/orders/{}", order.id)).await.page();
        assert!(page.contains("缺料"), "the order's page shows its problem");
        // A form with a mistake keeps what was typed.
        let again = chen.post("/problems", &[("title", ""), ("story", "打過的字"), ("severity", "minor")]).await;
        assert!(again.status == 400 && again.text().contains("打過的字"), "{}", again.text());
        desk.verified().await;
    }

    async fn c1_3_3_a_memo_is_its_readers_own(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let id = chen.post_json("/api/v1/problems", &reported()).await.done()["id"].as_str().expect("an id").to_string();
        let there = desk.log_in(PRODUCTION).await;
        there.post_json(&format!("/api/v1/problems/{id}/escalation"), &json!({"ground": "缺人"})).await.done();
        let memos = manager.get_json("/api/v1/memos").await.done();
        let memo = memos["rows"][0]["id"].as_str().expect("a memo").to_string();
        assert!(manager.get("/").await.page().contains("href=\"/memos\""), "the top bar leads there");
        let read = format!("/api/v1/memos/{memo}/read");
        assert_eq!(chen.post_json(&read, &json!({})).await.status, 404, "another's is not found");
        assert_eq!(manager.post_json(&read, &json!({})).await.done()["href"], format!("/problems/{id}"));
        assert!(rows(&manager.get_json("/api/v1/memos?show=unread").await.done()).is_empty());
    }
}

fn at(text: &str) -> platform::day::Instant {
    text.parse().expect("an instant")
}

async fn duty_of(who: &crate::client::Client, kind: &str) -> Option<Value> {
    let inbox = who.get_json("/api/v1/inbox").await.done();
    inbox["rows"].as_array().cloned().unwrap_or_default().into_iter().find(|row| row["kind"] == kind)
}

async fn told(who: &crate::client::Client, kind: &str) -> usize {
    let memos = who.get_json("/api/v1/memos").await.done();
    memos["rows"].as_array().map_or(0, |rows| rows.iter().filter(|row| row["kind"] == kind).count())
}

async fn look(desk: &Desk) -> usize {
    ::desk::order::look_at_late(&desk.app).await.expect("a look")
}

both! {
    async fn c1_3_2_late_is_told_at_once_and_late_by_as_much_again_is_the_managers_duty(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = recorded(&chen, &written("L-1")).await;
        // Four opening hours from ten o'clock, noon left out: three o'clock in Taipei.
        assert_eq!(duty_of(&chen, "submit").await.expect("a duty")["due_at"], "2026-11-24T07:00:00Z");
        // The last quarter of it, and never less than an hour: two o'clock. Only its owner is told, before it is late.
        desk.clock.set(at("2026-11-24T05:59:00Z"));
        assert_eq!(look(&desk).await, 0, "not a minute early");
        desk.clock.set(at("2026-11-24T06:00:00Z"));
        assert_eq!((look(&desk).await, look(&desk).await), (1, 0), "told once");
        assert_eq!((told(&chen, "due_soon").await, told(&manager, "due_soon").await), (1, 0));
        assert_eq!((told(&chen, "late").await, chen.get("/inbox?when=soon").await.page().contains(&order.number)), (0, true));
        let board = manager.get_json("/api/v1/board").await.done();
        let soon: i64 = board["specialists"].as_array().expect("people").iter().filter_map(|one| one["load"]["soon"].as_i64()).sum();
        assert_eq!(soon, 1, "the manager sees it before it is late: {board}");
        desk.clock.set(at("2026-11-24T06:59:00Z"));
        assert_eq!(look(&desk).await, 0, "not a minute early");
        desk.clock.set(at("2026-11-24T07:00:00Z"));
        assert_eq!(look(&desk).await, 1);
        assert_eq!(look(&desk).await, 0, "told once, however often it is looked");
        assert_eq!((told(&chen, "late").await, told(&manager, "late").await), (1, 1));
        assert!(duty_of(&manager, "decide_late").await.is_none());
        // As much again: two and a half hours today, one and a half tomorrow.
        for early in ["2026-11-24T15:00:00Z", "2026-11-25T01:59:00Z"] {
            desk.clock.set(at(early));
            assert_eq!(look(&desk).await, 0, "{early}");
        }
        desk.clock.set(at("2026-11-25T02:00:00Z"));
        assert_eq!(look(&desk).await, 1);
        manager.log_in(MANAGER).await;
        chen.log_in(SPECIALIST).await;
        let decides = duty_of(&manager, "decide_late").await.expect("the manager decides");
        assert_eq!((&decides["clause"], told(&manager, "late_again").await), (&json!("1.3.2"), 1));

        let late = decides["detail"].as_str().expect("the late duty").to_string();
        let decision = format!("/api/v1/duties/{late}/decision");
        assert_eq!(chen.post_json(&decision, &json!({"ground": "x"})).await.status, 403);
        assert_eq!(manager.post_json(&decision, &json!({"ground": " "})).await.refused(), ["1.3.2"]);
        let past = json!({"ground": "客戶未覆", "due": "2026-11-25T09:00"});
        assert_eq!(manager.post_json(&decision, &past).await.refused(), ["1.3.2"]);
        let wang = id_of(&desk, SECOND).await;
        manager.post_json(&decision, &json!({"ground": "陳專員請假", "to": wang, "due": "2026-11-25T16:00"})).await.done();
        assert!(duty_of(&manager, "decide_late").await.is_none(), "decided");
        let second = desk.log_in(SECOND).await;
        assert_eq!(duty_of(&second, "submit").await.expect("it moved")["due_at"], "2026-11-25T08:00:00Z");
        assert_eq!(told(&second, "reassigned").await, 1);
        assert!(duty_of(&chen, "submit").await.is_none());
        let story = second.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        assert!(story.contains("1.3.2"), "the history tells of lateness and decision");
        desk.verified().await;
    }

    async fn c1_3_2_what_is_the_managers_own_is_raised_to_the_executive(desk) {
        let order = crate::orders::submitted(&desk, "L-2").await;
        let executive = desk.log_in("executive").await;
        // One working day, then another.
        desk.clock.set(at("2026-11-25T02:00:00Z"));
        assert_eq!(look(&desk).await, 1);
        desk.clock.set(at("2026-11-26T02:00:00Z"));
        assert_eq!(look(&desk).await, 1);
        executive.log_in("executive").await;
        let decides = duty_of(&executive, "decide_late").await.expect("the executive decides");
        assert_eq!(decides["subject"], order.number);
        let late = decides["detail"].as_str().expect("the late duty").to_string();
        let decision = format!("/api/v1/duties/{late}/decision");
        let wang = id_of(&desk, SECOND).await;
        // The manager's queue cannot be given to a specialist.
        let no = executive.post_json(&decision, &json!({"ground": "催", "to": wang})).await;
        assert_eq!(no.refused(), ["1.3.2"]);
        let manager = desk.log_in(MANAGER).await;
        assert_eq!(manager.post_json(&decision, &json!({"ground": "催"})).await.status, 403, "not on his own");
        // He does it after all: nobody need decide any more.
        crate::orders::approve(&manager, &order.id).await.done();
        look(&desk).await;
        assert!(duty_of(&executive, "decide_late").await.is_none());
        desk.verified().await;
    }

    async fn c1_3_2_on_hold_the_clock_stands_still_to_the_minute(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let manager = desk.log_in(MANAGER).await;
        // (held, released, due then): in hours, over noon, over a weekend; four hours in all from ten.
        let cases = [
            ("2026-11-24T02:37:00Z", "2026-11-24T03:00:00Z", "2026-11-24T07:23:00Z"),
            ("2026-11-24T03:59:00Z", "2026-11-24T05:30:00Z", "2026-11-24T07:31:00Z"),
            ("2026-11-24T06:30:00Z", "2026-11-28T03:00:00Z", "2026-11-30T01:00:00Z"),
        ];
        for (n, (held, released, due)) in cases.iter().enumerate() {
            desk.clock.set(at("2026-11-24T02:00:00Z"));
            let order = recorded(&chen, &written(&format!("H-{n}"))).await;
            let hold = format!("/api/v1/orders/{}/hold", order.id);
            desk.clock.set(at(held));
            manager.post_json(&hold, &json!({"hold": "on", "ground": "客戶暫緩"})).await.done();
            desk.clock.set(at(released));
            look(&desk).await;
            manager.log_in(MANAGER).await;
            assert_eq!(told(&manager, "late").await, 0, "what is held is not late");
            manager.post_json(&hold, &json!({"hold": "off"})).await.done();
            let id: platform::Id = order.id.parse().expect("an id");
            let open = desk.app.read(move |tx| ::desk::order::duty::of(tx, id)).await.expect("duties");
            let submit = open.iter().find(|duty| duty.kind == "submit").expect("its duty");
            assert_eq!(submit.due_at, at(due), "held {held}, released {released}");
            // Out of the way of the next case, where time begins anew.
            manager.post_json(&hold, &json!({"hold": "on", "ground": "客戶暫緩"})).await.done();
        }
        desk.verified().await;
    }

    async fn c1_3_3_whom_a_comment_mentions_is_told_and_whoever_asked_hears_the_answer(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = recorded(&chen, &written("M-1")).await;
        let notes = format!("/api/v1/orders/{}/notes", order.id);
        let said = json!({"kind": "comment", "text": "請 @王專員 與 @production 看一下；@lina 不是本公司的人，@employee 無權。"});
        chen.post_json(&notes, &said).await.done();
        let (wang, there) = (desk.log_in(SECOND).await, desk.log_in(PRODUCTION).await);
        let (li, employee) = (desk.log_in("li").await, desk.log_in("employee").await);
        assert_eq!((told(&wang, "mention").await, told(&there, "mention").await), (1, 1));
        assert_eq!((told(&li, "mention").await, told(&employee, "mention").await), (0, 0));

        let asked = json!({"kind": "question", "medium": "production", "text": "三月中可交嗎？"});
        let question = chen.post_json(&notes, &asked).await.done()["id"].clone();
        assert_eq!(duty_of(&there, "answer_question").await.expect("a duty")["clause"], "1.3.3");
        there.post_json(&notes, &json!({"kind": "answer", "answers": question, "text": "可以"})).await.done();
        assert!(duty_of(&there, "answer_question").await.is_none());
        assert_eq!(told(&chen, "answered").await, 1);
        desk.verified().await;
    }
}

both! {
    async fn c1_3_2_a_holiday_moves_what_is_open_and_the_old_time_stands_in_the_history(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        // Three in the afternoon: four hours on, half of them tomorrow.
        desk.clock.set(at("2026-11-24T07:00:00Z"));
        let order = recorded(&chen, &written("K-1")).await;
        let due = |who: crate::client::Client| async move { duty_of(&who, "submit").await.expect("a duty")["due_at"].clone() };
        assert_eq!(due(desk.log_in(SPECIALIST).await).await, "2026-11-25T02:00:00Z");
        let named = json!({"title": "缺料", "department": "specialist", "severity": "minor", "due": "2026-11-25T10:30"});
        chen.post_json("/api/v1/problems", &named).await.done();
        let admin = desk.log_in("admin").await;
        assert_eq!(::desk::order::recount(&desk.app).await.expect("a count"), 0, "nothing changed");
        admin.post("/calendar", &[("day", "2026-11-25"), ("kind", "holiday"), ("name", "颱風")]).await;
        assert_eq!(::desk::order::recount(&desk.app).await.expect("a count"), 1, "what was named by hand stays");
        assert_eq!(::desk::order::recount(&desk.app).await.expect("a count"), 0, "once");
        assert_eq!(due(desk.log_in(SPECIALIST).await).await, "2026-11-26T02:00:00Z");
        let id: platform::Id = order.id.parse().expect("an id");
        let story = desk.app.read(move |tx| platform::history::page(tx, id, i64::MAX, 10)).await.expect("its history");
        let moved = story.iter().find(|entry| entry.step == "duty.recount").expect("an entry");
        assert_eq!((&moved.clause[..], &moved.body["from"]), ("1.3.2", &json!("2026-11-25T02:00:00Z")));
        assert_eq!(duty_of(&chen, "solve_problem").await.expect("a duty")["due_at"], "2026-11-25T02:30:00Z");

        // Late and raised, then the calendar says that the day was none: told anew, and nobody need decide.
        desk.clock.set(at("2026-11-26T09:00:00Z"));
        look(&desk).await;
        look(&desk).await;
        let manager = desk.log_in(MANAGER).await;
        assert!(duty_of(&manager, "decide_late").await.is_some());
        admin.log_in("admin").await;
        admin.post("/calendar", &[("day", "2026-11-26"), ("kind", "holiday"), ("name", "颱風")]).await;
        assert!(::desk::order::recount(&desk.app).await.expect("a count") > 0);
        chen.log_in(SPECIALIST).await;
        assert_eq!(due(desk.log_in(SPECIALIST).await).await, "2026-11-27T02:00:00Z");
        let left = manager.get_json("/api/v1/inbox").await.done();
        let over_submit = left["rows"].as_array().expect("rows").iter().any(|row| row["kind"] == "decide_late" && row["subject"] == order.number);
        assert!(!over_submit, "{left}");
        // And back: a day that is cleared brings the old time again.
        admin.post("/calendar/2026-11-26/clear", &[]).await;
        ::desk::order::recount(&desk.app).await.expect("a count");
        assert_eq!(due(desk.log_in(SPECIALIST).await).await, "2026-11-26T02:00:00Z");
        desk.verified().await;
    }

    async fn c1_3_2_a_departments_hours_move_its_own_open_duties_and_nobody_elses(desk) {
        let order = crate::orders::submitted(&desk, "K-2").await;
        desk.clock.set(at("2026-11-24T07:00:00Z"));
        crate::orders::approve(&desk.log_in(MANAGER).await, &order.id).await.done();
        let due = |role: &'static str, kind: &'static str| {
            let desk = &desk;
            async move { duty_of(&desk.log_in(role).await, kind).await.expect("a duty")["due_at"].clone() }
        };
        assert_eq!(due("warehouse", "acknowledge").await, "2026-11-25T02:00:00Z");
        let told = due(SPECIALIST, "follow_up").await;
        let hours = [("department", "warehouse"), ("hours", "08:30-12:00, 13:00-20:00"), ("weekdays[]", "2"), ("weekdays[]", "3")];
        desk.log_in("admin").await.post("/calendar/hours", &hours).await;
        assert_eq!(::desk::order::recount(&desk.app).await.expect("a count"), 1);
        assert_eq!(due("warehouse", "acknowledge").await, "2026-11-24T11:00:00Z");
        assert_eq!(due(SPECIALIST, "follow_up").await, told);
        let id: platform::Id = order.id.parse().expect("an id");
        let story = desk.app.read(move |tx| platform::history::page(tx, id, i64::MAX, 10)).await.expect("its history");
        let moved = story.iter().find(|entry| entry.step == "duty.recount").expect("an entry");
        assert_eq!(moved.body["from"], json!("2026-11-25T02:00:00Z"));
        desk.verified().await;
    }

    async fn c1_3_3_what_the_manager_wants_to_know_first_stops_the_approval_until_it_is_answered(desk) {
        let order = crate::orders::submitted(&desk, "Q-1").await;
        let (chen, manager, there) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await, desk.log_in(PRODUCTION).await);
        let notes = format!("/api/v1/orders/{}/notes", order.id);
        let asked = |text: &str| json!({"kind": "question", "medium": "production", "text": text, "required": "yes"});
        assert_eq!(chen.post_json(&notes, &asked("模具好了嗎？")).await.status, 403, "the manager wants it, nobody else");
        let first = manager.post_json(&notes, &asked("模具好了嗎？")).await.done()["id"].clone();
        let second = manager.post_json(&notes, &asked("人手夠嗎？")).await.done()["id"].clone();
        let no = crate::orders::approve(&manager, &order.id).await;
        assert_eq!(no.refused(), ["1.3.3"]);
        let way = no.json().to_string();
        assert!(way.contains("approve.answered"), "{way}");
        let page = manager.get(&format!("/orders/{}?tab=notes", order.id)).await.page();
        assert!(page.contains("name=\"required\"") && page.contains("/waiver"), "{page}");
        let page = chen.get(&format!("/orders/{}?tab=notes", order.id)).await.page();
        assert!(!page.contains("name=\"required\"") && !page.contains("/waiver"));
        // One answer answers one question.
        there.post_json(&notes, &json!({"kind": "answer", "answers": first, "text": "好了"})).await.done();
        assert!(duty_of(&there, "answer_question").await.is_some(), "the other one is still a duty");
        assert_eq!(crate::orders::approve(&manager, &order.id).await.refused(), ["1.3.3"]);
        // He decides without the other after all.
        let waiver = format!("/api/v1/orders/{}/notes/{}/waiver", order.id, second.as_str().expect("an id"));
        assert_eq!(chen.post(&waiver.replace("/api/v1", ""), &[]).await.status, 403);
        manager.post(&waiver.replace("/api/v1", ""), &[]).await;
        crate::orders::approve(&manager, &order.id).await.done();
        desk.verified().await;
    }

    async fn c1_3_3_a_question_that_nobody_needs_first_stops_nothing(desk) {
        let order = crate::orders::submitted(&desk, "Q-2").await;
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let asked = json!({"kind": "question", "medium": "production", "text": "三月中可交嗎？"});
        chen.post_json(&format!("/api/v1/orders/{}/notes", order.id), &asked).await.done();
        crate::orders::approve(&manager, &order.id).await.done();
        desk.verified().await;
    }
}
