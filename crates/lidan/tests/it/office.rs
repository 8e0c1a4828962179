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
