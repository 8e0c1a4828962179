//! The work-load board over HTTP (2.2.1a): who has how much, and work that goes to somebody else.

use serde_json::{Value, json};

use crate::cast::{MANAGER, PRODUCTION, SECOND, SPECIALIST};
use crate::client::Client;
use crate::desk::Desk;
use crate::orders::{recorded, seen, written};

pub async fn id_of(desk: &Desk, login: &'static str) -> String {
    desk.app.read(move |tx| ::desk::people::by_login(tx, login)).await.expect("somebody of the cast").id.to_string()
}

async fn load_of(who: &Client, name: &str) -> Value {
    let board = who.get_json("/api/v1/board").await.done();
    let found = board["specialists"].as_array().and_then(|all| all.iter().find(|worker| worker["id"] == name).cloned());
    found.unwrap_or_else(|| panic!("{name} in {board}"))["load"].clone()
}

both! {
    async fn c2_2_1a_the_board_counts_what_each_specialist_has(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let me = id_of(&desk, SPECIALIST).await;
        assert!(manager.get("/board").await.page().contains("/board/"), "an empty desk has a board too");
        let (one, two) = (recorded(&chen, &written("B-1")).await, recorded(&chen, &written("B-2")).await);
        let load = load_of(&manager, &me).await;
        assert_eq!((&load["orders"], &load["duties"], &load["late"]), (&json!(2), &json!(2), &json!(0)));
        let gross = |order: &Value| order["gross_company"].as_i64().expect("a value");
        let sum = gross(&seen(&chen, &one.id).await) + gross(&seen(&chen, &two.id).await);
        assert_eq!(load["value"], json!(sum), "in the company's currency");
        // Both fell due at three in the afternoon.
        assert_eq!(load["today"], json!(2));
        desk.clock.set("2026-11-24T07:30:00Z".parse().expect("an instant"));
        assert_eq!(load_of(&manager, &me).await["late"], json!(2));
        let page = manager.get(&format!("/board/{me}?show=duties")).await.page();
        assert!(page.contains(&one.number) && page.contains("/batches/preview"));
        let page = chen.get(&format!("/board/{me}")).await.page();
        assert!(page.contains(&two.number) && !page.contains("/batches/preview"), "who may not move is offered nothing");
        assert_eq!(desk.log_in(PRODUCTION).await.get("/board").await.status, 403);
    }

    async fn c2_2_1a_several_move_at_one_press_each_with_its_own_result(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let wang = id_of(&desk, SECOND).await;
        let (one, two, dead) = (
            recorded(&chen, &written("B-1")).await,
            recorded(&chen, &written("B-2")).await,
            recorded(&chen, &written("B-3")).await,
        );
        chen.post_json(&format!("/api/v1/orders/{}/discard", dead.id), &json!({"reason": "重複"})).await;
        let rows = json!([format!("order:{}", one.id), format!("order:{}", two.id), format!("order:{}", dead.id)]);
        let form = json!({"what": "move", "to": wang, "rows": rows});
        let outcomes = |answer: &Value| -> Vec<String> {
            let all = answer.as_array().cloned().unwrap_or_default();
            all.iter().map(|one| one["outcome"].as_str().unwrap_or("").to_string()).collect()
        };
        let foreseen = manager.post_json("/api/v1/batches/preview", &form).await.done();
        let dead_says = seen(&chen, &dead.id).await["approval"].clone();
        let last = if dead_says == "withdrawn" { "refused" } else { "done" };
        assert_eq!(outcomes(&foreseen), ["done", "done", last]);
        assert_eq!(seen(&chen, &one.id).await["owner"], json!(id_of(&desk, SPECIALIST).await), "nothing moved yet");
        let became = manager.post_json("/api/v1/batches", &form).await.done();
        assert_eq!(outcomes(&became), ["done", "done", last], "as it was foreseen");
        assert_eq!(seen(&chen, &one.id).await["owner"], json!(wang));
        let second = desk.log_in(SECOND).await;
        let memos = second.get_json("/api/v1/memos").await.done();
        assert_eq!(memos["rows"][0]["kind"], "reassigned");
        // Once more: it is his already, and each says so with its clause.
        let again = manager.post_json("/api/v1/batches", &form).await.done();
        assert_eq!(again[0]["outcome"], "refused");
        assert_eq!(again[0]["refusal"]["broken"][0]["rule"], "reassign.elsewhere");
        assert_eq!(again[0]["refusal"]["broken"][0]["clause"], "2.2.1a");
        let mine = chen.post_json("/api/v1/batches", &form).await.done();
        assert_eq!(outcomes(&mine), ["forbidden", "forbidden", "forbidden"], "a specialist moves nothing");
        desk.verified().await;
    }

    async fn c2_2_1a_with_an_order_go_its_changes_and_its_late_lines(desk) {
        let (chen, manager, second) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await, desk.log_in(SECOND).await);
        let order = crate::changes::approved(&desk, "B-8").await;
        crate::changes::asked(&chen, &order.id, crate::changes::more("300")).await;
        let logistics = desk.log_in(crate::shipments::LOGISTICS).await;
        let shipment = crate::shipments::id_of(&crate::shipments::laid(&logistics, &order.id, "").await.done());
        let late = json!({"leaves_on": "2027-06-01"});
        crate::shipments::press(&logistics, &shipment, "plan", late).await.done();
        for kind in ["submit_change", "settle_delay"] {
            assert!(crate::changes::due(&chen, kind).await && !crate::changes::due(&second, kind).await, "{kind}");
        }
        let form = json!({"what": "move", "to": id_of(&desk, SECOND).await, "rows": [format!("order:{}", order.id)]});
        manager.post_json("/api/v1/batches", &form).await.done();
        for kind in ["submit_change", "settle_delay"] {
            assert!(crate::changes::due(&second, kind).await && !crate::changes::due(&chen, kind).await, "{kind}");
        }
        desk.verified().await;
    }

    async fn c2_2_1a_a_duty_goes_with_what_it_is_about_or_says_why_not(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let (me, wang) = (id_of(&desk, SPECIALIST).await, id_of(&desk, SECOND).await);
        let order = recorded(&chen, &written("B-4")).await;
        let problem = json!({"title": "缺料", "department": "specialist", "severity": "minor", "owner": me});
        chen.post_json("/api/v1/problems", &problem).await.done();
        let queued = json!({"title": "故障", "department": "production", "severity": "minor"});
        chen.post_json("/api/v1/problems", &queued).await.done();
        let inbox = chen.get_json("/api/v1/inbox").await.done();
        let mut rows: Vec<String> = inbox["rows"].as_array().expect("rows").iter()
            .map(|row| format!("duty:{}", row["id"].as_str().expect("an id"))).collect();
        let there = desk.log_in(PRODUCTION).await.get_json("/api/v1/inbox").await.done();
        rows.push(format!("duty:{}", there["rows"][0]["id"].as_str().expect("an id")));
        assert_eq!(rows.len(), 3);
        let form = json!({"what": "move", "to": wang, "rows": rows});
        let became = manager.post_json("/api/v1/batches", &form).await.done();
        let kinds: Vec<&str> = became.as_array().expect("three").iter().map(|one| one["outcome"].as_str().unwrap_or("")).collect();
        assert_eq!(kinds, ["done", "done", "refused"], "{became}");
        assert_eq!(became[2]["refusal"]["broken"][0]["rule"], "move.movable");
        assert_eq!(seen(&chen, &order.id).await["owner"], json!(wang));
        let second = desk.log_in(SECOND).await.get_json("/api/v1/inbox").await.done();
        assert_eq!(second["rows"].as_array().map(Vec::len), Some(2), "{second}");
        // Who stands in the way of nothing is told nothing: a purchaser cannot have production's work.
        let page = manager.post("/batches/preview", &[("what", "move"), ("to", &wang), ("rows[]", &rows[2])]).await.page();
        assert!(page.contains("2.2.1a"), "{page}");
        desk.verified().await;
    }

    async fn c1_3_3_whose_turn_it_is_is_reminded(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = recorded(&chen, &written("B-5")).await;
        let form = json!({"what": "remind", "rows": [format!("order:{}", order.id)]});
        assert_eq!(manager.post_json("/api/v1/batches", &form).await.done()[0]["outcome"], "done");
        let memos = chen.get_json("/api/v1/memos").await.done();
        assert_eq!((&memos["rows"][0]["kind"], &memos["rows"][0]["subject"]), (&json!("reminded"), &json!(order.number)));
        let story = chen.get(&format!("/orders/{}?tab=history", order.id)).await.page();
        assert!(story.contains("1.3.3"), "the history tells of it");
        // Where it is nobody's turn, nobody is reminded.
        let withdrawn = recorded(&chen, &written("B-6")).await;
        chen.post_json(&format!("/api/v1/orders/{}/discard", withdrawn.id), &json!({"reason": "測試"})).await.done();
        chen.post_json(&format!("/api/v1/orders/{}/file", withdrawn.id), &json!({"ground": "測試"})).await.done();
        let form = json!({"what": "remind", "rows": [format!("order:{}", withdrawn.id)]});
        let no = manager.post_json("/api/v1/batches", &form).await.done();
        assert_eq!(no[0]["refusal"]["broken"][0]["rule"], "remind.ours", "{no}");
        desk.verified().await;
    }
}

both! {
    async fn c2_2_2e_views_are_kept_for_oneself_and_for_the_team(desk) {
        let (chen, manager, there) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await, desk.log_in(PRODUCTION).await);
        let keep = |name: &str, team: &str| json!({"name": name, "place": "/orders", "query": "open=1&customer=C004", "team": team});
        let own = chen.post_json("/api/v1/views", &keep("宏遠未結", "")).await.done()["id"].clone();
        chen.post_json("/api/v1/views", &keep("部門週會", "yes")).await.done();
        let page = chen.get("/orders").await.page();
        assert!(page.contains("宏遠未結") && page.contains("部門週會"));
        let page = manager.get("/orders/lines").await.page();
        assert!(page.contains("部門週會") && !page.contains("宏遠未結"), "the team's, not another's own");
        assert_eq!(there.post_json("/api/v1/views", &keep("x", "yes")).await.refused(), ["2.2.2e"]);
        there.post_json("/api/v1/views", &keep("x", "")).await.done();
        for (name, place, query) in [("", "/orders", ""), ("a", "/people", ""), ("a", "/orders", "open=1\"><script>")] {
            let wrong = json!({"name": name, "place": place, "query": query});
            assert_eq!(chen.post_json("/api/v1/views", &wrong).await.status, 400, "{wrong}");
        }
        let removal = format!("/views/{}/removal", own.as_str().expect("an id"));
        assert_eq!(manager.post(&removal, &[]).await.status, 404, "another's own is not found");
        chen.post(&removal, &[]).await;
        assert!(!chen.get("/orders").await.page().contains("宏遠未結"));
        for n in 0..29 {
            chen.post_json("/api/v1/views", &keep(&format!("v{n}"), "")).await.done();
        }
        assert_eq!(chen.post_json("/api/v1/views", &keep("one more", "")).await.refused(), ["2.2.2e"]);
        desk.verified().await;
    }

    async fn c2_2_2e_the_ledger_is_put_together_with_sums_and_leads_to_its_rows(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let (one, two) = (recorded(&chen, &written("G-1")).await, recorded(&chen, &written("G-2")).await);
        let other = recorded(&chen, &crate::orders::said_on_the_telephone()).await;
        let groups = chen.get_json("/api/v1/orders?group=customer").await.done()["groups"].clone();
        let groups = groups.as_array().cloned().expect("groups");
        assert_eq!(groups.len(), 2, "{groups:?}");
        let pair = groups.iter().find(|group| group["rows"] == 2).expect("the customer with two");
        let cents = |value: &Value| value["amount"].as_str().and_then(|text| text.replace('.', "").parse::<i64>().ok()).expect("an amount");
        let (first, second) = (seen(&chen, &one.id).await, seen(&chen, &two.id).await);
        assert_eq!(cents(&pair["net"]), cents(&first["net"]) + cents(&second["net"]), "{pair}");
        // The group's link leads to its rows, and the export says the same as the page.
        let key = pair["key"].as_str().expect("a key");
        let page = chen.get("/orders?group=customer").await.page();
        assert!(page.contains(&format!("customer={}", key.replace('-', "%2D"))), "{page}");
        let rows = chen.get_json(&format!("/api/v1/orders?customer={key}")).await.done();
        assert_eq!(rows["rows"].as_array().map(Vec::len), Some(2));
        // Of a product too: its own lines and no others, though their orders have more.
        let page = chen.get("/orders/lines?group=sku").await.page();
        let from = page.find("href=\"/orders/lines?sku=HB%2DM6x30%2DA2").expect("the product's link") + 6;
        let href = page[from..].split('"').next().expect("its address").replace("&amp;", "&");
        let lines = chen.get_json(&format!("/api/v1{href}")).await.done();
        let skus: Vec<&str> = lines["rows"].as_array().into_iter().flatten().filter_map(|row| row["sku"].as_str()).collect();
        let screws = chen.get_json("/api/v1/orders/lines?group=sku").await.done()["groups"].clone();
        let screws = screws.as_array().and_then(|all| all.iter().find(|g| g["key"] == "HB-M6x30-A2").cloned()).expect("the screw");
        assert!(!skus.is_empty() && skus.iter().all(|sku| *sku == "HB-M6x30-A2"), "{href}: {skus:?}");
        assert_eq!(screws["rows"], skus.len(), "as many as the group says");
        assert!(chen.get(&href).await.page().contains("品號：HB-M6x30-A2"), "and the page says of what");
        let book = chen.get("/orders/export.xlsx?group=customer").await;
        assert!(book.status == 200 && book.body.starts_with(b"PK"));
        let nothing = chen.get_json("/api/v1/orders/lines?group=sku&open=1").await.done();
        assert_eq!(nothing["groups"].as_array().map(Vec::len), Some(0), "drafts owe nothing: {nothing}");
        let manager = desk.log_in(MANAGER).await;
        for order in [&one, &two] {
            crate::orders::submit(&chen, &order.id).await.done();
            let waits = chen.get_json("/api/v1/orders/lines?open=1").await.done();
            assert!(!waits.to_string().contains(&order.number), "nor does what lies in review");
            crate::orders::approve(&manager, &order.id).await.done();
        }
        let lines = chen.get_json("/api/v1/orders/lines?group=sku&open=1").await.done();
        let screw = lines["groups"].as_array().and_then(|all| all.iter().find(|g| g["key"] == "HB-M6x30-A2").cloned());
        assert_eq!(screw.expect("a product")["open"].as_str().map(|text| text.starts_with("400")), Some(true));
        // Production sees how many, never for how much.
        let there = desk.log_in(PRODUCTION).await;
        let blind = there.get_json("/api/v1/orders?group=owner").await.done();
        assert!(blind["groups"][0]["net"].is_null() && blind["groups"][0]["rows"].is_number(), "{blind}");
        let _ = other;
    }

    async fn c2_2_2e_chosen_columns_and_ticks_stand_on_the_page(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let order = recorded(&chen, &written("C-1")).await;
        let head = |page: &str, word: &str| page.split("<tbody").next().is_some_and(|above| above.rsplit("<thead").next().is_some_and(|heads| heads.contains(word)));
        let page = chen.get("/orders?cols=customer&cols=lines").await.page();
        assert!(head(&page, "客戶") && !head(&page, "負責"), "only what is chosen");
        assert!(page.contains(&order.number), "the first column always stands");
        assert!(page.contains("batch") && page.contains(&format!("order:{}", order.id)));
        assert!(!page.contains("bulk-to"), "who may not move is not asked to whom");
        assert!(manager.get("/orders").await.page().contains("bulk-to"));
        let auditor = desk.log_in("auditor").await;
        assert!(!auditor.get("/orders").await.page().contains("/batches/preview"), "who only reads has no ticks");
        // The open quantities come with the product: what was approved and has not left, line by line.
        let page = chen.get("/orders/lines").await.page();
        let name = page.find("未交數量").expect("the view's name");
        let href = page[..name].rfind("href=\"").expect("its link") + 6;
        let view = page[href..].split('"').next().expect("its address").replace("&amp;", "&");
        assert!(view.starts_with("/orders/lines?") && view.contains("open=1"), "{view}");
        let rows = |answer: Value| answer["rows"].as_array().cloned().unwrap_or_default();
        assert_eq!(rows(chen.get_json(&format!("/api/v1{view}")).await.done()).len(), 0, "a draft owes nothing");
        crate::orders::submit(&chen, &order.id).await.done();
        crate::orders::approve(&manager, &order.id).await.done();
        let open = rows(chen.get_json(&format!("/api/v1{view}")).await.done());
        let skus: Vec<&str> = open.iter().filter_map(|row| row["sku"].as_str()).collect();
        assert_eq!(skus, ["HB-M6x30-A2", "HB-M8x30-A2"], "{open:?}");
        let page = chen.get(&view).await.page();
        assert!(page.contains("HB-M6x30-A2") && page.contains("200") && !page.contains("沒有"), "{page}");
    }
}
