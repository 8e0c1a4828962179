//! The manager's report to the executive over HTTP (2.2.1d).

use serde_json::{Value, json};

use crate::cast::{MANAGER, PRODUCTION, SPECIALIST};
use crate::client::Client;
use crate::orders::{approve, recorded, submitted, written};

async fn duties(who: &Client, kind: &str) -> usize {
    let inbox = who.get_json("/api/v1/inbox").await.done();
    inbox["rows"].as_array().map_or(0, |rows| rows.iter().filter(|row| row["kind"] == kind).count())
}

both! {
    async fn c2_2_1d_one_press_makes_a_report_that_keeps_its_figures_and_the_executive_reads_it(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = submitted(&desk, "RP-1").await;
        approve(&manager, &order.id).await.done();
        let problem = json!({"title": "水壓機故障", "department": "production", "severity": "serious"});
        chen.post_json("/api/v1/problems", &problem).await.done();
        let form = json!({"from": "2026-11-01", "to": "2026-11-24", "text": "本月順利。"});
        assert_eq!(chen.post_json("/api/v1/reports", &form).await.status, 403, "the manager reports");
        let id = manager.post_json("/api/v1/reports", &form).await.done()["id"].as_str().expect("an id").to_string();
        let executive = desk.log_in("executive").await;
        assert_eq!(duties(&executive, "read_report").await, 1);
        let memos = executive.get_json("/api/v1/memos").await.done();
        assert_eq!(memos["rows"][0]["kind"], "report");

        let address = format!("/api/v1/reports/{id}");
        let seen = executive.get_json(&address).await.done();
        let figures = &seen["report"]["figures"];
        assert_eq!((&figures["department"]["handled"], &figures["problems"][0]["name"]), (&json!(1), &json!("水壓機故障")));
        let today = figures["days"].as_array().and_then(|days| days.last().cloned()).expect("the last day");
        assert_eq!((&today["received"], &today["decided"]), (&json!(1), &json!(1)));
        let page = executive.get(&format!("/reports/{id}")).await.page();
        assert!(page.contains("本月順利") && page.contains("水壓機故障") && page.contains("<svg"), "{page}");
        let pdf = executive.get(&format!("/reports/{id}/report.pdf")).await;
        assert!(pdf.status == 200 && pdf.body.starts_with(b"%PDF-"));
        let before = pdf.body.clone();

        // What happens afterwards does not change it.
        let more = submitted(&desk, "RP-2").await;
        approve(&manager, &more.id).await.done();
        let again = executive.get_json(&address).await.done();
        assert_eq!(again["report"]["figures"], seen["report"]["figures"]);
        assert!(executive.get(&format!("/reports/{id}/report.pdf")).await.body == before, "the same bytes");

        // He comments and says that he has read it; each side hears of the other.
        let say = format!("{address}/comments");
        assert_eq!(executive.post_json(&say, &json!({"text": " "})).await.refused(), ["2.2.1d"]);
        executive.post_json(&say, &json!({"text": "請注意水壓機。"})).await.done();
        let memos = manager.get_json("/api/v1/memos").await.done();
        assert_eq!(memos["rows"][0]["kind"], "report_comment");
        assert_eq!(manager.post_json(&format!("{address}/reading"), &json!({})).await.status, 403);
        executive.post_json(&format!("{address}/reading"), &json!({})).await.done();
        assert_eq!(duties(&executive, "read_report").await, 0);
        assert_eq!(executive.post_json(&format!("{address}/reading"), &json!({})).await.refused(), ["2.2.1d"], "once");
        let list = manager.get_json("/api/v1/reports").await.done();
        assert_eq!((&list["rows"][0]["state"], list["rows"][0]["read_name"].is_string()), (&json!("read"), true));
        assert!(executive.get(&format!("/reports/{id}")).await.page().contains("請注意水壓機"));
        for stranger in [&chen, &desk.log_in(PRODUCTION).await] {
            assert_eq!(stranger.get(&format!("/reports/{id}")).await.status, 403);
        }
        desk.verified().await;
    }

    async fn c2_2_1d_a_span_is_sound(desk) {
        let manager = desk.log_in(MANAGER).await;
        for (from, to) in [("2026-11-24", "2026-11-23"), ("2026-11-24", "2026-11-25"), ("2026-08-01", "2026-11-24")] {
            let no = manager.post_json("/api/v1/reports", &json!({"from": from, "to": to})).await;
            assert_eq!(no.refused(), ["2.2.1d"], "{from} {to}");
        }
        let no = manager.post("/reports", &[("from", "x"), ("to", "2026-11-24"), ("text", "寫過的")]).await;
        assert!(no.status == 400 && no.text().contains("寫過的"), "{}", no.text());
        assert!(manager.get("/reports").await.page().contains("empty-state"));
    }

    async fn c2_2_1d_when_a_month_is_over_the_report_is_the_managers_duty_once(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        ::desk::office::turn_month(&desk.app).await.expect("a look");
        assert_eq!(duties(&manager, "make_report").await, 0, "nothing happened yet");
        recorded(&chen, &written("RP-3")).await;
        desk.clock.set("2026-11-30T16:15:00Z".parse().expect("an instant"));
        for _ in 0..2 {
            ::desk::office::turn_month(&desk.app).await.expect("a look");
        }
        manager.log_in(MANAGER).await;
        assert_eq!(duties(&manager, "make_report").await, 1);
        let list = manager.get_json("/api/v1/reports").await.done();
        let due: Vec<Value> = list["rows"].as_array().cloned().unwrap_or_default();
        assert_eq!((due.len(), &due[0]["state"], &due[0]["to"]), (1, &json!("due"), &json!("2026-11-30")));
        assert!(manager.get("/reports").await.page().contains("value=\"2026-11-01\""), "the form begins with it");
        let id = due[0]["id"].as_str().expect("an id").to_string();
        let unwritten = manager.get(&format!("/reports/{id}")).await.page();
        assert!(unwritten.contains("empty-state"));
        let form = json!({"report": id, "from": "2026-11-01", "to": "2026-11-30"});
        assert_eq!(manager.post_json("/api/v1/reports", &form).await.done()["id"], json!(id));
        assert_eq!(duties(&manager, "make_report").await, 0);
        desk.verified().await;
    }
}
